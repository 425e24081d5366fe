#include "web/rate_limit.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <cmath>
#include <string_view>

namespace krug::web {

namespace {
constexpr std::size_t keys_max = 20'000;
}

std::int64_t rate_limit::take(const std::string& key, const ground::clock& clock) {
    const auto now = clock.steady_ms();
    const std::lock_guard hold(mutex_);
    if (buckets_.size() >= keys_max && !buckets_.contains(key)) forget(now);
    auto [place, fresh] = buckets_.try_emplace(key, bucket{burst_, now});
    auto& known = place->second;
    if (!fresh) {
        known.tokens = std::min(burst_, known.tokens + static_cast<double>(now - known.at_ms) * per_minute_ / 60'000.0);
        known.at_ms = now;
    }
    if (known.tokens >= 1) {
        known.tokens -= 1;
        return 0;
    }
    return static_cast<std::int64_t>(std::ceil((1 - known.tokens) * 60 / per_minute_));
}

void rate_limit::forget(std::int64_t now_ms) {
    // Whoever has been quiet long enough to have a full bucket again is no different from a stranger.
    std::erase_if(buckets_, [&](const auto& each) {
        return each.second.tokens + static_cast<double>(now_ms - each.second.at_ms) * per_minute_ / 60'000.0 >= burst_;
    });
    if (buckets_.size() >= keys_max) buckets_.clear();
}

std::string network_of(const std::string& address) {
    std::array<unsigned char, 16> raw{};
    if (::inet_pton(AF_INET, address.c_str(), raw.data()) == 1)
        return address.substr(0, address.rfind('.'));
    if (::inet_pton(AF_INET6, address.c_str(), raw.data()) == 1)
        return std::string(reinterpret_cast<const char*>(raw.data()), 7);
    return address;
}

} // namespace krug::web
