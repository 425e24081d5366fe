// Organisers' pages of records: exports, doors and devices, the journal.
// Filled and rendered by web.
#pragma once

#include "render/pages/attendance_page.hpp"

namespace krug::render {

struct export_row {
    std::string what; ///< "Явочный лист, PDF"
    std::string size; ///< "54 человека"
    std::string when; ///< "Координатор, сегодня 13:40 · пропуска на площадку"
};
BOOST_DESCRIBE_STRUCT(export_row, (), (what, size, when))

/// A pack that was made.
struct evidence_row {
    std::string what; ///< "№ 3, 54 пришли"
    std::string when; ///< "сегодня 13:40, записей в журнале 98"
    std::string code; ///< "1234 5678 9012 3456"
    std::string url;  ///< of the public check
};
BOOST_DESCRIBE_STRUCT(evidence_row, (), (what, when, code, url))

/// The evidence pack on the exports page. POST action: planned, project, responsible. POST log_action: the scan log.
struct evidence_part {
    std::string action, log_action;
    std::string warning; ///< what the pack will hold
    form_field planned, project, responsible;
    std::vector<evidence_row> packs;
};
BOOST_DESCRIBE_STRUCT(evidence_part, (), (action, log_action, warning, planned, project, responsible, packs))

/// "/work/events/{id}/exports". POST action, fields format, who, purpose, column (repeats), session.
struct exports_view {
    std::string action;
    std::vector<choice> formats;  ///< xlsx, csv_excel, csv_machine, json, sheet_full, sheet_brief
    std::vector<choice> who;      ///< all, attended, absent
    std::vector<choice> purposes; ///< goes into the journal
    std::vector<choice> columns;
    std::vector<choice> sessions; ///< first = the whole event
    std::string warning; ///< "В файле будут персональные данные 38 человек"; "" = none
    std::vector<form_error> errors;
    std::string error_count;
    std::vector<export_row> log;
    std::optional<evidence_part> evidence; ///< for whoever may see names
};
BOOST_DESCRIBE_STRUCT(exports_view, (),
                      (action, formats, who, purposes, columns, sessions, warning, errors, error_count, log, evidence))
std::string render_page(const page_engine& engine, const work_frame& frame, const exports_view& view);

/// A door or a desk.
struct point_row {
    std::string name;
    std::string rules;    ///< what it admits to and when, in words
    std::string edit_url; ///< "" = not allowed
    std::string preview_url;
};
BOOST_DESCRIBE_STRUCT(point_row, (), (name, rules, edit_url, preview_url))

/// A category of guests. Form: POST remove_url.
struct category_row {
    std::string name;
    std::string colour;      ///< word of a closed list, for the mark
    std::string colour_name; ///< "жёлтый"
    std::string remove_url;  ///< "" = not allowed
};
BOOST_DESCRIBE_STRUCT(category_row, (), (name, colour, colour_name, remove_url))

/// Form: POST revoke_url.
struct device_row {
    std::string name;
    std::string point;
    state_mark state;
    std::string seen;       ///< "обмен 4 с назад"
    std::string waiting;    ///< scans not yet here: "7"; "" = none known
    std::string revoke_url; ///< "" = already revoked
};
BOOST_DESCRIBE_STRUCT(device_row, (), (name, point, state, seen, waiting, revoke_url))

/// The code a new device is enrolled with; shown once.
struct enrolment {
    markup qr;
    std::string code;        ///< the text behind the QR, to be typed or pasted
    std::string command;     ///< what is typed on the device
    std::string valid_until; ///< "до 15:22"
    std::string device;
    bool is_phone = false;   ///< a volunteer's phone: the QR opens the scanner page
    std::string scan_url;    ///< where that page is, with is_phone
};
BOOST_DESCRIBE_STRUCT(enrolment, (), (qr, code, command, valid_until, device, is_phone, scan_url))

/// The rules of one admission point, as a form. POST point_action: id, name, name_en, session (repeats), category
/// (repeats), entries, together, opens, closes, standby, exits, walk_ins, walk_in_limit, sign_up, identity, gate.
struct point_form {
    std::string id; ///< "" = a new one
    bool is_new = false;
    form_field name, name_en;
    std::vector<choice> sessions; ///< check boxes; none = the whole event
    std::vector<choice> entries;  ///< once, once_a_day, after_exit
    form_field opens;             ///< minutes before the start; "" = always
    form_field closes;            ///< minutes after the start; "" = till the end
    std::vector<choice> categories; ///< check boxes; none = all
    std::vector<choice> together;   ///< area of another point, or "" = counts alone
    form_field standby;             ///< minutes after the start; "" = never
    bool exits = false;
    bool walk_ins = false;
    bool sign_up = false;
    bool identity = false;
    bool gate = false;
    form_field walk_in_limit;
};
BOOST_DESCRIBE_STRUCT(point_form, (),
                      (id, is_new, name, name_en, sessions, entries, opens, closes, categories, together, standby,
                       exits, walk_ins, sign_up, identity, gate, walk_in_limit))

/// "/work/events/{id}/points". Forms: POST point_action, POST device_action (device_name, point).
struct points_view {
    std::string summary; ///< "4 устройства · 3 на связи"
    std::optional<enrolment> fresh;
    std::string point_action;
    std::string device_action;
    std::vector<choice> point_choices;
    form_field device_name;
    std::vector<point_row> points;
    std::vector<device_row> devices;
    std::optional<point_form> rules; ///< the point that is being written
    std::string add_url;             ///< shows an empty form; "" while one is shown
    std::vector<category_row> categories;
    std::string category_action; ///< POST category_name, category_name_en, colour; "" = not allowed
    std::vector<choice> colours;
    form_field category_name, category_name_en;
    std::string door_action; ///< POST moves; "" = not allowed
    bool moves = false;
    bool may_move = false; ///< the event has sessions to move between
    std::string devices_url;
    std::vector<form_error> errors;
    std::string error_count;
};
BOOST_DESCRIBE_STRUCT(points_view, (),
                      (summary, fresh, point_action, device_action, point_choices, device_name, points,
                       devices, rules, add_url, categories, category_action, colours, category_name,
                       category_name_en, door_action, moves, may_move, devices_url, errors, error_count))
std::string render_page(const page_engine& engine, const work_frame& frame, const points_view& view);

struct audit_row {
    std::string number; ///< in the trail of the whole house
    std::string time;
    std::string who;
    std::string what;
    std::string object; ///< ids only, never personal values
    std::string facts;  ///< stable words and numbers
};
BOOST_DESCRIBE_STRUCT(audit_row, (), (number, time, who, what, object, facts))

/// "/work/events/{id}/audit" and "/work/audit". Latest first. Filter parameters: who, what, from, until.
struct audit_view {
    std::string action;
    std::vector<choice> people, deeds;
    form_field from, until; ///< "15.10.2020"
    bool is_filtered = false;
    std::vector<form_error> errors;
    std::string error_count;
    std::vector<audit_row> rows;
    std::string next_url; ///< older lines
    std::string first_url; ///< the latest again; "" on the first page
};
BOOST_DESCRIBE_STRUCT(audit_view, (), (action, people, deeds, from, until, is_filtered, errors, error_count, rows, next_url, first_url))
std::string render_page(const page_engine& engine, const work_frame& frame, const audit_view& view);

} // namespace krug::render
