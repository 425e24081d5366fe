// Programme sessions of an event, with the people who speak in them and their pool of seats.
// Called by service only, inside a transaction.
#pragma once

#include "domain/session.hpp"

#include <span>

namespace krug::store {

class transaction;

/// The next number of the event; never given out twice.
domain::session_id next_session(transaction& tx, domain::event_id event);
/// With its people and an empty pool of seats. Throws duplicate_key when the number is taken.
void insert_session(transaction& tx, const domain::session& what);
/// Replaces all but the number. False when there is no such session. The pool is set_seat_limit's.
bool update_session(transaction& tx, const domain::session& what);
/// With its people and its pool; nobody may have chosen it (constraint_broken).
void delete_session(transaction& tx, domain::event_id event, domain::session_id id);
/// True if any registration, whatever became of it, names the session.
bool is_session_chosen(transaction& tx, domain::event_id event, domain::session_id id);

/// By start (without one last), then number.
std::vector<domain::session> sessions_of(transaction& tx, domain::event_id event);

/// People of one session, or of the whole event for session 0: replaces them all.
void save_people(transaction& tx, domain::event_id event, domain::session_id session,
                 std::span<const domain::event_person> people);
/// In the order they were given; session 0 = of the whole event.
std::vector<domain::event_person> people_of(transaction& tx, domain::event_id event, domain::session_id session);

/// Makes an empty pool, scope 0 = the event.
void insert_pool(transaction& tx, domain::event_id event, domain::session_id scope, std::optional<std::int64_t> limit);
/// The limit never falls below what is taken: nobody is unseated.
void set_seat_limit(transaction& tx, domain::event_id event, domain::session_id scope,
                    std::optional<std::int64_t> limit);

} // namespace krug::store
