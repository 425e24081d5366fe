// Changes of many people at once: what they would do in numbers, doing it, and taking it back.
#include "calendar/words.hpp"
#include "domain/text_rules.hpp"
#include "render/pages/bulk_page.hpp"
#include "web/attendee_list.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <iterator>
#include <span>

namespace krug::web {

namespace {

using domain::action;
using domain::registration_status;

constexpr std::size_t group_max = 500;

std::optional<service::group_change> change_named(const std::string& word) {
    if (word == "approve") return service::group_change::approve;
    if (word == "decline") return service::group_change::decline;
    if (word == "cancel") return service::group_change::cancel;
    if (word == "resend") return service::group_change::send_again;
    return std::nullopt;
}

/// Who stood in the way, and why; nobody was changed.
std::string problem_of(const call& asked, const domain::refusal& refusal) {
    const auto who = asked.on.registrations.find(asked.event, {refusal.at}, false);
    const bool no_address = !refusal.fields.empty() && refusal.fields.front().field == "email";
    auto why = no_address ? say(asked.lang, "Почта не указана.", "There is no e-mail address.") : reason_of(refusal, asked.lang);
    if (refusal.at == 0) return why + say(asked.lang, " Ничего не изменено ни у кого.", " Nothing was changed for anybody.");
    if (!who) why = say(asked.lang, "Среди выбранных есть запись не этого события.", "One of those chosen is not of this event.");
    const auto name = who ? domain::full_name(who->registration.name) + ": " : std::string();
    return name + why + say(asked.lang, " Ничего не изменено ни у кого.", " Nothing was changed for anybody.");
}

/// A change of many as it was asked for: the ticked ones, or everybody whom the filters of the list find.
struct group_wish {
    service::group_change what{};
    bool everybody = false;
    std::string text; ///< the words that the people were found by
    std::vector<service::registration_line> people;
};

constexpr std::size_t everybody_max = 5000, chunk = 250;

/// Everybody whom the filters find; nothing when they are more than can be changed at once.
std::optional<std::vector<service::registration_line>> found_people(const call& asked, const list_wish& wish) {
    std::vector<service::registration_line> all;
    auto filter = filter_of(wish);
    filter.cursor.clear();
    filter.limit = 500;
    for (;;) {
        auto part = asked.on.registrations.list(asked.event, filter);
        if (part.total > static_cast<std::int64_t>(everybody_max)) return std::nullopt;
        std::move(part.items.begin(), part.items.end(), std::back_inserter(all));
        if (part.next.empty() || all.size() >= everybody_max) return all;
        filter.cursor = part.next;
    }
}

bool does_something(service::group_change what, const domain::registration& who) {
    using enum service::group_change;
    switch (what) {
    case approve: return who.status != registration_status::confirmed;
    case decline:
    case cancel: return domain::is_live(who.status);
    case send_again: return domain::is_live(who.status) && !who.email.empty();
    }
    return false;
}

std::string title_of(service::group_change what, render::language lang) {
    using enum service::group_change;
    switch (what) {
    case approve: return say(lang, "Подтвердить участие?", "Approve?");
    case decline: return say(lang, "Отклонить заявки?", "Decline?");
    case cancel: return say(lang, "Отменить участие?", "Cancel participation?");
    case send_again: break;
    }
    return say(lang, "Выслать письма ещё раз?", "Send the letters again?");
}

std::string button_of(service::group_change what, const std::string& count, render::language lang) {
    using enum service::group_change;
    switch (what) {
    case approve: return say(lang, "Подтвердить: ", "Approve: ") + count;
    case decline: return say(lang, "Отклонить: ", "Decline: ") + count;
    case cancel: return say(lang, "Отменить участие: ", "Cancel: ") + count;
    case send_again: break;
    }
    return say(lang, "Выслать письма: ", "Send letters: ") + count;
}

/// What the change would do, in numbers; what it would not do, too.
void foresee(const call& asked, const group_wish& wanted, render::bulk_view& view) {
    const auto lang = asked.lang;
    const auto about = event_of(asked);
    std::int64_t will = 0, letters = 0, seats_freed = 0, seats_needed = 0;
    for (const auto& line : wanted.people) {
        const auto& who = line.registration;
        if (!does_something(wanted.what, who)) continue;
        ++will;
        letters += !who.email.empty();
        (domain::holds_seat(who.status) ? seats_freed : seats_needed) += 1;
    }
    const auto words = [&](std::int64_t n) { return calendar::number_words(n, calendar_language(lang)); };
    const bool gives_back = wanted.what == service::group_change::decline || wanted.what == service::group_change::cancel;
    view.consequences.push_back({say(lang, "столько людей это коснётся", "people concerned"), words(will)});
    if (const auto others = static_cast<std::int64_t>(wanted.people.size()) - will; others > 0)
        view.consequences.push_back({say(lang, "останутся как есть: для них ничего не изменится", "stay as they are: nothing changes for them"), words(others)});
    const bool waits = wanted.what != service::group_change::send_again; // letters and seats, while it can be taken back
    view.consequences.push_back({waits ? say(lang, "столько человек получит письмо – через десять минут", "people who get a letter, in ten minutes") : say(lang, "столько человек получит письмо", "people who get a letter"),
                                 words(letters)});
    if (gives_back) {
        view.consequences.push_back({say(lang, "столько мест освободится – через десять минут", "seats become free, in ten minutes"), words(seats_freed)});
        if (const auto moved = std::min(about.seats.waiting, seats_freed); about.seats.limit && moved > 0)
            view.consequences.push_back({say(lang, "самое большее поднимутся из листа ожидания", "at most move up from the waiting list"), words(moved)});
    }
    if (waits && will > 0)
        view.undo = gives_back ? say(lang, "Десять минут это можно вернуть целиком: места и столы этих людей до тех пор никому не отдаём, письма не отправляем. "
                                           "По билетам отказ на входе – сразу.",
                                     "For ten minutes all of it can be taken back: until then nobody gets these people’s seats and tables, and no letter goes. "
                                     "Their tickets are refused at the door at once.")
                               : say(lang, "Десять минут это можно вернуть: письма до тех пор не отправляем. На вход билеты действуют сразу.",
                                     "For ten minutes this can be taken back: until then no letter goes. At the door the tickets are valid at once.");
    if (wanted.what == service::group_change::approve && about.seats.limit && seats_needed > *about.seats.limit - about.seats.taken)
        view.warnings.push_back({say(lang, "Мест не хватит: свободно ", "There are not enough seats: free ") +
                                     words(std::max<std::int64_t>(0, *about.seats.limit - about.seats.taken)) +
                                     say(lang, ", нужно ", ", needed ") + words(seats_needed) + ".", ""});
    if (will > 0) view.button = button_of(wanted.what, words(will), lang);
    view.is_dangerous = gives_back;
    if (wanted.what == service::group_change::decline && will > 0) view.reasons = decline_reasons(lang);
}

response ask_about_many(const call& asked, const group_wish& wanted, const std::string& word, const std::string& problem = {},
                        int status = 200) {
    render::bulk_view view;
    view.back_url = base_of(asked) + "/people" + filter_query(filter_in(asked.query));
    view.action = view.back_url;
    view.title = title_of(wanted.what, asked.lang);
    view.problem = problem;
    foresee(asked, wanted, view);
    view.hidden.push_back({"do", word});
    if (!wanted.text.empty()) view.hidden.push_back({"q", wanted.text});
    if (wanted.everybody) {
        view.hidden.push_back({"all", "1"});
        view.hidden.push_back({"expected", std::to_string(wanted.people.size())});
    } else {
        for (const auto& line : wanted.people) view.hidden.push_back({"id", std::to_string(line.registration.id.value)});
    }
    const auto about = event_of(asked);
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::people, &about), view), status);
}

service::state_change state_of(service::group_change what) {
    return what == service::group_change::approve   ? service::state_change::approve
           : what == service::group_change::decline ? service::state_change::decline
                                                    : service::state_change::cancel;
}

/// In portions, each whole or not at all, so that others are served in between; together they are one change that can be taken
/// back. How many portions' people were changed before one was refused stands in the answer.
domain::result<void> change_in_portions(const call& asked, const std::vector<domain::registration_id>& ids,
                                        service::group_change what, const std::string& reason, std::size_t& changed) {
    std::int64_t step = 0;
    for (changed = 0; changed < ids.size();) {
        const auto part = std::span(ids).subspan(changed, std::min(chunk, ids.size() - changed));
        if (what == service::group_change::send_again) {
            if (auto done = asked.on.registrations.change_many(asked.actor, asked.event, part, what); !done) return done;
        } else {
            const auto done = asked.on.people.change_state(asked.actor, asked.event, part, state_of(what), reason, step);
            if (!done) return done.error();
            step = done->step;
        }
        changed += part.size();
    }
    return {};
}

constexpr std::string_view done_words[] = {"", "approved", "declined", "removed_many", "sent"};

response done_with_many(const call& asked, service::group_change what) {
    const auto back = base_of(asked) + "/people" + filter_query(filter_in(asked.query));
    const auto sign = back.find('?') == std::string::npos ? "?" : "&";
    return redirect(back + sign + "done=" + std::string(done_words[static_cast<int>(what)]));
}

response change_everybody(const call& asked, const form& fields, group_wish wanted, const std::string& word) {
    auto found = found_people(asked, wish_of(asked, fields));
    if (!found)
        return list_people(asked, wish_of(asked, fields), {},
                           say(asked.lang, "Нашлось больше 5000 человек: уточните условия.", "More than 5,000 people were found: narrow the filters."), 422);
    wanted.people = std::move(*found);
    if (!fields.has("sure")) return ask_about_many(asked, wanted, word);
    if (fields.text("expected") != std::to_string(wanted.people.size()))
        return ask_about_many(asked, wanted, word,
                              say(asked.lang, "Пока вы решали, список изменился. Проверьте числа ещё раз.",
                                  "The list has changed meanwhile. Check the numbers again."), 409);
    std::vector<domain::registration_id> ids;
    for (const auto& line : wanted.people)
        if (does_something(wanted.what, line.registration)) ids.push_back(line.registration.id);
    std::size_t changed = 0;
    const auto done = change_in_portions(asked, ids, wanted.what, reason_in(fields), changed);
    if (done) return done_with_many(asked, wanted.what);
    auto why = problem_of(asked, done.error());
    if (changed > 0)
        why = say(asked.lang, "Изменено: ", "Changed: ") + std::to_string(changed) + say(asked.lang, ", остальные нет. ", ", the others were not. ") +
              sentence_of(done.error(), asked.lang);
    return list_people(asked, wish_of(asked, fields), {}, why, status_of(done.error().code));
}

/// A tag for many, or from many. Nobody is written to and it can be taken back, so it is done at once.
response tag_people(const call& asked, const form& fields, bool on) {
    std::vector<domain::registration_id> ids;
    if (fields.has("all")) {
        const auto found = found_people(asked, wish_of(asked, fields));
        if (!found)
            return list_people(asked, wish_of(asked, fields), {},
                               say(asked.lang, "Нашлось больше 5000 человек: уточните условия.", "More than 5,000 people were found: narrow the filters."), 422);
        for (const auto& line : *found) ids.push_back(line.registration.id);
    } else {
        for (const auto& text : fields.all("id")) {
            const auto number = number_in(text);
            if (number == 0) return error_answer(asked, 400);
            ids.push_back({number});
        }
    }
    if (ids.size() > everybody_max) return error_answer(asked, 400);
    if (ids.empty()) return redirect(with_member(people_url(asked), "done", "nobody"));
    auto tag = number_in(fields.text("tag"));
    if (const auto& name = fields.text("new_tag"); on && !domain::is_blank(name)) {
        const auto named = asked.on.people.name_tag(asked.actor, asked.event, name);
        if (!named) return list_people(asked, wish_of(asked, fields), fields.all("id"), reason_of(named.error(), asked.lang), 422);
        tag = *named;
    }
    const auto done = asked.on.people.mark(asked.actor, asked.event, ids, tag, on);
    if (!done)
        return list_people(asked, wish_of(asked, fields), fields.all("id"), say(asked.lang, "Выберите метку.", "Choose a tag."), 422);
    if (done->changed == 0) return redirect(with_member(people_url(asked), "done", "tags_same"));
    return redirect(with_member(with_member(people_url(asked), "done", on ? "tagged" : "untagged"), "step", std::to_string(done->step)));
}

response change_people(call& asked) {
    const auto fields = posted(asked);
    const auto& word = fields.text("do");
    if (word == "add_tag" || word == "remove_tag") return tag_people(asked, fields, word == "add_tag");
    const auto what = change_named(word);
    const auto chosen = fields.all("id");
    const bool everybody = fields.has("all");
    if (!what || chosen.size() > group_max) return error_answer(asked, 400);
    if (*what == service::group_change::send_again && !asked.may(action::mail_guests) && (everybody || chosen.size() > 1))
        return list_people(asked, wish_of(asked, fields), chosen,
                           say(asked.lang, "Писать сразу многим может менеджер события.", "Only the event manager may write to many at once."), 403);
    group_wish wanted;
    wanted.what = *what;
    wanted.everybody = everybody;
    wanted.text = fields.text("q");
    if (everybody) return change_everybody(asked, fields, std::move(wanted), word);
    std::vector<domain::registration_id> ids;
    for (const auto& text : chosen) {
        const auto number = number_in(text);
        if (number == 0) return error_answer(asked, 400);
        ids.push_back({number});
    }
    const auto back = base_of(asked) + "/people" + filter_query(filter_in(asked.query));
    if (ids.empty()) return redirect(back + (back.find('?') == std::string::npos ? "?" : "&") + "done=nobody");
    if (!fields.has("sure")) {
        for (const auto id : ids) {
            auto who = asked.on.registrations.find(asked.event, id, false);
            if (!who) return list_people(asked, wish_of(asked, fields), chosen, problem_of(asked, {domain::refusal_code::not_found, id.value, {}}), 404);
            service::registration_line line;
            line.registration = std::move(who->registration);
            wanted.people.push_back(std::move(line));
        }
        return ask_about_many(asked, wanted, word);
    }
    std::size_t changed = 0;
    const auto done = change_in_portions(asked, ids, *what, reason_in(fields), changed);
    if (!done)
        return list_people(asked, wish_of(asked, fields), chosen, problem_of(asked, done.error()), status_of(done.error().code));
    return done_with_many(asked, *what);
}

std::string stayed_words(std::string_view why, render::language lang) {
    if (why == "admitted") return say(lang, "уже на месте, подтверждение осталось", "is here already; the approval stands");
    if (why == "registered_again") return say(lang, "с тех пор записан заново", "has registered again since");
    return say(lang, "данные уничтожены", "data destroyed");
}

/// Who is what they were, and who is not and why.
std::string words_of(const call& asked, const service::taken_back& done) {
    constexpr std::size_t named = 20;
    const auto lang = asked.lang;
    auto words = say(lang, "Возвращено, как было: ", "Put back: ") + std::to_string(done.back) + ".";
    if (done.changed_since > 0)
        words += say(lang, " Изменены с тех пор и оставлены: ", " Changed since and left so: ") + std::to_string(done.changed_since) + ".";
    for (std::size_t at = 0; at < std::min(named, done.stayed.size()); ++at) {
        const auto who = asked.on.registrations.find(asked.event, done.stayed[at].who, false);
        words += " " + shown_name(who ? who->registration.name : domain::person_name{}, lang) + ": " + stayed_words(done.stayed[at].why, lang) + ".";
    }
    if (done.stayed.size() > named) words += say(lang, " И ещё: ", " And others: ") + std::to_string(done.stayed.size() - named) + ".";
    return words;
}

response undo_change(const call& asked, std::int64_t step) {
    const auto done = asked.on.people.undo_state(asked.actor, asked.event, step);
    if (done && done->changed_since == 0 && done->stayed.empty()) return redirect(with_member(people_url(asked), "done", "people_undone"));
    if (done) return list_people(asked, wish_of(asked, {}), {}, words_of(asked, *done));
    const auto why = done.error().code == domain::refusal_code::not_found
                         ? say(asked.lang, "Это уже не вернуть: десять минут прошли или вернули раньше.",
                               "This cannot be taken back any more: ten minutes have passed, or it was taken back.")
                         : sentence_of(done.error(), asked.lang);
    return list_people(asked, wish_of(asked, {}), {}, why, status_of(done.error().code));
}

response undo_step(call& asked) {
    const auto fields = posted(asked);
    if (fields.has("change")) return undo_change(asked, number_in(fields.text("change")));
    const auto done = asked.on.people.undo(asked.actor, asked.event, number_in(fields.text("step")));
    if (!done)
        return list_people(asked, wish_of(asked, {}), {}, say(asked.lang, "Это уже не вернуть: прошли сутки или вернули раньше.",
                                                              "This cannot be taken back any more: a day has passed, or it was taken back."),
                           status_of(done.error().code));
    return redirect(with_member(people_url(asked), "done", "tags_undone"));
}

} // namespace

std::vector<route> attendee_change_routes() {
    using enum method;
    constexpr auto people = action::manage_registration;
    return {
        {post, "/work/events/{event}/people", people, entrance::work, change_people, "", "", "", ""},
        {post, "/work/events/{event}/people/undo", people, entrance::work, undo_step, "", "", "", ""},
    };
}

} // namespace krug::web
