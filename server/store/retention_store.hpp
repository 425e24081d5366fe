// Destroying personal data: which events hold some, what goes, and the acts that say so.
// Called by service only, inside a transaction.
#pragma once

#include "domain/staff.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

/// An event that still holds personal data of guests.
struct holding_event {
    domain::event_id event;
    std::optional<ground::utc_seconds> starts_at, ends_at;
    ground::utc_seconds last_registered_at = 0;
    std::int64_t people = 0; ///< registrations that are not erased
    std::int64_t needs = 0;  ///< rows of sealed needs
};
/// The demonstration was loaded then, into an empty database: whoever registered at or before that moment was invented and
/// has no time to run out. 0 = there is none.
ground::utc_seconds invented_until(transaction& tx);
void note_invented(transaction& tx, ground::utc_seconds now);

/// As everything below that is about a whole event: people who registered after `invented`.
std::vector<holding_event> events_holding_people(transaction& tx, ground::utc_seconds invented);

/// Deletes what people of the event need. Returns how many rows.
std::int64_t delete_needs(transaction& tx, domain::event_id event, ground::utc_seconds invented);

/// The marks stay and are counted; what people wrote may name somebody.
void forget_feedback_words(transaction& tx, domain::event_id event);
/// Registrations that are not erased, at most `most`, lowest number first.
std::vector<domain::registration_id> people_of(transaction& tx, domain::event_id event, ground::utc_seconds invented, int most);
/// A name that stands for the person in counts: the lowest number among the event's registrations of the same address.
/// Written into search_key as "-17" (a hyphen stands in no real key), so that two registrations of one person stay one.
void pseudonymise(transaction& tx, domain::event_id event, std::span<const domain::registration_id> ids);
/// The same for everybody of the event, before they are erased in portions: a person's registrations may fall into several.
void pseudonymise_all(transaction& tx, domain::event_id event, ground::utc_seconds invented);
/// Overwrites or deletes everything that names these people or could be traced to them, and says when.
void erase_people(transaction& tx, domain::event_id event, std::span<const domain::registration_id> ids,
                  ground::utc_seconds now);
/// 0 = it stands; nothing when there is no such registration.
std::optional<ground::utc_seconds> erased_at(transaction& tx, domain::event_id event, domain::registration_id id);
/// Devices of the event are refused from their next request on and wipe their lists.
void revoke_devices(transaction& tx, domain::event_id event);

/// The outbox numbers of mails to these people, sent or not.
std::vector<std::int64_t> mails_of(transaction& tx, domain::event_id event, std::span<const domain::registration_id> ids);

struct act_row {
    std::int64_t number = 0;
    ground::utc_seconds at = 0;
    domain::event_id event;
    domain::registration_id registration; ///< 0 = everybody whose time was over
    std::int64_t people = 0;
    std::string reason, categories;
    domain::actor_kind actor_kind{};
    std::int64_t actor_id = 0;
};
/// Gives the row the next number.
void insert_act(transaction& tx, const act_row& row);
/// Of one event, latest first.
std::vector<act_row> acts_of(transaction& tx, domain::event_id event);
std::int64_t delete_acts(transaction& tx, ground::utc_seconds before);

/// Other registrations of the same address, in any event, itself included; just itself without an address.
struct same_address {
    domain::event_id event;
    domain::registration_id id;
};
std::vector<same_address> of_same_address(transaction& tx, domain::event_id event, domain::registration_id id);

/// What was promised to one person by mail.
struct letter_row {
    std::string kind, state;
    ground::utc_seconds created_at = 0, sent_at = 0; ///< 0 = not sent
};
std::vector<letter_row> letters_of(transaction& tx, domain::event_id event, domain::registration_id id);

/// Kept answers and addresses of sent mails that are older than they may be.
std::int64_t count_old_answers(transaction& tx, ground::utc_seconds before);
std::int64_t count_old_addresses(transaction& tx, ground::utc_seconds before);

} // namespace krug::store
