// If this fails, stored hashes stop matching what people present: links and logins no longer work.
#include "ticket/digest.hpp"

#include <gtest/gtest.h>

namespace krug::ticket {
namespace {

// Hashes written today cannot be checked by another program or after an upgrade.
TEST(digest, agrees_with_the_published_examples) {
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    // RFC 4231, test case 2
    EXPECT_EQ(to_hex(hmac_sha256(bytes_of("Jefe"), bytes_of("what do ya want for nothing?"))),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    // An empty key is a key, not "the key of last time".
    EXPECT_EQ(to_hex(hmac_sha256({}, {})),
              "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad");
}

// RFC 5869, test case 3: no salt, no info.
TEST(digest, derives_as_rfc_5869_says) {
    const bytes master(22, 0x0b);
    EXPECT_EQ(to_hex(derive(master, "", 42)),
              "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8");
    EXPECT_NE(derive(master, "a", 32), derive(master, "b", 32));
    const bytes longer = derive(master, "a", 32);
    EXPECT_EQ(derive(master, "a", 16), bytes(longer.begin(), longer.begin() + 16));
}

// A link is cut by the mail program or typed with a padding sign: it must be refused, not half read.
TEST(digest, base64url_has_one_spelling) {
    for (std::size_t length = 0; length < 60; ++length) {
        bytes raw(length);
        for (std::size_t at = 0; at < length; ++at)
            raw[at] = static_cast<std::uint8_t>(at * 37 + length);
        EXPECT_EQ(from_base64url(to_base64url(raw)), raw);
        EXPECT_EQ(from_hex(to_hex(raw)), raw);
    }
    EXPECT_EQ(to_base64url(bytes{0xfb, 0xff}), "-_8");
    EXPECT_FALSE(from_base64url("-_9")); // spare bits
    EXPECT_FALSE(from_base64url("-_8="));
    EXPECT_FALSE(from_base64url("+/8"));
    EXPECT_FALSE(from_base64url("A"));
    EXPECT_FALSE(from_base64url("AA A"));
    EXPECT_FALSE(from_hex("0"));
    EXPECT_FALSE(from_hex("0g"));
    EXPECT_EQ(from_hex("Ff"), bytes{0xff});
}

// A secret that differs in one place, or is a part of the other, must not be the same.
TEST(digest, compares_whole_texts) {
    EXPECT_TRUE(same_text("abc", "abc"));
    EXPECT_TRUE(same_text("", ""));
    EXPECT_FALSE(same_text("abc", "abd"));
    EXPECT_FALSE(same_text("abc", "ab"));
    EXPECT_FALSE(same_text("", "a"));
}

} // namespace
} // namespace krug::ticket
