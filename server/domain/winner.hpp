// Which of several admissions of one ticket counts as the first, whatever order they arrived in.
// The gate office calls it when admissions meet after a cut; the simulator checks it.
#pragma once

#include "domain/scan.hpp"

#include <vector>

namespace krug::domain {

/// An admission as the server knows it once it is stored.
struct admission_claim {
    scan_name id{};
    device_id device;
    std::int64_t seq = 0;
    std::int64_t corrected_ms = 0;
    std::int64_t error_ms = 0;
    verdict_reason reason = verdict_reason::admitted;
    admission_point_id point;
    int area = 0;            ///< of the point
    feed_cursor known;       ///< what its device knew
    feed_cursor published;   ///< where the server told the others about it; {0,0} = not yet
    bool voided = false;
    bool by_override = false;
    bool operator==(const admission_claim&) const = default;
};

/// True if `later` was decided knowing `earlier`: the same device before, or read in the feed.
bool decided_knowing(const admission_claim& later, const admission_claim& earlier);

/// The claims in the order in which they count: least (corrected time made non-decreasing per device, device, seq)
/// first, except that a claim made knowing another comes after it. A pure function of the set: any order of
/// arrival, any duplicate (same id), gives the same list, without duplicates.
std::vector<admission_claim> in_winning_order(std::vector<admission_claim> claims);

/// A single-entry ticket that was green more than once.
struct double_admission {
    int area = 0;
    std::int64_t day = 0; ///< days since 1970 at the event under once_a_day, else 0
    std::vector<admission_claim> claims; ///< winner first, at least two
    bool order_unknown = false;          ///< first and second lie closer than their summed clock errors
};

/// One report per area (and per day at the event when `entries` is once_a_day) in which more than one first
/// admission stands. Re-entries, overrides, voided and shown-again scans are no double admission; under after_exit
/// a second first admission still is, since its device cannot have known of the first.
std::vector<double_admission> find_double_admissions(const std::vector<admission_claim>& claims, entry_rule entries,
                                                     int utc_offset_minutes);

} // namespace krug::domain
