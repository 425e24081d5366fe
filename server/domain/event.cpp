#include "domain/event.hpp"

namespace krug::domain {

namespace {
constexpr utc_seconds assumed_length_seconds = 12 * 3600; // an open end: other services of this world use the same
}

std::optional<utc_seconds> over_at(const event_time& time) {
    if (time.ends_at) return time.ends_at;
    if (time.starts_at) return *time.starts_at + assumed_length_seconds;
    return std::nullopt;
}

std::optional<utc_seconds> registration_ends_at(const event& which) {
    if (which.registration.closes_at) return which.registration.closes_at;
    return over_at(which.time);
}

} // namespace krug::domain
