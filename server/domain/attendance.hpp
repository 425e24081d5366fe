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

/// Order of the input does not matter. A void takes back exactly the scan it names, also when it came first.
attendance derive_attendance(const std::vector<scan_fact>& scans);

} // namespace krug::domain
