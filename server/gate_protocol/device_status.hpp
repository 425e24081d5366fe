// How a device is doing, as one JSON object: what `krug-kiosk status` prints and leaves beside its journal.
// The kiosk writes it; staff tools read it. No guest's data.
#pragma once

#include "domain/scan.hpp"

#include <string>

namespace krug::gate_protocol {

struct device_status {
    bool enrolled = false;
    bool running = false;
    std::string server;
    domain::device_id device;
    domain::event_id event;
    std::string event_title, point;
    std::string standing = "active"; ///< active, revoked, quarantined
    bool list_complete = false;
    std::int64_t roster_rows = 0;
    domain::feed_cursor known;
    std::int64_t key_set_version = 0;
    std::int64_t records = 0;
    std::int64_t unsent = 0;
    std::int64_t late_tickets_used = 0;
    bool synced = false;
    std::int64_t sync_age_seconds = 0; ///< meaningful when synced
    bool clock_sure = false;
    std::int64_t clock_offset_ms = 0;
    std::int64_t clock_error_ms = 0;
    std::string trouble; ///< of the disk or the last round; empty = none
};

std::string encode(const device_status& status);

} // namespace krug::gate_protocol
