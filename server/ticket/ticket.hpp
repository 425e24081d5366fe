// The signed ticket, format KT1: 100 bytes written as 246 digits. Read, written and believed here, nowhere
// else. The issuing office writes; pages, gate_protocol and the gatekeeper read. No input or output, no
// clock.
#pragma once

#include "domain/ids.hpp"
#include "ticket/signing_key.hpp"

#include <boost/system/result.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace krug::ticket {

enum ticket_flag : std::uint8_t {
    flag_test = 1,    ///< a rehearsal ticket: opens no real door
    flag_reentry = 2, ///< may leave and come back
    flag_crew = 4,
    flag_check_identity = 8,
    flags_known = 15
};

inline constexpr std::size_t ticket_text_length = 246;
inline constexpr std::size_t first_groups_length = 35; ///< `1` and two groups of 17 digits
inline constexpr std::uint32_t ticket_span_seconds_max = 400u * 86400u;

struct ticket_facts {
    domain::ticket_id id{};         ///< ≠ 0
    std::uint16_t generation = 1;   ///< from 1, +1 at each re-issue or transfer
    domain::category_id category{}; ///< 0..65535
    std::uint8_t flags = 0;         ///< of ticket_flag; no flag may come from a guest's needs
    domain::event_id event{};       ///< 1..2^32-1
    key_name key_id{};              ///< of the key that signed; write_ticket fills it in itself
    domain::session_id scope{};     ///< 0 = whole event, else a programme session's number, ..65535
    std::uint32_t not_before = 0;   ///< UTC seconds
    std::uint32_t not_after = 0;    ///< UTC seconds, > not_before, at most 400 days later
    std::uint32_t issued_at = 0;    ///< UTC seconds
    bool operator==(const ticket_facts&) const = default;
};

/// Why a text is no ticket, in verification order: the first failure decides.
enum class read_fault {
    shape = 1,        ///< not 246 ASCII digits beginning with 1
    check_digits = 2, ///< misread: scan again
    group = 3,        ///< one of the fourteen groups is 2^56 or more: not written canonically
    last_group = 4,   ///< the last one is 2^16 or more
    format = 5,
    reserved_flags = 6,
    zero_id = 7, ///< ticket, generation or event
    validity = 8 ///< empty, backwards or longer than 400 days
};
/// The word of tests/vectors/tickets.tsv: "shape", "check digits", … Stable; for logs and tools.
std::string_view word_of(read_fault fault);
/// Asking a refused reading for its ticket is a bug of the caller: ends in std::logic_error.
[[noreturn]] void throw_exception_from_error(read_fault fault, const boost::source_location& where);

/// What was read; nothing about it may be believed before verify_ticket says yes.
struct parsed_ticket {
    ticket_facts facts;
    std::array<std::uint8_t, 100> raw{};
    byte_view signed_part() const { return byte_view(raw).first(36); }
    byte_view signed_with() const { return byte_view(raw).last(64); }
};

/// What would make the facts unfit for a ticket (reserved_flags, zero_id, validity); nothing if they are fit.
/// Numbers too big for their field count as zero_id.
std::optional<read_fault> fault_of(const ticket_facts& facts);

/// 246 digits. The key's own id is written whatever `facts.key_id` says. Unfit facts (fault_of) are a bug:
/// aborts.
std::string write_ticket(const ticket_facts& facts, const signing_key& key);

/// Canonical text only, nothing trimmed: blank ends are the scanner's work. Needs no key and believes
/// nothing.
boost::system::result<parsed_ticket, read_fault> parse_ticket(std::string_view text);

/// True if the ticket names this key and the signature over "krug-ticket/1" ‖ 0x00 ‖ bytes 0..35 holds.
bool verify_ticket(const parsed_ticket& ticket, const verifier& key);
/// The same for one ticket and a key at hand.
bool verify_ticket(const parsed_ticket& ticket, const public_key& key);
/// The same for the issuer, who compares with what the key itself signs; less than half the price.
bool is_ticket_of(const parsed_ticket& ticket, const signing_key& key);

/// The beginning of a ticket that a slow keyboard scanner is still typing.
struct first_groups {
    domain::ticket_id id{};
    std::uint16_t generation = 0;
    domain::category_id category{};
    std::uint8_t flags = 0;
    bool operator==(const first_groups&) const = default;
};
/// Exactly 35 digits. No check digits cover them yet and nothing is signed: only good for asking a roster.
boost::system::result<first_groups, read_fault> read_first_groups(std::string_view digits);

/// How a roster names a ticket: 32 hexadecimal digits of SHA-256("krug-roster/1" ‖ event, 4 bytes ‖ id, 8
/// bytes). The device can find a scanned ticket by it, but the roster mints no QR.
std::string roster_hash(domain::event_id event, domain::ticket_id id);

} // namespace krug::ticket
