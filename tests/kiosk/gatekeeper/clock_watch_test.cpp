// A kiosk whose battery died would call good tickets expired, or expired ones good.
#include "gatekeeper/clock_watch.hpp"

#include <gtest/gtest.h>

namespace krug::gatekeeper {
namespace {

device_clocks at(std::int64_t wall, std::int64_t boot, std::uint8_t start = 1) {
    device_clocks clocks{wall, boot, {}};
    clocks.boot.fill(start);
    return clocks;
}

clock_measure measured() { return measure_clock(at(1'000'000, 5'000), at(1'000'200, 5'200), 2'000'000); }

// Half the round trip is the error; the server's word was spoken in the middle of it.
TEST(Clock, measurement) {
    const auto measure = measured();
    EXPECT_EQ(measure.offset_ms, 2'000'100 - 1'000'200);
    EXPECT_EQ(measure.error_ms, 101);
}

// Time goes by the clock that never jumps; 50 ppm a second of doubt.
TEST(Clock, drift_grows) {
    const auto now = at(1'000'200 + 86'400'000, 5'200 + 86'400'000);
    const auto reading = read_clock(measured(), now);
    EXPECT_TRUE(reading.sure);
    EXPECT_EQ(reading.error_ms, 101 + 86 * 50);
    EXPECT_EQ(now.wall_ms + reading.offset_ms, 2'000'100 + 86'400'000);
}

// A stepped wall clock is noticed, and the time is right all the same.
TEST(Clock, step_over_a_minute_is_unsure) {
    for (const std::int64_t step : {-315'360'000'000LL, -60'001LL, 60'001LL, 315'360'000'000LL}) {
        const auto now = at(1'010'200 + step, 15'200);
        const auto reading = read_clock(measured(), now);
        EXPECT_FALSE(reading.sure) << step;
        EXPECT_EQ(now.wall_ms + reading.offset_ms, 2'010'100) << step;
    }
    EXPECT_TRUE(read_clock(measured(), at(1'010'200 + 60'000, 15'200)).sure);
}

// After a restart the wall clock may have been set by anybody, or stand in the past (no battery): a ticket would be
// called expired, or good, by a clock that nobody has compared. Never measured is not sure either.
TEST(Clock, restart_and_ignorance) {
    EXPECT_FALSE(read_clock(measured(), at(1'500'000, 10, 2)).sure);
    EXPECT_FALSE(read_clock(measured(), at(900'000, 10, 2)).sure);
    EXPECT_FALSE(read_clock({}, at(1'000'000, 1)).sure);
}

// Weeks without the server: the error itself says that the clock is no witness.
TEST(Clock, error_over_five_minutes_is_unsure) {
    const std::int64_t long_time = 6'000'000'000; // 69 days: 300 s
    EXPECT_FALSE(read_clock(measured(), at(1'000'200 + long_time, 5'200 + long_time)).sure);
    EXPECT_TRUE(read_clock(measured(), at(1'000'200 + 5'900'000'000, 5'200 + 5'900'000'000)).sure);
}

} // namespace
} // namespace krug::gatekeeper
