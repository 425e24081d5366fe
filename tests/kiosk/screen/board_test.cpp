// A page would sleep through a verdict, show an old one to the next guest, or a kiosk nobody looks at would admit.
#include "screen/board.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace krug::screen {
namespace {

struct hand_clock final : ground::clock {
    ground::utc_seconds now() const override { return ms / 1000; }
    std::int64_t now_ms() const override { return ms; }
    std::int64_t steady_ms() const override { return ms; }
    std::int64_t ms = 1'000'000;
};

struct Board : testing::Test {
    hand_clock clock;
    board shown{clock};
};

// The guest stands before the screen while the page still waits for the verdict.
TEST_F(Board, wakes_whoever_waits) {
    const auto seen = shown.wait(0, 0).revision;
    board::view woken;
    std::jthread page([&] { woken = shown.wait(seen, 60'000); });
    shown.show(R"({"look":"ok"})");
    page.join();
    EXPECT_GT(woken.revision, seen);
    EXPECT_EQ(woken.card, R"({"look":"ok"})");
    EXPECT_EQ(woken.card_number, 1u);
}

// A page that was opened later must not greet the guest before.
TEST_F(Board, an_old_card_is_nobodys) {
    shown.show("{}");
    clock.ms += card_ms - 1;
    EXPECT_TRUE(shown.wait(0, 0).card);
    clock.ms += 1;
    EXPECT_FALSE(shown.wait(0, 0).card);
    EXPECT_FALSE(shown.showing());
    EXPECT_EQ(shown.wait(0, 0).card_number, 0u);
}

// What was read and put away does not come back; the next verdict is not put away with it.
TEST_F(Board, a_dismissed_card_stays_away) {
    shown.show("{}");
    shown.dismiss(1);
    EXPECT_FALSE(shown.wait(0, 0).card);
    shown.show(R"({"look":"bad"})");
    shown.dismiss(1);
    EXPECT_TRUE(shown.wait(0, 0).card);
}

// An admission that nobody can see turns the guest's next try into "already in".
TEST_F(Board, knows_whether_anybody_looks) {
    EXPECT_FALSE(shown.watched());
    shown.wait(0, 0);
    clock.ms += unwatched_ms;
    EXPECT_TRUE(shown.watched());
    clock.ms += 1;
    EXPECT_FALSE(shown.watched());
}

// The same facts ten times a second must not wake every page ten times a second.
TEST_F(Board, equal_facts_are_no_news) {
    shown.about(R"({"offline":true})");
    const auto seen = shown.wait(0, 0).revision;
    shown.about(R"({"offline":true})");
    EXPECT_EQ(shown.wait(0, 0).revision, seen);
    shown.about(R"({"offline":false})");
    EXPECT_GT(shown.wait(0, 0).revision, seen);
}

// Switching the kiosk off does not wait for its pages.
TEST_F(Board, closing_lets_everybody_go) {
    const auto seen = shown.wait(0, 0).revision;
    std::jthread page([&] { shown.wait(seen, 600'000); });
    shown.close();
    page.join();
}

} // namespace
} // namespace krug::screen
