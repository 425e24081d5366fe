#include "calendar/month_names.hpp"

#include <cstdio>

namespace krug::calendar {
namespace {

constexpr std::string_view nbsp = "\u00a0";
constexpr std::string_view en_dash = "–";
constexpr std::string_view spaced_dash = "\u00a0– "; // a dash never begins a line

std::string joined(std::initializer_list<std::string_view> parts, std::string_view between) {
    std::string text;
    for (const auto part : parts) {
        if (!text.empty())
            text += between;
        text += part;
    }
    return text;
}

std::string clock_text(const local_time& time) {
    char text[32];
    std::snprintf(text, sizeof text, "%02d:%02d", time.hour, time.minute);
    return text;
}

std::string day_and_month(const local_date& date, language in) {
    return joined({std::to_string(date.day), month_genitive(date.month, in)}, nbsp);
}

std::string year_text(int year, language in) {
    return in == language::en ? std::to_string(year) : joined({std::to_string(year), "года"}, nbsp);
}

std::string with_weekday(const local_date& date, language in) {
    const std::string_view name = weekday_name(weekday(date), in);
    if (in == language::en)
        return joined({name, date_words(date, in)}, ", ");
    return joined({date_words(date, in), name}, ", ");
}

std::string far_range(const local_time& from, const local_time& to, language in) {
    const bool same_year = from.date.year == to.date.year;
    const std::string first = same_year ? day_and_month(from.date, in) : date_words(from.date, in);
    return joined({first, clock_text(from)}, ", ").append(spaced_dash) +
           joined({date_words(to.date, in), clock_text(to)}, ", ");
}

} // namespace

language language_of(std::string_view code) {
    return code.starts_with("en") ? language::en : language::ru;
}

std::string date_words(const local_date& date, language in) {
    return joined({day_and_month(date, in), year_text(date.year, in)}, nbsp);
}

std::string moment_words(utc_seconds at, const zone& where, language in) {
    const local_time time = where.local(at);
    return joined({with_weekday(time.date, in), clock_text(time)}, ", ");
}

std::string period_words(const period& known, language in) {
    const std::string year = std::to_string(known.year);
    if (known.month == 0)
        return in == language::en ? year : joined({year, "год"}, nbsp);
    if (known.day == 0)
        return joined({month_nominative(known.month, in), year}, nbsp);
    return with_weekday({known.year, known.month, known.day}, in);
}

std::string date_range_words(const local_date& first, const local_date& last, language in) {
    if (first == last)
        return date_words(first, in);
    const std::string end = date_words(last, in);
    if (first.year != last.year)
        return date_words(first, in).append(spaced_dash) + end;
    if (first.month != last.month)
        return day_and_month(first, in).append(spaced_dash) + end;
    return std::to_string(first.day).append(en_dash) + end;
}

std::string range_words(utc_seconds starts, std::optional<utc_seconds> ends, const zone& where, language in) {
    if (!ends || *ends == starts)
        return moment_words(starts, where, in);
    const local_time from = where.local(starts);
    const local_time to = where.local(*ends);
    if (from.date != to.date)
        return far_range(from, to, in);
    return moment_words(starts, where, in).append(en_dash) + clock_text(to);
}

std::string clock_words(utc_seconds at, const zone& where) {
    return clock_text(where.local(at));
}

std::string short_date(const local_date& date, bool with_year, language in) {
    const std::string day = joined({std::to_string(date.day), month_short(date.month, in)}, nbsp);
    return with_year ? joined({day, std::to_string(date.year)}, nbsp) : day;
}

std::string short_moment(utc_seconds at, const zone& where, std::string_view place, language in) {
    const local_time time = where.local(at);
    const std::string moment = joined({weekday_short(weekday(time.date), in), clock_text(time)}, ", ");
    return place.empty() ? moment : joined({moment, place}, " · ");
}

} // namespace krug::calendar
