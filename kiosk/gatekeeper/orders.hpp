// What a device is told: whom it serves, by which rules and keys, how fresh its list is, what its clock is worth.
// The journal keeps them, sync changes them, the gatekeeper obeys.
#pragma once

#include "gate_protocol/enrolment.hpp"
#include "gate_protocol/feed.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

namespace krug::gatekeeper {

/// How far the device's clock stood from the server's when they last spoke.
struct clock_measure {
    std::int64_t offset_ms = 0; ///< server minus device
    std::int64_t error_ms = 0;  ///< half the round trip
    std::int64_t wall_ms = 0;   ///< the device's clocks at that moment
    std::int64_t boot_ms = 0;
    domain::scan_name boot{};
    bool taken = false;
};

struct orders {
    domain::device_id device;
    domain::event_id event;
    gate_protocol::device_terms terms;
    gate_protocol::key_set keys;
    gate_protocol::rules rules;       ///< version 0 = none arrived yet
    bool rules_known = false;
    bool revoked = false;
    bool quarantined = false;
    bool list_complete = false;       ///< the first full feed has been applied
    domain::feed_cursor known;
    domain::utc_seconds snapshot_at = 0; ///< time of the last feed head, server time
    std::int64_t roster_rows = 0;
    std::int64_t late_tickets_used = 0;  ///< admitted as late and still not on the list
    std::int64_t unsent = 0;             ///< records the server has not acknowledged
    std::optional<std::array<std::uint8_t, 32>> enclosing_key; ///< of the server, for what only it may read
    std::int64_t enclosures = 0;         ///< texts the server has not taken yet
    std::map<std::int64_t, std::int64_t> walk_ins; ///< this device's own that stand, by admission point
    clock_measure clock;
    std::vector<gate_protocol::message> messages; ///< newest last
};

} // namespace krug::gatekeeper
