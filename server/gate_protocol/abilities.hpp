// What a device can say beyond the first version of the protocol, and how it tells the server so.
// Couriers and phones offer, the gate's API reads the offer; the gate office answers with what it takes.
#pragma once

#include <string_view>

namespace krug::gate_protocol {

/// Header of a sync request: words of abilities, separated by commas. A server that does not know it passes over it; one
/// that does answers with takes_report and takes_feed_chain, which devices that did not offer them are never sent.
inline constexpr std::string_view offers_header = "Krug-Device-Offers";
inline constexpr std::string_view offers_all = "report, feed_chain";

struct abilities {
    bool report = false;     ///< sync_request::report
    bool feed_chain = false; ///< sync_request::feed_chain
    bool operator==(const abilities&) const = default;
};

/// Unknown words are passed over: a newer device offers more.
abilities abilities_in(std::string_view offered);

} // namespace krug::gate_protocol
