// Names of months and weekdays in both languages, for reading and for writing.
// Only calendar's own files.
#pragma once

#include "calendar/words.hpp"

#include <string_view>

namespace krug::calendar {

/// `month` 1..12. Genitive as in «15 октября»; nominative as in «август 2020»; short as in «15 окт».
std::string_view month_genitive(int month, language in);
std::string_view month_nominative(int month, language in);
std::string_view month_short(int month, language in);
/// `day` 1 = Monday … 7.
std::string_view weekday_name(int day, language in);
std::string_view weekday_short(int day, language in);

/// 1..12 for any form of a month's name in either language, lower case, with or without a stop; 0 if it is
/// none.
int month_named(std::string_view word);
/// 1..7 likewise for weekdays.
int weekday_named(std::string_view word);

} // namespace krug::calendar
