// An event on other people's sites: a frame without cookies and scripts, the script that inserts it, and where its code is had.
#include "render/assets.hpp"
#include "render/pages/widget_page.hpp"
#include "web/event_words.hpp"
#include "web/public_call.hpp"
#include "web/report_desk.hpp"
#include "web/widget_pages.hpp"
#include "web/work_frame.hpp"

namespace krug::web {

namespace {

using domain::action;

constexpr int widget_shared_ms = 2'000;
constexpr int script_shared_ms = 3'600'000;

/// Nothing runs and nothing is sent; only the sites of the settings may show it.
std::string widget_policy(const report_desk& desk) {
    std::string ancestors;
    for (const auto& each : desk.widget_sites) ancestors += " " + each;
    return "default-src 'none'; style-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors" +
           (ancestors.empty() ? " 'none'" : " 'self'" + ancestors);
}

response show_widget(call& asked) {
    // The language stands in the address: a frame of another site gets no cookies of ours and is given none.
    asked.lang = asked.query.text("in") == "en" ? render::language::en : render::language::ru;
    const auto found = asked.on.events.find_event_by_slug(asked.place.at("slug"));
    if (!found || found->event.state == domain::event_state::draft) return error_answer(asked, 404);
    const auto to = showing_for(asked);
    const auto& event = found->event;
    const auto when = when_of(event.time, to.now, to.lang);
    render::widget_view view;
    view.title = event.text.title;
    if (event.text.language != render::code(to.lang)) view.text_lang = event.text.language;
    view.when = when.time.empty() ? when.day : when.day + ", " + when.time;
    view.place = place_line(*found);
    view.is_cancelled = event.state == domain::event_state::cancelled;
    view.is_over = !view.is_cancelled && is_over(event.time, to.now);
    const auto sign_up = sign_up_of(event, to);
    if (sign_up.is_open) view.seats = seats_words(found->seats, to.lang);
    if (!view.is_cancelled && !view.is_over) view.note = sign_up.note;
    const auto path = path_of(event);
    view.url = to.public_url + path + (sign_up.is_open ? "/register" : "");
    view.label = sign_up.is_open ? render::tr(to.lang, "Записаться") : render::tr(to.lang, "Подробнее");
    auto answer = page(render::render_page(asked.on.pages, frame_of(asked), view), 200, widget_shared_ms);
    for (auto& [name, value] : answer.headers)
        if (name == "content-security-policy") value = widget_policy(*asked.on.reports);
    return answer;
}

response give_widget_script(call&) {
    response answer;
    const auto* script = render::find_asset(render::asset_url("widget.js"));
    answer.body = script->bytes;
    answer.shared_ms = script_shared_ms;
    answer.set("content-type", script->content_type).set("cache-control", "public, max-age=3600").set("cross-origin-resource-policy", "cross-origin");
    return answer;
}

response show_share(call& asked) {
    const auto about = event_of(asked);
    const auto& site = asked.on.settings;
    const auto path = path_of(about.event);
    render::share_view view;
    view.event_url = site.public_url + path;
    view.widget_url = path + "/widget?in=" + std::string(asked.language_code());
    const auto height = " height=\"340\"";
    view.script_code = "<script src=\"" + site.public_url + "/widget.js\" data-event=\"" + about.event.slug + "\" data-lang=\"" +
                       std::string(asked.language_code()) + "\" async></script>";
    view.frame_code = "<iframe src=\"" + site.public_url + view.widget_url + "\" title=\"" +
                      (asked.lang == render::language::en ? "Registration" : "Запись на событие") + "\" width=\"100%\"" + height +
                      " loading=\"lazy\" referrerpolicy=\"no-referrer\" sandbox=\"allow-popups allow-popups-to-escape-sandbox\"></iframe>";
    if (about.event.time.starts_at) view.calendar_url = site.public_url + path + ".ics";
    for (const auto& each : asked.on.reports->widget_sites) view.sites += (view.sites.empty() ? "" : ", ") + each;
    view.is_draft = about.event.state == domain::event_state::draft;
    const auto frame = work_frame_of(asked, render::work_section::edit, &about);
    return page(render::render_page(asked.on.pages, frame, view));
}

} // namespace

std::vector<route> widget_routes() {
    using enum method;
    constexpr auto read = action::view_published;
    return {
        {get, "/widget.js", read, entrance::open, give_widget_script, "", "", "", ""},
        {get, "/e/{slug}/widget", read, entrance::open, show_widget, "", "", "", ""},
        {get, "/work/events/{event}/share", action::edit_event, entrance::work, show_share, "", "", "", ""},
    };
}

} // namespace krug::web
