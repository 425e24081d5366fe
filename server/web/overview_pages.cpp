// One event at a glance on its day: how many came, who came last, and the same numbers as JSON for the page's script.
#include "calendar/words.hpp"
#include "render/pages/figures.hpp"
#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/figure_parts.hpp"
#include "web/report_desk.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;

constexpr int arrivals_shown = 12;

struct day_counts {
    service::live_counts all;
    std::int64_t expected = 0; ///< confirmed and not here yet
    std::optional<std::int64_t> free;
};

day_counts count(service::live_counts live, const domain::seat_count& seats) {
    day_counts counted{std::move(live), 0, seats.free()};
    counted.expected = std::max<std::int64_t>(counted.all.confirmed - counted.all.attended, 0);
    return counted;
}

std::string number(const call& asked, std::int64_t value) {
    return calendar::number_words(value, calendar_language(asked.lang));
}

std::vector<render::count_tile> tiles_of(const call& asked, const day_counts& counted) {
    const auto& all = counted.all;
    const auto lang = asked.lang;
    const auto people = base_of(asked) + "/people?state=";
    const bool may_see = asked.may(action::manage_registration);
    const auto link = [&](const char* state) { return may_see ? people + state : std::string(); };
    const auto show = may_see ? say(lang, "Показать", "Show") : std::string();
    std::vector<render::count_tile> tiles;
    tiles.push_back({say(lang, "Пришли", "Came"), number(asked, all.attended), "", "", "attended", true, false, false});
    if (all.confirmed > 0)
        tiles.back().note = number(asked, all.attended * 100 / all.confirmed) +
                            say(lang, "\u00a0% от подтверждённых", "% of the confirmed");
    tiles.push_back({say(lang, "Внутри сейчас", "Inside now"), number(asked, all.inside), "", "", "inside", false, false, false});
    tiles.push_back({say(lang, "Ещё ждём", "Expected"), number(asked, counted.expected), "", "", "expected", false, true, false});
    if (counted.free)
        tiles.push_back({say(lang, "Свободных мест", "Free seats"), number(asked, *counted.free), "", "", "free", false, false, true});
    tiles.push_back({say(lang, "Подтверждены", "Confirmed"), number(asked, all.confirmed), show, link("confirmed"), "confirmed",
                     false, false, false});
    if (all.pending > 0)
        tiles.push_back({say(lang, "Ждут решения", "Await a decision"), number(asked, all.pending), show, link("pending"),
                         "pending", false, false, false});
    if (all.waitlisted > 0)
        tiles.push_back({say(lang, "Лист ожидания", "Waiting list"), number(asked, all.waitlisted), show, link("waitlisted"),
                         "waitlisted", false, false, false});
    if (all.walk_ins > 0)
        tiles.push_back({say(lang, "Записались на месте", "Registered at the door"), number(asked, all.walk_ins), "", "",
                         "walk_ins", false, false, false});
    if (all.cancelled > 0)
        tiles.push_back({say(lang, "Отменили", "Cancelled"), number(asked, all.cancelled), show, link("cancelled"), "cancelled",
                         false, false, false});
    return tiles;
}

std::string mail_note_of(const call& asked) {
    const auto& site = asked.on.settings;
    if (!site.mail_configured)
        return say(asked.lang, "Почта не настроена: письма не уходят, а складываются в папку ",
                   "Mail is not set up: messages do not leave but are kept in the folder ") + site.mail_folder;
    const auto mails = asked.on.outbox.counts(asked.event);
    if (mails.dead == 0) return {};
    return say(asked.lang, "Не доставлено писем: ", "Mails that could not be delivered: ") + number(asked, mails.dead);
}

std::vector<render::arrival_row> arrivals_of(const call& asked, const calendar::zone& where) {
    std::vector<render::arrival_row> rows;
    const bool names = asked.may(action::see_names);
    for (const auto& scan : asked.on.check_ins.recent(asked.event, arrivals_shown)) {
        if (scan.kind == domain::scan_kind::voided) continue;
        render::arrival_row row;
        row.state = mark_of(scan, asked.lang);
        row.who = names && !scan.display_name.empty() ? scan.display_name : say(asked.lang, "Участник", "Attendee");
        row.where = scan.device.empty() ? scan.point : scan.point + ", " + scan.device;
        row.time = calendar::clock_words(scan.scanned_at_ms / 1000, where);
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<render::session_row> sessions_of(const call& asked, const service::event_view& about, const day_counts& counted) {
    std::vector<render::session_row> rows;
    for (const auto& each : about.sessions) {
        render::session_row row;
        row.title = each.session.title;
        row.time = hours_of(each.session, about.event.time, asked.lang);
        row.registered = number(asked, each.seats.taken);
        if (each.seats.limit) row.registered += say(asked.lang, " из ", " of ") + number(asked, *each.seats.limit);
        row.waiting = number(asked, each.seats.waiting);
        for (const auto& known : counted.all.by_session)
            if (known.number == each.session.id.value) row.admitted = number(asked, known.attended);
        rows.push_back(std::move(row));
    }
    return rows;
}

/// How many people and who they are, beside what the hall shows live.
std::vector<render::count_tile> people_tiles_of(const call& asked, const service::event_figures& counted) {
    std::vector<render::count_tile> tiles;
    const auto add = [&](std::string_view ru, std::string_view en, std::int64_t value, std::string note = {}) {
        render::count_tile tile;
        tile.label = say(asked.lang, ru, en);
        tile.value = number(asked, value);
        tile.note = std::move(note);
        tiles.push_back(std::move(tile));
    };
    const auto& live = counted.live;
    add("Заявок", "Registered", live.registered, counted.unconfirmed > 0 ? say(asked.lang, "не подтвердили почту: ", "unconfirmed address: ") + number(asked, counted.unconfirmed) : "");
    add("Уникальных людей", "Unique people", counted.unique);
    if (counted.first_time) add("Впервые у нас", "First time here", *counted.first_time);
    if (counted.declined > 0) add("Отклонены", "Declined", counted.declined);
    return tiles;
}

void add_figures(const call& asked, const service::event_view& about, const service::event_figures& counted, render::overview_view& view) {
    view.people_tiles = people_tiles_of(asked, counted);
    for (const auto& part : figure_parts(asked, about, counted))
        if (part.id != "arrivals") view.figures.push_back(figure_card_of(asked, part)); // those stand above, with the hall
    if (!view.figures.empty()) view.figures_csv_url = base_of(asked) + "/figures.csv";
}

/// A webhook that gave up: nobody else would hear of it.
void add_webhook_note(const call& asked, render::overview_view& view) {
    if (!domain::may(asked.actor.assignments, action::manage_integrations, asked.owner, {})) return;
    for (const auto& hook : asked.on.reports->webhooks.list(asked.owner)) {
        if (hook.state != domain::webhook_state::failing || (hook.event && hook.event != asked.event)) continue;
        view.webhook_note = say(asked.lang, "Вебхук остановлен: получатель не отвечает.", "A webhook has stopped: its receiver does not answer.");
        view.webhook_url = "/work/webhooks/" + std::to_string(hook.id);
        return;
    }
}

response show_overview(call& asked) {
    const auto about = event_of(asked);
    const auto figures = figures_of(asked, about);
    const auto counted = count(figures.live, about.seats);
    const auto where = zone_named(about.event.time.timezone);
    render::overview_view view;
    view.phase = phase_words(about.event, asked.on.clock.now(), asked.lang);
    view.live_url = base_of(asked) + "/live.json";
    view.mail_note = mail_note_of(asked);
    view.is_draft = about.event.state == domain::event_state::draft;
    if (view.is_draft && asked.may(action::edit_event)) view.publish_url = base_of(asked) + "/publish";
    const auto total = about.seats.limit.value_or(std::max<std::int64_t>(counted.all.confirmed, counted.all.attended));
    view.ring = render::hall_ring(asked.lang, {counted.all.attended, total, counted.expected});
    view.tiles = tiles_of(asked, counted);
    std::vector<render::arrivals_column> columns;
    for (const auto& each : counted.all.arrivals_per_5_minutes) {
        columns.push_back({calendar::clock_words(each.from, where), each.count});
        view.chart_cells.push_back({columns.back().time, number(asked, each.count)});
    }
    if (!columns.empty()) view.chart = render::arrivals_chart(asked.lang, columns);
    view.arrivals = arrivals_of(asked, where);
    view.sessions = sessions_of(asked, about, counted);
    add_figures(asked, about, figures, view);
    add_webhook_note(asked, view);
    if (asked.may(action::manage_registration) && asked.may(action::get_ticket)) view.badges_url = base_of(asked) + "/badges";
    const auto frame = work_frame_of(asked, render::work_section::overview, &about);
    return page(render::render_page(asked.on.pages, frame, view));
}

/// {"counts": numbers for programs, "shown": the same as the page writes them}
response show_live(call& asked) {
    const auto about = event_of(asked);
    const auto counted = count(asked.on.attendance.live(asked.event), about.seats);
    const auto& all = counted.all;
    boost::json::object counts, shown;
    const auto add = [&](std::string_view name, std::int64_t value) {
        counts[name] = value;
        shown[name] = number(asked, value);
    };
    add("attended", all.attended);
    add("inside", all.inside);
    add("expected", counted.expected);
    if (counted.free) add("free", *counted.free);
    add("registered", all.registered);
    add("confirmed", all.confirmed);
    add("pending", all.pending);
    add("waitlisted", all.waitlisted);
    add("cancelled", all.cancelled);
    add("walk_ins", all.walk_ins);
    response answer;
    answer.body = boost::json::serialize(boost::json::object{{"counts", counts}, {"shown", shown}});
    answer.set("content-type", "application/json").set("cache-control", "no-store");
    return answer;
}

} // namespace

std::vector<route> overview_routes() {
    using enum method;
    return {
        {get, "/work/events/{event}", action::see_statistics, entrance::work, show_overview, "", "", "", ""},
        {get, "/work/events/{event}/live.json", action::see_statistics, entrance::work, show_live, "", "", "", ""},
    };
}

} // namespace krug::web
