// Who came: attendance derived from scans, and the counts that follow from it.
// Called by web (attendance page, exports, JSON API) and commands; reads only.
#pragma once

#include "domain/registration.hpp"

#include <functional>

namespace krug::store {
class database;
}
namespace krug::ground {
class clock;
}

namespace krug::service {

class key_office;

enum class attendance_state { all = 1, attended = 2, absent = 3 };

struct attendance_row {
    domain::registration registration; ///< without answers
    std::string attendee_no;
    std::optional<std::int64_t> first_in_ms, last_out_ms;
    std::string first_point; ///< name of the door
    bool inside = false;
    bool walk_in = false;
};

struct count_of {
    std::string name;
    std::int64_t registered = 0;
    std::int64_t attended = 0;
};

struct event_statistics {
    std::int64_t registered = 0; ///< live: confirmed, unconfirmed, pending, waitlisted
    std::int64_t unconfirmed = 0, pending = 0, confirmed = 0, waitlisted = 0, declined = 0, cancelled = 0, expired = 0;
    std::int64_t attended = 0;   ///< registrations with at least one admission that stands
    std::int64_t unique = 0;     ///< people: attended, counted once per e-mail or full name
    std::int64_t walk_ins = 0;
    std::int64_t inside = 0;     ///< tickets with an open admission
    std::optional<std::int64_t> capacity;
    std::vector<count_of> by_session, by_category;
    struct arrivals { ground::utc_seconds from = 0; std::int64_t count = 0; };
    std::vector<arrivals> arrivals_per_5_minutes; ///< first admissions, without empty intervals before the first and after the last
    struct sign_ups { ground::utc_seconds day = 0; std::int64_t count = 0; };
    std::vector<sign_ups> sign_ups_per_day; ///< by the event's local day, given as UTC seconds of its midnight in UTC
};

class attendance_office {
public:
    attendance_office(store::database& database, ground::clock& clock, key_office& keys);

    /// Gives every row of the list to `each` in the order of the paper list (family name, ё with е, then given name,
    /// then number), streaming, so that memory stays flat. Confirmed and walk-ins; others only if they attended.
    void list(domain::event_id event, domain::session_id session, attendance_state which,
              const std::function<void(const attendance_row&)>& each);
    event_statistics statistics(domain::event_id event);

private:
    store::database& database_;
    ground::clock& clock_;
    key_office& keys_;
};

} // namespace krug::service
