#include "store/figures_store.hpp"

#include "store/statement.hpp"
#include "store/transaction.hpp"
#include "store/words.hpp"

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;
using maybe = std::optional<std::int64_t>;

} // namespace

std::vector<counted_person> people_changed_since(transaction& tx, domain::event_id event, domain::utc_seconds since) {
    std::vector<counted_person> people;
    for (auto& row : query<number, number, number, text, number, number, text, text>(
             tx, "people_changed_since",
             "SELECT id, version, CASE WHEN erased_at > changed_at THEN erased_at ELSE changed_at END, status, category, created_at, "
             "CASE WHEN email_key <> '' THEN email_key WHEN erased_at > 0 THEN '' ELSE search_key END, organisation "
             "FROM registration WHERE event_id = :event AND (changed_at >= :since OR erased_at >= :since)",
             event, since)) {
        counted_person person;
        text status;
        std::tie(person.id.value, person.version, person.changed_at, status, person.category.value, person.created_at,
                 person.person, person.organisation) = std::move(row);
        person.status = value_of<domain::registration_status>(status);
        people.push_back(std::move(person));
    }
    return people;
}

people_sum sum_of_people(transaction& tx, domain::event_id event) {
    const auto row = query_one<number, number, number>(
        tx, "sum_of_people",
        "SELECT COUNT(*), CAST(COALESCE(SUM(version), 0) AS BIGINT), COALESCE(MAX(CASE WHEN erased_at > changed_at THEN erased_at "
        "ELSE changed_at END), 0) FROM registration WHERE event_id = :event",
        event);
    people_sum sum;
    std::tie(sum.count, sum.versions, sum.changed_at) = *row;
    return sum;
}

std::vector<answer_count> answer_counts(transaction& tx, domain::event_id event, int most) {
    std::vector<answer_count> counts;
    for (auto& [field, value, people] : query<text, text, number>(
             tx, "answer_counts",
             "SELECT a.field, a.value, COUNT(*) AS people FROM registration_answer a JOIN registration r "
             "ON r.event_id = a.event_id AND r.id = a.registration_id WHERE a.event_id = :event AND r.status = 'confirmed' "
             "GROUP BY a.field, a.value ORDER BY people DESC, a.field, a.value LIMIT :most",
             event, most))
        counts.push_back({std::move(field), std::move(value), people});
    return counts;
}

std::vector<sealed_need> sealed_needs(transaction& tx, domain::event_id event, int most) {
    std::vector<sealed_need> needs;
    for (auto& [id, sealed] : query<number, text>(
             tx, "sealed_needs_of_confirmed",
             "SELECT n.registration_id, n.sealed FROM registration_need n JOIN registration r ON r.event_id = n.event_id "
             "AND r.id = n.registration_id WHERE n.event_id = :event AND r.status = 'confirmed' "
             "ORDER BY n.registration_id LIMIT :most",
             event, most))
        needs.push_back({{id}, std::move(sealed)});
    return needs;
}

std::vector<person_at_table> people_at_tables(transaction& tx, domain::event_id event) {
    std::vector<person_at_table> people;
    for (const auto& [id, table] : query<number, int>(
             tx, "people_at_tables",
             "SELECT DISTINCT registration_id, table_number FROM table_place WHERE event_id = :event AND held_by <> 'wanted'",
             event))
        people.push_back({{id}, table});
    return people;
}

std::vector<reported_event> events_between(transaction& tx, domain::organisation_id owner, domain::utc_seconds from,
                                           domain::utc_seconds until, int most) {
    std::vector<reported_event> events;
    for (auto& row : query<number, text, text, number, text, maybe, number>(
             tx, "events_between",
             "SELECT e.id, e.title, e.state, e.starts_at, e.timezone, e.capacity, (SELECT COUNT(*) FROM registration r "
             "WHERE r.event_id = e.id AND r.status IN ('confirmed', 'unconfirmed', 'pending', 'waitlisted')) FROM event e "
             "WHERE e.owner_id = :owner AND e.state <> 'draft' AND e.starts_at >= :from AND e.starts_at < :until "
             "ORDER BY e.starts_at, e.id LIMIT :most",
             owner, from, until, most)) {
        reported_event event;
        text state;
        std::tie(event.id.value, event.title, state, event.starts_at, event.timezone, event.capacity, event.registered) =
            std::move(row);
        event.state = value_of<domain::event_state>(state);
        events.push_back(std::move(event));
    }
    return events;
}

std::vector<event_state_of_doors> states_of_doors(transaction& tx, domain::organisation_id owner, domain::utc_seconds until) {
    std::vector<event_state_of_doors> states;
    for (const auto& [event, scans, feed, count, versions, changed] : query<number, number, number, number, number, number>(
             tx, "states_of_doors",
             "SELECT e.id, c.last_scan, c.last_feed, COUNT(r.id), CAST(COALESCE(SUM(r.version), 0) AS BIGINT), "
             "COALESCE(MAX(CASE WHEN r.erased_at > r.changed_at THEN r.erased_at ELSE r.changed_at END), 0) "
             "FROM event e JOIN event_counter c ON c.event_id = e.id LEFT JOIN registration r ON r.event_id = e.id "
             "WHERE e.owner_id = :owner AND e.starts_at < :until AND c.last_scan > 0 GROUP BY e.id, c.last_scan, c.last_feed",
             owner, until))
        states.push_back({{event}, scans, feed, {count, versions, changed}});
    return states;
}

std::vector<person_came> people_who_came(transaction& tx, domain::event_id event) {
    std::vector<person_came> people;
    // The voids are few, so they are gathered once instead of being looked for at every scan.
    for (auto& row : query<number, text, number>(
             tx, "people_who_came",
             "WITH came AS MATERIALIZED (SELECT s.registration_id, MIN(s.scanned_ms) AS first_ms FROM scan s "
             "WHERE s.event_id = :event AND s.registration_id > 0 "
             "AND s.kind IN ('admit', 'override', 'walk_in') AND s.doubt <> 'quarantine' AND s.scan_id NOT IN "
             "(SELECT v.refers_to FROM scan v WHERE v.event_id = :event AND v.kind = 'void' AND v.doubt <> 'quarantine') "
             "GROUP BY s.registration_id) "
             "SELECT c.registration_id, CASE WHEN r.email_key <> '' THEN r.email_key WHEN r.erased_at > 0 THEN '' "
             "ELSE r.search_key END, c.first_ms FROM came c JOIN registration r ON r.event_id = :event AND r.id = c.registration_id",
             event)) {
        person_came person;
        std::tie(person.registration.value, person.person, person.first_ms) = std::move(row);
        people.push_back(std::move(person));
    }
    return people;
}

} // namespace krug::store
