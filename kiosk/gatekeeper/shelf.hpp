// What sync needs of the disk: the next stretch of records to send, and one transaction per answer.
// The journal is the real one; tests and the simulator bring their own.
#pragma once

#include "gate_protocol/sync.hpp"
#include "gatekeeper/disk.hpp"

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

/// What one answer of the server changes. Applied whole or not at all.
struct round_effects {
    std::int64_t ack_seq = 0; ///< may be lower than before: the server lost something and is fed again
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

class shelf {
public:
    virtual ~shelf() = default;
    /// At most `rows_max` records after the acknowledged one. Throws disk_failure, as all here.
    virtual gate_protocol::sync_request next_request(std::size_t rows_max) = 0;
    virtual feed_progress progress() = 0;
    /// One transaction. Deny entries merge by the greater min_generation and stay through epochs; a key set below
    /// the known version is passed over. Standing `revoked` removes the roster and keeps every record.
    /// An ack beyond the device's own head means that records were lost here: a loss row says so.
    virtual void apply(const round_effects& effects) = 0;
};

} // namespace krug::gatekeeper
