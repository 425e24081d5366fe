#include "store/outbox_store.hpp"

#include "ground/check.hpp"
#include "store/dialect.hpp"
#include "store/new_rows.hpp"

#include <algorithm>

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;

} // namespace

// The larger of counter and rows: an office that holds the counters in memory writes its own view back after us.
std::int64_t lock_last_mail(transaction& tx, domain::event_id event) {
    static const text sql = "SELECT last_mail FROM event_counter WHERE event_id = :event";
    const auto counter = query_one<number>(tx, "lock_last_mail", sql + text(lock_row(tx)), event);
    KRUG_CHECK(counter.has_value()); // the caller has found the event
    const auto rows = query_one<number>(tx, "last_mail_row",
                                        "SELECT COALESCE(MAX(number), 0) FROM outbox WHERE event_id = :event", event);
    return std::max(std::get<0>(*counter), std::get<0>(*rows));
}

void save_last_mail(transaction& tx, domain::event_id event, std::int64_t last) {
    execute(tx, "save_last_mail", "UPDATE event_counter SET last_mail = :last WHERE event_id = :event", last, event);
}

void insert_mails(transaction& tx, domain::event_id event, std::int64_t first, std::span<const new_mail> mails,
                  ground::utc_seconds now, ground::utc_seconds not_before) {
    new_rows fresh("insert_mail", "outbox (event_id, number, registration_id, kind, state, attempts, created_at, next_at, "
                                  "sent_at, failure)");
    for (const auto& mail : mails) fresh.add(event, first++, mail.to, mail.kind, "queued", 0, now, std::max(now, not_before), 0, "");
    fresh.insert(tx);
}

void insert_mail(transaction& tx, domain::event_id event, domain::registration_id registration, std::string_view kind,
                 ground::utc_seconds now) {
    const auto last = lock_last_mail(tx, event);
    const auto addressed = query_one<number>(
        tx, "has_address", "SELECT 1 FROM registration WHERE event_id = :event AND id = :id AND email <> ''", event,
        registration);
    if (!addressed) return;
    const new_mail only{registration, kind};
    insert_mails(tx, event, last + 1, std::span(&only, 1), now);
    save_last_mail(tx, event, last + 1);
}

std::int64_t insert_mail_for_live(transaction& tx, domain::event_id event, std::string_view kind,
                                  ground::utc_seconds now) {
    const auto last = lock_last_mail(tx, event);
    const auto inserted = execute(
        tx, "insert_mail_for_live",
        "INSERT INTO outbox (event_id, number, registration_id, kind, state, attempts, created_at, next_at, sent_at, "
        "failure) SELECT r.event_id, CAST(:last AS BIGINT) + ROW_NUMBER() OVER (ORDER BY r.id), r.id, "
        "CAST(:kind AS TEXT), 'queued', 0, CAST(:now AS BIGINT), CAST(:now AS BIGINT), 0, '' FROM registration r "
        "WHERE r.event_id = :event AND r.email <> '' "
        "AND r.status IN ('unconfirmed', 'pending', 'confirmed', 'waitlisted')",
        last, kind, now, event);
    if (inserted > 0) save_last_mail(tx, event, last + inserted);
    return inserted;
}

namespace {

void add_due(transaction& tx, std::vector<outbox_row>& due, std::string_view name, const text& sql, number now, int most) {
    for (const auto& columns :
         query<domain::event_id, number, domain::registration_id, text, text, int, number, number, number>(tx, name, sql, now,
                                                                                                           most)) {
        outbox_row row;
        std::tie(row.event, row.number, row.registration, row.kind, row.state, row.attempts, row.created_at, row.next_at,
                 row.mailing) = columns;
        const auto key = query_one<text>(tx, "address_key_of",
                                         "SELECT email_key FROM registration WHERE event_id = :event AND id = :id",
                                         row.event, row.registration);
        if (key) row.address_key = std::get<0>(*key);
        due.push_back(std::move(row));
    }
}

} // namespace

std::vector<outbox_row> due_mail(transaction& tx, ground::utc_seconds now, int most, bool lock) {
    static const text columns = "SELECT event_id, number, registration_id, kind, state, attempts, created_at, next_at, "
                                "mailing FROM outbox WHERE next_at > 0 AND next_at <= :now AND ";
    static const text order = " ORDER BY next_at, event_id, number LIMIT :most";
    const auto end = order + text(lock ? lock_row_skip_locked(tx) : "");
    std::vector<outbox_row> due;
    add_due(tx, due, lock ? "due_mail_locked" : "due_mail", columns + "mailing = 0" + end, now, most);
    const auto left = most - static_cast<int>(due.size());
    if (left > 0)
        add_due(tx, due, lock ? "due_mail_to_many_locked" : "due_mail_to_many", columns + "mailing > 0" + end, now, left);
    return due;
}

std::vector<ground::utc_seconds> mail_times(transaction& tx, std::string_view address_key, ground::utc_seconds after) {
    std::vector<ground::utc_seconds> times;
    for (const auto& [at] : query<number>(tx, "mail_times",
                                          "SELECT sent_at FROM outbox WHERE address_key = :address "
                                          "AND address_key <> '' AND sent_at > :after ORDER BY sent_at",
                                          address_key, after))
        times.push_back(at);
    return times;
}

std::vector<ground::utc_seconds> promised_times(transaction& tx, domain::event_id event,
                                                domain::registration_id registration, ground::utc_seconds after) {
    std::vector<ground::utc_seconds> times;
    for (const auto& [at] : query<number>(tx, "promised_times",
                                          "SELECT created_at FROM outbox WHERE event_id = :event "
                                          "AND registration_id = :registration AND created_at > :after "
                                          "ORDER BY created_at",
                                          event, registration, after))
        times.push_back(at);
    return times;
}

void start_mail(transaction& tx, const outbox_row& row, ground::utc_seconds next_at) {
    execute(tx, "start_mail",
            "UPDATE outbox SET state = 'sending', attempts = attempts + 1, next_at = :next "
            "WHERE event_id = :event AND number = :number",
            next_at, row.event, row.number);
}

void defer_mail(transaction& tx, const outbox_row& row, ground::utc_seconds next_at) {
    execute(tx, "defer_mail", "UPDATE outbox SET next_at = :next WHERE event_id = :event AND number = :number", next_at,
            row.event, row.number);
}

void settle_sent(transaction& tx, domain::event_id event, std::int64_t mail_number, ground::utc_seconds now) {
    execute(tx, "settle_sent",
            "UPDATE outbox SET state = 'sent', sent_at = :now, next_at = 0, failure = '', address_key = COALESCE("
            "(SELECT r.email_key FROM registration r WHERE r.event_id = outbox.event_id "
            "AND r.id = outbox.registration_id), '') WHERE event_id = :event AND number = :number",
            now, event, mail_number);
}

void settle_retry(transaction& tx, domain::event_id event, std::int64_t mail_number, int attempts,
                  ground::utc_seconds next_at, std::string_view failure, bool ambiguous) {
    execute(tx, "settle_retry",
            "UPDATE outbox SET state = :state, next_at = :next, failure = :failure WHERE event_id = :event "
            "AND number = :number AND state = 'sending' AND attempts = :attempts",
            ambiguous ? "ambiguous" : "queued", next_at, failure, event, mail_number, attempts);
}

void settle_dead(transaction& tx, domain::event_id event, std::int64_t mail_number, int attempts,
                 std::string_view failure) {
    execute(tx, "settle_dead",
            "UPDATE outbox SET state = 'dead', next_at = 0, failure = :failure WHERE event_id = :event "
            "AND number = :number AND state = 'sending' AND attempts = :attempts",
            failure, event, mail_number, attempts);
}

void forget_addresses(transaction& tx, ground::utc_seconds before) {
    execute(tx, "forget_addresses",
            "UPDATE outbox SET address_key = '' WHERE address_key <> '' AND sent_at < :before", before);
}

outbox_tally tally_mail(transaction& tx, domain::event_id event) {
    outbox_tally tally;
    const auto add = [&](const auto& rows) {
        for (const auto& [state, count] : rows)
            (state == "sent" ? tally.sent : state == "dead" ? tally.dead : tally.queued) += count;
    };
    if (event)
        add(query<text, number>(tx, "tally_mail_of_event",
                                "SELECT state, COUNT(*) FROM outbox WHERE event_id = :event GROUP BY state", event));
    else
        add(query<text, number>(tx, "tally_mail", "SELECT state, COUNT(*) FROM outbox GROUP BY state"));
    return tally;
}

text take_back_mail(transaction& tx, domain::event_id event, std::int64_t mail) {
    const auto row = query_one<text>(tx, "unsent_mail",
                                     "SELECT kind FROM outbox WHERE event_id = :event AND number = :number AND state = 'queued' "
                                     "AND attempts = 0",
                                     event, mail);
    if (!row) return {};
    execute(tx, "take_back_mail", "DELETE FROM outbox WHERE event_id = :event AND number = :number", event, mail);
    return std::get<0>(*row);
}

} // namespace krug::store
