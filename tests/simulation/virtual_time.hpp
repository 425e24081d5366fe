// If this is wrong, no seed can be repeated. Time that the world alone moves, clocks of devices that drift and jump,
// dice from a seed, and the hash of everything that happened.
#pragma once

#include "ground/clock.hpp"
#include "ground/randomness.hpp"

#include <cstdint>

namespace krug::simulation {

/// The true time of a world in milliseconds.
struct true_time {
    std::int64_t ms = 0;
};

/// A server's clock: the truth itself.
class exact_clock final : public ground::clock {
public:
    explicit exact_clock(const true_time& world) : world_(world) {}
    ground::utc_seconds now() const override { return world_.ms / 1000; }
    std::int64_t now_ms() const override { return world_.ms; }
    std::int64_t steady_ms() const override { return world_.ms; }

private:
    const true_time& world_;
};

/// A device's clocks: one oscillator that runs fast or slow for both, and a wall clock that somebody may set.
class device_clock final : public ground::clock {
public:
    explicit device_clock(const true_time& world) : world_(world), born_ms_(world.ms), boot_ms_(world.ms) {}
    ground::utc_seconds now() const override { return now_ms() / 1000; }
    std::int64_t now_ms() const override { return local_ms() + step_ms_; }
    std::int64_t steady_ms() const override { return by_wall_ ? now_ms() : local_ms() - boot_ms_; }

    /// A planted bug: the clock that never jumps is the wall clock.
    void go_by_wall() { by_wall_ = true; }
    void drift(std::int64_t ppm) { ppm_ = ppm; }
    void step(std::int64_t ms) { step_ms_ += ms; }
    /// The computer starts anew: the clock that never jumps begins at zero.
    void boot() { boot_ms_ = local_ms(); }
    std::int64_t wrong_by_ms() const { return now_ms() - world_.ms; }

private:
    std::int64_t local_ms() const { return world_.ms + (world_.ms - born_ms_) * ppm_ / 1'000'000; }

    const true_time& world_;
    std::int64_t born_ms_;
    std::int64_t boot_ms_;
    std::int64_t ppm_ = 0;
    std::int64_t step_ms_ = 0;
    bool by_wall_ = false;
};

/// Draws that are the same with every compiler: no distribution of the standard library.
class dice {
public:
    explicit dice(std::uint64_t seed) : source_(seed) {}
    /// 0..n-1; n ≥ 1.
    std::int64_t below(std::int64_t n) {
        return static_cast<std::int64_t>(source_.next_u64() % static_cast<std::uint64_t>(n));
    }
    std::int64_t between(std::int64_t least, std::int64_t most) { return least + below(most - least + 1); }
    /// True in `parts` of a million cases.
    bool in_million(std::int64_t parts) { return parts > 0 && below(1'000'000) < parts; }
    bool percent(std::int64_t parts) { return in_million(parts * 10'000); }
    std::uint64_t number() { return source_.next_u64(); }
    ground::randomness& source() { return source_; }

private:
    ground::seeded_randomness source_;
};

/// One number that stands for a whole history.
class trace {
public:
    void add(std::int64_t value) {
        auto mixed = static_cast<std::uint64_t>(value) + 0x9e3779b97f4a7c15U + (hash_ << 6) + (hash_ >> 2);
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9U;
        hash_ = (hash_ ^ mixed) * 0x94d049bb133111ebU;
        hash_ ^= hash_ >> 31;
    }
    std::uint64_t hash() const { return hash_; }

private:
    std::uint64_t hash_ = 0x6b727567;
};

} // namespace krug::simulation
