// Who did what and when: of one event, and of the whole installation.
#include "calendar/words.hpp"
#include "render/pages/record_page.hpp"
#include "web/event_words.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

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
    else if (is("token")) kind = say(lang, "ключ", "token");
    else if (is("staff") || is("role") || is("password") || is("sign_in") || is("logins")) kind = say(lang, "сотрудник", "staff");
    else if (is("organisation")) kind = say(lang, "организация", "organisation");
    else if (is("venue")) kind = say(lang, "площадка", "venue");
    else kind = say(lang, "событие", "event");
    return kind + " " + std::to_string(line.subject);
}

response show(const call& asked, domain::event_id event, const service::event_view* about) {
    const auto before = number_in(asked.query.text("before"));
    const auto lines = asked.on.staff.audit(event, before, lines_shown);
    const auto colleagues = asked.on.staff.list_staff(asked.owner);
    const auto where = about != nullptr ? zone_named(about->event.time.timezone) : calendar::zone::moscow();
    const auto now = asked.on.clock.now();
    render::audit_view view;
    for (const auto& line : lines) {
        auto who = actor_words(line.actor, asked.lang);
        for (const auto& each : colleagues)
            if (line.actor == "staff " + std::to_string(each.id.value)) who = each.name;
        view.rows.push_back({short_moment(line.at, now, where, asked.lang), std::move(who), audit_words(line.what, asked.lang),
                             object_of(line, asked.lang), line.facts});
    }
    if (static_cast<int>(lines.size()) == lines_shown) view.next_url = asked.path + "?before=" + std::to_string(lines.back().number);
    if (before > 0) view.first_url = asked.path;
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
