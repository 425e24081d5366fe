// Atom feeds of events (RFC 4287), and answers that a reader need not fetch twice.
// event_pages and feed_pages only.
#pragma once

#include "web/event_views.hpp"
#include "web/public_call.hpp"

#include <string>
#include <vector>

namespace krug::web {

struct route;
std::vector<route> feed_routes();

/// What a feed is of.
struct feed_about {
    std::string title;
    std::string page_path; ///< "/e/slug": the page of the same
    std::string feed_path; ///< "/e/slug.atom"
    std::string id_path;   ///< "" = the feed's own; what never changes, or readers show everything anew
};

/// One entry an event, in the given order; a cancelled one says so in its title. `updated` is when what is shown last changed. The
/// link to itself keeps the language that was asked for. Text that XML cannot carry (control characters) is left out.
std::string write_event_feed(const feed_about& about, const std::vector<service::event_view>& events, const call& asked);

/// An answer with a tag of its bytes: 304 without a body for whoever has them already. Who is not signed in and names no language
/// shares it with others for a second.
response conditional(const call& asked, response answer);

} // namespace krug::web
