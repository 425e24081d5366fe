// Two registrations that were made one, and what they were before for as long as that can be taken back.
// Called by service only, inside a transaction that holds the event's numbers (lock_event) when it writes.
#pragma once

#include "domain/round_table.hpp"
#include "store/registration_store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

struct merge_before {
    std::int64_t number = 0;
    domain::registration_id kept, given_up;
    ground::utc_seconds made_at = 0;
    std::int64_t made_by = 0; ///< staff
    std::int64_t kept_version = 0, given_up_version = 0; ///< right after it
    domain::person_name name; ///< of the kept one, as what follows
    std::string email, email_key, phone, phone_raw, organisation, position, note;
    domain::category_id category;
    domain::registration_status kept_status{}, given_up_status{};
    std::int64_t kept_queue = 0, given_up_queue = 0;
    ground::utc_seconds kept_hold = 0, given_up_hold = 0;
    std::vector<session_seat> sessions;      ///< of both
    std::vector<domain::table_place> places; ///< of both
    std::vector<std::int64_t> tags;          ///< that the kept one got
    std::vector<std::int64_t> companions;    ///< who had come along with the one given up
    bool took_need = false;
    std::int64_t letter = 0; ///< number in the outbox of the ticket sent for it, 0 = none
};

/// The number is found here.
void insert_merge(transaction& tx, domain::event_id event, const merge_before& before);
/// Nothing when it was taken back, forgotten or never made.
std::optional<merge_before> find_merge(transaction& tx, domain::event_id event, std::int64_t number);
/// The latest one that this registration is a part of.
std::optional<merge_before> merge_of(transaction& tx, domain::event_id event, domain::registration_id who);
/// It has been taken back.
void delete_merge(transaction& tx, domain::event_id event, std::int64_t number);
bool has_old_merges(transaction& tx, ground::utc_seconds before);
/// What registrations were before merges older than `before`; that they were merged stays known.
void forget_merges(transaction& tx, ground::utc_seconds before);

} // namespace krug::store
