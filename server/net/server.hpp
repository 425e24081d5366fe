// The HTTP server: sockets on one side, one function from request to response on the other.
// Called by commands/serve (and tests); nothing of Asio in here.
#pragma once

#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "net/counters.hpp"
#include "net/server_settings.hpp"
#include "web/application.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace krug::net {

class server {
public:
    /// `counted`, `clock` and `random` outlive the server. `random` is used only here. Throws std::invalid_argument for
    /// settings that make no sense, std::runtime_error for a bad certificate.
    server(server_settings settings, web::application application, const ground::clock& clock,
           ground::randomness& random, counters& counted);
    ~server(); ///< after run() has returned, or if it was never called
    server(const server&) = delete;
    server& operator=(const server&) = delete;

    /// Binds every address and takes over inherited sockets; connections queue from now on. Returns the first port.
    /// Throws std::runtime_error that names the address.
    std::uint16_t start();
    /// All ports, in the order inherited, `listen`, `listen_tls`.
    std::vector<std::uint16_t> ports() const;

    /// Serves until stop(), a signal, or for ever. Returns when every connection has ended and the crew has joined.
    void run();
    /// Not ready any more, stops accepting, ends silent connections, lets running requests finish for up to
    /// drain_ms_max. May be called from any thread, also before run(); calling again does nothing more.
    void stop();

    /// True between the start of run() and stop().
    bool ready() const;
    /// Reads the certificate again; false (and a log line) when it is bad and the old one stays. Any thread.
    bool reload_certificate();

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

} // namespace krug::net
