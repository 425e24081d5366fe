// The organisers' pages of the reports' room: an organisation's events in a period, badges, webhooks.
// Filled and rendered by web.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

/// One event of the period, or all of them together.
struct period_row {
    std::string title;
    std::string url; ///< "" = the row of all
    std::string when;
    std::string planned, registered, attended, unique, first_time;
};
BOOST_DESCRIBE_STRUCT(period_row, (), (title, url, when, planned, registered, attended, unique, first_time))

/// "/work/summary". Query: organisation, from, to.
struct period_view {
    std::vector<choice> organisations; ///< one = nothing to choose
    bool may_choose = false;
    form_field from, to;
    std::vector<form_error> errors;
    std::string error_count;
    std::vector<period_row> rows;
    std::vector<period_row> totals; ///< one, or none
    std::string cut_note; ///< not everything is shown; "" = it is
    std::string csv_url, xlsx_url;
    std::string webhooks_url; ///< "" = not allowed
};
BOOST_DESCRIBE_STRUCT(period_view, (),
                      (organisations, may_choose, from, to, errors, error_count, rows, totals, cut_note, csv_url, xlsx_url, webhooks_url))
std::string render_page(const page_engine& engine, const work_frame& frame, const period_view& view);

/// "/work/events/{id}/badges". Forms: POST action (which, layout, format), POST setting_action (layout, on_check_in),
/// POST one_action (number, layout, format).
struct badges_view {
    std::string action;
    std::string setting_action; ///< "" = not allowed
    std::vector<fact> numbers;
    std::vector<choice> choices, layouts, formats, usual_layouts;
    bool on_check_in = false;
    std::string printer_note; ///< what will happen at check-in
    std::vector<form_error> errors;
    std::string error_count;
};
BOOST_DESCRIBE_STRUCT(badges_view, (),
                      (action, setting_action, numbers, choices, layouts, formats, usual_layouts, on_check_in, printer_note, errors, error_count))
std::string render_page(const page_engine& engine, const work_frame& frame, const badges_view& view);

struct webhook_row {
    std::string url_page; ///< its own page
    std::string target;   ///< where it sends
    std::string what;     ///< which messages, of which events
    std::string state;
    bool is_bad = false;
};
BOOST_DESCRIBE_STRUCT(webhook_row, (), (url_page, target, what, state, is_bad))

/// "/work/webhooks". Form: POST action (organisation, event, url, kind …).
struct webhooks_view {
    std::string action;
    std::string fresh_secret; ///< just made; never shown again
    std::string fresh_url;
    std::vector<webhook_row> hooks;
    std::vector<choice> organisations, events, kinds;
    form_field url;
    std::vector<form_error> errors;
    std::string error_count;
};
BOOST_DESCRIBE_STRUCT(webhooks_view, (),
                      (action, fresh_secret, fresh_url, hooks, organisations, events, kinds, url, errors, error_count))
std::string render_page(const page_engine& engine, const work_frame& frame, const webhooks_view& view);

struct delivery_row {
    std::string id;
    std::string kind;
    std::string when;
    std::string state;  ///< «доставлено, 200, 45 мс»
    std::string next;   ///< when it is tried again; "" = not
    std::string again_url; ///< "" = not now
    bool is_good = false, is_bad = false, is_waiting = false;
};
BOOST_DESCRIBE_STRUCT(delivery_row, (), (id, kind, when, state, next, again_url, is_good, is_bad, is_waiting))

/// "/work/webhooks/{id}". Forms: POST pause_url, resume_url, remove_url, secret_url.
struct webhook_view {
    std::string back_url, target, state, note;
    bool is_bad = false;
    std::vector<fact> facts;
    std::string fresh_secret;
    std::string pause_url, resume_url, remove_url, secret_url;
    std::vector<choice> states; ///< filter
    std::vector<delivery_row> deliveries;
};
BOOST_DESCRIBE_STRUCT(webhook_view, (),
                      (back_url, target, state, note, is_bad, facts, fresh_secret, pause_url, resume_url, remove_url, secret_url,
                       states, deliveries))
std::string render_page(const page_engine& engine, const work_frame& frame, const webhook_view& view);

} // namespace krug::render
