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

/// What the scans of an event are read with.
struct door_knowledge {
    std::vector<domain::admission_point_rules> points;
    bool moves = false;
    domain::event_hours hours;
    std::int64_t now_ms = 0;
};
/// `now_ms`: when it is looked at. The event must be there.
door_knowledge door_knowledge_of(store::transaction& tx, domain::event_id event, std::int64_t now_ms);
bool serves(const std::vector<domain::admission_point_rules>& points, domain::admission_point_id point, domain::session_id session);
/// The scans of one session's doors, and every void.
std::vector<domain::scan_fact> facts_at(const std::vector<domain::scan_fact>& facts, domain::session_id session,
                                        const std::vector<domain::admission_point_rules>& points);
/// Fills in what the doors know: when, where, how long.
void tell_presence(const std::vector<domain::scan_fact>& facts, domain::session_id session, const door_knowledge& doors,
                   attendance_row& row);

/// Everybody who came or is confirmed, in the order of paper lists; with a session only who came to it or chose it. `facts` are
/// those of all doors.
void list_attendance(store::transaction& tx, domain::event_id event, domain::session_id session,
                     const facts_by_registration& facts, const key_office& keys, std::int64_t now_ms,
                     const std::function<void(const attendance_row&)>& each);

} // namespace krug::service
