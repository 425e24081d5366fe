#include "store/badge_store.hpp"

#include "store/new_rows.hpp"
#include "store/statement.hpp"
#include "store/transaction.hpp"
#include "store/words.hpp"
#include "store/written_numbers.hpp"

namespace krug::store {

using text = std::string;
using number = std::int64_t;

std::vector<badge_row> badge_rows(transaction& tx, domain::event_id event, domain::registration_id only) {
    std::vector<badge_row> rows;
    for (auto& row : query<number, text, text, text, text, text, number, text, number, number, number, number, number, number, number>(
             tx, "badge_rows",
             "SELECT r.id, r.family_name, r.given_name, r.additional_name, r.organisation, r.language, r.category, r.tables, "
             "r.ticket_salt, r.ticket_generation, r.ticket_flags, r.ticket_issued_at, r.ticket_not_before, r.ticket_not_after, "
             "COALESCE(b.times, 0) FROM registration r LEFT JOIN badge_print b ON b.event_id = r.event_id "
             "AND b.registration_id = r.id WHERE r.event_id = :event AND r.status = 'confirmed' AND r.erased_at = 0 "
             "AND (:only = 0 OR r.id = :only) ORDER BY r.search_key, r.id",
             event, only)) {
        badge_row made;
        text tables;
        number salt = 0, generation = 0, flags = 0;
        std::tie(made.id.value, made.name.family, made.name.given, made.name.additional, made.organisation, made.language,
                 made.category.value, tables, salt, generation, flags, made.ticket.issued_at, made.ticket.not_before,
                 made.ticket.not_after, made.printed) = std::move(row);
        made.tables = read_numbers<int>(tables);
        made.ticket.salt = static_cast<std::uint32_t>(salt);
        made.ticket.generation = static_cast<std::uint16_t>(generation);
        made.ticket.flags = static_cast<std::uint16_t>(flags);
        rows.push_back(std::move(made));
    }
    return rows;
}

void add_prints(transaction& tx, domain::event_id event, std::span<const domain::registration_id> whose, domain::utc_seconds now) {
    for (const auto id : whose)
        execute(tx, "add_print",
                "INSERT INTO badge_print (event_id, registration_id, times, last_at) VALUES (:event, :id, 1, :now) "
                "ON CONFLICT (event_id, registration_id) DO UPDATE SET times = badge_print.times + 1, last_at = :now",
                event, id, now);
}

print_count count_prints(transaction& tx, domain::event_id event) {
    const auto row = query_one<number, number>(
        tx, "count_prints", "SELECT COUNT(*), CAST(COALESCE(SUM(times), 0) AS BIGINT) FROM badge_print WHERE event_id = :event", event);
    return {std::get<0>(*row), std::get<1>(*row)};
}

std::int64_t prints_of(transaction& tx, domain::event_id event, domain::registration_id whose) {
    const auto row = query_one<number>(tx, "prints_of",
                                       "SELECT times FROM badge_print WHERE event_id = :event AND registration_id = :id", event, whose);
    return row ? std::get<0>(*row) : 0;
}

std::optional<domain::badge_setting> find_badge_setting(transaction& tx, domain::event_id event) {
    const auto row = query_one<text, bool>(tx, "find_badge_setting",
                                           "SELECT layout, on_check_in FROM badge_setting WHERE event_id = :event", event);
    if (!row) return std::nullopt;
    return domain::badge_setting{value_of<domain::badge_layout>(std::get<0>(*row)), std::get<1>(*row)};
}

void save_badge_setting(transaction& tx, domain::event_id event, const domain::badge_setting& setting) {
    execute(tx, "save_badge_setting",
            "INSERT INTO badge_setting (event_id, layout, on_check_in) VALUES (:event, :layout, :on) "
            "ON CONFLICT (event_id) DO UPDATE SET layout = excluded.layout, on_check_in = excluded.on_check_in",
            event, word(setting.layout), setting.on_check_in);
}

std::vector<printing_event> events_printing(transaction& tx) {
    std::vector<printing_event> events;
    for (const auto& [event, last] : query<number, number>(
             tx, "events_printing",
             "SELECT s.event_id, c.last_scan FROM badge_setting s JOIN event_counter c ON c.event_id = s.event_id "
             "WHERE s.on_check_in = 1 ORDER BY s.event_id"))
        events.push_back({{event}, last});
    return events;
}

std::vector<domain::registration_id> admitted_without_badge(transaction& tx, domain::event_id event, std::int64_t after, int most) {
    std::vector<domain::registration_id> people;
    for (const auto& [id] : query<number>(
             tx, "admitted_without_badge",
             "SELECT s.registration_id FROM scan s WHERE s.event_id = :event AND s.number > :after AND s.registration_id > 0 "
             "AND s.kind IN ('admit', 'override', 'walk_in') AND s.doubt <> 'quarantine' AND NOT EXISTS (SELECT 1 FROM badge_print b "
             "WHERE b.event_id = s.event_id AND b.registration_id = s.registration_id) GROUP BY s.registration_id "
             "ORDER BY MIN(s.number) LIMIT :most",
             event, after, most))
        people.push_back({id});
    return people;
}

} // namespace krug::store
