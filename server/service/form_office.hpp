// What organisers do with the questions of their form, and what is answered after a registration was made.
// Called by web and commands; every function is one transaction.
#pragma once

#include "domain/form.hpp"
#include "domain/staff.hpp"

#include <map>
#include <string>
#include <vector>

namespace krug::store {
class database;
class transaction;
}
namespace krug::ground {
class clock;
}

namespace krug::service {

class form_office {
public:
    form_office(store::database& database, ground::clock& clock);

    /// All questions, the archived ones too; an empty form of version 0 for an event that never asked anything.
    domain::registration_form find(domain::event_id event);
    /// How many people have answered each question.
    std::map<std::string, std::int64_t> answered(domain::event_id event);

    /// Replaces the questions as a whole, in this order, and returns the new version. What has answers is archived instead
    /// of deleted, whole questions as well as options. `if_version` -1 = whatever stands. The same questions again change
    /// nothing. Refuses with not_found, version_mismatch (at = the version that stands), invalid (check_form, merge_form).
    domain::result<std::int64_t> save(const domain::actor& by, domain::event_id event, domain::registration_form wanted,
                                      std::int64_t if_version);

    /// Replaces somebody's answers. By the guest: only to questions that they may change, the others stay; by staff: all
    /// of them, also those of the door, and nothing is required. Answers to archived questions stay. Refuses with not_found,
    /// wrong_state (a guest whose registration is not live), invalid (check_answers).
    domain::result<void> answer(const domain::actor& by, domain::event_id event, domain::registration_id whose,
                                std::vector<domain::form_answer> answers);

private:
    store::database& database_;
    ground::clock& clock_;
};

/// The questions of one event for another, inside somebody's transaction; answers are not copied.
void copy_form(store::transaction& tx, domain::event_id from, domain::event_id to);

} // namespace krug::service
