#include "domain/participation.hpp"

#include <algorithm>

namespace krug::domain {

std::set<admission_point_id> points_passed(const std::vector<scan_fact>& scans) {
    std::set<admission_point_id> passed;
    for (const auto* scan : standing_passages(scans))
        if (lets_in(scan->kind)) passed.insert(scan->point);
    return passed;
}

bool leads_to(session_id session, const std::set<admission_point_id>& passed, const std::vector<admission_point_rules>& points) {
    return std::any_of(points.begin(), points.end(), [&](const auto& point) {
        return passed.contains(point.id) && std::find(point.sessions.begin(), point.sessions.end(), session) != point.sessions.end();
    });
}

} // namespace krug::domain
