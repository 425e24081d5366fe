// The parts that api_routes() is joined from, one a noun.
// Each *_api.cpp gives its own; api_routes.cpp joins them.
#pragma once

#include "web/route.hpp"

namespace krug::web {

std::vector<route> event_api_routes();
std::vector<route> session_api_routes();
std::vector<route> registration_api_routes();
std::vector<route> check_in_api_routes();
std::vector<route> attendance_api_routes();
std::vector<route> door_api_routes();
std::vector<route> door_rule_api_routes();
std::vector<route> openapi_routes();
std::vector<route> table_api_routes();
std::vector<route> webhook_api_routes();
std::vector<route> programme_api_routes();
std::vector<route> form_api_routes();
std::vector<route> series_api_routes();

} // namespace krug::web
