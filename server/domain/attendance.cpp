#include "domain/attendance.hpp"

#include <algorithm>
#include <set>
#include <string_view>

namespace krug::domain {

attendance derive_attendance(const std::vector<scan_fact>& scans) {
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

    attendance derived;
    for (const auto* scan : standing) {
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

} // namespace krug::domain
