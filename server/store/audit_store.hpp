// The audit trail's rows: who did what, in numbers and stable words.
// Called by service only, inside a transaction.
#pragma once

#include "domain/staff.hpp"

#include <optional>
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
    std::string chain; ///< hash over the row and the one before it; "" = older than the chain
};

/// Where the next row belongs: its number, and the hash of the row before it ("" = there is none, or it has none). On
/// PostgreSQL this holds the trail's one counter till COMMIT, so it comes last in a transaction.
struct audit_place {
    std::int64_t number = 0;
    std::string former;
};
audit_place next_audit_place(transaction& tx);
/// At the place that next_audit_place gave in this transaction.
void insert_audit(transaction& tx, const audit_row& row);

/// Which lines are wanted; what is empty or 0 is not asked.
struct audit_filter {
    domain::event_id event;
    std::optional<domain::actor_kind> actor_kind;
    std::int64_t actor_id = 0; ///< with actor_kind
    std::string what;
    ground::utc_seconds from = 0, until = 0; ///< until is not included
};
/// Latest first, numbers below `before` (0 = from the latest).
std::vector<audit_row> audit_rows(transaction& tx, const audit_filter& which, std::int64_t before, int limit);
/// The stable words that occur in the event's lines (event 0 = anywhere), in the order of the alphabet.
std::vector<std::string> audit_words_of(transaction& tx, domain::event_id event);
/// From the oldest on: numbers above `after`.
std::vector<audit_row> audit_rows_after(transaction& tx, std::int64_t after, int limit);
/// The number that was given last, by the counter; rows may have been cut off since.
std::int64_t last_audit_number(transaction& tx);

/// Latest first, numbers below `before` (0 = from the latest); event 0 = of every event.
std::vector<audit_row> audit_rows(transaction& tx, domain::event_id event, std::int64_t before, int limit);

/// What happened to one subject of the event, latest first. Numbers of different kinds of things may be equal: the
/// caller knows by `what` which kind is meant.
std::vector<audit_row> audit_rows_of(transaction& tx, domain::event_id event, std::int64_t subject, int limit);

} // namespace krug::store
