// Keeps the record of tickets that were let in more than once, whatever order the scans came in.
// The offices that store or take back scans call it inside their transaction, with the event locked.
#pragma once

#include "domain/winner.hpp"
#include "store/scan_store.hpp"

#include <vector>

namespace krug::store {
class transaction;
}

namespace krug::service {

/// One guest's admissions as domain::winner sees them. Quarantined scans are nobody's. `epoch` is that of the event's
/// feed, by which published_n counts.
std::vector<domain::admission_claim> claims_of(const std::vector<store::scan_row>& scans,
                                               const std::vector<domain::admission_point_rules>& points,
                                               std::int64_t epoch);

/// Looks at all admissions of one guest and brings the event's double admissions up to date: one row a place with all
/// its claims, winner first. A new claim opens a resolved row again; voids that leave one claim close it as gone. What
/// is written depends on the set of scans only.
void note_double_admissions(store::transaction& tx, domain::event_id event, domain::registration_id who,
                            const std::vector<domain::admission_point_rules>& points, int utc_offset_minutes,
                            ground::utc_seconds now);

/// The epoch that the event's feed was built in.
std::int64_t feed_epoch_of(store::transaction& tx, domain::event_id event);

} // namespace krug::service
