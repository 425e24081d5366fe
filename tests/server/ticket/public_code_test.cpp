// If this fails, whoever checks a certificate is told that a true one does not exist, or a slip of the pen shows another.
#include "ticket/public_code.hpp"

#include "ticket/digest.hpp"
#include "ticket/running_digest.hpp"

#include <gtest/gtest.h>

#include <set>

namespace krug::ticket {
namespace {

// People type with blanks, dashes, and what a page's no-break blank becomes when copied.
TEST(PublicCode, is_read_as_people_type_it) {
    ground::seeded_randomness random(5);
    const auto code = write_public_code(random);
    ASSERT_EQ(code.size(), 16u);
    EXPECT_EQ(read_public_code(code), code);
    EXPECT_EQ(read_public_code(show_public_code(code)), code);
    EXPECT_EQ(read_public_code(" " + code.substr(0, 4) + " - " + code.substr(4) + " "), code);
    for (const char* none : {"", "1", "12345678901234567", "１２３４５６７８９０１２３４５６", "12345678901234a6"}) EXPECT_FALSE(read_public_code(none)) << none;
    EXPECT_FALSE(read_public_code(std::string(10'000, ' ') + code));
}

// One wrong digit, or two that changed places, leads to nobody's certificate.
TEST(PublicCode, notices_one_slip) {
    ground::seeded_randomness random(6);
    for (int round = 0; round < 20; ++round) {
        const auto code = write_public_code(random);
        for (std::size_t at = 0; at < code.size(); ++at)
            for (char digit = '0'; digit <= '9'; ++digit) {
                auto slip = code;
                slip[at] = digit;
                EXPECT_EQ(read_public_code(slip).has_value(), slip == code) << slip;
            }
        for (std::size_t at = 0; at + 1 < code.size(); ++at) {
            auto swapped = code;
            std::swap(swapped[at], swapped[at + 1]);
            EXPECT_EQ(read_public_code(swapped).has_value(), swapped == code) << swapped;
        }
    }
}

// Codes that follow each other could be guessed from one.
TEST(PublicCode, is_drawn_evenly) {
    ground::seeded_randomness random(7);
    std::set<std::string> seen;
    std::array<int, 10> digits{};
    for (int round = 0; round < 2'000; ++round) {
        const auto code = write_public_code(random);
        seen.insert(code);
        for (const char c : code.substr(0, 14)) ++digits.at(static_cast<std::size_t>(c - '0'));
    }
    EXPECT_EQ(seen.size(), 2'000u);
    for (const int count : digits) EXPECT_NEAR(count, 2'800, 300);
}

// A log that is hashed in pieces would have another hash than the file.
TEST(RunningDigest, equals_the_digest_of_the_whole) {
    running_digest pieces;
    EXPECT_EQ(pieces.hex(), sha256_hex(""));
    std::string whole;
    for (int round = 0; round < 200; ++round) {
        const std::string piece(static_cast<std::size_t>(round), static_cast<char>('a' + round % 26));
        pieces.add(piece);
        whole += piece;
        EXPECT_EQ(pieces.hex(), sha256_hex(whole));
    }
}

} // namespace
} // namespace krug::ticket
