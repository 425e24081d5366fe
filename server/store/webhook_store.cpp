#include "store/webhook_store.hpp"

#include "store/statement.hpp"
#include "store/transaction.hpp"
#include "store/words.hpp"

#include <algorithm>

namespace krug::store {

namespace {

using domain::webhook;
using domain::webhook_delivery;
using text = std::string;
using number = std::int64_t;

#define KRUG_WEBHOOK_COLUMNS "id, organisation_id, event_id, url, kinds, sealed_secret, state, created_at, failures"
#define KRUG_DELIVERY_COLUMNS                                                                                          \
    "webhook_id, delivery_id, kind, event_id, subject, occurred_at, state, attempts, next_at, status, milliseconds, "  \
    "failure, last_at"

/// ",a,b," – so that the schema finds a whole word by its commas.
text written_kinds(const std::vector<text>& kinds) {
    text written = ",";
    for (const auto& kind : kinds) written += kind + ",";
    return written;
}

std::vector<text> read_kinds(const text& written) {
    std::vector<text> kinds;
    for (std::size_t at = 1; at < written.size();) {
        const auto comma = std::min(written.find(',', at), written.size());
        kinds.push_back(written.substr(at, comma - at));
        at = comma + 1;
    }
    return kinds;
}

template <class... In> std::vector<webhook> read_webhooks(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    std::vector<webhook> hooks;
    for (auto& row : query<number, number, number, text, text, text, text, number, number>(tx, name, sql, in...)) {
        webhook hook;
        text kinds, state;
        std::tie(hook.id, hook.organisation.value, hook.event.value, hook.url, kinds, hook.sealed_secret, state, hook.created_at,
                 hook.failures) = std::move(row);
        hook.kinds = read_kinds(kinds);
        hook.state = value_of<domain::webhook_state>(state);
        hooks.push_back(std::move(hook));
    }
    return hooks;
}

template <class... In>
std::vector<webhook_delivery> read_deliveries(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    std::vector<webhook_delivery> deliveries;
    for (auto& row : query<number, text, text, number, number, number, text, number, number, number, number, text, number>(
             tx, name, sql, in...)) {
        webhook_delivery one;
        text state;
        std::tie(one.webhook, one.id, one.kind, one.event.value, one.subject, one.occurred_at, state, one.attempts, one.next_at,
                 one.status, one.milliseconds, one.failure, one.last_at) = std::move(row);
        one.state = value_of<domain::delivery_state>(state);
        deliveries.push_back(std::move(one));
    }
    return deliveries;
}

} // namespace

void insert_webhook(transaction& tx, const webhook& hook) {
    execute(tx, "insert_webhook",
            "INSERT INTO webhook (" KRUG_WEBHOOK_COLUMNS ") VALUES (:id, :organisation, :event, :url, :kinds, :secret, :state, "
            ":created, :failures)",
            hook.id, hook.organisation, hook.event, hook.url, written_kinds(hook.kinds), hook.sealed_secret, word(hook.state),
            hook.created_at, hook.failures);
}

std::vector<webhook> webhooks_of(transaction& tx, domain::organisation_id organisation) {
    return read_webhooks(tx, "webhooks_of",
                         "SELECT " KRUG_WEBHOOK_COLUMNS " FROM webhook WHERE organisation_id = :organisation ORDER BY created_at, id",
                         organisation);
}

std::optional<webhook> find_webhook(transaction& tx, std::int64_t id) {
    auto hooks = read_webhooks(tx, "find_webhook", "SELECT " KRUG_WEBHOOK_COLUMNS " FROM webhook WHERE id = :id", id);
    if (hooks.empty()) return std::nullopt;
    return std::move(hooks.front());
}

bool save_webhook_state(transaction& tx, std::int64_t id, domain::webhook_state state) {
    return execute(tx, "save_webhook_state", "UPDATE webhook SET state = :state, failures = 0 WHERE id = :id AND state <> :state", word(state),
                   id) > 0;
}

bool stop_failing_webhook(transaction& tx, std::int64_t id) {
    return execute(tx, "stop_failing_webhook", "UPDATE webhook SET state = 'failing' WHERE id = :id AND state = 'active'", id) > 0;
}

void save_webhook_secret(transaction& tx, std::int64_t id, const text& sealed) {
    execute(tx, "save_webhook_secret", "UPDATE webhook SET sealed_secret = :secret WHERE id = :id", sealed, id);
}

std::int64_t count_failure(transaction& tx, std::int64_t id) {
    const auto row = query_one<number>(tx, "count_failure", "UPDATE webhook SET failures = failures + 1 WHERE id = :id RETURNING failures", id);
    return row ? std::get<0>(*row) : 0;
}

void forget_failures(transaction& tx, std::int64_t id) {
    execute(tx, "forget_failures", "UPDATE webhook SET failures = 0 WHERE id = :id AND failures > 0", id);
}

void delete_webhook(transaction& tx, std::int64_t id) {
    execute(tx, "delete_deliveries_of", "DELETE FROM webhook_delivery WHERE webhook_id = :id", id);
    execute(tx, "delete_webhook", "DELETE FROM webhook WHERE id = :id", id);
}

std::vector<webhook_delivery> lease_deliveries(transaction& tx, ground::utc_seconds now, ground::utc_seconds until, int most) {
    auto due = read_deliveries(tx, "due_deliveries",
                               "SELECT " KRUG_DELIVERY_COLUMNS " FROM webhook_delivery WHERE next_at > 0 AND next_at <= :now "
                               "AND webhook_id IN (SELECT id FROM webhook WHERE state = 'active') ORDER BY next_at, occurred_at "
                               "LIMIT :most",
                               now, most);
    std::vector<webhook_delivery> leased;
    for (auto& one : due) {
        const auto seen = one.next_at;
        if (one.occurred_at == 0) one.occurred_at = now;
        ++one.attempts;
        one.next_at = until;
        // Another hand may have read the same row on PostgreSQL: whoever writes first has it.
        if (execute(tx, "lease_delivery",
                    "UPDATE webhook_delivery SET next_at = :until, attempts = :attempts, occurred_at = :occurred "
                    "WHERE delivery_id = :id AND next_at = :seen",
                    until, one.attempts, one.occurred_at, one.id, seen) > 0)
            leased.push_back(std::move(one));
    }
    return leased;
}

bool is_delivery_due(transaction& tx, ground::utc_seconds now) {
    return query_one<number>(tx, "is_delivery_due",
                             "SELECT 1 FROM webhook_delivery WHERE next_at > 0 AND next_at <= :now LIMIT 1", now)
        .has_value();
}

std::optional<webhook_delivery> find_delivery(transaction& tx, const text& id) {
    auto found = read_deliveries(tx, "find_delivery",
                                 "SELECT " KRUG_DELIVERY_COLUMNS " FROM webhook_delivery WHERE delivery_id = :id", id);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

void save_delivery(transaction& tx, const webhook_delivery& one) {
    execute(tx, "save_delivery",
            "UPDATE webhook_delivery SET state = :state, attempts = :attempts, next_at = :next, status = :status, "
            "milliseconds = :ms, failure = :failure, last_at = :last WHERE delivery_id = :id",
            word(one.state), one.attempts, one.next_at, one.status, one.milliseconds, one.failure, one.last_at, one.id);
}

void insert_delivery(transaction& tx, const webhook_delivery& one) {
    execute(tx, "insert_delivery",
            "INSERT INTO webhook_delivery (" KRUG_DELIVERY_COLUMNS ") VALUES (:webhook, :id, :kind, :event, :subject, :at, :state, "
            ":attempts, :next, :status, :ms, :failure, :last)",
            one.webhook, one.id, one.kind, one.event, one.subject, one.occurred_at, word(one.state), one.attempts, one.next_at,
            one.status, one.milliseconds, one.failure, one.last_at);
}

void park_deliveries(transaction& tx, std::int64_t hook) {
    execute(tx, "park_deliveries",
            "UPDATE webhook_delivery SET next_at = 0 WHERE webhook_id = :webhook AND state = 'queued' AND next_at > 0", hook);
}

void wake_deliveries(transaction& tx, std::int64_t hook, ground::utc_seconds at) {
    execute(tx, "wake_deliveries",
            "UPDATE webhook_delivery SET next_at = :at, attempts = 0 WHERE webhook_id = :webhook AND state = 'queued'", at, hook);
}

std::vector<webhook_delivery> deliveries_of(transaction& tx, std::int64_t hook, const text& state, int most) {
    return read_deliveries(tx, "deliveries_of",
                           "SELECT " KRUG_DELIVERY_COLUMNS " FROM webhook_delivery WHERE webhook_id = :webhook AND "
                           "(:state = '' OR state = :state) ORDER BY occurred_at DESC, delivery_id LIMIT :most",
                           hook, state, most);
}

delivery_count count_deliveries(transaction& tx, std::int64_t hook) {
    delivery_count counted;
    for (const auto& [state, count] : query<text, number>(
             tx, "count_deliveries", "SELECT state, COUNT(*) FROM webhook_delivery WHERE webhook_id = :webhook GROUP BY state", hook))
        (state == "queued" ? counted.queued : state == "delivered" ? counted.delivered : counted.dead) = count;
    return counted;
}

std::int64_t forget_deliveries(transaction& tx, ground::utc_seconds before) {
    return execute(tx, "forget_deliveries", "DELETE FROM webhook_delivery WHERE state <> 'queued' AND last_at < :before", before);
}

std::int64_t registration_of_scan(transaction& tx, domain::event_id event, std::int64_t scan) {
    const auto row = query_one<number>(tx, "registration_of_scan",
                                       "SELECT registration_id FROM scan WHERE event_id = :event AND number = :number", event, scan);
    return row ? std::get<0>(*row) : 0;
}

} // namespace krug::store
