#include "screen_door.hpp"

#include <algorithm>
#include <cstdio>
#include <fcntl.h>
#include <mutex>
#include <sys/stat.h>
#include <unistd.h>

namespace krug::kiosk {
namespace {

std::string loopback_only(const std::string& listen) {
    if (listen.starts_with("127.0.0.1:") || listen.starts_with("[::1]:")) return listen;
    throw std::invalid_argument("the page is for this computer only: --listen 127.0.0.1:PORT / "
                                "страница только для этого компьютера");
}

/// Whole or not at all, and for its owner and group only.
void write_private(const std::filesystem::path& path, std::string_view text, unsigned mode) {
    const auto fresh = path.string() + ".new";
    const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
    const bool good = file >= 0 && ::fchmod(file, mode) == 0 &&
                      ::write(file, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && ::fsync(file) == 0;
    if (file >= 0) ::close(file);
    if (!good || ::rename(fresh.c_str(), path.c_str()) != 0)
        throw std::runtime_error("cannot write " + path.filename().string());
}

ticket::key32 screen_key(const std::filesystem::path& folder, ground::randomness& random) {
    const auto path = folder / "screen.key";
    ticket::key32 key{};
    if (const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC); file >= 0) {
        const auto got = ::read(file, key.data(), key.size());
        ::close(file);
        if (got == static_cast<ssize_t>(key.size())) return key;
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
                         ground::randomness& random)
    : board_(board), notice_(std::make_unique<notice>(settings.screen_file)),
      pass_(screen_key(settings.folder, random), random, [this](const std::string& secret) { notice_->secret(secret); }),
      page_(desk, board, pass_, process_name(random)),
      hatch_({.listen = loopback_only(settings.listen), .allowed_hosts = {"127.0.0.1", "localhost", "[::1]"}},
             [this](const web::request& asked) { return page_.answer(asked); }) {
    notice_->port(hatch_.port());
}

screen_door::~screen_door() { board_.close(); }

} // namespace krug::kiosk
