// How long what is known about people may be kept, as their consents promise it. Pure.
// The retention office acts by it; the consent texts name the same numbers.
#pragma once

#include "domain/event.hpp"

namespace krug::domain {

inline constexpr std::int64_t needs_days = 14;      ///< after the event: what somebody needs
inline constexpr std::int64_t data_days = 180;      ///< after the event: everything else that names a person
inline constexpr std::int64_t undated_days = 400;   ///< after the last registration, at an event that never got a date
inline constexpr std::int64_t acts_days = 3 * 365 + 1; ///< of what was destroyed, the acts are kept

struct retention_dates {
    utc_seconds needs_until = 0, data_until = 0;
};
/// Until when both may be kept. `last_registered_at` counts only where the event has no date.
retention_dates kept_until(const event_time& time, utc_seconds last_registered_at);

} // namespace krug::domain
