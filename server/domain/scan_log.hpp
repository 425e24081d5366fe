// The scan log of an event as text: one head, one line a record, always the same bytes for the same records, so that
// anybody can compute its SHA-256 with nothing but a file and sha256sum. No names, contacts or tickets stand in it.
// The evidence office writes it; pages and exports hand it on.
#pragma once

#include "domain/scan.hpp"

#include <cstdint>
#include <string>

namespace krug::domain {

/// What the log tells of one record of the door. Records are never changed and nothing is ever erased from these fields.
struct scan_log_entry {
    std::int64_t number = 0; ///< order of arrival, from 1
    std::string scan_id;     ///< 32 hex digits
    scan_kind kind = scan_kind::refuse;
    verdict_reason reason = verdict_reason::forged;
    registration_id registration; ///< 0 = not known; not written for a walk-in at a device
    admission_point_id point;
    device_id device; ///< 0 = the server itself (page or API)
    std::int64_t incarnation = 0, seq = 0;
    staff_id staff; ///< 0 = nobody decided it by hand
    std::int64_t scanned_ms = 0, error_ms = 0, received_ms = 0;
    std::string refers_to; ///< the record that a void takes back
    std::string source;    ///< "" = a door; "paper:3:17" = row 17 of paper sheet 3
    std::string doubt;     ///< "", chain or quarantine
};

/// "#krug-scan-log/1 event=17", a line feed, the names of the columns, a line feed.
std::string scan_log_head(event_id event);
/// Columns with a tab between, "-" for nothing, moments as 2020-10-15T10:02:03.123Z, a line feed at the end. A control
/// character, which no field can hold, would be written as "?".
void append_scan_log_line(std::string& to, const scan_log_entry& entry);

/// "2020-10-15T10:02:03.123Z" of milliseconds since 1970, years 1970 to 9999.
std::string print_log_moment(std::int64_t utc_ms);

} // namespace krug::domain
