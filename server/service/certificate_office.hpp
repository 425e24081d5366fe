// Certificates of participation: the rule, who fulfils it, issuing, taking back, and the public check.
// Called by web (certificate pages, my registration, public check).
#pragma once

#include "domain/certificate.hpp"
#include "domain/staff.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
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

/// What issuing would do, in numbers.
struct certificate_forecast {
    std::int64_t fulfil = 0;    ///< everybody who fulfils the rule
    std::int64_t fresh = 0;     ///< of them: have none and would get one
    std::int64_t corrected = 0; ///< of them: their name was corrected since, they would get a new one for the old
    std::int64_t nameless = 0;  ///< of them: their data was destroyed, there is nobody to name
    std::int64_t standing = 0;  ///< valid certificates now
    std::int64_t lapsed = 0;    ///< of these: the rule is not fulfilled any more
};

struct certificate_row {
    domain::certificate certificate;
    domain::person_name name;  ///< empty when the data was destroyed
    std::string language = "ru"; ///< of the registration
    bool is_corrected = false; ///< the name is another one now
};

class certificate_office {
public:
    certificate_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys);

    std::optional<domain::certificate_rule> rule(domain::event_id event);
    /// Refuses with not_found, invalid (minimum, hours: out_of_range; signer; basis: not_a_choice when a share of time is
    /// asked of an event without beginning or end).
    domain::result<void> save_rule(const domain::actor& by, domain::event_id event, const domain::certificate_rule& rule);
    /// Nothing without a rule.
    std::optional<certificate_forecast> forecast(domain::event_id event);

    struct issued {
        std::int64_t fresh = 0, again = 0;
    };
    /// To everybody who fulfils the rule and has none, and anew to those whose name was corrected; in portions, so that the
    /// door is never kept waiting. What an interrupted run left is done by the next; a repeat issues nothing.
    /// Refuses with not_found, wrong_state (no rule).
    domain::result<issued> issue(const domain::actor& by, domain::event_id event);
    /// Twice is harmless. Refuses with not_found.
    domain::result<void> revoke(const domain::actor& by, domain::event_id event, std::int64_t number);
    /// Takes back all that stand though the rule is not fulfilled any more; how many. Refuses as issue does.
    domain::result<std::int64_t> revoke_lapsed(const domain::actor& by, domain::event_id event);

    /// Highest number first, below `before` (0 = from the highest), at most `most`.
    std::vector<certificate_row> list(domain::event_id event, std::int64_t before, int most);
    std::optional<certificate_row> find(domain::event_id event, std::int64_t number);
    /// The one that stands for a registration.
    std::optional<certificate_row> find_of(domain::event_id event, domain::registration_id whose);
    std::optional<certificate_row> check(std::string_view code);

private:
    struct earner;
    std::vector<earner> earners(store::transaction& tx, domain::event_id event, const domain::certificate_rule& rule) const;
    certificate_row row_of(store::transaction& tx, domain::certificate one) const;
    std::string mark_of(const domain::person_name& name) const;

    store::database& database_;
    ground::clock& clock_;
    ground::randomness& random_;
    key_office& keys_;
};

} // namespace krug::service
