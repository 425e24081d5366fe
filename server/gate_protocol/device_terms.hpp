// The terms of a device as JSON, which enrolment and sync both carry.
// Only this room's .cpp files include it.
#pragma once

#include "gate_protocol/enrolment.hpp"
#include "gate_protocol/json_members.hpp"

namespace krug::gate_protocol {

boost::json::value to_json(const device_terms& terms);
device_terms read_terms(members in);

} // namespace krug::gate_protocol
