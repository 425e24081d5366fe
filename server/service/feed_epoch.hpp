// Which telling of an event's list is the current one. A new one begins for every event after a restore, and for a single
// event when what its devices were told must not be kept: they drop the old list and fetch the new.
// Offices call it inside a transaction, with the event's numbers locked.
#pragma once

#include "domain/ids.hpp"

#include <cstdint>

namespace krug::store {
class transaction;
struct locked_event;
}

namespace krug::service {

/// Of this event: at least that of the whole instance.
std::int64_t epoch_of(store::transaction& tx, domain::event_id event);
/// The epoch in which the list that stands in the tables was told: its n count within this one.
std::int64_t told_epoch_of(store::transaction& tx, domain::event_id event);
/// Every event's epoch is at least this from now on.
void raise_epoch(store::transaction& tx, std::int64_t epoch);
/// Above every epoch that any device can have heard of from this database.
void raise_epoch_above_all(store::transaction& tx);
/// Tells the list anew, out of the tables, if that has not happened in `epoch` yet. The caller saves the numbers.
void enter_epoch(store::transaction& tx, store::locked_event& locked, std::int64_t epoch);
/// Begins this event's next epoch: the texts told so far are deleted at once. The caller saves the numbers.
void tell_anew(store::transaction& tx, store::locked_event& locked);

} // namespace krug::service
