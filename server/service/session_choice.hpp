// What the registration office does with seats in sessions, each inside the transaction that holds the event's lock.
// For registration_office only.
#pragma once

#include "domain/registration.hpp"
#include "domain/session_line.hpp"

#include <functional>
#include <map>
#include <span>
#include <vector>

namespace krug::store {
class transaction;
}

namespace krug::service {

/// The pools of one transaction, and who hears that somebody has moved (`left` 0 = gave nothing back).
struct session_seats_in_hand {
    store::transaction& tx;
    domain::event_id event;
    std::map<std::int64_t, domain::seat_pool>& pools; ///< by scope; 0 is the event's own and is left alone
    const std::vector<domain::session_hours>& hours;
    std::function<void(domain::registration_id who, domain::session_id into, domain::session_id left)> moved;
};

/// Gives what is free to those who wait, as domain::settle_lines; nobody moves into a session that is over.
void settle_session_lines(session_seats_in_hand& seats, domain::utc_seconds now);

/// What is wrong with choosing these: not_a_choice (no such session, none to sign up for, not held and to be left), in_the_past
/// (over already), clash (runs together with another one and must not; limit = that one's number). Fields "sessions[0]" in
/// the order given. What stands in `standing` already is never wrong by itself.
std::vector<domain::field_error> faults_of_choice(std::span<const domain::chosen_session> wanted,
                                                  std::span<const domain::session_choice> standing,
                                                  const std::vector<domain::session_hours>& hours, domain::utc_seconds now);

/// Makes the person's sessions exactly `wanted`: gives back what is not among them, takes what is new or waits for it.
/// A session that is only left for another one and not held any more has been left before, and stays so. Nothing is
/// written when the person has just these. Returns whether anything changed; the caller settles the lines afterwards.
/// Whoever leaves a session leaves its round tables.
bool apply_choice(session_seats_in_hand& seats, const domain::registration& who, std::span<const domain::chosen_session> wanted,
                  domain::utc_seconds now);

} // namespace krug::service
