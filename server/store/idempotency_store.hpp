// Idempotency keys: which request is running or was answered, and how.
// Called by service only, inside a transaction.
#pragma once

#include "ground/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace krug::store {

class transaction;

struct idempotency_row {
    std::string request_hash;
    bool done = false;
    bool made = false; ///< the work is committed, its answer is not here (yet)
    int status = 0;
    std::string body; ///< of the answer; while only made: what was made
    ground::utc_seconds created_at = 0;
};

/// Makes the key's row, or takes over one that is older than `forget_before`, or one of the same request that was
/// stopped or has been running since before `stale_before`. True when the caller now owns the key; two callers never both do.
bool claim_key(transaction& tx, std::string_view principal, std::string_view key, std::string_view request_hash,
               ground::utc_seconds now, ground::utc_seconds forget_before, ground::utc_seconds stale_before);
std::optional<idempotency_row> find_key(transaction& tx, std::string_view principal, std::string_view key);
/// In the transaction that does the work: what the running request has made, for whoever asks again.
void note_made(transaction& tx, std::string_view principal, std::string_view key, std::string_view what);
/// An answer that was given stands; what was made is never freed.
void finish_key(transaction& tx, std::string_view principal, std::string_view key, int status, std::string_view body);
void drop_running_key(transaction& tx, std::string_view principal, std::string_view key);
/// All running keys: free for the same request and for no other. Only for whoever knows that nobody is at work.
void stop_running_keys(transaction& tx);
/// Returns how many were dropped, at most `most`.
std::int64_t drop_old_keys(transaction& tx, ground::utc_seconds before, int most);

} // namespace krug::store
