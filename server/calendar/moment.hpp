// Reading and writing moments: RFC 3339 for machines, and dates as people write them, with faults that name
// the part. Pages, the API and importers call it. Nothing is guessed: what cannot be read for sure is a
// fault.
#pragma once

#include "calendar/zone.hpp"

#include <boost/system/result.hpp>

#include <string>
#include <string_view>

namespace krug::calendar {

enum class moment_fault {
    empty = 1,
    shape = 2,   ///< no form we know
    year = 3,    ///< two digits, or outside 1..9999
    month = 4,   ///< a number or a word that is no month
    day = 5,     ///< no such day in that month
    clock = 6,   ///< no such time of day
    weekday = 7, ///< the weekday written does not fit the date
    offset = 8   ///< RFC 3339 without an offset, or an impossible one
};
/// "empty", "shape", "year", …: stable words for messages.
std::string_view word_of(moment_fault fault);
[[noreturn]] void throw_exception_from_error(moment_fault fault, const boost::source_location& where);

template <class T> using reading = boost::system::result<T, moment_fault>;

/// RFC 3339 §5.6; the offset is required, fractions are dropped, second 60 counts as the next minute.
reading<utc_seconds> parse_rfc3339(std::string_view text);
/// "2020-10-15T10:00:00Z". Years 0..9999, otherwise aborts.
std::string print_rfc3339(utc_seconds at);
/// "2020-10-15T15:00:00+05:00" as the zone's clocks show it.
std::string print_rfc3339(utc_seconds at, const zone& where);

struct written_moment {
    local_time time{};
    bool has_clock = false; ///< false: only the date was written
    bool operator==(const written_moment&) const = default;
};

/// "15.10.2020", "15.10.2020 15.00", "2020-10-15T15:00", "15 октября 2020 года в 15:00", "15 October 2020,
/// 15:00", "18.06 Пятница, 13 июля 2018". Case and blanks do not matter. A weekday is checked, not trusted.
reading<written_moment> parse_local(std::string_view text);

/// "15:00", "15.00", "9:05", "15:00:30".
reading<local_time> parse_clock(std::string_view text);

/// A date known to the year, the month or the day: "2020", "2020-08", "2020-08-14".
struct period {
    int year = 0;
    int month = 0; ///< 0 = not known
    int day = 0;   ///< 0 = not known
    auto operator<=>(const period&) const = default;
};
reading<period> parse_period(std::string_view text);
std::string print_period(const period& known);

/// Years of a plan as somebody wrote them: "2018-2019", "2020–21", "2019".
struct year_span {
    std::string raw;
    int from = 0;
    int to = 0;
    bool suspicious = false; ///< backwards or longer than five years ("2010-21"): show raw and ask
};
reading<year_span> read_year_span(std::string_view text);

} // namespace krug::calendar
