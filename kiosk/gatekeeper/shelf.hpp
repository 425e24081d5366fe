// What sync needs of the disk: the next stretch of records to send, and one transaction per answer.
// The journal is the real one; tests and the simulator bring their own.
#pragma once

#include "gate_protocol/sync.hpp"
#include "gatekeeper/disk.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace krug::gatekeeper {

/// A place in the feed together with the chain hash there.
struct feed_place {
    domain::feed_cursor at;
    domain::digest chain{};
    bool operator==(const feed_place&) const = default;
};

/// How far the device has come: what it works by, and what it is still collecting of a new epoch.
struct feed_progress {
    feed_place applied;               ///< {0,0} before the first full feed
    std::optional<feed_place> staged; ///< a newer epoch, not complete yet
    std::int64_t keys_version = 0;
};

/// Where the device stands at `at`; nothing if it has not read so far, or somewhere else.
inline std::optional<feed_place> place_at(const feed_progress& progress, const domain::feed_cursor& at) {
    if (progress.staged && progress.staged->at == at) return progress.staged;
    if (progress.applied.at == at) return progress.applied;
    return std::nullopt;
}

/// What one answer of the server changes. Applied whole or not at all.
struct round_effects {
    std::int64_t ack_seq = 0; ///< may be lower than before: the server lost something and is fed again
    /// The device's last record when it asked. What was recorded since has not been sent, whatever `ack_seq` says:
    /// the server may hold records of these numbers from before a loss, or from a copy of this device.
    std::int64_t asked_at_seq = INT64_MAX;
    std::int64_t sent_seq = 0; ///< the last record that went with the question; 0 = none
    gate_protocol::device_standing standing = gate_protocol::device_standing::active;
    std::optional<gate_protocol::device_terms> terms;
    std::optional<clock_measure> clock;
    struct page {
        std::vector<gate_protocol::feed_item> items;
        feed_place reached;
        domain::utc_seconds time = 0;
        bool staging = false;  ///< belongs to the epoch being collected
        bool begins = false;   ///< forget what was collected before
        bool complete = false; ///< the feed ends here: a collected epoch takes over
    };
    std::optional<page> feed;
};

/// What a device remembers of its records when an answer comes.
struct sent_before {
    std::int64_t acked_seq = 0;
    std::int64_t head_seq = 0; ///< its last record by now
    gate_protocol::device_standing standing = gate_protocol::device_standing::active;
};

/// The place up to which an answer takes records for sent: none that did not go with a question that brought some.
inline std::int64_t place_reached(const round_effects& effects) {
    return effects.sent_seq != 0 ? std::min(effects.ack_seq, effects.sent_seq) : effects.ack_seq;
}

/// Up to where the device's records count as sent once `effects` is applied. In quarantine the server's place is that
/// of two devices: then everything is sent once more from the beginning, and only what was sent counts. A server that was
/// put back may have forgotten it: if all is sent and it does not hold the newest record, all is sent again. It may have
/// forgotten the quarantine too; then its place is still that of two devices, and whoever sends everything shows it the
/// other one anew.
inline std::int64_t sent_up_to(const round_effects& effects, const sent_before& before) {
    constexpr auto quarantined = gate_protocol::device_standing::quarantined;
    if (effects.standing == quarantined) {
        const bool forgotten = effects.sent_seq == 0 && effects.ack_seq == 0;
        return before.standing == quarantined && !forgotten ? std::max(before.acked_seq, effects.sent_seq) : 0;
    }
    if (before.standing == quarantined && effects.standing == gate_protocol::device_standing::active) return 0;
    const bool recorded_since = before.head_seq > effects.asked_at_seq;
    return recorded_since ? std::min(place_reached(effects), effects.asked_at_seq) : place_reached(effects);
}

/// True if the server has records of this device that its journal does not know; a loss row must say so.
inline bool lost_here(const round_effects& effects, const sent_before& before) {
    return effects.standing != gate_protocol::device_standing::quarantined && effects.ack_seq > before.head_seq;
}

class shelf {
public:
    virtual ~shelf() = default;
    /// At most `rows_max` records after the acknowledged one. Throws disk_failure, as all here.
    virtual gate_protocol::sync_request next_request(std::size_t rows_max) = 0;
    virtual feed_progress progress() = 0;
    /// One transaction. Deny entries merge by the greater min_generation and stay through epochs; a key set below
    /// the known version is passed over. Standing `revoked` removes the roster and keeps every record.
    /// An ack beyond the device's own head means that records were lost here: a loss row says so; records made since
    /// the question stay unsent.
    virtual void apply(const round_effects& effects) = 0;
};

} // namespace krug::gatekeeper
