// How people may sign up for an event: terms of the event and of its categories, and invitation codes.
// Called by web and commands; every function is one transaction.
#pragma once

#include "domain/admission_facts.hpp"
#include "domain/quota.hpp"
#include "domain/session.hpp"
#include "domain/staff.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace krug::store {
class database;
}
namespace krug::ground {
class clock;
class randomness;
}

namespace krug::service {

struct category_line {
    domain::guest_category category;
    domain::category_terms terms;
    domain::seat_count seats; ///< of its quota; no limit = none
};

/// Codes alike, made at once.
struct invitation_wish {
    int count = 1;              ///< 1..1,000; more than one are always drawn
    std::string code;           ///< a word of one's own; "" = drawn
    std::int64_t uses_max = 1;
    std::optional<ground::utc_seconds> expires_at;
    domain::category_id category;
    bool reserves = false;
    std::string note;
};

class sign_up_office {
public:
    sign_up_office(store::database& database, ground::clock& clock, ground::randomness& random);

    /// By number.
    std::vector<category_line> categories(domain::event_id event);
    /// A larger quota moves up who waits for it; a smaller one unseats nobody. Refuses with not_found, invalid (quota:
    /// out_of_range; closes_at: order).
    domain::result<void> save_category(const domain::actor& by, domain::event_id event, const domain::category_terms& terms);

    domain::sign_up_terms terms(domain::event_id event);
    /// Refuses with not_found, invalid (companions_max, group_max: out_of_range; email_domains: too_many).
    domain::result<void> save_terms(const domain::actor& by, domain::event_id event, const domain::sign_up_terms& terms);

    /// The newest first.
    std::vector<domain::invitation> invitations(domain::event_id event);
    /// Returns the numbers of those made. Refuses with not_found, invalid (count, uses_max: out_of_range; code: malformed,
    /// duplicate; expires_at: in_the_past; category: not_a_choice; note: too_long), too_many (more than an event may have),
    /// full when their seats cannot be kept (at = how many are free).
    domain::result<std::vector<std::int64_t>> invite(const domain::actor& by, domain::event_id event, const invitation_wish& wish);
    /// The code opens nothing any more; kept seats become free. Twice is harmless. Refuses with not_found.
    domain::result<void> revoke(const domain::actor& by, domain::event_id event, std::int64_t number);

    /// Does this code open the form now? Nothing is used up. Refuses as may_use does, "unknown" for no code of this event.
    domain::result<domain::invitation> look_at(domain::event_id event, std::string_view typed);

    /// Gives the seats back that expired codes still keep. Returns how many. Called once a minute.
    std::int64_t expire_invitations();

private:
    store::database& database_;
    ground::clock& clock_;
    ground::randomness& random_;
};

} // namespace krug::service
