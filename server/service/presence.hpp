// Who of an event came when, and who is inside.
// For the offices that tell it of single registrations (registration_office, merging).
#pragma once

#include "domain/attendance.hpp"
#include "domain/registration.hpp"
#include "store/category_store.hpp"
#include "store/scan_store.hpp"

#include <vector>

namespace krug::service {

/// Who came when, and who is inside: from scans, by the event's doors, which are read once for a whole list.
class presence {
public:
    presence(store::transaction& tx, domain::event_id event)
        : tx_(tx), points_(store::admission_points(tx, event)), moves_(store::moves_between_sessions(tx, event)) {}

    template <class Line> void tell(const domain::registration& of, Line& into) const {
        std::vector<domain::scan_fact> facts;
        for (const auto& scan : store::scans_of(tx_, of.event, of.id))
            if (scan.doubt != "quarantine") facts.push_back({scan.scan_id, scan.kind, scan.refers_to, scan.scanned_ms, scan.point, scan.device});
        const auto came = domain::derive_attendance(facts);
        if (came.first_in_ms) into.first_admitted_at = *came.first_in_ms / 1000;
        into.inside = !domain::derive_whereabouts(facts, points_, moves_).empty();
    }

private:
    store::transaction& tx_;
    std::vector<domain::admission_point_rules> points_;
    bool moves_;
};

} // namespace krug::service
