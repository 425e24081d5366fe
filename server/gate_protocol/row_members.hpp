// The version and the rows of scans that sync and the talk between neighbours both carry.
// Only this room's .cpp files include it.
#pragma once

#include "gate_protocol/json_members.hpp"

namespace krug::gate_protocol {

/// Throws malformed with version_mismatch for any other than protocol_version.
void check_version(members& in);

/// Member `rows`: canonical records of one device, consecutive seq, at most sync_rows_max. Throws malformed.
std::vector<domain::scan_record> read_rows(members& in);
boost::json::array rows_value(const std::vector<domain::scan_record>& rows);

} // namespace krug::gate_protocol
