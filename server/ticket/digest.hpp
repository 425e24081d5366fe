// Hashes, key derivation and the two ways bytes are written as text (hex, base64url).
// Anyone who may include ticket; nothing here keeps state, everything is safe from many threads.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace krug::ticket {

using byte_view = std::span<const std::uint8_t>;
using bytes = std::vector<std::uint8_t>;
using key32 = std::array<std::uint8_t, 32>; ///< a symmetric key or an Ed25519 seed

/// The bytes of a text, not copied.
byte_view bytes_of(std::string_view text);

/// FIPS 180-4.
std::array<std::uint8_t, 32> sha256(byte_view message);
std::array<std::uint8_t, 32> sha256(std::string_view message);
/// 64 lower-case hexadecimal digits.
std::string sha256_hex(std::string_view message);

/// RFC 2104 with SHA-256; any key length.
std::array<std::uint8_t, 32> hmac_sha256(byte_view key, byte_view message);

/// HKDF-SHA256 (RFC 5869) without salt, `label` as info: independent keys out of one master key.
/// `length` 1..8160.
bytes derive(byte_view master, std::string_view label, std::size_t length);
key32 derive_key(byte_view master, std::string_view label);

/// Takes the same time wherever the first difference is; different lengths are simply not the same.
bool same_bytes(byte_view left, byte_view right);
bool same_text(std::string_view left, std::string_view right);

/// Lower-case.
std::string to_hex(byte_view raw);
/// Either case; nothing if the length is odd or a character is no hexadecimal digit.
std::optional<bytes> from_hex(std::string_view text);

/// RFC 4648 §5 without padding.
std::string to_base64url(byte_view raw);
/// Canonical only: nothing for padding, blanks, impossible lengths or spare bits that are not zero,
/// so that one value has one text.
std::optional<bytes> from_base64url(std::string_view text);

} // namespace krug::ticket
