#include "gatekeeper/clock_watch.hpp"

#include <algorithm>
#include <cstdlib>

namespace krug::gatekeeper {

clock_reading read_clock(const clock_measure& measure, const device_clocks& now) {
    clock_reading reading;
    reading.offset_ms = measure.offset_ms;
    reading.error_ms = measure.error_ms;
    if (!measure.taken) return reading;
    if (measure.boot == now.boot) {
        const auto elapsed = std::max<std::int64_t>(0, now.boot_ms - measure.boot_ms);
        const auto step = now.wall_ms - (measure.wall_ms + elapsed);
        reading.offset_ms = measure.offset_ms - step;
        reading.error_ms += elapsed / 1'000'000 * clock_drift_ppm;
        reading.sure = std::abs(step) <= clock_step_ms_max && reading.error_ms <= clock_error_ms_max;
        return reading;
    }
    // After a restart only the wall clock is left, and nothing tells whether it was set meanwhile, or runs on from the
    // last shutdown for want of a battery: not sure before the next measurement.
    const auto elapsed = now.wall_ms - measure.wall_ms;
    reading.error_ms += std::max<std::int64_t>(0, elapsed) / 1'000'000 * clock_drift_ppm + 2'000;
    return reading;
}

clock_measure measure_clock(const device_clocks& sent, const device_clocks& received, std::int64_t server_ms) {
    clock_measure measure;
    const auto round_trip = std::max<std::int64_t>(0, received.boot_ms - sent.boot_ms);
    measure.error_ms = round_trip / 2 + 1;
    measure.offset_ms = server_ms + round_trip / 2 - received.wall_ms;
    measure.wall_ms = received.wall_ms;
    measure.boot_ms = received.boot_ms;
    measure.boot = received.boot;
    measure.taken = true;
    return measure;
}

} // namespace krug::gatekeeper
