// Events with their organisers, people, references and links, and the counters that hang on them.
// Called by service only, inside a transaction.
#pragma once

#include "domain/session.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::store {

class transaction;

bool is_event_number_taken(transaction& tx, domain::event_id id);
/// With its counters at zero and its pool of seats. Throws duplicate_key when number or slug is taken.
void insert_event(transaction& tx, const domain::event& what, std::optional<std::int64_t> seat_limit);
/// Replaces all but number, owner, state, version and time of making, with organisers, people, references and links.
/// Throws duplicate_key when the slug is taken by another event.
void update_event(transaction& tx, const domain::event& what);
void save_event_state(transaction& tx, domain::event_id id, domain::event_state state);
/// Whatever the page of the event shows has changed. Returns the new version.
std::int64_t raise_event_version(transaction& tx, domain::event_id id);
/// Feeds and calendars say of the event that it was changed now.
void note_event_changed(transaction& tx, domain::event_id id, ground::utc_seconds now);
/// When that was last; 0 = not since it was made.
ground::utc_seconds event_changed_at(transaction& tx, domain::event_id id);

/// Sessions and admission points of `to` are numbered on from where `from` stands.
void continue_numbers(transaction& tx, domain::event_id from, domain::event_id to);

/// Whose it is.
/// 0 = there is none.
std::int64_t event_version(transaction& tx, domain::event_id id);
std::optional<domain::organisation_id> event_owner(transaction& tx, domain::event_id id);
/// The whole event; people of the whole event only (those of sessions stand in the sessions).
std::optional<domain::event> find_event(transaction& tx, domain::event_id id);
std::optional<domain::event_id> find_event_by_slug(transaction& tx, std::string_view slug);
/// Seats by scope, 0 = the event.
struct scope_seats {
    domain::session_id scope;
    domain::seat_count seats;
};
std::vector<scope_seats> seats_of(transaction& tx, domain::event_id id);

/// What lists are filtered and ordered by.
struct event_row {
    domain::event_id id;
    domain::organisation_id owner;
    std::string slug, title, summary;
    domain::event_kind kind{};
    domain::event_state state{};
    domain::event_visibility visibility{};
    domain::event_time time;
    std::string venue_name, city;
    std::optional<int> age_mark;
    domain::admission_terms admission;
    domain::seat_count seats;
    std::int64_t held = 0; ///< seats taken by registrations whose address is not yet confirmed
};
/// Every event that is published and listed, or every event at all; in no promised order.
std::vector<event_row> event_rows(transaction& tx, bool public_only);

} // namespace krug::store
