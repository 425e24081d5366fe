#include "hatch/hatch.hpp"

#include "net/server.hpp"

#include <thread>

namespace krug::hatch {
namespace {

std::size_t small_body(std::string_view) { return std::size_t{16} * 1024; }

net::server_settings settings_for(const hatch_settings& wanted) {
    net::server_settings settings;
    (wanted.certificate_file.empty() ? settings.listen : settings.listen_tls) = {wanted.listen};
    settings.certificate_file = wanted.certificate_file;
    settings.private_key_file = wanted.private_key_file;
    settings.take_inherited = false;
    settings.allowed_hosts = wanted.allowed_hosts;
    settings.crew_threads = wanted.crew_threads;
    settings.crew_queue_max = 64;
    settings.connections_max = wanted.connections_max;
    settings.connections_per_address_max = wanted.connections_max;
    settings.body_bytes_max = wanted.body_bytes_max != nullptr ? wanted.body_bytes_max : small_body;
    settings.bodies_bytes_max = std::size_t{4} * 1024 * 1024;
    settings.cache_bytes_max = 0;
    settings.cache_entries_max = 0;
    settings.drain_ms_max = 1'000;
    // The kiosk's own loop hears the signals; what passes here is nobody's history.
    settings.handle_signals = false;
    settings.access = net::access_log::none;
    return settings;
}

} // namespace

struct hatch::parts {
    parts(const hatch_settings& wanted, web::application application)
        : server(settings_for(wanted), std::move(application), clock, random, counted), port(server.start()),
          thread([this] { server.run(); }) {}
    ~parts() {
        server.stop();
        thread.join();
    }

    ground::system_clock clock;
    ground::system_randomness random;
    net::counters counted;
    net::server server;
    std::uint16_t port;
    std::thread thread;
};

hatch::hatch(hatch_settings settings, web::application application)
    : parts_(std::make_unique<parts>(settings, std::move(application))) {}

hatch::~hatch() = default;

std::uint16_t hatch::port() const { return parts_->port; }

} // namespace krug::hatch
