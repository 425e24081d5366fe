// What the server tells its devices, item by item, in one order for all devices of an event.
// The gate office appends and serves items; sync reads them. Only the fields named here ever reach a device.
#pragma once

#include "domain/admission_facts.hpp"
#include "domain/result.hpp"
#include "domain/scan.hpp"
#include "ticket/signing_key.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace krug::gate_protocol {

/// One registration's ticket. Everything a device may know about a guest.
struct roster_put {
    std::string code;       ///< ticket::roster_hash: 32 lower-case hexadecimal digits
    domain::roster_row row; ///< ≤ 64 sessions
    std::string number;     ///< attendee_number_hash, or empty
    std::string short_code; ///< ticket::code_hash of a short or foreign code, or empty
    std::string name;       ///< given name and initial ("Анна П."), or empty when the event shows no names; ≤ 80 bytes
    std::string table;      ///< table and seat as printed on the ticket, or empty; ≤ 40 bytes
};
struct roster_remove {
    std::string code;
};
/// Never forgotten during an event; entries for one code merge by the greater min_generation.
struct deny {
    std::string code;
    int min_generation = 0; ///< tickets below are revoked; 0 = none
    bool blocked = false;   ///< nobody with this ticket comes in
};
/// An admission, exit or walk-in recorded anywhere (an own one too: the device knows its scan_id).
struct admission_elsewhere {
    std::string code;
    domain::scan_name scan{};
    domain::device_id device; ///< 0 = the server itself
    domain::admission_point_id point;
    domain::passage direction = domain::passage::in;
    std::int64_t at_ms = 0; ///< corrected
    bool voided = false;
};
struct rules {
    std::int64_t version = 1; ///< only rises
    domain::event_rules event;
    std::vector<domain::admission_point_rules> points;
};
/// Shown to staff at the kiosk.
struct message {
    std::string ru, en;
};

struct listed_key {
    domain::digest key{};
    domain::key_standing standing = domain::key_standing::active; ///< never unknown
    bool operator==(const listed_key&) const = default;
};
/// The keys that may have signed tickets and feed heads of an event, signed by the organiser's root key.
struct key_set {
    domain::event_id event;
    std::int64_t version = 0; ///< only rises
    std::vector<listed_key> keys; ///< ≤ 64
    ticket::signature signature{};
    bool operator==(const key_set&) const = default;
};
/// "krug-keyset/1" ‖ 0x00 ‖ event, 4 ‖ version, 8 ‖ count, 2 ‖ per key: key, 32 ‖ standing, 1.
ticket::bytes signed_part(const key_set& keys);

using feed_item = std::variant<roster_put, roster_remove, deny, key_set, admission_elsewhere, rules, message>;

inline constexpr std::size_t feed_item_bytes_max = 256 * 1024;
inline constexpr std::size_t feed_page_items_max = 2000;

/// One line of JSON, members in fixed order; the server keeps and sends exactly this text.
std::string encode_item(const feed_item& item);
/// Refuses with `invalid` whatever encode_item would not have written for some item, unknown members above all.
domain::result<feed_item> decode_item(std::string_view text);

/// Chain hash after one more item: SHA-256("krug-feed/1" ‖ 0x00 ‖ before ‖ text). Zeros before the first.
domain::digest chain_after(const domain::digest& before, std::string_view item_text);

/// What the event key signs under every page: how far the page reaches and what the chain is there.
struct feed_head {
    domain::event_id event;
    domain::feed_cursor at;
    domain::digest chain{};
    domain::utc_seconds time = 0;
    ticket::key_name key{};
    ticket::signature signature{};
    bool operator==(const feed_head&) const = default;
};
/// "krug-head/1" ‖ 0x00 ‖ event, 4 ‖ epoch, 8 ‖ n, 8 ‖ chain, 32 ‖ time, 8.
ticket::bytes signed_part(const feed_head& head);

/// How a device finds a typed attendee number: 32 hexadecimal digits; nine digits without blanks go in.
std::string attendee_number_hash(domain::event_id event, std::string_view nine_digits);

} // namespace krug::gate_protocol
