// If this fails, two guests share a number, or strangers can count and guess the guests.
#include "ticket/masked_number.hpp"

#include "ticket/check_digits.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <set>
#include <thread>
#include <unordered_set>

namespace krug::ticket {
namespace {

key32 key(std::uint8_t fill) {
    key32 made{};
    made.fill(fill);
    return made;
}

// A ticket leads to another guest's registration.
TEST(masked_number, ticket_ids_lead_back_and_never_meet) {
    const ticket_number mask(key(1));
    std::unordered_set<std::int64_t> seen;
    for (std::uint32_t event = 1; event <= 20; ++event)
        for (std::uint32_t sequence = 0; sequence < 1000; ++sequence) {
            const auto id = mask.mask({event, sequence});
            ASSERT_TRUE(id);
            ASSERT_TRUE(seen.insert(id.value).second);
            ASSERT_EQ(mask.unmask(id), (number_pair{event, sequence}));
        }
    const number_pair edges[] = {{0, 1}, {0xffffffff, 0xffffffff}, {0xffffffff, 0}, {1, 0}};
    for (const auto& pair : edges)
        EXPECT_EQ(mask.unmask(mask.mask(pair)), pair);
}

// From one's own number one could tell how many registered, or guess the neighbour's.
TEST(masked_number, neighbours_look_unrelated) {
    const ticket_number mask(key(1));
    int bits = 0;
    for (std::uint32_t sequence = 0; sequence < 2000; ++sequence) {
        const auto difference = mask.mask({7, sequence}).value ^ mask.mask({7, sequence + 1}).value;
        bits += std::popcount(static_cast<std::uint64_t>(difference));
    }
    EXPECT_NEAR(bits / 2000.0, 32.0, 0.6);
    EXPECT_NE(mask.mask({7, 1}), ticket_number(key(2)).mask({7, 1}));

    const attendee_number number(key(1));
    int rising = 0;
    for (std::uint32_t sequence = 0; sequence < 2000; ++sequence)
        rising += number.write({7}, sequence) < number.write({7}, sequence + 1);
    EXPECT_NEAR(rising, 1000, 120);
}

// Two guests of one event are called by the same number.
TEST(masked_number, attendee_numbers_are_unique_in_an_event_and_lead_back) {
    const attendee_number number(key(3));
    std::set<std::string> seen;
    for (std::uint32_t sequence = 0; sequence < 20'000; ++sequence) {
        const std::string nine = number.write({5}, sequence);
        ASSERT_EQ(nine.size(), 9u);
        ASSERT_TRUE(seen.insert(nine.substr(0, 8)).second);
        ASSERT_EQ(*number.parse({5}, nine), sequence);
    }
    const std::uint32_t last = attendee_number::sequence_end - 1;
    EXPECT_EQ(*number.parse({5}, number.write({5}, last)), last);
    EXPECT_NE(number.write({5}, 1), number.write({6}, 1));
}

// A guest reads one digit wrong or swaps nothing but dashes, and somebody else is checked in.
TEST(masked_number, a_misread_digit_is_noticed_and_separators_do_not_matter) {
    const attendee_number number(key(3));
    const std::string nine = number.write({5}, 4711);
    for (std::size_t at = 0; at < 9; ++at)
        for (char c = '0'; c <= '9'; ++c) {
            std::string wrong = nine;
            if (wrong[at] == c)
                continue;
            wrong[at] = c;
            EXPECT_EQ(number.parse({5}, wrong).error(), number_fault::misread);
        }
    const std::string threes = attendee_number::in_threes(nine);
    EXPECT_EQ(threes, nine.substr(0, 3) + "\u00a0" + nine.substr(3, 3) + "\u00a0" + nine.substr(6));
    EXPECT_EQ(*number.parse({5}, threes), 4711u);
    EXPECT_EQ(
        *number.parse({5}, " " + nine.substr(0, 3) + "-" + nine.substr(3, 3) + " – " + nine.substr(6) + " "),
        4711u);
    EXPECT_EQ(number.parse({5}, nine.substr(1)).error(), number_fault::shape);
    EXPECT_EQ(number.parse({5}, nine + "0").error(), number_fault::shape);
    EXPECT_EQ(number.parse({5}, "").error(), number_fault::shape);
    EXPECT_EQ(number.parse({5}, "12345678x").error(), number_fault::shape);
    EXPECT_EQ(number.parse({5}, "١٢٣٤٥٦٧٨٩").error(), number_fault::shape);
    EXPECT_EQ(attendee_number::in_threes("12"), "12");
}

// Other people's readers call our numbers misread: both examples stand in ISO 7064 itself.
TEST(masked_number, check_digits_are_the_published_ones) {
    EXPECT_EQ(check_11_10("0794"), 5);
    EXPECT_EQ(check_97_10("794"), 44);
    const attendee_number number(key(3));
    int fits = 0;
    for (int digit = 0; digit < 10; ++digit)
        fits += number.parse({5}, "12345678" + std::to_string(digit)).has_value();
    EXPECT_EQ(fits, 1);
}

// The link in the mail opens another person's registration, or a stranger's guess opens one.
TEST(masked_number, manage_secrets_lead_to_their_row_and_open_only_by_the_whole_text) {
    const manage_secret secret(key(4));
    ground::seeded_randomness random(9);
    const std::string text = secret.write({123456, 42}, random);
    const std::string stored = manage_secret::hash(text);
    EXPECT_EQ(text.size(), 54u);
    EXPECT_EQ(secret.unmask(text), (number_pair{123456, 42}));
    EXPECT_TRUE(manage_secret::matches(text, stored));
    for (std::size_t at = 0; at < text.size(); ++at) {
        std::string wrong = text;
        wrong[at] = wrong[at] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(manage_secret::matches(wrong, stored));
    }
    EXPECT_FALSE(manage_secret::matches(text, ""));
    EXPECT_FALSE(manage_secret::matches("", stored));
    EXPECT_FALSE(secret.unmask(""));
    EXPECT_FALSE(secret.unmask(text.substr(1)));
    EXPECT_FALSE(secret.unmask(text + "A"));
    EXPECT_FALSE(secret.unmask(std::string(54, '=')));
    EXPECT_NE(secret.write({123456, 42}, random), text);
}

// What is printed on the ticket must not help to find the link.
TEST(masked_number, the_link_is_not_derivable_from_the_ticket_id) {
    const ticket_number id(key(4));
    const manage_secret secret(key(4));
    ground::seeded_randomness random(9);
    const auto raw = *from_base64url(secret.write({7, 8}, random));
    std::uint64_t first = 0;
    for (std::size_t byte = 0; byte < 8; ++byte)
        first = first << 8 | raw[byte];
    EXPECT_NE(static_cast<std::int64_t>(first), id.mask({7, 8}).value);
}

// Two desks registering at once mix up their numbers.
TEST(masked_number, many_threads_get_the_same_numbers) {
    const ticket_number mask(key(1));
    std::vector<std::int64_t> alone;
    for (std::uint32_t sequence = 0; sequence < 500; ++sequence)
        alone.push_back(mask.mask({1, sequence}).value);
    std::vector<std::vector<std::int64_t>> together(4);
    {
        std::vector<std::jthread> threads;
        for (auto& mine : together)
            threads.emplace_back([&mask, &mine] {
                for (std::uint32_t sequence = 0; sequence < 500; ++sequence)
                    mine.push_back(mask.mask({1, sequence}).value);
            });
    }
    for (const auto& mine : together)
        EXPECT_EQ(mine, alone);
}

} // namespace
} // namespace krug::ticket
