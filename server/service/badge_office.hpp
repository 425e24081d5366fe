// Badges: whose are printed, and how often. Each print leaves a line in the audit trail before it is handed over.
// Called by web and by the spool of the badge printer.
#pragma once

#include "domain/badge.hpp"
#include "domain/result.hpp"
#include "domain/staff.hpp"

#include <map>
#include <string>
#include <vector>

namespace krug::store {
class database;
}
namespace krug::ground {
class clock;
}

namespace krug::service {

class key_office;

/// What stands on one badge.
struct badge {
    domain::registration_id id;
    domain::person_name name;
    std::string organisation, language;
    std::string category, category_en, colour; ///< of the category; "" when the event has none
    std::vector<int> tables;
    std::string attendee_no;
    std::string ticket_text; ///< of the code
    std::int64_t printed = 0; ///< how often before this time
};

/// Badges with what is the same on all of them.
struct badge_batch {
    std::string event_title;
    domain::event_time time;
    domain::badge_layout layout{};
    std::vector<badge> badges;
};

class badge_office {
public:
    static constexpr std::size_t badges_most = 5'000; ///< of one print

    badge_office(store::database& database, ground::clock& clock, key_office& keys);

    domain::badge_setting setting(domain::event_id event);
    /// Refuses with not_found.
    domain::result<void> save_setting(const domain::actor& by, domain::event_id event, const domain::badge_setting& setting);

    struct numbers {
        std::int64_t confirmed = 0, printed = 0; ///< people
        std::int64_t again = 0;                  ///< prints beyond the first of each
    };
    numbers count(domain::event_id event);
    /// How often somebody's badge was printed.
    std::int64_t prints_of(domain::event_id event, domain::registration_id whose);

    /// Counts the prints and returns what is to be printed; a repeat counts again, because it is another badge.
    /// `inside`: numbers of whoever is in the hall, ascending, for that choice. `how` is a stable word of the file.
    /// Refuses with not_found (no such event, nobody to print), too_many (at = how many there are).
    domain::result<badge_batch> print(const domain::actor& by, domain::event_id event, domain::badge_choice which,
                                      const std::vector<std::int64_t>& inside, domain::badge_layout layout, std::string_view how);
    /// The same for one, who must be confirmed.
    domain::result<badge_batch> print_one(const domain::actor& by, domain::event_id event, domain::registration_id whose,
                                          domain::badge_layout layout, std::string_view how);

    /// For the spool. Where each event's scans end, so that a starting service does not print who came before.
    void begin_spool();
    struct due {
        domain::event_id event;
        domain::registration_id whose;
        domain::badge_layout layout{};
    };
    /// Who was let in since the last call and has no badge, at most `most`; the spool prints them by print_one.
    std::vector<due> take_due(int most);

private:
    domain::result<badge_batch> hand_out(const domain::actor& by, domain::event_id event, domain::registration_id only,
                                         domain::badge_choice which, const std::vector<std::int64_t>& inside,
                                         domain::badge_layout layout, std::string_view how);

    store::database& database_;
    ground::clock& clock_;
    key_office& keys_;
    std::map<std::int64_t, std::int64_t> seen_; ///< scans of events that print at check-in; the spool's thread only
};

} // namespace krug::service
