// Questions to the verdict function and its answers as JSON: one line of tests/vectors/admission.tsv each.
// phone_door reads them; the test that makes the vectors writes them.
#pragma once

#include "domain/admission.hpp"

#include <boost/json.hpp>

namespace krug::phone {

/// Members that have their default value are left out.
boost::json::object write_question(const domain::admission_question& asked);
/// For what write_question wrote; anything else gives a question with defaults in it.
domain::admission_question read_question(const boost::json::object& text);
boost::json::object write_verdict(const domain::verdict& given);

} // namespace krug::phone
