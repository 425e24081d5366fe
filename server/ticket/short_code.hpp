// Codes that say nothing by themselves and need the roster: our short codes and barcodes others printed.
// The issuing office and importers write; the gatekeeper looks up by hash.
#pragma once

#include "ground/randomness.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace krug::ticket {

inline constexpr std::size_t short_code_length = 25;

/// `2`, 22 random digits, two check digits (ISO 7064 MOD 97-10).
std::string write_short_code(ground::randomness& random);

/// The same form out of 32 bytes that nobody can guess: same bytes, same code.
std::string short_code_from(const std::array<std::uint8_t, 32>& drawn);

/// True for 25 ASCII digits beginning with 2 whose check digits fit.
bool is_short_code(std::string_view text);

/// How devices keep a short or foreign code of an event: 32 hexadecimal digits of SHA-256("krug-code/1" ‖
/// text). Any text; the caller has trimmed what the scanner added.
std::string code_hash(std::string_view text);

} // namespace krug::ticket
