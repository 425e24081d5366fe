// Whoever finds a lost kiosk would read who came without a ticket, or could put other words into their mouths.
#include "ticket/enclosed.hpp"

#include <gtest/gtest.h>

namespace krug::ticket {
namespace {

constexpr std::string_view place = "scan 00112233445566778899aabbccddeeff";

struct Enclosed : testing::Test {
    Enclosed() {
        own.fill(7);
        other.fill(9);
    }
    std::string enclosed(std::string_view text) { return enclose(enclosing_key_of(own), bytes_of(text), place, random); }
    ground::seeded_randomness random{3};
    key32 own{}, other{};
};

TEST_F(Enclosed, only_the_private_key_opens_it) {
    for (const std::string& text : {std::string(), std::string("Щукина Анна"), std::string(enclosed_secret_bytes_max, 'x')}) {
        const auto box = enclosed(text);
        const auto read = disclose(own, box, place);
        ASSERT_TRUE(read);
        EXPECT_EQ(std::string(read->begin(), read->end()), text);
        EXPECT_FALSE(disclose(other, box, place));
        EXPECT_FALSE(disclose(own, box, "scan ffeeddccbbaa99887766554433221100"));
        EXPECT_EQ(box.find("Щукина"), std::string::npos);
    }
}

// The same name twice must not look the same twice.
TEST_F(Enclosed, equal_texts_are_not_recognised) { EXPECT_NE(enclosed("Анна"), enclosed("Анна")); }

TEST_F(Enclosed, one_changed_character_is_noticed) {
    const auto box = enclosed("Анна");
    for (std::size_t at = 0; at < box.size(); ++at) {
        auto changed = box;
        changed[at] = changed[at] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(disclose(own, changed, place)) << at;
    }
    for (std::size_t length = 0; length < box.size(); ++length) EXPECT_FALSE(disclose(own, box.substr(0, length), place)) << length;
    EXPECT_FALSE(disclose(own, box + "A", place));
}

// A key that agrees on nothing with everybody would let anybody read.
TEST_F(Enclosed, a_key_of_low_order_is_refused) {
    EXPECT_THROW(enclose(key32{}, bytes_of("Анна"), place, random), std::runtime_error);
}

} // namespace
} // namespace krug::ticket
