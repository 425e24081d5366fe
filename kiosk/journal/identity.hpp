// Who this device is: what enrolment gave it, in one small file only its owner may read.
// The kiosk's composition reads and writes it.
#pragma once

#include "domain/ids.hpp"
#include "domain/scan.hpp"
#include "ticket/digest.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace krug::journal {

struct identity {
    std::string url;                   ///< of the server, as in the enrolment code
    std::optional<domain::digest> pin; ///< SHA-256 of the server's public key
    domain::digest root_key{};         ///< the organiser's, checked against the code's fingerprint
    domain::device_id device;
    domain::event_id event;
    std::string token;
    ticket::key32 seed{}; ///< of the device's own signing key
    bool operator==(const identity&) const = default;
};

/// Mode 0600, replaced atomically and durably. Throws gatekeeper::disk_failure.
void save_identity(const std::filesystem::path& folder, const identity& who);
/// Nothing if the folder holds none. Throws gatekeeper::disk_failure if the file is there but unreadable or damaged.
std::optional<identity> load_identity(const std::filesystem::path& folder);

} // namespace krug::journal
