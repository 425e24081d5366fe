// If this fails, a stolen database gives away signing keys, or a restored one cannot be opened.
#include "ticket/sealed.hpp"

#include <gtest/gtest.h>

namespace krug::ticket {
namespace {

key32 master(std::uint8_t fill) {
    key32 key{};
    key.fill(fill);
    return key;
}

// After a restart the event's key does not come back and no ticket can be signed.
TEST(sealed, opens_to_what_was_sealed) {
    ground::seeded_randomness random(1);
    for (const std::size_t length : {0u, 1u, 32u, 5000u, 65536u}) {
        const bytes secret(length, 0x5a);
        EXPECT_EQ(open(master(1), seal(master(1), secret, "event-key 7", random), "event-key 7"), secret);
    }
}

// A changed, moved or foreign secret is used as if it were ours.
TEST(sealed, opens_to_nothing_after_any_change) {
    ground::seeded_randomness random(2);
    const std::string whole =
        seal(master(1), bytes_of("a secret of thirty-two bytes....."), "event-key 7", random);
    for (std::size_t at = 0; at < whole.size(); ++at)
        for (const char c : {'A', 'z', '0', '.', '='}) {
            std::string changed = whole;
            if (changed[at] == c)
                continue;
            changed[at] = c;
            EXPECT_THROW(open(master(1), changed, "event-key 7"), sealed_broken) << at << c;
        }
    EXPECT_THROW(open(master(2), whole, "event-key 7"), sealed_broken);
    EXPECT_THROW(open(master(1), whole, "event-key 8"), sealed_broken);
    EXPECT_THROW(open(master(1), whole.substr(0, whole.size() - 4), "event-key 7"), sealed_broken);
    EXPECT_THROW(open(master(1), "", ""), sealed_broken);
    EXPECT_THROW(open(master(1), "v1.", ""), sealed_broken);
    EXPECT_THROW(open(master(1), "v1.AAAA", ""), sealed_broken);
}

// Equal secrets must not be seen to be equal, and nothing of them may show.
TEST(sealed, never_looks_the_same_twice) {
    ground::seeded_randomness random(3);
    const auto one = seal(master(1), bytes_of("same"), "place", random);
    EXPECT_NE(one, seal(master(1), bytes_of("same"), "place", random));
    EXPECT_TRUE(one.starts_with("v1."));
    EXPECT_EQ(one.find(to_base64url(bytes_of("same"))), std::string::npos);
}

} // namespace
} // namespace krug::ticket
