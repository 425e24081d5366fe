// The certificate and the rules of TLS that every secure connection starts from.
// Called by net's server and transports; OpenSSL's own types are only named here.
#pragma once

#include <memory>
#include <mutex>
#include <string>

struct ssl_ctx_st;

namespace krug::net {

/// TLS 1.3, and 1.2 with ECDHE and AEAD only; no compression, no renegotiation, ALPN "http/1.1".
class tls_certificate {
public:
    /// Both files PEM. Throws std::runtime_error that says which file is wrong and why, never what is in it.
    tls_certificate(std::string certificate_file, std::string private_key_file);

    /// Reads the files again. When they are bad, the old certificate stays in use, the log says why, and false is
    /// returned. Fresh session ticket keys come with it. Safe from any thread.
    bool reload() noexcept;
    /// What new connections use from now on.
    std::shared_ptr<ssl_ctx_st> current() const;

private:
    std::string certificate_file_;
    std::string private_key_file_;
    mutable std::mutex mutex_;
    std::shared_ptr<ssl_ctx_st> context_;
};

} // namespace krug::net
