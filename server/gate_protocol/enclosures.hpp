// What belongs to a record but may be read by the server alone: who a walk-in is, why staff overrode a verdict.
// Devices keep it enclosed until the server has taken it; the gate office discloses it.
#pragma once

#include "domain/result.hpp"
#include "domain/scan.hpp"
#include "ticket/digest.hpp"

#include <array>
#include <string>
#include <string_view>
#include <vector>

namespace krug::gate_protocol {

/// A target of its own, so that servers that do not know it answer 404 and the sync of records is none the wiser.
inline constexpr std::string_view enclosures_target = "/kiosk/v1/enclosures";
inline constexpr std::size_t enclosures_max = 20;
inline constexpr std::size_t enclosures_request_bytes_max = 192 * 1024;
inline constexpr std::size_t enclosures_response_bytes_max = 16 * 1024;

struct enclosure {
    domain::scan_name scan{};
    std::string enclosed; ///< ticket::enclose, bound to enclosure_place(scan)
    bool operator==(const enclosure&) const = default;
};
std::string enclosure_place(const domain::scan_name& scan);

struct enclosures_request {
    std::vector<enclosure> items; ///< ≤ 20; none: only the key is asked for
    bool operator==(const enclosures_request&) const = default;
};
struct enclosures_response {
    ticket::key32 key{};                        ///< to enclose for this server
    std::array<std::uint8_t, 64> signature{};   ///< of the organiser's root key over signed_key(key)
    std::vector<domain::scan_name> taken;       ///< committed: the device forgets them
    bool operator==(const enclosures_response&) const = default;
};
/// "krug-enclosing-key/1" ‖ 0x00 ‖ key.
ticket::bytes signed_key(const ticket::key32& key);
/// "krug-enclosures/1" ‖ 0x00 ‖ body: what the device's key signs.
ticket::bytes signed_enclosures(std::string_view body);

/// Decoding refuses with `invalid` as everywhere in this room.
std::string encode(const enclosures_request& request);
domain::result<enclosures_request> decode_enclosures_request(std::string_view body);
std::string encode(const enclosures_response& response);
domain::result<enclosures_response> decode_enclosures_response(std::string_view body);

/// What is enclosed. Only one of the two halves is filled in.
struct enclosed_text {
    std::string family_name, given_name, contact; ///< of a walk-in; contact: e-mail, telephone or empty
    std::string override_reason;                  ///< in staff's words
    bool operator==(const enclosed_text&) const = default;
};
std::string encode(const enclosed_text& text);
domain::result<enclosed_text> decode_enclosed_text(std::string_view text);

} // namespace krug::gate_protocol
