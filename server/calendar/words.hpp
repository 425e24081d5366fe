// Dates, times, counts and ages in words, Russian and English, with the blanks that must not break.
// Pages, mails, documents and screens call it. Everything here is text for people: never parse it back.
#pragma once

#include "calendar/moment.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace krug::calendar {

enum class language { ru = 1, en = 2 };
/// "en…" is English; anything else is Russian, the house's first language.
language language_of(std::string_view code);

/// «15 октября 2020 года» · "15 October 2020". Blanks inside are no-break.
std::string date_words(const local_date& date, language in);
/// «15 октября 2020 года, четверг, 15:00» · "Thursday, 15 October 2020, 15:00".
std::string moment_words(utc_seconds at, const zone& where, language in);
/// «2020 год», «август 2020», «14 августа 2020 года, пятница» · "2020", "August 2020", "Friday, 14 August
/// 2020".
std::string period_words(const period& known, language in);

/// First to last day: «15 октября 2020 года», «15–17 октября 2020 года», «30 сентября – 2 октября 2020 года»,
/// «30 декабря 2020 года – 2 января 2021 года».
std::string date_range_words(const local_date& first, const local_date& last, language in);
/// An event from start to end, if there is one: «15 октября 2020 года, четверг, 15:00–17:00»,
/// «15 октября 2020 года, 10:00 – 17 октября 2020 года, 18:00».
std::string range_words(utc_seconds starts, std::optional<utc_seconds> ends, const zone& where, language in);

/// «15:00» · "15:00".
std::string clock_words(utc_seconds at, const zone& where);
/// «15 окт», with the year «15 окт 2020» · "15 Oct", "15 Oct 2020".
std::string short_date(const local_date& date, bool with_year, language in);
/// «чт, 15:00», with a place «чт, 15:00 · Тюмень» · "Thu, 15:00 · Tyumen".
std::string short_moment(utc_seconds at, const zone& where, std::string_view place, language in);

/// How far the zone is at that instant: «МСК», «МСК+2», «МСК−1» · "UTC+5", "UTC+5:30", "UTC".
std::string zone_label(utc_seconds at, const zone& where, language in);
/// The event's time with its zone, and the viewer's if their clocks differ then:
/// «15:00 (МСК+2), у вас 13:00» · "15:00 (UTC+5), 13:00 your time"; with the date where the day differs.
std::string clock_for_viewer(utc_seconds at, const zone& where, const zone& viewer, language in);

/// CLDR cardinal categories.
enum class plural { one = 1, few = 2, many = 3, other = 4 };
plural plural_of(std::int64_t count, language in);
/// A fraction such as 1.5 is `other` in both languages.
plural plural_of(double amount, language in);
/// The forms of one noun: участник, участника, участников, участника · attendee, –, –, attendees.
struct noun_forms {
    std::string_view one, few, many, other;
};
std::string_view form_of(std::int64_t count, const noun_forms& forms, language in);
/// «21 участник», «25 000 участников» · "1 attendee", "25,000 attendees"; the blank is no-break.
std::string counted(std::int64_t count, const noun_forms& forms, language in);
/// Thousands apart: «25 000» by no-break blanks · "25,000". Also negative.
std::string number_words(std::int64_t number, language in);

/// How long ago: «только что», «3 мин назад», «2 ч назад», «5 дней назад»; in the future «через 3 мин».
std::string age_words(utc_seconds at, utc_seconds now, language in);

} // namespace krug::calendar
