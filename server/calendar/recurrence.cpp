#include "calendar/recurrence.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

namespace krug::calendar {

namespace {

constexpr std::array<std::string_view, 7> day_names{"MO", "TU", "WE", "TH", "FR", "SA", "SU"};
constexpr std::int64_t day_seconds = 86'400;
constexpr int interval_max = 12;

std::string upper(std::string_view text) {
    std::string raised(text);
    for (auto& c : raised)
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    return raised;
}

std::optional<int> whole(std::string_view text) {
    int number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    return !text.empty() && fault == std::errc() && end == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

std::optional<int> weekday_named(std::string_view name) {
    const auto at = std::find(day_names.begin(), day_names.end(), name);
    return at == day_names.end() ? std::nullopt : std::optional(static_cast<int>(at - day_names.begin()) + 1);
}

std::optional<local_date> date_in(std::string_view text) {
    if (text.size() < 8) return std::nullopt;
    const auto year = whole(text.substr(0, 4)), month = whole(text.substr(4, 2)), day = whole(text.substr(6, 2));
    if (!year || !month || !day || !is_date({*year, *month, *day})) return std::nullopt;
    // A moment of that day is as good as the day.
    if (text.size() > 8 && text[8] != 'T') return std::nullopt;
    return local_date{*year, *month, *day};
}

std::string two(int number) { return (number < 10 ? "0" : "") + std::to_string(number); }

local_date plus_days(const local_date& date, std::int64_t days) {
    return from_wall_seconds((day_number(date) + days) * day_seconds).date;
}

/// Which weekday of its month a day is: 1..4; the fifth is the last.
int nth_of(const local_date& date) {
    const int nth = (date.day - 1) / 7 + 1;
    return nth == 5 ? -1 : nth;
}

std::optional<local_date> nth_weekday(int year, int month, int day_of_week, int nth) {
    if (nth > 0) {
        const int first = weekday({year, month, 1});
        return local_date{year, month, 1 + (day_of_week - first + 7) % 7 + 7 * (nth - 1)};
    }
    const int length = days_in(year, month), last = weekday({year, month, length});
    return local_date{year, month, length - (last - day_of_week + 7) % 7};
}

bool read_days(std::string_view value, recurrence& rule) {
    std::set<int> days;
    while (!value.empty()) {
        const auto end = std::min(value.find(','), value.size());
        auto one = value.substr(0, end);
        value.remove_prefix(std::min(end + 1, value.size()));
        if (one.size() > 2) {
            auto number = one.substr(0, one.size() - 2);
            if (number.front() == '+') number.remove_prefix(1);
            const auto nth = whole(number);
            if (!nth || rule.nth != 0 || (*nth != -1 && (*nth < 1 || *nth > 4))) return false;
            rule.nth = *nth;
            one.remove_prefix(one.size() - 2);
        }
        const auto day = weekday_named(one);
        if (!day || !days.insert(*day).second) return false;
    }
    rule.weekdays.assign(days.begin(), days.end());
    return !days.empty();
}

} // namespace

std::optional<recurrence> parse_rrule(std::string_view text) {
    const auto raised = upper(text);
    std::string_view rest = raised;
    if (rest.starts_with("RRULE:")) rest.remove_prefix(6);
    recurrence rule;
    std::set<std::string> seen;
    while (!rest.empty()) {
        const auto end = std::min(rest.find(';'), rest.size());
        const auto part = rest.substr(0, end);
        rest.remove_prefix(std::min(end + 1, rest.size()));
        const auto equals = part.find('=');
        if (equals == std::string_view::npos || !seen.insert(std::string(part.substr(0, equals))).second) return std::nullopt;
        const auto name = part.substr(0, equals), value = part.substr(equals + 1);
        if (name == "FREQ") {
            if (value != "WEEKLY" && value != "MONTHLY") return std::nullopt;
            rule.unit = value == "WEEKLY" ? recurrence::every::week : recurrence::every::month;
        } else if (name == "INTERVAL") {
            const auto number = whole(value);
            if (!number || *number < 1 || *number > interval_max) return std::nullopt;
            rule.interval = *number;
        } else if (name == "BYDAY") {
            if (!read_days(value, rule)) return std::nullopt;
        } else if (name == "COUNT") {
            rule.count = whole(value);
            if (!rule.count || *rule.count < 1 || *rule.count > recurrence_days_max) return std::nullopt;
        } else if (name == "UNTIL") {
            rule.until = date_in(value);
            if (!rule.until) return std::nullopt;
        } else {
            return std::nullopt;
        }
    }
    if (!seen.contains("FREQ") || (rule.count && rule.until)) return std::nullopt;
    const bool monthly = rule.unit == recurrence::every::month;
    if (monthly && rule.weekdays.size() > 1) return std::nullopt;
    if (!monthly && rule.nth != 0) return std::nullopt;
    return rule;
}

std::string print_rrule(const recurrence& rule) {
    std::string text = rule.unit == recurrence::every::week ? "FREQ=WEEKLY" : "FREQ=MONTHLY";
    if (rule.interval != 1) text += ";INTERVAL=" + std::to_string(rule.interval);
    std::string days;
    for (const int day : rule.weekdays) {
        if (!days.empty()) days += ",";
        if (rule.nth != 0) days += std::to_string(rule.nth);
        days += day_names.at(static_cast<std::size_t>(day - 1));
    }
    if (!days.empty()) text += ";BYDAY=" + days;
    if (rule.count) text += ";COUNT=" + std::to_string(*rule.count);
    if (rule.until) text += ";UNTIL=" + std::to_string(rule.until->year) + two(rule.until->month) + two(rule.until->day);
    return text;
}

std::vector<local_date> days_of(const recurrence& rule, const local_date& first, std::span<const local_date> skipped) {
    std::vector<local_date> all;
    const auto most = static_cast<std::size_t>(std::min(rule.count.value_or(recurrence_days_max), recurrence_days_max));
    const auto add = [&](const local_date& date) {
        if (rule.until && date > *rule.until) return false;
        if (all.empty() || date > all.back()) all.push_back(date);
        return all.size() < most;
    };
    const auto own_day = weekday(first);
    bool more = add(first);
    if (rule.unit == recurrence::every::week) {
        auto days = rule.weekdays;
        if (days.empty()) days = {own_day};
        for (auto monday = plus_days(first, 1 - own_day); more; monday = plus_days(monday, 7 * rule.interval))
            for (const int day : days) {
                const auto date = plus_days(monday, day - 1);
                if (more && date > first) more = add(date);
            }
    } else {
        const int day = rule.weekdays.empty() ? own_day : rule.weekdays.front();
        const int nth = rule.nth != 0 ? rule.nth : nth_of(first);
        for (int year = first.year, month = first.month; more; month += rule.interval) {
            year += (month - 1) / 12;
            month = (month - 1) % 12 + 1;
            if (year > 9999) break;
            if (const auto date = nth_weekday(year, month, day, nth); date && *date > first) more = add(*date);
        }
    }
    std::erase_if(all, [&](const auto& date) { return std::find(skipped.begin(), skipped.end(), date) != skipped.end(); });
    return all;
}

utc_seconds move_days(utc_seconds at, const zone& where, std::int64_t days) {
    const auto moved = from_wall_seconds(wall_seconds(where.local(at)) + days * day_seconds);
    const auto read = where.read(moved);
    return read.how == utc_reading::kind::gap ? read.later : read.earlier;
}

} // namespace krug::calendar
