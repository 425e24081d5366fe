#include "net/peer_address.hpp"

#include "net/http_guard.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <cstring>
#include <stdexcept>

namespace krug::net {

namespace {

constexpr std::array<std::uint8_t, 12> v4_prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::string_view without_port(std::string_view text) {
    if (text.starts_with('[')) {
        const auto end = text.find(']');
        return end == std::string_view::npos ? std::string_view() : text.substr(1, end - 1);
    }
    const auto colon = text.find(':');
    const bool one_colon = colon != std::string_view::npos && text.find(':', colon + 1) == std::string_view::npos;
    return one_colon ? text.substr(0, colon) : text;
}

bool lies_in(const peer_address& address, const peer_address& base, int bits) {
    const auto whole = static_cast<std::size_t>(bits / 8);
    if (!std::equal(base.bytes.begin(), base.bytes.begin() + static_cast<long>(whole), address.bytes.begin())) return false;
    const int rest = bits % 8;
    return rest == 0 || ((base.bytes[whole] ^ address.bytes[whole]) >> (8 - rest)) == 0;
}

} // namespace

bool peer_address::is_v4() const { return std::equal(v4_prefix.begin(), v4_prefix.end(), bytes.begin()); }

bool peer_address::is_loopback() const {
    if (is_v4()) return bytes[12] == 127;
    return std::all_of(bytes.begin(), bytes.end() - 1, [](auto byte) { return byte == 0; }) && bytes[15] == 1;
}

peer_address peer_address::allowance_key() const {
    auto key = *this;
    if (!is_v4()) std::fill(key.bytes.begin() + 8, key.bytes.end(), std::uint8_t{0});
    return key;
}

std::string peer_address::text() const {
    char buffer[INET6_ADDRSTRLEN] = {};
    if (is_v4()) ::inet_ntop(AF_INET, bytes.data() + 12, buffer, sizeof buffer);
    else ::inet_ntop(AF_INET6, bytes.data(), buffer, sizeof buffer);
    return buffer;
}

std::optional<peer_address> read_address(std::string_view text) {
    const std::string bare(without_port(text));
    peer_address address;
    if (::inet_pton(AF_INET6, bare.c_str(), address.bytes.data()) == 1) return address;
    std::copy(v4_prefix.begin(), v4_prefix.end(), address.bytes.begin());
    if (::inet_pton(AF_INET, bare.c_str(), address.bytes.data() + 12) == 1) return address;
    return std::nullopt;
}

trusted_proxies::trusted_proxies(const std::vector<std::string>& networks) {
    for (const auto& text : networks) {
        const auto slash = text.find('/');
        const auto address = read_address(std::string_view(text).substr(0, slash));
        if (!address) throw std::invalid_argument("not a network: " + text);
        const int width = address->is_v4() ? 32 : 128;
        int bits = width;
        if (slash != std::string::npos) {
            const auto* end = text.data() + text.size();
            const auto read = std::from_chars(text.data() + slash + 1, end, bits);
            if (read.ec != std::errc() || read.ptr != end || bits < 0 || bits > width)
                throw std::invalid_argument("not a network: " + text);
        }
        networks_.push_back({*address, bits + 128 - width});
    }
}

bool trusted_proxies::trusts(const peer_address& peer) const {
    return std::any_of(networks_.begin(), networks_.end(),
                       [&](const auto& each) { return lies_in(peer, each.address, each.bits); });
}

peer_address trusted_proxies::client_of(const peer_address& peer, std::string_view forwarded_for) const {
    if (!trusts(peer)) return peer;
    std::vector<std::string_view> hops;
    for_each_item(forwarded_for, [&](std::string_view hop) { hops.push_back(hop); });
    auto client = peer;
    for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
        const auto address = read_address(*hop);
        if (!address) break; // a hop that is no address was not written by a proxy we know
        client = *address;
        if (!trusts(client)) break;
    }
    return client;
}

} // namespace krug::net
