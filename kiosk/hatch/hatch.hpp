// A small opening in the kiosk through which others speak HTTP with it: its own page, later the devices beside it.
// The kiosk's composition opens one for each application; behind it stands the server's hardened net room.
#pragma once

#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "net/counters.hpp"
#include "web/application.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace krug::hatch {

struct hatch_settings {
    std::string listen = "127.0.0.1:0";     ///< "ADDR:PORT"; port 0 takes a free one
    std::string certificate_file{}, private_key_file{}; ///< PEM; with them the hatch speaks TLS and nothing else
    std::vector<std::string> allowed_hosts; ///< names in Host, lower case, without port; others get 421; none: any
    std::size_t crew_threads = 8;           ///< each waiting request holds one
    std::size_t connections_max = 64;
    std::size_t (*body_bytes_max)(std::string_view target) = nullptr; ///< none: 16 KiB for every target
};

class hatch {
public:
    /// Binds at once and serves on threads of its own. `application` is called from several threads.
    /// Throws std::runtime_error that names the address.
    hatch(hatch_settings settings, web::application application);
    /// Refuses new requests, lets running ones end, joins.
    ~hatch();
    hatch(const hatch&) = delete;
    hatch& operator=(const hatch&) = delete;

    std::uint16_t port() const;

private:
    struct parts;
    std::unique_ptr<parts> parts_;
};

} // namespace krug::hatch
