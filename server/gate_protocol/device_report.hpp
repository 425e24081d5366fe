// How a device is doing, told to the server along with a sync: an allow-list, nothing about any guest.
// Devices fill it in once the server has said that it takes reports; the gate office keeps the last one.
#pragma once

#include "domain/admission_facts.hpp"
#include "domain/result.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::gate_protocol {

enum class device_kind : std::uint8_t { kiosk = 1, phone = 2, hub = 3 };
/// "kiosk", "phone", "hub".
const char* word_of(device_kind kind);
std::optional<device_kind> device_kind_named(std::string_view word);

/// What a rehearsal tries, part by part.
enum class rehearsal_part : std::uint8_t {
    camera = 1,
    scanner = 2,
    screen = 3,
    sound = 4,
    clock = 5,
    disk = 6,
    printer = 7,
    sync = 8,     ///< last exchange with the server too long ago
    list = 9,     ///< the list of tickets is not complete
    keys = 10,    ///< nothing to verify tickets with
    tickets = 11, ///< a trial ticket was answered wrongly or slowly
    offline = 12, ///< the same with the network held away
    point = 13,   ///< stands at no admission point
    standing = 14, ///< revoked or quarantined
    battery = 15,
    other = 16 ///< a word of a newer device that this program does not know
};
/// "camera", "scanner", …
const char* word_of(rehearsal_part part);
/// `other` for a word that is none of ours.
rehearsal_part rehearsal_part_named(std::string_view word);

struct rehearsal_result {
    domain::utc_seconds at = 0;
    bool ready = false;
    std::vector<rehearsal_part> failed; ///< ≤ 16, empty exactly when ready
    bool operator==(const rehearsal_result&) const = default;
};

struct device_report {
    device_kind kind = device_kind::kiosk;
    std::string version;                 ///< of its program: letters, digits, ". + - ~ _", at most 40
    std::int64_t wall_ms = 0;            ///< its own clock, unmended, when the request was made
    std::int64_t error_ms = 0;           ///< ± by which it trusts its mended time
    std::int64_t admitted_5_minutes = 0; ///< people it let in during the last five minutes
    std::optional<rehearsal_result> rehearsal;
    bool operator==(const device_report&) const = default;
};

/// Of a rehearsal alone, as devices keep it between starts. Decoding refuses with `invalid`.
std::string encode(const rehearsal_result& rehearsal);
domain::result<rehearsal_result> decode_rehearsal(std::string_view text);

} // namespace krug::gate_protocol
