// Each event's signing keys, their private halves sealed.
// Called by key_office only, inside a transaction.
#pragma once

#include "domain/ids.hpp"

#include <optional>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

struct key_row {
    std::string key_id;     ///< 8 hex digits
    std::string public_key; ///< 64 hex digits
    std::string sealed_private;
    std::string state; ///< active, retired, roster_only, dead
};

/// Throws duplicate_key when the event has a key with this id already.
void insert_key(transaction& tx, domain::event_id event, const key_row& key, std::int64_t now);
void set_key_state(transaction& tx, domain::event_id event, const std::string& key_id, const std::string& state);
/// The newest event that has a key, if any.
std::optional<domain::event_id> newest_event_with_key(transaction& tx);
std::vector<key_row> keys_of(transaction& tx, domain::event_id event); ///< oldest first

} // namespace krug::store
