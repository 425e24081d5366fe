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

/// "/work/events/{id}/exports". POST action, fields format, who, purpose, column (repeats), session, dialect.
struct exports_view {
    std::string action;
    std::vector<choice> formats;  ///< xlsx, csv, attendance_sheet, badges, certificates, event_report, json
    std::vector<choice> who;      ///< attended, confirmed, waitlisted, all
    std::vector<choice> purposes; ///< goes into the journal
    std::vector<choice> columns;
    std::vector<choice> sessions; ///< first = the whole event
    std::string warning; ///< "В файле будут персональные данные 38 человек"; "" = none
    std::vector<form_error> errors;
    std::string error_count;
    std::vector<export_row> log;
};
BOOST_DESCRIBE_STRUCT(exports_view, (),
                      (action, formats, who, purposes, columns, sessions, warning, errors, error_count, log))
std::string render_page(const page_engine& engine, const work_frame& frame, const exports_view& view);

/// A door or a desk. Form: POST remove_url.
struct point_row {
    std::string name;
    std::string what; ///< "Вход на событие" or a session
    std::string admitted;
    std::string remove_url; ///< "" = in use
};
BOOST_DESCRIBE_STRUCT(point_row, (), (name, what, admitted, remove_url))

/// Form: POST revoke_url.
struct device_row {
    std::string name;
    std::string point;
    state_mark state;
    std::string seen;       ///< "обмен 4 с назад"
    std::string scans;      ///< "21"
    std::string waiting;    ///< scans not yet here: "7"; "" = none known
    std::string revoke_url; ///< "" = already revoked
};
BOOST_DESCRIBE_STRUCT(device_row, (), (name, point, state, seen, scans, waiting, revoke_url))

/// The code a new device is enrolled with; shown once.
struct enrolment {
    markup qr;
    std::string code;        ///< grouped: "482 915"
    std::string code_spoken; ///< "4 8 2, 9 1 5"
    std::string url;         ///< where to type it
    std::string valid_until; ///< "до 15:22"
    std::string device;
};
BOOST_DESCRIBE_STRUCT(enrolment, (), (qr, code, code_spoken, url, valid_until, device))

/// "/work/events/{id}/points". Forms: POST point_action (name, session), POST device_action (name, point).
struct points_view {
    std::string summary; ///< "4 устройства · 3 на связи"
    std::optional<enrolment> fresh;
    std::string point_action;  ///< "" = not allowed
    std::string device_action; ///< "" = not allowed
    std::vector<choice> sessions;
    std::vector<choice> point_choices;
    std::vector<point_row> points;
    std::vector<device_row> devices;
    std::vector<form_error> errors;
    std::string error_count;
};
BOOST_DESCRIBE_STRUCT(points_view, (),
                      (summary, fresh, point_action, device_action, sessions, point_choices, points, devices,
                       errors, error_count))
std::string render_page(const page_engine& engine, const work_frame& frame, const points_view& view);

struct audit_row {
    std::string time;
    std::string who;
    std::string what;
    std::string object; ///< ids only, never personal values
    std::string reason;
};
BOOST_DESCRIBE_STRUCT(audit_row, (), (time, who, what, object, reason))

/// "/work/events/{id}/audit" and "/work/audit". Filter parameters: q, from, to.
struct audit_view {
    std::string text;
    std::string from; ///< "2020-10-15"
    std::string to;
    std::vector<audit_row> rows;
    std::string chain; ///< "Цепочка записей цела, проверена до № 512"
    bool is_chain_whole = true;
    std::string next_url;
    std::string previous_url;
    std::string download_url;
};
BOOST_DESCRIBE_STRUCT(audit_view, (),
                      (text, from, to, rows, chain, is_chain_whole, next_url, previous_url, download_url))
std::string render_page(const page_engine& engine, const work_frame& frame, const audit_view& view);

} // namespace krug::render
