// Waits at the server until there is something to fetch: a cancellation reaches the door in a second or two.
// The kiosk's bell thread calls it between rounds; what rang is fetched by the courier.
#pragma once

#include "gate_protocol/bell.hpp"
#include "sync/transport.hpp"
#include "ticket/signing_key.hpp"

#include <string>

namespace krug::sync {

/// How long an answer may take: the server keeps the question up to 25 s of it.
inline constexpr std::int64_t bell_deadline_ms = 35'000;
/// A "nothing" that comes sooner comes from a server that keeps no question just now; asking on would be a flood.
inline constexpr std::int64_t bell_kept_ms_min = 5'000;

enum class bell_end : std::uint8_t {
    news = 1,
    quiet = 2, ///< nothing, as long as the server waited
    failed = 3 ///< no server, or one that has no bell
};

struct bell_report {
    bell_end end = bell_end::failed;
    domain::feed_cursor at; ///< where the feed ends, with news and quiet
};

class bell {
public:
    bell(transport& server, const ticket::signing_key& device_key, std::string token)
        : server_(server), device_key_(device_key), token_(std::move(token)) {}

    /// Asks once and waits for the answer. The answer is not signed and only hurries a round, whose answer is.
    bell_report listen(const domain::feed_cursor& from);

private:
    transport& server_;
    const ticket::signing_key& device_key_;
    std::string token_;
};

} // namespace krug::sync
