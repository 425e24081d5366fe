// What may be done with an event's signing keys while its doors are open, and how every device hears of it.
// Called by commands, for staff who may change keys.
#pragma once

#include "service/key_office.hpp"

namespace krug::service {

/// Each step of a key goes one way only: active, retired, roster_only, dead.
enum class key_change {
    rotate = 1,      ///< a new key signs; tickets of the old one stay good
    compromised = 2, ///< a new key signs; tickets of every older one are good only while the list knows them
    bury = 3         ///< those of the compromised keys are refused from now on
};

/// Changes the keys and begins a new epoch of the feed in one transaction: it opens with the new keys, so that a device
/// believes the new signature however far behind it is. A running service signs with the new key within two seconds.
/// Refuses with not_found.
domain::result<void> change_keys(store::database& database, ground::clock& clock, ground::randomness& random,
                                 key_office& keys, const domain::actor& by, domain::event_id event, key_change what);

} // namespace krug::service
