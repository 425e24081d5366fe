// The days of events that repeat, by the wall clock where they are held.
// series_pages and series_api only.
#pragma once

#include "calendar/recurrence.hpp"
#include "service/series_office.hpp"

#include <span>
#include <vector>

namespace krug::web {

/// Knows the time zones for the office.
service::day_mover wall_clock_mover();
/// How many days after the day of `first` the rule's other days are; `first` is an instant.
std::vector<std::int64_t> days_after(const domain::event_time& first, const calendar::recurrence& rule,
                                     std::span<const calendar::local_date> skipped);

} // namespace krug::web
