// Webhooks and their deliveries. Deliveries are born by the schema itself (0013), here they are sent and looked at.
// Called by service only, inside a transaction.
#pragma once

#include "domain/webhook.hpp"

#include <optional>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

void insert_webhook(transaction& tx, const domain::webhook& hook);
std::vector<domain::webhook> webhooks_of(transaction& tx, domain::organisation_id organisation);
std::optional<domain::webhook> find_webhook(transaction& tx, std::int64_t id);
/// With no failures counted. False: it stood in this state already, or there is none.
bool save_webhook_state(transaction& tx, std::int64_t id, domain::webhook_state state);
/// active → failing. False: it was not active.
bool stop_failing_webhook(transaction& tx, std::int64_t id);
void save_webhook_secret(transaction& tx, std::int64_t id, const std::string& sealed);
/// One more failure in a row; how many there are now.
std::int64_t count_failure(transaction& tx, std::int64_t id);
void forget_failures(transaction& tx, std::int64_t id);
/// With its deliveries.
void delete_webhook(transaction& tx, std::int64_t id);

/// Due deliveries of active webhooks, those that wait longest first; their next_at is moved to `until` and their attempts
/// rise, so that nobody else takes them meanwhile. Those that carry no time yet get `now`.
std::vector<domain::webhook_delivery> lease_deliveries(transaction& tx, ground::utc_seconds now, ground::utc_seconds until, int most);
bool is_delivery_due(transaction& tx, ground::utc_seconds now);
std::optional<domain::webhook_delivery> find_delivery(transaction& tx, const std::string& id);
/// State, attempts, next_at, status, milliseconds, failure, last_at.
void save_delivery(transaction& tx, const domain::webhook_delivery& delivery);
void insert_delivery(transaction& tx, const domain::webhook_delivery& delivery);
/// Queued ones of a webhook that stands still do not come due; of one that works again they do.
void park_deliveries(transaction& tx, std::int64_t webhook);
void wake_deliveries(transaction& tx, std::int64_t webhook, ground::utc_seconds at);
/// The latest first, at most `most`; `state` "" = all.
std::vector<domain::webhook_delivery> deliveries_of(transaction& tx, std::int64_t webhook, const std::string& state, int most);
struct delivery_count {
    std::int64_t queued = 0, delivered = 0, dead = 0;
};
delivery_count count_deliveries(transaction& tx, std::int64_t webhook);
/// Those settled before `before`; how many.
std::int64_t forget_deliveries(transaction& tx, ground::utc_seconds before);
/// Whose scan it was; 0 = not known.
std::int64_t registration_of_scan(transaction& tx, domain::event_id event, std::int64_t number);

} // namespace krug::store
