// Brings enclosed texts to the server and learns the key to enclose for it.
// The station calls it after a round of sync; what it may believe is judged here.
#pragma once

#include "gate_protocol/enclosures.hpp"
#include "sync/transport.hpp"
#include "ticket/signing_key.hpp"

#include <optional>

namespace krug::sync {

struct delivery {
    ticket::key32 key{};                  ///< signed by the organiser's root key
    std::vector<domain::scan_name> taken; ///< of those that were sent
};

/// Nothing when the server does not know enclosures, refuses them, or answers what may not be believed.
/// Throws transport_failure.
std::optional<delivery> deliver_enclosures(transport& server, std::string_view token,
                                           const ticket::signing_key& device_key, const domain::digest& root_key,
                                           const gate_protocol::enclosures_request& request);

} // namespace krug::sync
