// The one door between the network and everything behind it: a request goes in, a response comes out.
// Called by net on a crew thread, from many threads at once.
#pragma once

#include "web/request.hpp"
#include "web/response.hpp"

#include <functional>

namespace krug::web {

/// Serves one request whole, in plain blocking code. Never throws: every failure has become a response. For a request
/// that may be answered later, what comes back may be a promise (response::later).
using application = std::function<response(const request&)>;

} // namespace krug::web
