#include "ticket/ticket.hpp"

#include "ground/check.hpp"
#include "ticket/check_digits.hpp"

#include <algorithm>
#include <stdexcept>

namespace krug::ticket {
namespace {

constexpr std::uint8_t format_kt1 = 0x11;
constexpr std::size_t full_groups = 14;
constexpr std::size_t group_bytes = 7;
constexpr std::size_t group_digits = 17;

void put(std::uint8_t* at, std::size_t count, std::uint64_t value) {
    for (std::size_t byte = count; byte-- > 0; value >>= 8)
        at[byte] = static_cast<std::uint8_t>(value);
}

std::uint64_t take(const std::uint8_t* at, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t byte = 0; byte < count; ++byte)
        value = value << 8 | at[byte];
    return value;
}

void append_digits(std::string& text, std::size_t count, std::uint64_t value) {
    const std::size_t end = text.size() + count;
    text.resize(end);
    for (std::size_t digit = 0; digit < count; ++digit, value /= 10)
        text[end - 1 - digit] = static_cast<char>('0' + value % 10);
}

std::uint64_t number_of(std::string_view digits) {
    std::uint64_t value = 0;
    for (const char c : digits)
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    return value;
}

void put_facts(std::uint8_t* raw, const ticket_facts& facts, const key_name& key_id) {
    raw[0] = format_kt1;
    put(raw + 1, 8, static_cast<std::uint64_t>(facts.id.value));
    put(raw + 9, 2, facts.generation);
    put(raw + 11, 2, static_cast<std::uint64_t>(facts.category.value));
    raw[13] = facts.flags;
    put(raw + 14, 4, static_cast<std::uint64_t>(facts.event.value));
    std::copy(key_id.begin(), key_id.end(), raw + 18);
    put(raw + 22, 2, static_cast<std::uint64_t>(facts.scope.value));
    put(raw + 24, 4, facts.not_before);
    put(raw + 28, 4, facts.not_after);
    put(raw + 32, 4, facts.issued_at);
}

first_groups take_first(const std::uint8_t* raw) {
    return {.id = {static_cast<std::int64_t>(take(raw + 1, 8))},
            .generation = static_cast<std::uint16_t>(take(raw + 9, 2)),
            .category = {static_cast<std::int64_t>(take(raw + 11, 2))},
            .flags = raw[13]};
}

ticket_facts take_facts(const std::uint8_t* raw) {
    const first_groups first = take_first(raw);
    return {.id = first.id,
            .generation = first.generation,
            .category = first.category,
            .flags = first.flags,
            .event = {static_cast<std::int64_t>(take(raw + 14, 4))},
            .key_id = {raw[18], raw[19], raw[20], raw[21]},
            .scope = {static_cast<std::int64_t>(take(raw + 22, 2))},
            .not_before = static_cast<std::uint32_t>(take(raw + 24, 4)),
            .not_after = static_cast<std::uint32_t>(take(raw + 28, 4)),
            .issued_at = static_cast<std::uint32_t>(take(raw + 32, 4))};
}

bool fits(std::int64_t value, std::int64_t most) {
    return value >= 0 && value <= most;
}

// Decodes `count` groups of 17 digits into 7 bytes each; false if one is not canonical.
bool take_groups(std::string_view digits, std::size_t count, std::uint8_t* raw) {
    for (std::size_t group = 0; group < count; ++group) {
        const std::uint64_t value = number_of(digits.substr(group * group_digits, group_digits));
        if (value >> 56 != 0)
            return false;
        put(raw + group * group_bytes, group_bytes, value);
    }
    return true;
}

std::array<std::uint8_t, 50> message_of(byte_view signed_part) {
    static constexpr std::string_view label("krug-ticket/1\0", 14);
    std::array<std::uint8_t, 50> message{};
    std::copy(signed_part.begin(), signed_part.end(), std::copy(label.begin(), label.end(), message.begin()));
    return message;
}

std::string digits_of(byte_view raw) {
    std::string text = "1";
    text.reserve(ticket_text_length);
    for (std::size_t group = 0; group < full_groups; ++group)
        append_digits(text, group_digits, take(raw.data() + group * group_bytes, group_bytes));
    append_digits(text, 5, take(raw.data() + full_groups * group_bytes, 2));
    append_digits(text, 2, static_cast<std::uint64_t>(check_97_10(text)));
    return text;
}

} // namespace

std::string_view word_of(read_fault fault) {
    switch (fault) {
    case read_fault::shape:
        return "shape";
    case read_fault::check_digits:
        return "check digits";
    case read_fault::group:
        return "group";
    case read_fault::last_group:
        return "last group";
    case read_fault::format:
        return "format";
    case read_fault::reserved_flags:
        return "reserved flags";
    case read_fault::zero_id:
        return "zero id";
    case read_fault::validity:
        return "validity";
    }
    return "unknown";
}

void throw_exception_from_error(read_fault fault, const boost::source_location&) {
    throw std::logic_error("a ticket was asked of a text that is none: " + std::string(word_of(fault)));
}

std::optional<read_fault> fault_of(const ticket_facts& facts) {
    if ((facts.flags & ~flags_known) != 0)
        return read_fault::reserved_flags;
    if (!facts.id || facts.generation == 0 || !facts.event)
        return read_fault::zero_id;
    if (!fits(facts.event.value, 0xffffffff) || !fits(facts.category.value, 0xffff) ||
        !fits(facts.scope.value, 0xffff))
        return read_fault::zero_id;
    if (facts.not_after <= facts.not_before || facts.not_after - facts.not_before > ticket_span_seconds_max)
        return read_fault::validity;
    return std::nullopt;
}

std::string write_ticket(const ticket_facts& facts, const signing_key& key) {
    KRUG_CHECK(!fault_of(facts));
    std::array<std::uint8_t, 100> raw{};
    put_facts(raw.data(), facts, key.id());
    const signature made = key.sign(message_of(byte_view(raw).first(36)));
    std::copy(made.begin(), made.end(), raw.begin() + 36);
    return digits_of(raw);
}

boost::system::result<parsed_ticket, read_fault> parse_ticket(std::string_view text) {
    if (text.size() != ticket_text_length || !all_digits(text) || text[0] != '1')
        return read_fault::shape;
    if (number_of(text.substr(244)) != static_cast<std::uint64_t>(check_97_10(text.substr(0, 244))))
        return read_fault::check_digits;
    parsed_ticket ticket;
    if (!take_groups(text.substr(1), full_groups, ticket.raw.data()))
        return read_fault::group;
    const std::uint64_t last = number_of(text.substr(239, 5));
    if (last > 0xffff)
        return read_fault::last_group;
    put(ticket.raw.data() + full_groups * group_bytes, 2, last);
    if (ticket.raw[0] != format_kt1)
        return read_fault::format;
    ticket.facts = take_facts(ticket.raw.data());
    if (const auto fault = fault_of(ticket.facts))
        return *fault;
    return ticket;
}

bool verify_ticket(const parsed_ticket& ticket, const verifier& key) {
    return ticket.facts.key_id == key.id() &&
           key.verify(message_of(ticket.signed_part()), ticket.signed_with());
}

bool verify_ticket(const parsed_ticket& ticket, const public_key& key) {
    return verify_ticket(ticket, verifier(key));
}

bool is_ticket_of(const parsed_ticket& ticket, const signing_key& key) {
    return ticket.facts.key_id == key.id() && key.has_signed(message_of(ticket.signed_part()), ticket.signed_with());
}

boost::system::result<first_groups, read_fault> read_first_groups(std::string_view digits) {
    if (digits.size() != first_groups_length || !all_digits(digits) || digits[0] != '1')
        return read_fault::shape;
    std::array<std::uint8_t, 2 * group_bytes> raw{};
    if (!take_groups(digits.substr(1), 2, raw.data()))
        return read_fault::group;
    if (raw[0] != format_kt1)
        return read_fault::format;
    const first_groups first = take_first(raw.data());
    if ((first.flags & ~flags_known) != 0)
        return read_fault::reserved_flags;
    if (!first.id || first.generation == 0)
        return read_fault::zero_id;
    return first;
}

std::string roster_hash(domain::event_id event, domain::ticket_id id) {
    static constexpr std::string_view label = "krug-roster/1";
    std::array<std::uint8_t, label.size() + 12> message{};
    std::copy(label.begin(), label.end(), message.begin());
    put(message.data() + label.size(), 4, static_cast<std::uint64_t>(event.value));
    put(message.data() + label.size() + 4, 8, static_cast<std::uint64_t>(id.value));
    return to_hex(byte_view(sha256(message)).first(16));
}

} // namespace krug::ticket
