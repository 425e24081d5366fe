#include "service/key_change.hpp"

#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "service/feed_epoch.hpp"
#include "service/staff_office.hpp"
#include "store/database.hpp"
#include "store/key_store.hpp"
#include "store/registration_store.hpp"

namespace krug::service {
namespace {

/// Where a key in this state goes, or the same state.
std::string_view after(key_change what, std::string_view state) {
    if (what == key_change::rotate && state == "active") return "retired";
    if (what == key_change::compromised && (state == "active" || state == "retired")) return "roster_only";
    if (what == key_change::bury && state == "roster_only") return "dead";
    return state;
}

std::string_view word_of(key_change what) {
    switch (what) {
    case key_change::rotate: return "rotate_keys";
    case key_change::compromised: return "keys_compromised";
    case key_change::bury: break;
    }
    return "bury_keys";
}

} // namespace

domain::result<void> change_keys(store::database& database, ground::clock& clock, ground::randomness& random,
                                 key_office& keys, const domain::actor& by, domain::event_id event, key_change what) {
    const auto now = clock.now();
    std::array<std::byte, 32> seed{};
    random.fill(seed);
    const auto done = database.write([&](store::transaction& tx) -> domain::result<void> {
        auto locked = store::lock_event(tx, event);
        if (!locked) return domain::refusal{domain::refusal_code::not_found, 0, {}};
        for (const auto& row : store::keys_of(tx, event))
            if (const auto next = after(what, row.state); next != row.state)
                store::set_key_state(tx, event, row.key_id, std::string(next));
        if (what != key_change::bury) keys.create_event_key(tx, event, now, seed);
        tell_anew(tx, *locked);
        store::save_numbers(tx, *locked);
        record_audit(tx, by, word_of(what), event, event.value, "", now);
        return {};
    });
    if (done) keys.event_keys(event); // what was remembered of them is forgotten
    return done;
}

} // namespace krug::service
