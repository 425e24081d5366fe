#include "store/listed_code_store.hpp"

#include "store/statement.hpp"
#include "store/transaction.hpp"

namespace krug::store {

using text = std::string;
using number = std::int64_t;

namespace {

template <class... In>
std::optional<listed_code> one_code(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    const auto row = query_one<text, number, number>(tx, name, sql, in...);
    if (!row) return std::nullopt;
    return listed_code{std::get<0>(*row), {std::get<1>(*row)}, std::get<2>(*row)};
}

template <class... In>
std::vector<uncoded> tickets(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    std::vector<uncoded> found;
    for (const auto& [id, salt, generation] : query<number, number, number>(tx, name, sql, in...))
        found.push_back({{id}, static_cast<std::uint32_t>(salt), static_cast<std::uint16_t>(generation)});
    return found;
}

} // namespace

std::optional<listed_code> find_listed_code(transaction& tx, domain::event_id event, const text& hash) {
    return one_code(tx, "find_listed_code",
                    "SELECT code_hash, registration_id, generation FROM listed_code WHERE event_id = :event AND "
                    "code_hash = :hash",
                    event, hash);
}

std::optional<listed_code> listed_code_of(transaction& tx, domain::event_id event, domain::registration_id whose) {
    return one_code(tx, "listed_code_of",
                    "SELECT code_hash, registration_id, generation FROM listed_code WHERE event_id = :event AND "
                    "registration_id = :whose",
                    event, whose);
}

bool has_listed_codes(transaction& tx, domain::event_id event) {
    return query_one<number>(tx, "has_listed_codes", "SELECT 1 FROM listed_code WHERE event_id = :event LIMIT 1", event)
        .has_value();
}

void forget_listed_code(transaction& tx, domain::event_id event, domain::registration_id whose) {
    execute(tx, "forget_listed_code", "DELETE FROM listed_code WHERE event_id = :event AND registration_id = :whose", event, whose);
}

void insert_listed_code(transaction& tx, domain::event_id event, const listed_code& code) {
    execute(tx, "insert_listed_code",
            "INSERT INTO listed_code (event_id, code_hash, registration_id, generation) "
            "VALUES (:event, :hash, :whose, :generation)",
            event, code.hash, code.registration, code.generation);
}

void save_short_codes_wanted(transaction& tx, domain::event_id event, bool wanted) {
    execute(tx, "forget_short_code_event", "DELETE FROM short_code_event WHERE event_id = :event", event);
    if (wanted) execute(tx, "insert_short_code_event", "INSERT INTO short_code_event (event_id) VALUES (:event)", event);
}

bool short_codes_wanted(transaction& tx, domain::event_id event) {
    return query_one<number>(tx, "short_codes_wanted", "SELECT event_id FROM short_code_event WHERE event_id = :event", event)
        .has_value();
}

std::vector<domain::event_id> events_with_short_codes(transaction& tx) {
    std::vector<domain::event_id> events;
    for (const auto& [event] : query<number>(tx, "events_with_short_codes", "SELECT event_id FROM short_code_event ORDER BY event_id"))
        events.push_back({event});
    return events;
}

std::vector<uncoded> without_short_code(transaction& tx, domain::event_id event, int most) {
    return tickets(tx, "without_short_code",
                   "SELECT r.id, r.ticket_salt, r.ticket_generation FROM registration r LEFT JOIN listed_code c "
                   "ON c.event_id = r.event_id AND c.registration_id = r.id "
                   "WHERE r.event_id = :event AND r.status = 'confirmed' AND r.erased_at = 0 AND r.ticket_issued_at > 0 AND "
                   "(c.code_hash IS NULL OR (c.generation > 0 AND c.generation <> r.ticket_generation)) "
                   "ORDER BY r.id LIMIT :most",
                   event, most);
}

std::vector<uncoded> with_short_code(transaction& tx, domain::event_id event) {
    return tickets(tx, "with_short_code",
                   "SELECT r.id, r.ticket_salt, r.ticket_generation FROM registration r JOIN listed_code c "
                   "ON c.event_id = r.event_id AND c.registration_id = r.id "
                   "WHERE r.event_id = :event AND r.status = 'confirmed' AND c.generation = r.ticket_generation "
                   "ORDER BY r.id",
                   event);
}

} // namespace krug::store
