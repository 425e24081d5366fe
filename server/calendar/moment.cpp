#include "calendar/moment.hpp"

#include "ground/check.hpp"

#include <algorithm>
#include <cstdio>
#include <stdexcept>

namespace krug::calendar {
namespace {

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

// Reads exactly `count` digits at `at` and moves on; -1 if they are not there.
int take(std::string_view text, std::size_t& at, std::size_t count) {
    if (at + count > text.size())
        return -1;
    int value = 0;
    for (std::size_t digit = 0; digit < count; ++digit, ++at) {
        if (!is_digit(text[at]))
            return -1;
        value = value * 10 + (text[at] - '0');
    }
    return value;
}

bool take(std::string_view text, std::size_t& at, std::string_view any_of) {
    if (at >= text.size() || any_of.find(text[at]) == std::string_view::npos)
        return false;
    ++at;
    return true;
}

// "Z" or ±hh:mm as seconds east; nothing readable is a fault.
reading<int> take_offset(std::string_view text, std::size_t& at) {
    if (take(text, at, "Zz"))
        return 0;
    if (at >= text.size())
        return moment_fault::offset;
    const bool west = text[at] == '-';
    if (!take(text, at, "+-"))
        return moment_fault::offset;
    const int hours = take(text, at, 2);
    const bool colon = take(text, at, ":");
    const int minutes = take(text, at, 2);
    if (!colon || hours < 0 || hours > 23 || minutes < 0 || minutes > 59)
        return moment_fault::offset;
    return (west ? -1 : 1) * (hours * 3600 + minutes * 60);
}

reading<local_date> checked(const local_date& date) {
    if (date.month < 1 || date.month > 12)
        return moment_fault::month;
    if (date.year < 1)
        return moment_fault::year;
    if (!is_date(date))
        return moment_fault::day;
    return date;
}

std::string written(const local_time& time) {
    KRUG_CHECK(time.date.year >= 0 && time.date.year <= 9999);
    char text[64];
    std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d", time.date.year, time.date.month,
                  time.date.day, time.hour, time.minute, time.second);
    return text;
}

} // namespace

std::string_view word_of(moment_fault fault) {
    switch (fault) {
    case moment_fault::empty:
        return "empty";
    case moment_fault::shape:
        return "shape";
    case moment_fault::year:
        return "year";
    case moment_fault::month:
        return "month";
    case moment_fault::day:
        return "day";
    case moment_fault::clock:
        return "clock";
    case moment_fault::weekday:
        return "weekday";
    case moment_fault::offset:
        return "offset";
    }
    return "unknown";
}

void throw_exception_from_error(moment_fault fault, const boost::source_location&) {
    throw std::logic_error("a moment was asked of a text that is none: " + std::string(word_of(fault)));
}

reading<utc_seconds> parse_rfc3339(std::string_view text) {
    if (text.empty())
        return moment_fault::empty;
    std::size_t at = 0;
    local_time time;
    const int year = take(text, at, 4);
    const bool first_dash = take(text, at, "-");
    const int month = take(text, at, 2);
    const bool second_dash = take(text, at, "-");
    const int day = take(text, at, 2);
    if (year < 0 || month < 0 || day < 0 || !first_dash || !second_dash)
        return moment_fault::shape;
    const auto date = checked({year, month, day});
    if (!date)
        return date.error();
    if (!take(text, at, "Tt "))
        return moment_fault::shape;
    const int hour = take(text, at, 2);
    const bool first_colon = take(text, at, ":");
    const int minute = take(text, at, 2);
    const bool second_colon = take(text, at, ":");
    const int second = take(text, at, 2);
    if (hour < 0 || minute < 0 || second < 0 || !first_colon || !second_colon)
        return moment_fault::shape;
    if (hour > 23 || minute > 59 || second > 60)
        return moment_fault::clock;
    if (take(text, at, ".")) {
        const std::size_t from = at;
        while (at < text.size() && is_digit(text[at]))
            ++at;
        if (at == from)
            return moment_fault::shape;
    }
    const auto offset = take_offset(text, at);
    if (!offset)
        return offset.error();
    if (at != text.size())
        return moment_fault::shape;
    return wall_seconds({*date, hour, minute, 0}) + second - *offset;
}

std::string print_rfc3339(utc_seconds at) {
    return written(from_wall_seconds(at)) + "Z";
}

std::string print_rfc3339(utc_seconds at, const zone& where) {
    const int offset = where.offset_seconds(at);
    const int minutes = std::abs(offset) / 60;
    char tail[32];
    std::snprintf(tail, sizeof tail, "%c%02d:%02d", offset < 0 ? '-' : '+', minutes / 60, minutes % 60);
    // Old local mean times have seconds that RFC 3339 cannot write; the clock shown fits the offset shown.
    const int whole = offset < 0 ? -minutes * 60 : minutes * 60;
    return written(from_wall_seconds(at + whole)) + tail;
}

reading<period> parse_period(std::string_view text) {
    if (text.empty())
        return moment_fault::empty;
    std::size_t at = 0;
    period known;
    known.year = take(text, at, 4);
    if (known.year < 0)
        return moment_fault::shape;
    if (known.year < 1)
        return moment_fault::year;
    if (at == text.size())
        return known;
    if (!take(text, at, "-"))
        return moment_fault::shape;
    known.month = take(text, at, 2);
    if (known.month < 0)
        return moment_fault::shape;
    if (known.month < 1 || known.month > 12)
        return moment_fault::month;
    if (at == text.size())
        return known;
    if (!take(text, at, "-"))
        return moment_fault::shape;
    known.day = take(text, at, 2);
    if (known.day < 0 || at != text.size())
        return moment_fault::shape;
    if (!is_date({known.year, known.month, known.day}))
        return moment_fault::day;
    return known;
}

std::string print_period(const period& known) {
    char text[48];
    if (known.month == 0)
        std::snprintf(text, sizeof text, "%04d", known.year);
    else if (known.day == 0)
        std::snprintf(text, sizeof text, "%04d-%02d", known.year, known.month);
    else
        std::snprintf(text, sizeof text, "%04d-%02d-%02d", known.year, known.month, known.day);
    return text;
}

reading<year_span> read_year_span(std::string_view text) {
    static constexpr int years_max = 5;
    year_span span;
    span.raw = text;
    std::string plain;
    for (const char c : text)
        if (c != ' ')
            plain += c;
    for (const std::string_view dash : {"–", "—", "/"})
        if (const auto found = plain.find(dash); found != std::string::npos)
            plain.replace(found, dash.size(), "-");
    if (plain.empty())
        return moment_fault::empty;
    std::size_t at = 0;
    span.from = take(plain, at, 4);
    if (span.from < 0)
        return moment_fault::shape;
    span.to = span.from;
    if (at == plain.size())
        return span;
    if (!take(plain, at, "-"))
        return moment_fault::shape;
    const bool is_short = plain.size() - at == 2;
    span.to = take(plain, at, is_short ? 2 : 4);
    if (span.to < 0 || at != plain.size())
        return moment_fault::shape;
    if (is_short)
        span.to += span.from / 100 * 100;
    span.suspicious = span.to < span.from || span.to - span.from > years_max;
    return span;
}

} // namespace krug::calendar
