// Webhooks of an organisation: who hears of what, the signed messages, and what became of each.
// Called by web, and by the room that carries the messages.
#pragma once

#include "domain/result.hpp"
#include "domain/staff.hpp"
#include "domain/webhook.hpp"

#include <optional>
#include <string>
#include <vector>

namespace krug::store {
class database;
class transaction;
}
namespace krug::ground {
class clock;
class randomness;
}

namespace krug::service {

class key_office;

/// One message, ready to be sent. `id` is the same at every try, so that a receiver takes it once.
struct webhook_job {
    std::int64_t webhook = 0;
    std::string id, kind, url;
    std::string body;      ///< JSON
    std::string signature; ///< "t=1601542800,v1=HEX": HMAC-SHA-256 by the secret over "t.body"
};

/// What came of one try.
struct webhook_outcome {
    int status = 0;            ///< of the answer, 0 = there was none
    std::int64_t milliseconds = 0;
    std::string failure;       ///< "" when it was taken (2xx); else a stable word: refused_address, redirect, timeout, status …
    bool is_hopeless = false;  ///< trying again makes no sense (410 Gone)
};

class webhook_office {
public:
    static constexpr std::size_t webhooks_most = 20; ///< of one organisation
    static constexpr std::size_t url_most = 500;     ///< bytes

    /// `trusted` names receivers (host:port) on this computer that may be spoken to by http, for trying things out.
    webhook_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys,
                   std::vector<std::string> trusted = {});

    struct made {
        std::int64_t id = 0;
        std::string secret; ///< shown once
    };
    /// Refuses with invalid (url: malformed, too_long, not_accepted when it is no https or names a local address; kinds:
    /// required, not_a_choice; event: unknown), not_allowed, too_many (at = how many there may be).
    domain::result<made> add(const domain::actor& by, domain::organisation_id organisation, domain::event_id event,
                             std::string_view url, const std::vector<std::string>& kinds);
    /// By age, without their secrets.
    std::vector<domain::webhook> list(domain::organisation_id organisation);
    std::optional<domain::webhook> find(std::int64_t id);

    /// Starting one again sends what waits. Twice is harmless. All four refuse with not_found, not_allowed.
    domain::result<void> pause(const domain::actor& by, std::int64_t id);
    domain::result<void> resume(const domain::actor& by, std::int64_t id);
    /// With its deliveries; also refuses with wrong_state while it is active.
    domain::result<void> remove(const domain::actor& by, std::int64_t id);
    /// A new secret; the old one signs nothing more.
    domain::result<std::string> renew_secret(const domain::actor& by, std::int64_t id);

    /// Latest first, at most `most`; `state` is a word or "".
    std::vector<domain::webhook_delivery> deliveries(std::int64_t id, const std::string& state, int most);
    struct numbers {
        std::int64_t queued = 0, delivered = 0, dead = 0;
    };
    numbers count(std::int64_t id);
    /// At once, with the same id, whatever became of it before. Refuses with not_found, not_allowed, wrong_state (the webhook
    /// stands still).
    domain::result<void> send_again(const domain::actor& by, std::int64_t id, const std::string& delivery);

    /// Due messages, oldest first; each is theirs who asked for a minute.
    std::vector<webhook_job> lease(int most);
    /// A message that nobody settles comes due again. After webhook_failures_max failures in a row the webhook stops by itself.
    void settle(const webhook_job& job, const webhook_outcome& outcome);
    /// Settled deliveries of more than thirty days ago; how many.
    std::int64_t forget_old();

private:
    domain::result<domain::webhook> find_for(store::transaction& tx, const domain::actor& by, std::int64_t id) const;
    std::vector<domain::field_error> faults_of(std::string_view url, const std::vector<std::string>& kinds) const;
    domain::result<void> set_state(const domain::actor& by, std::int64_t id, domain::webhook_state state, std::string_view what);
    std::string fresh_secret() const;
    std::string seal(std::int64_t id, const std::string& secret) const;

    store::database& database_;
    ground::clock& clock_;
    ground::randomness& random_;
    key_office& keys_;
    std::vector<std::string> trusted_;
};

} // namespace krug::service
