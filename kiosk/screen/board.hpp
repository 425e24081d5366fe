// What the kiosk's page is to show now: the last verdict and how the device is doing; pages wait here for changes.
// The kiosk's composition writes it, the local application reads it; any thread.
#pragma once

#include "ground/clock.hpp"

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace krug::screen {

/// So long a verdict may stay on the screen without anybody holding it there. A page that comes later gets none.
inline constexpr std::int64_t card_ms = 20'000;
/// A page asks again at least every watch_ms; when none has for so long, nobody sees this kiosk.
inline constexpr std::int64_t watch_ms = 4'000;
inline constexpr std::int64_t unwatched_ms = 10'000;

class board {
public:
    explicit board(const ground::clock& clock) : clock_(clock) {}

    /// A JSON object; replaces the card before it and wakes every page.
    void show(std::string card);
    /// The card with this number is not needed any more; another one stays.
    void dismiss(std::uint64_t card_number);
    /// Nothing happens when the facts (a JSON object) are the same.
    void about(std::string facts);

    struct view {
        std::uint64_t revision = 0;
        std::uint64_t card_number = 0;   ///< 0 = no card
        std::optional<std::string> card; ///< not older than card_ms
        std::int64_t card_age_ms = 0;
        std::string facts;
    };
    /// Answers at once when something is newer than `seen`, else after the next change, `ms_max` or close().
    view wait(std::uint64_t seen, std::int64_t ms_max);
    /// True while the last card stands there.
    bool showing() const;
    /// True while a page asks: a verdict would be seen.
    bool watched() const;
    /// Wakes everybody and keeps nobody waiting from now on.
    void close();

private:
    bool stands(std::int64_t now) const { return card_number_ > 0 && !dismissed_ && now - shown_ms_ < card_ms; }

    const ground::clock& clock_;
    mutable std::mutex guard_;
    std::condition_variable changed_;
    std::uint64_t revision_ = 1;
    std::uint64_t card_number_ = 0;
    std::string card_;
    std::int64_t shown_ms_ = 0;
    bool dismissed_ = false;
    std::string facts_ = "{}";
    int waiting_ = 0;
    bool asked_ = false;
    std::int64_t asked_ms_ = 0;
    bool closed_ = false;
};

} // namespace krug::screen
