// Days and hours as organisers type them, read in the zone of their event, with every fault in words.
// The event editor and the entrance rules call it.
#pragma once

#include "calendar/zone.hpp"
#include "domain/event.hpp"
#include "render/page_engine.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace krug::web {

/// Either a value or what to tell the person; both empty when nothing was typed.
template <class T> struct typed {
    std::optional<T> value;
    std::string fault;
};

/// «15.10.2020», «15 октября 2020».
typed<calendar::local_date> read_day(std::string_view text, render::language lang);
/// «15:00», «15.00»; in a night when clocks go back also «02:30 второй раз».
struct typed_clock {
    int hour = 0, minute = 0;
    std::optional<bool> second_time; ///< said so
};
typed<typed_clock> read_clock(std::string_view text, render::language lang);

/// The instant at which that clock shows that time. Where the clocks jump over it, or show it twice, the fault says so
/// and how to mend it; `kept` (what stood before) decides between the two without asking again.
typed<ground::utc_seconds> read_instant(const calendar::local_date& day, const typed_clock& clock,
                                        const calendar::zone& where, const std::optional<ground::utc_seconds>& kept,
                                        render::language lang);
/// A day and an hour in one field: «15.10.2020 15:00», "2020-10-15T15:00".
typed<ground::utc_seconds> read_moment(std::string_view text, const calendar::zone& where,
                                       const std::optional<ground::utc_seconds>& kept, render::language lang);
/// «август 2020», «14.08.2020», «2020», as exact as `precision` says, to "2020-08".
typed<std::string> read_period(std::string_view text, domain::date_precision precision, render::language lang);

/// "15.10.2020", "15:00", "2020-10-15T15:00": what the readers above read back.
std::string print_day(ground::utc_seconds at, const calendar::zone& where);
std::string print_clock(ground::utc_seconds at, const calendar::zone& where);
std::string print_moment(ground::utc_seconds at, const calendar::zone& where);
/// "14.08.2020" for a day, the period itself for a month or a year.
std::string print_period(std::string_view period);

} // namespace krug::web
