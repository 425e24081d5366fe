// Whether an answer of the server may be believed, and what it changes. Pure.
// The courier calls it between two network exchanges.
#pragma once

#include "gate_protocol/sync.hpp"
#include "gatekeeper/clock_watch.hpp"
#include "gatekeeper/shelf.hpp"

#include <variant>

namespace krug::sync {

/// Why an answer was not believed; nothing of it is applied then.
enum class answer_fault : std::uint8_t {
    wrong_event = 1,
    head_missing = 2,
    feed_went_back = 3, ///< older epoch, or not the place that was asked for
    item_malformed = 4,
    keys_not_signed = 5, ///< a key set that the organiser's root key did not sign
    chain_broken = 6,
    head_not_signed = 7
};
const char* word_of(answer_fault fault);

struct known_server {
    domain::event_id event;
    domain::digest root_key{};
    gate_protocol::key_set keys; ///< as known before this answer
    gatekeeper::feed_progress progress;
};

/// `before` and `after` are the device's clocks around the exchange.
std::variant<gatekeeper::round_effects, answer_fault>
judge_answer(const known_server& known, const gate_protocol::sync_request& sent,
             const gate_protocol::sync_response& got, const gatekeeper::device_clocks& before,
             const gatekeeper::device_clocks& after);

/// What a request says of the feed that was read up to its cursor, where the server takes it.
std::optional<domain::digest> chain_read(const gatekeeper::feed_progress& progress, const domain::feed_cursor& cursor,
                                         const gate_protocol::abilities& server_takes);

/// True if the root key signed the set.
bool signed_by_root(const gate_protocol::key_set& keys, const domain::digest& root_key);

} // namespace krug::sync
