// If this fails, what visitors send can be read on the way, or a renewed certificate takes the service down.
#include "server/net/loopback.hpp"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <filesystem>
#include <fstream>

namespace krug::net_test {

namespace {

/// Writes a key and a certificate for `name`, signed by itself.
void write_certificate(const std::string& name, const std::string& certificate_file, const std::string& key_file) {
    EVP_PKEY* key = ::EVP_EC_gen("P-256");
    X509* certificate = ::X509_new();
    ::X509_set_version(certificate, 2);
    ::ASN1_INTEGER_set(::X509_get_serialNumber(certificate), 1);
    ::X509_gmtime_adj(::X509_getm_notBefore(certificate), 0);
    ::X509_gmtime_adj(::X509_getm_notAfter(certificate), 3600);
    ::X509_set_pubkey(certificate, key);
    auto* subject = ::X509_get_subject_name(certificate);
    ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1, 0);
    ::X509_set_issuer_name(certificate, subject);
    ::X509_sign(certificate, key, ::EVP_sha256());
    FILE* out = std::fopen(certificate_file.c_str(), "w");
    ::PEM_write_X509(out, certificate);
    std::fclose(out);
    out = std::fopen(key_file.c_str(), "w");
    ::PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(out);
    ::X509_free(certificate);
    ::EVP_PKEY_free(key);
}

class tls_client {
public:
    explicit tls_client(std::uint16_t port, int version = 0, const char* ciphers = nullptr, const std::string& alpn = "\x08http/1.1")
        : socket_(port), context_(::SSL_CTX_new(::TLS_client_method())) {
        ::SSL_CTX_set_options(context_, SSL_OP_IGNORE_UNEXPECTED_EOF);
        ::SSL_CTX_set_security_level(context_, 0);
        if (version != 0) {
            ::SSL_CTX_set_min_proto_version(context_, version);
            ::SSL_CTX_set_max_proto_version(context_, version);
        }
        if (ciphers) ::SSL_CTX_set_cipher_list(context_, ciphers);
        tls_ = ::SSL_new(context_);
        ::SSL_set_alpn_protos(tls_, reinterpret_cast<const unsigned char*>(alpn.data()), static_cast<unsigned>(alpn.size()));
        ::SSL_set_fd(tls_, socket_.descriptor());
        secure_ = ::SSL_connect(tls_) == 1;
    }
    ~tls_client() {
        ::SSL_free(tls_);
        ::SSL_CTX_free(context_);
        ::ERR_clear_error();
    }
    tls_client(const tls_client&) = delete;
    tls_client& operator=(const tls_client&) = delete;

    bool secure() const { return secure_; }
    std::string certificate_name() {
        X509* certificate = ::SSL_get1_peer_certificate(tls_);
        char name[128] = {};
        if (certificate) ::X509_NAME_get_text_by_NID(::X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
        ::X509_free(certificate);
        return name;
    }
    /// All that comes until the server closes.
    std::string ask(const std::string& bytes) {
        if (!bytes.empty()) ::SSL_write(tls_, bytes.data(), static_cast<int>(bytes.size()));
        std::string answer;
        char buffer[4096];
        int size = 0;
        while ((size = ::SSL_read(tls_, buffer, sizeof buffer)) > 0) answer.append(buffer, static_cast<std::size_t>(size));
        said_goodbye_ = (::SSL_get_shutdown(tls_) & SSL_RECEIVED_SHUTDOWN) != 0;
        return answer;
    }
    bool said_goodbye() const { return said_goodbye_; }
    SSL* raw() { return tls_; }
    client& socket() { return socket_; }

private:
    client socket_;
    SSL_CTX* context_;
    SSL* tls_;
    bool secure_ = false;
    bool said_goodbye_ = false;
};

struct server_tls : testing::Test {
    server_tls() {
        std::filesystem::create_directories(folder);
        write_certificate("first.example", settings.certificate_file, settings.private_key_file);
        settings.listen_tls = std::move(settings.listen);
        settings.listen.clear();
    }
    ~server_tls() override { std::filesystem::remove_all(folder); }

    static net::server_settings make_settings(const std::string& folder) {
        auto made = quick_settings();
        made.certificate_file = folder + "/certificate.pem";
        made.private_key_file = folder + "/key.pem";
        return made;
    }
    std::string folder = testing::TempDir() + "krug_tls_" + std::to_string(::getpid());
    net::server_settings settings = make_settings(folder);
};

const std::string last_get = "GET /x HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n";

} // namespace

// Visitors cannot reach the site by https, or the application takes them for unprotected ones.
TEST_F(server_tls, serves_by_tls_12_and_13) {
    running_server server(settings, [](const web::request& request) {
        auto response = echo(request);
        response.body = request.secure ? "secure" : "plain";
        return response;
    });
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        tls_client visitor(server.port(), version);
        ASSERT_TRUE(visitor.secure());
        const auto answer = visitor.ask(last_get);
        EXPECT_EQ(answer.substr(0, 15), "HTTP/1.1 200 OK");
        EXPECT_EQ(answer.substr(answer.size() - 6), "secure");
        EXPECT_TRUE(visitor.said_goodbye());
    }
}

// An old protocol or a weak cipher lets somebody read along.
TEST_F(server_tls, refuses_what_is_weak) {
    running_server server(settings, echo);
    EXPECT_FALSE(tls_client(server.port(), TLS1_1_VERSION).secure());
    EXPECT_FALSE(tls_client(server.port(), TLS1_2_VERSION, "ECDHE-ECDSA-AES128-SHA256").secure());
    EXPECT_FALSE(tls_client(server.port(), TLS1_2_VERSION, "AES128-GCM-SHA256").secure());
    EXPECT_TRUE(tls_client(server.port(), TLS1_2_VERSION, "ECDHE-ECDSA-AES128-GCM-SHA256").secure());
    EXPECT_FALSE(tls_client(server.port(), 0, nullptr, "\x02h2").secure());
    EXPECT_TRUE(tls_client(server.port(), 0, nullptr, "\x02h2\x08http/1.1").secure());
    EXPECT_TRUE(tls_client(server.port(), 0, nullptr, "").secure());
}

// A large list or answer arrives broken or not at all.
TEST_F(server_tls, carries_large_bodies_both_ways) {
    running_server server(settings, echo);
    std::string list(1024 * 1024, 'x');
    for (std::size_t i = 0; i < list.size(); ++i) list[i] = static_cast<char>('a' + i % 23);
    tls_client visitor(server.port());
    ASSERT_TRUE(visitor.secure());
    const auto answer = visitor.ask("POST /kiosk/x HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Length: " +
                                    std::to_string(list.size()) + "\r\n\r\n" + list);
    ASSERT_GT(answer.size(), list.size());
    EXPECT_EQ(answer.substr(answer.size() - list.size()), list);
}

// Many requests on one connection, as every browser does, mix up their records.
TEST_F(server_tls, answers_pipelined_requests) {
    running_server server(settings, echo);
    std::string all;
    for (int i = 0; i < 50; ++i) all += "GET /" + std::to_string(i) + " HTTP/1.1\r\nHost: here\r\n\r\n";
    tls_client visitor(server.port());
    const auto answers = visitor.ask(all + last_get);
    std::size_t at = 0;
    for (int i = 0; i < 50; ++i) {
        at = answers.find("\r\n\r\n/" + std::to_string(i) + "|", at);
        ASSERT_NE(at, std::string::npos) << i;
    }
}

// A visitor who begins a handshake and falls silent keeps a place for ever.
TEST_F(server_tls, ends_a_handshake_that_does_not_go_on) {
    settings.header_ms_max = 150;
    running_server server(settings, echo);
    client silent(server.port());
    EXPECT_TRUE(silent.ended());
    client half(server.port());
    half.send(std::string("\x16\x03\x01\x02\x00\x01", 6));
    EXPECT_TRUE(half.ended());
}

// Plain HTTP on the secure port, or noise, takes the server down.
TEST_F(server_tls, survives_noise) {
    running_server server(settings, echo);
    for (const std::string& noise : {std::string("GET / HTTP/1.1\r\nHost: here\r\n\r\n"), std::string(5000, '\x16'),
                                    std::string(100, '\0')}) {
        client stranger(server.port());
        stranger.send(noise);
        EXPECT_EQ(stranger.all().find("HTTP/1.1 200"), std::string::npos);
    }
    tls_client cut(server.port());
    ASSERT_TRUE(cut.secure());
    cut.socket().send(std::string("\x17\x03\x03\x00\x20", 5) + std::string(32, 'x'));
    EXPECT_EQ(cut.ask(""), "");
    tls_client visitor(server.port());
    EXPECT_EQ(visitor.ask(last_get).substr(0, 15), "HTTP/1.1 200 OK");
}

// A refusal is cut off by a reset before the visitor can read it.
TEST_F(server_tls, explains_a_refusal) {
    running_server server(settings, echo);
    tls_client visitor(server.port());
    const auto answer = visitor.ask("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 70000\r\n\r\n" + std::string(20'000, 'x'));
    EXPECT_EQ(answer.substr(0, 12), "HTTP/1.1 413");
    EXPECT_NE(answer.find("too much data"), std::string::npos);
}

// The yearly new certificate needs a restart, or a half-written file takes the site down in the night.
TEST_F(server_tls, takes_a_new_certificate_and_keeps_the_old_one_when_the_new_is_bad) {
    running_server server(settings, echo);
    EXPECT_EQ(tls_client(server.port()).certificate_name(), "first.example");
    tls_client open(server.port());
    write_certificate("second.example", settings.certificate_file, settings.private_key_file);
    EXPECT_EQ(tls_client(server.port()).certificate_name(), "first.example");
    EXPECT_TRUE((*server).reload_certificate());
    EXPECT_EQ(tls_client(server.port()).certificate_name(), "second.example");
    EXPECT_EQ(open.ask(last_get).substr(0, 15), "HTTP/1.1 200 OK");

    std::ofstream(settings.certificate_file) << "half a certifi";
    EXPECT_FALSE((*server).reload_certificate());
    write_certificate("third.example", settings.certificate_file, settings.private_key_file + ".other");
    EXPECT_FALSE((*server).reload_certificate());
    std::filesystem::remove(settings.certificate_file);
    EXPECT_FALSE((*server).reload_certificate());
    EXPECT_EQ(tls_client(server.port()).certificate_name(), "second.example");
}

// The service starts without its certificate and serves nobody.
TEST_F(server_tls, does_not_start_with_a_bad_certificate) {
    ground::system_clock clock;
    ground::seeded_randomness random{1};
    net::counters counted;
    std::ofstream(settings.private_key_file) << "no key";
    EXPECT_THROW(net::server(settings, echo, clock, random, counted), std::runtime_error);
}

// Ten thousand waiting phones cost a full handshake each time they come back.
TEST_F(server_tls, resumes_a_session) {
    running_server server(settings, echo);
    tls_client first(server.port(), TLS1_2_VERSION);
    ASSERT_TRUE(first.secure());
    SSL_SESSION* session = ::SSL_get1_session(first.raw());
    EXPECT_EQ(::SSL_SESSION_has_ticket(session), 1);
    client socket(server.port());
    SSL_CTX* context = ::SSL_CTX_new(::TLS_client_method());
    ::SSL_CTX_set_max_proto_version(context, TLS1_2_VERSION);
    SSL* again = ::SSL_new(context);
    ::SSL_set_session(again, session);
    ::SSL_set_fd(again, socket.descriptor());
    EXPECT_EQ(::SSL_connect(again), 1);
    EXPECT_EQ(::SSL_session_reused(again), 1);
    ::SSL_free(again);
    ::SSL_CTX_free(context);
    ::SSL_SESSION_free(session);
}

} // namespace krug::net_test
