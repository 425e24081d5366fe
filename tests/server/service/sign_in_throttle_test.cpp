// If this fails, passwords can be guessed at leisure, or one stranger's guessing locks everybody out.
#include "service/sign_in_throttle.hpp"

#include <gtest/gtest.h>

namespace krug::service {
namespace {

constexpr std::int64_t minute_ms = 60'000;

// Ten wrong tries for one account, from wherever they come, and then a pause that ends by itself.
TEST(sign_in_throttles, an_account_pauses_after_ten) {
    sign_in_throttle throttle;
    for (int tries = 0; tries < 10; ++tries)
        EXPECT_EQ(throttle.admit("maria", "address " + std::to_string(tries), tries * minute_ms), 0);
    EXPECT_EQ(throttle.admit("maria", "elsewhere", 10 * minute_ms), 5 * minute_ms);
    EXPECT_EQ(throttle.admit("oleg", "elsewhere", 10 * minute_ms), 0);
    EXPECT_EQ(throttle.admit("maria", "elsewhere", 15 * minute_ms - 1), 1);
    EXPECT_EQ(throttle.admit("maria", "elsewhere", 15 * minute_ms), 0);
    EXPECT_EQ(throttle.admit("maria", "elsewhere", 15 * minute_ms), minute_ms);
}

// One address trying many accounts is stopped after fifty; other addresses go on.
TEST(sign_in_throttles, an_address_pauses_after_fifty) {
    sign_in_throttle throttle;
    for (int tries = 0; tries < 50; ++tries)
        EXPECT_EQ(throttle.admit("account " + std::to_string(tries), "192.0.2.1", 0), 0);
    EXPECT_EQ(throttle.admit("another", "192.0.2.1", 0), 15 * minute_ms);
    EXPECT_EQ(throttle.admit("another", "192.0.2.2", 0), 0);
    EXPECT_EQ(throttle.admit("another", "", 0), 0);
}

// A refused try does not lengthen the pause: whoever keeps pressing gets in when the time has come.
TEST(sign_in_throttles, pressing_on_does_not_lengthen_the_pause) {
    sign_in_throttle throttle;
    for (int tries = 0; tries < 10; ++tries) throttle.admit("maria", "", 0);
    for (int minute = 1; minute < 15; ++minute) EXPECT_GT(throttle.admit("maria", "", minute * minute_ms), 0);
    EXPECT_EQ(throttle.admit("maria", "", 15 * minute_ms), 0);
}

// Who signs in rightly starts afresh; twenty colleagues behind one address do not use up each other's tries.
TEST(sign_in_throttles, right_sign_ins_do_not_count) {
    sign_in_throttle throttle;
    for (int tries = 0; tries < 9; ++tries) throttle.admit("maria", "office", 0);
    EXPECT_EQ(throttle.admit("maria", "office", 1), 0);
    throttle.forgive("maria", "office", 1);
    for (int tries = 0; tries < 10; ++tries) EXPECT_EQ(throttle.admit("maria", "", 2), 0);
    EXPECT_GT(throttle.admit("maria", "", 2), 0);
    for (int colleague = 0; colleague < 200; ++colleague) {
        const auto name = "colleague " + std::to_string(colleague);
        EXPECT_EQ(throttle.admit(name, "office", 3), 0) << colleague;
        throttle.forgive(name, "office", 3);
    }
}

// Inventing accounts must neither fill the memory nor wash away the account that is being guessed at.
TEST(sign_in_throttles, a_flood_of_names_does_not_help) {
    sign_in_throttle throttle(100);
    for (int tries = 0; tries < 10; ++tries) throttle.admit("maria", "", 0);
    for (int invented = 0; invented < 1000; ++invented)
        EXPECT_EQ(throttle.admit("invented " + std::to_string(invented), "", 1), 0);
    EXPECT_GT(throttle.admit("maria", "", 2), 0);
}

} // namespace
} // namespace krug::service
