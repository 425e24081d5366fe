// How far the device's clock may be believed; pure.
// The gatekeeper asks before every verdict, sync takes the measure.
#pragma once

#include "gatekeeper/orders.hpp"

namespace krug::gatekeeper {

inline constexpr std::int64_t clock_step_ms_max = 60'000;
inline constexpr std::int64_t clock_error_ms_max = 300'000;
inline constexpr std::int64_t clock_drift_ppm = 50;

struct device_clocks {
    std::int64_t wall_ms = 0;
    std::int64_t boot_ms = 0; ///< never jumps
    domain::scan_name boot{}; ///< which start of the computer boot_ms counts from
};

struct clock_reading {
    std::int64_t offset_ms = 0; ///< add to wall_ms for server time
    std::int64_t error_ms = 0;
    bool sure = false;
};

/// Within one start of the computer, time runs by the clock that never jumps, so a stepped wall clock changes nothing
/// but `sure`. Unsure: never measured, wall clock moved more than 60 s against the other, measured before the computer
/// was started, or an error above 5 minutes (grown by 50 ppm since the measurement).
clock_reading read_clock(const clock_measure& measure, const device_clocks& now);

/// `sent` and `received` are the device's clocks around the exchange; half the round trip is the error.
clock_measure measure_clock(const device_clocks& sent, const device_clocks& received, std::int64_t server_ms);

} // namespace krug::gatekeeper
