#include "store/programme_store.hpp"

#include "ground/check.hpp"
#include "store/new_rows.hpp"
#include "store/statement.hpp"
#include "store/words.hpp"

#include <algorithm>

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;
using maybe = std::optional<std::int64_t>;

constexpr std::string_view related_columns =
    "e.id, e.slug, e.title, e.kind, e.state, e.visibility, e.starts_at, e.ends_at, e.date_precision, e.period, e.timezone";

template <class... In>
std::vector<related_event> read_related(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    std::vector<related_event> found;
    for (const auto& row : query<domain::event_id, text, text, text, text, text, maybe, maybe, text, text, text, number>(
             tx, name, sql, in...)) {
        related_event each;
        text kind, state, visibility, precision;
        std::tie(each.id, each.slug, each.title, kind, state, visibility, each.time.starts_at, each.time.ends_at, precision,
                 each.time.period, each.time.timezone, each.position) = row;
        each.kind = value_of<domain::event_kind>(kind);
        each.state = value_of<domain::event_state>(state);
        each.visibility = value_of<domain::event_visibility>(visibility);
        each.time.precision = value_of<domain::date_precision>(precision);
        found.push_back(std::move(each));
    }
    return found;
}

} // namespace

std::vector<domain::session_hours> session_hours_of(transaction& tx, domain::event_id event) {
    std::vector<domain::session_hours> all;
    for (const auto& [id, starts, ends, clash, sign_up] : query<domain::session_id, maybe, maybe, text, text>(
             tx, "session_hours_of",
             "SELECT id, starts_at, ends_at, clash, sign_up FROM session WHERE event_id = :event ORDER BY id", event))
        all.push_back({id, starts, ends, value_of<domain::clash_policy>(clash), value_of<domain::session_sign_up>(sign_up)});
    return all;
}

std::optional<domain::clash_policy> clash_policy_of(transaction& tx, domain::event_id event) {
    const auto row = query_one<text>(tx, "clash_policy_of", "SELECT clash FROM programme WHERE event_id = :event", event);
    return row ? std::optional(value_of<domain::clash_policy>(std::get<0>(*row))) : std::nullopt;
}

void save_clash_policy(transaction& tx, domain::event_id event, domain::clash_policy policy, bool also_present) {
    execute(tx, "save_clash_policy",
            "INSERT INTO programme (event_id, clash) VALUES (:event, :clash) ON CONFLICT (event_id) DO UPDATE SET clash = excluded.clash",
            event, word(policy));
    if (also_present)
        execute(tx, "save_clash_of_sessions", "UPDATE session SET clash = :clash WHERE event_id = :event", word(policy), event);
}

void insert_session_news(transaction& tx, domain::event_id event, std::span<const session_news> news) {
    new_rows fresh("insert_session_news", "session_letter (event_id, mail, session_id, left_id)");
    for (const auto& each : news) fresh.add(event, each.mail, each.session, each.left);
    fresh.insert(tx);
}

std::vector<session_news> session_news_of(transaction& tx, domain::event_id event, std::int64_t mail) {
    std::vector<session_news> news;
    for (const auto& [session, left] : query<domain::session_id, domain::session_id>(
             tx, "session_news_of",
             "SELECT session_id, left_id FROM session_letter WHERE event_id = :event AND mail = :mail ORDER BY session_id", event,
             mail))
        news.push_back({mail, session, left});
    return news;
}

std::vector<seated_need> needs_of_seated(transaction& tx, domain::event_id event) {
    std::vector<seated_need> found;
    for (const auto& [who, session, sealed] : query<domain::registration_id, domain::session_id, text>(
             tx, "needs_of_seated",
             "SELECT n.registration_id, s.session_id, n.sealed FROM registration_need n JOIN registration_session s "
             "ON s.event_id = n.event_id AND s.registration_id = n.registration_id AND s.standing = 'seated' "
             "WHERE n.event_id = :event ORDER BY n.registration_id, s.session_id",
             event)) {
        if (found.empty() || found.back().who != who) found.push_back({who, sealed, {}});
        found.back().sessions.push_back(session);
    }
    return found;
}

void save_rooms(transaction& tx, domain::venue_id venue, std::span<const domain::room> rooms) {
    // Two rooms may exchange their names, which no order of updates could do: all go and come.
    execute(tx, "delete_rooms", "DELETE FROM room WHERE venue_id = :venue", venue);
    for (const auto& room : rooms)
        execute(tx, "save_room",
                "INSERT INTO room (id, venue_id, name, capacity, step_free) VALUES (:id, :venue, :name, :capacity, :free)", room.id,
                venue, room.name, room.capacity, !room.step_free ? "" : *room.step_free ? "yes" : "no");
}

std::vector<related_event> children_of(transaction& tx, domain::event_id parent) {
    static const text sql = "SELECT " + text(related_columns) +
                            ", CAST(0 AS BIGINT) FROM event e WHERE e.parent_id = :parent "
                            "ORDER BY CASE WHEN e.starts_at IS NULL THEN 1 ELSE 0 END, e.starts_at, e.period, e.id";
    return read_related(tx, "children_of", sql, parent);
}

void insert_series(transaction& tx, const series_row& row, domain::utc_seconds now) {
    execute(tx, "insert_series", "INSERT INTO event_series (id, owner_id, rule, created_at) VALUES (:id, :owner, :rule, :now)",
            row.id, row.owner, row.rule, now);
}

void save_series_rule(transaction& tx, std::int64_t series, const std::string& rule) {
    execute(tx, "save_series_rule", "UPDATE event_series SET rule = :rule WHERE id = :id", rule, series);
}

void add_to_series(transaction& tx, std::int64_t series, domain::event_id event, std::int64_t position) {
    execute(tx, "add_to_series",
            "INSERT INTO event_series_member (event_id, series_id, position) VALUES (:event, :series, :position)", event, series,
            position);
}

std::optional<std::pair<series_row, std::int64_t>> series_of(transaction& tx, domain::event_id event) {
    const auto row = query_one<number, domain::organisation_id, text, number>(
        tx, "series_of",
        "SELECT s.id, s.owner_id, s.rule, m.position FROM event_series_member m JOIN event_series s ON s.id = m.series_id "
        "WHERE m.event_id = :event",
        event);
    if (!row) return std::nullopt;
    const auto& [id, owner, rule, position] = *row;
    return std::pair(series_row{id, owner, rule}, position);
}

std::vector<related_event> events_of_series(transaction& tx, std::int64_t series) {
    static const text sql = "SELECT " + text(related_columns) +
                            ", m.position FROM event_series_member m JOIN event e ON e.id = m.event_id "
                            "WHERE m.series_id = :series ORDER BY m.position";
    return read_related(tx, "events_of_series", sql, series);
}

} // namespace krug::store
