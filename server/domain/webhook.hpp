// Webhooks: where an organisation hears of what happens at its events, and one message on its way there.
// Values only; a message holds numbers and words, never anything personal.
#pragma once

#include "domain/ids.hpp"
#include "domain/named.hpp"
#include "ground/clock.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace krug::domain {

/// What may be told. The words stand in the schema's triggers as well.
inline constexpr std::array<std::string_view, 10> webhook_kinds{
    "registration.created", "registration.updated", "registration.cancelled", "registration.erased", "check_in.recorded",
    "check_in.voided",      "check_out.recorded",   "event.published",        "event.updated",       "event.cancelled"};
bool is_webhook_kind(std::string_view word);

enum class webhook_state {
    active = 1,
    paused = 2, ///< by somebody
    failing = 3 ///< by itself, after too many failures in a row
};
inline constexpr std::array<std::pair<webhook_state, std::string_view>, 3> webhook_state_words{{
    {webhook_state::active, "active"}, {webhook_state::paused, "paused"}, {webhook_state::failing, "failing"}}};
constexpr words<webhook_state> words_of(webhook_state) { return webhook_state_words; }

struct webhook {
    std::int64_t id = 0;
    organisation_id organisation;
    event_id event; ///< 0 = every event of the organisation
    std::string url;
    std::vector<std::string> kinds;
    std::string sealed_secret;
    webhook_state state = webhook_state::active;
    ground::utc_seconds created_at = 0;
    std::int64_t failures = 0; ///< in a row
};

enum class delivery_state { queued = 1, delivered = 2, dead = 3 };
inline constexpr std::array<std::pair<delivery_state, std::string_view>, 3> delivery_state_words{{
    {delivery_state::queued, "queued"}, {delivery_state::delivered, "delivered"}, {delivery_state::dead, "dead"}}};
constexpr words<delivery_state> words_of(delivery_state) { return delivery_state_words; }

struct webhook_delivery {
    std::int64_t webhook = 0;
    std::string id; ///< 32 hex digits, the same at every try
    std::string kind;
    event_id event;
    std::int64_t subject = 0; ///< number of the registration or scan; 0 = the event itself
    ground::utc_seconds occurred_at = 0;
    delivery_state state = delivery_state::queued;
    std::int64_t attempts = 0;
    ground::utc_seconds next_at = 0; ///< 0 = not to be sent any more, or waiting for a webhook that stands still
    std::int64_t status = 0;         ///< of the last answer, 0 = there was none
    std::int64_t milliseconds = 0;
    std::string failure; ///< a stable word, "" = none
    ground::utc_seconds last_at = 0;
};

/// How long after the `attempts`-th failure (1..) the next try comes; 0 = there is none.
ground::utc_seconds webhook_pause_after(std::int64_t attempts);
/// So many failed tries in a row, of whatever messages, and a webhook stops by itself.
inline constexpr std::int64_t webhook_failures_max = 20;

} // namespace krug::domain
