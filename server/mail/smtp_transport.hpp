// Mail through one SMTP submission server by libcurl, with or without TLS. Made once by serve, used by the carrier.
// One thread delivers; interrupt may come from another.
#pragma once

#include "mail/transport.hpp"

#include <memory>
#include <string>

namespace krug::mail {

/// none: plain SMTP (a server on this machine). start_tls_optional: upgrade if offered; start_tls: upgrade or nothing
/// is sent; implicit_tls: TLS from the first byte (smtps, port 465). Certificates are always verified.
enum class smtp_security { none = 1, start_tls_optional = 2, start_tls = 3, implicit_tls = 4 };

struct smtp_settings {
    std::string host;
    int port = 587;
    smtp_security security = smtp_security::start_tls;
    std::string user;             ///< "" = no authentication
    std::string password;
    std::string ca_file;          ///< "" = the system's
    std::string ehlo_name;        ///< "" = what libcurl says
    long connect_seconds_max = 30;
    long reply_seconds_max = 120; ///< silence of the server after a command or the final dot
    long total_seconds_max = 240; ///< one delivery; fits into the lease (outbox.hpp)
};

class smtp_transport final : public transport {
public:
    /// Throws std::invalid_argument when host, port or ehlo_name cannot be, std::runtime_error when libcurl cannot start.
    explicit smtp_transport(const smtp_settings& settings);
    ~smtp_transport() override;
    outcome deliver(std::string_view envelope_from, std::string_view to, std::string_view bytes) override;
    /// Connects, secures the link, signs in and sends nothing: `sent` if the server would take letters, else why not.
    /// For checks; a transport that has greeted delivers no more.
    outcome greet();
    void interrupt() noexcept override;

private:
    struct link;
    std::unique_ptr<link> link_;
};

} // namespace krug::mail
