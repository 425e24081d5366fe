// One connection from accept to close: reads, judges, hands over to the crew or answers from memory, writes.
// Internal to net (includes Asio); started by the listener.
#pragma once

#include "net/event_loop.hpp"
#include "net/peer_address.hpp"

#include <memory>

struct ssl_ctx_st;

namespace krug::net {

/// Serves the connection on `loop`'s thread until it ends; `tls` null: plain. The census was entered for `peer` and
/// is left here. Never throws.
awaitable<void> serve_connection(event_loop& loop, tcp_socket socket, peer_address peer, std::shared_ptr<ssl_ctx_st> tls);

} // namespace krug::net
