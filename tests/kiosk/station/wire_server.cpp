#include "wire_server.hpp"

#include "ticket/digest.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>

#include <openssl/evp.h>
#include <openssl/x509.h>

namespace krug::cast {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using asio::ip::tcp;

struct wire_server::state {
    state(bool wanted, handler function)
        : tls(wanted), answer(std::move(function)), acceptor(loop, {asio::ip::address_v4::loopback(), 0}),
          context(asio::ssl::context::tls_server) {}

    template <class Stream> void serve(Stream& stream) {
        beast::flat_buffer buffer;
        http::request_parser<http::string_body> parser;
        parser.body_limit(1024 * 1024);
        http::read(stream, buffer, parser);
        const auto& request = parser.get();
        const auto [status, body] =
            answer({std::string(request.target()), request.body(), std::string(request[http::field::authorization]),
                    std::string(request["Krug-Device-Signature"])});
        http::response<http::string_body> response(static_cast<http::status>(status), 11);
        response.body() = body;
        response.keep_alive(false);
        response.prepare_payload();
        http::write(stream, response);
    }

    void run() {
        for (;;) {
            tcp::socket socket(loop);
            boost::system::error_code failed;
            acceptor.accept(socket, failed);
            if (failed || stopping) return;
            try {
                if (tls) {
                    beast::ssl_stream<tcp::socket> stream(std::move(socket), context);
                    stream.handshake(asio::ssl::stream_base::server);
                    serve(stream);
                } else {
                    serve(socket);
                }
            } catch (const boost::system::system_error&) {
                continue; // the device hung up: that is what some tests want
            }
        }
    }

    bool tls;
    handler answer;
    asio::io_context loop;
    tcp::acceptor acceptor;
    asio::ssl::context context;
    std::atomic<bool> stopping = false;
};

namespace {

std::array<std::uint8_t, 32> use_fresh_certificate(SSL_CTX* context) {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    SSL_CTX_use_certificate(context, certificate);
    SSL_CTX_use_PrivateKey(context, key);
    unsigned char* der = nullptr;
    const int size = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &der);
    const auto pin = ticket::sha256(ticket::byte_view(der, static_cast<std::size_t>(size)));
    OPENSSL_free(der);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return pin;
}

} // namespace

wire_server::wire_server(bool tls, handler answer) : state_(std::make_unique<state>(tls, std::move(answer))) {
    if (tls) pin_ = use_fresh_certificate(state_->context.native_handle());
    thread_ = std::jthread([this] { state_->run(); });
}

wire_server::~wire_server() {
    state_->stopping = true;
    asio::io_context loop;
    tcp::socket knock(loop);
    boost::system::error_code ignored;
    knock.connect(state_->acceptor.local_endpoint(), ignored);
}

std::string wire_server::url() const {
    return (state_->tls ? "https://127.0.0.1:" : "http://127.0.0.1:") +
           std::to_string(state_->acceptor.local_endpoint().port());
}

} // namespace krug::cast
