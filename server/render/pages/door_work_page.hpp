// Organisers' pages of the door on its day: the board, devices, double admissions, who would get in.
// Filled and rendered by web.
#pragma once

#include "render/pages/attendance_page.hpp"

namespace krug::render {

/// A place on the board: a session or an entrance.
struct place_row {
    std::string title;
    std::string time;
    std::string registered; ///< "18 из 24"
    std::string attended;
    std::string inside;
};
BOOST_DESCRIBE_STRUCT(place_row, (), (title, time, registered, attended, inside))

/// A device that somebody should look after.
struct attention_row {
    std::string name;
    std::string why; ///< "Молчит 12 минут"
};
BOOST_DESCRIBE_STRUCT(attention_row, (), (name, why))

/// "/work/events/{id}/board". Parts marked data-live are fetched again by the page's script; without it the page has a
/// link to itself.
struct board_view {
    std::string phase; ///< "Событие идёт · 15:12"; "" = nothing to say
    std::string self_url;
    std::string taken_at; ///< "15:12:40"
    std::vector<count_tile> tiles;
    markup chart; ///< arrivals_chart
    std::vector<chart_cell> chart_cells;
    std::vector<arrival_row> arrivals;
    std::vector<place_row> sessions;
    std::vector<place_row> points;
    std::vector<attention_row> attention;
    std::string devices_url; ///< "" = not allowed
    std::string conflicts;   ///< "2 двойных входа ждут решения"; "" = none
    std::string conflicts_url;
};
BOOST_DESCRIBE_STRUCT(board_view, (),
                      (phase, self_url, taken_at, tiles, chart, chart_cells, arrivals, sessions, points, attention,
                       devices_url, conflicts, conflicts_url))
std::string render_page(const page_engine& engine, const work_frame& frame, const board_view& view);

/// One device with everything known of it. Form: POST revoke_url, asked again before.
struct device_detail {
    std::string name;
    std::string point;
    std::string kind; ///< "киоск", "телефон", "узел"
    state_mark state;
    std::string alarm; ///< "Молчит 12 минут, а до этого пропускал людей"; "" = none
    std::vector<fact> facts;
    std::string revoke_url; ///< "" = already revoked
};
BOOST_DESCRIBE_STRUCT(device_detail, (), (name, point, kind, state, alarm, facts, revoke_url))

/// "/work/events/{id}/devices".
struct devices_view {
    std::string summary;
    std::string self_url;
    std::string points_url; ///< where a device is enrolled
    std::vector<device_detail> devices;
};
BOOST_DESCRIBE_STRUCT(devices_view, (), (summary, self_url, points_url, devices))
std::string render_page(const page_engine& engine, const work_frame& frame, const devices_view& view);

struct conflict_entry_row {
    std::string time;  ///< "14:41:07"
    std::string where; ///< "Вход, Киоск 1"
    std::string note;  ///< "считается первым", "часы ± 2 с"
    std::string scan_id;
    bool is_first = false;
    bool is_voided = false;
};
BOOST_DESCRIBE_STRUCT(conflict_entry_row, (), (time, where, note, scan_id, is_first, is_voided))

/// Form: POST action, field resolution (same_person, copied, mistake) and scan_id with the last.
struct conflict_item {
    std::string id;
    std::string who;
    std::string who_url; ///< "" = not allowed
    std::string number;
    state_mark state;
    std::string order_note; ///< the order is not known; "" = it is
    std::vector<conflict_entry_row> entries;
    std::string action; ///< "" = decided already
};
BOOST_DESCRIBE_STRUCT(conflict_item, (), (id, who, who_url, number, state, order_note, entries, action))

/// "/work/events/{id}/conflicts".
struct conflicts_view {
    std::string summary;
    std::string all_url;  ///< decided ones too; "" while they are shown
    std::string open_url; ///< "" while only the open ones are shown
    std::string next_url;
    std::vector<conflict_item> items;
};
BOOST_DESCRIBE_STRUCT(conflicts_view, (), (summary, all_url, open_url, next_url, items))
std::string render_page(const page_engine& engine, const work_frame& frame, const conflicts_view& view);

/// One kind of guest, or one guest, and what the door would say.
struct preview_row {
    std::string guest;
    state_mark state; ///< the sentence
    std::string step; ///< what staff do next
};
BOOST_DESCRIBE_STRUCT(preview_row, (), (guest, state, step))

/// "/work/events/{id}/points/{point}/preview". GET form: date, time, attendee_no.
struct preview_view {
    std::string action;
    std::string back_url;
    std::string point;
    std::string moment; ///< "15 октября, 15:10"
    form_field date, time, attendee_no;
    std::vector<preview_row> rows;
    std::vector<form_error> errors;
    std::string error_count;
};
BOOST_DESCRIBE_STRUCT(preview_view, (),
                      (action, back_url, point, moment, date, time, attendee_no, rows, errors, error_count))
std::string render_page(const page_engine& engine, const work_frame& frame, const preview_view& view);

} // namespace krug::render
