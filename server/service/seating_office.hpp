// Who sits where over the rounds: a proposal that changes nothing, and its applying, taking back and clearing.
// Called by web and commands. The plan itself is domain's; this office gathers, asks and writes.
#pragma once

#include "domain/registration.hpp"
#include "domain/round_table.hpp"
#include "domain/seating.hpp"
#include "domain/staff.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::store {
class database;
}
namespace krug::ground {
class clock;
}

namespace krug::service {

class key_office;

struct seating_wish {
    domain::session_id session; ///< 0 = the whole event
    int rounds = 1;             ///< 1..domain::seating_rounds_max
    bool mix_organisations = true;
    bool mix_categories = true;
    bool mix_newcomers = true;  ///< first-time guests among those who have been with this organiser before
    bool only_present = false;  ///< those who have come in
    std::int64_t seed = 1;      ///< another number, another proposal of the same quality
};

/// Somebody in a proposal, in its order (that of lists).
struct seating_guest {
    domain::registration_id id;
    domain::person_name name;
    std::string organisation;
    domain::category_id category;
    bool newcomer = false;
    bool fixed = false; ///< chosen by the guest, by staff, or for access: not the plan's to move
    int now = 0;        ///< table of the first round as it stands; 0 = none
};

/// Two people who sit together though they should not have to.
struct seating_pair {
    std::size_t one = 0, other = 0; ///< places in `people`
    int round = 1, table = 0;
};

struct seating_proposal {
    seating_wish wish;
    std::string mark; ///< 32 hex digits that stand for everything it was made of; apply asks for it
    std::vector<domain::round_table> tables;
    std::vector<seating_guest> people;
    domain::seating_plan plan;
    std::int64_t fixed = 0;            ///< places that the plan was given
    std::int64_t moved = 0;            ///< people whose first table is another one than it is now
    std::int64_t met_again = 0;        ///< pairs in later rounds that have sat together before
    std::int64_t same_organisation = 0; ///< pairs of one organisation at one table, over all rounds
    std::int64_t access_unplaced = 0;  ///< people whose access need no table with room answers
    std::vector<seating_pair> again, colleagues; ///< the first fifty of each, by round
    int largest_organisation = 0;      ///< people of the largest one: more than tables, and some must sit together
};

struct seating_state {
    int rounds = 1;
    ground::utc_seconds applied_at = 0; ///< 0 = never
    std::int64_t seated = 0, unseated = 0; ///< in the first round, of those with a seat at the event
    std::int64_t seats = 0;
    bool can_undo = false;
};

/// A person with every place, for placing by hand.
struct seated_guest {
    domain::registration_id id;
    domain::person_name name;
    std::string organisation;
    domain::category_id category;
    std::vector<domain::table_place> places; ///< by round
};

class seating_office {
public:
    seating_office(store::database& database, ground::clock& clock, key_office& keys);

    seating_state state(domain::event_id event, domain::session_id session);
    /// In the order of lists.
    std::vector<seated_guest> people(domain::event_id event, domain::session_id session);

    /// Writes nothing. Refuses with not_found (event) and as domain::propose_seating does.
    domain::result<seating_proposal> propose(domain::event_id event, const seating_wish& wish);
    /// The same proposal, written in one transaction: people or tables that changed since it was shown refuse it
    /// with version_mismatch. A repeat is harmless. `mail`: whoever's tables changed is sent the ticket again.
    /// Returns for how many people something changed.
    domain::result<std::int64_t> apply(const domain::actor& by, domain::event_id event, const seating_wish& wish,
                                       std::string_view mark, bool mail);
    /// Back to what stood before the last apply or clear, as far as people and tables are still there. Refuses with
    /// wrong_state when there is no step to take back.
    domain::result<std::int64_t> undo(const domain::actor& by, domain::event_id event, domain::session_id session);
    /// Takes away every place that a plan gave; what guests and staff chose stays.
    domain::result<std::int64_t> clear(const domain::actor& by, domain::event_id event, domain::session_id session);

private:
    store::database& database_;
    ground::clock& clock_;
    key_office& keys_;
};

} // namespace krug::service
