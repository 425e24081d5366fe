#include "store/mailing_store.hpp"

#include "store/dialect.hpp"
#include "store/json_rows.hpp"
#include "store/outbox_store.hpp"
#include "store/statement.hpp"
#include "store/words.hpp"

#include <map>

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;
using maybe = std::optional<std::int64_t>;

#define KRUG_MAILING_COLUMNS \
    "event_id, number, kind, mark, created_at, due_at, last_told, told, tickets_before, facts"

using mailing_columns = std::tuple<number, number, text, text, number, number, number, number, number, text>;

mailing_row row_from(const mailing_columns& from) {
    mailing_row row;
    std::tie(row.event.value, row.number, row.kind, row.mark, row.created_at, row.due_at, row.last_told.value, row.told,
             row.tickets_before, row.facts) = from;
    return row;
}

template <class... In>
std::optional<mailing_row> read_one(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    const auto row = query_one<number, number, text, text, number, number, number, number, number, text>(tx, name, sql, in...);
    return row ? std::optional(row_from(*row)) : std::nullopt;
}

/// Who a mailing is for, of the registrations r after :last.
text condition_of(const transaction& tx, const mailing_audience& who) {
    text sql = "r.event_id = :event AND r.id > :last AND r.status = 'confirmed' AND r.email <> '' "
               "AND r.ticket_issued_at <= :before AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.event_id = r.event_id "
               "AND o.registration_id = r.id AND o.mailing > 0 AND o.kind = :kind AND o.state = 'queued')";
    if (who.wanted_only)
        sql += " AND NOT EXISTS (SELECT 1 FROM attendee_reply a WHERE a.event_id = r.event_id "
               "AND a.registration_id = r.id AND a.no_reminders = 1)";
    if (!who.sessions.empty())
        sql += " AND EXISTS (SELECT 1 FROM registration_session s WHERE s.event_id = r.event_id "
               "AND s.registration_id = r.id AND s.session_id IN (SELECT b.n FROM " +
               json_table(tx, ":sessions", "b", {{"n", column_type::whole}}) + "))";
    return sql;
}

text rows_of(const std::vector<domain::session_id>& sessions) {
    json_rows rows;
    for (const auto id : sessions) {
        rows.next();
        rows.add("n", id.value);
    }
    return text(rows.text());
}

} // namespace

std::optional<std::int64_t> insert_mailing(transaction& tx, const mailing_row& row) {
    const auto known = query_one<number>(
        tx, "find_mailing_mark", "SELECT 1 FROM mailing WHERE event_id = :event AND kind = :kind AND mark = :mark",
        row.event, row.kind, row.mark);
    if (known) return std::nullopt;
    const auto last = query_one<number>(tx, "last_mailing_number",
                                        "SELECT COALESCE(MAX(number), 0) FROM mailing WHERE event_id = :event", row.event);
    const auto next = std::get<0>(*last) + 1;
    execute(tx, "insert_mailing",
            "INSERT INTO mailing (event_id, number, kind, mark, created_at, due_at, last_told, told, tickets_before, facts) "
            "VALUES (:event, :number, :kind, :mark, :created, :due, :last, :told, :before, :facts)",
            row.event, next, row.kind, row.mark, row.created_at, row.due_at, row.last_told, row.told, row.tickets_before,
            row.facts);
    return next;
}

std::optional<mailing_row> due_mailing(transaction& tx, ground::utc_seconds now) {
    return read_one(tx, "due_mailing",
                    "SELECT " KRUG_MAILING_COLUMNS " FROM mailing WHERE due_at > 0 AND due_at <= :now "
                    "ORDER BY due_at, event_id, number LIMIT 1",
                    now);
}

std::optional<mailing_row> find_mailing(transaction& tx, domain::event_id event, std::int64_t mailing) {
    return read_one(tx, "find_mailing",
                    "SELECT " KRUG_MAILING_COLUMNS " FROM mailing WHERE event_id = :event AND number = :number", event,
                    mailing);
}

std::optional<mailing_row> unbegun_change(transaction& tx, domain::event_id event) {
    return read_one(tx, "unbegun_change",
                    "SELECT " KRUG_MAILING_COLUMNS " FROM mailing WHERE event_id = :event AND kind = 'changed' "
                    "AND due_at > 0 AND last_told = 0 ORDER BY number LIMIT 1",
                    event);
}

void save_mailing(transaction& tx, const mailing_row& row) {
    execute(tx, "save_mailing",
            "UPDATE mailing SET due_at = :due, last_told = :last, told = :told, tickets_before = :before "
            "WHERE event_id = :event AND number = :number",
            row.due_at, row.last_told, row.told, row.tickets_before, row.event, row.number);
}

ground::utc_seconds last_mailing(transaction& tx, domain::event_id event, std::string_view kind) {
    return std::get<0>(*query_one<number>(
        tx, "last_mailing", "SELECT COALESCE(MAX(created_at), 0) FROM mailing WHERE event_id = :event AND kind = :kind",
        event, kind));
}

std::int64_t enqueue_mailing(transaction& tx, mailing_row& mailing, const mailing_audience& who, int most,
                             ground::utc_seconds now) {
    const auto condition = condition_of(tx, who);
    const auto sessions = rows_of(who.sessions);
    const auto find = "SELECT r.id FROM registration r WHERE " + condition + " ORDER BY r.id LIMIT :most";
    // The session list is bound only where the text names it.
    const auto ids = who.sessions.empty() ? query<number>(tx, "next_of_mailing", find, mailing.event, mailing.last_told,
                                                          mailing.tickets_before, mailing.kind, most)
                                          : query<number>(tx, "next_of_mailing_in_sessions", find, mailing.event,
                                                          mailing.last_told, mailing.tickets_before, mailing.kind,
                                                          sessions, most);
    if (ids.empty()) return 0;
    std::vector<number> chosen;
    for (const auto& [id] : ids) chosen.push_back(id);
    promise_letters(tx, mailing, chosen, now);
    mailing.last_told = {chosen.back()};
    return static_cast<number>(chosen.size());
}

void promise_letters(transaction& tx, mailing_row& mailing, std::span<const std::int64_t> ids, ground::utc_seconds now) {
    if (ids.empty()) return;
    json_rows chosen;
    number place = 0;
    for (const auto id : ids) {
        chosen.next();
        chosen.add("n", ++place);
        chosen.add("id", id);
    }
    const auto last = lock_last_mail(tx, mailing.event);
    execute(tx, "insert_letters_of_mailing",
            "INSERT INTO outbox (event_id, number, registration_id, kind, state, attempts, created_at, next_at, sent_at, "
            "failure, mailing) SELECT CAST(:event AS BIGINT), CAST(:last AS BIGINT) + b.n, b.id, CAST(:kind AS TEXT), "
            "'queued', 0, CAST(:now AS BIGINT), CAST(:now AS BIGINT), 0, '', CAST(:mailing AS BIGINT) FROM " +
                json_table(tx, ":rows", "b", {{"n", column_type::whole}, {"id", column_type::whole}}),
            mailing.event, last, mailing.kind, now, mailing.number, chosen.text());
    save_last_mail(tx, mailing.event, last + place);
    mailing.told += place;
}

std::vector<mailing_tally> mailings_of(transaction& tx, domain::event_id event, int most) {
    std::vector<mailing_tally> found;
    std::map<number, std::size_t> at;
    for (const auto& columns : query<number, number, text, text, number, number, number, number, number, text>(
             tx, "mailings_of",
             "SELECT " KRUG_MAILING_COLUMNS " FROM mailing WHERE event_id = :event ORDER BY number DESC LIMIT :most", event,
             most)) {
        mailing_tally tally;
        tally.row = row_from(columns);
        at[tally.row.number] = found.size();
        found.push_back(std::move(tally));
    }
    if (found.empty()) return found;
    for (const auto& [mailing, state, failure, count] : query<number, text, text, number>(
             tx, "tally_mailings",
             "SELECT mailing, state, failure, COUNT(*) FROM outbox WHERE event_id = :event AND mailing > 0 "
             "AND mailing >= :first GROUP BY mailing, state, failure",
             event, found.back().row.number)) {
        const auto known = at.find(mailing);
        if (known == at.end()) continue;
        auto& tally = found[known->second];
        if (state == "sent") tally.sent += count;
        else if (state != "dead") tally.waiting += count;
        // Whoever withdrew meanwhile, or was told otherwise, was rightly not written to.
        else if (failure != "no_recipient" && failure != "erased") tally.failed += count;
    }
    return found;
}

std::int64_t count_reachable(transaction& tx, domain::event_id event) {
    return std::get<0>(*query_one<number>(tx, "count_reachable",
                                          "SELECT COUNT(*) FROM registration WHERE event_id = :event "
                                          "AND status = 'confirmed' AND email <> ''",
                                          event));
}

std::optional<domain::reminder_rule> reminder_rule_of(transaction& tx, domain::event_id event) {
    const auto row = query_one<bool, int>(
        tx, "reminder_rule_of", "SELECT day_before, hours_before FROM reminder_rule WHERE event_id = :event", event);
    if (!row) return std::nullopt;
    return domain::reminder_rule{std::get<0>(*row), std::get<1>(*row)};
}

void save_reminder_rule(transaction& tx, domain::event_id event, const domain::reminder_rule& rule) {
    execute(tx, "save_reminder_rule",
            "INSERT INTO reminder_rule (event_id, day_before, hours_before) VALUES (:event, :day, :hours) "
            "ON CONFLICT (event_id) DO UPDATE SET day_before = excluded.day_before, hours_before = excluded.hours_before",
            event, rule.day_before, rule.hours_before);
}

std::vector<starting_event> events_starting(transaction& tx, ground::utc_seconds from, ground::utc_seconds until) {
    std::vector<starting_event> found;
    for (const auto& [id, starts, ends, zone] : query<number, number, maybe, text>(
             tx, "events_starting",
             "SELECT id, starts_at, ends_at, timezone FROM event WHERE state = 'published' AND starts_at > :from "
             "AND starts_at <= :until ORDER BY starts_at, id",
             from, until)) {
        starting_event one;
        one.id.value = id;
        one.time.starts_at = starts;
        one.time.ends_at = ends;
        one.time.precision = domain::date_precision::instant;
        one.time.timezone = zone;
        found.push_back(std::move(one));
    }
    return found;
}

attendee_reply reply_of(transaction& tx, domain::event_id event, domain::registration_id id) {
    const auto row = query_one<number, bool>(
        tx, "reply_of",
        "SELECT coming_at, no_reminders FROM attendee_reply WHERE event_id = :event AND registration_id = :id", event, id);
    return row ? attendee_reply{std::get<0>(*row), std::get<1>(*row)} : attendee_reply{};
}

void save_reply(transaction& tx, domain::event_id event, domain::registration_id id, const attendee_reply& reply) {
    execute(tx, "save_reply",
            "INSERT INTO attendee_reply (event_id, registration_id, coming_at, no_reminders) "
            "VALUES (:event, :id, :coming, :none) ON CONFLICT (event_id, registration_id) DO UPDATE SET "
            "coming_at = excluded.coming_at, no_reminders = excluded.no_reminders",
            event, id, reply.coming_at, reply.no_reminders);
}

std::int64_t count_coming(transaction& tx, domain::event_id event) {
    return std::get<0>(*query_one<number>(
        tx, "count_coming",
        "SELECT COUNT(*) FROM attendee_reply a JOIN registration r ON r.event_id = a.event_id AND r.id = a.registration_id "
        "WHERE a.event_id = :event AND a.coming_at > 0 AND r.status = 'confirmed'",
        event));
}

} // namespace krug::store
