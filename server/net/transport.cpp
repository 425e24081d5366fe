#include "net/transport.hpp"

#include <boost/asio/buffer.hpp>

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cstring>
#include <stdexcept>

namespace krug::net {

namespace {

constexpr std::size_t record_bytes = 16 * 1024;
constexpr std::size_t flush_bytes = 64 * 1024; ///< how much ciphertext is gathered for one system call
constexpr std::size_t receive_bytes = 4 * 1024;

/// The send buffer that the loop's connections lend each other: most answers leave in one go, so one is enough.
thread_local std::string spare;

write_outcome outcome_of(const boost::system::error_code& error) {
    return error == asio::error::would_block || error == asio::error::try_again ? write_outcome::blocked
                                                                              : write_outcome::failed;
}

} // namespace

bool outgoing::done() {
    while (at < parts.size() && parts[at].empty()) ++at;
    return at == parts.size();
}

void outgoing::consume(std::size_t bytes) {
    while (bytes > 0 && !done()) {
        const auto step = std::min(bytes, parts[at].size());
        parts[at].remove_prefix(step);
        bytes -= step;
    }
}

awaitable<std::size_t> plain_transport::read_some(char* to, std::size_t size) {
    const auto room = asio::buffer(to, size);
    const auto [error, bytes] = co_await socket_.async_read_some(room, with_error);
    co_return error ? 0 : bytes;
}

write_outcome plain_transport::write_now(outgoing& out, std::size_t& progress) {
    while (!out.done()) {
        const std::array<asio::const_buffer, 3> buffers = {asio::buffer(out.parts[0]), asio::buffer(out.parts[1]),
                                                           asio::buffer(out.parts[2])};
        boost::system::error_code error;
        const auto bytes = socket_.write_some(buffers, error);
        out.consume(bytes);
        progress += bytes;
        if (error) return outcome_of(error);
    }
    return write_outcome::all;
}

/// OpenSSL's side of the two buffers.
struct memory_bio {
    static tls_transport& owner(BIO* bio) { return *static_cast<tls_transport*>(::BIO_get_data(bio)); }

    static int read(BIO* bio, char* to, int size) {
        auto& transport = owner(bio);
        ::BIO_clear_retry_flags(bio);
        const auto there = transport.received_size_ - transport.received_at_;
        if (there == 0) {
            ::BIO_set_retry_read(bio);
            return -1;
        }
        const auto taken = std::min(there, static_cast<std::size_t>(size));
        std::memcpy(to, transport.received_.data() + transport.received_at_, taken);
        transport.received_at_ += taken;
        return static_cast<int>(taken);
    }

    static int write(BIO* bio, const char* from, int size) {
        auto& transport = owner(bio);
        if (transport.to_send_.capacity() < receive_bytes) transport.to_send_.swap(spare);
        ::BIO_clear_retry_flags(bio);
        transport.to_send_.append(from, static_cast<std::size_t>(size));
        return size;
    }

    static long control(BIO*, int command, long, void*) { return command == BIO_CTRL_FLUSH ? 1 : 0; }

    static BIO_METHOD* method() {
        static BIO_METHOD* const methods = [] {
            auto* made = ::BIO_meth_new(::BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "memory");
            if (!made || ::BIO_meth_set_read(made, read) != 1 || ::BIO_meth_set_write(made, write) != 1 ||
                ::BIO_meth_set_ctrl(made, control) != 1)
                throw std::runtime_error("no TLS buffers");
            return made;
        }();
        return methods;
    }
};

tls_transport::tls_transport(tcp_socket socket, std::shared_ptr<ssl_ctx_st> context)
    : socket_(std::move(socket)), context_(std::move(context)), tls_(::SSL_new(context_.get())) {
    auto* bio = ::BIO_new(memory_bio::method());
    if (!tls_ || !bio) throw std::bad_alloc();
    ::BIO_set_data(bio, this);
    ::BIO_set_init(bio, 1);
    ::SSL_set_bio(tls_, bio, bio);
    ::SSL_set_accept_state(tls_);
    received_.resize(receive_bytes);
}

tls_transport::~tls_transport() { ::SSL_free(tls_); }

awaitable<bool> tls_transport::handshake() {
    while (true) {
        ::ERR_clear_error();
        const int outcome = ::SSL_do_handshake(tls_);
        const int reason = outcome == 1 ? SSL_ERROR_NONE : ::SSL_get_error(tls_, outcome);
        if (reason != SSL_ERROR_NONE && reason != SSL_ERROR_WANT_READ) failed_ = true;
        const bool flushed = co_await flush_all();
        if (!flushed || failed_) co_return false;
        if (reason == SSL_ERROR_NONE) co_return true;
        const bool received = co_await receive();
        if (!received) co_return false;
    }
}

awaitable<std::size_t> tls_transport::read_some(char* to, std::size_t size) {
    while (true) {
        std::size_t bytes = 0;
        ::ERR_clear_error();
        const int outcome = ::SSL_read_ex(tls_, to, size, &bytes);
        if (outcome == 1) co_return bytes;
        const int reason = ::SSL_get_error(tls_, outcome);
        if (reason != SSL_ERROR_WANT_READ) {
            failed_ = reason != SSL_ERROR_ZERO_RETURN;
            co_return 0;
        }
        const bool flushed = co_await flush_all(); // an answer of TLS itself, such as a key update
        if (!flushed) co_return 0;
        const bool received = co_await receive();
        if (!received) co_return 0;
    }
}

awaitable<bool> tls_transport::receive() {
    const auto room = asio::buffer(received_.data(), received_.size());
    const auto [error, bytes] = co_await socket_.async_read_some(room, with_error);
    received_at_ = 0;
    received_size_ = error ? 0 : bytes;
    co_return received_size_ > 0;
}

awaitable<bool> tls_transport::flush_all() {
    std::size_t progress = 0;
    while (true) {
        const auto outcome = flush(progress);
        if (outcome != write_outcome::blocked) co_return outcome == write_outcome::all;
        const auto [error] = co_await socket_.async_wait(asio::socket_base::wait_write, with_error);
        if (error) co_return false;
    }
}

write_outcome tls_transport::flush(std::size_t& progress) {
    while (sent_ < to_send_.size()) {
        boost::system::error_code error;
        const auto rest = asio::buffer(to_send_.data() + sent_, to_send_.size() - sent_);
        const auto bytes = socket_.write_some(rest, error);
        sent_ += bytes;
        progress += bytes;
        if (error) return outcome_of(error);
    }
    sent_ = 0;
    to_send_.clear();
    if (to_send_.capacity() > spare.capacity()) to_send_.swap(spare);
    if (to_send_.capacity() >= receive_bytes) std::string().swap(to_send_);
    return write_outcome::all;
}

bool tls_transport::encrypt(outgoing& out) {
    thread_local std::array<char, record_bytes> gathered;
    while (!out.done() && to_send_.size() < flush_bytes) {
        auto piece = out.parts[out.at].substr(0, record_bytes);
        if (piece.size() < record_bytes && out.at + 1 < out.parts.size()) { // small parts travel in one record
            std::size_t size = 0;
            for (std::size_t i = out.at; i < out.parts.size(); ++i)
                size += out.parts[i].copy(gathered.data() + size, record_bytes - size);
            piece = {gathered.data(), size};
        }
        std::size_t written = 0;
        ::ERR_clear_error();
        if (::SSL_write_ex(tls_, piece.data(), piece.size(), &written) != 1) return false;
        out.consume(written);
    }
    return true;
}

write_outcome tls_transport::write_now(outgoing& out, std::size_t& progress) {
    while (true) {
        if (const auto outcome = flush(progress); outcome != write_outcome::all) return outcome;
        if (out.done()) return write_outcome::all;
        if (failed_ || !encrypt(out)) return write_outcome::failed;
    }
}

void tls_transport::say_goodbye() {
    if (failed_ || ::SSL_is_init_finished(tls_) != 1) return; // after a fatal error OpenSSL forbids the call
    ::ERR_clear_error();
    if (::SSL_shutdown(tls_) < 0) return;
    std::size_t progress = 0;
    flush(progress);
}

} // namespace krug::net
