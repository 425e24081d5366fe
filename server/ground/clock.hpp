// The time, as an object that is passed along, so that "doors open at 18:00" can be tested at noon.
// Everyone who needs the time receives a clock; nobody asks the system.
#pragma once

#include <cstdint>

namespace krug::ground {

/// Seconds since 1970-01-01T00:00:00Z, leap seconds ignored (POSIX time).
using utc_seconds = std::int64_t;

class clock {
public:
    virtual ~clock() = default;
    /// Wall time in UTC seconds.
    virtual utc_seconds now() const = 0;
    /// Wall time in UTC milliseconds.
    virtual std::int64_t now_ms() const = 0;
    /// Milliseconds on a clock that never jumps; only differences mean anything.
    virtual std::int64_t steady_ms() const = 0;
};

/// The computer's own clock.
class system_clock final : public clock {
public:
    utc_seconds now() const override;
    std::int64_t now_ms() const override;
    std::int64_t steady_ms() const override;
};

/// A clock that stands where it is put; for tests and for replaying a journal.
class standing_clock final : public clock {
public:
    explicit standing_clock(utc_seconds now) : ms_(now * 1000) {}
    utc_seconds now() const override { return ms_ / 1000; }
    std::int64_t now_ms() const override { return ms_; }
    std::int64_t steady_ms() const override { return ms_; }
    void advance_seconds(std::int64_t seconds) { ms_ += seconds * 1000; }
    void set(utc_seconds now) { ms_ = now * 1000; }

private:
    std::int64_t ms_;
};

} // namespace krug::ground
