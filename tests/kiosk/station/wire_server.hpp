// A real socket before a function, plain or TLS, so that the kiosk's client is tried as it is shipped.
// The station's tests only.
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <utility>

namespace krug::cast {

struct wire_request {
    std::string target, body, authorization, signature;
};

class wire_server {
public:
    using handler = std::function<std::pair<int, std::string>(const wire_request&)>;
    /// With `tls`, a fresh self-signed certificate is made; pin() is its public key's SHA-256.
    wire_server(bool tls, handler answer);
    ~wire_server();
    std::string url() const;
    const std::array<std::uint8_t, 32>& pin() const { return pin_; }

private:
    struct state;
    std::unique_ptr<state> state_;
    std::array<std::uint8_t, 32> pin_{};
    std::jthread thread_;
};

} // namespace krug::cast
