// Routes of the widget; route.cpp joins them.
// route.cpp and widget_pages.cpp.
#pragma once

#include "web/route.hpp"

namespace krug::web {

std::vector<route> widget_routes();

} // namespace krug::web
