// The hub's own certificate: made once, recognised by its pin and by nothing else.
// The kiosk's composition.
#pragma once

#include "domain/scan.hpp"

#include <filesystem>

namespace krug::hub {

struct certificate {
    std::filesystem::path chain, key; ///< PEM
    domain::digest pin{};             ///< SHA-256 of the public key (SubjectPublicKeyInfo)
};

/// Reads FOLDER/hub.crt and FOLDER/hub.key, or makes them: ECDSA P-256, self-signed, ten years; the key only its owner
/// may read. Throws std::runtime_error if they cannot be read or written.
certificate own_certificate(const std::filesystem::path& folder);

} // namespace krug::hub
