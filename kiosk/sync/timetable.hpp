// When to speak with the server next: at once in the beginning and while anything is waiting, within a second after
// a scan, else every half minute, and with growing pauses when nobody answers. Pure; the kiosk's sync thread asks.
#pragma once

#include "ground/randomness.hpp"

#include <cstdint>

namespace krug::sync {

inline constexpr std::int64_t interval_ms = 30'000;
inline constexpr std::int64_t after_scan_ms = 300;
inline constexpr std::int64_t first_pause_ms = 1'000;
inline constexpr std::int64_t between_rings_ms = 1'000;
inline constexpr std::int64_t ring_spread_ms = 300;

class timetable {
public:
    explicit timetable(ground::randomness& random) : random_(random) {}

    /// Steady milliseconds at which the next round is due; due at once in the beginning.
    std::int64_t due_ms() const { return due_ms_; }
    /// A round begins: what is scanned from now on may have missed it.
    void begun() { missed_ = false; }
    /// A round ended well; `more`: rows or pages are still waiting.
    void succeeded(std::int64_t now_ms, bool more);
    /// A round failed: 1, 2, 4 … 30 s, each spread by ± 20 % so that fifty kiosks do not return in one moment.
    void failed(std::int64_t now_ms);
    /// Something was recorded. While the server is away this hurries nothing.
    void scanned(std::int64_t now_ms);
    /// The server has something to tell. A second after the last round at the soonest: a rush of registrations rings
    /// all the time. All devices hear the bell in one moment, so each adds a little chance.
    void rung(std::int64_t now_ms);

private:
    std::int64_t spread(std::int64_t ms);

    ground::randomness& random_;
    std::int64_t due_ms_ = INT64_MIN;
    std::int64_t last_end_ms_ = INT64_MIN / 2;
    int failures_ = 0;
    bool missed_ = false;
};

} // namespace krug::sync
