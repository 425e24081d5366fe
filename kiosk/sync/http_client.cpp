#include "sync/http_client.hpp"

#include "gate_protocol/sync.hpp"
#include "ticket/digest.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <openssl/x509.h>

#include <algorithm>
#include <cctype>
#include <mutex>

namespace krug::sync {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp_stream = beast::tcp_stream;
using tls_stream = beast::ssl_stream<tcp_stream>;
using request_type = http::request<http::string_body>;

bool fits_pin(SSL* connection, const domain::digest& pin) {
    const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(connection), &X509_free);
    if (!certificate) return false;
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate.get()), &der);
    if (size <= 0) return false;
    const auto hash = ticket::sha256(ticket::byte_view(der, static_cast<std::size_t>(size)));
    OPENSSL_free(der);
    return ticket::same_bytes(hash, pin);
}

struct exchange {
    const server_address& server;
    const std::optional<domain::digest>& pin;
    request_type request;
    http_answer answer;
    bool over = false; ///< the time is up: a name that is found only now leads nowhere any more
};

void stop_if_over(const exchange& what) {
    if (what.over) throw transport_failure("no answer in time");
}

template <class Stream> asio::awaitable<void> speak(Stream& stream, exchange& what) {
    co_await http::async_write(stream, what.request, asio::use_awaitable);
    beast::flat_buffer buffer;
    http::response_parser<http::string_body> parser;
    parser.body_limit(gate_protocol::sync_response_bytes_max);
    parser.header_limit(16 * 1024);
    co_await http::async_read(stream, buffer, parser, asio::use_awaitable);
    what.answer.status = parser.get().result_int();
    what.answer.body = std::move(parser.get().body());
}

asio::awaitable<void> run_plain(tcp_stream& stream, exchange& what) {
    asio::ip::tcp::resolver resolver(co_await asio::this_coro::executor);
    const auto found = co_await resolver.async_resolve(what.server.host, what.server.port, asio::use_awaitable);
    stop_if_over(what);
    co_await stream.async_connect(found, asio::use_awaitable);
    stop_if_over(what);
    co_await speak(stream, what);
}

asio::awaitable<void> run_tls(tls_stream& stream, exchange& what) {
    asio::ip::tcp::resolver resolver(co_await asio::this_coro::executor);
    const auto found = co_await resolver.async_resolve(what.server.host, what.server.port, asio::use_awaitable);
    stop_if_over(what);
    co_await beast::get_lowest_layer(stream).async_connect(found, asio::use_awaitable);
    stop_if_over(what);
    co_await stream.async_handshake(asio::ssl::stream_base::client, asio::use_awaitable);
    // Before the token leaves this device.
    if (what.pin && !fits_pin(stream.native_handle(), *what.pin))
        throw transport_failure("another server: its key is not the one of the enrolment");
    co_await speak(stream, what);
}

asio::ssl::context tls_context(const std::optional<domain::digest>& pin) {
    asio::ssl::context context(asio::ssl::context::tls_client);
    SSL_CTX_set_min_proto_version(context.native_handle(), TLS1_2_VERSION);
    if (pin) {
        context.set_verify_mode(asio::ssl::verify_none); // the pin is stricter than any certificate
    } else {
        context.set_default_verify_paths();
        context.set_verify_mode(asio::ssl::verify_peer);
    }
    return context;
}

/// Runs the loop until the coroutine ends or the deadline passes; `stop` ends what is still under way.
template <class Stop> void run_until(asio::io_context& loop, std::int64_t deadline_ms, bool& ended, Stop stop) {
    loop.run_for(std::chrono::milliseconds(deadline_ms));
    if (ended) return;
    stop();
    loop.restart();
    loop.run();
    throw transport_failure("no answer in time");
}

} // namespace

struct http_client::running {
    std::mutex mutex;
    asio::io_context* loop = nullptr; ///< of the post() under way
    bool over = false;

    /// Throws transport_failure after interrupt().
    struct mark {
        mark(running& of, asio::io_context& loop) : of_(of) {
            const std::lock_guard held(of_.mutex);
            if (of_.over) throw transport_failure("interrupted");
            of_.loop = &loop;
        }
        ~mark() {
            const std::lock_guard held(of_.mutex);
            of_.loop = nullptr;
        }
        mark(const mark&) = delete;
        mark& operator=(const mark&) = delete;
        running& of_;
    };
};

std::optional<server_address> server_address::from(std::string_view url) {
    server_address server;
    server.tls = url.starts_with("https://");
    if (!server.tls && !url.starts_with("http://")) return std::nullopt;
    url.remove_prefix(server.tls ? 8 : 7);
    const auto slash = url.find('/');
    server.path = slash == std::string_view::npos ? "" : std::string(url.substr(slash));
    while (server.path.ends_with('/')) server.path.pop_back();
    auto authority = url.substr(0, slash);
    std::string_view port;
    if (authority.starts_with('[')) {
        const auto close = authority.find(']');
        if (close == std::string_view::npos) return std::nullopt;
        server.host = authority.substr(1, close - 1);
        authority.remove_prefix(close + 1);
        if (!authority.empty() && authority.front() != ':') return std::nullopt;
        port = authority.empty() ? authority : authority.substr(1);
    } else {
        const auto colon = authority.find(':');
        server.host = authority.substr(0, colon);
        port = colon == std::string_view::npos ? std::string_view() : authority.substr(colon + 1);
    }
    if (server.host.empty() || port.size() > 5 ||
        !std::all_of(port.begin(), port.end(), [](char each) { return each >= '0' && each <= '9'; }))
        return std::nullopt;
    server.port = port.empty() ? (server.tls ? "443" : "80") : std::string(port);
    return server;
}

bool server_address::loopback() const {
    return host == "localhost" || host == "::1" || host.starts_with("127.");
}

http_client::http_client(server_address server, std::optional<domain::digest> pin, std::int64_t deadline_ms)
    : server_(std::move(server)), pin_(pin), deadline_ms_(deadline_ms), running_(std::make_unique<running>()) {}

http_client::~http_client() = default;

void http_client::interrupt() {
    const std::lock_guard held(running_->mutex);
    running_->over = true;
    if (running_->loop != nullptr) running_->loop->stop();
}

http_answer http_client::post(std::string_view target, const headers& with, std::string_view body) {
    exchange what{server_, pin_, {http::verb::post, server_.path + std::string(target), 11}, {}};
    const bool usual = server_.port == (server_.tls ? "443" : "80");
    const auto name = server_.host.find(':') == std::string::npos ? server_.host : '[' + server_.host + ']';
    what.request.set(http::field::host, usual ? name : name + ':' + server_.port);
    what.request.set(http::field::user_agent, "krug-kiosk");
    what.request.set(http::field::connection, "close");
    for (const auto& [field, value] : with) what.request.set(field, value);
    what.request.body() = body;
    what.request.prepare_payload();

    asio::io_context loop;
    const running::mark mark(*running_, loop);
    std::exception_ptr failed;
    bool ended = false;
    const auto finish = [&failed, &ended](std::exception_ptr error) {
        failed = error;
        ended = true;
    };
    try {
        if (server_.tls) {
            auto context = tls_context(pin_);
            tls_stream stream(loop, context);
            SSL_set_tlsext_host_name(stream.native_handle(), server_.host.c_str());
            if (!pin_) stream.set_verify_callback(asio::ssl::host_name_verification(server_.host));
            asio::co_spawn(loop, run_tls(stream, what), finish);
            run_until(loop, deadline_ms_, ended, [&] {
                what.over = true;
                beast::get_lowest_layer(stream).close();
            });
        } else {
            tcp_stream stream(loop);
            asio::co_spawn(loop, run_plain(stream, what), finish);
            run_until(loop, deadline_ms_, ended, [&] {
                what.over = true;
                stream.close();
            });
        }
        if (failed) std::rethrow_exception(failed);
    } catch (const boost::system::system_error& error) {
        throw transport_failure(error.code().message());
    }
    return std::move(what.answer);
}

} // namespace krug::sync
