// What is true of second factors: how long a confirmation counts, how guessing is slowed, who may be asked for one.
// The offices decide by it, web asks it before an action that the access matrix marks; no input or output.
#pragma once

#include "domain/access.hpp"
#include "ground/clock.hpp"

namespace krug::domain {

/// So long after a person proved to be there, actions that ask for it go on without asking again.
inline constexpr std::int64_t fresh_seconds = 10 * 60;

/// `confirmed_at` 0 = never. A moment in the future (the clock was set back) is not believed.
constexpr bool is_fresh(ground::utc_seconds confirmed_at, ground::utc_seconds now) {
    return confirmed_at > 0 && now >= confirmed_at && now - confirmed_at < fresh_seconds;
}

/// Wrong codes in a row after which nobody's code is taken any more, until somebody resets the factor (NIST SP 800-63B-4,
/// 3.2.2: at most one hundred).
inline constexpr int guesses_max = 100;
/// How long to wait after so many wrong codes in a row: nothing for the first four, then half a minute, doubled each
/// time, one hour at most.
std::int64_t wait_after_guesses(int failures);

/// Does this cell of the matrix ask for a fresh second factor (marked s in the safety rules)? The same for each role that
/// has it.
bool asks_fresh_factor(action what);

/// What a door cannot wait for: nothing of it ever asks for a factor, and an organisation that demands factors does not
/// stop it.
bool is_door_action(action what);

/// Roles of which an organisation may demand a second factor.
bool is_trusted_role(role which);

} // namespace krug::domain
