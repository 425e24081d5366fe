#include "store/table_store.hpp"

#include "store/dialect.hpp"
#include "store/json_rows.hpp"
#include "store/statement.hpp"
#include "store/transaction.hpp"
#include "store/words.hpp"
#include "store/written_numbers.hpp"

#include <algorithm>

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;

#define KRUG_TABLE_COLUMNS \
    "number, session_id, topic, host, language, seats, categories, guests_choose, step_free, quiet, host_salt"

template <class... In>
std::vector<domain::round_table> read_tables(transaction& tx, domain::event_id event, std::string_view name,
                                             const text& sql, const In&... in) {
    std::vector<domain::round_table> tables;
    for (auto& row : query<int, number, text, text, text, int, text, bool, bool, bool, text>(tx, name, sql, event, in...)) {
        domain::round_table each;
        text categories;
        std::tie(each.number, each.session.value, each.topic, each.host, each.language, each.seats, categories,
                 each.guests_choose, each.step_free, each.quiet, each.host_salt) = std::move(row);
        each.event = event;
        for (const auto category : read_numbers<number>(categories)) each.categories.push_back({category});
        tables.push_back(std::move(each));
    }
    return tables;
}

text written_categories(const domain::round_table& table) {
    std::vector<number> numbers;
    for (const auto each : table.categories) numbers.push_back(each.value);
    return write_numbers(numbers);
}

template <class... In>
std::vector<domain::table_place> read_places(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    std::vector<domain::table_place> places;
    for (const auto& [who, session, round, table, held] :
         query<number, number, int, int, text>(tx, name, sql, in...))
        places.push_back({{who}, {session}, round, table, value_of<domain::held_by>(held)});
    return places;
}

} // namespace

std::vector<domain::round_table> round_tables(transaction& tx, domain::event_id event) {
    return read_tables(tx, event, "round_tables",
                       "SELECT " KRUG_TABLE_COLUMNS " FROM round_table WHERE event_id = :event ORDER BY number");
}

std::optional<domain::round_table> find_round_table(transaction& tx, domain::event_id event, int table) {
    auto found = read_tables(tx, event, "find_round_table",
                             "SELECT " KRUG_TABLE_COLUMNS " FROM round_table WHERE event_id = :event AND number = :number",
                             table);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

void insert_round_tables(transaction& tx, std::span<const domain::round_table> tables) {
    for (const auto& each : tables)
        execute(tx, "insert_round_table",
                "INSERT INTO round_table (event_id, " KRUG_TABLE_COLUMNS ") VALUES (:event, :number, :session, :topic, "
                ":host, :language, :seats, :categories, :choose, :step_free, :quiet, :salt)",
                each.event, each.number, each.session, each.topic, each.host, each.language, each.seats,
                written_categories(each), number{each.guests_choose}, number{each.step_free}, number{each.quiet},
                each.host_salt);
}

bool update_round_table(transaction& tx, const domain::round_table& table) {
    return execute(tx, "update_round_table",
                   "UPDATE round_table SET session_id = :session, topic = :topic, host = :host, language = :language, "
                   "seats = :seats, categories = :categories, guests_choose = :choose, step_free = :step_free, "
                   "quiet = :quiet WHERE event_id = :event AND number = :number",
                   table.session, table.topic, table.host, table.language, table.seats, written_categories(table),
                   number{table.guests_choose}, number{table.step_free}, number{table.quiet}, table.event,
                   table.number) > 0;
}

void save_host_salt(transaction& tx, domain::event_id event, int table, const std::string& salt) {
    execute(tx, "save_host_salt",
            "UPDATE round_table SET host_salt = :salt WHERE event_id = :event AND number = :number", salt, event, table);
}

void delete_round_table(transaction& tx, domain::event_id event, int table) {
    execute(tx, "forget_places_at_table",
            "DELETE FROM table_place_before WHERE event_id = :event AND table_number = :number", event, table);
    execute(tx, "forget_wishes_for_table",
            "DELETE FROM table_place WHERE event_id = :event AND table_number = :number AND held_by = 'wanted'", event,
            table);
    execute(tx, "delete_round_table", "DELETE FROM round_table WHERE event_id = :event AND number = :number", event,
            table);
}

std::vector<table_filling> table_fillings(transaction& tx, domain::event_id event) {
    std::vector<table_filling> fillings;
    for (const auto& [table, round, taken] : query<int, int, int>(
             tx, "table_fillings",
             "SELECT table_number, round, COUNT(*) FROM table_place WHERE event_id = :event AND held_by <> 'wanted' "
             "GROUP BY table_number, round ORDER BY table_number, round",
             event))
        fillings.push_back({table, round, taken});
    return fillings;
}

int taken_at_table(transaction& tx, domain::event_id event, int table, int round) {
    return std::get<0>(*query_one<int>(tx, "taken_at_table",
                                       "SELECT COUNT(*) FROM table_place WHERE event_id = :event AND "
                                       "table_number = :table AND round = :round AND held_by <> 'wanted'",
                                       event, table, round));
}

std::vector<domain::table_place> places_at_tables(transaction& tx, domain::event_id event, domain::session_id session) {
    return read_places(tx, "places_at_tables",
                       "SELECT registration_id, session_id, round, table_number, held_by FROM table_place "
                       "WHERE event_id = :event AND session_id = :session ORDER BY registration_id, round",
                       event, session);
}

std::vector<domain::table_place> places_of(transaction& tx, domain::event_id event, domain::registration_id who) {
    return read_places(tx, "places_of",
                       "SELECT registration_id, session_id, round, table_number, held_by FROM table_place "
                       "WHERE event_id = :event AND registration_id = :who ORDER BY session_id, round",
                       event, who);
}

std::vector<table_neighbour> sitting_at(transaction& tx, domain::event_id event, int table) {
    std::vector<table_neighbour> all;
    for (auto& [round, who, family, given, additional, organisation] :
         query<int, number, text, text, text, text>(
             tx, "sitting_at",
             "SELECT p.round, p.registration_id, r.family_name, r.given_name, r.additional_name, r.organisation "
             "FROM table_place p JOIN registration r ON r.event_id = p.event_id AND r.id = p.registration_id "
             "WHERE p.event_id = :event AND p.table_number = :table AND p.held_by <> 'wanted' "
             "ORDER BY p.round, r.search_key, r.id",
             event, table))
        all.push_back({round, {who}, {std::move(family), std::move(given), std::move(additional)}, std::move(organisation)});
    return all;
}

void save_place(transaction& tx, domain::event_id event, const domain::table_place& place) {
    execute(tx, "save_place",
            "INSERT INTO table_place (event_id, registration_id, session_id, round, table_number, held_by) VALUES "
            "(:event, :who, :session, :round, :table, :held) ON CONFLICT (event_id, registration_id, session_id, round) "
            "DO UPDATE SET table_number = excluded.table_number, held_by = excluded.held_by",
            event, place.who, place.session, place.round, place.table, word(place.held));
}

void delete_place(transaction& tx, domain::event_id event, domain::registration_id who, domain::session_id session,
                  int round) {
    execute(tx, "delete_place",
            "DELETE FROM table_place WHERE event_id = :event AND registration_id = :who AND session_id = :session AND "
            "round = :round",
            event, who, session, round);
}

void delete_places_of(transaction& tx, domain::event_id event, domain::registration_id who) {
    execute(tx, "delete_places_of", "DELETE FROM table_place WHERE event_id = :event AND registration_id = :who", event,
            who);
}

void replace_places(transaction& tx, domain::event_id event, domain::session_id session,
                    std::span<const domain::table_place> places) {
    execute(tx, "clear_places",
            "DELETE FROM table_place WHERE event_id = :event AND session_id = :session AND held_by <> 'wanted'", event,
            session);
    if (places.empty()) return;
    json_rows rows;
    for (const auto& each : places) {
        rows.next();
        rows.add("who", each.who.value);
        rows.add("round", number{each.round});
        rows.add("at_table", number{each.table});
        rows.add("held", domain::word_of(each.held));
    }
    execute(tx, "insert_places",
            "INSERT INTO table_place (event_id, registration_id, session_id, round, table_number, held_by) "
            "SELECT CAST(:event AS BIGINT), b.who, CAST(:session AS BIGINT), b.round, b.at_table, b.held FROM " +
                json_table(tx, ":rows", "b", {{"who", column_type::whole}, {"round", column_type::whole}, {"at_table", column_type::whole}, {"held", column_type::text}}),
            event, session, rows.text());
}

void refresh_tables(transaction& tx, domain::event_id event, std::span<const domain::registration_id> who,
                    domain::utc_seconds now) {
    if (who.empty()) return;
    // Read once for all, then written in one statement: an apply moves several hundred people while doors wait.
    std::vector<std::pair<number, std::vector<int>>> tables;
    for (const auto& [id, at] : query<number, int>(
             tx, "tables_of_everybody",
             "SELECT registration_id, table_number FROM table_place WHERE event_id = :event AND held_by <> 'wanted' "
             "ORDER BY registration_id, session_id, round",
             event)) {
        if (tables.empty() || tables.back().first != id) tables.push_back({id, {}});
        tables.back().second.push_back(at);
    }
    json_rows rows;
    for (const auto id : who) {
        const auto found = std::lower_bound(tables.begin(), tables.end(), id.value,
                                            [](const auto& each, number wanted) { return each.first < wanted; });
        rows.next();
        rows.add("id", id.value);
        rows.add("list", found != tables.end() && found->first == id.value ? write_numbers(found->second) : text());
    }
    execute(tx, "refresh_tables",
            "UPDATE registration SET tables = b.list, version = version + 1, changed_at = CAST(:now AS BIGINT) FROM " +
                json_table(tx, ":rows", "b", {{"id", column_type::whole}, {"list", column_type::text}}) + " WHERE registration.event_id = :event AND registration.id = b.id",
            now, rows.text(), event);
}

void refresh_tables_of(transaction& tx, domain::event_id event, domain::registration_id who, domain::utc_seconds now) {
    std::vector<int> tables;
    for (const auto& place : places_of(tx, event, who))
        if (place.held != domain::held_by::wanted) tables.push_back(place.table);
    execute(tx, "refresh_tables_of",
            "UPDATE registration SET tables = :tables, version = version + 1, changed_at = :now WHERE event_id = :event "
            "AND id = :id",
            write_numbers(tables), now, event, who);
}

std::optional<standing_seating> seating_of(transaction& tx, domain::event_id event, domain::session_id session) {
    const auto row = query_one<int, number, text>(
        tx, "seating_of", "SELECT rounds, applied_at, mark FROM seating WHERE event_id = :event AND session_id = :session",
        event, session);
    if (!row) return std::nullopt;
    return standing_seating{std::get<0>(*row), std::get<1>(*row), std::get<2>(*row)};
}

void save_seating(transaction& tx, domain::event_id event, domain::session_id session, const standing_seating& seating) {
    execute(tx, "save_seating",
            "INSERT INTO seating (event_id, session_id, rounds, applied_at, mark) VALUES (:event, :session, :rounds, :at, "
            ":mark) ON CONFLICT (event_id, session_id) DO UPDATE SET rounds = excluded.rounds, "
            "applied_at = excluded.applied_at, mark = excluded.mark",
            event, session, seating.rounds, seating.applied_at, seating.mark);
}

void delete_seating(transaction& tx, domain::event_id event, domain::session_id session) {
    execute(tx, "delete_seating", "DELETE FROM seating WHERE event_id = :event AND session_id = :session", event, session);
}

void keep_places_before(transaction& tx, domain::event_id event, domain::session_id session, int rounds) {
    forget_places_before(tx, event, session);
    execute(tx, "keep_seating_before",
            "INSERT INTO seating_before (event_id, session_id, rounds) VALUES (:event, :session, :rounds)", event, session,
            rounds);
    execute(tx, "keep_places_before",
            "INSERT INTO table_place_before (event_id, registration_id, session_id, round, table_number, held_by) "
            "SELECT event_id, registration_id, session_id, round, table_number, held_by FROM table_place "
            "WHERE event_id = :event AND session_id = :session AND held_by <> 'wanted'",
            event, session);
}

std::vector<domain::table_place> places_before(transaction& tx, domain::event_id event, domain::session_id session) {
    return read_places(tx, "places_before",
                       "SELECT registration_id, session_id, round, table_number, held_by FROM table_place_before "
                       "WHERE event_id = :event AND session_id = :session ORDER BY registration_id, round",
                       event, session);
}

std::optional<int> rounds_before(transaction& tx, domain::event_id event, domain::session_id session) {
    const auto row = query_one<int>(tx, "rounds_before",
                                    "SELECT rounds FROM seating_before WHERE event_id = :event AND session_id = :session",
                                    event, session);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

void forget_places_before(transaction& tx, domain::event_id event, domain::session_id session) {
    execute(tx, "forget_seating_before",
            "DELETE FROM seating_before WHERE event_id = :event AND session_id = :session", event, session);
    execute(tx, "forget_places_before",
            "DELETE FROM table_place_before WHERE event_id = :event AND session_id = :session", event, session);
}

std::vector<guest_to_seat> guests_to_seat(transaction& tx, domain::event_id event, domain::session_id session) {
    std::vector<guest_to_seat> guests;
    for (auto& [id, family, given, additional, organisation, category, email_key, need] :
         query<number, text, text, text, text, number, text, std::optional<text>>(
             tx, "guests_to_seat",
             "SELECT r.id, r.family_name, r.given_name, r.additional_name, r.organisation, r.category, r.email_key, "
             "n.sealed FROM registration r LEFT JOIN registration_need n ON n.event_id = r.event_id AND "
             "n.registration_id = r.id WHERE r.event_id = :event AND r.status IN ('confirmed', 'unconfirmed') AND (:session = 0 OR EXISTS "
             "(SELECT 1 FROM registration_session s WHERE s.event_id = r.event_id AND s.registration_id = r.id AND "
             "s.session_id = :session AND s.standing = 'seated')) ORDER BY r.search_key, r.id",
             event, session))
        guests.push_back({{id}, {std::move(family), std::move(given), std::move(additional)}, std::move(organisation),
                          {category}, std::move(email_key), need.value_or("")});
    return guests;
}

std::vector<domain::registration_id> known_guests(transaction& tx, domain::event_id event) {
    std::vector<domain::registration_id> known;
    for (const auto& [id] : query<number>(
             tx, "known_guests",
             "SELECT id FROM registration WHERE event_id = :event AND email_key <> '' AND email_key IN "
             "(SELECT o.email_key FROM registration o WHERE o.event_id IN (SELECT other.id FROM event other JOIN event mine "
             "ON mine.owner_id = other.owner_id WHERE mine.id = :event AND other.id <> mine.id) AND o.email_key <> '' AND "
             "o.status = 'confirmed') ORDER BY id",
             event))
        known.push_back({id});
    return known;
}

void insert_roster_feed(transaction& tx, domain::event_id event, std::int64_t first,
                        std::span<const domain::registration_id> who) {
    if (who.empty()) return;
    json_rows rows;
    for (const auto id : who) {
        rows.next();
        rows.add("n", first++);
        rows.add("who", id.value);
    }
    execute(tx, "insert_roster_feed",
            "INSERT INTO feed (event_id, n, kind, subject, item, chain) SELECT CAST(:event AS BIGINT), b.n, 'roster', "
            "b.who, '', '' FROM " +
                json_table(tx, ":rows", "b", {{"n", column_type::whole}, {"who", column_type::whole}}),
            event, rows.text());
}

} // namespace krug::store
