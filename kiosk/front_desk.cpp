#include "front_desk.hpp"

#include "ground/log.hpp"
#include "scanner/code_assembler.hpp"
#include "screen/card.hpp"

#include <chrono>

namespace krug::kiosk {

front_desk::front_desk(station& kiosk, screen::display& display, desk_settings settings)
    : kiosk_(kiosk), display_(display), settings_(settings) {}

void front_desk::decide(const gatekeeper::presentation& shown) {
    const auto begun = std::chrono::steady_clock::now();
    gate_protocol::verdict_line line;
    bool recorded = false;
    // Held until the record is on our disk, so that no other door of the hall decides about this ticket meanwhile.
    const auto asked = kiosk_.neighbours().before(shown.code);
    {
        const std::lock_guard held(kiosk_.door());
        const auto given = kiosk_.gate().present(shown);
        recorded = given.scan.has_value() && !given.repeated;
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
        line = screen::line_of(kiosk_.gate(), given, took.count());
    }
    display_.show(line);
    if (!recorded) return;
    kiosk_.scanned();
    kiosk_.neighbours().recorded();
}

bool front_desk::too_many_numbers(std::string_view code) {
    {
        const std::lock_guard held(kiosk_.door());
        const auto read = gate_protocol::understand(code, kiosk_.gate().standing().event);
        if (read.reading != domain::code_reading::listed || read.by != gate_protocol::lookup::number) return false;
    }
    const auto now = kiosk_.clock().steady_ms();
    while (!numbers_ms_.empty() && now - numbers_ms_.front() >= 60'000) numbers_ms_.pop_front();
    if (numbers_ms_.size() >= numbers_per_minute) {
        ground::log_warning("too_many_attendee_numbers");
        return true;
    }
    numbers_ms_.push_back(now);
    ground::log_info("attendee_number_tried", {{"in_this_minute", static_cast<std::int64_t>(numbers_ms_.size())}});
    return false;
}

void front_desk::scanned(const gatekeeper::presentation& shown) {
    const std::lock_guard held(one_at_a_time_);
    if (settings_.board != nullptr) {
        if (!settings_.board->watched()) {
            if (!unseen_said_) ground::log_error("no_screen", {{"why", "no browser shows the page: codes are not answered"}});
            unseen_said_ = true;
            return;
        }
        unseen_said_ = false;
        if (too_many_numbers(shown.code)) return;
    }
    decide(shown);
}

screen::taken front_desk::typed(std::string_view code, bool ended) {
    if (code.empty() || code.size() > scanner::code_bytes_max) return screen::taken::not_yet;
    if (!ended && !scanner::is_complete(code)) return screen::taken::not_yet;
    const std::lock_guard held(one_at_a_time_);
    if (too_many_numbers(code)) return screen::taken::too_often;
    gatekeeper::presentation shown;
    shown.code = code;
    shown.direction = settings_.leaving ? domain::passage::out : domain::passage::in;
    decide(shown);
    return screen::taken::yes;
}

void front_desk::tell_how_we_are(const screen::device_words& scanner) {
    auto words = scanner;
    std::string facts;
    {
        const std::lock_guard held(kiosk_.door());
        if (words.ru.empty()) words = screen::words_about(kiosk_.gate());
        if (settings_.board != nullptr) facts = screen::facts_of(kiosk_.gate(), words, settings_.leaving, false);
    }
    if (words.ru.empty()) words = kiosk_.neighbours().words();
    if (settings_.board != nullptr) settings_.board->about(std::move(facts));
    display_.say(words);
}

} // namespace krug::kiosk
