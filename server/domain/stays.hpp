// How long somebody was there, derived from scans: stays between entries and exits, measured against the hours of the event or
// of one session. Pure; offices call it with the scans of one registration, and certificates, lists and packs share the answer.
#pragma once

#include "domain/attendance.hpp"
#include "domain/event.hpp"

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace krug::domain {

/// [from_ms, until_ms), UTC; no_end_ms = nobody said when it ends.
struct time_span {
    std::int64_t from_ms = 0, until_ms = 0;
    bool operator==(const time_span&) const = default;
};
inline constexpr std::int64_t no_end_ms = std::int64_t{1} << 60;

/// What time is measured against.
struct event_hours {
    std::vector<time_span> days; ///< ascending, apart, never empty: one, or of an event over a night one each day
    std::vector<std::pair<session_id, time_span>> sessions; ///< those with beginning and end
    /// How long the event is, 0 = nobody said when it ends.
    std::int64_t length_ms() const;
    bool operator==(const event_hours&) const = default;
};
/// An event without an end ends with the last of its sessions. One that is longer than a day is measured by the hours of its
/// sessions, breaks included and nights left out; without such sessions as a whole.
event_hours hours_of(const event_time& time, const std::vector<session_times>& sessions);

/// From an entry to what ended it.
struct stay {
    std::int64_t from_ms = 0, until_ms = 0;
    admission_point_id point;     ///< where they came in
    bool is_assumed = false;      ///< no exit was recorded: counted to the end
    bool is_going_on = false;     ///< inside now: counted up to now
    bool has_unknown_end = false; ///< no exit, and nobody knows when it was over: no time is counted
    bool operator==(const stay&) const = default;
};
/// In the order of their beginnings; the order of the scans does not matter. An exit at a session's door ends the stay there, at
/// a door of the whole event every stay; with `moves` an entry to another session ends the one before. Without an exit a stay
/// ends with the session that was on (at a session's door), else with the event's day, and in no case later than `now_ms`;
/// within an event of more than a day without hours, after twelve hours. A second entry without an exit between goes on
/// with the first. An exit without an entry is none.
std::vector<stay> derive_stays(const std::vector<scan_fact>& scans, const std::vector<admission_point_rules>& points, bool moves,
                               const event_hours& hours, std::int64_t now_ms);

struct time_present {
    std::int64_t present_ms = 0;
    std::int64_t whole_ms = 0; ///< of what there was, 0 = not known
    bool is_assumed = false;   ///< some of it was counted to the end
    bool is_going_on = false;
    bool has_unknown_end = false;
    bool operator==(const time_present&) const = default;

    std::int64_t minutes() const { return present_ms / 60'000; } ///< whole ones
    /// 0..100, rounded down, so that nobody reads 90 who has not reached it.
    std::optional<std::int64_t> percent() const;
};
/// Wherever at the event that was; time at two doors at once counts once.
time_present time_at_event(const std::vector<stay>& stays, const event_hours& hours);
/// By the doors of one session. Nothing when no door serves it: then nobody knows.
std::optional<time_present> time_at_session(const std::vector<stay>& stays, const std::vector<admission_point_rules>& points,
                                            session_id session, const event_hours& hours);

} // namespace krug::domain
