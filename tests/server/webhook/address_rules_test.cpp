// If this fails, an address typed into a form makes the service knock at doors inside its operator's own network.
#include "webhook/address_rules.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>
#include <string>

namespace krug::webhook {
namespace {

sockaddr_storage address(const std::string& text) {
    sockaddr_storage made{};
    if (text.find(':') != std::string::npos) {
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), &six.sin6_addr), 1) << text;
        std::memcpy(&made, &six, sizeof six);
    } else {
        sockaddr_in four{};
        four.sin_family = AF_INET;
        EXPECT_EQ(inet_pton(AF_INET, text.c_str(), &four.sin_addr), 1) << text;
        std::memcpy(&made, &four, sizeof four);
    }
    return made;
}

bool open_to(const std::string& text) {
    const auto at = address(text);
    return is_open_internet(reinterpret_cast<const sockaddr*>(&at));
}

bool here(const std::string& text) {
    const auto at = address(text);
    return is_this_computer(reinterpret_cast<const sockaddr*>(&at));
}

// Both ends of every closed range, and what lies just beside them.
TEST(address_rules, closed_ranges_are_closed_to_their_ends) {
    for (const auto* closed :
         {"0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1", "127.255.255.254",
          "169.254.0.0", "169.254.169.254", "169.254.255.255", "172.16.0.0", "172.31.255.255", "192.0.0.0", "192.0.0.255", "192.0.2.1",
          "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255", "198.51.100.7", "203.0.113.7", "224.0.0.1",
          "239.255.255.255", "240.0.0.1", "255.255.255.255"})
        EXPECT_FALSE(open_to(closed)) << closed;
    for (const auto* open : {"1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255",
                             "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.167.255.255", "192.169.0.0",
                             "198.17.255.255", "198.20.0.0", "223.255.255.255"})
        EXPECT_TRUE(open_to(open)) << open;
}

// An IPv6 address that carries an IPv4 one inside would be the way round.
TEST(address_rules, addresses_inside_addresses_are_closed) {
    for (const auto* closed :
         {"::", "::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:1.1.1.1", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::1", "100::1",
          "2001::1", "2001:0:5ef5:79fb::1", "2001:1ff:ffff::", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::", "3fff::1", "3fff:fff::1", "fc00::1",
          "fdff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1", "1fff::1", "4000::1"})
        EXPECT_FALSE(open_to(closed)) << closed;
    for (const auto* open : {"2001:200::1", "2003::1", "2606:4700:4700::1111", "2a00:1450::1", "3fff:1000::1"}) EXPECT_TRUE(open_to(open)) << open;
}

// Only this computer itself counts as this computer.
TEST(address_rules, loopback_is_told_from_the_rest) {
    EXPECT_TRUE(here("127.0.0.1"));
    EXPECT_TRUE(here("127.8.9.10"));
    EXPECT_TRUE(here("::1"));
    for (const auto* elsewhere : {"10.0.0.1", "::ffff:127.0.0.1", "192.168.0.1", "::", "1.1.1.1"}) EXPECT_FALSE(here(elsewhere)) << elsewhere;
    sockaddr local{};
    local.sa_family = AF_UNIX;
    EXPECT_FALSE(is_open_internet(&local));
    EXPECT_FALSE(is_this_computer(&local));
}

} // namespace
} // namespace krug::webhook
