#include "domain/attendance.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace krug::domain {

std::vector<const scan_fact*> standing_passages(const std::vector<scan_fact>& scans) {
    std::set<std::string_view> voided;
    for (const auto& scan : scans)
        if (scan.kind == scan_kind::voided) voided.insert(scan.refers_to);

    std::vector<const scan_fact*> standing;
    for (const auto& scan : scans)
        if ((lets_in(scan.kind) || scan.kind == scan_kind::exit) && !voided.contains(scan.scan_id))
            standing.push_back(&scan);
    std::sort(standing.begin(), standing.end(), [](const scan_fact* left, const scan_fact* right) {
        if (left->at_ms != right->at_ms) return left->at_ms < right->at_ms;
        return left->scan_id < right->scan_id;
    });
    return standing;
}

attendance derive_attendance(const std::vector<scan_fact>& scans) {
    attendance derived;
    for (const auto* scan : standing_passages(scans)) {
        if (scan->kind == scan_kind::exit) {
            derived.inside = false;
            derived.last_out_ms = scan->at_ms;
            continue;
        }
        derived.inside = true;
        derived.walk_in = derived.walk_in || scan->kind == scan_kind::walk_in;
        ++derived.admissions;
        if (derived.first_in_ms) continue;
        derived.first_in_ms = scan->at_ms;
        derived.first_point = scan->point;
        derived.first_device = scan->device;
    }
    return derived;
}

std::vector<open_admission> derive_whereabouts(const std::vector<scan_fact>& scans,
                                               const std::vector<admission_point_rules>& points, bool moves) {
    struct place {
        open_admission open;
        bool at_session = false;
    };
    std::vector<place> places;
    for (const auto* scan : standing_passages(scans)) {
        place here{{0, scan->point}, false};
        for (const auto& point : points)
            if (point.id == scan->point) here = {{point.area, point.id}, !point.sessions.empty()};
        const bool out = scan->kind == scan_kind::exit;
        std::erase_if(places, [&](const place& known) {
            if (known.open.area == here.open.area || (out && !here.at_session)) return true;
            return moves && !out && here.at_session && known.at_session;
        });
        if (!out) places.push_back(here);
    }
    std::vector<open_admission> open;
    for (const auto& known : places) open.push_back(known.open);
    std::sort(open.begin(), open.end(),
              [](const open_admission& left, const open_admission& right) { return left.area < right.area; });
    return open;
}

} // namespace krug::domain
