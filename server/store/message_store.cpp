#include "store/message_store.hpp"

#include "ground/check.hpp"
#include "store/outbox_store.hpp"
#include "store/people_condition.hpp"
#include "store/statement.hpp"

#include <set>

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;

#define KRUG_MESSAGE_COLUMNS                                                                                     \
    "event_id, number, sort, state, version, filter, subject_ru, text_ru, subject_en, text_en, send_at, hours_after, " \
    "at_night, created_at, created_by, begun_at, mailing"

using message_columns = std::tuple<number, number, text, text, number, text, text, text, text, text, number, number, bool, number,
                                   number, number, number>;

domain::message message_from(message_columns from) {
    domain::message what;
    text sort, state, filter;
    std::tie(what.event.value, what.number, sort, state, what.version, filter, what.subject_ru, what.text_ru, what.subject_en,
             what.text_en, what.send_at, what.hours_after, what.at_night, what.created_at, what.created_by, what.begun_at,
             what.mailing) = std::move(from);
    const auto known_sort = domain::parse_word<domain::message_sort>(sort);
    const auto known_state = domain::parse_word<domain::message_state>(state);
    const auto known_filter = domain::read_filter(filter);
    KRUG_CHECK(known_sort && known_state && known_filter); // only our own words are ever written
    what.sort = *known_sort;
    what.state = *known_state;
    what.filter = *known_filter;
    return what;
}

template <class... In>
std::vector<domain::message> read_messages(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    std::vector<domain::message> all;
    for (auto& row : query<number, number, text, text, number, text, text, text, text, text, number, number, bool, number, number,
                           number, number>(tx, name, sql, in...))
        all.push_back(message_from(std::move(row)));
    return all;
}

template <class... In>
std::optional<domain::message> read_message(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    auto all = read_messages(tx, name, sql, in...);
    return all.empty() ? std::nullopt : std::optional(std::move(all.front()));
}

/// Nobody who is out of it is written to unless the organiser asked for exactly them.
domain::people_filter audience_of(const domain::message& what) {
    auto filter = what.filter;
    if (!filter.status) filter.live = true;
    return filter;
}

text from_recipients(bound_values& bound, const domain::message& what) {
    auto sql = " FROM registration r WHERE r.event_id = " + bound.place(what.event.value);
    sql += people_condition(bound, what.event, audience_of(what));
    return sql + reachable_condition(what.sort == domain::message_sort::news);
}

number count(transaction& tx, std::string_view name, const text& sql, const bound_values& bound) {
    return std::get<0>(query_bound<number>(tx, name, sql, bound).front());
}

} // namespace

std::int64_t insert_message(transaction& tx, const domain::message& what) {
    const auto last = query_one<number>(tx, "last_message", "SELECT COALESCE(MAX(number), 0) FROM message WHERE event_id = :event",
                                        what.event);
    const auto next = std::get<0>(*last) + 1;
    execute(tx, "insert_message",
            "INSERT INTO message (" KRUG_MESSAGE_COLUMNS ") VALUES (:event, :number, :sort, :state, :version, :filter, "
            ":subject_ru, :text_ru, :subject_en, :text_en, :send_at, :hours, :night, :created, :by, :begun, :mailing)",
            what.event, next, domain::word_of(what.sort), domain::word_of(what.state), what.version,
            domain::write_filter(what.filter), what.subject_ru, what.text_ru, what.subject_en, what.text_en, what.send_at,
            what.hours_after, what.at_night, what.created_at, what.created_by, what.begun_at, what.mailing);
    return next;
}

void save_message(transaction& tx, const domain::message& what) {
    execute(tx, "save_message",
            "UPDATE message SET sort = :sort, state = :state, version = :version, filter = :filter, subject_ru = :subject_ru, "
            "text_ru = :text_ru, subject_en = :subject_en, text_en = :text_en, send_at = :send_at, hours_after = :hours, "
            "at_night = :night, begun_at = :begun, mailing = :mailing WHERE event_id = :event AND number = :number",
            domain::word_of(what.sort), domain::word_of(what.state), what.version, domain::write_filter(what.filter),
            what.subject_ru, what.text_ru, what.subject_en, what.text_en, what.send_at, what.hours_after, what.at_night,
            what.begun_at, what.mailing, what.event, what.number);
}

void delete_message(transaction& tx, domain::event_id event, std::int64_t which) {
    execute(tx, "delete_message", "DELETE FROM message WHERE event_id = :event AND number = :number", event, which);
}

std::optional<domain::message> find_message(transaction& tx, domain::event_id event, std::int64_t which) {
    return read_message(tx, "find_message",
                        "SELECT " KRUG_MESSAGE_COLUMNS " FROM message WHERE event_id = :event AND number = :number", event, which);
}

std::optional<domain::message> message_of_mailing(transaction& tx, domain::event_id event, std::int64_t mailing) {
    return read_message(tx, "message_of_mailing",
                        "SELECT " KRUG_MESSAGE_COLUMNS " FROM message WHERE event_id = :event AND mailing = :mailing AND mailing > 0",
                        event, mailing);
}

std::vector<domain::message> messages_of(transaction& tx, domain::event_id event, int most) {
    return read_messages(tx, "messages_of",
                         "SELECT " KRUG_MESSAGE_COLUMNS " FROM message WHERE event_id = :event ORDER BY number DESC LIMIT :most",
                         event, most);
}

std::vector<domain::message> scheduled_messages(transaction& tx) {
    return read_messages(tx, "scheduled_messages",
                         "SELECT " KRUG_MESSAGE_COLUMNS " FROM message WHERE state = 'scheduled' ORDER BY event_id, number");
}

std::int64_t count_messages(transaction& tx, domain::event_id event) {
    return std::get<0>(*query_one<number>(tx, "count_messages", "SELECT COUNT(*) FROM message WHERE event_id = :event", event));
}

std::int64_t count_begun(transaction& tx, domain::event_id event, ground::utc_seconds after) {
    return std::get<0>(*query_one<number>(
        tx, "count_begun", "SELECT COUNT(*) FROM message WHERE event_id = :event AND begun_at > :after", event, after));
}

std::int64_t count_recipients(transaction& tx, const domain::message& what) {
    bound_values bound;
    const bool news = what.sort == domain::message_sort::news;
    const auto sql = text(news ? "SELECT COUNT(DISTINCT r.email_key)" : "SELECT COUNT(*)") + from_recipients(bound, what);
    return count(tx, "count_recipients", sql, bound);
}

std::int64_t count_unreachable(transaction& tx, const domain::message& what) {
    bound_values bound;
    auto sql = "SELECT COUNT(*) FROM registration r WHERE r.event_id = " + bound.place(what.event.value);
    sql += people_condition(bound, what.event, audience_of(what));
    const auto all = count(tx, "count_meant", sql, bound);
    bound_values again;
    return all - count(tx, "count_reachable_of", "SELECT COUNT(*)" + from_recipients(again, what), again);
}

std::int64_t count_english(transaction& tx, const domain::message& what) {
    bound_values bound;
    return count(tx, "count_english", "SELECT COUNT(*)" + from_recipients(bound, what) + " AND r.language = 'en'", bound);
}

std::vector<domain::registration_id> recipients_of(transaction& tx, const domain::message& what, domain::registration_id after,
                                                   int most) {
    bound_values bound;
    auto sql = "SELECT r.id" + from_recipients(bound, what);
    sql += " AND r.id > " + bound.place(after.value);
    sql += " ORDER BY r.id LIMIT " + bound.place(most);
    std::vector<domain::registration_id> found;
    for (const auto& [id] : query_bound<number>(tx, "recipients_of", sql, bound)) found.push_back({id});
    return found;
}

bool reaches(transaction& tx, const domain::message& what, domain::registration_id who) {
    bound_values bound;
    auto sql = "SELECT r.id" + from_recipients(bound, what);
    sql += " AND r.id = " + bound.place(who.value);
    return !query_bound<number>(tx, "message_reaches", sql, bound).empty();
}

std::int64_t enqueue_message(transaction& tx, mailing_row& mailing, const domain::message& what, int most,
                             ground::utc_seconds now) {
    bound_values bound;
    auto sql = "SELECT r.id, r.email_key" + from_recipients(bound, what);
    sql += " AND r.id > " + bound.place(mailing.last_told.value);
    sql += " ORDER BY r.id LIMIT " + bound.place(most);
    const auto found = query_bound<number, text>(tx, "next_of_message", sql, bound);
    if (found.empty()) return 0;
    // News go once to an address, however many people of a family gave it.
    std::set<text> written;
    if (what.sort == domain::message_sort::news)
        for (const auto& [key] : query<text>(tx, "addresses_of_message",
                                             "SELECT DISTINCT r.email_key FROM outbox o JOIN registration r ON r.event_id = o.event_id "
                                             "AND r.id = o.registration_id WHERE o.event_id = :event AND o.mailing = :mailing",
                                             mailing.event, mailing.number))
            written.insert(key);
    std::vector<number> ids;
    for (const auto& [id, key] : found)
        if (what.sort != domain::message_sort::news || written.insert(key).second) ids.push_back(id);
    promise_letters(tx, mailing, ids, now);
    mailing.last_told = {std::get<0>(found.back())};
    return static_cast<std::int64_t>(found.size());
}

outcome_counts outcomes_of(transaction& tx, domain::event_id event, std::int64_t mailing) {
    outcome_counts counts;
    for (const auto& [state, failure, n] : query<text, text, number>(
             tx, "outcomes_of",
             "SELECT state, failure, COUNT(*) FROM outbox WHERE event_id = :event AND mailing = :mailing AND mailing > 0 "
             "GROUP BY state, failure",
             event, mailing)) {
        if (state == "sent") counts.sent += n;
        else if (state != "dead") counts.waiting += n;
        else if (failure == "withdrawn") counts.withdrawn += n;
        else if (failure == "no_recipient" || failure == "erased") counts.spared += n;
        else counts.failed += n;
    }
    return counts;
}

std::vector<std::pair<domain::registration_id, text>> failed_recipients(transaction& tx, domain::event_id event,
                                                                        std::int64_t mailing, int most) {
    std::vector<std::pair<domain::registration_id, text>> found;
    for (const auto& [id, failure] : query<number, text>(
             tx, "failed_recipients",
             "SELECT registration_id, failure FROM outbox WHERE event_id = :event AND mailing = :mailing AND mailing > 0 "
             "AND state = 'dead' AND failure NOT IN ('withdrawn', 'no_recipient', 'erased') ORDER BY registration_id LIMIT :most",
             event, mailing, most))
        found.emplace_back(domain::registration_id{id}, failure);
    return found;
}

std::int64_t withdraw_letters(transaction& tx, domain::event_id event, std::int64_t mailing) {
    return execute(tx, "withdraw_letters",
                   "UPDATE outbox SET state = 'dead', next_at = 0, failure = 'withdrawn' WHERE event_id = :event "
                   "AND mailing = :mailing AND mailing > 0 AND state = 'queued'",
                   event, mailing);
}

void insert_try(transaction& tx, const message_try& one) {
    const auto last = lock_last_mail(tx, one.event);
    const new_mail only{{}, "message_try"};
    insert_mails(tx, one.event, last + 1, std::span(&only, 1), one.made_at);
    save_last_mail(tx, one.event, last + 1);
    execute(tx, "insert_try",
            "INSERT INTO message_try (event_id, mail_number, message_number, staff_id, language, made_at) "
            "VALUES (:event, :mail, :message, :staff, :language, :now)",
            one.event, last + 1, one.message_number, one.staff, one.language, one.made_at);
}

std::optional<message_try> find_try(transaction& tx, domain::event_id event, std::int64_t mail_number) {
    const auto row = query_one<number, number, text, number>(
        tx, "find_try",
        "SELECT message_number, staff_id, language, made_at FROM message_try WHERE event_id = :event AND mail_number = :mail",
        event, mail_number);
    if (!row) return std::nullopt;
    message_try one{event, mail_number, 0, {}, {}, 0};
    std::tie(one.message_number, one.staff.value, one.language, one.made_at) = *row;
    return one;
}

std::int64_t count_tries(transaction& tx, domain::staff_id staff, ground::utc_seconds after) {
    return std::get<0>(*query_one<number>(
        tx, "count_tries", "SELECT COUNT(*) FROM message_try WHERE staff_id = :staff AND made_at > :after", staff, after));
}

std::optional<feedback_row> find_feedback(transaction& tx, domain::event_id event, const text& key) {
    const auto row = query_one<int, text>(
        tx, "find_feedback", "SELECT stars, words FROM feedback WHERE event_id = :event AND answer_key = :key", event, key);
    return row ? std::optional(feedback_row{std::get<0>(*row), std::get<1>(*row)}) : std::nullopt;
}

void save_feedback(transaction& tx, domain::event_id event, const text& key, const feedback_row& row) {
    execute(tx, "save_feedback",
            "INSERT INTO feedback (event_id, answer_key, stars, words) VALUES (:event, :key, :stars, :words) "
            "ON CONFLICT (event_id, answer_key) DO UPDATE SET stars = excluded.stars, words = excluded.words",
            event, key, row.stars, row.words);
}

void delete_feedback(transaction& tx, domain::event_id event, const text& key) {
    execute(tx, "delete_feedback", "DELETE FROM feedback WHERE event_id = :event AND answer_key = :key", event, key);
}

std::vector<feedback_row> feedback_of(transaction& tx, domain::event_id event) {
    std::vector<feedback_row> all;
    for (auto& [stars, words] : query<int, text>(
             tx, "feedback_of", "SELECT stars, words FROM feedback WHERE event_id = :event ORDER BY answer_key", event))
        all.push_back({stars, std::move(words)});
    return all;
}

void end_news(transaction& tx, domain::event_id event, domain::registration_id who, ground::utc_seconds now) {
    for (const auto& [there, id] : query<number, number>(
             tx, "same_address_same_organisation",
             "SELECT o.event_id, o.id FROM registration r JOIN event e ON e.id = r.event_id "
             "JOIN event f ON f.owner_id = e.owner_id JOIN registration o ON o.event_id = f.id "
             "AND ((o.email_key = r.email_key AND r.email_key <> '') OR (o.event_id = r.event_id AND o.id = r.id)) "
             "WHERE r.event_id = :event AND r.id = :id",
             event, who))
        execute(tx, "end_news",
                "UPDATE consent SET withdrawn_at = :now WHERE event_id = :event AND registration_id = :id AND document = 'news' "
                "AND withdrawn_at = 0",
                now, there, id);
}

void begin_news(transaction& tx, domain::event_id event, domain::registration_id who, ground::utc_seconds now) {
    execute(tx, "begin_news",
            "INSERT INTO consent (event_id, registration_id, document, document_version, given_at, withdrawn_at) "
            "VALUES (:event, :id, 'news', 1, :now, 0) ON CONFLICT (event_id, registration_id, document) DO UPDATE SET "
            "given_at = excluded.given_at, withdrawn_at = 0",
            event, who, now);
}

bool has_news(transaction& tx, domain::event_id event, domain::registration_id who) {
    return query_one<number>(tx, "has_news",
                             "SELECT 1 FROM consent WHERE event_id = :event AND registration_id = :id AND document = 'news' "
                             "AND withdrawn_at = 0",
                             event, who)
        .has_value();
}

} // namespace krug::store
