// The audit trail's rows: who did what, in numbers and stable words.
// Called by service only, inside a transaction.
#pragma once

#include "domain/staff.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace krug::store {

class transaction;

struct audit_row {
    std::int64_t number = 0; ///< rises by one; no number is ever missing
    ground::utc_seconds at = 0;
    domain::actor_kind actor_kind{};
    std::int64_t actor_id = 0;
    std::string what;
    domain::event_id event;
    std::int64_t subject = 0;
    std::string facts;
};

/// Gives the row the next number. On PostgreSQL this holds the trail's one counter till COMMIT, so it comes last
/// in a transaction.
void insert_audit(transaction& tx, const audit_row& row);

/// Latest first, numbers below `before` (0 = from the latest); event 0 = of every event.
std::vector<audit_row> audit_rows(transaction& tx, domain::event_id event, std::int64_t before, int limit);

/// What happened to one subject of the event, latest first. Numbers of different kinds of things may be equal: the
/// caller knows by `what` which kind is meant.
std::vector<audit_row> audit_rows_of(transaction& tx, domain::event_id event, std::int64_t subject, int limit);

} // namespace krug::store
