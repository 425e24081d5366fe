#include "store/status_step_store.hpp"

#include "ground/check.hpp"
#include "store/new_rows.hpp"
#include "store/statement.hpp"
#include "store/written_numbers.hpp"

namespace krug::store {

using text = std::string;
using number = std::int64_t;

namespace {

const text person_columns = "registration_id, was, hold_until, queue_number, category, keeps_seat, letter, letter_before, "
                            "session_lines, places";

std::vector<stepped_person> people_from(
    const std::vector<std::tuple<domain::registration_id, text, number, number, domain::category_id, bool, number, text, text, text>>& rows) {
    std::vector<stepped_person> people;
    for (const auto& row : rows) {
        stepped_person each;
        text was, lines, places;
        std::tie(each.who, was, each.hold_until, each.queue_number, each.category, each.keeps_seat, each.letter, each.letter_before,
                 lines, places) = row;
        const auto status = domain::parse_word<domain::registration_status>(was);
        KRUG_CHECK(status.has_value()); // only our own words are ever written
        each.was = *status;
        each.session_lines = read_numbers<number>(lines);
        each.places = read_numbers<number>(places);
        people.push_back(std::move(each));
    }
    return people;
}

} // namespace

std::int64_t insert_status_step(transaction& tx, const status_step& step) {
    const auto last = query_one<number>(tx, "last_status_step",
                                        "SELECT COALESCE(MAX(number), 0) FROM status_step WHERE event_id = :event", step.event);
    const auto next = std::get<0>(*last) + 1;
    execute(tx, "insert_status_step",
            "INSERT INTO status_step (event_id, number, what, made_at, made_by, ends_at, changed) "
            "VALUES (:event, :number, :what, :at, :by, :ends, :changed)",
            step.event, next, step.what, step.made_at, step.made_by, step.ends_at, step.changed);
    return next;
}

void save_step_changed(transaction& tx, domain::event_id event, std::int64_t step, std::int64_t changed) {
    execute(tx, "save_step_changed", "UPDATE status_step SET changed = :changed WHERE event_id = :event AND number = :number", changed,
            event, step);
}

void insert_stepped(transaction& tx, domain::event_id event, std::int64_t step, std::span<const stepped_person> people) {
    static const text into = "status_step_person (event_id, step, " + person_columns + ")";
    new_rows fresh("insert_stepped", into);
    std::vector<std::pair<text, text>> lists; // the rows hold views of them
    lists.reserve(people.size());
    for (const auto& each : people) {
        lists.emplace_back(write_numbers(each.session_lines), write_numbers(each.places));
        fresh.add(event, step, each.who, domain::word_of(each.was), each.hold_until, each.queue_number, each.category, each.keeps_seat,
                  each.letter, each.letter_before, lists.back().first, lists.back().second);
    }
    fresh.insert(tx);
}

std::optional<status_step> find_status_step(transaction& tx, domain::event_id event, std::int64_t which) {
    const auto row = query_one<text, number, number, number, number>(
        tx, "find_status_step",
        "SELECT what, made_at, made_by, ends_at, changed FROM status_step WHERE event_id = :event AND number = :number", event, which);
    if (!row) return std::nullopt;
    const auto& [what, at, by, ends, changed] = *row;
    return status_step{event, which, what, at, by, ends, changed, 0};
}

std::vector<status_step> open_status_steps(transaction& tx, domain::event_id event, ground::utc_seconds now) {
    std::vector<status_step> open;
    for (const auto& [which, what, at, by, ends, changed, people] : query<number, text, number, number, number, number, number>(
             tx, "open_status_steps",
             "SELECT s.number, s.what, s.made_at, s.made_by, s.ends_at, s.changed, COUNT(*) FROM status_step s JOIN status_step_person p "
             "ON p.event_id = s.event_id AND p.step = s.number WHERE s.event_id = :event AND s.ends_at > :now "
             "GROUP BY s.number, s.what, s.made_at, s.made_by, s.ends_at, s.changed ORDER BY s.number DESC",
             event, now))
        open.push_back({event, which, what, at, by, ends, changed, people});
    return open;
}

std::vector<status_step> ended_status_steps(transaction& tx, ground::utc_seconds now, int most) {
    std::vector<status_step> ended;
    for (const auto& [event, which, what, at, by, ends, changed] : query<domain::event_id, number, text, number, number, number, number>(
             tx, "ended_status_steps",
             "SELECT event_id, number, what, made_at, made_by, ends_at, changed FROM status_step WHERE ends_at <= :now "
             "ORDER BY ends_at, event_id, number LIMIT :most",
             now, most))
        ended.push_back({event, which, what, at, by, ends, changed, 0});
    return ended;
}

std::vector<stepped_person> stepped_people(transaction& tx, domain::event_id event, std::int64_t step) {
    static const text sql = "SELECT " + person_columns + " FROM status_step_person WHERE event_id = :event AND step = :step "
                            "ORDER BY registration_id";
    return people_from(query<domain::registration_id, text, number, number, domain::category_id, bool, number, text, text, text>(
        tx, "stepped_people", sql, event, step));
}

std::optional<stepped_person> find_stepped(transaction& tx, domain::event_id event, domain::registration_id who) {
    static const text sql = "SELECT " + person_columns + " FROM status_step_person WHERE event_id = :event AND registration_id = :who";
    auto found = people_from(query<domain::registration_id, text, number, number, domain::category_id, bool, number, text, text, text>(
        tx, "find_stepped", sql, event, who));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

void delete_stepped(transaction& tx, domain::event_id event, domain::registration_id who) {
    execute(tx, "delete_stepped", "DELETE FROM status_step_person WHERE event_id = :event AND registration_id = :who", event, who);
}

void delete_status_step(transaction& tx, domain::event_id event, std::int64_t which) {
    execute(tx, "delete_step_people", "DELETE FROM status_step_person WHERE event_id = :event AND step = :step", event, which);
    execute(tx, "delete_status_step", "DELETE FROM status_step WHERE event_id = :event AND number = :number", event, which);
}

} // namespace krug::store
