#include "store/registration_store.hpp"

#include "ground/check.hpp"
#include "store/dialect.hpp"
#include "store/json_rows.hpp"
#include "store/new_rows.hpp"
#include "store/people_condition.hpp"
#include "store/transaction.hpp"
#include "store/written_numbers.hpp"

#include <algorithm>
#include <map>

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;
using maybe = std::optional<std::int64_t>;

template <class Enum> text word(Enum value) { return text(domain::word_of(value)); }

template <class Enum> Enum value_of(const text& word_read) {
    const auto value = domain::parse_word<Enum>(word_read);
    KRUG_CHECK(value.has_value()); // only our own words are ever written
    return *value;
}

constexpr std::pair<domain::session_choice::state, std::string_view> standings[] = {
    {domain::session_choice::state::wanted, "wanted"},
    {domain::session_choice::state::seated, "seated"},
    {domain::session_choice::state::waiting, "waiting"}};

std::string_view standing_word(domain::session_choice::state standing) {
    for (const auto& [value, name] : standings)
        if (value == standing) return name;
    return {};
}

domain::session_choice::state standing_of(const text& name) {
    for (const auto& [value, known] : standings)
        if (known == name) return value;
    KRUG_CHECK(!"a standing that is none of ours");
    return {};
}

// The columns of a registration in one order for every query that reads them.
#define KRUG_REGISTRATION_COLUMNS                                                                            \
    "r.event_id, r.id, r.status, r.source, r.queue_number, r.family_name, r.given_name, r.additional_name, " \
    "r.search_key, r.email, r.email_key, r.phone, r.phone_raw, r.organisation, r.job_position, r.category, " \
    "r.language, r.created_at, r.changed_at, r.hold_until, r.version, r.secret_salt, r.note, r.ticket_salt, " \
    "r.ticket_generation, r.ticket_flags, r.ticket_issued_at, r.ticket_not_before, r.ticket_not_after, r.tables, " \
    "r.leader_id, r.takes_no_seat, r.decline_reason"

using registration_columns =
    std::tuple<number, number, text, text, number, text, text, text, text, text, text, text, text, text, text, number,
               text, number, number, number, number, text, text, number, number, number, number, number, number, text,
               number, number, text>;

registration_row row_from(const registration_columns& from) {
    registration_row row;
    auto& r = row.registration;
    text status, source, tables;
    number salt = 0, generation = 0, flags = 0, no_seat = 0;
    std::tie(r.event.value, r.id.value, status, source, row.queue_number, r.name.family, r.name.given,
             r.name.additional, row.search_key, r.email, row.email_key, r.phone, r.phone_raw, r.organisation,
             r.position, r.category.value, r.language, r.created_at, r.changed_at, r.hold_until, r.version,
             r.secret_salt, r.note, salt, generation, flags, r.ticket.issued_at, r.ticket.not_before,
             r.ticket.not_after, tables, r.leader.value, no_seat, r.decline_reason) = from;
    r.takes_no_seat = no_seat != 0;
    r.status = value_of<domain::registration_status>(status);
    r.source = value_of<domain::registration_source>(source);
    r.ticket.salt = static_cast<std::uint32_t>(salt);
    r.ticket.generation = static_cast<std::uint16_t>(generation);
    r.ticket.flags = static_cast<std::uint16_t>(flags);
    r.tables = read_numbers<int>(tables);
    return row;
}

template <class... In>
std::vector<registration_row> read_rows(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    std::vector<registration_row> rows;
    for (const auto& columns :
         query<number, number, text, text, number, text, text, text, text, text, text, text, text, text, text, number,
               text, number, number, number, number, text, text, number, number, number, number, number, number, text,
               number, number, text>(
             tx, name, sql, in...))
        rows.push_back(row_from(columns));
    return rows;
}

std::vector<text> listed(std::string_view kept) {
    std::vector<text> all;
    while (!kept.empty()) {
        const auto end = std::min(kept.find(','), kept.size());
        all.emplace_back(kept.substr(0, end));
        kept.remove_prefix(std::min(end + 1, kept.size()));
    }
    return all;
}

} // namespace

std::optional<locked_event> lock_event(transaction& tx, domain::event_id event) {
    static const text lock_sql = "SELECT last_registration, last_feed, last_mail, last_scan FROM event_counter "
                                 "WHERE event_id = :event";
    const auto numbers = query_one<number, number, number, number>(tx, "lock_event_numbers",
                                                                   lock_sql + lock_row(tx), event.value);
    if (!numbers) return std::nullopt;
    locked_event locked;
    std::tie(locked.last_registration, locked.last_feed, locked.last_mail, locked.last_scan) = *numbers;
    const auto rules = query_one<number, text, maybe, maybe, maybe, maybe, maybe, text, number, number, text, number, text, number, bool, int>(
        tx, "lock_event_rules",
        "SELECT owner_id, state, capacity, starts_at, ends_at, opens_at, closes_at, registration_mode, confirm_email, "
        "overbooking_percent, timezone, form_version, email_domains, companions_max, companions_outside, COALESCE((SELECT rounds FROM seating WHERE event_id = event.id AND "
        "session_id = 0), 0) FROM event WHERE id = :event",
        event.value);
    if (!rules) return std::nullopt;
    auto& e = locked.rules;
    text state, mode;
    number confirm = 0, overbooking = 0, companions = 0;
    text domains;
    std::tie(e.owner.value, state, e.capacity, e.time.starts_at, e.time.ends_at, e.registration.opens_at,
             e.registration.closes_at, mode, confirm, overbooking, e.time.timezone, e.registration.form_version, domains,
             companions, e.registration.terms.companions_outside, locked.seating_rounds) = *rules;
    e.registration.terms.companions_max = static_cast<int>(companions);
    e.registration.terms.email_domains = listed(domains);
    e.id = event;
    e.state = value_of<domain::event_state>(state);
    e.registration.mode = value_of<domain::registration_mode>(mode);
    e.registration.confirm_email = confirm != 0;
    e.registration.overbooking_percent = static_cast<int>(overbooking);
    return locked;
}

void save_numbers(transaction& tx, const locked_event& event) {
    tx.announce(event.rules.id.value);
    execute(tx, "save_event_numbers",
            "UPDATE event_counter SET last_registration = :registration, last_feed = :feed, last_mail = :mail, "
            "last_scan = :scan WHERE event_id = :event",
            event.last_registration, event.last_feed, event.last_mail, event.last_scan, event.rules.id.value);
}

std::vector<domain::seat_pool> seat_pools(transaction& tx, domain::event_id event) {
    std::vector<domain::seat_pool> pools;
    for (const auto& row : query<number, maybe, number, number, number, maybe>(
             tx, "seat_pools",
             "SELECT p.scope, p.seat_limit, p.taken, p.waiting, p.last_queue_number, "
             "CASE WHEN p.scope = 0 THEN e.capacity + e.capacity * e.overbooking_percent / 100 WHEN p.scope >= 1000000 THEN "
             "(SELECT c.quota FROM category_terms c WHERE c.event_id = p.event_id AND c.category = p.scope - 1000000) "
             "ELSE s.capacity END "
             "FROM seat_pool p JOIN event e ON e.id = p.event_id "
             "LEFT JOIN session s ON s.event_id = p.event_id AND s.id = p.scope "
             "WHERE p.event_id = :event ORDER BY p.scope",
             event)) {
        domain::seat_pool pool;
        std::tie(pool.scope.value, pool.limit, pool.taken, pool.waiting, pool.last_queue_number, pool.wanted_limit) =
            row;
        pools.push_back(pool);
    }
    return pools;
}

void save_pool(transaction& tx, domain::event_id event, const domain::seat_pool& pool) {
    execute(tx, "save_seat_pool",
            "UPDATE seat_pool SET seat_limit = :limit, taken = :taken, waiting = :waiting, last_queue_number = :last "
            "WHERE event_id = :event AND scope = :scope",
            pool.limit, pool.taken, pool.waiting, pool.last_queue_number, event, pool.scope);
}

void insert_registrations(transaction& tx, std::span<const registration_row> rows) {
    new_rows fresh("insert_registration",
                   "registration (event_id, id, status, source, queue_number, family_name, given_name, "
                   "additional_name, search_key, email, email_key, phone, phone_raw, organisation, job_position, "
                   "category, language, created_at, changed_at, hold_until, version, secret_salt, note, ticket_salt, "
                   "ticket_generation, ticket_flags, ticket_issued_at, ticket_not_before, ticket_not_after, request_key, tables)");
    std::vector<std::string> tables; // the rows hold views of them
    tables.reserve(rows.size());
    for (const auto& row : rows) {
        const auto& r = row.registration;
        tables.push_back(write_numbers(r.tables));
        fresh.add(r.event, r.id, domain::word_of(r.status), domain::word_of(r.source), row.queue_number, r.name.family,
                  r.name.given, r.name.additional, row.search_key, r.email, row.email_key, r.phone, r.phone_raw,
                  r.organisation, r.position, r.category, r.language, r.created_at, r.changed_at, r.hold_until,
                  r.version, r.secret_salt, r.note, r.ticket.salt, r.ticket.generation, r.ticket.flags,
                  r.ticket.issued_at, r.ticket.not_before, r.ticket.not_after, row.request_key, tables.back());
    }
    fresh.insert(tx);
}

void insert_session_seats(transaction& tx, domain::event_id event, std::span<const session_seat> seats) {
    new_rows fresh("insert_session_seat",
                   "registration_session (event_id, registration_id, session_id, standing, queue_number, leaves)");
    for (const auto& seat : seats)
        fresh.add(event, seat.registration, seat.session, standing_word(seat.standing), seat.queue_number, seat.leaves);
    fresh.insert(tx);
}

void insert_answers(transaction& tx, domain::event_id event, domain::registration_id id,
                    std::span<const domain::form_answer> answers) {
    for (const auto& answer : answers)
        execute(tx, "insert_answer",
                "INSERT INTO registration_answer (event_id, registration_id, field, value) "
                "VALUES (:event, :registration, :field, :value)",
                event.value, id.value, answer.field, answer.value);
}

void insert_need(transaction& tx, domain::event_id event, domain::registration_id id, const std::string& sealed) {
    execute(tx, "insert_need",
            "INSERT INTO registration_need (event_id, registration_id, sealed) VALUES (:event, :registration, :sealed)",
            event.value, id.value, sealed);
}

void delete_need(transaction& tx, domain::event_id event, domain::registration_id id) {
    execute(tx, "delete_need", "DELETE FROM registration_need WHERE event_id = :event AND registration_id = :id", event, id);
}

void insert_consents(transaction& tx, domain::event_id event, std::span<const new_consent> consents) {
    new_rows fresh("insert_consent",
                   "consent (event_id, registration_id, document, document_version, given_at, withdrawn_at)");
    for (const auto& [whose, given, at] : consents) fresh.add(event, whose, given.document, given.version, at, 0);
    fresh.insert(tx);
}

std::vector<ticket_salt> ticket_salts(transaction& tx, domain::event_id event) {
    std::vector<ticket_salt> salts;
    for (const auto& [id, salt] : query<number, number>(
             tx, "ticket_salts", "SELECT id, ticket_salt FROM registration WHERE event_id = :event", event))
        salts.push_back({{id}, static_cast<std::uint32_t>(salt)});
    return salts;
}

namespace {

/// What a row itself does not say: places in the lines it stands in, and its sessions.
void complete(transaction& tx, registration_row& row, const std::vector<session_seat>& seats) {
    const auto& r = row.registration;
    if (row.queue_number > 0) {
        const auto place = query_one<number>(tx, "waitlist_place",
                                             "SELECT COUNT(*) FROM registration WHERE event_id = :event AND "
                                             "queue_number > 0 AND queue_number <= :queue",
                                             r.event, row.queue_number);
        row.registration.waitlist_place = std::get<0>(*place);
    }
    for (const auto& seat : seats) {
        domain::session_choice choice{seat.session, seat.standing, 0, seat.leaves};
        if (seat.queue_number > 0) {
            const auto place = query_one<number>(tx, "session_waitlist_place",
                                                 "SELECT COUNT(*) FROM registration_session WHERE event_id = :event "
                                                 "AND session_id = :session AND queue_number BETWEEN 1 AND :queue",
                                                 r.event, seat.session, seat.queue_number);
            choice.place = std::get<0>(*place);
        }
        row.registration.sessions.push_back(choice);
    }
}

text numbers_of(std::span<const domain::registration_id> ids) {
    json_rows rows;
    for (const auto id : ids) {
        rows.next();
        rows.add("asked", id.value);
    }
    return text(rows.text());
}

} // namespace

std::optional<registration_row> find_registration(transaction& tx, domain::event_id event,
                                                  domain::registration_id id) {
    auto rows = read_rows(tx, "find_registration",
                          "SELECT " KRUG_REGISTRATION_COLUMNS " FROM registration r "
                          "WHERE r.event_id = :event AND r.id = :id",
                          event, id);
    if (rows.empty()) return std::nullopt;
    complete(tx, rows.front(), session_seats(tx, event, id));
    return std::move(rows.front());
}

std::vector<registration_row> find_registrations(transaction& tx, domain::event_id event,
                                                 std::span<const domain::registration_id> ids) {
    if (ids.empty()) return {};
    if (ids.size() == 1) {
        auto only = find_registration(tx, event, ids.front());
        return only ? std::vector{*std::move(only)} : std::vector<registration_row>();
    }
    const auto asked = numbers_of(ids);
    const auto among_them = one_of(tx, ":rows", {"asked", column_type::whole});
    auto rows = read_rows(tx, "find_registrations",
                          "SELECT " KRUG_REGISTRATION_COLUMNS " FROM registration r "
                          "WHERE r.event_id = :event AND r.id" +
                              among_them,
                          event, asked);
    std::map<number, std::vector<session_seat>> seats;
    for (const auto& [whose, session, standing, queue, leaves] : query<number, number, text, number, number>(
             tx, "session_seats_of_many",
             "SELECT s.registration_id, s.session_id, s.standing, s.queue_number, s.leaves FROM registration_session s "
             "WHERE s.event_id = :event AND s.registration_id" +
                 among_them,
             event, asked))
        seats[whose].push_back({{whose}, {session}, standing_of(standing), queue, {leaves}});
    for (auto& [whose, of_person] : seats)
        std::sort(of_person.begin(), of_person.end(), [](const auto& one, const auto& two) { return one.session < two.session; });
    for (auto& row : rows) complete(tx, row, seats[row.registration.id.value]);
    return rows;
}

std::vector<domain::form_answer> answers_of(transaction& tx, domain::event_id event, domain::registration_id id) {
    std::vector<domain::form_answer> answers;
    for (const auto& [field, value] :
         query<text, text>(tx, "answers_of",
                           "SELECT field, value FROM registration_answer WHERE event_id = :event AND "
                           "registration_id = :id ORDER BY field",
                           event.value, id.value))
        answers.push_back({field, value});
    return answers;
}

std::optional<std::string> need_of(transaction& tx, domain::event_id event, domain::registration_id id) {
    const auto row = query_one<text>(
        tx, "need_of", "SELECT sealed FROM registration_need WHERE event_id = :event AND registration_id = :id",
        event.value, id.value);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

std::vector<domain::given_consent> consents_of(transaction& tx, domain::event_id event, domain::registration_id id) {
    std::vector<domain::given_consent> consents;
    for (const auto& [document, version] :
         query<text, number>(tx, "consents_of",
                             "SELECT document, document_version FROM consent WHERE event_id = :event AND "
                             "registration_id = :id AND withdrawn_at = 0 ORDER BY document",
                             event.value, id.value))
        consents.push_back({document, static_cast<int>(version)});
    return consents;
}

std::optional<domain::registration_id> find_by_request(transaction& tx, domain::event_id event,
                                                       const std::string& request_key) {
    const auto row = query_one<number>(tx, "find_by_request",
                                       "SELECT id FROM registration WHERE event_id = :event AND request_key = :request "
                                       "AND request_key <> ''",
                                       event.value, request_key);
    return row ? std::optional(domain::registration_id{std::get<0>(*row)}) : std::nullopt;
}

std::vector<live_person> live_people(transaction& tx, domain::event_id event) {
    std::vector<live_person> people;
    for (const auto& [id, family, given, additional, key] : query<number, text, text, text, text>(
             tx, "live_people",
             "SELECT id, family_name, given_name, additional_name, email_key FROM registration WHERE event_id = :event "
             "AND status IN ('unconfirmed', 'pending', 'confirmed', 'waitlisted') ORDER BY id",
             event))
        people.push_back({{id}, {family, given, additional}, key});
    return people;
}

std::vector<namesake> live_by_email(transaction& tx, domain::event_id event, std::span<const text> email_keys) {
    std::vector<namesake> found;
    if (email_keys.empty()) return found;
    json_rows asked;
    for (const auto& key : email_keys) {
        asked.next();
        asked.add("asked", key);
    }
    // The constant condition on email_key and the form of the event's number are those of the index registration_by_email.
    for (const auto& [id, email, key] : query<number, text, text>(
             tx, "live_by_email",
             "SELECT r.id, r.email_key, r.search_key FROM registration r WHERE r.event_id + 0 = :event AND r.email_key" +
                 one_of(tx, ":rows", {"asked", column_type::text}) +
                 " AND r.email_key <> '' AND r.status IN ('unconfirmed', 'pending', 'confirmed', 'waitlisted')",
             event, asked.text()))
        found.push_back({{id}, email, key});
    std::sort(found.begin(), found.end(), [](const namesake& one, const namesake& two) { return one.id < two.id; });
    return found;
}

void save_standing(transaction& tx, const registration_row& row) {
    const auto& r = row.registration;
    execute(tx, "save_standing",
            "UPDATE registration SET status = :status, queue_number = :queue, hold_until = :hold, "
            "ticket_salt = :salt, ticket_generation = :generation, ticket_flags = :flags, ticket_issued_at = :issued, "
            "ticket_not_before = :not_before, ticket_not_after = :not_after, changed_at = :changed, "
            "version = version + 1 WHERE event_id = :event AND id = :id",
            word(r.status), row.queue_number, r.hold_until, number{r.ticket.salt}, number{r.ticket.generation},
            number{r.ticket.flags}, r.ticket.issued_at, r.ticket.not_before, r.ticket.not_after, r.changed_at,
            r.event.value, r.id.value);
}

void save_person(transaction& tx, const registration_row& row) {
    const auto& r = row.registration;
    execute(tx, "save_person",
            "UPDATE registration SET family_name = :family, given_name = :given, additional_name = :additional, "
            "search_key = :search, email = :email, email_key = :email_key, phone = :phone, phone_raw = :phone_raw, "
            "organisation = :organisation, job_position = :position, category = :category, note = :note, "
            "changed_at = :changed, version = version + 1 WHERE event_id = :event AND id = :id",
            r.name.family, r.name.given, r.name.additional, row.search_key, r.email, row.email_key, r.phone,
            r.phone_raw, r.organisation, r.position, r.category.value, r.note, r.changed_at, r.event.value, r.id.value);
}

void save_decline_reason(transaction& tx, domain::event_id event, domain::registration_id id, const std::string& reason) {
    execute(tx, "save_decline_reason",
            "UPDATE registration SET decline_reason = :reason WHERE event_id = :event AND id = :id", reason, event, id);
}

std::optional<domain::registration_id> first_waiting(transaction& tx, domain::event_id event,
                                                     domain::session_id scope) {
    const auto row =
        scope ? query_one<number>(tx, "first_waiting_for_session",
                                  "SELECT registration_id FROM registration_session WHERE event_id = :event AND "
                                  "session_id = :session AND queue_number > 0 ORDER BY queue_number LIMIT 1",
                                  event.value, scope.value)
              : query_one<number>(tx, "first_waiting",
                                  "SELECT id FROM registration WHERE event_id = :event AND queue_number > 0 "
                                  "ORDER BY queue_number LIMIT 1",
                                  event.value);
    return row ? std::optional(domain::registration_id{std::get<0>(*row)}) : std::nullopt;
}

void save_session_seat(transaction& tx, domain::event_id event, const session_seat& seat) {
    execute(tx, "save_session_seat",
            "UPDATE registration_session SET standing = :standing, queue_number = :queue, leaves = :leaves "
            "WHERE event_id = :event AND registration_id = :registration AND session_id = :session",
            standing_word(seat.standing), seat.queue_number, seat.leaves, event.value, seat.registration.value,
            seat.session.value);
}

void delete_session_seat(transaction& tx, domain::event_id event, domain::registration_id who, domain::session_id session) {
    execute(tx, "delete_session_seat",
            "DELETE FROM registration_session WHERE event_id = :event AND registration_id = :registration "
            "AND session_id = :session",
            event, who, session);
}

std::optional<session_seat> first_in_line(transaction& tx, domain::event_id event, domain::session_id session) {
    const auto row = query_one<number, number, number>(
        tx, "first_in_line",
        "SELECT registration_id, queue_number, leaves FROM registration_session WHERE event_id = :event AND "
        "session_id = :session AND queue_number > 0 ORDER BY queue_number LIMIT 1",
        event, session);
    if (!row) return std::nullopt;
    const auto& [who, queue, leaves] = *row;
    return session_seat{{who}, session, domain::session_choice::state::waiting, queue, {leaves}};
}

bool has_swaps(transaction& tx, domain::event_id event) {
    return query_one<number>(tx, "has_swaps",
                             "SELECT 1 FROM registration_session WHERE event_id = :event AND leaves > 0 LIMIT 1", event)
        .has_value();
}

std::vector<session_seat> session_seats(transaction& tx, domain::event_id event, domain::registration_id id) {
    std::vector<session_seat> seats;
    for (const auto& [session, standing, queue, leaves] : query<number, text, number, number>(
             tx, "session_seats",
             "SELECT session_id, standing, queue_number, leaves FROM registration_session WHERE event_id = :event AND "
             "registration_id = :id ORDER BY session_id",
             event.value, id.value))
        seats.push_back({id, {session}, standing_of(standing), queue, {leaves}});
    return seats;
}

std::vector<held> ended_holds(transaction& tx, domain::utc_seconds now, int most) {
    std::vector<held> ended;
    for (const auto& [event, id] :
         query<number, number>(tx, "ended_holds",
                               "SELECT event_id, id FROM registration WHERE hold_until > 0 AND hold_until <= :now "
                               "ORDER BY hold_until LIMIT :most",
                               now, number{most}))
        ended.push_back({{event}, {id}});
    return ended;
}

namespace {

constexpr std::size_t list_keys_max = 6;

/// What a list is about. The keys are folded text without LIKE's own signs, so nothing has to be escaped.
text list_conditions(bound_values& bound, domain::event_id event, const list_filter& filter) {
    auto sql = " FROM registration r WHERE r.event_id = " + bound.place(event.value);
    sql += people_condition(bound, event, filter.people);
    if (filter.keys.empty() && filter.only_id == 0) return sql;
    text any;
    if (filter.only_id > 0) any = "r.id = " + bound.place(filter.only_id);
    for (std::size_t at = 0; at < list_keys_max && at < filter.keys.size(); ++at)
        if (!filter.keys[at].empty())
            any += (any.empty() ? "" : " OR ") + text("r.search_key LIKE ") + bound.place("%" + filter.keys[at] + "%");
    return sql + " AND (" + (any.empty() ? "1 = 0" : any) + ")";
}

} // namespace

namespace {

/// Counted once for all rows: the queue is read in its order as far as the last one who is listed.
void add_waitlist_places(transaction& tx, domain::event_id event, std::vector<registration_row>& rows) {
    number last = 0;
    for (const auto& row : rows) last = std::max(last, row.queue_number);
    if (last == 0) return;
    std::vector<number> queue;
    for (const auto& [at] : query<number>(tx, "waiting_queue",
                                          "SELECT queue_number FROM registration WHERE event_id = :event AND "
                                          "queue_number > 0 AND queue_number <= :last ORDER BY queue_number",
                                          event.value, last))
        queue.push_back(at);
    for (auto& row : rows)
        if (row.queue_number > 0)
            row.registration.waitlist_place = std::ranges::upper_bound(queue, row.queue_number) - queue.begin();
}

} // namespace

std::vector<registration_row> list_registrations(transaction& tx, domain::event_id event, const list_filter& filter) {
    bound_values bound;
    auto sql = "SELECT " KRUG_REGISTRATION_COLUMNS + list_conditions(bound, event, filter);
    if (filter.after_id > 0) {
        // The cursor is a number, so that no name stands in an address; where it is now says its own row.
        const auto last = query_one<text>(tx, "list_cursor", "SELECT search_key FROM registration WHERE event_id = :event AND id = :id",
                                          event, filter.after_id);
        const auto key = bound.place(last ? std::get<0>(*last) : text());
        sql += " AND (r.search_key > " + key + " OR (r.search_key = " + key + " AND r.id > " + bound.place(filter.after_id) + "))";
    }
    sql += " ORDER BY r.search_key, r.id LIMIT " + bound.place(filter.limit);
    std::vector<registration_row> rows;
    for (const auto& columns :
         query_bound<number, number, text, text, number, text, text, text, text, text, text, text, text, text, text, number,
                     text, number, number, number, number, text, text, number, number, number, number, number, number, text,
                     number, number, text>(
             tx, "list_registrations", sql, bound))
        rows.push_back(row_from(columns));
    add_waitlist_places(tx, event, rows);
    return rows;
}

std::int64_t count_registrations(transaction& tx, domain::event_id event, const list_filter& filter) {
    bound_values bound;
    const auto sql = "SELECT COUNT(*)" + list_conditions(bound, event, filter);
    return std::get<0>(query_bound<number>(tx, "count_registrations", sql, bound).front());
}

std::optional<std::vector<domain::registration_id>> found_registrations(transaction& tx, domain::event_id event,
                                                                        const list_filter& filter, int most) {
    bound_values bound;
    const auto conditions = list_conditions(bound, event, filter);
    const auto sql = "SELECT r.id" + conditions + " ORDER BY r.search_key, r.id LIMIT " + bound.place(most + 1);
    std::vector<domain::registration_id> found;
    for (const auto& [id] : query_bound<number>(tx, "found_registrations", sql, bound)) found.push_back({id});
    if (found.size() > static_cast<std::size_t>(most)) return std::nullopt;
    return found;
}

std::vector<registration_brief> registration_briefs(transaction& tx, domain::event_id event) {
    std::vector<registration_brief> briefs;
    for (const auto& [id, status, category, source, created, person] :
         query<number, text, number, text, number, text>(
             tx, "registration_briefs",
             "SELECT id, status, category, source, created_at, CASE WHEN email_key <> '' THEN email_key "
             "ELSE search_key END FROM registration WHERE event_id = :event ORDER BY id",
             event))
        briefs.push_back({{id},
                          value_of<domain::registration_status>(status),
                          {category},
                          value_of<domain::registration_source>(source),
                          created,
                          person});
    return briefs;
}

std::vector<std::pair<std::int64_t, std::int64_t>> seated_by_session(transaction& tx, domain::event_id event) {
    std::vector<std::pair<std::int64_t, std::int64_t>> counts;
    for (const auto& [session, count] :
         query<number, number>(tx, "seated_by_session",
                               "SELECT session_id, COUNT(*) FROM registration_session WHERE event_id = :event AND "
                               "standing = 'seated' GROUP BY session_id ORDER BY session_id",
                               event))
        counts.emplace_back(session, count);
    return counts;
}

std::vector<status_count> count_by_status_and_source(transaction& tx, domain::event_id event) {
    std::vector<status_count> counts;
    for (const auto& [status, source, count] : query<text, text, number>(
             tx, "count_by_status_and_source",
             "SELECT status, source, COUNT(*) FROM registration WHERE event_id = :event GROUP BY status, source", event))
        counts.push_back({value_of<domain::registration_status>(status), value_of<domain::registration_source>(source),
                          count});
    return counts;
}

std::vector<std::pair<std::string, std::int64_t>> count_by_status(transaction& tx, domain::event_id event) {
    std::vector<std::pair<std::string, std::int64_t>> counts;
    for (const auto& [status, count] :
         query<text, number>(tx, "count_by_status",
                             "SELECT status, COUNT(*) FROM registration WHERE event_id = :event GROUP BY status",
                             event.value))
        counts.emplace_back(status, count);
    return counts;
}

} // namespace krug::store
