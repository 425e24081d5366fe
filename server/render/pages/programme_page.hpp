// The organisers' programme: the grid of sessions by day, hour and room, one session's form, and what is wrong with it all.
// Filled and rendered by web/programme_pages.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

/// A session in the grid. `date`, `starts`, `minutes` and `room` are what a script moves it by.
struct grid_card {
    std::string number;
    std::string url; ///< its form
    std::string title;
    std::string hours; ///< "15:40–16:20"
    std::string people;
    std::string seats; ///< "18 из 24"; "" = no sign-up
    std::string label; ///< "заполняется"; "" = no sign-up
    bool is_filling = false, is_full = false;
    std::string warning; ///< "2 замечания"; "" = none
    std::string date;    ///< "15.10.2020"
    std::string starts;  ///< "15:40"
    std::string minutes; ///< "40"
    std::string room;
};
BOOST_DESCRIBE_STRUCT(grid_card, (),
                      (number, url, title, hours, people, seats, label, is_filling, is_full, warning, date, starts, minutes, room))

/// One room at one hour.
struct grid_cell {
    std::string room;
    std::string date;
    std::string starts;
    bool is_empty = false;
    std::vector<grid_card> cards;
};
BOOST_DESCRIBE_STRUCT(grid_cell, (), (room, date, starts, is_empty, cards))

struct grid_row {
    std::string time; ///< "15:40"; "" = no hour yet
    std::vector<grid_cell> cells; ///< one a room
};
BOOST_DESCRIBE_STRUCT(grid_row, (), (time, cells))

/// A column's head.
struct grid_room {
    std::string name; ///< "" = no room yet
    std::string note; ///< "200 мест, без ступеней"
};
BOOST_DESCRIBE_STRUCT(grid_room, (), (name, note))

struct grid_day {
    std::string anchor;  ///< "d20261015"
    std::string title;   ///< "15 октября 2026 года, четверг"
    std::string brief;   ///< "15 окт"
    std::string date;    ///< "15.10.2026"; "" = no day yet
    std::vector<grid_room> rooms;
    std::vector<grid_row> rows;
};
BOOST_DESCRIBE_STRUCT(grid_day, (), (anchor, title, brief, date, rooms, rows))

/// One line of what is wrong, with the session it is about.
struct warning_line {
    std::string text;
    std::string url; ///< to the session in the grid
};
BOOST_DESCRIBE_STRUCT(warning_line, (), (text, url))

/// A move that can be taken back. Form: POST action with these fields.
struct move_undo {
    std::string action;
    std::string text; ///< "«Открытие» теперь 16:00–16:40, Малый зал"
    std::vector<hidden_field> fields;
};
BOOST_DESCRIBE_STRUCT(move_undo, (), (action, text, fields))

/// A room in the form. Fields "room_{number}_name", …_capacity, …_step_free ("", yes, no).
struct room_editor {
    std::string number;
    form_field name, capacity;
    std::vector<choice> step_frees;
};
BOOST_DESCRIBE_STRUCT(room_editor, (), (number, name, capacity, step_frees))

/// "/work/events/{event}/programme". POST action saves policy and rooms; a session is changed by POST action/{session}.
struct programme_view {
    std::string action;
    std::string version;
    std::string summary; ///< "40 сессий, 12 залов, 2 дня"
    std::string new_url;
    std::string public_url;
    std::optional<move_undo> undo;
    std::vector<warning_line> warnings;
    std::string warning_count; ///< "3 замечания"
    std::vector<grid_day> days;
    std::vector<choice> clashes;
    std::vector<room_editor> rooms;
    bool may_have_rooms = false;
    bool tells_guests = false; ///< moves of this event are told to guests unless it is ticked off
    std::vector<form_error> errors;
    std::string error_count;
};
BOOST_DESCRIBE_STRUCT(programme_view, (),
                      (action, version, summary, new_url, public_url, undo, warnings, warning_count, days, clashes, rooms,
                       may_have_rooms, tells_guests, errors, error_count))
std::string render_page(const page_engine& engine, const work_frame& frame, const programme_view& view);

/// "/work/events/{event}/programme/{session}" and "…/programme/new". Fields carry the names of the members; people are one line
/// each, tags are parted by commas. POST remove_url takes the session away.
struct session_form_view {
    std::string action;
    std::string back_url;
    std::string version;
    std::string heading;
    bool is_new = false;
    std::string remove_url; ///< "" = a new one
    std::vector<form_error> errors;
    std::string error_count;
    std::vector<warning_line> warnings;
    form_field title, room, date, starts, ends, capacity, speakers, moderators, tags, description;
    std::vector<choice> kinds, sign_ups, clashes, known_rooms;
    bool tells_guests = false;
    bool tell = true;
};
BOOST_DESCRIBE_STRUCT(session_form_view, (),
                      (action, back_url, version, heading, is_new, remove_url, errors, error_count, warnings, title, room, date,
                       starts, ends, capacity, speakers, moderators, tags, description, kinds, sign_ups, clashes, known_rooms,
                       tells_guests, tell))
std::string render_page(const page_engine& engine, const work_frame& frame, const session_form_view& view);

} // namespace krug::render
