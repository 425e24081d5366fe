// The page on which one contact registers a whole group.
// registration_pages only.
#pragma once

#include "web/route.hpp"

#include <vector>

namespace krug::web {

std::vector<route> group_routes();

} // namespace krug::web
