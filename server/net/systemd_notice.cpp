#include "net/systemd_notice.hpp"

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace krug::net {

namespace {

constexpr int first_descriptor = 3; // SD_LISTEN_FDS_START

std::string variable(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

long number(const std::string& text) {
    long value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    return read.ec == std::errc() && read.ptr == text.data() + text.size() ? value : 0;
}

bool meant_for_us(const char* pid_variable) { return number(variable(pid_variable)) == ::getpid(); }

} // namespace

std::vector<inherited_socket> take_inherited_sockets() {
    std::vector<inherited_socket> sockets;
    if (meant_for_us("LISTEN_PID")) {
        const auto count = number(variable("LISTEN_FDS"));
        const auto names = variable("LISTEN_FDNAMES");
        std::string_view rest = names;
        for (long i = 0; i < count && i < 64; ++i) {
            const int descriptor = first_descriptor + static_cast<int>(i);
            const auto colon = rest.find(':');
            sockets.push_back({descriptor, std::string(rest.substr(0, colon))});
            rest = colon == std::string_view::npos ? std::string_view() : rest.substr(colon + 1);
            ::fcntl(descriptor, F_SETFD, FD_CLOEXEC);
        }
    }
    for (const char* name : {"LISTEN_PID", "LISTEN_FDS", "LISTEN_FDNAMES"}) ::unsetenv(name);
    return sockets;
}

void notify_systemd(std::string_view state) noexcept {
    const char* path = std::getenv("NOTIFY_SOCKET");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (!path || (path[0] != '/' && path[0] != '@') || std::strlen(path) >= sizeof address.sun_path) return;
    const auto length = std::strlen(path);
    std::memcpy(address.sun_path, path, length);
    if (path[0] == '@') address.sun_path[0] = '\0'; // the abstract namespace
    const int descriptor = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return;
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + length);
    // Nobody there is no reason to stop serving: the result is of no use to us.
    [[maybe_unused]] const auto sent = ::sendto(descriptor, state.data(), state.size(), MSG_NOSIGNAL,
                                                reinterpret_cast<const sockaddr*>(&address), size);
    ::close(descriptor);
}

int watchdog_ms() {
    const auto pid = variable("WATCHDOG_PID");
    if (!pid.empty() && !meant_for_us("WATCHDOG_PID")) return 0;
    return static_cast<int>(number(variable("WATCHDOG_USEC")) / 2000);
}

} // namespace krug::net
