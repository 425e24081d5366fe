#include "web/series_days.hpp"

#include "web/event_words.hpp"

namespace krug::web {

service::day_mover wall_clock_mover() {
    return [](domain::utc_seconds at, const std::string& timezone, std::int64_t days) {
        return calendar::move_days(at, zone_named(timezone), days);
    };
}

std::vector<std::int64_t> days_after(const domain::event_time& first, const calendar::recurrence& rule,
                                     std::span<const calendar::local_date> skipped) {
    const auto day = zone_named(first.timezone).local(*first.starts_at).date;
    std::vector<std::int64_t> days;
    for (const auto& date : calendar::days_of(rule, day, skipped))
        if (const auto after = calendar::day_number(date) - calendar::day_number(day); after > 0) days.push_back(after);
    return days;
}

} // namespace krug::web
