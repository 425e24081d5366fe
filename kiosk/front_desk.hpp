// Between whatever brings codes (scanners, the page's keys) and the gatekeeper: one answer at a time, shown at once.
// The run command makes one; the page calls it from the hatch's threads, scanners from the door loop.
#pragma once

#include "screen/board.hpp"
#include "screen/desk.hpp"
#include "screen/display.hpp"
#include "station.hpp"

#include <deque>

namespace krug::kiosk {

/// More attendee numbers than people type; a guesser's speed.
inline constexpr std::size_t numbers_per_minute = 30;

struct desk_settings {
    bool leaving = false;
    screen::board* board = nullptr; ///< of the page, if one is the display
};

class front_desk final : public screen::desk {
public:
    front_desk(station& kiosk, screen::display& display, desk_settings settings);

    /// From a scanner. With a page as the display and no page open, nothing is decided: an admission that nobody sees
    /// would turn the guest's next try into "already in".
    void scanned(const gatekeeper::presentation& shown);
    screen::taken typed(std::string_view code, bool ended) override;
    /// Tells the display how the device is doing, `scanner` before all: without it nobody is answered. Cheap, called
    /// several times a second.
    void tell_how_we_are(const screen::device_words& scanner = {});
    bool leaving() const { return settings_.leaving; }

private:
    void decide(const gatekeeper::presentation& shown);
    bool too_many_numbers(std::string_view code);

    station& kiosk_;
    screen::display& display_;
    desk_settings settings_;
    std::mutex one_at_a_time_; ///< so that verdicts are shown in the order in which they were decided
    std::deque<std::int64_t> numbers_ms_;
    bool unseen_said_ = false;
};

} // namespace krug::kiosk
