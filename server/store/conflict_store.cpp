#include "store/conflict_store.hpp"

#include "store/statement.hpp"
#include "store/transaction.hpp"

#include <algorithm>
#include <tuple>

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;

#define KRUG_CONFLICT_COLUMNS                                                                                 \
    "event_id, number, registration_id, area, day, claims, order_unknown, found_at, state, resolution, "      \
    "resolved_at, resolved_by"

text join(const std::vector<text>& claims) {
    text joined;
    for (const auto& each : claims) joined += (joined.empty() ? "" : ",") + each;
    return joined;
}

std::vector<text> split(const text& joined) {
    std::vector<text> claims;
    for (std::size_t at = 0; at < joined.size();) {
        const auto comma = std::min(joined.find(',', at), joined.size());
        claims.push_back(joined.substr(at, comma - at));
        at = comma + 1;
    }
    return claims;
}

template <class... In>
std::vector<conflict_row> read_rows(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    std::vector<conflict_row> rows;
    for (const auto& columns : query<number, number, number, number, number, text, number, number, text, text, number,
                                     number>(tx, name, sql, in...)) {
        conflict_row row;
        number area = 0, unknown = 0;
        text claims;
        std::tie(row.event.value, row.number, row.registration.value, area, row.day, claims, unknown, row.found_at,
                 row.state, row.resolution, row.resolved_at, row.resolved_by.value) = columns;
        row.area = static_cast<int>(area);
        row.claims = split(claims);
        row.order_unknown = unknown != 0;
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace

std::int64_t insert_conflict(transaction& tx, conflict_row row) {
    row.number = std::get<0>(*query_one<number>(
        tx, "next_conflict", "SELECT COALESCE(MAX(number), 0) + 1 FROM double_admission WHERE event_id = :event",
        row.event));
    execute(tx, "insert_conflict",
            "INSERT INTO double_admission (" KRUG_CONFLICT_COLUMNS ") VALUES (:event, :number, :registration, :area, "
            ":day, :claims, :unknown, :found, :state, :resolution, :resolved, :by)",
            row.event, row.number, row.registration, number{row.area}, row.day, join(row.claims),
            number{row.order_unknown ? 1 : 0}, row.found_at, row.state, row.resolution, row.resolved_at,
            row.resolved_by);
    return row.number;
}

void save_conflict(transaction& tx, const conflict_row& row) {
    execute(tx, "save_conflict",
            "UPDATE double_admission SET claims = :claims, order_unknown = :unknown, found_at = :found, state = :state, "
            "resolution = :resolution, resolved_at = :resolved, resolved_by = :by "
            "WHERE event_id = :event AND number = :number",
            join(row.claims), number{row.order_unknown ? 1 : 0}, row.found_at, row.state, row.resolution,
            row.resolved_at, row.resolved_by, row.event, row.number);
}

std::optional<conflict_row> find_conflict(transaction& tx, domain::event_id event, std::int64_t wanted) {
    auto rows = read_rows(tx, "find_conflict",
                          "SELECT " KRUG_CONFLICT_COLUMNS " FROM double_admission WHERE event_id = :event AND "
                          "number = :number",
                          event, wanted);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

std::vector<conflict_row> conflicts_about(transaction& tx, domain::event_id event, domain::registration_id who) {
    return read_rows(tx, "conflicts_about",
                     "SELECT " KRUG_CONFLICT_COLUMNS " FROM double_admission WHERE event_id = :event AND "
                     "registration_id = :who ORDER BY number",
                     event, who);
}

std::vector<conflict_row> conflicts_of(transaction& tx, domain::event_id event, bool open_only, std::int64_t before,
                                       int most) {
    const number below = before > 0 ? before : INT64_MAX;
    if (open_only)
        return read_rows(tx, "open_conflicts",
                         "SELECT " KRUG_CONFLICT_COLUMNS " FROM double_admission WHERE event_id = :event AND "
                         "state = 'open' AND number < :before ORDER BY number DESC LIMIT :most",
                         event, below, most);
    return read_rows(tx, "conflicts_of",
                     "SELECT " KRUG_CONFLICT_COLUMNS " FROM double_admission WHERE event_id = :event AND "
                     "state <> 'gone' AND number < :before ORDER BY number DESC LIMIT :most",
                     event, below, most);
}

std::int64_t count_open_conflicts(transaction& tx, domain::event_id event) {
    return std::get<0>(*query_one<number>(
        tx, "count_open_conflicts",
        "SELECT COUNT(*) FROM double_admission WHERE event_id = :event AND state = 'open'", event));
}

} // namespace krug::store
