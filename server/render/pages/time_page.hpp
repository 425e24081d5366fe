// The organisers' page of who was there and for how long.
// Filled and rendered by web.
#pragma once

#include "render/pages/attendance_page.hpp"

namespace krug::render {

/// One guest.
struct time_row {
    std::string url; ///< their own page
    std::string name;
    std::string number; ///< attendee number
    std::string came, left;
    std::string minutes; ///< «95», «–» when nobody knows
    std::string share;   ///< «79 %», "" when nobody knows
    std::string mark;    ///< «без выхода: до конца», «сейчас внутри»; "" = all of it was scanned
};
BOOST_DESCRIBE_STRUCT(time_row, (), (url, name, number, came, left, minutes, share, mark))

/// The head of a column that puts the rows in order; a link, so that it works without a script.
struct order_link {
    std::string label;
    std::string url;
    bool is_up = false, is_down = false; ///< by which the rows stand now
    bool is_number = false;              ///< stands to the right
};
BOOST_DESCRIBE_STRUCT(order_link, (), (label, url, is_up, is_down, is_number))

/// "/work/events/{id}/attendance". GET action: session, sort, order.
struct times_view {
    std::string action;
    std::string back_url;
    std::string summary; ///< «Пришли 38, половина пробыла 95 минут и дольше»
    std::string rule;    ///< how time without an exit is counted
    std::string warning; ///< why times are missing or doubtful; "" = they are not
    std::vector<choice> sessions; ///< first = the whole event
    std::string sort, order;      ///< as they stand now, for the form
    std::vector<order_link> heads; ///< name, came, minutes
    std::vector<time_row> rows;
    std::string shown; ///< «Показаны 1–50 из 68»
    std::string exports_url; ///< "" = not allowed
    std::string previous_url, next_url;
};
BOOST_DESCRIBE_STRUCT(times_view, (), (action, back_url, summary, rule, warning, sessions, sort, order, heads, rows, shown, exports_url, previous_url, next_url))
std::string render_page(const page_engine& engine, const work_frame& frame, const times_view& view);

} // namespace krug::render
