// Numbers that look drawn by lot but are a keyed permutation of a sequence: unguessable outside, found inside
// by their integer primary key with no random index to keep. The issuing and registration offices call it.
#pragma once

#include "domain/ids.hpp"
#include "ground/randomness.hpp"
#include "ticket/digest.hpp"

#include <boost/system/result.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace krug::ticket {

/// AES-256 as a keyed random function; the permutations below are Feistel networks over it.
class round_function {
public:
    explicit round_function(const key32& key);
    ~round_function();
    round_function(round_function&&) noexcept;
    /// A pseudo-random number for (purpose, tweak, round, half). Safe from many threads.
    std::uint64_t of(std::uint8_t purpose, std::uint32_t tweak, std::uint8_t round, std::uint32_t half) const;

private:
    struct state;
    std::unique_ptr<state> state_;
};

/// Two numbers under one mask, for example (event, sequence).
struct number_pair {
    std::uint32_t high = 0;
    std::uint32_t low = 0;
    bool operator==(const number_pair&) const = default;
};

/// 64 bits ↔ 64 bits, never 0 for a pair that is not (0, 0). One instance key; derive it from the master key.
class ticket_number {
public:
    explicit ticket_number(const key32& key) : rounds_(key) {}
    domain::ticket_id mask(number_pair plain) const;
    /// Every id ≠ 0 unmasks to something; whether that is a ticket only the store knows.
    number_pair unmask(domain::ticket_id id) const;

private:
    round_function rounds_;
};

enum class number_fault {
    shape = 1,  ///< not nine digits
    misread = 2 ///< the check digit does not fit: ask again
};
[[noreturn]] void throw_exception_from_error(number_fault fault, const boost::source_location& where);

/// The nine digits people read aloud: eight of a permutation within the event, one ISO 7064 MOD 11-10 check
/// digit.
class attendee_number {
public:
    static constexpr std::uint32_t sequence_end = 100'000'000;

    explicit attendee_number(const key32& key) : rounds_(key) {}
    /// Nine digits. `sequence` < sequence_end, otherwise aborts.
    std::string write(domain::event_id event, std::uint32_t sequence) const;
    /// The sequence again. Blanks (also no-break), hyphens and dashes between digits do not matter.
    boost::system::result<std::uint32_t, number_fault> parse(domain::event_id event,
                                                             std::string_view text) const;
    /// "123 456 789" with no-break spaces; anything but nine characters comes back as it was.
    static std::string in_threes(std::string_view nine);

private:
    round_function rounds_;
};

/// The link by which a person manages a registration: base64url(masked event and sequence ‖ 32 random bytes).
/// The row keeps hash() only; the mask finds the row, the random part is the authority.
class manage_secret {
public:
    explicit manage_secret(const key32& key) : rounds_(key) {}
    /// 54 characters fit for a URL.
    std::string write(number_pair event_and_sequence, ground::randomness& random) const;
    /// Where to look; nothing if the text cannot be a secret of ours.
    std::optional<number_pair> unmask(std::string_view text) const;
    /// SHA-256 of the whole text, 64 hexadecimal digits.
    static std::string hash(std::string_view text);
    /// In constant time; an empty stored hash matches nothing.
    static bool matches(std::string_view text, std::string_view stored_hash);

private:
    round_function rounds_;
};

} // namespace krug::ticket
