// Who stands on the list of attendance, for whoever gathers the facts of the doors: the list and the pack of evidence must
// never tell of different people. For attendance_office and evidence_office only, inside their transaction.
#pragma once

#include "service/attendance_office.hpp"

#include "domain/attendance.hpp"

#include <functional>
#include <map>
#include <vector>

namespace krug::store {
class transaction;
}

namespace krug::service {

/// What the doors know of each registration, by its number.
using facts_by_registration = std::map<std::int64_t, std::vector<domain::scan_fact>>;

/// Everybody who came or is confirmed, in the order of paper lists; with a session only who came to it or chose it.
void list_attendance(store::transaction& tx, domain::event_id event, domain::session_id session,
                     const facts_by_registration& facts, const key_office& keys,
                     const std::function<void(const attendance_row&)>& each);

} // namespace krug::service
