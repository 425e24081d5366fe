#include "web/api_routes.hpp"

namespace krug::web {

std::vector<route> api_routes() {
    std::vector<route> all;
    for (auto part : {openapi_routes(), event_api_routes(), session_api_routes(), registration_api_routes(),
                      check_in_api_routes(), attendance_api_routes(), door_api_routes(), door_rule_api_routes(), table_api_routes(), webhook_api_routes(),
                      programme_api_routes(), form_api_routes(), series_api_routes()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

} // namespace krug::web
