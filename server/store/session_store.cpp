#include "store/session_store.hpp"

#include "ground/check.hpp"
#include "store/statement.hpp"
#include "store/words.hpp"

#include <algorithm>

namespace krug::store {

namespace {
using text = std::string;
using number = std::int64_t;
using maybe = std::optional<std::int64_t>;

// No tag has a comma: check_session sees to it.
text joined(const std::vector<text>& tags) {
    text all;
    for (const auto& tag : tags) all += (all.empty() ? "" : ",") + tag;
    return all;
}

std::vector<text> parted(const text& all) {
    std::vector<text> tags;
    for (std::size_t at = 0; at < all.size();) {
        const auto end = std::min(all.find(',', at), all.size());
        tags.push_back(all.substr(at, end - at));
        at = end + 1;
    }
    return tags;
}
} // namespace

domain::session_id next_session(transaction& tx, domain::event_id event) {
    const auto row = query_one<domain::session_id>(tx, "next_session",
                                                   "UPDATE event_counter SET last_session = last_session + 1 "
                                                   "WHERE event_id = :event RETURNING last_session",
                                                   event);
    KRUG_CHECK(row.has_value()); // the caller has found the event
    return std::get<0>(*row);
}

void insert_session(transaction& tx, const domain::session& what) {
    execute(tx, "insert_session",
            "INSERT INTO session (event_id, id, title, kind, room, starts_at, ends_at, capacity, sign_up, clash, "
            "description, tags) VALUES (:event, :id, :title, :kind, :room, :starts, :ends, :capacity, :sign_up, :clash, "
            ":description, :tags)",
            what.event, what.id, what.title, word(what.kind), what.room, what.starts_at, what.ends_at, what.capacity,
            word(what.sign_up), word(what.clash), what.description, joined(what.tags));
    save_people(tx, what.event, what.id, what.people);
    insert_pool(tx, what.event, what.id, what.capacity);
}

bool update_session(transaction& tx, const domain::session& what) {
    if (execute(tx, "update_session",
                "UPDATE session SET title = :title, kind = :kind, room = :room, starts_at = :starts, ends_at = :ends, "
                "capacity = :capacity, sign_up = :sign_up, clash = :clash, description = :description, tags = :tags "
                "WHERE event_id = :event AND id = :id",
                what.title, word(what.kind), what.room, what.starts_at, what.ends_at, what.capacity,
                word(what.sign_up), word(what.clash), what.description, joined(what.tags), what.event, what.id) == 0)
        return false;
    save_people(tx, what.event, what.id, what.people);
    return true;
}

void delete_session(transaction& tx, domain::event_id event, domain::session_id id) {
    save_people(tx, event, id, {});
    execute(tx, "delete_seat_pool", "DELETE FROM seat_pool WHERE event_id = :event AND scope = :scope", event, id);
    execute(tx, "delete_session", "DELETE FROM session WHERE event_id = :event AND id = :id", event, id);
}

bool is_session_chosen(transaction& tx, domain::event_id event, domain::session_id id) {
    return query_one<number>(tx, "is_session_chosen",
                             "SELECT 1 FROM registration_session WHERE event_id = :event AND session_id = :id LIMIT 1",
                             event, id)
        .has_value();
}

std::vector<domain::session> sessions_of(transaction& tx, domain::event_id event) {
    std::vector<domain::session> sessions;
    for (const auto& row :
         query<domain::session_id, text, text, text, maybe, maybe, maybe, text, text, text, text>(
             tx, "sessions_of",
             "SELECT id, title, kind, room, starts_at, ends_at, capacity, sign_up, clash, description, tags FROM session "
             "WHERE event_id = :event ORDER BY CASE WHEN starts_at IS NULL THEN 1 ELSE 0 END, starts_at, id",
             event)) {
        domain::session each;
        text kind, sign_up, clash, tags;
        std::tie(each.id, each.title, kind, each.room, each.starts_at, each.ends_at, each.capacity, sign_up, clash,
                 each.description, tags) = row;
        each.tags = parted(tags);
        each.event = event;
        each.kind = value_of<domain::event_kind>(kind);
        each.sign_up = value_of<domain::session_sign_up>(sign_up);
        each.clash = value_of<domain::clash_policy>(clash);
        sessions.push_back(std::move(each));
    }
    // Everybody's in one question: a forum has forty sessions.
    for (const auto& [session, role, name, title] : query<domain::session_id, text, text, text>(
             tx, "people_of_sessions",
             "SELECT session_id, role, name, title FROM event_person WHERE event_id = :event AND session_id > 0 "
             "ORDER BY session_id, position",
             event))
        for (auto& each : sessions)
            if (each.id == session) each.people.push_back({value_of<domain::person_role>(role), name, title, session});
    return sessions;
}

void save_people(transaction& tx, domain::event_id event, domain::session_id session,
                 std::span<const domain::event_person> people) {
    execute(tx, "delete_people", "DELETE FROM event_person WHERE event_id = :event AND session_id = :session", event,
            session);
    number position = 0;
    for (const auto& person : people)
        execute(tx, "insert_person",
                "INSERT INTO event_person (event_id, position, session_id, role, name, title) "
                "VALUES (:event, :position, :session, :role, :name, :title)",
                event, ++position, session, word(person.role), person.name, person.title);
}

std::vector<domain::event_person> people_of(transaction& tx, domain::event_id event, domain::session_id session) {
    std::vector<domain::event_person> people;
    for (const auto& [role, name, title] :
         query<text, text, text>(tx, "people_of",
                                 "SELECT role, name, title FROM event_person WHERE event_id = :event "
                                 "AND session_id = :session ORDER BY position",
                                 event, session))
        people.push_back({value_of<domain::person_role>(role), name, title, session});
    return people;
}

void insert_pool(transaction& tx, domain::event_id event, domain::session_id scope, std::optional<std::int64_t> limit) {
    execute(tx, "insert_seat_pool",
            "INSERT INTO seat_pool (event_id, scope, seat_limit, taken, waiting, last_queue_number) "
            "VALUES (:event, :scope, :limit, 0, 0, 0)",
            event, scope, limit);
}

void set_seat_limit(transaction& tx, domain::event_id event, domain::session_id scope,
                    std::optional<std::int64_t> limit) {
    execute(tx, "set_seat_limit",
            "UPDATE seat_pool SET seat_limit = CASE WHEN taken > CAST(:limit AS BIGINT) THEN taken "
            "ELSE CAST(:limit AS BIGINT) END WHERE event_id = :event AND scope = :scope",
            limit, event, scope);
}

} // namespace krug::store
