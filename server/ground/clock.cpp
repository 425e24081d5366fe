#include "ground/clock.hpp"

#include <chrono>

namespace krug::ground {

namespace {
template <class Clock> std::int64_t milliseconds() {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now().time_since_epoch()).count();
}
} // namespace

utc_seconds system_clock::now() const { return now_ms() / 1000; }
std::int64_t system_clock::now_ms() const { return milliseconds<std::chrono::system_clock>(); }
std::int64_t system_clock::steady_ms() const { return milliseconds<std::chrono::steady_clock>(); }

} // namespace krug::ground
