// If this fails, a wristband does not scan, or a stolen tablet gives away codes that open the door.
#include "ticket/short_code.hpp"

#include "ticket/digest.hpp"

#include <gtest/gtest.h>

#include <set>

namespace krug::ticket {
namespace {

// A wristband we printed is called a misread.
TEST(short_code, is_twenty_five_digits_that_check) {
    ground::seeded_randomness random(1);
    std::set<std::string> seen;
    for (int round = 0; round < 5000; ++round) {
        const std::string code = write_short_code(random);
        ASSERT_TRUE(is_short_code(code)) << code;
        ASSERT_EQ(code.size(), 25u);
        ASSERT_EQ(code[0], '2');
        ASSERT_TRUE(seen.insert(code).second);
    }
}

// A misread wristband is looked up as somebody else's.
TEST(short_code, any_changed_digit_is_noticed) {
    ground::seeded_randomness random(2);
    const std::string code = write_short_code(random);
    for (std::size_t at = 0; at < code.size(); ++at)
        for (char c = '0'; c <= '9'; ++c) {
            std::string wrong = code;
            wrong[at] = c;
            EXPECT_EQ(is_short_code(wrong), wrong == code);
        }
    EXPECT_FALSE(is_short_code(""));
    EXPECT_FALSE(is_short_code(code.substr(1)));
    EXPECT_FALSE(is_short_code(code + "0"));
    EXPECT_FALSE(is_short_code(std::string(25, '2')));
}

// Guests with an organiser's own barcodes are not found, or their codes can be read off the device.
// The same wristband must come out again when the list is printed a second time.
TEST(short_code, comes_out_of_given_bytes) {
    std::array<std::uint8_t, 32> bytes{};
    EXPECT_EQ(short_code_from(bytes).substr(0, 23), "2" + std::string(22, '0'));
    bytes.fill(0xff);
    const auto code = short_code_from(bytes);
    EXPECT_TRUE(is_short_code(code)) << code;
    EXPECT_EQ(code.substr(1, 11), "73709551615"); // 2^64 - 1 = 18446744073709551615
    bytes[15] ^= 1;
    EXPECT_NE(short_code_from(bytes), code);
}

TEST(short_code, devices_keep_a_hash_of_any_code) {
    EXPECT_EQ(code_hash("4006381333931").size(), 32u);
    EXPECT_EQ(code_hash("4006381333931"), sha256_hex("krug-code/14006381333931").substr(0, 32));
    EXPECT_NE(code_hash("4006381333931"), code_hash("4006381333932"));
    EXPECT_EQ(code_hash("Гость-1"), code_hash("Гость-1"));
}

} // namespace
} // namespace krug::ticket
