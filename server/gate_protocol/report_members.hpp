// A device's report as JSON, which sync requests carry.
// Only this room's .cpp files include it.
#pragma once

#include "gate_protocol/device_report.hpp"
#include "gate_protocol/json_members.hpp"

namespace krug::gate_protocol {

/// Always what read_report reads: numbers out of their range and strange letters of a version are mended, since no
/// sync may fail for a clock or a name.
boost::json::value to_json(const device_report& report);
device_report read_report(members in);

} // namespace krug::gate_protocol
