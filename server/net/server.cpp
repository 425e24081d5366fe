#include "net/server.hpp"

#include "ground/log.hpp"
#include "net/event_loop.hpp"
#include "net/listener.hpp"
#include "net/systemd_notice.hpp"
#include "net/tls.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/signal_set.hpp>

#include <chrono>
#include <csignal>
#include <optional>
#include <stdexcept>
#include <thread>

namespace krug::net {

namespace {

/// Keys of session tickets older than this are forgotten, and a renewed certificate is found without a signal.
constexpr std::int64_t certificate_age_ms_max = 12LL * 3600 * 1000;

void check_settings(const server_settings& settings) {
    if (settings.io_threads == 0 || settings.crew_threads == 0)
        throw std::invalid_argument("a server needs at least one network thread and one crew thread");
    if (settings.sweep_ms <= 0 || settings.transfer_bytes_per_s_min <= 0)
        throw std::invalid_argument("the sweep and the least speed of a transfer must be above zero");
    if (!settings.body_bytes_max) throw std::invalid_argument("no limit for bodies");
    if (!settings.listen_tls.empty() && settings.certificate_file.empty())
        throw std::invalid_argument("listening with TLS needs a certificate");
}

} // namespace

std::size_t usual_body_bytes_max(std::string_view target) {
    const auto path = target.substr(0, target.find('?'));
    const bool large = path.starts_with("/kiosk/") || path.ends_with("/import") ||
                       path.ends_with("/register/group") || path.ends_with("/check-ins/batch");
    return large ? std::size_t{2} * 1024 * 1024 : std::size_t{64} * 1024;
}

struct server::parts {
    parts(server_settings given, web::application served, const ground::clock& clock, ground::randomness& random,
          counters& counted)
        : settings(std::move(given)), application(std::move(served)),
          shared{settings,
                 application,
                 clock,
                 counted,
                 trusted_proxies(settings.trusted_proxies),
                 connection_census(settings, shared.proxies),
                 page_cache(settings.cache_bytes_max, settings.cache_entries_max, clock),
                 {settings.crew_threads, settings.crew_queue_max, settings.promised_max},
                 random.next_u64()} {
        if (!settings.certificate_file.empty())
            certificate.emplace(settings.certificate_file, settings.private_key_file);
        for (std::size_t i = 0; i < settings.io_threads; ++i) all.push_back(std::make_unique<event_loop>(shared));
        signals.emplace(all.front()->context);
    }

    event_loop& first() { return *all.front(); }
    void bind();
    void add(tcp_acceptor acceptor, bool secure, bool inherited);
    awaitable<void> accept_with(listener& door);
    awaitable<void> heed_signals();
    void begin_stop();
    void drain_loops();
    void look_after_the_service();

    const server_settings settings;
    const web::application application;
    server_parts shared;
    std::optional<tls_certificate> certificate;
    loops all;
    std::vector<std::unique_ptr<listener>> doors;
    std::optional<asio::basic_signal_set<loop_executor>> signals;
    std::size_t doors_open = 0;
    std::atomic<bool> ready = false;
    bool stopping = false;
    int watchdog_pause_ms = 0;
    std::int64_t watchdog_due_ms = 0;
    std::int64_t certificate_due_ms = 0;
};

void server::parts::add(tcp_acceptor acceptor, bool secure, bool inherited) {
    if (secure && !certificate) throw std::runtime_error("a socket named for TLS was passed, but there is no certificate");
    doors.push_back(std::make_unique<listener>(all, std::move(acceptor), secure ? &*certificate : nullptr, inherited));
}

void server::parts::bind() {
    if (settings.take_inherited)
        for (const auto& passed : take_inherited_sockets())
            add(listen_on_inherited(first(), passed.descriptor), passed.name.find("tls") != std::string::npos, true);
    for (const auto& address : settings.listen) add(listen_on(first(), address), false, false);
    for (const auto& address : settings.listen_tls) add(listen_on(first(), address), true, false);
    if (doors.empty()) throw std::runtime_error("there is no address to listen on");
}

awaitable<void> server::parts::accept_with(listener& door) {
    co_await door.accept_all();
    if (--doors_open == 0) drain_loops();
}

awaitable<void> server::parts::heed_signals() {
    while (true) {
        const auto [error, signal] = co_await signals->async_wait(with_error);
        if (error) co_return;
        if (signal != SIGHUP) {
            begin_stop();
            co_return;
        }
        if (certificate) certificate->reload();
        if (settings.on_hangup) settings.on_hangup();
    }
}

void server::parts::begin_stop() {
    if (stopping) return;
    stopping = true;
    shared.stopping = true;
    ready = false;
    if (settings.on_ready) settings.on_ready(false);
    notify_systemd("STOPPING=1");
    boost::system::error_code ignored;
    signals->cancel(ignored);
    for (auto& door : doors) door->stop(std::chrono::milliseconds(settings.sweep_ms));
}

/// Only when nobody accepts any more: a loop that drained to its end takes no new connection.
void server::parts::drain_loops() {
    const auto until_ms = first().now_ms() + settings.drain_ms_max;
    for (auto& loop : all) asio::post(loop->context, [&each = *loop, until_ms] { each.drain(until_ms); });
}

void server::parts::look_after_the_service() {
    const auto now = first().now_ms();
    if (watchdog_pause_ms > 0 && now >= watchdog_due_ms) {
        notify_systemd("WATCHDOG=1");
        watchdog_due_ms = now + watchdog_pause_ms;
    }
    if (certificate && now >= certificate_due_ms) {
        if (certificate_due_ms != 0) certificate->reload();
        certificate_due_ms = now + certificate_age_ms_max;
    }
}

server::server(server_settings settings, web::application application, const ground::clock& clock,
               ground::randomness& random, counters& counted) {
    check_settings(settings);
    parts_ = std::make_unique<parts>(std::move(settings), std::move(application), clock, random, counted);
}

server::~server() = default;

std::uint16_t server::start() {
    parts_->bind();
    return parts_->doors.front()->port();
}

std::vector<std::uint16_t> server::ports() const {
    std::vector<std::uint16_t> ports;
    for (const auto& door : parts_->doors) ports.push_back(door->port());
    return ports;
}

void server::run() {
    auto& own = *parts_;
    auto& context = own.first().context;
    if (own.settings.handle_signals) {
        for (const int signal : {SIGTERM, SIGINT, SIGHUP}) own.signals->add(signal);
        asio::co_spawn(context, own.heed_signals(), asio::detached);
    }
    own.doors_open = own.doors.size();
    for (auto& door : own.doors) asio::co_spawn(context, own.accept_with(*door), asio::detached);
    own.watchdog_pause_ms = watchdog_ms();
    own.first().every_sweep = [&own] { own.look_after_the_service(); };
    asio::post(context, [&own] {
        if (own.stopping) return;
        own.ready = true;
        if (own.settings.on_ready) own.settings.on_ready(true);
        notify_systemd("READY=1");
    });
    for (auto& loop : own.all) loop->start_sweeping();

    std::vector<std::thread> others;
    for (std::size_t i = 1; i < own.all.size(); ++i) others.emplace_back([&loop = *own.all[i]] { loop.context.run(); });
    context.run();
    for (auto& each : others) each.join();
    own.shared.crew.stop();
}

void server::stop() {
    asio::post(parts_->first().context, [this] { parts_->begin_stop(); });
}

bool server::ready() const { return parts_->ready; }

bool server::reload_certificate() { return parts_->certificate && parts_->certificate->reload(); }

} // namespace krug::net
