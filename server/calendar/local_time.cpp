#include "calendar/local_time.hpp"

#include <chrono>

namespace krug::calendar {
namespace {

std::chrono::year_month_day as_std(const local_date& date) {
    return {std::chrono::year(date.year), std::chrono::month(static_cast<unsigned>(date.month)),
            std::chrono::day(static_cast<unsigned>(date.day))};
}

} // namespace

int days_in(int year, int month) {
    const std::chrono::year_month_day_last last{
        std::chrono::year(year),
        std::chrono::month_day_last(std::chrono::month(static_cast<unsigned>(month)))};
    return static_cast<int>(static_cast<unsigned>(last.day()));
}

bool is_date(const local_date& date) {
    return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
           date.day <= days_in(date.year, date.month);
}

std::int64_t day_number(const local_date& date) {
    return std::chrono::sys_days(as_std(date)).time_since_epoch().count();
}

int weekday(const local_date& date) {
    return static_cast<int>(std::chrono::weekday(std::chrono::sys_days(as_std(date))).iso_encoding());
}

std::int64_t wall_seconds(const local_time& time) {
    return day_number(time.date) * 86400 + time.hour * 3600 + time.minute * 60 + time.second;
}

local_time from_wall_seconds(std::int64_t seconds) {
    const std::int64_t days = (seconds >= 0 ? seconds : seconds - 86399) / 86400;
    const int rest = static_cast<int>(seconds - days * 86400);
    const std::chrono::year_month_day date{std::chrono::sys_days(std::chrono::days(days))};
    return {.date = {.year = static_cast<int>(date.year()),
                     .month = static_cast<int>(static_cast<unsigned>(date.month())),
                     .day = static_cast<int>(static_cast<unsigned>(date.day()))},
            .hour = rest / 3600,
            .minute = rest / 60 % 60,
            .second = rest % 60};
}

} // namespace krug::calendar
