// The organiser's questions in JSON, for the address of the form.
// event_api and form_api only.
#pragma once

#include "domain/form.hpp"

#include <boost/json/fwd.hpp>

namespace krug::web {

/// Everything about them, as PUT takes it back.
boost::json::array questions_body(const domain::registration_form& form);

} // namespace krug::web
