// The board of an event on its day: counts, arrivals, places, last scans, and what needs somebody's eyes.
#include "calendar/words.hpp"
#include "render/pages/door_work_page.hpp"
#include "render/pages/figures.hpp"
#include "web/door_words.hpp"
#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;

constexpr int scans_shown = 12;
constexpr std::size_t chart_columns = 24; // two hours

std::string number(const call& asked, std::int64_t value) {
    return calendar::number_words(value, calendar_language(asked.lang));
}

void add_tiles(const call& asked, const service::live_counts& counted, render::board_view& view) {
    const auto add = [&](std::string_view ru, std::string_view en, std::int64_t value, std::string note = {}) {
        render::count_tile tile;
        tile.label = say(asked.lang, ru, en);
        tile.value = number(asked, value);
        tile.note = std::move(note);
        view.tiles.push_back(std::move(tile));
    };
    std::string share;
    if (counted.confirmed > 0)
        share = number(asked, counted.attended * 100 / counted.confirmed) +
                say(asked.lang, "\u00a0% от подтверждённых", "% of the confirmed");
    add("Внутри сейчас", "Inside now", counted.inside);
    add("Пришли", "Came", counted.attended, std::move(share));
    add("Ещё ждём", "Expected", std::max<std::int64_t>(counted.confirmed - counted.attended, 0));
    add("Записались на месте", "Registered at the door", counted.walk_ins);
    add("Лист ожидания", "Waiting list", counted.waitlisted);
    add("Подтверждены", "Confirmed", counted.confirmed);
}

void add_places(const call& asked, const service::event_view& about, const service::live_counts& counted,
                render::board_view& view) {
    for (const auto& each : counted.by_session) {
        render::place_row row{each.name, "", number(asked, each.registered), number(asked, each.attended),
                              number(asked, each.inside)};
        for (const auto& known : about.sessions) {
            if (known.session.id.value != each.number) continue;
            row.time = hours_of(known.session, about.event.time, asked.lang);
            if (known.seats.limit) row.registered += say(asked.lang, " из ", " of ") + number(asked, *known.seats.limit);
        }
        view.sessions.push_back(std::move(row));
    }
    for (const auto& each : counted.by_point)
        view.points.push_back({each.name, "", "", number(asked, each.attended), number(asked, each.inside)});
}

void add_arrivals(const call& asked, const service::live_counts& counted, const calendar::zone& where,
                  render::board_view& view) {
    const auto& all = counted.arrivals_per_5_minutes;
    std::vector<render::arrivals_column> columns;
    for (std::size_t at = all.size() - std::min(all.size(), chart_columns); at < all.size(); ++at)
        columns.push_back({calendar::clock_words(all[at].from, where), all[at].count});
    for (const auto& column : columns) view.chart_cells.push_back({column.time, number(asked, column.count)});
    if (!columns.empty()) view.chart = render::arrivals_chart(asked.lang, columns);
    const bool names = asked.may(action::see_names);
    for (const auto& scan : asked.on.check_ins.recent(asked.event, scans_shown)) {
        render::arrival_row row;
        row.state = mark_of(scan, asked.lang);
        row.who = names && !scan.display_name.empty() ? scan.display_name : say(asked.lang, "Участник", "Attendee");
        row.where = scan.device.empty() ? scan.point : scan.point + ", " + scan.device;
        row.time = calendar::clock_words(scan.scanned_at_ms / 1000, where);
        view.arrivals.push_back(std::move(row));
    }
}

void add_attention(const call& asked, render::board_view& view) {
    const auto now = asked.on.clock.now();
    for (const auto& device : asked.on.gate.devices(asked.event))
        if (auto why = alarm_words(device, now, asked.lang); !why.empty()) view.attention.push_back({device.name, std::move(why)});
    if (const auto open = asked.on.conflicts.count_open(asked.event); open > 0) {
        view.conflicts = say(asked.lang, "Двойных входов без решения: ", "Double admissions to decide: ") + number(asked, open);
        if (asked.may(action::override_or_void)) view.conflicts_url = base_of(asked) + "/conflicts";
    }
    if (asked.may(action::manage_devices)) view.devices_url = base_of(asked) + "/devices";
}

response show_board(call& asked) {
    const auto about = event_of(asked);
    const auto where = zone_named(about.event.time.timezone);
    const auto counted = asked.on.attendance.live(asked.event);
    render::board_view view;
    view.self_url = base_of(asked) + "/board";
    view.taken_at = exact_clock_words(asked.on.clock.now(), where);
    view.phase = phase_words(about.event, asked.on.clock.now(), asked.lang);
    add_tiles(asked, counted, view);
    add_places(asked, about, counted, view);
    add_arrivals(asked, counted, where, view);
    add_attention(asked, view);
    const auto frame = work_frame_of(asked, render::work_section::board, &about);
    return page(render::render_page(asked.on.pages, frame, view));
}

} // namespace

std::vector<route> board_routes() {
    return {{method::get, "/work/events/{event}/board", action::see_statistics, entrance::work, show_board, "", "", "", ""}};
}

} // namespace krug::web
