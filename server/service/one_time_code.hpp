// The six digits of an authenticator app: RFC 6238 over HMAC-SHA1, thirty seconds a step, as every such app speaks it.
// Called by factor_office only; pure.
#pragma once

#include "ground/clock.hpp"
#include "ticket/digest.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace krug::service {

inline constexpr std::int64_t code_step_seconds = 30;
inline constexpr std::size_t code_seed_bytes = 20; ///< RFC 4226, section 4: 160 bits

/// The code of one step, `digits` (6..8) of them. Throws std::runtime_error if the library fails.
std::string code_of_step(ticket::byte_view seed, std::int64_t step, int digits = 6);

/// The step whose code was typed: now's, the one before or the one after, and later than `last_used`. Blanks in what was
/// typed are passed over. Takes the same time whichever it is.
std::optional<std::int64_t> matching_step(ticket::byte_view seed, std::string_view typed, ground::utc_seconds now,
                                          std::int64_t last_used);

/// RFC 4648, section 6, without padding: how people type a seed into an app.
std::string to_base32(ticket::byte_view raw);

} // namespace krug::service
