// What was handed out as evidence of an event, and how the scan log stood then. Values only; no guest is named.
// The evidence office makes it, its store keeps it, the public check shows it.
#pragma once

#include "domain/ids.hpp"
#include "domain/scan_log.hpp"
#include "ground/clock.hpp"

#include <string>

namespace krug::domain {

struct evidence_pack {
    event_id event;
    std::int64_t number = 0; ///< 1, 2, … in the event
    std::string code;        ///< of the public address, 16 digits
    ground::utc_seconds made_at = 0;
    staff_id made_by; ///< 0 = not by staff
    std::int64_t log_count = 0;
    std::int64_t log_last = 0;    ///< number of the last record, 0 = there was none
    std::int64_t log_last_ms = 0; ///< when it was made
    std::string log_hash;         ///< SHA-256 of the log, 64 hex digits
    std::int64_t registered = 0, attended = 0;
    std::string report_hash; ///< SHA-256 of the report's PDF, 64 hex digits
    std::string public_key;  ///< 64 hex digits; whose signature lies beside the sums
};

} // namespace krug::domain
