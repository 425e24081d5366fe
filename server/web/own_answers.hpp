// The guest's own answers to the organisers' questions, behind the secret of their page.
// own_registration only.
#pragma once

#include "web/public_call.hpp"
#include "web/route.hpp"

#include <vector>

namespace krug::web {

std::vector<route> own_answer_routes();

} // namespace krug::web
