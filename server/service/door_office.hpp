// What an organiser settles about doors beside the points themselves: categories with their lanyards, moving between
// sessions, and a look at who would get in.
// Called by web (pages and JSON API).
#pragma once

#include "domain/admission_preview.hpp"
#include "domain/registration.hpp"
#include "domain/result.hpp"
#include "domain/staff.hpp"
#include "service/check_in_office.hpp"

namespace krug::service {

struct admission_preview {
    std::vector<domain::previewed> kinds; ///< empty when one guest was asked about
    std::optional<domain::verdict> guest;
    domain::person_name guest_name;
    domain::event_rules rules; ///< what the sentences are made of
    std::vector<domain::admission_point_rules> points;
};

class door_office {
public:
    door_office(store::database& database, ground::clock& clock, key_office& keys, zone_offset offset);

    std::vector<domain::guest_category> categories(domain::event_id event);
    /// id 0 = a new one. Refuses with not_found, invalid (name: required, too_long; name_en: too_long; colour:
    /// not_a_choice), too_many (100).
    domain::result<domain::category_id> save_category(const domain::actor& by, domain::event_id event,
                                                      const domain::guest_category& what);
    /// Refuses with not_found, wrong_state (a registration has it).
    domain::result<void> remove_category(const domain::actor& by, domain::event_id event, domain::category_id what);

    bool moves_between_sessions(domain::event_id event);
    domain::result<void> save_moves(const domain::actor& by, domain::event_id event, bool moves);

    /// What the door would answer at `at`, by the same decision and the guest's own history so far. `attendee_no` ""
    /// asks for the kinds of tickets. Refuses with not_found (point), invalid (attendee_no: not_a_choice).
    domain::result<admission_preview> preview(domain::event_id event, domain::admission_point_id point,
                                              ground::utc_seconds at, std::string_view attendee_no);

private:
    domain::result<void> change_rules(const domain::actor& by, domain::event_id event, std::string_view what,
                                      std::int64_t subject,
                                      const std::function<domain::result<void>(store::transaction&)>& change);

    store::database& database_;
    ground::clock& clock_;
    key_office& keys_;
    zone_offset offset_;
};

} // namespace krug::service
