// An event and its sessions as the JSON API writes and reads them.
// Only for web/*_api.cpp.
#pragma once

#include "domain/result.hpp"
#include "web/api_call.hpp"
#include "web/json_schema.hpp"

#include <boost/json/fwd.hpp>

namespace krug::web {

/// What PATCH starts from: the event as a draft that would change nothing.
service::event_draft draft_of(const service::event_view& view);
/// Puts the members of `body` (schema "event_change" or "event_new") into the draft. Returns what only this room can
/// find wrong: a zone or an event that does not exist.
std::vector<domain::field_error> apply_to_draft(const call& asked, const json_object& body, service::event_draft& draft);

boost::json::object event_body(const call& asked, const service::event_view& view);
boost::json::object event_line_body(const call& asked, const service::event_line& line);
boost::json::object session_body(const service::event_view::session_row& row);
boost::json::object seats_body(const domain::seat_count& seats);
/// "https://krug.example/e/slug"
std::string event_url(const call& asked, std::string_view slug);

} // namespace krug::web
