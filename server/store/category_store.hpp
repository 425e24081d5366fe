// Categories of guests and the rules that hold for all doors of an event.
// Called by service only, inside a transaction.
#pragma once

#include "domain/admission_facts.hpp"

#include <vector>

namespace krug::store {

class transaction;

std::vector<domain::guest_category> categories_of(transaction& tx, domain::event_id event);
/// Inserts or replaces by number; id 0 takes the next free one, which is returned.
domain::category_id save_category(transaction& tx, domain::event_id event, domain::guest_category what);
void remove_category(transaction& tx, domain::event_id event, domain::category_id what);
/// Whether a registration has it; the ones that ended too.
bool category_in_use(transaction& tx, domain::event_id event, domain::category_id what);

/// Whether coming in at one session's door takes the guest out of the session before.
bool moves_between_sessions(transaction& tx, domain::event_id event);
void save_moves_between_sessions(transaction& tx, domain::event_id event, bool moves);

} // namespace krug::store
