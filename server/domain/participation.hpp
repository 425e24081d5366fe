// How somebody took part, derived from scans: through which doors, for how long, in which sessions.
// Called by offices with the scans of one registration; the order does not matter.
#pragma once

#include "domain/attendance.hpp"

#include <cstdint>
#include <set>
#include <vector>

namespace krug::domain {

/// Points that let this guest in, by admissions that stand.
std::set<admission_point_id> points_passed(const std::vector<scan_fact>& scans);

/// Did one of these points lead to the session?
bool leads_to(session_id session, const std::set<admission_point_id>& passed, const std::vector<admission_point_rules>& points);

/// Milliseconds inside between `from_ms` and `until_ms`, wherever that was. Whoever was not scanned out stayed to the end.
std::int64_t time_inside(const std::vector<scan_fact>& scans, const std::vector<admission_point_rules>& points, bool moves,
                         std::int64_t from_ms, std::int64_t until_ms);

} // namespace krug::domain
