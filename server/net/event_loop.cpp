#include "net/event_loop.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>

#include <algorithm>

namespace krug::net {

bool connection_census::is_counted(const peer_address& peer) const {
    return !trusted_.trusts(peer) && (settings_.limit_loopback || !peer.is_loopback());
}

bool connection_census::enter(const peer_address& peer) {
    const bool counted = is_counted(peer);
    const std::lock_guard lock(mutex_);
    if (all_ >= settings_.connections_max) return false;
    if (counted) {
        auto& here = by_address_[peer.allowance_key().bytes];
        if (here >= settings_.connections_per_address_max) return false;
        ++here;
    }
    ++all_;
    return true;
}

void connection_census::leave(const peer_address& peer) {
    const bool counted = is_counted(peer);
    const std::lock_guard lock(mutex_);
    --all_;
    if (!counted) return;
    const auto found = by_address_.find(peer.allowance_key().bytes);
    if (--found->second == 0) by_address_.erase(found);
}

timed_connection::timed_connection(event_loop& loop)
    : loop_(loop), place_(loop.connections_.insert(loop.connections_.end(), this)) {
    loop_.parts.counted.connections_open.fetch_add(1, std::memory_order_relaxed);
}

timed_connection::~timed_connection() {
    loop_.connections_.erase(place_);
    loop_.parts.counted.connections_open.fetch_sub(1, std::memory_order_relaxed);
}

event_loop::event_loop(server_parts& shared) : parts(shared), timer_(context) {}

const std::string& event_loop::date() {
    const auto now = parts.clock.now();
    if (now != date_second_) {
        date_ = date_line(now);
        date_second_ = now;
    }
    return date_;
}

void event_loop::start_sweeping() { asio::co_spawn(context, sweep(), asio::detached); }

awaitable<void> event_loop::sweep() {
    const std::chrono::milliseconds pause(parts.settings.sweep_ms);
    while (!draining_ || !connections_.empty()) {
        timer_.expires_after(pause);
        [[maybe_unused]] const auto [woken] = co_await timer_.async_wait(with_error);
        look_at_deadlines();
        if (every_sweep) every_sweep();
    }
}

void event_loop::look_at_deadlines() {
    const auto now = now_ms();
    if (now >= drain_until_ms_) {
        parts.crew.drop_queued();
        for (auto* each : connections_) each->cut_off();
        return;
    }
    for (auto* each : connections_) {
        if (each->deadline_ms > now) continue;
        each->deadline_ms = never_ms;
        each->timed_out = true;
        each->wake();
    }
}

void event_loop::drain(std::int64_t until_ms) {
    draining_ = true;
    drain_until_ms_ = until_ms;
    timer_.cancel(); // so that a loop without connections ends at once
    // A request may be on its way on a silent connection; a short grace costs a restart nothing and saves it an error.
    using waiting_for = timed_connection::waiting_for;
    for (auto* each : connections_) {
        if (each->waits == waiting_for::something_else) continue;
        const int grace_ms = each->waits == waiting_for::first_request ? 1000 : each->waits == waiting_for::news ? 0 : 100;
        each->deadline_ms = std::min(each->deadline_ms, now_ms() + grace_ms);
    }
}

} // namespace krug::net
