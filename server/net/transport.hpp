// The two ways bytes travel on a connection: plain, and through TLS held in memory.
// Internal to net (includes Asio); one owner each, used on its loop's thread only.
#pragma once

#include "net/event_loop.hpp"

#include <array>
#include <memory>
#include <string>
#include <string_view>

struct ssl_st;
struct ssl_ctx_st;
struct bio_st;

namespace krug::net {

/// What is still to be written, in order.
struct outgoing {
    std::array<std::string_view, 3> parts;
    std::size_t at = 0;
    bool done();
    void consume(std::size_t bytes);
};

enum class write_outcome { all = 1, blocked = 2, failed = 3 };

class plain_transport {
public:
    static constexpr bool secure = false;
    plain_transport(tcp_socket socket, std::shared_ptr<ssl_ctx_st>) : socket_(std::move(socket)) {}

    tcp_socket& socket() { return socket_; }
    awaitable<bool> handshake() { co_return true; }
    /// Bytes read into `to`, 0 when the stream ended, failed or was woken.
    awaitable<std::size_t> read_some(char* to, std::size_t size);
    /// Writes what the kernel takes now; adds the bytes it took to `progress`.
    write_outcome write_now(outgoing& out, std::size_t& progress);
    void say_goodbye() {}

private:
    tcp_socket socket_;
};

/// OpenSSL works on two buffers in memory instead of the socket: one system call carries several records, and the
/// buffers of an idle connection are small.
class tls_transport {
public:
    static constexpr bool secure = true;
    tls_transport(tcp_socket socket, std::shared_ptr<ssl_ctx_st> context);
    ~tls_transport();
    tls_transport(const tls_transport&) = delete;
    tls_transport& operator=(const tls_transport&) = delete;

    tcp_socket& socket() { return socket_; }
    /// False when there will be no secure connection.
    awaitable<bool> handshake();
    awaitable<std::size_t> read_some(char* to, std::size_t size);
    write_outcome write_now(outgoing& out, std::size_t& progress);
    /// Sends close_notify if the kernel takes it.
    void say_goodbye();

private:
    friend struct memory_bio;
    awaitable<bool> receive();
    awaitable<bool> flush_all();
    bool encrypt(outgoing& out);
    write_outcome flush(std::size_t& progress);

    tcp_socket socket_;
    std::shared_ptr<ssl_ctx_st> context_;
    ssl_st* tls_ = nullptr;
    std::string received_;          ///< ciphertext as it came
    std::size_t received_at_ = 0;   ///< of it, what OpenSSL has taken
    std::size_t received_size_ = 0; ///< of it, what the socket has filled
    std::string to_send_;
    std::size_t sent_ = 0;
    bool failed_ = false;
};

} // namespace krug::net
