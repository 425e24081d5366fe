#include "web/written_moment.hpp"

#include "calendar/moment.hpp"
#include "calendar/words.hpp"
#include "web/event_words.hpp"
#include "web/work_words.hpp"

#include <fmt/format.h>

namespace krug::web {

namespace {

using calendar::moment_fault;
using render::language;

std::string fault_words(moment_fault fault, language lang) {
    switch (fault) {
    case moment_fault::empty: return say(lang, "Напишите дату.", "Write the date.");
    case moment_fault::year:
        return say(lang, "Напишите год четырьмя цифрами: 15.10.2020.", "Write the year with four digits: 15.10.2020.");
    case moment_fault::month:
        return say(lang, "Такого месяца нет. Пишите 15.10.2020 или 15 октября 2020.",
                   "There is no such month. Write 15.10.2020 or 15 October 2020.");
    case moment_fault::day: return say(lang, "В этом месяце нет такого дня.", "There is no such day in that month.");
    case moment_fault::clock: return say(lang, "Такого времени нет. Пишите, например, 15:00.",
                                         "There is no such time. Write, for example, 15:00.");
    case moment_fault::weekday:
        return say(lang, "День недели не подходит к дате. Проверьте, что верно.",
                   "The weekday does not fit the date. Check which is right.");
    case moment_fault::shape:
    case moment_fault::offset: break;
    }
    return say(lang, "Не получилось прочитать дату. Пишите 15.10.2020 или 15 октября 2020.",
               "The date could not be read. Write 15.10.2020 or 15 October 2020.");
}

std::string clock_text(const calendar::local_time& time) { return fmt::format("{:02}:{:02}", time.hour, time.minute); }

bool mentions(std::string_view text, std::initializer_list<std::string_view> words) {
    for (const auto word : words)
        if (text.find(word) != std::string_view::npos) return true;
    return false;
}

} // namespace

typed<calendar::local_date> read_day(std::string_view text, language lang) {
    if (text.empty()) return {};
    const auto read = calendar::parse_local(text);
    if (!read) return {std::nullopt, fault_words(read.error(), lang)};
    if (read->has_clock) return {std::nullopt, say(lang, "Здесь нужен только день, время пишите рядом.",
                                                   "Only the day belongs here; the time has its own field.")};
    return {read->time.date, {}};
}

typed<typed_clock> read_clock(std::string_view text, language lang) {
    if (text.empty()) return {};
    typed_clock clock;
    // «второй раз», "the second time": whichever way somebody says it.
    if (mentions(text, {"втор", "Втор", "second", "2-"})) clock.second_time = true;
    else if (mentions(text, {"перв", "Перв", "first", "1-"})) clock.second_time = false;
    const auto read = calendar::parse_clock(clock.second_time ? text.substr(0, text.find(' ')) : text);
    if (!read) return {std::nullopt, fault_words(moment_fault::clock, lang)};
    clock.hour = read->hour;
    clock.minute = read->minute;
    return {clock, {}};
}

typed<ground::utc_seconds> read_instant(const calendar::local_date& day, const typed_clock& clock,
                                        const calendar::zone& where, const std::optional<ground::utc_seconds>& kept,
                                        language lang) {
    const calendar::local_time local{day, clock.hour, clock.minute, 0};
    const auto read = where.read(local);
    using kind = calendar::utc_reading::kind;
    if (read.how == kind::unique) {
        // The form shows minutes: what stood to the second stays so while the minute is the same.
        const bool is_same = kept && where.local(*kept).date == day && where.local(*kept).hour == clock.hour &&
                             where.local(*kept).minute == clock.minute;
        return {is_same ? *kept : read.earlier, {}};
    }
    if (read.how == kind::gap) {
        const auto before = where.local(read.earlier), after = where.local(read.later);
        return {std::nullopt,
                fmt::format(fmt::runtime(say(lang,
                                             "В этот день часы переводят вперёд: времени {0} не будет. Напишите {1} или {2}.",
                                             "On that day the clocks go forward: there is no {0}. Write {1} or {2}.")),
                            clock_text(local), clock_text(before), clock_text(after))};
    }
    if (clock.second_time) return {*clock.second_time ? read.later : read.earlier, {}};
    if (kept && (*kept == read.earlier || *kept == read.later)) return {*kept, {}};
    return {std::nullopt,
            fmt::format(fmt::runtime(say(lang,
                                         "В эту ночь часы переводят назад, и {0} наступит дважды. Напишите «{0} первый раз» "
                                         "или «{0} второй раз».",
                                         "That night the clocks go back and {0} comes twice. Write “{0} first time” or "
                                         "“{0} second time”.")),
                        clock_text(local))};
}

typed<ground::utc_seconds> read_moment(std::string_view text, const calendar::zone& where,
                                       const std::optional<ground::utc_seconds>& kept, language lang) {
    if (text.empty()) return {};
    const auto read = calendar::parse_local(text);
    if (!read) return {std::nullopt, fault_words(read.error(), lang)};
    if (!read->has_clock)
        return {std::nullopt, say(lang, "Допишите время: 15.10.2020 15:00.", "Add the time: 15.10.2020 15:00.")};
    return read_instant(read->time.date, {read->time.hour, read->time.minute, std::nullopt}, where, kept, lang);
}

typed<std::string> read_period(std::string_view text, domain::date_precision precision, language lang) {
    if (text.empty()) return {};
    using enum domain::date_precision;
    if (precision == day) {
        const auto date = read_day(text, lang);
        if (!date.value) return {std::nullopt, date.fault};
        return {calendar::print_period({date.value->year, date.value->month, date.value->day}), {}};
    }
    if (const auto known = calendar::parse_period(text)) {
        const bool fits = precision == month ? known->month > 0 && known->day == 0 : known->month == 0;
        if (fits) return {calendar::print_period(*known), {}};
    } else if (precision == month) {
        // «август 2020» and «08.2020» are dates that lack their day.
        const std::string spoken(text);
        for (const auto& whole : {"1 " + spoken, "01." + spoken})
            if (const auto first = calendar::parse_local(whole); first && !first->has_clock)
                return {calendar::print_period({first->time.date.year, first->time.date.month, 0}), {}};
    }
    return {std::nullopt, precision == month
                              ? say(lang, "Напишите месяц и год: август 2020.", "Write the month and the year: August 2020.")
                              : say(lang, "Напишите год: 2020.", "Write the year: 2020.")};
}

std::string print_day(ground::utc_seconds at, const calendar::zone& where) {
    const auto date = where.local(at).date;
    return fmt::format("{:02}.{:02}.{:04}", date.day, date.month, date.year);
}

std::string print_clock(ground::utc_seconds at, const calendar::zone& where) { return clock_text(where.local(at)); }

std::string print_moment(ground::utc_seconds at, const calendar::zone& where) {
    const auto time = where.local(at);
    return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}", time.date.year, time.date.month, time.date.day, time.hour, time.minute);
}

std::string print_period(std::string_view period) {
    const auto known = calendar::parse_period(period);
    if (!known || known->day == 0) return std::string(period);
    return fmt::format("{:02}.{:02}.{:04}", known->day, known->month, known->year);
}

} // namespace krug::web
