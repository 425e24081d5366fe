// How a kiosk becomes known: the code staff show, what the kiosk sends with it and what it gets back.
// The gate office writes codes and answers; the kiosk's enrolment and sync read them.
#pragma once

#include "domain/result.hpp"
#include "gate_protocol/feed.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::gate_protocol {

inline constexpr int protocol_version = 1;
inline constexpr std::int64_t enrolment_code_seconds = 600; ///< one use, 5 tries
inline constexpr std::string_view enrol_target = "/kiosk/v1/enrol";
inline constexpr std::string_view sync_target = "/kiosk/v1/sync";

/// What the QR on the staff page says.
struct enrolment_code {
    std::string url;                          ///< http(s)://host[:port][/path], at most 200 characters, no query
    std::array<std::uint8_t, 16> one_time{};  ///< secret; the server stores SHA-256 of it
    std::optional<domain::digest> server_pin; ///< SHA-256 of the server's public key (SubjectPublicKeyInfo); none: the
                                              ///< system's certificate authorities judge
    domain::digest root_fingerprint{};        ///< SHA-256 of the organiser's root public key
    bool operator==(const enrolment_code&) const = default;
};

/// "EN1:" code "." pin "." fingerprint "." url, each as base64url; a missing pin is empty.
std::string write_enrolment_code(const enrolment_code& code);
/// Blank ends are forgiven, nothing else. Refusal `invalid` names the part: prefix, code, pin, fingerprint, url.
domain::result<enrolment_code> read_enrolment_code(std::string_view text);

struct enrol_request {
    std::array<std::uint8_t, 16> one_time{};
    domain::digest device_key{}; ///< Ed25519 public key the device made itself
    bool operator==(const enrol_request&) const = default;
};

/// What the server decides about a device; repeated in every sync answer.
struct device_terms {
    std::vector<domain::admission_point_id> points; ///< it may serve; the first is the default; 1..64
    bool test_mode = false;
    std::int64_t lease_seconds = domain::lease_seconds_max; ///< 60..lease_seconds_max
    bool operator==(const device_terms&) const = default;
};

struct enrol_response {
    domain::device_id device;
    std::string token;          ///< 43 characters base64url of 256 bits; the server stores SHA-256 of it
    domain::event_id event;
    domain::digest root_key{};  ///< must hash to the fingerprint of the code
    key_set keys;               ///< signed by the root key
    device_terms terms;
    std::int64_t server_time_ms = 0;
    bool operator==(const enrol_response&) const = default;
};

/// JSON, UTF-8. Decoding refuses unknown or missing members, wrong types, bounds and bodies over 64 KiB with
/// `invalid`, and another protocol version with `version_mismatch`.
std::string encode(const enrol_request& request);
domain::result<enrol_request> decode_enrol_request(std::string_view body);
std::string encode(const enrol_response& response);
domain::result<enrol_response> decode_enrol_response(std::string_view body);

} // namespace krug::gate_protocol
