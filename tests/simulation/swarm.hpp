// If this is wrong, a fault that nobody drew looks like a fault that was survived. Which faults a seed brings, how big
// its world is, and how often each fault really fired.
#pragma once

#include "virtual_time.hpp"

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace krug::simulation {

enum class fault : std::uint8_t {
    request_lost,     ///< never reaches the server
    answer_lost,      ///< the server has done it, the device does not know
    duplicated,       ///< the same request arrives again, at once or much later
    reordered,        ///< a request overtakes: it arrives after the device has given up on it
    body_cut,         ///< the answer breaks off in the middle
    item_altered,     ///< somebody on the way leaves out an item of the feed
    one_way_cut,      ///< requests arrive, answers do not, for minutes
    link_stopped,     ///< links stop one by one and come back in another order
    crash_at_disk,    ///< power fails at a storage call
    crash_at_message, ///< power fails while a round is under way
    crash_idle,       ///< power fails between two guests
    unsynced_lost,    ///< of what was written and not yet synced, nothing is left
    unsynced_kept,    ///< … or it reached the disk after all
    torn_sector,      ///< … or half of it
    row_flipped,      ///< a bit of a row in the database
    log_cut,          ///< a bit of the write-ahead log: every later commit is dropped in silence
    database_lost,    ///< the database is beyond reading
    flight_flipped,   ///< a bit of the flight log
    flight_lost,      ///< the flight log is gone
    both_damaged,     ///< the end of both copies is gone
    disk_full,
    sync_failed,      ///< a storage call fails once; what it wrote may or may not be there
    clock_stepped,    ///< the wall clock is set, up to a day either way
    clock_drifting,   ///< up to 500 parts in a million
    server_killed_before_commit,
    server_killed_after_commit,
    server_rolled_back,   ///< an older backup takes over, without a word to anybody
    server_restored,      ///< the same by the restore command, which begins a new epoch
    device_cloned,
    device_reenrolled,
    device_revoked,
    key_rotated,
    key_compromised
};
inline constexpr std::size_t fault_kinds = 33;
const char* word_of(fault kind);

/// Era 1: one guest, one look; rare faults are rare. Era 2: whoever saw no answer shows the ticket again, damage also takes
/// records from the middle, rare faults come often enough to be counted in thousands, some links stay down beyond the lease,
/// at some events a stolen key is sold to many.
inline constexpr int era_now = 2;

using fault_counts = std::array<std::int64_t, fault_kinds>;

/// What one seed is. Everything else in a world follows from it and from the seed.
struct world_plan {
    std::uint64_t seed = 0;
    int era = era_now;         ///< of a kept seed: how the world was when it found something
    int kiosks = 1;            ///< 1..50
    int gates = 2;             ///< 2..6
    int guests = 200;          ///< 200..5000
    int days = 1;
    int hours_a_day = 8;       ///< doors open
    int scans_an_hour = 60;    ///< of one kiosk at its busiest
    int page_items = 200;
    bool home_gates = false;
    bool test_mode = false;    ///< a rehearsal: rehearsal tickets are good, the others are not
    std::int64_t quiet_round_ms = 120'000; ///< how often devices speak when nobody comes
    std::int64_t delay_ms = 40;            ///< there and back, at least
    std::array<bool, fault_kinds> drawn{};
    std::int64_t loss_percent = 0, duplicate_percent = 0, reorder_percent = 0;
    std::int64_t unsynced_lost_percent = 100;

    int forgers_percent = 0; ///< besides those of any event: guests who hold a forgery by a stolen key
    bool long_cut = false; ///< one event of five days, with links that stay down for more than three

    bool has(fault kind) const { return drawn[static_cast<std::size_t>(kind)]; }
};

enum class weather : std::uint8_t {
    swarm = 1,   ///< a random subset of all faults
    fair = 2,    ///< none at all
    network = 3, ///< only what the network does
    every = 4    ///< all of them at once
};

/// `size_percent` scales kiosks and guests: smaller worlds out of the same seeds for tests that must be short.
world_plan plan_of(std::uint64_t seed, weather kind, int size_percent = 100, int era = era_now);

} // namespace krug::simulation
