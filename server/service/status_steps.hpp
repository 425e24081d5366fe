// A change of many registrations' state that can be taken back for some minutes: its letters wait as long, and what people held is
// kept for them. For people_office; the offices that change single registrations tell it of whom they change.
#pragma once

#include "domain/result.hpp"
#include "domain/staff.hpp"
#include "service/people_office.hpp"

#include <span>
#include <string>

namespace krug::store {
class transaction;
}

namespace krug::service {

class event_desk;

/// What people_office::change_state promises, whole or thrown away: on a refusal the caller takes its transaction back.
domain::result<group_outcome> change_state_of(store::transaction& tx, const domain::actor& by, domain::event_id event,
                                              std::span<const domain::registration_id> ids, state_change what,
                                              const std::string& reason, std::int64_t step, ground::utc_seconds now);
/// What people_office::undo_state promises.
domain::result<taken_back> take_back_step(store::transaction& tx, const domain::actor& by, domain::event_id event, std::int64_t step,
                                          ground::utc_seconds now);
/// Gives back what was kept for steps that have ended, and moves up who waits. Returns how many steps.
std::int64_t end_steps(store::transaction& tx, ground::utc_seconds now);

/// Somebody changes this person's state by themselves: it can no longer be put back, and the letter that waited does not go. What
/// was kept for them stays counted: theirs when they come back, else the caller's to give back (settle_kept_seat). Returns the kind
/// of that letter, "" when none waited.
std::string leave_status_step(event_desk& desk, domain::registration_id who);
/// Does somebody whose state has ended still have a seat that is kept?
bool has_kept_seat(event_desk& desk, domain::registration_id who);
/// Gives back now what is kept for this person, if anything is; their letter goes when it was to go.
void settle_kept_seat(event_desk& desk, domain::registration_id who, ground::utc_seconds now);

} // namespace krug::service
