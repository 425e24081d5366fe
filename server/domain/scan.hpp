// One record of the door: what was presented, what was answered, by whom and when. Records never change; an undo is
// a record of its own. The journal, the flight log, sync and the gate office read and write them.
#pragma once

#include "domain/admission.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace krug::domain {

enum class scan_kind : std::uint8_t {
    admit = 1,
    refuse = 2,
    overridden = 3, ///< admitted by staff against an amber verdict
    exit = 4,
    voided = 5,      ///< undoes the record named by refers_to
    shown_again = 6, ///< the green screen of an admission that a crash had hidden
    walk_in = 7,
    loss = 8 ///< seq..refers_seq of this device cannot be rebuilt after damage
};
/// "admit", "refuse", "override", "exit", "void", "shown_again", "walk_in", "loss".
const char* word_of(scan_kind kind);

/// True for the kinds that let a person in and so can stand against another admission.
bool lets_in(scan_kind kind);

using digest = std::array<std::uint8_t, 32>;
using code_name = std::array<std::uint8_t, 32>;
using scan_name = std::array<std::uint8_t, 16>; ///< 128 random bits

/// Where a reader of the feed stands: the epoch rises when the server's history was replaced, n within it.
struct feed_cursor {
    std::int64_t epoch = 0;
    std::int64_t n = 0;
    auto operator<=>(const feed_cursor&) const = default;
};

struct scan {
    scan_name id{};
    device_id device;
    std::uint32_t incarnation = 0; ///< rises when the device's journal is recreated
    std::int64_t seq = 0;          ///< from 1 on each device, never used twice
    scan_kind kind = scan_kind::refuse;
    passage direction = passage::in;
    bool offline = false; ///< decided without a connection
    bool late_ticket = false;
    bool code_known = false; ///< `code` begins with the 16 bytes of the roster hash; else it is SHA-256 of the text
    code_name code{};
    event_id event;
    ticket_id ticket; ///< 0 when the code was no signed ticket
    std::uint16_t generation = 0;
    category_id category;
    session_id scope;
    admission_point_id point;
    verdict_reason reason = verdict_reason::forged;
    staff_id staff;             ///< who decided an override or a void; 0 = nobody
    std::int64_t wall_ms = 0;   ///< the device's own wall clock, UTC
    std::int64_t boot_ms = 0;   ///< its clock that never jumps
    scan_name boot{};           ///< which start of the computer boot_ms counts from
    std::int64_t offset_ms = 0; ///< server time minus wall_ms, as estimated
    std::int64_t error_ms = 0;  ///< ± of the estimate
    feed_cursor known;          ///< what the device knew of the others when it decided
    scan_name refers_to{};      ///< voided, shown_again: the record meant
    std::int64_t refers_seq = 0; ///< loss: the last seq lost
    digest previous{};          ///< hash of the record with seq - 1; zeros at the beginning and after a loss
    bool operator==(const scan&) const = default;

    /// Server time of the scan in ms, as the device estimated it.
    std::int64_t corrected_ms() const { return wall_ms + offset_ms; }
};

inline constexpr std::size_t scan_record_size = 220;
using scan_record = std::array<std::uint8_t, scan_record_size>;

/// The one canonical form, big-endian, fixed places: it is hashed, kept in both files and sent.
/// The hash of a record is SHA-256("krug-scan/1" ‖ 0x00 ‖ record); crypto is not this room's.
scan_record encode_scan(const scan& what);

/// Nothing for another length, another format, a number outside its enumeration or range, or spare bits set: one
/// record has exactly one form.
std::optional<scan> decode_scan(std::span<const std::uint8_t> record);

/// Prefix to be hashed before a record.
inline constexpr std::string_view scan_hash_label{"krug-scan/1\0", 12};

} // namespace krug::domain
