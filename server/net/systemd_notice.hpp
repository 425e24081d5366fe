// What systemd and the service tell each other: sockets handed over, ready, stopping, still alive.
// Called by net's server; without systemd every function does nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace krug::net {

struct inherited_socket {
    int descriptor;
    std::string name; ///< from LISTEN_FDNAMES, "" when none was given
};

/// The listening sockets passed to this process (sd_listen_fds(3)); made close-on-exec. The variables are removed, so
/// that no child takes them for its own and a second call finds nothing.
std::vector<inherited_socket> take_inherited_sockets();

/// Sends e.g. "READY=1" to NOTIFY_SOCKET (sd_notify(3)); silently nothing when there is none or it does not listen.
void notify_systemd(std::string_view state) noexcept;

/// How often "WATCHDOG=1" is due, half of what systemd waits, in ms; 0 when it does not watch this process.
int watchdog_ms();

} // namespace krug::net
