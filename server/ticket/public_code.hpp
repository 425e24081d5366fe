// The number on a certificate or an evidence pack by which anybody may check it: 16 digits, so that it can be read out,
// typed under any keyboard layout and printed as a small QR symbol; the last two tell a slip from a forgery.
// Offices draw it, pages read what was typed.
#pragma once

#include "ground/randomness.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace krug::ticket {

/// 14 random digits and two check digits (ISO 7064 MOD 97-10).
std::string write_public_code(ground::randomness& random);
/// What was typed, blanks and dashes passed over, as 16 digits; nothing when it cannot be such a code.
std::optional<std::string> read_public_code(std::string_view typed);
/// "1234 5678 9012 3456", with no-break blanks.
std::string show_public_code(std::string_view code);

} // namespace krug::ticket
