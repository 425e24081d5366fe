// Texts that only the holder of a private key can read: a device encloses what it may not keep readable itself.
// Kiosks enclose, the gate office discloses; bytes in, bytes out.
#pragma once

#include "ground/randomness.hpp"
#include "ticket/digest.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace krug::ticket {

inline constexpr std::size_t enclosed_secret_bytes_max = 4096;

/// X25519: the public half of any 32 private bytes.
key32 enclosing_key_of(const key32& private_key);

/// X25519 with a key made for this one text, HKDF-SHA256, AES-256-GCM; "e1." + base64url(that key's public half ‖
/// ciphertext ‖ tag). `bound_to` names the place: moved to another one it does not open. Throws std::runtime_error for
/// a public key of low order or if the library fails.
std::string enclose(const key32& public_key, byte_view secret, std::string_view bound_to, ground::randomness& random);

/// Nothing on any tamper, another key or another place.
std::optional<bytes> disclose(const key32& private_key, std::string_view enclosed, std::string_view bound_to);

} // namespace krug::ticket
