// Two organisers looking at the same double entry would be told two different stories.
#include "domain/winner.hpp"

#include "ground/randomness.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace krug::domain {
namespace {

admission_claim claim(std::uint8_t name, std::int64_t device, std::int64_t seq, std::int64_t ms) {
    admission_claim made;
    made.id.fill(name);
    made.device = {device};
    made.seq = seq;
    made.corrected_ms = ms;
    made.error_ms = 10;
    return made;
}

// Any order of arrival, any repetition: one winner.
TEST(Winner, depends_on_the_set_only) {
    ground::seeded_randomness random(7);
    for (int round = 0; round < 300; ++round) {
        std::vector<admission_claim> claims;
        const int count = 2 + static_cast<int>(random.next_u32() % 6);
        for (int at = 0; at < count; ++at) {
            auto made = claim(static_cast<std::uint8_t>(at + 1), 1 + random.next_u32() % 3, at + 1,
                              static_cast<std::int64_t>(random.next_u32() % 50));
            made.known = {1, random.next_u32() % 8};
            if (random.next_u32() % 2) made.published = {1, 1 + random.next_u32() % 8};
            claims.push_back(made);
        }
        const auto expected = in_winning_order(claims);
        ASSERT_EQ(expected.size(), claims.size());
        for (int shuffle = 0; shuffle < 10; ++shuffle) {
            auto other = claims;
            for (std::size_t at = other.size(); at > 1; --at) std::swap(other[at - 1], other[random.next_u32() % at]);
            other.push_back(other[random.next_u32() % other.size()]);
            ASSERT_EQ(in_winning_order(other), expected) << round;
        }
    }
}

// The earlier guest wins; on the same millisecond the lower device and seq decide for ever.
TEST(Winner, least_time_then_device_then_seq) {
    auto order = in_winning_order({claim(1, 2, 1, 100), claim(2, 1, 9, 100), claim(3, 3, 1, 99)});
    EXPECT_EQ(order[0].device.value, 3);
    EXPECT_EQ(order[1].device.value, 1);
    EXPECT_EQ(order[2].device.value, 2);
}

// A device whose clock was set back cannot win by it.
TEST(Winner, time_does_not_run_back_within_a_device) {
    const auto order = in_winning_order({claim(1, 1, 5, 1'000), claim(2, 1, 6, 10), claim(3, 2, 1, 500)});
    EXPECT_EQ(order[0].device.value, 2);
    EXPECT_EQ(order[1].seq, 5);
    EXPECT_EQ(order[2].seq, 6);
}

// Who decided knowing of the other came second, whatever the clocks say.
TEST(Winner, knowledge_beats_time) {
    auto knowing = claim(1, 1, 1, 10);
    knowing.known = {1, 40};
    auto first = claim(2, 2, 1, 90);
    first.published = {1, 40};
    EXPECT_EQ(in_winning_order({knowing, first})[0].device.value, 2);
    knowing.known = {1, 39};
    EXPECT_EQ(in_winning_order({knowing, first})[0].device.value, 1);
    knowing.known = {2, 40}; // another history of the server
    EXPECT_EQ(in_winning_order({knowing, first})[0].device.value, 1);
}

// A false report accuses an honest guest; a missing one hides a copied ticket.
TEST(DoubleAdmission, reports_exactly_the_unexplained_ones) {
    auto first = claim(1, 1, 1, 1'000);
    auto second = claim(2, 2, 1, 50'000);
    EXPECT_TRUE(find_double_admissions({first}, entry_rule::once, 0).empty());
    auto reports = find_double_admissions({second, first}, entry_rule::once, 0);
    ASSERT_EQ(reports.size(), 1u);
    EXPECT_EQ(reports[0].claims.size(), 2u);
    EXPECT_EQ(reports[0].claims[0].id, first.id);
    EXPECT_FALSE(reports[0].order_unknown);

    for (const auto reason : {verdict_reason::re_entry, verdict_reason::shown_again}) {
        second.reason = reason;
        EXPECT_TRUE(find_double_admissions({first, second}, entry_rule::once, 0).empty());
    }
    second.reason = verdict_reason::admitted_late_ticket;
    EXPECT_EQ(find_double_admissions({first, second}, entry_rule::once, 0).size(), 1u);
    second.voided = true;
    EXPECT_TRUE(find_double_admissions({first, second}, entry_rule::once, 0).empty());
    second.voided = false;
    second.by_override = true;
    EXPECT_TRUE(find_double_admissions({first, second}, entry_rule::once, 0).empty());
    second.by_override = false;
    second.area = 7;
    EXPECT_TRUE(find_double_admissions({first, second}, entry_rule::once, 0).empty());
}

// On two days of one event the same guest comes twice and did nothing wrong.
TEST(DoubleAdmission, days_are_the_events_own) {
    const auto evening = claim(1, 1, 1, 1'602'784'000'000); // 22:46 in Tyumen
    const auto night = claim(2, 2, 1, 1'602'790'000'000);   // 00:26 the next day there, the same day in UTC
    EXPECT_TRUE(find_double_admissions({evening, night}, entry_rule::once_a_day, 300).empty());
    EXPECT_EQ(find_double_admissions({evening, night}, entry_rule::once_a_day, 0).size(), 1u);
}

// Where the clocks cannot tell, the report must not pretend to know.
TEST(DoubleAdmission, says_when_the_order_is_unknown) {
    auto first = claim(1, 1, 1, 1'000);
    auto second = claim(2, 2, 1, 1'019);
    EXPECT_TRUE(find_double_admissions({first, second}, entry_rule::once, 0)[0].order_unknown);
    second.corrected_ms = 1'020;
    EXPECT_FALSE(find_double_admissions({first, second}, entry_rule::once, 0)[0].order_unknown);
}

} // namespace
} // namespace krug::domain
