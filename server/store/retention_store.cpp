#include "store/retention_store.hpp"

#include "store/statement.hpp"
#include "store/transaction.hpp"

namespace krug::store {

using text = std::string;
using number = std::int64_t;
using maybe = std::optional<std::int64_t>;

ground::utc_seconds invented_until(transaction& tx) {
    const auto row = query_one<text>(tx, "invented_until", "SELECT value FROM instance WHERE name = 'demo_loaded_at'");
    return row ? std::stoll(std::get<0>(*row)) : 0;
}

void note_invented(transaction& tx, ground::utc_seconds now) {
    execute(tx, "note_invented",
            "INSERT INTO instance (name, value) VALUES ('demo_loaded_at', :now) ON CONFLICT (name) DO NOTHING", std::to_string(now));
}

std::vector<holding_event> events_holding_people(transaction& tx, ground::utc_seconds invented) {
    std::vector<holding_event> events;
    for (const auto& row : query<number, maybe, maybe, number, number, number>(
             tx, "events_holding_people",
             "SELECT e.id, e.starts_at, e.ends_at, COALESCE(r.latest, 0), COALESCE(r.people, 0), COALESCE(n.needs, 0) "
             "FROM event e LEFT JOIN (SELECT event_id, MAX(created_at) AS latest, "
             "SUM(CASE WHEN erased_at = 0 THEN 1 ELSE 0 END) AS people FROM registration WHERE created_at > :invented "
             "GROUP BY event_id) r ON r.event_id = e.id LEFT JOIN (SELECT w.event_id, COUNT(*) AS needs FROM registration_need w "
             "JOIN registration o ON o.event_id = w.event_id AND o.id = w.registration_id WHERE o.created_at > :invented "
             "GROUP BY w.event_id) n "
             "ON n.event_id = e.id WHERE COALESCE(r.people, 0) > 0 OR COALESCE(n.needs, 0) > 0 ORDER BY e.id",
             invented)) {
        holding_event event;
        std::tie(event.event.value, event.starts_at, event.ends_at, event.last_registered_at, event.people, event.needs) = row;
        events.push_back(event);
    }
    return events;
}

std::int64_t delete_needs(transaction& tx, domain::event_id event, ground::utc_seconds invented) {
    return execute(tx, "delete_needs",
                   "DELETE FROM registration_need WHERE event_id = :event AND registration_id IN (SELECT id FROM registration "
                   "WHERE event_id = :event AND created_at > :invented)",
                   event, invented);
}

std::vector<domain::registration_id> people_of(transaction& tx, domain::event_id event, ground::utc_seconds invented, int most) {
    std::vector<domain::registration_id> ids;
    for (const auto& [id] : query<number>(tx, "people_of",
                                          "SELECT id FROM registration WHERE event_id = :event AND erased_at = 0 "
                                          "AND created_at > :invented ORDER BY id LIMIT :most",
                                          event, invented, most))
        ids.push_back({id});
    return ids;
}

void pseudonymise(transaction& tx, domain::event_id event, std::span<const domain::registration_id> ids) {
    // Before the addresses go: afterwards nobody can say who was the same person.
    for (const auto id : ids)
        execute(tx, "pseudonymise",
                "UPDATE registration SET search_key = '-' || COALESCE((SELECT MIN(o.id) FROM registration o "
                "WHERE o.event_id + 0 = registration.event_id AND o.email_key = registration.email_key "
                "AND o.email_key <> ''), id) WHERE event_id = :event AND id = :id AND erased_at = 0 AND search_key NOT LIKE '-%'",
                event, id);
}

void pseudonymise_all(transaction& tx, domain::event_id event, ground::utc_seconds invented) {
    execute(tx, "pseudonymise_all",
            "UPDATE registration SET search_key = '-' || COALESCE((SELECT MIN(o.id) FROM registration o "
            "WHERE o.event_id + 0 = registration.event_id AND o.email_key = registration.email_key "
            "AND o.email_key <> ''), id) WHERE event_id = :event AND erased_at = 0 AND created_at > :invented "
            "AND search_key NOT LIKE '-%'",
            event, invented);
}

void erase_people(transaction& tx, domain::event_id event, std::span<const domain::registration_id> ids,
                  ground::utc_seconds now) {
    for (const auto id : ids) {
        execute(tx, "erase_needs", "DELETE FROM registration_need WHERE event_id = :event AND registration_id = :id", event, id);
        execute(tx, "erase_answers", "DELETE FROM registration_answer WHERE event_id = :event AND registration_id = :id", event, id);
        execute(tx, "erase_representative", "DELETE FROM representative WHERE event_id = :event AND registration_id = :id", event, id);
        execute(tx, "erase_tags", "DELETE FROM registration_tag WHERE event_id = :event AND registration_id = :id", event, id);
        execute(tx, "erase_codes", "DELETE FROM listed_code WHERE event_id = :event AND registration_id = :id", event, id);
        execute(tx, "erase_remarks",
                "UPDATE scan SET override_reason = '' WHERE event_id = :event AND registration_id = :id AND override_reason <> ''",
                event, id);
        execute(tx, "erase_merges",
                "DELETE FROM merge_before WHERE event_id = :event AND number IN (SELECT m.number FROM merge_step m "
                "WHERE m.event_id = :event AND (m.kept_id = :id OR m.given_up_id = :id))",
                event, id);
        // A letter that still waits has nobody to go to any more.
        execute(tx, "erase_letters",
                "UPDATE outbox SET address_key = '', next_at = 0, state = CASE WHEN state IN ('queued', 'sending', 'ambiguous') "
                "THEN 'dead' ELSE state END, failure = CASE WHEN state IN ('queued', 'sending', 'ambiguous') THEN 'erased' "
                "ELSE failure END WHERE event_id = :event AND registration_id = :id",
                event, id);
        execute(tx, "withdraw_consents",
                "UPDATE consent SET withdrawn_at = :now WHERE event_id = :event AND registration_id = :id AND withdrawn_at = 0",
                now, event, id);
        // Without its salt no link to the registration can be right.
        execute(tx, "erase_person",
                "UPDATE registration SET family_name = '', given_name = '', additional_name = '', email = '', email_key = '', "
                "phone = '', phone_raw = '', organisation = '', job_position = '', note = '', decline_reason = '', request_key = '', secret_salt = '', "
                "version = version + 1, erased_at = :now WHERE event_id = :event AND id = :id AND erased_at = 0",
                now, event, id);
    }
}

void forget_feedback_words(transaction& tx, domain::event_id event) {
    execute(tx, "forget_feedback_words", "UPDATE feedback SET words = '' WHERE event_id = :event AND words <> ''", event);
}

std::optional<ground::utc_seconds> erased_at(transaction& tx, domain::event_id event, domain::registration_id id) {
    const auto row = query_one<number>(tx, "erased_at", "SELECT erased_at FROM registration WHERE event_id = :event AND id = :id",
                                       event, id);
    if (!row) return std::nullopt;
    return std::get<0>(*row);
}

void revoke_devices(transaction& tx, domain::event_id event) {
    execute(tx, "revoke_devices",
            "UPDATE device SET state = 'revoked', code_hash = '' WHERE event_id = :event AND state IN ('invited', 'enrolled')",
            event);
}

std::vector<std::int64_t> mails_of(transaction& tx, domain::event_id event, std::span<const domain::registration_id> ids) {
    std::vector<std::int64_t> numbers;
    for (const auto id : ids)
        for (const auto& [n] : query<number>(tx, "mails_of",
                                             "SELECT number FROM outbox WHERE event_id = :event AND registration_id = :id",
                                             event, id))
            numbers.push_back(n);
    return numbers;
}

void insert_act(transaction& tx, const act_row& row) {
    execute(tx, "insert_act",
            "INSERT INTO destruction_act (number, at, event_id, registration_id, people, reason, categories, actor_kind, "
            "actor_id) VALUES ((SELECT COALESCE(MAX(number), 0) + 1 FROM destruction_act), :at, :event, :registration, :people, "
            ":reason, :categories, :kind, :actor)",
            row.at, row.event, row.registration, row.people, row.reason, row.categories, domain::word_of(row.actor_kind),
            row.actor_id);
}

std::vector<act_row> acts_of(transaction& tx, domain::event_id event) {
    std::vector<act_row> acts;
    for (const auto& row : query<number, number, number, number, text, text, text, number>(
             tx, "acts_of",
             "SELECT number, at, registration_id, people, reason, categories, actor_kind, actor_id FROM destruction_act "
             "WHERE event_id = :event ORDER BY number DESC",
             event)) {
        act_row act;
        text kind;
        std::tie(act.number, act.at, act.registration.value, act.people, act.reason, act.categories, kind, act.actor_id) = row;
        act.event = event;
        act.actor_kind = *domain::parse_word<domain::actor_kind>(kind);
        acts.push_back(std::move(act));
    }
    return acts;
}

std::int64_t delete_acts(transaction& tx, ground::utc_seconds before) {
    return execute(tx, "delete_acts", "DELETE FROM destruction_act WHERE at < :before", before);
}

std::vector<same_address> of_same_address(transaction& tx, domain::event_id event, domain::registration_id id) {
    std::vector<same_address> all;
    for (const auto& [where, which] : query<number, number>(
             tx, "of_same_address",
             "SELECT o.event_id, o.id FROM registration r JOIN registration o ON (o.email_key = r.email_key AND r.email_key <> '') "
             "OR (o.event_id = r.event_id AND o.id = r.id) WHERE r.event_id = :event AND r.id = :id ORDER BY o.event_id, o.id",
             event, id))
        all.push_back({{where}, {which}});
    return all;
}

std::vector<letter_row> letters_of(transaction& tx, domain::event_id event, domain::registration_id id) {
    std::vector<letter_row> letters;
    for (const auto& [kind, state, created, sent] : query<text, text, number, number>(
             tx, "letters_of",
             "SELECT kind, state, created_at, sent_at FROM outbox WHERE event_id = :event AND registration_id = :id ORDER BY number",
             event, id))
        letters.push_back({kind, state, created, sent});
    return letters;
}

std::int64_t count_old_answers(transaction& tx, ground::utc_seconds before) {
    return std::get<0>(*query_one<number>(tx, "count_old_answers",
                                          "SELECT COUNT(*) FROM idempotency WHERE created_at < :before", before));
}

std::int64_t count_old_addresses(transaction& tx, ground::utc_seconds before) {
    return std::get<0>(*query_one<number>(tx, "count_old_addresses",
                                          "SELECT COUNT(*) FROM outbox WHERE address_key <> '' AND sent_at < :before AND sent_at > 0",
                                          before));
}

} // namespace krug::store
