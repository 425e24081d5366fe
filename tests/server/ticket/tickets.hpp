// Tickets made from a seed and an encoder of the tests' own, so that the room is not checked by itself.
// Only the tests of ticket.
#pragma once

#include "ground/randomness.hpp"
#include "ticket/ticket.hpp"

#include <array>
#include <string>

namespace krug::ticket::tests {

inline ticket_facts random_facts(ground::randomness& random) {
    const std::uint32_t from = random.next_u32() >> 1;
    return {.id = {static_cast<std::int64_t>(random.next_u64() | 1)},
            .generation = static_cast<std::uint16_t>(random.next_u32() % 65535 + 1),
            .category = {random.next_u32() % 65536},
            .flags = static_cast<std::uint8_t>(random.next_u32() % 16),
            .event = {static_cast<std::int64_t>(random.next_u32() | 1u)},
            .scope = {random.next_u32() % 65536},
            .not_before = from,
            .not_after = from + 1 + random.next_u32() % ticket_span_seconds_max,
            .issued_at = from};
}

// Check digits by long division of a number with 244 digits, not by the running rest the room uses.
inline std::string with_check_digits(std::string digits) {
    unsigned rest = 0;
    for (std::size_t at = 0; at < digits.size(); at += 4)
        for (const char c : digits.substr(at, 4))
            rest = (rest * 10 + static_cast<unsigned>(c - '0')) % 97;
    unsigned check = 0;
    while ((rest * 100 + check) % 97 != 1 || check < 2)
        ++check;
    digits += static_cast<char>('0' + check / 10);
    digits += static_cast<char>('0' + check % 10);
    return digits;
}

inline std::string text_of(const std::array<std::uint8_t, 100>& raw) {
    std::string digits = "1";
    for (std::size_t group = 0; group < 14; ++group) {
        unsigned long long value = 0;
        for (std::size_t byte = 0; byte < 7; ++byte)
            value = value * 256 + raw[group * 7 + byte];
        std::string part = std::to_string(value);
        digits += std::string(17 - part.size(), '0') + part;
    }
    const std::string last = std::to_string(raw[98] * 256 + raw[99]);
    return with_check_digits(digits + std::string(5 - last.size(), '0') + last);
}

/// What a door would say: "accepted" or the word of the first failure, the key being the only trusted one.
inline std::string verdict(std::string_view text, const verifier& key) {
    const auto read = parse_ticket(text);
    if (!read)
        return std::string(word_of(read.error()));
    if (read->facts.key_id != key.id())
        return "key id";
    return verify_ticket(*read, key) ? "accepted" : "signature";
}

} // namespace krug::ticket::tests
