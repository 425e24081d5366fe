// If this is wrong, the world tests something that is no kiosk. One device composed as kiosk/station composes it, but
// without threads: its clock, storage, gatekeeper, courier and timetable, and the weather at its storage.
#pragma once

#include "device_memory.hpp"
#include "gatekeeper/gatekeeper.hpp"
#include "server_side.hpp"
#include "sync/courier.hpp"
#include "sync/timetable.hpp"

#include <memory>
#include <mutex>
#include <optional>

namespace krug::simulation {

enum class link : std::uint8_t { up, down, one_way };

/// An onlooker between the product and the shelf: what was applied is noted when it is on the disk.
class watched_shelf final : public gatekeeper::shelf {
public:
    using watcher = std::function<void(const gatekeeper::round_effects&)>;
    watched_shelf(device_memory& real, watcher applied) : real_(real), applied_(std::move(applied)) {}
    gate_protocol::sync_request next_request(std::size_t rows_max) override { return real_.next_request(rows_max); }
    gatekeeper::feed_progress progress() override { return real_.progress(); }
    void apply(const gatekeeper::round_effects& effects) override {
        const auto before = real_.rounds_applied();
        try {
            real_.apply(effects);
        } catch (...) {
            if (real_.rounds_applied() > before) applied_(effects);
            throw;
        }
        applied_(effects);
    }

private:
    device_memory& real_;
    watcher applied_;
};

struct machine {
    machine(int at, const true_time& world, std::uint64_t seed)
        : number(at), clock(world), weather(seed * 31 + 1), chance(seed * 31 + 2), spread(seed * 31 + 3),
          key([seed] {
              ground::seeded_randomness source(seed * 31 + 4);
              return ticket::signing_key::make(source);
          }()) {}

    int number;
    device_clock clock;
    dice weather;                      ///< faults of this machine
    ground::seeded_randomness chance;  ///< the product's own randomness
    ground::seeded_randomness spread;  ///< the timetable's
    ticket::signing_key key;
    enrolled_device who;
    domain::admission_point_id point;
    domain::scan_name boot{};
    std::unique_ptr<device_memory> memory;
    std::mutex door;
    std::optional<watched_shelf> shelf;
    std::optional<gatekeeper::gatekeeper> gate;
    gate_protocol::abilities server_takes; ///< as this start of it has heard
    std::optional<sync::timetable> times;
    bool up = false, gone = false;
    bool in_round = false, cut_waits = false; ///< the power fails once the round has unwound
    bool full = false;                        ///< of its disk
    link line = link::up;
    std::int64_t line_back_ms = 0;
    std::int64_t round_due_ms = 0;            ///< true time of the next round that stands in the heap
    std::string last_text;                    ///< for the camera that reads the same code again
    int last_guest = -1, last_generation = 1;
};

} // namespace krug::simulation
