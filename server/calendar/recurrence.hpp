// Days on which something repeats: the part of RFC 5545's RRULE that a club or a seminar needs, on the wall calendar.
// Whoever makes events out of a rule; hours and zones are not known here, see move_days.
#pragma once

#include "calendar/local_time.hpp"
#include "calendar/zone.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace krug::calendar {

struct recurrence {
    enum class every { week = 1, month = 2 } unit = every::week;
    int interval = 1;          ///< 1..12: every week, every second …
    std::vector<int> weekdays; ///< ISO, 1 = Monday; rising, none twice; a month has exactly one. Empty = that of the first day
    int nth = 0;               ///< month only: 1..4, −1 = the last such weekday; 0 = as the first day is
    std::optional<local_date> until; ///< the last possible day
    std::optional<int> count;        ///< 1..52 days in all, the first and those that are left out among them
};

inline constexpr int recurrence_days_max = 52;

/// "FREQ=WEEKLY;BYDAY=TU,TH;COUNT=10", "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20271231": FREQ, INTERVAL, BYDAY, COUNT and UNTIL (a day)
/// in any order and case, either COUNT or UNTIL; a leading "RRULE:" is passed over. Nothing for anything else.
std::optional<recurrence> parse_rrule(std::string_view text);
/// The one form of a rule that parse_rrule reads.
std::string print_rrule(const recurrence& rule);

/// The days of the rule from `first` on, which is the first of them whatever its weekday, without `skipped`; at most 52, so
/// that a rule without an end has one. In order, none twice.
std::vector<local_date> days_of(const recurrence& rule, const local_date& first, std::span<const local_date> skipped);

/// The same hour of the wall clock `days` days later. Where the clock jumps over it, the hour as the clock before the jump would
/// go on; where it is there twice, the first.
utc_seconds move_days(utc_seconds at, const zone& where, std::int64_t days);

} // namespace krug::calendar
