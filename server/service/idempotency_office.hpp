// Idempotency-Key: a repeated POST gets the first answer and has no second effect (48 hours).
// Called by web around every POST of the JSON API.
#pragma once

#include "domain/result.hpp"
#include "ground/clock.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace krug::store {
class database;
}

namespace krug::service {

struct kept_answer {
    int status = 0; ///< 0: the work was done, but its answer got lost; `body` is the trace that it left
    std::string body;
};

class idempotency_office {
public:
    idempotency_office(store::database& database, ground::clock& clock);

    /// Opens the key: nothing = go on and do the work; an answer = it was done before.
    /// Refuses with idempotency_mismatch (another body) or idempotency_in_flight (still running, for 60 s at most).
    domain::result<std::optional<kept_answer>> open(std::string_view principal, std::string_view key,
                                                    std::string_view request_hash);
    void keep(std::string_view principal, std::string_view key, const kept_answer& answer);
    /// The work failed without effect: the key may be used again.
    void release(std::string_view principal, std::string_view key);
    /// For the start of the only service on this database: what was running when the last one died runs no more, and
    /// who asks the same again with the same key is served at once.
    void forget_running();
    /// Drops what is older than 48 hours. Returns how many.
    std::int64_t forget_old();

private:
    store::database& database_;
    ground::clock& clock_;
};

} // namespace krug::service
