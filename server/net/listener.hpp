// One listening socket: accepts, counts, and hands each connection to a loop.
// Internal to net (includes Asio); made and stopped by the server on the first loop's thread.
#pragma once

#include "net/event_loop.hpp"
#include "net/tls.hpp"

#include <chrono>
#include <memory>
#include <vector>

namespace krug::net {

using loops = std::vector<std::unique_ptr<event_loop>>;

class listener {
public:
    /// `certificate` null: plain. `inherited`: the queue of the socket belongs to whoever passed it.
    listener(loops& all, tcp_acceptor acceptor, const tls_certificate* certificate, bool inherited);

    std::uint16_t port() const;
    /// Accepts until stop(); then takes in who is still on the way into the queue of an own socket, closes it, and ends.
    awaitable<void> accept_all();
    /// Nobody new may knock at an own socket from now on; whoever has begun to gets `grace` to come in.
    void stop(std::chrono::milliseconds grace);

private:
    event_loop& next_loop();
    void take_in(event_loop& target, tcp_socket socket, const asio::ip::tcp::endpoint& endpoint);
    void empty_queue();
    awaitable<void> end_after(std::chrono::milliseconds grace);
    void end();

    loops& loops_;
    tcp_acceptor acceptor_;
    loop_timer pause_;
    loop_timer grace_;
    const tls_certificate* certificate_;
    const bool inherited_;
    bool stopping_ = false;
    std::size_t turn_ = 0;
};

/// A bound, listening socket on the first loop for "ADDR:PORT" or "[ADDR6]:PORT". Throws std::runtime_error that names
/// the address.
tcp_acceptor listen_on(event_loop& loop, const std::string& address);

/// Takes over a listening descriptor. Throws std::runtime_error when it is not a listening TCP socket.
tcp_acceptor listen_on_inherited(event_loop& loop, int descriptor);

} // namespace krug::net
