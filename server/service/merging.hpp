// One registration out of two, inside somebody's transaction.
// For people_office only.
#pragma once

#include "domain/registration.hpp"
#include "domain/staff.hpp"

namespace krug::store {
class transaction;
}

namespace krug::service {

class key_office;
struct merge_choice;

/// What people_office::merge promises, without its audit.
domain::result<void> merge_registrations(store::transaction& tx, const key_office& keys, domain::event_id event,
                                         domain::registration_id kept, domain::registration_id given_up, const merge_choice& take,
                                         ground::utc_seconds now);

} // namespace krug::service
