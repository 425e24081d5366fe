// Small secrets at rest (private keys, second-factor seeds), sealed under the instance's master key.
// Offices that keep a secret in the store; the store itself only sees text.
#pragma once

#include "ground/randomness.hpp"
#include "ticket/digest.hpp"

#include <stdexcept>
#include <string>
#include <string_view>

namespace krug::ticket {

/// The text was changed, belongs to another place (`bound_to`) or to another master key. Names no content.
struct sealed_broken : std::runtime_error {
    sealed_broken() : std::runtime_error("a sealed secret does not open with this master key") {}
};

/// AES-256-GCM under HKDF(master, "krug-seal/1"), fresh 96-bit nonce; "v1." + base64url(nonce ‖ ciphertext ‖
/// tag). `bound_to` names the place, for example "event-key 12345": moved to another place it does not open.
/// At most 64 KiB. Throws std::runtime_error if the library fails.
std::string seal(const key32& master, byte_view secret, std::string_view bound_to,
                 ground::randomness& random);

/// Throws sealed_broken on any tamper, never returns half of a secret.
bytes open(const key32& master, std::string_view sealed, std::string_view bound_to);

} // namespace krug::ticket
