// Sends one message of a webhook over HTTPS, to an address of the open internet and to no other.
// The messenger of this room and its tests.
#pragma once

#include "service/webhook_office.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace krug::webhook {

struct sender_settings {
    std::vector<std::string> trusted; ///< host:port on this computer that http may reach
    std::string ca_file;              ///< PEM; "" = the system's
    long milliseconds_max = 5'000;    ///< from the first question to the last byte
    std::size_t answer_most = 64 * 1024; ///< bytes of an answer, its head among them
};

/// One at a time; a thread has its own.
class sender {
public:
    /// Throws std::runtime_error when libcurl cannot start.
    explicit sender(const sender_settings& settings);
    ~sender();
    sender(const sender&) = delete;
    sender& operator=(const sender&) = delete;

    /// The name is resolved once; the address that is connected to is judged in the moment of connecting, so a name that
    /// changes its mind gains nothing. No redirects, no proxies, no cookies. Failures: status, redirect, timeout,
    /// unreachable, unknown_host, forbidden_address, certificate, too_long, link_broken, interrupted.
    service::webhook_outcome send(const service::webhook_job& job);

    /// Ends a send that is under way, from any thread.
    void interrupt() noexcept;

private:
    struct line;
    std::unique_ptr<line> line_;
};

} // namespace krug::webhook
