// Double admissions: tickets that were green more than once, and what was decided about them.
// Called by service only, inside a transaction that has locked the event.
#pragma once

#include "domain/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

/// The columns are explained in the schema.
struct conflict_row {
    domain::event_id event;
    std::int64_t number = 0;
    domain::registration_id registration;
    int area = 0;
    std::int64_t day = 0;
    std::vector<std::string> claims; ///< scan ids, the winner first
    bool order_unknown = false;
    std::int64_t found_at = 0;
    std::string state = "open"; ///< open, resolved, gone
    std::string resolution;     ///< "", same_person, copied, mistake
    std::int64_t resolved_at = 0;
    domain::staff_id resolved_by;
    bool operator==(const conflict_row&) const = default;
};

/// Gives the row its number, which is returned.
std::int64_t insert_conflict(transaction& tx, conflict_row row);
/// Everything but the place, which never changes.
void save_conflict(transaction& tx, const conflict_row& row);
std::optional<conflict_row> find_conflict(transaction& tx, domain::event_id event, std::int64_t number);
std::vector<conflict_row> conflicts_about(transaction& tx, domain::event_id event, domain::registration_id who);
/// Latest first, numbers below `before` (0 = from the newest). Those taken back by voids are left out.
std::vector<conflict_row> conflicts_of(transaction& tx, domain::event_id event, bool open_only, std::int64_t before,
                                       int most);
std::int64_t count_open_conflicts(transaction& tx, domain::event_id event);

} // namespace krug::store
