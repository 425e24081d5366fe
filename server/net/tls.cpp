#include "net/tls.hpp"

#include "ground/log.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <stdexcept>
#include <string_view>

namespace krug::net {

namespace {

[[noreturn]] void refuse(const std::string& what) {
    const auto code = ::ERR_peek_last_error();
    const char* reason = code == 0 ? nullptr : ::ERR_reason_error_string(code);
    ::ERR_clear_error();
    throw std::runtime_error(what + (reason ? std::string(": ") + reason : std::string()));
}

void must(long outcome, const std::string& what) {
    if (outcome != 1) refuse(what);
}

int choose_protocol(SSL*, const unsigned char** chosen, unsigned char* length, const unsigned char* offered,
                    unsigned int offered_length, void*) {
    constexpr std::string_view wanted = "http/1.1";
    for (unsigned int at = 0; at < offered_length; at += 1U + offered[at]) {
        const std::string_view name(reinterpret_cast<const char*>(offered) + at + 1, offered[at]);
        if (name != wanted) continue;
        *chosen = offered + at + 1;
        *length = offered[at];
        return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL; // RFC 7301 §3.2: better no connection than one in another protocol
}

std::shared_ptr<SSL_CTX> make_context(const std::string& certificate_file, const std::string& key_file) {
    ::ERR_clear_error();
    const std::shared_ptr<SSL_CTX> context(::SSL_CTX_new(::TLS_server_method()), ::SSL_CTX_free);
    if (!context) refuse("no TLS context");
    auto* raw = context.get();
    must(::SSL_CTX_set_min_proto_version(raw, TLS1_2_VERSION), "TLS version");
    must(::SSL_CTX_set_cipher_list(raw, "ECDHE+AESGCM:ECDHE+CHACHA20"), "TLS ciphers");
    must(::SSL_CTX_set1_groups_list(raw, "X25519:P-256:P-384"), "TLS groups");
    ::SSL_CTX_set_options(raw, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                   SSL_OP_PRIORITIZE_CHACHA);
    // Buffers are given back while a connection is idle: ten thousand phones wait in the queue at the door.
    ::SSL_CTX_set_mode(raw, SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    ::SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF); // resumption is by tickets, which cost us no memory
    must(::SSL_CTX_set_num_tickets(raw, 1), "TLS tickets");
    ::SSL_CTX_set_alpn_select_cb(raw, choose_protocol, nullptr);
    must(::SSL_CTX_use_certificate_chain_file(raw, certificate_file.c_str()), "certificate " + certificate_file);
    must(::SSL_CTX_use_PrivateKey_file(raw, key_file.c_str(), SSL_FILETYPE_PEM), "private key " + key_file);
    must(::SSL_CTX_check_private_key(raw), "certificate and private key do not belong together");
    return context;
}

} // namespace

tls_certificate::tls_certificate(std::string certificate_file, std::string private_key_file)
    : certificate_file_(std::move(certificate_file)), private_key_file_(std::move(private_key_file)),
      context_(make_context(certificate_file_, private_key_file_)) {}

bool tls_certificate::reload() noexcept {
    try {
        auto fresh = make_context(certificate_file_, private_key_file_);
        const std::lock_guard lock(mutex_);
        context_.swap(fresh);
        return true;
    } catch (const std::exception& error) {
        ground::log_error("certificate_kept", {{"reason", error.what()}});
        return false;
    }
}

std::shared_ptr<SSL_CTX> tls_certificate::current() const {
    const std::lock_guard lock(mutex_);
    return context_;
}

} // namespace krug::net
