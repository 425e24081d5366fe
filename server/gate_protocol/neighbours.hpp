// What kiosks of one hall say to each other when one of them is the hub: pairing, asking before green, telling after.
// The hub's desk answers, the neighbour's courier asks; both sides are kiosks.
#pragma once

#include "gate_protocol/code_reader.hpp"
#include "gate_protocol/sync.hpp"

namespace krug::gate_protocol {

inline constexpr std::string_view pair_target = "/hub/v1/pair";
inline constexpr std::string_view ask_target = "/hub/v1/ask";
inline constexpr std::string_view tell_target = "/hub/v1/tell";
inline constexpr std::string_view relay_target = "/hub/v1/relay"; ///< a sync with the server, carried by the hub
/// Names the neighbour in a request to be carried on; the server never sees it.
inline constexpr std::string_view neighbour_header = "krug-hub-neighbour";
inline constexpr std::int64_t hub_code_seconds = 600; ///< one use
inline constexpr std::size_t told_items_max = 500;

/// What staff carry from the hub to another kiosk.
struct hub_code {
    std::string url;                         ///< https://host[:port], at most 200 characters
    std::array<std::uint8_t, 16> one_time{}; ///< secret
    domain::digest pin{};                    ///< SHA-256 of the hub's public key (SubjectPublicKeyInfo)
    bool operator==(const hub_code&) const = default;
};
/// "HB1:" code "." pin "." url, the first two as base64url.
std::string write_hub_code(const hub_code& code);
/// Blank ends are forgiven, nothing else. Refusal `invalid` names the part: prefix, code, pin, url (https only).
domain::result<hub_code> read_hub_code(std::string_view text);

/// Sent once, signed with the device's key like everything after it.
struct pair_request {
    std::array<std::uint8_t, 16> one_time{};
    domain::device_id device; ///< as the server named it
    domain::event_id event;
    domain::digest device_key{};
    bool operator==(const pair_request&) const = default;
};
struct pair_response {
    domain::device_id hub;
    bool operator==(const pair_response&) const = default;
};

/// "This code is before me: what is known of it?" The hub holds the code for the one who asks, for hold_ms.
struct ask_request {
    domain::device_id device;
    domain::event_id event;
    lookup by = lookup::roster_code;
    std::string hash; ///< 32 hexadecimal digits
    bool operator==(const ask_request&) const = default;
};
struct ask_response {
    bool held = false; ///< another kiosk is deciding about this very code: ask again in a moment
    std::vector<admission_elsewhere> known; ///< ≤ told_items_max
};
/// So long a code is held for one kiosk: longer than it takes to decide and to tell, short enough for a queue.
inline constexpr std::int64_t hold_ms = 1'500;

/// How much of what the hub knows has been heard. `life` names the hub's journal; another life begins at nothing.
struct hub_place {
    std::int64_t life = 0;
    std::int64_t neighbours = 0; ///< of what its neighbours told
    std::int64_t own = 0;        ///< of its own records
    bool operator==(const hub_place&) const = default;
};
struct tell_request {
    domain::device_id device;
    domain::event_id event;
    hub_place heard;
    std::vector<domain::scan_record> rows; ///< consecutive, after what the hub holds of this device; ≤ sync_rows_max
    bool operator==(const tell_request&) const = default;
};
struct tell_response {
    std::int64_t durable_seq = 0; ///< the hub's last record of this device: the next rows begin after it
    hub_place reached;
    std::vector<admission_elsewhere> items; ///< between `heard` and `reached`; ≤ told_items_max
    bool more = false;
};

/// JSON, as for sync: strict in every member, sizes as there.
std::string encode(const pair_request& request);
domain::result<pair_request> decode_pair_request(std::string_view body);
std::string encode(const pair_response& response);
domain::result<pair_response> decode_pair_response(std::string_view body);
std::string encode(const ask_request& request);
domain::result<ask_request> decode_ask_request(std::string_view body);
std::string encode(const ask_response& response);
domain::result<ask_response> decode_ask_response(std::string_view body);
std::string encode(const tell_request& request);
domain::result<tell_request> decode_tell_request(std::string_view body);
std::string encode(const tell_response& response);
domain::result<tell_response> decode_tell_response(std::string_view body);

/// "krug-hub/1" ‖ 0x00 ‖ target ‖ 0x00 ‖ body: a signature for one question is none for another.
ticket::bytes signed_for_hub(std::string_view target, std::string_view body);

} // namespace krug::gate_protocol
