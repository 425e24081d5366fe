// Fifty kiosks would fall upon the server in one moment, or an arrival would stay unknown for half a minute.
#include "sync/timetable.hpp"

#include <gtest/gtest.h>

namespace krug::sync {
namespace {

// First at once, then every half minute, spread.
TEST(Timetable, interval) {
    ground::seeded_randomness random(1);
    timetable when(random);
    EXPECT_LE(when.due_ms(), -1'000'000);
    bool different = false;
    std::int64_t before = 0;
    for (int round = 0; round < 50; ++round) {
        when.succeeded(1'000, false);
        EXPECT_GE(when.due_ms(), 1'000 + 24'000);
        EXPECT_LE(when.due_ms(), 1'000 + 36'000);
        different = different || (round > 0 && when.due_ms() != before);
        before = when.due_ms();
    }
    EXPECT_TRUE(different);
    when.succeeded(1'000, true);
    EXPECT_EQ(when.due_ms(), 1'000);
}

// A scan is known to the server within a second while it answers; while it does not, nothing hurries.
TEST(Timetable, scans_hurry_only_a_living_server) {
    ground::seeded_randomness random(1);
    timetable when(random);
    when.succeeded(0, false);
    when.scanned(5'000);
    EXPECT_LE(when.due_ms(), 6'000);
    when.scanned(5'200);
    EXPECT_LE(when.due_ms(), 6'000);
    when.failed(10'000);
    const auto due = when.due_ms();
    when.scanned(10'001);
    EXPECT_EQ(when.due_ms(), due);
}

// Somebody came in while the device was just speaking with the server: that arrival does not wait for half a minute.
TEST(Timetable, a_scan_during_a_round_is_not_forgotten) {
    ground::seeded_randomness random(1);
    timetable when(random);
    when.begun();
    when.scanned(4'000);
    when.succeeded(5'000, false);
    EXPECT_LE(when.due_ms(), 6'000);
    when.begun();
    when.succeeded(6'000, false);
    EXPECT_GE(when.due_ms(), 30'000);
}

// A cancellation is fetched at once; a rush that rings all the time is not fetched more than once a second, and a server
// that is away is not run after.
TEST(Timetable, rings_hurry_within_bounds) {
    ground::seeded_randomness random(1);
    timetable when(random);
    when.succeeded(0, false);
    when.rung(5'000);
    EXPECT_GE(when.due_ms(), 5'000);
    EXPECT_LE(when.due_ms(), 5'300);
    when.succeeded(5'400, false);
    when.rung(5'401);
    EXPECT_GE(when.due_ms(), 6'400);
    EXPECT_LE(when.due_ms(), 6'700);
    const auto due = when.due_ms();
    when.rung(6'390);
    EXPECT_LE(when.due_ms(), due) << "a second ring never puts it off";
    when.failed(10'000);
    const auto pause = when.due_ms();
    when.rung(10'001);
    EXPECT_EQ(when.due_ms(), pause);
}

// Pauses grow and stay bounded; one success ends them.
TEST(Timetable, pauses) {
    ground::seeded_randomness random(1);
    timetable when(random);
    std::int64_t longest = 0;
    for (int time = 0; time < 100; ++time) {
        when.failed(0);
        longest = std::max(longest, when.due_ms());
        EXPECT_GE(when.due_ms(), 800);
    }
    EXPECT_GE(longest, 24'000);
    EXPECT_LE(longest, 36'000);
    when.succeeded(0, false);
    when.failed(0);
    EXPECT_LE(when.due_ms(), 1'200);
}

} // namespace
} // namespace krug::sync
