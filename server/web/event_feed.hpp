// The Atom feed of coming events (RFC 4287).
// event_pages only.
#pragma once

#include "web/event_views.hpp"

#include <string>
#include <vector>

namespace krug::web {

/// One entry an event, in the given order. Text that XML cannot carry (control characters) is left out.
std::string write_event_feed(const std::vector<service::event_view>& events, const showing& to);

} // namespace krug::web
