#include "calendar/month_names.hpp"

#include "domain/utf8.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <vector>

namespace krug::calendar {
namespace {

// What a hand-written moment was found to hold, part by part.
struct found_parts {
    std::optional<int> day, month, year;
    std::optional<local_time> clock;
    int weekday = 0;
};

std::string in_small(std::string_view text) {
    std::string small;
    for (const char32_t letter : domain::code_points(text)) {
        const bool blank =
            letter == ',' || letter == 0xA0 || letter == 0x202F || letter == '\t' || letter == ';';
        domain::append_utf8(small, blank ? U' ' : domain::lower(letter));
    }
    return small;
}

std::vector<std::string> words_of_text(std::string_view text) {
    std::vector<std::string> words;
    const std::string small = in_small(text);
    for (std::size_t from = 0; from < small.size();) {
        const std::size_t end = std::min(small.find(' ', from), small.size());
        if (end > from)
            words.push_back(small.substr(from, end - from));
        from = end + 1;
    }
    return words;
}

bool is_number(std::string_view word) {
    return !word.empty() && word.size() <= 4 &&
           std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

int number(std::string_view word) {
    int value = 0;
    std::from_chars(word.data(), word.data() + word.size(), value);
    return value;
}

std::vector<std::string_view> split(std::string_view word, std::string_view separators) {
    std::vector<std::string_view> parts;
    for (std::size_t from = 0; from <= word.size();) {
        const std::size_t end = std::min(word.find_first_of(separators, from), word.size());
        parts.push_back(word.substr(from, end - from));
        from = end + 1;
    }
    return parts;
}

bool all_numbers(const std::vector<std::string_view>& parts) {
    return std::all_of(parts.begin(), parts.end(), is_number);
}

reading<local_time> clock_of(const std::vector<std::string_view>& parts) {
    if (parts[0].size() > 2 || parts[1].size() != 2 || (parts.size() == 3 && parts[2].size() != 2))
        return moment_fault::clock;
    local_time clock;
    clock.hour = number(parts[0]);
    clock.minute = number(parts[1]);
    clock.second = parts.size() == 3 ? number(parts[2]) : 0;
    if (clock.hour > 23 || clock.minute > 59 || clock.second > 59)
        return moment_fault::clock;
    return clock;
}

std::optional<moment_fault> take_clock(found_parts& found, const std::vector<std::string_view>& parts) {
    if (found.clock)
        return moment_fault::shape;
    const auto clock = clock_of(parts);
    if (!clock)
        return clock.error();
    found.clock = *clock;
    return std::nullopt;
}

std::optional<moment_fault> take_date(found_parts& found, std::string_view year, std::string_view month,
                                      std::string_view day) {
    if (found.day || found.month || found.year)
        return moment_fault::shape;
    if (year.size() != 4)
        return moment_fault::year; // "15.10.20" may be 1920 as well
    if (day.size() > 2 || month.size() > 2)
        return moment_fault::shape;
    found.year = number(year);
    found.month = number(month);
    found.day = number(day);
    return std::nullopt;
}

// "15.10.2020", "2020-10-15", "15:00", "15.00", each alone in a word.
std::optional<moment_fault> take_figures(found_parts& found, std::string_view word) {
    if (const auto dashed = split(word, "-");
        dashed.size() == 3 && all_numbers(dashed) && dashed[0].size() == 4)
        return take_date(found, dashed[0], dashed[1], dashed[2]);
    if (const auto dotted = split(word, "./"); dotted.size() == 3 && all_numbers(dotted))
        return take_date(found, dotted[2], dotted[1], dotted[0]);
    if (const auto clock = split(word, ":"); (clock.size() == 2 || clock.size() == 3) && all_numbers(clock))
        return take_clock(found, clock);
    if (const auto clock = split(word, "."); clock.size() == 2 && all_numbers(clock))
        return take_clock(found, clock);
    return moment_fault::shape;
}

std::optional<moment_fault> take_number(found_parts& found, std::string_view word) {
    if (word.size() <= 2 && !found.day)
        found.day = number(word);
    else if (word.size() == 4 && !found.year)
        found.year = number(word);
    else if (word.size() <= 2 && found.month && !found.year)
        return moment_fault::year;
    else
        return moment_fault::shape;
    return std::nullopt;
}

bool means_nothing(std::string_view word) {
    static constexpr std::string_view fillers[] = {"года", "год", "г.", "г",      "в",
                                                   "at",   "on",  "of", "начало", "с"};
    return std::find(std::begin(fillers), std::end(fillers), word) != std::end(fillers);
}

bool has_digit(std::string_view word) {
    return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<moment_fault> take_word(found_parts& found, std::string_view word) {
    if (means_nothing(word))
        return std::nullopt;
    if (is_number(word))
        return take_number(found, word);
    // The T of ISO 8601 stands at one place only.
    if (word.size() > 11 && word[10] == 't' && word[4] == '-') {
        if (const auto fault = take_figures(found, word.substr(0, 10)))
            return fault;
        return take_figures(found, word.substr(11));
    }
    if (has_digit(word))
        return take_figures(found, word);
    if (const int month = month_named(word)) {
        if (found.month)
            return moment_fault::shape;
        found.month = month;
        return std::nullopt;
    }
    if (const int day = weekday_named(word)) {
        found.weekday = day;
        return std::nullopt;
    }
    // A word between a day and a year can only have been meant as a month.
    return found.day && !found.month ? moment_fault::month : moment_fault::shape;
}

reading<written_moment> joined(const found_parts& found) {
    if (!found.day || !found.month)
        return moment_fault::shape;
    if (!found.year)
        return moment_fault::year;
    const local_date date{*found.year, *found.month, *found.day};
    if (date.year < 1)
        return moment_fault::year;
    if (date.month < 1 || date.month > 12)
        return moment_fault::month;
    if (!is_date(date))
        return moment_fault::day;
    if (found.weekday != 0 && found.weekday != weekday(date))
        return moment_fault::weekday;
    written_moment moment;
    moment.has_clock = found.clock.has_value();
    if (found.clock)
        moment.time = *found.clock;
    moment.time.date = date;
    return moment;
}

} // namespace

reading<written_moment> parse_local(std::string_view text) {
    if (text.size() > 200)
        return moment_fault::shape;
    const auto words = words_of_text(text);
    if (words.empty())
        return moment_fault::empty;
    found_parts found;
    for (const std::string& word : words)
        if (const auto fault = take_word(found, word))
            return *fault;
    return joined(found);
}

reading<local_time> parse_clock(std::string_view text) {
    const auto words = words_of_text(text);
    if (words.empty())
        return moment_fault::empty;
    if (words.size() != 1)
        return moment_fault::shape;
    for (const std::string_view separators : {":", "."})
        if (const auto parts = split(words[0], separators);
            (parts.size() == 2 || parts.size() == 3) && all_numbers(parts))
            return clock_of(parts);
    return moment_fault::shape;
}

} // namespace krug::calendar
