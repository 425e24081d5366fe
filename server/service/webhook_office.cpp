#include "service/webhook_office.hpp"

#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "service/key_office.hpp"
#include "service/staff_office.hpp"
#include "store/database.hpp"
#include "store/event_store.hpp"
#include "store/failure.hpp"
#include "store/webhook_store.hpp"
#include "ticket/digest.hpp"
#include "ticket/sealed.hpp"

#include <boost/json.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace krug::service {

namespace json = boost::json;

using domain::action;
using domain::refusal_code;
using domain::webhook_state;
using store::transaction;

namespace {

constexpr std::int64_t lease_seconds = 60;
constexpr std::int64_t kept_seconds = 30 * 86'400;
constexpr std::int64_t largest_id = 9'007'199'254'740'991; // exact in every reader of numbers

domain::refusal refuse(refusal_code code, std::int64_t at = 0) { return {code, at, {}}; }

ticket::key32 sealing_key(const key_office& keys) {
    const auto raw = keys.derive("krug-webhook/1");
    ticket::key32 key{};
    std::transform(raw.begin(), raw.end(), key.begin(), [](std::byte each) { return std::to_integer<std::uint8_t>(each); });
    return key;
}

std::string place_of(std::int64_t id) { return "webhook " + std::to_string(id); }

/// "2020-10-15T10:00:00Z"
std::string written_moment(ground::utc_seconds at) {
    const std::chrono::sys_seconds moment{std::chrono::seconds(at)};
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    const std::chrono::year_month_day date{day};
    const std::chrono::hh_mm_ss clock{moment - day};
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02dZ", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()), static_cast<int>(clock.seconds().count()));
    return text;
}

std::string body_of(const domain::webhook_delivery& one, std::int64_t registration) {
    json::object body{{"id", one.id}, {"kind", one.kind}, {"occurred_at", written_moment(one.occurred_at)}, {"event", one.event.value}};
    if (one.kind.starts_with("registration.")) body["registration"] = one.subject;
    if (one.kind.starts_with("check_")) {
        body["scan"] = one.subject;
        body["registration"] = registration;
    }
    return json::serialize(body);
}

std::string signature_of(const std::string& secret, ground::utc_seconds now, const std::string& body) {
    const auto moment = std::to_string(now);
    const auto mac = ticket::hmac_sha256(ticket::bytes_of(secret), ticket::bytes_of(moment + "." + body));
    return "t=" + moment + ",v1=" + ticket::to_hex(mac);
}

} // namespace

webhook_office::webhook_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys,
                               std::vector<std::string> trusted)
    : database_(database), clock_(clock), random_(random), keys_(keys), trusted_(std::move(trusted)) {}

std::string webhook_office::fresh_secret() const {
    std::array<std::byte, 32> raw{};
    random_.fill(raw);
    ticket::bytes bytes;
    for (const auto each : raw) bytes.push_back(std::to_integer<std::uint8_t>(each));
    return "whsec_" + ticket::to_base64url(bytes);
}

std::string webhook_office::seal(std::int64_t id, const std::string& secret) const {
    return ticket::seal(sealing_key(keys_), ticket::bytes_of(secret), place_of(id), random_);
}

std::vector<domain::field_error> webhook_office::faults_of(std::string_view url, const std::vector<std::string>& kinds) const {
    std::vector<domain::field_error> wrong;
    const auto parsed = boost::urls::parse_uri(url);
    if (url.empty()) {
        wrong.push_back({"url", "required", 0});
    } else if (url.size() > url_most) {
        wrong.push_back({"url", "too_long", static_cast<std::int64_t>(url_most)});
    } else if (!parsed || parsed->encoded_host().empty() || parsed->has_fragment()) {
        wrong.push_back({"url", "malformed", 0});
    } else {
        const auto authority = parsed->encoded_host_and_port();
        const bool is_trusted =
            std::find(trusted_.begin(), trusted_.end(), std::string_view(authority.data(), authority.size())) != trusted_.end();
        const auto host = parsed->host_type();
        // An address in figures would only be there to reach past names; where a name leads is judged when it is sent.
        const bool is_name = host == boost::urls::host_type::name && parsed->encoded_host().find('.') != boost::core::string_view::npos;
        if (parsed->has_userinfo() || (!is_trusted && (parsed->scheme() != "https" || !is_name)) ||
            (parsed->scheme() != "https" && parsed->scheme() != "http"))
            wrong.push_back({"url", "not_accepted", 0});
    }
    if (kinds.empty()) wrong.push_back({"kinds", "required", 0});
    else if (!std::all_of(kinds.begin(), kinds.end(), [](const auto& kind) { return domain::is_webhook_kind(kind); }))
        wrong.push_back({"kinds", "not_a_choice", 0});
    return wrong;
}

domain::result<webhook_office::made> webhook_office::add(const domain::actor& by, domain::organisation_id organisation,
                                                         domain::event_id event, std::string_view url,
                                                         const std::vector<std::string>& kinds) {
    if (by.kind != domain::actor_kind::shell && !domain::may(by.assignments, action::manage_integrations, organisation, event))
        return refuse(refusal_code::not_allowed);
    auto wrong = faults_of(url, kinds);
    if (!wrong.empty()) return domain::refusal{refusal_code::invalid, 0, std::move(wrong)};
    const auto now = clock_.now();
    domain::webhook hook;
    hook.id = static_cast<std::int64_t>(random_.next_u64() % static_cast<std::uint64_t>(largest_id)) + 1;
    hook.organisation = organisation;
    hook.event = event;
    hook.url = url;
    for (const auto kind : domain::webhook_kinds)
        if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) hook.kinds.emplace_back(kind);
    hook.created_at = now;
    const auto secret = fresh_secret();
    hook.sealed_secret = seal(hook.id, secret);
    return database_.write_serializable([&](transaction& tx) -> domain::result<made> {
        if (event) {
            const auto owner = store::event_owner(tx, event);
            if (!owner || *owner != organisation) return domain::refusal{refusal_code::invalid, 0, {{"event", "unknown", 0}}};
        }
        if (store::webhooks_of(tx, organisation).size() >= webhooks_most)
            return refuse(refusal_code::too_many, static_cast<std::int64_t>(webhooks_most));
        store::insert_webhook(tx, hook);
        record_audit(tx, by, "add_webhook", event, hook.id, "", now);
        return made{hook.id, secret};
    });
}

std::vector<domain::webhook> webhook_office::list(domain::organisation_id organisation) {
    auto hooks = database_.read([&](transaction& tx) { return store::webhooks_of(tx, organisation); });
    for (auto& hook : hooks) hook.sealed_secret.clear();
    return hooks;
}

std::optional<domain::webhook> webhook_office::find(std::int64_t id) {
    auto hook = database_.read([&](transaction& tx) { return store::find_webhook(tx, id); });
    if (hook) hook->sealed_secret.clear();
    return hook;
}

domain::result<domain::webhook> webhook_office::find_for(transaction& tx, const domain::actor& by, std::int64_t id) const {
    auto hook = store::find_webhook(tx, id);
    if (!hook) return refuse(refusal_code::not_found);
    if (by.kind != domain::actor_kind::shell && !domain::may(by.assignments, action::manage_integrations, hook->organisation, hook->event))
        return refuse(refusal_code::not_allowed);
    return std::move(*hook);
}

domain::result<void> webhook_office::set_state(const domain::actor& by, std::int64_t id, webhook_state state, std::string_view what) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        const auto hook = find_for(tx, by, id);
        if (!hook) return hook.error();
        if (!store::save_webhook_state(tx, id, state)) return {};
        if (state == webhook_state::active) store::wake_deliveries(tx, id, now);
        else store::park_deliveries(tx, id);
        record_audit(tx, by, what, hook->event, id, "", now);
        return {};
    });
}

domain::result<void> webhook_office::pause(const domain::actor& by, std::int64_t id) {
    return set_state(by, id, webhook_state::paused, "pause_webhook");
}

domain::result<void> webhook_office::resume(const domain::actor& by, std::int64_t id) {
    return set_state(by, id, webhook_state::active, "resume_webhook");
}

domain::result<void> webhook_office::remove(const domain::actor& by, std::int64_t id) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        const auto hook = find_for(tx, by, id);
        if (!hook) return hook.error();
        // Its log goes with it, so nobody loses one by a slip.
        if (hook->state == webhook_state::active) return refuse(refusal_code::wrong_state);
        store::delete_webhook(tx, id);
        record_audit(tx, by, "remove_webhook", hook->event, id, "", now);
        return {};
    });
}

domain::result<std::string> webhook_office::renew_secret(const domain::actor& by, std::int64_t id) {
    const auto now = clock_.now();
    const auto secret = fresh_secret();
    const auto sealed = seal(id, secret);
    return database_.write([&](transaction& tx) -> domain::result<std::string> {
        const auto hook = find_for(tx, by, id);
        if (!hook) return hook.error();
        store::save_webhook_secret(tx, id, sealed);
        record_audit(tx, by, "renew_webhook_secret", hook->event, id, "", now);
        return secret;
    });
}

std::vector<domain::webhook_delivery> webhook_office::deliveries(std::int64_t id, const std::string& state, int most) {
    return database_.read([&](transaction& tx) { return store::deliveries_of(tx, id, state, most); });
}

webhook_office::numbers webhook_office::count(std::int64_t id) {
    const auto counted = database_.read([&](transaction& tx) { return store::count_deliveries(tx, id); });
    return {counted.queued, counted.delivered, counted.dead};
}

domain::result<void> webhook_office::send_again(const domain::actor& by, std::int64_t id, const std::string& delivery) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        const auto hook = find_for(tx, by, id);
        if (!hook) return hook.error();
        auto one = store::find_delivery(tx, delivery);
        if (!one || one->webhook != id) return refuse(refusal_code::not_found);
        if (hook->state != webhook_state::active) return refuse(refusal_code::wrong_state);
        one->state = domain::delivery_state::queued;
        one->attempts = 0;
        one->next_at = now;
        store::save_delivery(tx, *one);
        record_audit(tx, by, "send_webhook_again", one->event, id, "", now);
        return {};
    });
}

std::vector<webhook_job> webhook_office::lease(int most) {
    struct due {
        domain::webhook_delivery delivery;
        domain::webhook hook;
        std::int64_t registration = 0;
    };
    const auto now = clock_.now();
    // Most of the time nothing is due, and looking must not cost the writer a transaction.
    const bool any = database_.read([&](transaction& tx) { return store::is_delivery_due(tx, now); });
    if (!any) return {};
    const auto leased = database_.write([&](transaction& tx) {
        std::vector<due> found;
        for (auto& one : store::lease_deliveries(tx, now, now + lease_seconds, most)) {
            auto hook = store::find_webhook(tx, one.webhook);
            const auto whose = one.kind.starts_with("check_") ? store::registration_of_scan(tx, one.event, one.subject) : 0;
            if (hook) found.push_back({std::move(one), std::move(*hook), whose});
        }
        return found;
    });
    std::vector<webhook_job> jobs;
    for (const auto& each : leased) {
        const auto raw = ticket::open(sealing_key(keys_), each.hook.sealed_secret, place_of(each.hook.id));
        const std::string secret(raw.begin(), raw.end());
        webhook_job job{each.hook.id, each.delivery.id, each.delivery.kind, each.hook.url, body_of(each.delivery, each.registration), {}};
        job.signature = signature_of(secret, now, job.body);
        jobs.push_back(std::move(job));
    }
    return jobs;
}

void webhook_office::settle(const webhook_job& job, const webhook_outcome& outcome) {
    const auto now = clock_.now();
    database_.write([&](transaction& tx) {
        auto one = store::find_delivery(tx, job.id);
        const auto hook = store::find_webhook(tx, job.webhook);
        if (!one || !hook) return; // it was removed meanwhile
        one->status = outcome.status;
        one->milliseconds = outcome.milliseconds;
        one->failure = outcome.failure;
        one->last_at = now;
        one->next_at = 0;
        if (outcome.failure.empty()) {
            one->state = domain::delivery_state::delivered;
            store::save_delivery(tx, *one);
            store::forget_failures(tx, hook->id);
            return;
        }
        const auto pause = outcome.is_hopeless ? 0 : domain::webhook_pause_after(one->attempts);
        if (pause > 0) one->next_at = now + pause;
        else one->state = domain::delivery_state::dead;
        store::save_delivery(tx, *one);
        if (hook->state != webhook_state::active) {
            store::park_deliveries(tx, hook->id);
            return;
        }
        if (store::count_failure(tx, hook->id) < domain::webhook_failures_max || !store::stop_failing_webhook(tx, hook->id)) return;
        store::park_deliveries(tx, hook->id);
        record_audit(tx, {domain::actor_kind::system, 0, {}}, "webhook_failing", hook->event, hook->id, outcome.failure, now);
    });
}

std::int64_t webhook_office::forget_old() {
    const auto before = clock_.now() - kept_seconds;
    return database_.write([&](transaction& tx) { return store::forget_deliveries(tx, before); });
}

} // namespace krug::service
