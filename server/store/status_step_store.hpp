// Changes of many registrations' state while they can be taken back, and whom they changed.
// Called by service only, inside a transaction that holds the event's numbers (lock_event) when it writes.
#pragma once

#include "domain/registration.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

struct status_step {
    domain::event_id event;
    std::int64_t number = 0;
    std::string what; ///< approve, decline, cancel
    ground::utc_seconds made_at = 0;
    std::int64_t made_by = 0; ///< staff
    ground::utc_seconds ends_at = 0;
    std::int64_t changed = 0; ///< how many it changed
    std::int64_t people = 0;  ///< read side only: who can still be put back
};

struct stepped_person {
    domain::registration_id who;
    domain::registration_status was{};
    ground::utc_seconds hold_until = 0;
    std::int64_t queue_number = 0;
    domain::category_id category;
    bool keeps_seat = false;
    std::int64_t letter = 0;    ///< number in the outbox, 0 = none
    std::string letter_before;  ///< kind, "" = none
    std::vector<std::int64_t> session_lines; ///< session, place in line, what is left for it; and so on
    std::vector<std::int64_t> places;        ///< session, round, table; and so on
};

/// The number is found here.
std::int64_t insert_status_step(transaction& tx, const status_step& step);
void save_step_changed(transaction& tx, domain::event_id event, std::int64_t step, std::int64_t changed);
void insert_stepped(transaction& tx, domain::event_id event, std::int64_t step, std::span<const stepped_person> people);
std::optional<status_step> find_status_step(transaction& tx, domain::event_id event, std::int64_t number);
/// Those that end after `now` and still have people, the latest first.
std::vector<status_step> open_status_steps(transaction& tx, domain::event_id event, ground::utc_seconds now);
/// Of all events, that ended at or before `now`, the oldest first.
std::vector<status_step> ended_status_steps(transaction& tx, ground::utc_seconds now, int most);
std::vector<stepped_person> stepped_people(transaction& tx, domain::event_id event, std::int64_t step);
/// What this person's state can be put back to; nothing when it cannot.
std::optional<stepped_person> find_stepped(transaction& tx, domain::event_id event, domain::registration_id who);
void delete_stepped(transaction& tx, domain::event_id event, domain::registration_id who);
/// With everybody in it.
void delete_status_step(transaction& tx, domain::event_id event, std::int64_t number);

} // namespace krug::store
