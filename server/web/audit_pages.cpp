// Who did what and when: of one event, and of the whole installation.
#include "calendar/words.hpp"
#include "render/pages/record_page.hpp"
#include "web/event_words.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"
#include "web/written_moment.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;

constexpr int lines_shown = 100;

/// «участник 12», «устройство 3»: what the number of a line means, as its verb says.
std::string object_of(const service::audit_line& line, render::language lang) {
    if (line.subject == 0) return {};
    const std::string_view what = line.what;
    const auto is = [&](std::string_view part) { return what.find(part) != std::string_view::npos; };
    std::string kind;
    if (is("registration") || is("ticket") || is("mail") || is("needs") || is("person") || what == "void_scan" || what == "print_badge")
        kind = say(lang, "участник", "attendee");
    else if (is("webhook")) kind = say(lang, "вебхук", "webhook");
    else if (is("session")) kind = say(lang, "сессия", "session");
    else if (is("device")) kind = say(lang, "устройство", "device");
    else if (is("admission_point")) kind = say(lang, "вход", "entrance");
    else if (is("invit") || what == "ask_password" || what == "use_password_link") kind = say(lang, "приглашение", "invitation");
    else if (is("passkey")) kind = say(lang, "ключ входа", "passkey");
    else if (is("token")) kind = say(lang, "ключ", "token");
    else if (is("staff") || is("role") || is("password") || is("sign_in") || is("login") || (is("factor") && what != "demand_factor") || is("code_app") || is("recovery")) kind = say(lang, "сотрудник", "staff");
    else if (is("organisation") || what == "demand_factor") kind = say(lang, "организация", "organisation");
    else if (is("venue")) kind = say(lang, "площадка", "venue");
    else kind = say(lang, "событие", "event");
    return kind + " " + std::to_string(line.subject);
}

using people = std::vector<domain::staff>;

std::string name_of(const std::string& actor, const people& colleagues, render::language lang) {
    for (const auto& each : colleagues)
        if (actor == "staff " + std::to_string(each.id.value)) return each.name;
    return actor_words(actor, lang);
}

/// The beginning of the typed day, `days_on` later; 0 when nothing was typed or the fault says so.
ground::utc_seconds day_in(const std::string& typed_text, const calendar::zone& where, render::language lang, int days_on,
                           render::form_field& field) {
    field.value = typed_text;
    const auto day = read_day(typed_text, lang);
    field.error = day.fault;
    if (!day.value) return 0;
    constexpr std::int64_t day_seconds = 86'400;
    return where.read({*day.value, 0, 0, 0}).earlier + days_on * day_seconds;
}

/// What is asked, from the address; the view shows it again.
service::staff_office::audit_question question_of(const call& asked, domain::event_id event, const people& colleagues,
                                                  const calendar::zone& where, render::audit_view& view) {
    service::staff_office::audit_question question;
    question.event = event;
    question.actor = asked.query.text("who");
    question.what = asked.query.text("what");
    question.from = day_in(asked.query.text("from"), where, asked.lang, 0, view.from);
    question.until = day_in(asked.query.text("until"), where, asked.lang, 1, view.until);
    for (const auto& [anchor, field] : {std::pair{"from", &view.from}, std::pair{"until", &view.until}})
        if (!field->error.empty()) view.errors.push_back({anchor, field->error});
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    view.people.push_back({"", say(asked.lang, "Кто угодно", "Anybody"), "", question.actor.empty(), false});
    for (const auto& each : colleagues) {
        const auto actor = "staff " + std::to_string(each.id.value);
        view.people.push_back({actor, each.name, "", question.actor == actor, false});
    }
    for (const auto* actor : {"shell 0", "system 0"})
        view.people.push_back({actor, actor_words(actor, asked.lang), "", question.actor == actor, false});
    view.deeds.push_back({"", say(asked.lang, "Что угодно", "Anything"), "", question.what.empty(), false});
    for (const auto& word : asked.on.staff.audit_words_of(event))
        view.deeds.push_back({word, audit_words(word, asked.lang), "", question.what == word, false});
    view.is_filtered = !question.actor.empty() || !question.what.empty() || !view.from.value.empty() || !view.until.value.empty();
    return question;
}

response show(const call& asked, domain::event_id event, const service::event_view* about) {
    const auto before = number_in(asked.query.text("before"));
    const auto colleagues = asked.on.staff.list_staff(asked.owner);
    const auto where = about != nullptr ? zone_named(about->event.time.timezone) : calendar::zone::moscow();
    const auto now = asked.on.clock.now();
    render::audit_view view;
    view.action = asked.path;
    const auto question = question_of(asked, event, colleagues, where, view);
    const auto lines = asked.on.staff.find_audit(question, before, lines_shown);
    for (const auto& line : lines)
        view.rows.push_back({std::to_string(line.number), short_moment(line.at, now, where, asked.lang),
                             name_of(line.actor, colleagues, asked.lang), audit_words(line.what, asked.lang),
                             object_of(line, asked.lang), line.facts});
    std::string kept;
    for (const auto* name : {"who", "what", "from", "until"})
        if (const auto& value = asked.query.text(name); !value.empty()) kept += "&" + std::string(name) + "=" + percent_encode(value);
    if (static_cast<int>(lines.size()) == lines_shown) view.next_url = asked.path + "?before=" + std::to_string(lines.back().number) + kept;
    if (before > 0) view.first_url = asked.path + (kept.empty() ? "" : "?" + kept.substr(1));
    const auto frame = work_frame_of(asked, render::work_section::audit, about);
    return page(render::render_page(asked.on.pages, frame, view));
}

response show_event_trail(call& asked) {
    const auto about = event_of(asked);
    return show(asked, asked.event, &about);
}

response show_whole_trail(call& asked) { return show(asked, {}, nullptr); }

} // namespace

std::vector<route> audit_routes() {
    using enum method;
    return {
        {get, "/work/events/{event}/audit", action::read_audit, entrance::work, show_event_trail, "", "", "", ""},
        {get, "/work/audit", action::manage_instance, entrance::work, show_whole_trail, "", "", "", ""},
    };
}

} // namespace krug::web
