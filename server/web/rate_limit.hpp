// Token buckets per key: a burst, then a steady rate. In memory, bounded, on the steady clock.
// Handlers ask before they do something that costs mail, seats or guesses.
#pragma once

#include "ground/clock.hpp"

#include <cstdint>
#include <mutex>
#include <string>
#include <unordered_map>

namespace krug::web {

class rate_limit {
public:
    /// `burst` at once, then `per_minute`. Keeps at most 20,000 keys: beyond that the fullest buckets are forgotten,
    /// which forgives somebody and never refuses a stranger.
    rate_limit(int burst, int per_minute) : burst_(burst), per_minute_(per_minute) {}

    /// Takes one token. Returns 0 when there was one, else the seconds until there is.
    std::int64_t take(const std::string& key, const ground::clock& clock);

private:
    struct bucket {
        double tokens = 0;
        std::int64_t at_ms = 0;
    };
    void forget(std::int64_t now_ms);

    double burst_, per_minute_;
    std::mutex mutex_;
    std::unordered_map<std::string, bucket> buckets_;
};

/// The part of an address that one household or office shares: /24 for IPv4, /56 for IPv6.
std::string network_of(const std::string& address);

} // namespace krug::web
