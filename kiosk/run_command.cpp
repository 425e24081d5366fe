#include "commands.hpp"
#include "front_desk.hpp"
#include "known_pin.hpp"
#include "scanner/source.hpp"
#include "screen/display.hpp"
#include "screen_door.hpp"
#include "station.hpp"

#include "ground/log.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <iostream>
#include <poll.h>

namespace krug::kiosk {
namespace {

constexpr std::int64_t first_round_ms = 1'500;
constexpr std::int64_t last_rounds_ms = 5'000;
// Somebody asked for the status in this very moment: the door must not fail to start for that.
constexpr std::int64_t others_ms = 2'000;
constexpr int poll_ms = 100;
constexpr std::int64_t reopen_scanner_ms = 1'000; ///< doubled after each vain attempt, up to
constexpr std::int64_t reopen_scanner_ms_max = 8'000;

std::atomic<bool> stopping = false;
static_assert(std::atomic<bool>::is_always_lock_free);
void on_signal(int) { stopping = true; }

void listen_for_signals() {
    struct sigaction action {};
    action.sa_handler = on_signal;
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
    action.sa_handler = SIG_IGN;
    ::sigaction(SIGPIPE, &action, nullptr);
}

class door_loop {
public:
    door_loop(station& kiosk, screen::display& display, front_desk& desk, const run_options& options)
        : kiosk_(kiosk), display_(display), desk_(desk), options_(options), by_hand_(options.scanner == "stdin"),
          listens_(options.scanner != "none"), outlives_scanner_(options.display == "browser") {}

    void run();

private:
    bool open_scanner();
    void scanner_gone(std::string_view why);
    /// False when the scanner has ended for good.
    bool wait_and_answer();
    void answer(std::string_view text);
    void greet();

    station& kiosk_;
    screen::display& display_;
    front_desk& desk_;
    const run_options& options_;
    bool by_hand_;
    bool listens_;
    bool outlives_scanner_; ///< the page brings codes of its own
    std::unique_ptr<scanner::source> source_;
    std::int64_t try_again_ms_ = 0;
    std::int64_t pause_ms_ = reopen_scanner_ms;
    std::string scanner_trouble_; ///< empty while it answers
};

screen::device_words scanner_words(std::string_view scanner) {
    if (scanner.starts_with("camera"))
        return {"Камера не отвечает: проверьте кабель и не занята ли она другой программой",
                "The camera does not answer: check its cable and that no other program uses it"};
    if (scanner.starts_with("frames"))
        return {"Кадры не читаются: проверьте файл или папку", "The frames cannot be read: check the file or folder"};
    return {"Сканер не отвечает: проверьте кабель", "The scanner does not answer: check its cable"};
}

void door_loop::greet() {
    const std::lock_guard held(kiosk_.door());
    const auto& orders = kiosk_.gate().standing();
    std::string point;
    for (const auto& rules : orders.rules.points)
        if (rules.id == kiosk_.gate().point()) point = rules.name;
    display_.ready(orders.rules.event.title, point);
}

bool door_loop::open_scanner() {
    try {
        source_ = scanner::open_source(options_.scanner);
        if (!scanner_trouble_.empty()) ground::log_info("scanner_back");
        scanner_trouble_.clear();
        return true;
    } catch (const scanner::scanner_failure& failure) {
        scanner_gone(failure.what());
        return false;
    }
}

// What went wrong is logged when it changes, not at every vain attempt.
void door_loop::scanner_gone(std::string_view why) {
    source_.reset();
    if (scanner_trouble_ != why) ground::log_error("scanner_failed", {{"why", why}});
    scanner_trouble_ = why;
    try_again_ms_ = kiosk_.clock().steady_ms() + pause_ms_;
    pause_ms_ = std::min(2 * pause_ms_, reopen_scanner_ms_max);
}

// Staff at a kiosk driven by hand may say "out CODE" and, after comparing a document, "checked CODE".
void door_loop::answer(std::string_view text) {
    gatekeeper::presentation shown;
    shown.direction = desk_.leaving() ? domain::passage::out : domain::passage::in;
    if (by_hand_ && text.starts_with("out ")) {
        shown.direction = domain::passage::out;
        text.remove_prefix(4);
    } else if (by_hand_ && text.starts_with("checked ")) {
        shown.identity_checked = true;
        text.remove_prefix(8);
    }
    shown.code = text;
    desk_.scanned(shown);
}

bool door_loop::wait_and_answer() {
    pollfd waiting{source_->handle(), POLLIN, 0};
    const int ready = ::poll(&waiting, 1, poll_ms);
    const auto now = kiosk_.clock().steady_ms();
    std::vector<std::string> codes;
    bool open = true;
    try {
        if (ready > 0) open = source_->read(now, codes);
        source_->listen(now, codes);
        if (!codes.empty()) pause_ms_ = reopen_scanner_ms;
    } catch (const scanner::scanner_failure& failure) {
        scanner_gone(failure.what());
    }
    for (const auto& code : codes) answer(code);
    return open;
}

void door_loop::run() {
    greet();
    while (!stopping) {
        desk_.tell_how_we_are(scanner_trouble_.empty() ? screen::device_words() : scanner_words(options_.scanner));
        if (!listens_ || (source_ == nullptr && kiosk_.clock().steady_ms() < try_again_ms_)) {
            ::poll(nullptr, 0, poll_ms);
            continue;
        }
        if (source_ == nullptr && !open_scanner()) continue;
        if (wait_and_answer()) continue;
        if (!outlives_scanner_) return;
        listens_ = false;
    }
}

/// A desk and its display, with the page's door when that is the display.
void answer_codes(station& kiosk, const std::filesystem::path& folder, const run_options& options) {
    if (options.display != "browser") {
        const auto display =
            options.display == "none" ? screen::json_display(stdout) : screen::terminal_display(stdout);
        front_desk desk(kiosk, *display, {options.leaving, nullptr, false, false, false, folder});
        door_loop(kiosk, *display, desk, options).run();
        return;
    }
    ground::system_randomness random;
    screen::board board(kiosk.clock());
    const auto display = screen::browser_display(board);
    screen::staff_gate staff(known_pin(folder, options.pin_file, random), kiosk.clock(), random);
    front_desk desk(kiosk, *display, {options.leaving, &board, staff.exists(), options.scanner != "stdin" && options.scanner != "none",
                                       options.scanner.starts_with("camera"), folder});
    desk.tell_how_we_are();
    const screen_door page({folder, options.listen, options.screen_file}, desk, board, staff, random);
    door_loop(kiosk, *display, desk, options).run();
}

} // namespace

int run(const std::filesystem::path& folder, const run_options& given) {
    auto options = given;
    if (options.scanner.empty()) options.scanner = options.display == "browser" ? "none" : "stdin";
    try {
        listen_for_signals();
        station kiosk(folder, others_ms);
        if (options.point != 0) {
            kiosk.gate().stand_at({options.point});
            if (kiosk.gate().point().value != options.point) {
                std::cerr << "krug-kiosk: this device may not serve admission point " << options.point << '\n';
                return 2;
            }
        }
        if (!options.hub.empty()) kiosk.neighbours().serve(options.hub);
        kiosk.start_sync();
        // Only here, before the doors: whoever starts a kiosk online shall have today's list from the first code on.
        kiosk.await_first_round(first_round_ms);
        answer_codes(kiosk, folder, options);
        kiosk.stop_sync();
        kiosk.drain(last_rounds_ms);
        return 0;
    } catch (const std::invalid_argument& wrong) {
        std::cerr << "krug-kiosk: " << wrong.what() << '\n';
        return 2;
    } catch (const std::exception& failure) {
        std::cerr << "krug-kiosk: " << failure.what() << '\n';
        return 1;
    }
}

} // namespace krug::kiosk
