// The routes of paper sheets.
// Evidence pages join them to their own.
#pragma once

#include "web/route.hpp"

#include <vector>

namespace krug::web {

std::vector<route> sheet_routes();

} // namespace krug::web
