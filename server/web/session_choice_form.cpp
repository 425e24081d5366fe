#include "web/session_choice_form.hpp"

#include "domain/session_line.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"

#include <algorithm>
#include <charconv>

namespace krug::web {

namespace {

using render::language;
using standing_of_choice = domain::session_choice::state;

domain::session_id session_numbered(const std::string& text) {
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    return fault == std::errc() && end == text.data() + text.size() ? domain::session_id{number} : domain::session_id{};
}

domain::session_hours hours_for(const domain::session& from) {
    return {from.id, from.starts_at, from.ends_at, from.clash, from.sign_up};
}

std::string title_of(const service::event_view& found, domain::session_id which) {
    for (const auto& row : found.sessions)
        if (row.session.id == which) return row.session.title;
    return {};
}

const domain::session_choice* standing_in(const domain::registration& who, domain::session_id which) {
    const auto at = std::find_if(who.sessions.begin(), who.sessions.end(), [&](const auto& each) { return each.session == which; });
    return at == who.sessions.end() ? nullptr : &*at;
}

/// The number in "sessions[3]", or none.
std::optional<std::size_t> index_in(const std::string& field) {
    const auto begin = field.find('[');
    if (begin == std::string::npos) return std::nullopt;
    std::size_t index = 0;
    const auto [end, fault] = std::from_chars(field.data() + begin + 1, field.data() + field.size(), index);
    return fault == std::errc() && *end == ']' ? std::optional(index) : std::nullopt;
}

std::string fault_words(const service::event_view& found, const domain::field_error& error,
                        const std::vector<domain::chosen_session>& typed, language lang) {
    const auto index = index_in(error.field);
    const auto title = index && *index < typed.size() ? title_of(found, typed[*index].session) : std::string();
    if (error.code == "clash") {
        const auto other = title_of(found, {error.limit});
        return render::tr(lang, "«{one}» и «{other}» идут одновременно. Оставьте одну или отдайте за неё другую.",
                          {{"one", other}, {"other", title}});
    }
    if (error.code == "in_the_past") return render::tr(lang, "«{title}» уже прошла.", {{"title", title}});
    return render::tr(lang, "«{title}» выбрать нельзя: места, которое вы хотели отдать, уже нет, или записи нет.", {{"title", title}});
}

std::string together_words(const service::event_view& found, const std::vector<domain::chosen_session>& chosen, language lang) {
    std::vector<domain::session_hours> hours;
    for (const auto& row : found.sessions) hours.push_back(hours_for(row.session));
    std::string words;
    for (const auto& clash : domain::clashes_among(chosen, hours)) {
        const auto one = title_of(found, clash.one), other = title_of(found, clash.other);
        words += (words.empty() ? "" : " ") + render::tr(lang, "«{one}» и «{other}» идут одновременно.", {{"one", one}, {"other", other}});
    }
    return words;
}

} // namespace

std::vector<domain::chosen_session> wishes_in(const form& fields, const service::event_view& found) {
    std::vector<domain::chosen_session> wanted;
    const auto ticked = fields.all("session");
    for (const auto& row : found.sessions) {
        const auto value = std::to_string(row.session.id.value);
        const auto leaves = session_numbered(fields.text("leaves_" + value));
        if (leaves || std::find(ticked.begin(), ticked.end(), value) != ticked.end()) wanted.push_back({row.session.id, leaves});
    }
    return wanted;
}

render::session_choice_form choice_form_of(const service::event_view& found, const domain::registration& who,
                                           const std::vector<domain::chosen_session>* typed, const domain::refusal* why,
                                           const showing& to) {
    render::session_choice_form form;
    std::vector<domain::chosen_session> shown;
    if (typed != nullptr) shown = *typed;
    else
        for (const auto& each : who.sessions) shown.push_back({each.session, each.leaves});
    for (const auto& row : found.sessions) {
        const auto& session = row.session;
        const auto* stands = standing_in(who, session.id);
        if (session.sign_up == domain::session_sign_up::none && stands == nullptr) continue;
        render::session_wish wish;
        wish.value = std::to_string(session.id.value);
        wish.time = hours_of(session, found.event.time, to.lang);
        wish.title = session.title;
        wish.room = session.room;
        wish.seats = seats_words(row.seats, to.lang);
        wish.label = fullness_words(row.seats, to.lang);
        const auto full = domain::fullness_of(row.seats);
        wish.is_free = full == domain::fullness::free;
        wish.is_filling = full == domain::fullness::filling;
        wish.is_full = full == domain::fullness::full;
        const auto asked = std::find_if(shown.begin(), shown.end(), [&](const auto& each) { return each.session == session.id; });
        wish.is_selected = asked != shown.end();
        wish.is_seated = stands != nullptr && stands->standing == standing_of_choice::seated;
        wish.is_waiting = stands != nullptr && stands->standing == standing_of_choice::waiting;
        if (wish.is_waiting && stands->place > 0) {
            const auto place = std::to_string(stands->place);
            wish.place = render::tr(to.lang, "место в очереди {place}", {{"place", place}});
        }
        wish.is_over = stands == nullptr && domain::is_session_over(hours_for(session), to.now);
        if (!wish.is_seated && !wish.is_over) {
            // A seat is offered in exchange where there is none to take, or where one cannot be in both.
            const auto is_in_the_way = [&](domain::session_id other) {
                const auto held = std::find_if(found.sessions.begin(), found.sessions.end(), [&](const auto& each) { return each.session.id == other; });
                return held != found.sessions.end() && domain::run_together(hours_for(held->session), hours_for(session));
            };
            for (const auto& held : who.sessions)
                if (held.standing == standing_of_choice::seated && held.session != session.id && (wish.is_full || wish.is_waiting || is_in_the_way(held.session)))
                    wish.leaves.push_back({std::to_string(held.session.value), title_of(found, held.session), "",
                                           asked != shown.end() && asked->leaves == held.session, false});
            if (!wish.leaves.empty())
                wish.leaves.insert(wish.leaves.begin(), {"", render::tr(to.lang, "ничего"), "",
                                                         asked == shown.end() || !asked->leaves, false});
        }
        form.wishes.push_back(std::move(wish));
    }
    constexpr std::size_t short_list = 8;
    form.is_open = form.wishes.size() <= short_list || why != nullptr;
    if (why != nullptr) {
        if (why->fields.empty()) form.error = sentence_of(*why, to.lang);
        for (const auto& error : why->fields) {
            form.error += (form.error.empty() ? "" : " ") + fault_words(found, error, shown, to.lang);
            if (const auto index = index_in(error.field); index && *index < shown.size())
                for (auto& wish : form.wishes)
                    wish.is_wrong = wish.is_wrong || wish.value == std::to_string(shown[*index].session.value) ||
                                    (error.code == "clash" && wish.value == std::to_string(error.limit));
        }
    } else {
        form.note = together_words(found, shown, to.lang);
    }
    return form;
}

} // namespace krug::web
