// From scanned text to what it may mean: a signed ticket, something only the list knows, or a misreading.
// The gatekeeper and the check-in office call it, so that both read alike; pure.
#pragma once

#include "domain/admission_facts.hpp"
#include "ticket/ticket.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace krug::gate_protocol {

/// How the code in hand finds its ticket.
enum class lookup : std::uint8_t { roster_code = 1, short_code = 2, number = 3 };

struct read_code {
    domain::code_reading reading = domain::code_reading::listed;
    std::optional<ticket::parsed_ticket> ticket; ///< with code_reading::ticket; nothing about it is believed yet
    lookup by = lookup::short_code;
    std::string hash; ///< 32 hexadecimal digits to look up; empty for misread and damaged
};

/// `text` as the scanner gave it, blank ends removed here. Signed tickets by their 246 digits, attendee numbers by
/// nine digits with a good check digit, our short codes by their check digits; any other text may be a foreign
/// barcode. A run of 60 and more digits beginning with 1 that is no ticket is a misreading (wrong length) or damage.
read_code understand(std::string_view text, domain::event_id event);

} // namespace krug::gate_protocol
