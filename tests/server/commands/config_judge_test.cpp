// If this fails, a mistyped address, network or taxpayer number is taken for a good one and printed on
// guests' consents.
#include "config_judge.hpp"

#include <gtest/gtest.h>

namespace krug {
namespace {

// A wrong address would make the service listen elsewhere, or to everyone.
TEST(config_judge, listen_addresses) {
    EXPECT_EQ(parse_listen_address("127.0.0.1:0")->port, 0);
    EXPECT_EQ(parse_listen_address("[::1]:65535")->host, "::1");
    EXPECT_EQ(parse_listen_address("localhost:80")->host, "localhost");
    for (const char* wrong :
         {"", ":", ":80", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1",
          "127.0.0.1: 80", "::1:80", "[::1]80", "[x]:80", "a b:80", "127.0.0.1:8o80", "a/b:80"})
        EXPECT_FALSE(parse_listen_address(wrong)) << wrong;
}

// Links in every mail are made of this address.
TEST(config_judge, public_addresses) {
    EXPECT_EQ(host_of_public_url("https://krug.example"), "krug.example");
    EXPECT_EQ(host_of_public_url("http://krug.example:8080/"), "krug.example");
    EXPECT_EQ(host_of_public_url("http://[::1]:80"), "[::1]");
    for (const char* wrong : {"", "krug.example", "//krug.example", "ftp://krug.example", "https://",
                              "https://krug.example/events", "https://krug.example?x",
                              "https://krug.example#x", "https://a@krug.example", "https://круг.example"})
        EXPECT_FALSE(host_of_public_url(wrong)) << wrong;
}

// Believing the wrong proxy means believing anyone about who is asking.
TEST(config_judge, proxies) {
    for (const char* right : {"10.0.0.0/8", "10.1.2.3", "0.0.0.0/0", "::1", "fd00::/8", "::/128"})
        EXPECT_TRUE(is_address_block(right)) << right;
    for (const char* wrong :
         {"", "/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0/8", "::/129", "proxy", "10.0.0.0/-1", "10.0.0.0/8/8"})
        EXPECT_FALSE(is_address_block(wrong)) << wrong;
}

// Only loopback may go without a warning about open traffic.
TEST(config_judge, loopback) {
    for (const char* right : {"localhost", "127.0.0.1", "127.9.9.9", "::1", "[::1]"})
        EXPECT_TRUE(is_loopback(right)) << right;
    for (const char* wrong : {"0.0.0.0", "::", "127.0.0.1.example", "10.0.0.1", ""})
        EXPECT_FALSE(is_loopback(wrong)) << wrong;
}

// A sender nobody can answer makes every mail look like spam.
TEST(config_judge, mail_addresses) {
    for (const char* right : {"a@b.example", "имя@почта.example", "a.b+c@d-e.example"})
        EXPECT_TRUE(is_plausible_mail_address(right)) << right;
    for (const char* wrong : {"", "a", "@b.example", "a@", "a@b", "a@b@c.example", "a b@c.example",
                              "A <a@b.example>", "a@.example", "a@b.", "a@b..c"})
        EXPECT_FALSE(is_plausible_mail_address(wrong)) << wrong;
}

// The number stands in the consent a guest agrees to; one wrong digit names another organisation.
TEST(config_judge, taxpayer_numbers) {
    for (const char* right : {"7707083893", "7830002293", "500100732259"})
        EXPECT_TRUE(is_taxpayer_number(right)) << right;
    for (const char* wrong : {"7707083892", "7707083983", "500100732258", "500100732269", "770708389",
                              "77070838930", "770708389a", ""})
        EXPECT_FALSE(is_taxpayer_number(wrong)) << wrong;
}

} // namespace
} // namespace krug
