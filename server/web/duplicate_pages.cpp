// Two registrations that may be one person's: the pairs that were found, one pair side by side, and making one of two.
#include "calendar/words.hpp"
#include "domain/round_table.hpp"
#include "render/pages/merge_page.hpp"
#include "web/event_words.hpp"
#include "web/own_registration.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

namespace krug::web {

namespace {

using domain::action;
using domain::refusal_code;
using render::language;

std::string why_words(const std::vector<std::string_view>& why, language lang) {
    std::string line;
    for (const auto word : why)
        line += (line.empty() ? "" : ", ") + (word == "email"   ? say(lang, "та же почта", "the same e-mail")
                                              : word == "phone" ? say(lang, "тот же телефон", "the same telephone")
                                                                : say(lang, "похожее имя", "a name alike"));
    return line;
}

std::string title_of(const service::registration_view& who) {
    return domain::full_name(who.registration.name) + ", № " + grouped_number(who.attendee_no);
}

std::string merge_url(const call& asked, domain::registration_id kept, domain::registration_id other) {
    return base_of(asked) + "/people/merge?kept=" + std::to_string(kept.value) + "&other=" + std::to_string(other.value);
}

response show_pairs(call& asked) {
    const auto about = event_of(asked);
    render::duplicates_view view;
    view.back_url = base_of(asked) + "/people";
    const auto pairs = asked.on.people.duplicates(asked.event);
    for (const auto& pair : pairs) {
        const auto first = asked.on.registrations.find(asked.event, pair.first, false), second = asked.on.registrations.find(asked.event, pair.second, false);
        if (!first || !second) continue;
        view.pairs.push_back({title_of(*first), title_of(*second), why_words(pair.why, asked.lang), merge_url(asked, pair.first, pair.second)});
    }
    view.summary = render::tr_n(asked.lang, "Найдена {n} пара", static_cast<std::int64_t>(view.pairs.size()));
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::people, &about), view));
}

/// Both registrations of the request, the one that stays first.
struct pair {
    service::registration_view kept, other;
};

std::optional<pair> pair_of(const call& asked, const form& fields) {
    const domain::registration_id kept{number_in(fields.text("kept"))}, other{number_in(fields.text("other"))};
    if (!kept || !other || kept == other) return std::nullopt;
    auto first = asked.on.registrations.find(asked.event, kept, false), second = asked.on.registrations.find(asked.event, other, false);
    if (!first || !second) return std::nullopt;
    return pair{std::move(*first), std::move(*second)};
}

std::string problem_of(const domain::refusal& refusal, language lang) {
    if (refusal.code == refusal_code::duplicate)
        return say(lang, "Обе записи уже отмечены на входе: возможно, это два человека. Если отметка ошибочна, сначала отмените её.",
                   "Both were admitted: they may be two people. If one admission is a mistake, take it back first.");
    if (refusal.code == refusal_code::wrong_state)
        return say(lang, "Одна из записей уже не действует: объединять нечего.", "One of them does not stand any more: there is nothing to merge.");
    if (!refusal.fields.empty())
        return say(lang, "Другая запись уже отмечена на входе, остаться должна она.", "The other one was admitted and has to stay.");
    return sentence_of(refusal, lang);
}

response show_pair(const call& asked, const pair& both, const std::string& problem = {}, int status = 200) {
    const auto about = event_of(asked);
    const auto lang = asked.lang;
    const auto where = zone_named(about.event.time.timezone);
    const auto &kept = both.kept.registration, &other = both.other.registration;
    render::merge_view view;
    view.action = base_of(asked) + "/people/merge";
    view.back_url = base_of(asked) + "/people/duplicates";
    view.problem = problem;
    view.kept = std::to_string(kept.id.value);
    view.other = std::to_string(other.id.value);
    view.kept_title = title_of(both.kept);
    view.other_title = title_of(both.other);
    const auto state = [&](const service::registration_view& who) {
        auto line = mark_of(who.registration, who.first_admitted_at, who.inside, where, lang).text;
        line += say(lang, " · записан ", " · registered ") + short_moment(who.registration.created_at, asked.on.clock.now(), where, lang);
        if (const auto tables = domain::tables_line(who.registration.tables); !tables.empty()) line += say(lang, " · стол ", " · table ") + tables;
        return line;
    };
    view.kept_state = state(both.kept);
    view.other_state = state(both.other);
    const auto add = [&](const char* name, std::string label, std::string left, std::string right) {
        const bool same = left == right;
        const bool takes = left.empty() && !right.empty();
        view.rows.push_back({name, std::move(label), std::move(left), std::move(right), same, takes});
    };
    add("name", say(lang, "Имя", "Name"), domain::full_name(kept.name), domain::full_name(other.name));
    if (asked.may(action::see_contacts)) {
        add("email", say(lang, "Почта", "E-mail"), kept.email, other.email);
        add("phone", say(lang, "Телефон", "Telephone"), kept.phone_raw.empty() ? kept.phone : kept.phone_raw,
            other.phone_raw.empty() ? other.phone : other.phone_raw);
    }
    add("organisation", say(lang, "Организация", "Organisation"), kept.organisation, other.organisation);
    add("position", say(lang, "Должность", "Position"), kept.position, other.position);
    const auto category = [&](domain::category_id id) {
        for (const auto& each : asked.on.doors.categories(asked.event))
            if (each.id == id) return lang == language::en && !each.name_en.empty() ? each.name_en : each.name;
        return std::string();
    };
    add("category", say(lang, "Категория", "Category"), category(kept.category), category(other.category));
    add("note", say(lang, "Заметка", "Note"), kept.note, other.note);
    view.may_merge = domain::is_live(kept.status) && domain::is_live(other.status);
    if (!both.kept.first_admitted_at) view.swap_url = merge_url(asked, other.id, kept.id);
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::people, &about), view), status);
}

response ask_merge(call& asked) {
    auto both = pair_of(asked, asked.query);
    if (!both) return error_answer(asked, 404);
    // Who has been let in stays.
    if (both->other.first_admitted_at && !both->kept.first_admitted_at) std::swap(both->kept, both->other);
    return show_pair(asked, *both);
}

response merge(call& asked) {
    const auto fields = posted(asked);
    const auto both = pair_of(asked, fields);
    if (!both) return error_answer(asked, 404);
    const auto other = [&](const char* name) { return fields.text(name) == "other"; };
    service::merge_choice take;
    take.name = other("name");
    take.email = asked.may(action::see_contacts) && other("email");
    take.phone = asked.may(action::see_contacts) && other("phone");
    take.organisation = other("organisation");
    take.position = other("position");
    take.category = other("category");
    take.note = other("note");
    const auto kept = both->kept.registration.id;
    const auto done = asked.on.people.merge(asked.actor, asked.event, kept, both->other.registration.id, take);
    if (done) return redirect(base_of(asked) + "/people/" + std::to_string(kept.value) + "?done=merged");
    return show_pair(asked, *both, problem_of(done.error(), asked.lang), status_of(done.error().code));
}

} // namespace

std::vector<route> duplicate_routes() {
    using enum method;
    constexpr auto people = action::manage_registration;
    return {
        {get, "/work/events/{event}/people/duplicates", people, entrance::work, show_pairs, "", "", "", ""},
        {get, "/work/events/{event}/people/merge", people, entrance::work, ask_merge, "", "", "", ""},
        {post, "/work/events/{event}/people/merge", people, entrance::work, merge, "", "", "", ""},
    };
}

} // namespace krug::web
