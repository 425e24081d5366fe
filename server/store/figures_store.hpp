// What the organiser's figures are counted from: everybody's registration in short, answers, needs, and who came where.
// Called by service only, inside a transaction.
#pragma once

#include "domain/registration.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

struct counted_person {
    domain::registration_id id;
    std::int64_t version = 0;
    domain::utc_seconds changed_at = 0; ///< or when the person was erased
    domain::registration_status status{};
    domain::category_id category;
    domain::utc_seconds created_at = 0;
    std::string person; ///< e-mail key, or the search key of somebody without one; "" once erased
    std::string organisation;
};
/// Everybody whose row changed at or after `since` (0 = everybody), in no promised order.
std::vector<counted_person> people_changed_since(transaction& tx, domain::event_id event, domain::utc_seconds since);

/// Differs from what it was as soon as any row of the event's registrations does.
struct people_sum {
    std::int64_t count = 0, versions = 0;
    domain::utc_seconds changed_at = 0; ///< the latest
    bool operator==(const people_sum&) const = default;
};
people_sum sum_of_people(transaction& tx, domain::event_id event);

/// Answers of everybody who is confirmed, a field and a value at a time; at most `most` rows, the largest groups first.
struct answer_count {
    std::string field, value;
    std::int64_t people = 0;
};
std::vector<answer_count> answer_counts(transaction& tx, domain::event_id event, int most);

/// Sealed needs of everybody who is confirmed, at most `most`.
struct sealed_need {
    domain::registration_id id;
    std::string sealed;
};
std::vector<sealed_need> sealed_needs(transaction& tx, domain::event_id event, int most);

/// Who has a place at which table, each pair once, whatever the round.
struct person_at_table {
    domain::registration_id id;
    int table = 0;
};
std::vector<person_at_table> people_at_tables(transaction& tx, domain::event_id event);

/// Events of an organisation that begin in [from, until), drafts left out; by start.
struct reported_event {
    domain::event_id id;
    std::string title;
    domain::event_state state{};
    domain::utc_seconds starts_at = 0;
    std::string timezone;
    std::optional<std::int64_t> capacity;
    std::int64_t registered = 0; ///< live
};
std::vector<reported_event> events_between(transaction& tx, domain::organisation_id owner, domain::utc_seconds from,
                                           domain::utc_seconds until, int most);

/// What decides who came to an event: nobody's presence there changes without one of these changing.
struct event_state_of_doors {
    domain::event_id event;
    std::int64_t last_scan = 0, last_feed = 0;
    people_sum people;
    bool operator==(const event_state_of_doors&) const = default;
};
/// Of the organisation's events that began before `until` and have scans.
std::vector<event_state_of_doors> states_of_doors(transaction& tx, domain::organisation_id owner, domain::utc_seconds until);

/// Everybody who was let in at the event, once, at the first admission that stands; `person` as above, "" when erased.
struct person_came {
    domain::registration_id registration;
    std::string person;
    std::int64_t first_ms = 0;
};
std::vector<person_came> people_who_came(transaction& tx, domain::event_id event);

} // namespace krug::store
