// Internet addresses as numbers, networks of proxies to trust, and who the client behind a proxy is.
// Called inside net only; pure.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::net {

/// An IPv6 address, or an IPv4 address mapped into one (::ffff:a.b.c.d).
struct peer_address {
    std::array<std::uint8_t, 16> bytes{};

    bool operator==(const peer_address&) const = default;
    bool is_v4() const;
    bool is_loopback() const;
    /// What shares one allowance: an IPv4 address, or the /64 that an IPv6 subscriber is given whole.
    peer_address allowance_key() const;
    std::string text() const;
};

/// Reads "192.0.2.1", "2001:db8::1", "[2001:db8::1]" and each with ":port"; nothing when it is none of these.
std::optional<peer_address> read_address(std::string_view text);

/// The proxies whose word about the client is believed.
class trusted_proxies {
public:
    trusted_proxies() = default;
    /// `networks` as "10.0.0.0/8", "::1/128" or one address. Throws std::invalid_argument with the entry's text.
    explicit trusted_proxies(const std::vector<std::string>& networks);
    bool trusts(const peer_address& peer) const;
    /// The client: `peer` itself, or, when that is a trusted proxy, the last address of `forwarded_for` (all
    /// X-Forwarded-For values, comma-separated in order) that no trusted proxy stands behind.
    peer_address client_of(const peer_address& peer, std::string_view forwarded_for) const;

private:
    struct network {
        peer_address address;
        int bits;
    };
    std::vector<network> networks_;
};

} // namespace krug::net
