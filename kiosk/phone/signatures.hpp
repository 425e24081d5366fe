// Signatures that a browser has to check, because WebAssembly here has no cryptography of keys: asked for, and told.
// phone_door uses it; where the real verifier is linked in, nothing is ever asked for.
#pragma once

#include "ticket/signing_key.hpp"

#include <vector>

namespace krug::phone {

struct wanted_signature {
    ticket::key32 key{};
    ticket::bytes message, signed_with;
};

/// What verifiers have asked for since the last call and nobody has told yet.
std::vector<wanted_signature> take_wanted_signatures();
/// Whether there are any.
bool signatures_wanted();
/// The browser's own Ed25519 has said whether it holds.
void tell_signature(const wanted_signature& asked, bool holds);
/// Forgets what was told: after each question that was answered.
void forget_signatures();

} // namespace krug::phone
