// WebAuthn (Level 2): is what a browser brings a passkey's word, for this site, to this question, by a person who was there?
// Pure; called by passkey_office only. Attestation is not asked for: whose make a key is, is none of our business.
#pragma once

#include "ticket/digest.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace krug::service {

enum class passkey_fault {
    malformed = 1,       ///< not what an authenticator writes
    wrong_ceremony = 2,  ///< a registration where a sign-in was asked for, or the other way round
    wrong_challenge = 3, ///< the answer to another question
    wrong_origin = 4,    ///< given to another site's page, or inside somebody's frame
    wrong_site = 5,      ///< a key of another site
    nobody_there = 6,    ///< no touch, or neither PIN nor finger
    unknown_kind = 7,    ///< none of ES256, EdDSA, RS256
    wrong_signature = 8
};

/// What the site is called: "https://krug.example" and "krug.example".
struct passkey_site {
    std::string origin, host;
};

/// A key that was made for us.
struct new_passkey {
    std::string credential_id; ///< base64url, 16..1023 bytes
    std::string public_key;    ///< "es256:" and 128 hex digits, or "eddsa:" and 64
    std::uint32_t sign_count = 0;
};

template <class T> struct judged {
    std::optional<T> value;
    passkey_fault fault{}; ///< when there is no value
};

/// `client_data` is JSON as the browser signed it, `attestation` the attestation object; `challenge` as it was asked,
/// base64url.
judged<new_passkey> judge_registration(const passkey_site& site, std::string_view challenge, std::string_view client_data,
                                       ticket::byte_view attestation);

/// The sign count that came with a good answer. Whether it may follow the last one is the caller's to decide.
judged<std::uint32_t> judge_assertion(const passkey_site& site, std::string_view challenge, std::string_view public_key,
                                      std::string_view client_data, ticket::byte_view authenticator_data,
                                      ticket::byte_view signature);

} // namespace krug::service
