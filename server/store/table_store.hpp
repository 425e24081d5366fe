// Round tables, who sits at them, and the seating that stands.
// Called by service only, inside a transaction that holds the event's numbers (lock_event) when it writes.
#pragma once

#include "domain/round_table.hpp"
#include "domain/registration.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

/// By number.
std::vector<domain::round_table> round_tables(transaction& tx, domain::event_id event);
std::optional<domain::round_table> find_round_table(transaction& tx, domain::event_id event, int number);
/// Throws duplicate_key if the number is taken.
void insert_round_tables(transaction& tx, std::span<const domain::round_table> tables);
/// Everything but number and salt. False when there is none.
bool update_round_table(transaction& tx, const domain::round_table& table);
void save_host_salt(transaction& tx, domain::event_id event, int number, const std::string& salt);
void delete_round_table(transaction& tx, domain::event_id event, int number);

struct table_filling {
    int table = 0, round = 0;
    int taken = 0; ///< without those who only want to
};
std::vector<table_filling> table_fillings(transaction& tx, domain::event_id event);
int taken_at_table(transaction& tx, domain::event_id event, int table, int round);

/// By registration, then round.
std::vector<domain::table_place> places_at_tables(transaction& tx, domain::event_id event, domain::session_id session);
std::vector<domain::table_place> places_of(transaction& tx, domain::event_id event, domain::registration_id who);
/// Who sits at one table, with what its host may know of them; by round, then name.
struct table_neighbour {
    int round = 0;
    domain::registration_id who;
    domain::person_name name;
    std::string organisation;
};
std::vector<table_neighbour> sitting_at(transaction& tx, domain::event_id event, int table);

void save_place(transaction& tx, domain::event_id event, const domain::table_place& place);
void delete_place(transaction& tx, domain::event_id event, domain::registration_id who, domain::session_id session, int round);
void delete_places_of(transaction& tx, domain::event_id event, domain::registration_id who);
/// All places of a session (0 = the whole event) but those only wanted become these, in one statement.
void replace_places(transaction& tx, domain::event_id event, domain::session_id session,
                    std::span<const domain::table_place> places);
/// Writes registration.tables anew for these people, out of their places. Versions rise with it.
void refresh_tables(transaction& tx, domain::event_id event, std::span<const domain::registration_id> who,
                    domain::utc_seconds now);
/// The same for one.
void refresh_tables_of(transaction& tx, domain::event_id event, domain::registration_id who, domain::utc_seconds now);

struct standing_seating {
    int rounds = 1;
    domain::utc_seconds applied_at = 0;
    std::string mark; ///< of the proposal that was applied
};
std::optional<standing_seating> seating_of(transaction& tx, domain::event_id event, domain::session_id session);
void save_seating(transaction& tx, domain::event_id event, domain::session_id session, const standing_seating& seating);
void delete_seating(transaction& tx, domain::event_id event, domain::session_id session);
/// What replace_places is about to overwrite, kept for one step back; `rounds` of the seating that stands, 0 = none.
void keep_places_before(transaction& tx, domain::event_id event, domain::session_id session, int rounds);
std::vector<domain::table_place> places_before(transaction& tx, domain::event_id event, domain::session_id session);
/// Rounds of the seating before the last step; nothing when there is no step to take back.
std::optional<int> rounds_before(transaction& tx, domain::event_id event, domain::session_id session);
void forget_places_before(transaction& tx, domain::event_id event, domain::session_id session);

/// Everybody with a seat at the event, or with one in the session: what seating asks about each.
struct guest_to_seat {
    domain::registration_id id;
    domain::person_name name;
    std::string organisation;
    domain::category_id category;
    std::string email_key;
    std::string sealed_need; ///< "" when none
};
std::vector<guest_to_seat> guests_to_seat(transaction& tx, domain::event_id event, domain::session_id session);
/// Those of them who have been at another event of the same owner: confirmed there with the same address.
std::vector<domain::registration_id> known_guests(transaction& tx, domain::event_id event);
/// Feed rows of kind "roster", n = first, first + 1, …, in one statement.
void insert_roster_feed(transaction& tx, domain::event_id event, std::int64_t first,
                        std::span<const domain::registration_id> who);

} // namespace krug::store
