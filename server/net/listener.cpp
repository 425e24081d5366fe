#include "net/listener.hpp"

#include "ground/log.hpp"
#include "net/connection.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <charconv>
#include <chrono>
#include <linux/filter.h>
#include <stdexcept>
#include <sys/socket.h>

namespace krug::net {

namespace {

using asio::ip::tcp;

constexpr std::chrono::milliseconds pause_without_descriptors(100);

peer_address address_of(const tcp::endpoint& endpoint) {
    peer_address peer;
    const auto address = endpoint.address();
    const auto v6 = address.is_v4() ? asio::ip::make_address_v6(asio::ip::v4_mapped, address.to_v4()) : address.to_v6();
    peer.bytes = v6.to_bytes();
    return peer;
}

/// A closed socket resets whoever stands in its queue, and between the last look into the queue and the close there is
/// always a moment. So the kernel is told to drop the first segment of every new connection: nobody new gets in, who has
/// begun his handshake finishes it, and who was dropped tries again after a second – at the next service, or to be told
/// that there is none. False when the kernel will not have it.
bool turn_newcomers_away(int listening) {
    constexpr unsigned flags_at = 13, syn = 0x02, ack = 0x10;
    sock_filter steps[] = {{BPF_LD | BPF_B | BPF_ABS, 0, 0, flags_at},
                           {BPF_ALU | BPF_AND | BPF_K, 0, 0, syn | ack},
                           {BPF_JMP | BPF_JEQ | BPF_K, 0, 1, syn},
                           {BPF_RET | BPF_K, 0, 0, 0},
                           {BPF_RET | BPF_K, 0, 0, 0xffffffff}};
    const sock_fprog filter{sizeof steps / sizeof steps[0], steps};
    return ::setsockopt(listening, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) == 0;
}

/// Tells who is one too many, if that can be done without waiting.
void turn_away(tcp_socket& socket, bool secure, const std::string& date) {
    boost::system::error_code ignored;
    if (secure) return; // a handshake would be the costly part
    const auto& page = *refusal_answer(503);
    const auto text = page.head + date + "connection: close\r\n\r\n" + *page.body;
    socket.write_some(asio::buffer(text), ignored);
    socket.shutdown(asio::socket_base::shutdown_send, ignored);
}

tcp::endpoint endpoint_of(const std::string& address) {
    const auto colon = address.rfind(':');
    const auto peer = read_address(address);
    unsigned port = 0;
    const auto* end = address.data() + address.size();
    const auto read = colon == std::string::npos ? std::from_chars_result{nullptr, std::errc::invalid_argument}
                                                 : std::from_chars(address.data() + colon + 1, end, port);
    if (!peer || read.ec != std::errc() || read.ptr != end || port > 65535)
        throw std::runtime_error("not an address to listen on: " + address);
    if (peer->is_v4()) return {asio::ip::make_address_v4(peer->text()), static_cast<std::uint16_t>(port)};
    return {asio::ip::address_v6(peer->bytes), static_cast<std::uint16_t>(port)};
}

} // namespace

listener::listener(loops& all, tcp_acceptor acceptor, const tls_certificate* certificate, bool inherited)
    : loops_(all), acceptor_(std::move(acceptor)), pause_(all.front()->context), grace_(all.front()->context),
      certificate_(certificate), inherited_(inherited) {}

std::uint16_t listener::port() const {
    boost::system::error_code ignored;
    return acceptor_.local_endpoint(ignored).port();
}

event_loop& listener::next_loop() { return *loops_[turn_++ % loops_.size()]; }

awaitable<void> listener::accept_all() {
    while (!stopping_) {
        auto& target = next_loop();
        tcp::endpoint endpoint;
        const auto executor = target.context.get_executor();
        auto [error, socket] = co_await acceptor_.async_accept(executor, endpoint, with_error);
        if (!error) {
            take_in(target, std::move(socket), endpoint);
        } else if (!stopping_ && error != asio::error::connection_aborted) {
            // Out of descriptors or memory: accepting again at once would only burn the core that frees them.
            ground::log_warning("accept_failed", {{"code", error.value()}});
            pause_.expires_after(pause_without_descriptors);
            [[maybe_unused]] const auto [woken] = co_await pause_.async_wait(with_error);
        }
    }
    if (!inherited_) empty_queue();
    boost::system::error_code ignored;
    acceptor_.close(ignored);
}

void listener::take_in(event_loop& target, tcp_socket socket, const tcp::endpoint& endpoint) {
    auto& parts = target.parts;
    const auto peer = address_of(endpoint);
    boost::system::error_code error;
    socket.non_blocking(true, error);
    if (error) return;
    socket.set_option(tcp::no_delay(true), error);
    parts.counted.connections_total.fetch_add(1, std::memory_order_relaxed);
    if (!parts.census.enter(peer)) {
        parts.counted.connections_refused.fetch_add(1, std::memory_order_relaxed);
        turn_away(socket, certificate_ != nullptr, loops_.front()->date());
        return;
    }
    auto serving = serve_connection(target, std::move(socket), peer, certificate_ ? certificate_->current() : nullptr);
    asio::co_spawn(target.context, std::move(serving), asio::detached);
}

void listener::empty_queue() {
    boost::system::error_code error;
    acceptor_.non_blocking(true, error);
    while (!error) {
        auto& target = next_loop();
        tcp::endpoint endpoint;
        auto socket = acceptor_.accept(target.context, endpoint, error);
        if (!error) take_in(target, std::move(socket), endpoint);
    }
}

void listener::stop(std::chrono::milliseconds grace) {
    if (inherited_ || !turn_newcomers_away(acceptor_.native_handle())) return end();
    asio::co_spawn(loops_.front()->context, end_after(grace), asio::detached);
}

awaitable<void> listener::end_after(std::chrono::milliseconds grace) {
    grace_.expires_after(grace);
    [[maybe_unused]] const auto [woken] = co_await grace_.async_wait(with_error);
    end();
}

void listener::end() {
    stopping_ = true;
    boost::system::error_code ignored;
    acceptor_.cancel(ignored);
    pause_.cancel();
}

tcp_acceptor listen_on(event_loop& loop, const std::string& address) {
    const auto endpoint = endpoint_of(address);
    tcp_acceptor acceptor(loop.context);
    boost::system::error_code error;
    const auto check = [&] {
        if (error) throw std::runtime_error("cannot listen on " + address + ": " + error.message());
    };
    acceptor.open(endpoint.protocol(), error);
    check();
    acceptor.set_option(asio::socket_base::reuse_address(true), error);
    check();
    acceptor.bind(endpoint, error);
    check();
    acceptor.listen(4096, error);
    check();
    return acceptor;
}

tcp_acceptor listen_on_inherited(event_loop& loop, int descriptor) {
    sockaddr_storage name{};
    socklen_t size = sizeof name;
    int listening = 0;
    socklen_t option_size = sizeof listening;
    const bool is_listening = ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&name), &size) == 0 &&
                              ::getsockopt(descriptor, SOL_SOCKET, SO_ACCEPTCONN, &listening, &option_size) == 0 &&
                              listening != 0;
    if (!is_listening || (name.ss_family != AF_INET && name.ss_family != AF_INET6))
        throw std::runtime_error("descriptor " + std::to_string(descriptor) + " is not a listening TCP socket");
    tcp_acceptor acceptor(loop.context);
    acceptor.assign(name.ss_family == AF_INET ? tcp::v4() : tcp::v6(), descriptor);
    return acceptor;
}

} // namespace krug::net
