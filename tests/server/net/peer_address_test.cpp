// If this fails, a stranger passes for another address and escapes the limits, or a whole house is taken for one person.
#include "net/peer_address.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace krug::net {

namespace {

std::string client(const std::vector<std::string>& proxies, std::string_view peer, std::string_view forwarded) {
    return trusted_proxies(proxies).client_of(*read_address(peer), forwarded).text();
}

} // namespace

// The log and the limits speak of an address that nobody has.
TEST(peer_address, reads_and_writes_addresses) {
    EXPECT_EQ(read_address("192.0.2.7")->text(), "192.0.2.7");
    EXPECT_EQ(read_address("192.0.2.7:8080")->text(), "192.0.2.7");
    EXPECT_EQ(read_address("::ffff:192.0.2.7")->text(), "192.0.2.7");
    EXPECT_EQ(read_address("2001:db8::1")->text(), "2001:db8::1");
    EXPECT_EQ(read_address("[2001:db8::1]:443")->text(), "2001:db8::1");
    for (const char* wrong : {"", "192.0.2", "192.0.2.256", "localhost", "[::1", ":", "1.2.3.4:5:6"})
        EXPECT_FALSE(read_address(wrong)) << wrong;
    EXPECT_TRUE(read_address("127.8.9.1")->is_loopback());
    EXPECT_TRUE(read_address("::1")->is_loopback());
    EXPECT_FALSE(read_address("128.0.0.1")->is_loopback());
    EXPECT_FALSE(read_address("::2")->is_loopback());
}

// Anyone may write X-Forwarded-For and so be whoever he likes.
TEST(peer_address, believes_only_trusted_proxies) {
    EXPECT_EQ(client({}, "198.51.100.1", "10.0.0.1"), "198.51.100.1");
    EXPECT_EQ(client({"10.0.0.0/8"}, "198.51.100.1", "203.0.113.5"), "198.51.100.1");
    EXPECT_EQ(client({"10.0.0.0/8"}, "10.1.2.3", "203.0.113.5"), "203.0.113.5");
    EXPECT_EQ(client({"10.0.0.0/8"}, "10.1.2.3", "1.1.1.1, 203.0.113.5, 10.9.9.9"), "203.0.113.5");
    EXPECT_EQ(client({"10.0.0.0/8"}, "10.1.2.3", ""), "10.1.2.3");
    EXPECT_EQ(client({"10.0.0.0/8"}, "10.1.2.3", "1.1.1.1, unknown"), "10.1.2.3");
    EXPECT_EQ(client({"10.0.0.0/8"}, "10.1.2.3", "10.0.0.9, 10.0.0.8"), "10.0.0.9");
    EXPECT_EQ(client({"2001:db8::/33"}, "2001:db8:7fff::1", "203.0.113.5"), "203.0.113.5");
    EXPECT_EQ(client({"2001:db8::/33"}, "2001:db8:8000::1", "203.0.113.5"), "2001:db8:8000::1");
    EXPECT_EQ(client({"127.0.0.1"}, "127.0.0.2", "203.0.113.5"), "127.0.0.2");
}

// A slip of the pen in the settings makes everybody a trusted proxy.
TEST(peer_address, refuses_networks_it_cannot_read) {
    for (const char* wrong : {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "any", "", "::/129"})
        EXPECT_THROW(trusted_proxies({wrong}), std::invalid_argument) << wrong;
}

// A subscriber with a /64 opens as many connections as he has addresses.
TEST(peer_address, counts_a_subscriber_as_one) {
    EXPECT_EQ(read_address("2001:db8::1")->allowance_key(), read_address("2001:db8::ffff:1")->allowance_key());
    EXPECT_NE(read_address("2001:db8::1")->allowance_key(), read_address("2001:db8:0:1::1")->allowance_key());
    EXPECT_NE(read_address("192.0.2.1")->allowance_key(), read_address("192.0.2.2")->allowance_key());
}

} // namespace krug::net
