// Between whatever brings codes (scanners, the page's keys) and the gatekeeper: one answer at a time, shown at once;
// and what staff do about an answer afterwards.
// The run command makes one; the page calls it from the hatch's threads, scanners from the door loop.
#pragma once

#include "screen/board.hpp"
#include "screen/desk.hpp"
#include "screen/display.hpp"
#include "station.hpp"

#include <atomic>
#include <deque>

namespace krug::kiosk {

/// More attendee numbers than people type; a guesser's speed.
inline constexpr std::size_t numbers_per_minute = 30;
/// Answers that staff can still look at and act on.
inline constexpr std::size_t answers_kept = 12;

struct desk_settings {
    bool leaving = false;
    screen::board* board = nullptr; ///< of the page, if one is the display
    bool staff = false;             ///< there is a PIN
    bool scanner = false;           ///< codes come from a device of their own, not from the page's keys alone
    bool camera = false;            ///< guests hold their code to a camera, not to a scanner
    std::filesystem::path folder;   ///< of the device, for the rehearsal's scratch journal
};

class front_desk final : public screen::desk {
public:
    front_desk(station& kiosk, screen::display& display, desk_settings settings);

    /// From a scanner. With a page as the display and no page open, nothing is decided: an admission that nobody sees
    /// would turn the guest's next try into "already in".
    void scanned(const gatekeeper::presentation& shown);
    /// Tells the display how the device is doing, `scanner` before all: without it nobody is answered. Cheap, called
    /// several times a second.
    void tell_how_we_are(const screen::device_words& scanner = {});
    bool leaving() const { return leaving_; }

    screen::taken typed(std::string_view code, bool ended) override;
    std::string staff_view() override;
    screen::outcome stand_at(std::int64_t point) override;
    screen::outcome turn(bool leaving) override;
    screen::outcome take_back(std::int64_t answer) override;
    screen::outcome admit_against(std::int64_t answer, const std::string& reason) override;
    screen::outcome identity_checked(std::int64_t answer) override;
    screen::outcome walk_in(const screen::walk_in_form& form) override;
    std::string rehearse(bool sound_there) override;

private:
    struct kept_answer {
        std::int64_t number = 0;
        std::string code; ///< as presented; in memory only, and no longer than it is among the last
        domain::passage direction = domain::passage::in;
        gate_protocol::verdict_line line;
        std::optional<domain::scan_name> scan;
        domain::utc_seconds at = 0;
        bool overridable = false;
        bool settled = false; ///< staff have acted on it
    };

    gatekeeper::answer decide(const gatekeeper::presentation& shown);
    void told_others();
    void keep(kept_answer what);
    kept_answer* find(std::int64_t number);
    bool too_many_numbers(std::string_view code);
    /// Empty while the server has not told its key.
    gatekeeper::enclosing enclosing_for(const std::string& text);

    station& kiosk_;
    screen::display& display_;
    const desk_settings settings_;
    std::atomic<bool> leaving_;
    ground::system_randomness random_;
    std::mutex one_at_a_time_; ///< so that verdicts are shown in the order in which they were decided
    std::mutex one_rehearsal_;
    std::atomic<bool> scanner_well_ = true; ///< as the door loop last said
    std::deque<std::int64_t> numbers_ms_;
    std::deque<kept_answer> answers_; ///< newest first
    std::int64_t last_number_ = 0;
    bool unseen_said_ = false;
};

} // namespace krug::kiosk
