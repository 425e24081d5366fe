// A bored guest would guess the staff's PIN, or staff who mistype once would stand before a closed corner.
#include "screen/staff_pin.hpp"

#include <gtest/gtest.h>

namespace krug::screen {
namespace {

struct hand_clock final : ground::clock {
    ground::utc_seconds now() const override { return ms / 1000; }
    std::int64_t now_ms() const override { return ms; }
    std::int64_t steady_ms() const override { return ms; }
    std::int64_t ms = 1'000'000;
};

struct Corner : testing::Test {
    hand_clock clock;
    ground::seeded_randomness random{5};
    staff_gate gate{hash_pin("314159", random), clock, random};
};

TEST(StaffPin, is_six_to_twelve_digits) {
    for (const char* wrong : {"", "12345", "1234567890123", "12345a", "１２３４５６"}) EXPECT_FALSE(is_pin(wrong)) << wrong;
    for (const char* right : {"123456", "000000", "123456789012"}) EXPECT_TRUE(is_pin(right)) << right;
}

TEST(StaffPin, the_file_holds_no_pin) {
    ground::seeded_randomness random{1};
    const auto made = hash_pin("271828", random);
    const auto text = text_of(made);
    EXPECT_EQ(text.find("271828"), std::string::npos);
    EXPECT_EQ(read_pin_hash(text), made);
    EXPECT_TRUE(fits("271828", made));
    EXPECT_FALSE(fits("271829", made));
    EXPECT_NE(hash_pin("271828", random), made) << "two kiosks with one PIN must not look alike";
    for (const char* damaged : {"", "krug-pin 1 ", "krug-pin 2 00 00", "krug-pin 1 00 00"}) EXPECT_FALSE(read_pin_hash(damaged));
}

// Five mistakes are human; then each costs more, and the right PIN in between costs nothing less.
TEST_F(Corner, five_tries_then_a_growing_wait) {
    for (int left = 4; left >= 1; --left) EXPECT_EQ(gate.enter("000000").tries_left, left);
    std::int64_t wait = pin_wait_seconds;
    for (int more = 0; more < 9; ++more) {
        const auto refused = gate.enter("000000");
        EXPECT_EQ(refused.wait_seconds, wait);
        EXPECT_TRUE(gate.enter("314159").token.empty()) << "during the wait";
        clock.ms += wait * 1000 - 1;
        EXPECT_EQ(gate.enter("314159").wait_seconds, 1);
        clock.ms += 1;
        wait = std::min(wait * 2, pin_wait_seconds_max);
    }
    EXPECT_FALSE(gate.enter("314159").token.empty());
    EXPECT_EQ(gate.enter("000000").tries_left, 4) << "a right one begins anew";
}

// Staff walk away: the next guest must not find the corner open.
TEST_F(Corner, closes_by_itself) {
    const auto token = gate.enter("314159").token;
    ASSERT_FALSE(token.empty());
    clock.ms += staff_idle_ms - 1;
    EXPECT_TRUE(gate.admits(token));
    clock.ms += staff_idle_ms;
    EXPECT_FALSE(gate.admits(token));
    EXPECT_FALSE(gate.admits(""));
    const auto again = gate.enter("314159").token;
    EXPECT_FALSE(gate.admits(token));
    gate.leave();
    EXPECT_FALSE(gate.admits(again));
}

TEST_F(Corner, without_a_pin_nobody_enters) {
    staff_gate none{std::nullopt, clock, random};
    EXPECT_FALSE(none.exists());
    EXPECT_TRUE(none.enter("").token.empty());
    EXPECT_TRUE(none.enter("000000").token.empty());
    EXPECT_FALSE(none.admits(""));
}

} // namespace
} // namespace krug::screen
