// What the parts of event_office share: refusals, drawn numbers, and what follows every change of an event.
// For event_*.cpp of this room only.
#pragma once

#include "domain/result.hpp"
#include "ground/randomness.hpp"
#include "service/event_check.hpp"
#include "store/failure.hpp"
#include "store/registration_store.hpp"

#include <array>
#include <functional>
#include <string>
#include <vector>

namespace krug::service {

class key_office;

inline domain::refusal refuse(domain::refusal_code code, std::int64_t at = 0) { return {code, at, {}}; }
inline domain::refusal refuse_fields(field_errors wrong) {
    return {domain::refusal_code::invalid, 0, std::move(wrong)};
}
inline domain::refusal refuse_field(std::string field, std::string code,
                                    domain::refusal_code as = domain::refusal_code::invalid) {
    return {as, 0, {{std::move(field), std::move(code), 0}}};
}

/// 1..2^53-1: random, and exact in every JSON reader.
inline std::int64_t draw_number(ground::randomness& random) {
    std::int64_t number = 0;
    while (number == 0) number = static_cast<std::int64_t>(random.next_u64() >> 11);
    return number;
}

/// Two who take the same free name at the same moment meet at the unique key; who comes second looks again. Each
/// look that is lost was won by another, so nine in a row would be a crowd of organisers.
template <class F> auto with_second_look(F&& attempt) {
    for (int looks_left = 8;; --looks_left) {
        try {
            return attempt();
        } catch (const store::duplicate_key&) {
            if (looks_left == 0) throw;
        }
    }
}

/// What chance has to say about a copy, drawn before the transaction.
struct drawn_copy {
    std::array<domain::event_id, 4> events;
    std::array<std::byte, 32> key_seed{};
};
drawn_copy draw_copy(ground::randomness& random);
/// Hours of a copy's sessions from those of the original; without one they are left open.
using hour_mover = std::function<ground::utc_seconds(ground::utc_seconds)>;
/// Writes `copy` (its number and address are found here) with the sessions, categories, tables, doors, reminders and clash
/// policy of `from`. May throw duplicate_key when an address was taken meanwhile: see with_second_look.
domain::event_id insert_copy(store::transaction& tx, key_office& keys, domain::event copy, domain::event_id from,
                             const drawn_copy& drawn, ground::utc_seconds now, const hour_mover& move = {});

/// Leaves devices a note that the event's rules are others now. Writes the event's numbers back.
void tell_rules_changed(store::transaction& tx, store::locked_event& event);

} // namespace krug::service
