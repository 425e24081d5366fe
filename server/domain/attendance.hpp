// Attendance, derived from scans and never stored: who came, when, and who is still inside.
// Called by offices with the scans of one registration in the order of their time.
#pragma once

#include "domain/scan.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace krug::domain {

/// One record as attendance sees it.
struct scan_fact {
    std::string scan_id;
    scan_kind kind = scan_kind::refuse;
    std::string refers_to; ///< voided: the scan it takes back
    std::int64_t at_ms = 0;
    admission_point_id point;
    device_id device;
};

struct attendance {
    std::optional<std::int64_t> first_in_ms, last_out_ms;
    admission_point_id first_point;
    device_id first_device;
    bool inside = false;
    bool walk_in = false;
    std::int64_t admissions = 0;
};

/// Admissions and exits that nobody took back, in the order of their time; they live as long as `scans`.
std::vector<const scan_fact*> standing_passages(const std::vector<scan_fact>& scans);

/// A door that a guest passed and has not left since.
struct open_admission {
    int area = 0;
    admission_point_id point; ///< where they came in
    bool operator==(const open_admission&) const = default;
};

/// Where the guest of these scans is now, one entry an area, areas ascending; nobody inside has none. An exit closes the
/// area of its point; at a door of the whole event it closes everything. With `moves`, an admission at a session's door
/// closes those of other sessions. Late uploads and voids change the answer as if they had always been known. A point
/// that is not in `points` any more counts as a door of the whole event in area 0.
std::vector<open_admission> derive_whereabouts(const std::vector<scan_fact>& scans,
                                               const std::vector<admission_point_rules>& points, bool moves);

/// Order of the input does not matter. A void takes back exactly the scan it names, also when it came first.
attendance derive_attendance(const std::vector<scan_fact>& scans);

} // namespace krug::domain
