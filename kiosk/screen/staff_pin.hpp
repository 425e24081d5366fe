// The PIN of the staff corner: kept as a slow hash, asked through a throttle, good for a few minutes at the screen.
// The kiosk's composition makes the gate; the local application asks it. Any thread.
#pragma once

#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "ticket/digest.hpp"

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

namespace krug::screen {

inline constexpr std::size_t pin_digits_min = 6, pin_digits_max = 12;
/// A person mistypes; a guesser goes on. After so many wrong ones in a row the wait doubles with each more.
inline constexpr int pin_tries = 5;
inline constexpr std::int64_t pin_wait_seconds = 30, pin_wait_seconds_max = 3600;
/// Staff who walk away leave the corner open no longer than this.
inline constexpr std::int64_t staff_idle_ms = 180'000;

struct pin_hash {
    std::array<std::uint8_t, 16> salt{};
    ticket::key32 hash{};
    bool operator==(const pin_hash&) const = default;
};

/// True for 6 to 12 digits.
bool is_pin(std::string_view text);
/// scrypt, N = 2^14, r = 8, p = 1: 16 MiB and some tens of milliseconds. It only slows whoever copied the file: six digits
/// are few, so the file itself is for its owner alone.
pin_hash hash_pin(std::string_view pin, ground::randomness& random);
bool fits(std::string_view pin, const pin_hash& known);
/// "krug-pin 1 " salt " " hash, hexadecimal, with a line end.
std::string text_of(const pin_hash& known);
std::optional<pin_hash> read_pin_hash(std::string_view text);

class staff_gate {
public:
    /// Without a PIN nobody enters.
    staff_gate(std::optional<pin_hash> known, const ground::clock& clock, ground::randomness& random)
        : known_(std::move(known)), clock_(clock), random_(random) {}

    bool exists() const { return known_.has_value(); }

    struct entry {
        std::string token;             ///< empty: not let in
        std::int64_t wait_seconds = 0; ///< before the next try
        int tries_left = 0;            ///< before there is a wait
    };
    /// A right PIN during a wait is refused like a wrong one. One token at a time: entering ends the one before.
    entry enter(std::string_view pin);
    /// True for the token that was given last, until staff_idle_ms after it was last held up.
    bool admits(std::string_view token);
    void leave();

private:
    std::optional<pin_hash> known_;
    const ground::clock& clock_;
    ground::randomness& random_;
    std::mutex guard_;
    int wrong_ = 0;
    std::int64_t closed_until_ms_ = 0;
    std::string token_;
    std::int64_t token_until_ms_ = 0;
};

} // namespace krug::screen
