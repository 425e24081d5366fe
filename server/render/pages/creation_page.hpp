// Beginning an event: five questions with a template, or a copy of an earlier one; and events that repeat.
// Filled and rendered by web/creation_pages and web/series_pages.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

/// An earlier event to copy. Form: POST url.
struct earlier_event {
    std::string title;
    std::string when;
    std::string url; ///< "/work/events/17/clone"
};
BOOST_DESCRIBE_STRUCT(earlier_event, (), (title, when, url))

/// "/work/events/create". Form fields carry the names of the members; template is the name of one of ours, "" = none.
struct creation_view {
    std::string action;
    std::string editor_url;
    std::vector<form_error> errors;
    std::string error_count;
    std::vector<choice> templates;
    form_field title, date, starts, ends, venue, address, capacity;
    std::vector<choice> timezones;
    std::vector<choice> who; ///< anybody, registered, approval, invitation
    std::vector<earlier_event> earlier;
};
BOOST_DESCRIBE_STRUCT(creation_view, (),
                      (action, editor_url, errors, error_count, templates, title, date, starts, ends, venue, address, capacity,
                       timezones, who, earlier))
std::string render_page(const page_engine& engine, const work_frame& frame, const creation_view& view);

/// One event of a series.
struct series_row {
    std::string title;
    std::string when;
    std::string state;
    std::string url;
    bool is_this = false;
};
BOOST_DESCRIBE_STRUCT(series_row, (), (title, when, state, url, is_this))

/// "/work/events/{event}/series". Forms: POST action with unit, nth, weekday, interval, count, until, skip, publish; POST
/// copy_url with tell.
struct series_view {
    std::string action;
    std::string copy_url; ///< "" = nothing follows this event
    std::string rule;     ///< as it was asked for last; "" = alone yet
    std::string following; ///< "Таких событий впереди: 9"
    bool has_date = false; ///< without an hour nothing can repeat
    bool is_published = false;
    std::vector<form_error> errors;
    std::string error_count;
    std::vector<series_row> events;
    std::vector<choice> units, weekdays;
    form_field interval, count, until, skip;
};
BOOST_DESCRIBE_STRUCT(series_view, (),
                      (action, copy_url, rule, following, has_date, is_published, errors, error_count, events, units, weekdays,
                       interval, count, until, skip))
std::string render_page(const page_engine& engine, const work_frame& frame, const series_view& view);

/// The data files of our own templates (JSON), by name in the order they are offered.
struct event_template_file {
    std::string_view name;
    std::string_view bytes;
};
std::vector<event_template_file> event_template_files();

} // namespace krug::render
