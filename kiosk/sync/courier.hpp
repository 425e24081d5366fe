// Carries one round: takes rows from the shelf, speaks with the server, brings back what may be believed.
// The kiosk's sync thread calls run_round(); the lock is held only while the disk is touched, never on the network.
#pragma once

#include "gatekeeper/clock_watch.hpp"
#include "gatekeeper/shelf.hpp"
#include "ground/clock.hpp"
#include "sync/round.hpp"
#include "sync/transport.hpp"
#include "ticket/signing_key.hpp"

#include <mutex>
#include <string>

namespace krug::sync {

struct courier_identity {
    domain::event_id event;
    domain::digest root_key{};
    std::string token;
    domain::scan_name boot{};
    gate_protocol::abilities server_takes{}; ///< as an earlier courier of this start has heard
};

enum class round_end : std::uint8_t {
    done = 1,
    more = 2,       ///< done, and there is more to send or to fetch
    unreachable = 3,
    refused = 4,    ///< the server does not know this device's token, or not this protocol
    not_believed = 5,
    disk_failed = 6
};

struct round_report {
    round_end end = round_end::unreachable;
    std::string detail; ///< for staff and log: a step, a status or the word of a fault
    gate_protocol::device_standing standing = gate_protocol::device_standing::active;
    std::int64_t sent_rows = 0;
    bool reported = false; ///< the server has this device's report
};

class courier {
public:
    courier(gatekeeper::shelf& shelf, std::mutex& door, transport& server, const ground::clock& clock,
            const ticket::signing_key& device_key, courier_identity who);

    /// One exchange. Never throws for a failing disk or network: the report says so. What the device says of itself
    /// goes along once this server has said that it takes reports.
    round_report run_round(const gate_protocol::key_set& keys,
                           const std::optional<gate_protocol::device_report>& about_device = std::nullopt);
    const gate_protocol::abilities& server_takes() const { return server_takes_; }

private:
    http_answer exchange(const std::string& body);
    gatekeeper::device_clocks clocks() const;

    gatekeeper::shelf& shelf_;
    std::mutex& door_;
    transport& server_;
    const ground::clock& clock_;
    const ticket::signing_key& device_key_;
    courier_identity who_;
    gate_protocol::abilities server_takes_; ///< as its last answer said
};

/// The first exchange of a device. Refusals: not_allowed (code unknown, used or too old), invalid (the answer does
/// not fit the code: wrong organiser). Throws transport_failure.
domain::result<gate_protocol::enrol_response> enrol(transport& server, const gate_protocol::enrolment_code& code,
                                                    const ticket::signing_key& device_key);

} // namespace krug::sync
