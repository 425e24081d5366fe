#include "webhook/address_rules.hpp"

#include <netinet/in.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace krug::webhook {

namespace {

struct block {
    std::uint32_t network;
    int bits;
};

constexpr std::uint32_t quad(unsigned a, unsigned b, unsigned c, unsigned d) { return a << 24U | b << 16U | c << 8U | d; }

// The registries of special addresses (RFC 6890 and its successors): nothing in them belongs to a stranger's server.
constexpr block closed_blocks[] = {
    {quad(0, 0, 0, 0), 8},      {quad(10, 0, 0, 0), 8},    {quad(100, 64, 0, 0), 10},  {quad(127, 0, 0, 0), 8},
    {quad(169, 254, 0, 0), 16}, {quad(172, 16, 0, 0), 12}, {quad(192, 0, 0, 0), 24},   {quad(192, 0, 2, 0), 24},
    {quad(192, 88, 99, 0), 24}, {quad(192, 168, 0, 0), 16}, {quad(198, 18, 0, 0), 15}, {quad(198, 51, 100, 0), 24},
    {quad(203, 0, 113, 0), 24}, {quad(224, 0, 0, 0), 4},   {quad(240, 0, 0, 0), 4}};

std::uint32_t ipv4_of(const sockaddr* at) {
    sockaddr_in four{};
    std::memcpy(&four, at, sizeof four);
    return ntohl(four.sin_addr.s_addr);
}

std::array<std::uint8_t, 16> ipv6_of(const sockaddr* at) {
    sockaddr_in6 six{};
    std::memcpy(&six, at, sizeof six);
    std::array<std::uint8_t, 16> bytes{};
    std::memcpy(bytes.data(), &six.sin6_addr, bytes.size());
    return bytes;
}

bool is_open(std::uint32_t address) {
    for (const auto& each : closed_blocks)
        if ((address ^ each.network) >> static_cast<unsigned>(32 - each.bits) == 0) return false;
    return true;
}

/// Only what is given out to the world (2000::/3), and of that not the ranges that carry another address inside them.
bool is_open(const std::array<std::uint8_t, 16>& address) {
    if ((address[0] & 0xE0U) != 0x20U) return false;
    if (address[0] == 0x20 && address[1] == 0x01 && address[2] < 0x02) return false;                         // 2001::/23, Teredo in it
    if (address[0] == 0x20 && address[1] == 0x01 && address[2] == 0x0D && address[3] == 0xB8) return false; // documentation
    if (address[0] == 0x20 && address[1] == 0x02) return false;                                              // 6to4
    return !(address[0] == 0x3F && address[1] == 0xFF && (address[2] & 0xF0U) == 0);                         // documentation
}

} // namespace

bool is_open_internet(const sockaddr* at) {
    if (at->sa_family == AF_INET) return is_open(ipv4_of(at));
    return at->sa_family == AF_INET6 && is_open(ipv6_of(at));
}

bool is_this_computer(const sockaddr* at) {
    if (at->sa_family == AF_INET) return ipv4_of(at) >> 24U == 127;
    if (at->sa_family != AF_INET6) return false;
    std::array<std::uint8_t, 16> loopback{};
    loopback.back() = 1;
    return ipv6_of(at) == loopback;
}

} // namespace krug::webhook
