// The filter of people as a form: what an address or a body says, and the choices that a page offers.
// The list of attendees and the message pages call it.
#pragma once

#include "render/pages/message_page.hpp"
#include "web/message_words.hpp"

namespace krug::web {

/// Only what is a filter; anything else in the fields is passed over.
domain::people_filter filter_in(const form& fields);
/// "?state=confirmed&attended=no", or "".
std::string filter_query(const domain::people_filter& filter);
render::filter_fields filter_fields_of(const call& asked, const domain::people_filter& filter, const filter_names& names);

} // namespace krug::web
