// How a kiosk speaks with the hub of its hall: pairs once, asks before it decides, tells after it has recorded.
// The kiosk's composition; the transport is given, so tests and the simulator bring their own.
#pragma once

#include "gate_protocol/neighbours.hpp"
#include "ground/clock.hpp"
#include "sync/transport.hpp"
#include "ticket/signing_key.hpp"

#include <optional>

namespace krug::sync {

class neighbour {
public:
    /// `quick` answers within a guest's patience or not at all; `slow` carries many rows. References must outlive it.
    neighbour(transport& quick, transport& slow, const ticket::signing_key& device_key, domain::device_id device,
              domain::event_id event);

    /// Nothing when the hub did not answer, or not as a hub does.
    std::optional<gate_protocol::ask_response> ask(gate_protocol::lookup by, const std::string& hash);
    /// The same; `rows` at most sync_rows_max, consecutive.
    std::optional<gate_protocol::tell_response> tell(const gate_protocol::hub_place& heard,
                                                     std::vector<domain::scan_record> rows);
    /// The status of the last answer, 0 when there was none: staff are told "not paired" (401, 403) and "not here" apart.
    int last_status() const { return last_status_; }

private:
    std::optional<std::string> exchange(transport& way, std::string_view target, const std::string& body);

    transport& quick_;
    transport& slow_;
    const ticket::signing_key& device_key_;
    domain::device_id device_;
    domain::event_id event_;
    int last_status_ = 0;
};

/// Hands in the hub's code. Refusals: not_allowed (code unknown, used or too old), wrong_state (the hub serves another
/// event), too_many, invalid (not answered as a hub does). Throws transport_failure.
domain::result<gate_protocol::pair_response> pair(transport& hub, const gate_protocol::hub_code& code,
                                                  const ticket::signing_key& device_key, domain::device_id device,
                                                  domain::event_id event);

/// Two roads to the server: straight, and through the hub when the straight one is closed. The one that went last time
/// is tried first; the straight one is tried again after a while. Not safe from many threads.
class two_roads final : public transport {
public:
    two_roads(transport& straight, transport& hub, const ground::clock& clock, domain::device_id device);
    http_answer post(std::string_view target, const headers& with, std::string_view body) override;

    static constexpr std::int64_t straight_again_ms = 60'000;

private:
    http_answer through_hub(std::string_view target, const headers& with, std::string_view body);

    transport& straight_;
    transport& hub_;
    const ground::clock& clock_;
    domain::device_id device_;
    std::int64_t closed_until_ms_ = INT64_MIN;
};

} // namespace krug::sync
