#include "calendar/reminder_time.hpp"

#include <algorithm>

namespace krug::calendar {

namespace {

using domain::reminder_slot;

constexpr std::int64_t hour = 3600, day = 24 * hour;
constexpr utc_seconds apart_min_seconds = 3 * hour;

bool is_quiet(const local_time& clock) { return clock.hour < quiet_until_hour || clock.hour >= quiet_from_hour; }

local_time at_hour(const local_date& date, int hour_of_day) { return {date, hour_of_day, 0, 0}; }

utc_seconds day_before(utc_seconds starts_at, const zone& where) {
    auto clock = from_wall_seconds(wall_seconds(where.local(starts_at)) - day);
    if (clock.hour < quiet_until_hour) clock = at_hour(clock.date, quiet_until_hour);
    if (clock.hour >= evening_hour) clock = at_hour(clock.date, evening_hour);
    return where.read(clock).earlier;
}

utc_seconds hours_before(int hours, utc_seconds starts_at, const zone& where) {
    const auto at = starts_at - hours * hour;
    const auto clock = where.local(at);
    if (!is_quiet(clock)) return at;
    const auto evening = clock.hour >= quiet_from_hour ? clock.date : from_wall_seconds(wall_seconds(clock) - day).date;
    return where.read(at_hour(evening, evening_hour)).earlier;
}

} // namespace

bool is_quiet_time(utc_seconds at, const zone& where) { return is_quiet(where.local(at)); }

utc_seconds next_daytime(utc_seconds at, const zone& where) {
    const auto clock = where.local(at);
    if (!is_quiet(clock)) return at;
    const auto morning = clock.hour >= quiet_from_hour ? from_wall_seconds(wall_seconds(clock) + day).date : clock.date;
    return where.read(at_hour(morning, quiet_until_hour)).earlier;
}

std::optional<utc_seconds> reminder_at(reminder_slot slot, const domain::reminder_rule& rule, utc_seconds starts_at,
                                       const zone& where) {
    const auto first = rule.day_before ? std::optional(day_before(starts_at, where)) : std::nullopt;
    if (slot == reminder_slot::day_before) return first;
    if (rule.hours_before <= 0) return std::nullopt;
    const auto second = hours_before(rule.hours_before, starts_at, where);
    if (first && second < *first + apart_min_seconds) return std::nullopt;
    return second;
}

std::optional<reminder_slot> reminder_due(const domain::reminder_rule& rule, utc_seconds starts_at, const zone& where,
                                          utc_seconds now) {
    if (now > starts_at - reminder_latest_seconds || is_quiet(where.local(now))) return std::nullopt;
    for (const auto slot : {reminder_slot::hours_before, reminder_slot::day_before})
        if (const auto at = reminder_at(slot, rule, starts_at, where); at && *at <= now) return slot;
    return std::nullopt;
}

} // namespace krug::calendar
