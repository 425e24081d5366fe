// Which addresses a webhook may reach: those of the open internet only. Pure functions.
// The sender of this room and its tests.
#pragma once

#include <sys/socket.h>

namespace krug::webhook {

/// False for loopback, private, link-local, shared, documentation, multicast and reserved ranges, for IPv4 addresses written
/// inside IPv6 ones (mapped, 6to4, NAT64, Teredo), and for any other family. `at` is at least as long as its family says.
bool is_open_internet(const sockaddr* at);

/// 127.0.0.0/8 and ::1.
bool is_this_computer(const sockaddr* at);

} // namespace krug::webhook
