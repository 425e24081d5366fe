#include "service/idempotency_office.hpp"

#include "store/database.hpp"
#include "store/idempotency_store.hpp"

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {
constexpr std::int64_t kept_seconds = 48 * 3600;
constexpr std::int64_t running_seconds_max = 60; // whoever takes longer is taken for dead
constexpr int forgotten_at_once = 5'000;         // a longer DELETE would hold up who registers
} // namespace

idempotency_office::idempotency_office(store::database& database, ground::clock& clock)
    : database_(database), clock_(clock) {}

domain::result<std::optional<kept_answer>> idempotency_office::open(std::string_view principal, std::string_view key,
                                                                    std::string_view request_hash) {
    using answer = domain::result<std::optional<kept_answer>>;
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> answer {
        if (store::claim_key(tx, principal, key, request_hash, now, now - kept_seconds, now - running_seconds_max))
            return std::optional<kept_answer>();
        const auto row = store::find_key(tx, principal, key);
        // Its owner has just released it: whoever asks again finds it free.
        if (!row) return domain::refusal{refusal_code::idempotency_in_flight, now, {}};
        if (row->request_hash != request_hash) return domain::refusal{refusal_code::idempotency_mismatch, 0, {}};
        if (row->made) return std::optional(kept_answer{0, row->body});
        if (!row->done)
            return domain::refusal{refusal_code::idempotency_in_flight, row->created_at + running_seconds_max + 1, {}};
        return std::optional(kept_answer{row->status, row->body});
    });
}

void idempotency_office::keep(std::string_view principal, std::string_view key, const kept_answer& answer) {
    database_.write([&](transaction& tx) { store::finish_key(tx, principal, key, answer.status, answer.body); });
}

void idempotency_office::release(std::string_view principal, std::string_view key) {
    database_.write([&](transaction& tx) { store::drop_running_key(tx, principal, key); });
}

void idempotency_office::forget_running() {
    database_.write([](transaction& tx) { store::stop_running_keys(tx); });
}

std::int64_t idempotency_office::forget_old() {
    const auto before = clock_.now() - kept_seconds;
    std::int64_t dropped = 0;
    for (std::int64_t once = forgotten_at_once; once == forgotten_at_once; dropped += once)
        once = database_.write([&](transaction& tx) { return store::drop_old_keys(tx, before, forgotten_at_once); });
    return dropped;
}

} // namespace krug::service
