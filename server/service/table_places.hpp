// What the offices share of people's places at round tables, each inside the transaction that holds the event.
// For registration_office, table_office and seating_office only.
#pragma once

#include "domain/registration.hpp"
#include "domain/round_table.hpp"

#include <span>
#include <vector>

namespace krug::store {
class transaction;
}

namespace krug::service {

/// May somebody of this category, with these sessions, take a free seat at the table? Else `invalid` with the field
/// "table": not_a_choice (no such table, not offered, other categories, a session not chosen), full (limit = seats).
domain::result<domain::round_table> table_to_choose(store::transaction& tx, domain::event_id event, int table,
                                                    domain::category_id category,
                                                    std::span<const domain::session_id> sessions);

/// Where somebody newly registered sits: at the chosen table, or only wants to while there is no seat at the event.
/// Whoever has not chosen and comes after a seating of the whole event was applied gets the emptiest table of each
/// round. Fills `who.tables`; the caller writes the places after the row.
std::vector<domain::table_place> first_places(store::transaction& tx, domain::registration& who, int table,
                                              int seating_rounds);

/// The person has got a seat at the event: the wish becomes a place if the table still has one, and who has none is
/// seated as by first_places. Writes places and registration.tables.
void settle_wish(store::transaction& tx, const domain::registration& who, int seating_rounds, domain::utc_seconds now);
/// Staff seat somebody in the first round; 0 takes the place away. Nothing is written when it refuses: wrong_state (no
/// seat at the event), `invalid` with the field "table" (not_a_choice, full). Writes places and registration.tables.
domain::result<void> place_by_staff(store::transaction& tx, const domain::registration& who, int table,
                                    domain::utc_seconds now);
/// The seat at the event is given back, and with it every place at a table.
void leave_tables(store::transaction& tx, const domain::registration& who, domain::utc_seconds now);

} // namespace krug::service
