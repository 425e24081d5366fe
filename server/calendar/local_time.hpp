// A wall clock's reading and a date on a wall calendar, without a zone; proleptic Gregorian throughout.
// Whoever reads or shows dates.
#pragma once

#include <compare>
#include <cstdint>

namespace krug::calendar {

struct local_date {
    int year = 1970;
    int month = 1; ///< 1..12
    int day = 1;   ///< 1..31
    auto operator<=>(const local_date&) const = default;
};

struct local_time {
    local_date date{};
    int hour = 0;   ///< 0..23
    int minute = 0; ///< 0..59
    int second = 0; ///< 0..59
    auto operator<=>(const local_time&) const = default;
};

/// Days in that month; `month` 1..12.
int days_in(int year, int month);
/// Year 1..9999, a month and a day of that month.
bool is_date(const local_date& date);
/// Days since 1970-01-01.
std::int64_t day_number(const local_date& date);
/// 1 = Monday … 7 = Sunday (ISO 8601).
int weekday(const local_date& date);
/// Seconds since 1970-01-01T00:00 of the same wall clock.
std::int64_t wall_seconds(const local_time& time);
local_time from_wall_seconds(std::int64_t seconds);

} // namespace krug::calendar
