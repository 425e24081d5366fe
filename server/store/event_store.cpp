#include "store/event_store.hpp"

#include "store/session_store.hpp"
#include "store/statement.hpp"
#include "store/transaction.hpp"
#include "store/words.hpp"

#include <algorithm>
#include <map>

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;
using maybe = std::optional<std::int64_t>;

void insert_counter(transaction& tx, domain::event_id event) {
    execute(tx, "insert_event_counter",
            "INSERT INTO event_counter (event_id, last_registration, last_scan, last_feed, last_mail, last_session, "
            "last_admission_point) VALUES (:event, 0, 0, 0, 0, 0, 0)",
            event);
}

void save_organisers(transaction& tx, const domain::event& of) {
    execute(tx, "delete_organisers", "DELETE FROM event_organiser WHERE event_id = :event", of.id);
    number position = 0;
    for (const auto& each : of.organisers)
        execute(tx, "insert_organiser",
                "INSERT INTO event_organiser (event_id, position, organisation_id, role) "
                "VALUES (:event, :position, :organisation, :role)",
                of.id, ++position, each.organisation, word(each.role));
}

void save_references(transaction& tx, const domain::event& of) {
    execute(tx, "delete_references", "DELETE FROM event_reference WHERE event_id = :event", of.id);
    number position = 0;
    for (const auto& each : of.references)
        execute(tx, "insert_reference",
                "INSERT INTO event_reference (event_id, position, system, external, url) "
                "VALUES (:event, :position, :system, :external, :url)",
                of.id, ++position, each.system, each.external, each.url);
}

void save_links(transaction& tx, const domain::event& of) {
    execute(tx, "delete_links", "DELETE FROM event_link WHERE event_id = :event", of.id);
    number position = 0;
    for (const auto& each : of.links)
        execute(tx, "insert_link",
                "INSERT INTO event_link (event_id, position, relation, other_id) "
                "VALUES (:event, :position, :relation, :other)",
                of.id, ++position, word(each.relation), each.other);
}

void save_lists(transaction& tx, const domain::event& of) {
    save_organisers(tx, of);
    save_people(tx, of.id, {}, of.people);
    save_references(tx, of);
    save_links(tx, of);
}

void read_lists(transaction& tx, domain::event& of) {
    for (const auto& [organisation, role, name, slug] : query<domain::organisation_id, text, text, text>(
             tx, "organisers_of",
             "SELECT o.id, eo.role, o.name, o.slug FROM event_organiser eo JOIN organisation o "
             "ON o.id = eo.organisation_id WHERE eo.event_id = :event ORDER BY eo.position",
             of.id))
        of.organisers.push_back({organisation, value_of<domain::organiser_role>(role), name, slug});
    of.people = people_of(tx, of.id, {});
    for (const auto& [system, external, url] :
         query<text, text, text>(tx, "references_of",
                                 "SELECT system, external, url FROM event_reference WHERE event_id = :event "
                                 "ORDER BY position",
                                 of.id))
        of.references.push_back({system, external, url});
    for (const auto& [relation, other, title, slug] : query<text, domain::event_id, text, text>(
             tx, "links_of",
             "SELECT l.relation, l.other_id, e.title, e.slug FROM event_link l JOIN event e ON e.id = l.other_id "
             "WHERE l.event_id = :event ORDER BY l.position",
             of.id))
        of.links.push_back({value_of<domain::event_relation>(relation), other, title, slug});
}

void read_head(transaction& tx, domain::event& into, bool& found) {
    const auto row = query_one<domain::organisation_id, text, number, text, text, text, std::optional<domain::venue_id>,
                               std::optional<domain::event_id>, maybe, std::optional<int>, number>(
        tx, "find_event_head",
        "SELECT owner_id, slug, version, kind, state, visibility, venue_id, parent_id, capacity, age_mark, created_at "
        "FROM event WHERE id = :id",
        into.id);
    found = row.has_value();
    if (!found) return;
    text kind, state, visibility;
    std::tie(into.owner, into.slug, into.version, kind, state, visibility, into.venue, into.parent, into.capacity,
             into.age_mark, into.created_at) = *row;
    into.kind = value_of<domain::event_kind>(kind);
    into.state = value_of<domain::event_state>(state);
    into.visibility = value_of<domain::event_visibility>(visibility);
}

void read_body(transaction& tx, domain::event& into) {
    const auto row = query_one<text, text, text, text, maybe, maybe, text, text, text, text, maybe, maybe, text, bool,
                               int, text, text, text, maybe, text, text, number, text, int, bool, bool, int>(
        tx, "find_event_body",
        "SELECT title, summary, description, language, starts_at, ends_at, date_precision, period, timezone, time_raw, "
        "opens_at, closes_at, registration_mode, confirm_email, overbooking_percent, contact_phone, contact_phone_raw, "
        "contact_email, price_kopecks, admission_access, admission_raw, form_version, "
        "email_domains, companions_max, companions_outside, minors, group_max FROM event WHERE id = :id",
        into.id);
    KRUG_CHECK(row.has_value()); // its head was read in this transaction
    text precision, mode, access, domains;
    auto& rules = into.registration;
    std::tie(into.text.title, into.text.summary, into.text.description, into.text.language, into.time.starts_at,
             into.time.ends_at, precision, into.time.period, into.time.timezone, into.time.raw, rules.opens_at,
             rules.closes_at, mode, rules.confirm_email, rules.overbooking_percent, into.contact.phone,
             into.contact.phone_raw, into.contact.email, into.admission.price_kopecks, access, into.admission.raw,
             rules.form_version, domains, rules.terms.companions_max, rules.terms.companions_outside, rules.terms.minors,
             rules.terms.group_max) = *row;
    for (std::string_view left = domains; !left.empty();) {
        const auto end = std::min(left.find(','), left.size());
        rules.terms.email_domains.emplace_back(left.substr(0, end));
        left.remove_prefix(std::min(end + 1, left.size()));
    }
    into.time.precision = value_of<domain::date_precision>(precision);
    rules.mode = value_of<domain::registration_mode>(mode);
    into.admission.access = value_of<domain::admission_access>(access);
}

} // namespace

bool is_event_number_taken(transaction& tx, domain::event_id id) {
    return query_one<number>(tx, "is_event_number_taken", "SELECT 1 FROM event WHERE id = :id", id).has_value();
}

void insert_event(transaction& tx, const domain::event& what, std::optional<std::int64_t> seat_limit) {
    const auto& t = what.time;
    const auto& r = what.registration;
    execute(tx, "insert_event",
            "INSERT INTO event (id, owner_id, slug, version, kind, state, visibility, venue_id, parent_id, capacity, "
            "age_mark, created_at, title, summary, description, language, starts_at, ends_at, date_precision, period, "
            "timezone, time_raw, opens_at, closes_at, registration_mode, confirm_email, overbooking_percent, "
            "contact_phone, contact_phone_raw, contact_email, price_kopecks, admission_access, admission_raw) VALUES "
            "(:id, :owner, :slug, :version, :kind, :state, :visibility, :venue, :parent, :capacity, :age, :created, "
            ":title, :summary, :description, :language, :starts, :ends, :precision, :period, :timezone, :time_raw, "
            ":opens, :closes, :mode, :confirm, :overbooking, :phone, :phone_raw, :email, :price, :access, :access_raw)",
            what.id, what.owner, what.slug, what.version, word(what.kind), word(what.state), word(what.visibility),
            what.venue, what.parent, what.capacity, what.age_mark, what.created_at, what.text.title, what.text.summary,
            what.text.description, what.text.language, t.starts_at, t.ends_at, word(t.precision), t.period, t.timezone,
            t.raw, r.opens_at, r.closes_at, word(r.mode), r.confirm_email, r.overbooking_percent, what.contact.phone,
            what.contact.phone_raw, what.contact.email, what.admission.price_kopecks, word(what.admission.access),
            what.admission.raw);
    insert_counter(tx, what.id);
    insert_pool(tx, what.id, {}, seat_limit);
    save_lists(tx, what);
}

void update_event(transaction& tx, const domain::event& what) {
    const auto& t = what.time;
    const auto& r = what.registration;
    execute(tx, "update_event",
            "UPDATE event SET slug = :slug, kind = :kind, visibility = :visibility, venue_id = :venue, "
            "parent_id = :parent, capacity = :capacity, age_mark = :age, title = :title, summary = :summary, "
            "description = :description, language = :language, starts_at = :starts, ends_at = :ends, "
            "date_precision = :precision, period = :period, timezone = :timezone, time_raw = :time_raw, "
            "opens_at = :opens, closes_at = :closes, registration_mode = :mode, confirm_email = :confirm, "
            "overbooking_percent = :overbooking, contact_phone = :phone, contact_phone_raw = :phone_raw, "
            "contact_email = :email, price_kopecks = :price, admission_access = :access, admission_raw = :access_raw "
            "WHERE id = :id",
            what.slug, word(what.kind), word(what.visibility), what.venue, what.parent, what.capacity, what.age_mark,
            what.text.title, what.text.summary, what.text.description, what.text.language, t.starts_at, t.ends_at,
            word(t.precision), t.period, t.timezone, t.raw, r.opens_at, r.closes_at, word(r.mode), r.confirm_email,
            r.overbooking_percent, what.contact.phone, what.contact.phone_raw, what.contact.email,
            what.admission.price_kopecks, word(what.admission.access), what.admission.raw, what.id);
    save_lists(tx, what);
}

void save_event_state(transaction& tx, domain::event_id id, domain::event_state state) {
    execute(tx, "save_event_state", "UPDATE event SET state = :state WHERE id = :id", word(state), id);
}

void note_event_changed(transaction& tx, domain::event_id id, ground::utc_seconds now) {
    execute(tx, "note_event_changed", "UPDATE event SET changed_at = :now WHERE id = :id", now, id);
}

ground::utc_seconds event_changed_at(transaction& tx, domain::event_id id) {
    const auto row = query_one<number>(tx, "event_changed_at", "SELECT changed_at FROM event WHERE id = :id", id);
    return row ? std::get<0>(*row) : 0;
}

std::int64_t raise_event_version(transaction& tx, domain::event_id id) {
    tx.announce(id.value);
    const auto row = query_one<number>(tx, "raise_event_version",
                                       "UPDATE event SET version = version + 1 WHERE id = :id RETURNING version", id);
    KRUG_CHECK(row.has_value()); // the caller has found the event
    return std::get<0>(*row);
}

void continue_numbers(transaction& tx, domain::event_id from, domain::event_id to) {
    execute(tx, "continue_numbers",
            "UPDATE event_counter SET last_session = (SELECT f.last_session FROM event_counter f "
            "WHERE f.event_id = :from), last_admission_point = (SELECT f.last_admission_point FROM event_counter f "
            "WHERE f.event_id = :from) WHERE event_id = :to",
            from, to);
}

std::int64_t event_version(transaction& tx, domain::event_id id) {
    const auto row = query_one<number>(tx, "event_version", "SELECT version FROM event WHERE id = :event", id);
    return row ? std::get<0>(*row) : 0;
}

std::optional<domain::organisation_id> event_owner(transaction& tx, domain::event_id id) {
    const auto row = query_one<domain::organisation_id>(tx, "event_owner",
                                                        "SELECT owner_id FROM event WHERE id = :event", id);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

std::optional<domain::event> find_event(transaction& tx, domain::event_id id) {
    domain::event event;
    event.id = id;
    bool found = false;
    read_head(tx, event, found);
    if (!found) return std::nullopt;
    read_body(tx, event);
    read_lists(tx, event);
    return event;
}

std::optional<domain::event_id> find_event_by_slug(transaction& tx, std::string_view slug) {
    const auto row = query_one<domain::event_id>(tx, "find_event_by_slug", "SELECT id FROM event WHERE slug = :slug", slug);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

std::vector<scope_seats> seats_of(transaction& tx, domain::event_id id) {
    std::vector<scope_seats> pools;
    for (const auto& [scope, limit, taken, waiting] : query<domain::session_id, maybe, number, number>(
             tx, "seats_of",
             "SELECT scope, seat_limit, taken, waiting FROM seat_pool WHERE event_id = :event ORDER BY scope", id))
        pools.push_back({scope, {limit, taken, waiting}});
    return pools;
}

std::vector<event_row> event_rows(transaction& tx, bool public_only) {
    // Counted over the index of held seats, which is short; counting registrations by status would read them all.
    std::map<number, number> held;
    for (const auto& [event, count] :
         query<number, number>(tx, "held_seats",
                               "SELECT event_id, COUNT(*) FROM registration WHERE hold_until > 0 GROUP BY event_id"))
        held[event] = count;
    static const text sql =
        "SELECT e.id, e.owner_id, e.slug, e.title, e.summary, e.kind, e.state, e.visibility, e.starts_at, e.ends_at, "
        "e.date_precision, e.period, e.timezone, e.time_raw, COALESCE(v.name, ''), COALESCE(v.city, ''), e.age_mark, "
        "e.price_kopecks, e.admission_access, e.admission_raw, p.seat_limit, p.taken, p.waiting FROM event e "
        "JOIN seat_pool p ON p.event_id = e.id AND p.scope = 0 LEFT JOIN venue v ON v.id = e.venue_id";
    std::vector<event_row> rows;
    for (const auto& columns :
         query<domain::event_id, domain::organisation_id, text, text, text, text, text, text, maybe, maybe, text, text,
               text, text, text, text, std::optional<int>, maybe, text, text, maybe, number, number>(
             tx, public_only ? "public_event_rows" : "event_rows",
             sql + (public_only ? " WHERE e.state = 'published' AND e.visibility = 'listed'" : ""))) {
        event_row row;
        text kind, state, visibility, precision, access;
        std::tie(row.id, row.owner, row.slug, row.title, row.summary, kind, state, visibility, row.time.starts_at,
                 row.time.ends_at, precision, row.time.period, row.time.timezone, row.time.raw, row.venue_name,
                 row.city, row.age_mark, row.admission.price_kopecks, access, row.admission.raw, row.seats.limit,
                 row.seats.taken, row.seats.waiting) = columns;
        row.kind = value_of<domain::event_kind>(kind);
        row.state = value_of<domain::event_state>(state);
        row.visibility = value_of<domain::event_visibility>(visibility);
        row.time.precision = value_of<domain::date_precision>(precision);
        row.admission.access = value_of<domain::admission_access>(access);
        if (const auto found = held.find(row.id.value); found != held.end()) row.held = found->second;
        rows.push_back(std::move(row));
    }
    return rows;
}

} // namespace krug::store
