// Events that repeat: a weekly club is a row of events, each of its own, that know of each other.
// Called by web; every function is one transaction.
#pragma once

#include "domain/event.hpp"
#include "domain/result.hpp"
#include "domain/staff.hpp"

#include <array>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace krug::store {
class database;
}
namespace krug::ground {
class clock;
class randomness;
}

namespace krug::service {

class key_office;

inline constexpr std::size_t occurrences_max = 52;

/// The same hour of the clock so many days later where the event is held. Whoever knows the time zones brings it.
using day_mover = std::function<domain::utc_seconds(domain::utc_seconds at, const std::string& timezone, std::int64_t days)>;

/// One event of a series.
struct occurrence {
    domain::event_id id;
    std::string slug, title;
    domain::event_state state{};
    domain::event_time time;
    std::int64_t days = 0; ///< after the first one
};
struct series_view {
    std::string rule; ///< RRULE subset as it was asked for
    std::vector<occurrence> events; ///< by day
};

class series_office {
public:
    series_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys);

    /// Copies the event to each of `days` (after its own day; 1 ..): text, rules, sessions with their hours, tables, doors and
    /// reminders, as drafts, or published at once when `publish` is set and the event is. A day that the series has already is left
    /// alone, so a repeat is harmless. Returns how many were made. Refuses with not_found, event_has_no_date, invalid
    /// (days: required, out_of_range).
    domain::result<int> repeat(const domain::actor& by, domain::event_id event, std::span<const std::int64_t> days,
                               const std::string& rule, bool publish, const day_mover& move);
    /// Empty when the event is alone.
    series_view find(domain::event_id event);
    /// What this event is – text, kind, place, seats, rules, hour and length, people – becomes that of every later one of its series
    /// that is not cancelled and not over; each keeps its day, its state, its guests and its address. Guests are told of another hour or
    /// place if `tell_guests`. Returns how many were changed. Refuses with not_found, event_has_no_date.
    domain::result<int> copy_to_following(const domain::actor& by, domain::event_id event, bool tell_guests, const day_mover& move);

private:
    store::database& database_;
    ground::clock& clock_;
    ground::randomness& random_;
    key_office& keys_;
};

} // namespace krug::service
