// The pieces of the codes that people carry from screen to screen: a word in front, parts between dots, a URL at the end.
// The readers of enrolment and hub codes.
#pragma once

#include "domain/result.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace krug::gate_protocol {

/// Refusal `invalid` naming the part.
domain::refusal wrong_part(const char* part);

/// Without blanks and line ends at both ends.
std::string_view trimmed(std::string_view text);

/// The text up to the next dot, which is consumed; nothing if there is none.
std::optional<std::string_view> next_part(std::string_view& rest);

/// base64url of exactly as many bytes.
bool read_part(std::optional<std::string_view> part, std::span<std::uint8_t> out);

/// http or https, a host, perhaps a port and a path, at most 200 characters; nothing that could carry a secret or
/// another target.
bool is_server_url(std::string_view url);

} // namespace krug::gate_protocol
