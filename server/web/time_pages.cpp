// Who was there and for how long: the page, by event and by session.
#include "calendar/words.hpp"
#include "render/pages/time_page.hpp"
#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/own_registration.hpp"
#include "web/time_words.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <array>

namespace krug::web {

namespace {

using domain::action;
using order = service::attendance_office::time_order;

constexpr int rows_shown = 50;
constexpr std::int64_t pages_max = 100'000;

struct sorting {
    order by;
    std::string_view word, ru, en;
    bool is_number;
};
constexpr std::array sortings{sorting{order::name, "name", "Участник", "Attendee", false},
                              sorting{order::first_in, "first_in", "Вход", "First in", false},
                              sorting{order::minutes, "minutes", "Минут", "Minutes", true}};

/// What the address asks for; what it does not know it reads as if it were not there.
struct time_wish {
    domain::session_id session;
    sorting by = sortings[2];
    bool descending = true;
    std::int64_t page = 1;
};

time_wish wish_of(const call& asked, const service::event_view& about) {
    time_wish wish;
    const domain::session_id session{number_in(asked.query.text("session"))};
    for (const auto& row : about.sessions)
        if (row.session.id == session) wish.session = session;
    for (const auto& each : sortings)
        if (each.word == asked.query.text("sort")) wish.by = each;
    const auto& direction = asked.query.text("order");
    wish.descending = direction == "down" || (direction != "up" && wish.by.by == order::minutes);
    wish.page = std::clamp<std::int64_t>(number_in(asked.query.text("page")), 1, pages_max);
    return wish;
}

std::string url_of(const call& asked, const time_wish& wish) {
    auto url = base_of(asked) + "/attendance?sort=" + std::string(wish.by.word) + "&order=" + (wish.descending ? "down" : "up");
    if (wish.session) url += "&session=" + std::to_string(wish.session.value);
    if (wish.page > 1) url += "&page=" + std::to_string(wish.page);
    return url;
}

render::order_link head_of(const call& asked, const time_wish& wish, const sorting& column) {
    auto other = wish;
    other.page = 1;
    const bool is_now = column.by == wish.by.by;
    other.by = column;
    // A second press turns the order round; a first one begins where people look first.
    other.descending = is_now ? !wish.descending : column.is_number;
    return {say(asked.lang, column.ru, column.en), url_of(asked, other), is_now && !wish.descending, is_now && wish.descending, column.is_number};
}

render::time_row row_of(const call& asked, const service::attendance_row& row, const calendar::zone& where) {
    const auto now = asked.on.clock.now();
    render::time_row shown;
    const auto name = domain::full_name(row.registration.name);
    shown.name = name.empty() ? say(asked.lang, "(данные уничтожены)", "(data destroyed)") : name;
    shown.url = base_of(asked) + "/people/" + std::to_string(row.registration.id.value);
    shown.number = grouped_number(row.attendee_no);
    if (row.first_in_ms) shown.came = short_moment(*row.first_in_ms / 1000, now, where, asked.lang);
    if (row.last_out_ms && !row.inside) shown.left = short_moment(*row.last_out_ms / 1000, now, where, asked.lang);
    if (!row.time) return shown;
    shown.minutes = minutes_words(*row.time, asked.lang);
    shown.share = share_words(*row.time, asked.lang);
    shown.mark = mark_words(*row.time, asked.lang);
    return shown;
}

std::string summary_of(const call& asked, const service::attendance_office::time_page& found) {
    const auto in = calendar_language(asked.lang);
    auto words = say(asked.lang, "Пришли: ", "Came: ") + calendar::number_words(found.came, in);
    if (found.came > found.unknown)
        words += say(asked.lang, " · половина была минут: ", " · half of them stayed, in minutes: ") + calendar::number_words(found.median_minutes, in) +
                 say(asked.lang, " или дольше", " or longer");
    if (found.whole_ms > 0)
        words += say(asked.lang, " · от начала до конца минут: ", " · minutes from beginning to end: ") + calendar::number_words(found.whole_ms / 60'000, in);
    return words;
}

std::string warning_of(const call& asked, const service::attendance_office::time_page& found) {
    const auto in = calendar_language(asked.lang);
    if (!found.has_doors)
        return say(asked.lang, "К этой сессии не ведёт ни одна точка входа: время на ней неизвестно.", "No entry point leads to this session: nobody knows the time there.");
    if (found.unknown > 0)
        return say(asked.lang, "Окончание не указано, поэтому без отметки о выходе время неизвестно. Таких людей: ",
                   "The end is not stated, so that without an exit the time is not known. Such people: ") + calendar::number_words(found.unknown, in);
    if (found.has_nights)
        return say(asked.lang, "Событие дольше суток, а часы сессий не указаны: в целое входят и ночи. Укажите часы сессий в программе.",
                   "The event is longer than a day and its sessions have no hours: nights are part of the whole. State the hours in the programme.");
    return {};
}

response show_times(call& asked) {
    const auto about = event_of(asked);
    const auto wish = wish_of(asked, about);
    const auto in = calendar_language(asked.lang);
    const auto skip = (wish.page - 1) * rows_shown;
    const auto found = asked.on.attendance.times(asked.event, wish.session, wish.by.by, wish.descending, skip, rows_shown);
    render::times_view view;
    view.action = base_of(asked) + "/attendance";
    view.back_url = base_of(asked) + "/people";
    view.summary = summary_of(asked, found);
    view.warning = warning_of(asked, found);
    view.rule = time_rule_words(asked.lang);
    view.sort = wish.by.word;
    view.order = wish.descending ? "down" : "up";
    view.sessions.push_back({"", say(asked.lang, "Событие целиком", "The whole event"), "", !wish.session, false});
    for (const auto& row : about.sessions)
        view.sessions.push_back({std::to_string(row.session.id.value), row.session.title, "", row.session.id == wish.session, false});
    for (const auto& each : sortings) view.heads.push_back(head_of(asked, wish, each));
    const auto where = zone_named(about.event.time.timezone);
    for (const auto& row : found.rows) view.rows.push_back(row_of(asked, row, where));
    const auto last = skip + static_cast<std::int64_t>(found.rows.size());
    if (!found.rows.empty())
        view.shown = say(asked.lang, "Показаны ", "Shown: ") + calendar::number_words(skip + 1, in) + "–" + calendar::number_words(last, in) +
                     say(asked.lang, " из ", " of ") + calendar::number_words(found.came, in);
    if (asked.may(action::export_list)) view.exports_url = base_of(asked) + "/exports";
    auto other = wish;
    other.page = wish.page + 1;
    if (last < found.came && !found.rows.empty()) view.next_url = url_of(asked, other);
    other.page = wish.page - 1;
    if (wish.page > 1) view.previous_url = url_of(asked, other);
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::people, &about), view));
}

} // namespace

std::vector<route> time_routes() {
    return {{method::get, "/work/events/{event}/attendance", action::manage_registration, entrance::work, show_times, "", "", "", ""}};
}

} // namespace krug::web
