#include "store/audit_store.hpp"

#include "ground/check.hpp"
#include "store/statement.hpp"
#include "store/words.hpp"

#include <limits>

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;

// A row of `instance` is the counter: its update is the lock on PostgreSQL, where MAX + 1 could be read by two.
number next_number(transaction& tx) {
    const auto row = query_one<text>(
        tx, "next_audit_number",
        "INSERT INTO instance (name, value) VALUES ('last_audit_number', '1') ON CONFLICT (name) DO UPDATE "
        "SET value = CAST(CAST(instance.value AS BIGINT) + 1 AS TEXT) RETURNING value");
    KRUG_CHECK(row.has_value());
    return std::stoll(std::get<0>(*row));
}

template <class Found> std::vector<audit_row> read_rows(const Found& found) {
    std::vector<audit_row> rows;
    for (const auto& columns : found) {
        audit_row row;
        text kind;
        std::tie(row.number, row.at, kind, row.actor_id, row.what, row.event, row.subject, row.facts) = columns;
        row.actor_kind = value_of<domain::actor_kind>(kind);
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace

void insert_audit(transaction& tx, const audit_row& row) {
    execute(tx, "insert_audit",
            "INSERT INTO audit (number, at, actor_kind, actor_id, what, event_id, subject, facts) "
            "VALUES (:number, :at, :actor_kind, :actor_id, :what, :event, :subject, :facts)",
            next_number(tx), row.at, word(row.actor_kind), row.actor_id, row.what, row.event, row.subject, row.facts);
}

std::vector<audit_row> audit_rows(transaction& tx, domain::event_id event, std::int64_t before, int limit) {
    const auto below = before > 0 ? before : std::numeric_limits<number>::max();
    if (event)
        return read_rows(query<number, number, text, number, text, domain::event_id, number, text>(
            tx, "audit_of_event",
            "SELECT number, at, actor_kind, actor_id, what, event_id, subject, facts FROM audit "
            "WHERE event_id = :event AND number < :below ORDER BY number DESC LIMIT :most",
            event, below, limit));
    return read_rows(query<number, number, text, number, text, domain::event_id, number, text>(
        tx, "audit_of_all",
        "SELECT number, at, actor_kind, actor_id, what, event_id, subject, facts FROM audit "
        "WHERE number < :below ORDER BY number DESC LIMIT :most",
        below, limit));
}

std::vector<audit_row> audit_rows_of(transaction& tx, domain::event_id event, std::int64_t subject, int limit) {
    return read_rows(query<number, number, text, number, text, domain::event_id, number, text>(
        tx, "audit_of_subject",
        "SELECT number, at, actor_kind, actor_id, what, event_id, subject, facts FROM audit "
        "WHERE event_id = :event AND subject = :subject ORDER BY number DESC LIMIT :most",
        event, subject, limit));
}

} // namespace krug::store
