// Who came: attendance derived from scans, and the counts that follow from it.
// Called by web (attendance page, exports, JSON API) and commands; reads only.
#pragma once

#include "domain/registration.hpp"

#include <functional>
#include <memory>

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
    domain::registration registration; ///< with answers where the event asks questions
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
    std::int64_t inside = 0; ///< have come in there and not left
    std::int64_t number = 0; ///< of the session, category or admission point
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
    std::vector<count_of> by_point; ///< admission points; registered stays 0
    struct arrivals { ground::utc_seconds from = 0; std::int64_t count = 0; };
    std::vector<arrivals> arrivals_per_5_minutes; ///< first admissions, without empty intervals before the first and after the last
    struct sign_ups { ground::utc_seconds day = 0; std::int64_t count = 0; };
    std::vector<sign_ups> sign_ups_per_day; ///< by the event's local day, given as UTC seconds of its midnight in UTC
};

/// Counts only, in the time of a look at a clock: what a board shows every few seconds.
struct live_counts {
    std::int64_t registered = 0, confirmed = 0, pending = 0, waitlisted = 0, cancelled = 0, walk_ins = 0;
    std::int64_t attended = 0, inside = 0;
    std::vector<count_of> by_session, by_point;
    std::vector<event_statistics::arrivals> arrivals_per_5_minutes;
};

class attendance_office {
public:
    attendance_office(store::database& database, ground::clock& clock, key_office& keys);
    ~attendance_office();

    /// Gives every row of the list to `each` in the order of the paper list (family name, ё with е, then given name,
    /// then number), streaming, so that memory stays flat. Confirmed and walk-ins; others only if they attended.
    void list(domain::event_id event, domain::session_id session, attendance_state which,
              const std::function<void(const attendance_row&)>& each);
    event_statistics statistics(domain::event_id event);
    /// The same numbers without what costs a look at every registration. What is derived from scans is kept in memory
    /// and carried on from the last scan seen, since scans are never changed but to name a walk-in's guest; sums are kept up
    /// with it, and at most eight events are kept.
    live_counts live(domain::event_id event);
    /// Everybody who was let in, by number; out of the same memory.
    struct guest_seen {
        domain::registration_id id;
        std::int64_t first_in_ms = 0;
        bool inside = false;
    };
    std::vector<guest_seen> who_came(domain::event_id event);

private:
    struct memory;
    store::database& database_;
    ground::clock& clock_;
    key_office& keys_;
    std::unique_ptr<memory> memory_;
};

} // namespace krug::service
