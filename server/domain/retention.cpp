#include "domain/retention.hpp"

namespace krug::domain {

namespace {
constexpr std::int64_t day = 24 * 3600;
}

retention_dates kept_until(const event_time& time, utc_seconds last_registered_at) {
    // The purpose of an undated event is reached at the latest when its tickets have ended.
    const auto over = over_at(time).value_or(last_registered_at + (undated_days - data_days) * day);
    return {over + needs_days * day, over + data_days * day};
}

} // namespace krug::domain
