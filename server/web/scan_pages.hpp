// The routes of the volunteers' phone page.
// Called by route.cpp, which joins all routes.
#pragma once

#include "web/route.hpp"

namespace krug::web {

std::vector<route> scan_routes();

} // namespace krug::web
