// The moments of reminders: by the clock of the place, and never when people sleep.
// serve hands it to the office that sends them; the pages of the organisers show it.
#pragma once

#include "calendar/zone.hpp"
#include "domain/reminder.hpp"

namespace krug::calendar {

/// Local hours in which nobody is disturbed by a letter: from quiet_from on, until quiet_until.
inline constexpr int quiet_until_hour = 9, quiet_from_hour = 21;
/// A reminder that would fall into the quiet hours of an evening or a night goes at this hour of that evening.
inline constexpr int evening_hour = 20;
/// Later than this before the start nobody is reminded any more.
inline constexpr utc_seconds reminder_latest_seconds = 3600;

/// Do people sleep there at this moment?
bool is_quiet_time(utc_seconds at, const zone& where);
/// The moment itself, or nine in the morning after the night that it falls into.
utc_seconds next_daytime(utc_seconds at, const zone& where);

/// When this reminder of an event that starts then goes; nothing when the rule has none. The day before: at the hour of
/// the start, but not before 9:00 and not after 20:00. Hours before: moved to the evening before where it would be night,
/// and left out when it would follow the day-before one within three hours.
std::optional<utc_seconds> reminder_at(domain::reminder_slot slot, const domain::reminder_rule& rule, utc_seconds starts_at,
                                       const zone& where);

/// The reminder that is to go at `now`, when the server may have been away meanwhile: the latest one whose moment has
/// come, in daytime only, and until an hour before the start.
std::optional<domain::reminder_slot> reminder_due(const domain::reminder_rule& rule, utc_seconds starts_at,
                                                  const zone& where, utc_seconds now);

} // namespace krug::calendar
