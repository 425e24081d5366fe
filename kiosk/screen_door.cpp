#include "screen_door.hpp"

#include "private_file.hpp"

#include <algorithm>
#include <cstdio>
#include <mutex>

namespace krug::kiosk {
namespace {

std::string loopback_only(const std::string& listen) {
    if (listen.starts_with("127.0.0.1:") || listen.starts_with("[::1]:")) return listen;
    throw std::invalid_argument("the page is for this computer only: --listen 127.0.0.1:PORT / "
                                "страница только для этого компьютера");
}

ticket::key32 screen_key(const std::filesystem::path& folder, ground::randomness& random) {
    const auto path = folder / "screen.key";
    ticket::key32 key{};
    if (const auto kept = read_small(path); kept.size() == key.size()) {
        std::copy(kept.begin(), kept.end(), key.begin());
        return key;
    }
    random.fill(std::as_writable_bytes(std::span(key)));
    write_private(path, {reinterpret_cast<const char*>(key.data()), key.size()}, 0600);
    return key;
}

std::string process_name(ground::randomness& random) { return random.hex(8); }

} // namespace

/// Where whoever opens the browser finds the address. The secret in it is made before the port is known.
class screen_door::notice {
public:
    explicit notice(std::filesystem::path file) : file_(std::move(file)) {}

    void secret(const std::string& text) {
        const std::lock_guard held(guard_);
        secret_ = text;
        if (port_ != 0) put();
    }
    void port(std::uint16_t number) {
        const std::lock_guard held(guard_);
        port_ = number;
        put();
    }

private:
    void put() {
        const auto url = "http://127.0.0.1:" + std::to_string(port_) + std::string(screen::open_path) + secret_ + '\n';
        if (!file_.empty()) {
            write_private(file_, url, 0640);
        } else {
            std::fputs(url.c_str(), stdout);
            std::fflush(stdout);
        }
    }

    std::filesystem::path file_;
    std::mutex guard_;
    std::uint16_t port_ = 0;
    std::string secret_;
};

screen_door::screen_door(const screen_door_settings& settings, screen::desk& desk, screen::board& board,
                         screen::staff_gate& staff, ground::randomness& random)
    : board_(board), notice_(std::make_unique<notice>(settings.screen_file)),
      pass_(screen_key(settings.folder, random), random, [this](const std::string& secret) { notice_->secret(secret); }),
      page_(desk, board, pass_, staff, process_name(random)),
      hatch_({.listen = loopback_only(settings.listen), .allowed_hosts = {"127.0.0.1", "localhost", "[::1]"}},
             [this](const web::request& asked) { return page_.answer(asked); }) {
    notice_->port(hatch_.port());
}

screen_door::~screen_door() { board_.close(); }

} // namespace krug::kiosk
