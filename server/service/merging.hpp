// One registration out of two, and two of it again, inside somebody's transaction.
// For people_office only.
#pragma once

#include "domain/registration.hpp"
#include "domain/staff.hpp"

namespace krug::store {
class transaction;
struct merge_before;
}

namespace krug::service {

class key_office;
struct merge_choice;

/// What people_office::merge promises, without its audit.
domain::result<void> merge_registrations(store::transaction& tx, const key_office& keys, const domain::actor& by, domain::event_id event,
                                         domain::registration_id kept, domain::registration_id given_up, const merge_choice& take,
                                         ground::utc_seconds now);
/// What people_office::undo_merge promises, without its audit and its time.
domain::result<void> part_registrations(store::transaction& tx, domain::event_id event, const store::merge_before& before,
                                        ground::utc_seconds now);

} // namespace krug::service
