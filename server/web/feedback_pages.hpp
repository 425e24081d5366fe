// The routes of feedback and of the end of news.
// registration_pages joins them to its own.
#pragma once

#include "web/route.hpp"

#include <vector>

namespace krug::web {

std::vector<route> feedback_routes();

} // namespace krug::web
