// A kiosk that has everything asks to be told of the next thing: the server keeps the question until there is news.
// sync asks; the gate office answers. What the news is comes with the sync that follows.
#pragma once

#include "gate_protocol/enrolment.hpp"

namespace krug::gate_protocol {

inline constexpr std::string_view bell_target = "/kiosk/v1/bell";
inline constexpr std::int64_t bell_seconds_max = 25;

struct bell_request {
    domain::feed_cursor cursor;    ///< the last item applied
    std::int64_t wait_seconds = 0; ///< how long the server may keep the question; 0..bell_seconds_max
    bool operator==(const bell_request&) const = default;
};

struct bell_response {
    bool news = false;          ///< a sync from the asked cursor would bring something
    domain::feed_cursor end;    ///< where the feed ends now: a device that has come there meanwhile need not go again
    bool operator==(const bell_response&) const = default;
};

/// As for enrolment. The request's signature stands in signature_header and is made over signed_part_of_bell(body).
std::string encode(const bell_request& request);
domain::result<bell_request> decode_bell_request(std::string_view body);
std::string encode(const bell_response& response);
domain::result<bell_response> decode_bell_response(std::string_view body);

/// "krug-bell/1" ‖ 0x00 ‖ body: a signature for one purpose is worth nothing for the other.
ticket::bytes signed_part_of_bell(std::string_view body);

} // namespace krug::gate_protocol
