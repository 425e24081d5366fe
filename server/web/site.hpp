// The application: finds the route, learns who asks, checks what they may, calls the handler, keeps failures inside.
// Made once by commands/serve and handed to net.
#pragma once

#include "web/application.hpp"
#include "web/offices.hpp"

#include <memory>

namespace krug::web {

/// The returned function may be called from many threads and never throws. `on` must outlive it.
application make_site(const offices& on);

} // namespace krug::web
