// The real transport: HTTP/1.1 over TCP or TLS to the one server this device is enrolled with.
// The kiosk's composition makes one for enrolment and one for the sync thread.
#pragma once

#include "domain/scan.hpp"
#include "sync/transport.hpp"

#include <memory>
#include <optional>
#include <string>

namespace krug::sync {

struct server_address {
    bool tls = false;
    std::string host; ///< without brackets
    std::string port;
    std::string path; ///< put before every target, without a slash at its end

    /// Nothing unless http(s)://host[:port][/path].
    static std::optional<server_address> from(std::string_view url);
    /// 127.0.0.0/8, ::1 or localhost: the only place where plain HTTP needs no further word.
    bool loopback() const;
};

class http_client final : public transport {
public:
    /// With a pin, only a server whose public key has this SHA-256 is spoken to, whatever its certificate says.
    /// Without one, the system's certificate authorities and the host name decide.
    http_client(server_address server, std::optional<domain::digest> pin, std::int64_t deadline_ms = 15'000);

    ~http_client() override;

    http_answer post(std::string_view target, const headers& with, std::string_view body) override;

    /// Ends the post() that another thread is in, and every later one, with transport_failure.
    void interrupt();

private:
    struct running;
    server_address server_;
    std::optional<domain::digest> pin_;
    std::int64_t deadline_ms_;
    std::unique_ptr<running> running_;
};

} // namespace krug::sync
