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

constexpr std::string_view columns_of_audit =
    "SELECT number, at, actor_kind, actor_id, what, event_id, subject, facts, chain FROM audit ";

template <class... In>
std::vector<audit_row> read_rows(transaction& tx, std::string_view name, std::string_view rest, const In&... in) {
    std::vector<audit_row> rows;
    for (const auto& columns : query<number, number, text, number, text, domain::event_id, number, text, text>(
             tx, name, text(columns_of_audit) + text(rest), in...)) {
        audit_row row;
        text kind;
        std::tie(row.number, row.at, kind, row.actor_id, row.what, row.event, row.subject, row.facts, row.chain) = columns;
        row.actor_kind = value_of<domain::actor_kind>(kind);
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace

audit_place next_audit_place(transaction& tx) {
    audit_place place;
    place.number = next_number(tx);
    const auto former =
        query_one<text>(tx, "former_audit", "SELECT chain FROM audit WHERE number = :number", place.number - 1);
    if (former) place.former = std::get<0>(*former);
    return place;
}

void insert_audit(transaction& tx, const audit_row& row) {
    execute(tx, "insert_audit",
            "INSERT INTO audit (number, at, actor_kind, actor_id, what, event_id, subject, facts, chain) "
            "VALUES (:number, :at, :actor_kind, :actor_id, :what, :event, :subject, :facts, :chain)",
            row.number, row.at, word(row.actor_kind), row.actor_id, row.what, row.event, row.subject, row.facts, row.chain);
}

std::vector<audit_row> audit_rows(transaction& tx, domain::event_id event, std::int64_t before, int limit) {
    audit_filter which;
    which.event = event;
    return audit_rows(tx, which, before, limit);
}

std::vector<audit_row> audit_rows(transaction& tx, const audit_filter& which, std::int64_t before, int limit) {
    const auto below = before > 0 ? before : std::numeric_limits<number>::max();
    const auto until = which.until > 0 ? which.until : std::numeric_limits<number>::max();
    const auto kind = which.actor_kind ? word(*which.actor_kind) : text();
    const text rest = "AND number < :below AND (:kind = '' OR (actor_kind = :kind AND actor_id = :actor)) "
                      "AND (:what = '' OR what = :what) AND at >= :from AND at < :until ORDER BY number DESC LIMIT :most";
    if (which.event)
        return read_rows(tx, "audit_of_event", "WHERE event_id = :event " + rest, which.event, below, kind, which.actor_id,
                         which.what, which.from, until, limit);
    return read_rows(tx, "audit_of_all", "WHERE number > 0 " + rest, below, kind, which.actor_id, which.what, which.from,
                     until, limit);
}

std::vector<std::string> audit_words_of(transaction& tx, domain::event_id event) {
    std::vector<std::string> words;
    const auto found = event ? query<text>(tx, "audit_words_of_event",
                                           "SELECT DISTINCT what FROM audit WHERE event_id = :event ORDER BY what", event)
                             : query<text>(tx, "audit_words_of_all", "SELECT DISTINCT what FROM audit ORDER BY what");
    for (const auto& [what] : found) words.push_back(what);
    return words;
}

std::vector<audit_row> audit_rows_after(transaction& tx, std::int64_t after, int limit) {
    return read_rows(tx, "audit_after", "WHERE number > :after ORDER BY number LIMIT :most", after, limit);
}

std::int64_t last_audit_number(transaction& tx) {
    const auto row = query_one<text>(tx, "last_audit_number", "SELECT value FROM instance WHERE name = 'last_audit_number'");
    return row ? std::stoll(std::get<0>(*row)) : 0;
}

std::vector<audit_row> audit_rows_of(transaction& tx, domain::event_id event, std::int64_t subject, int limit) {
    return read_rows(tx, "audit_of_subject",
                     "WHERE event_id = :event AND subject = :subject ORDER BY number DESC LIMIT :most", event, subject,
                     limit);
}

} // namespace krug::store
