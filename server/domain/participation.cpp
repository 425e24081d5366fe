#include "domain/participation.hpp"

#include <algorithm>
#include <string_view>

namespace krug::domain {

namespace {

/// Admissions and exits that nobody took back, in the order of their time.
std::vector<scan_fact> standing_of(const std::vector<scan_fact>& scans) {
    std::set<std::string_view> taken_back;
    for (const auto& scan : scans)
        if (scan.kind == scan_kind::voided) taken_back.insert(scan.refers_to);
    std::vector<scan_fact> standing;
    for (const auto& scan : scans)
        if ((lets_in(scan.kind) || scan.kind == scan_kind::exit) && !taken_back.contains(scan.scan_id)) standing.push_back(scan);
    std::sort(standing.begin(), standing.end(), [](const auto& left, const auto& right) {
        return left.at_ms != right.at_ms ? left.at_ms < right.at_ms : left.scan_id < right.scan_id;
    });
    return standing;
}

} // namespace

std::set<admission_point_id> points_passed(const std::vector<scan_fact>& scans) {
    std::set<admission_point_id> passed;
    for (const auto& scan : standing_of(scans))
        if (lets_in(scan.kind)) passed.insert(scan.point);
    return passed;
}

bool leads_to(session_id session, const std::set<admission_point_id>& passed, const std::vector<admission_point_rules>& points) {
    return std::any_of(points.begin(), points.end(), [&](const auto& point) {
        return passed.contains(point.id) && std::find(point.sessions.begin(), point.sessions.end(), session) != point.sessions.end();
    });
}

std::int64_t time_inside(const std::vector<scan_fact>& scans, const std::vector<admission_point_rules>& points, bool moves,
                         std::int64_t from_ms, std::int64_t until_ms) {
    const auto standing = standing_of(scans);
    std::vector<scan_fact> so_far;
    std::int64_t inside = 0;
    for (std::size_t at = 0; at < standing.size(); ++at) {
        so_far.push_back(standing[at]);
        if (derive_whereabouts(so_far, points, moves).empty()) continue;
        const auto next = at + 1 < standing.size() ? standing[at + 1].at_ms : until_ms;
        inside += std::max<std::int64_t>(std::min(next, until_ms) - std::max(standing[at].at_ms, from_ms), 0);
    }
    return inside;
}

} // namespace krug::domain
