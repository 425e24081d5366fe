// How somebody took part, derived from scans: through which doors, in which sessions (for how long: stays.hpp).
// Called by offices with the scans of one registration; the order does not matter.
#pragma once

#include "domain/attendance.hpp"

#include <set>
#include <vector>

namespace krug::domain {

/// Points that let this guest in, by admissions that stand.
std::set<admission_point_id> points_passed(const std::vector<scan_fact>& scans);

/// Did one of these points lead to the session?
bool leads_to(session_id session, const std::set<admission_point_id>& passed, const std::vector<admission_point_rules>& points);

} // namespace krug::domain
