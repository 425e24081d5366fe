#include "swarm.hpp"

#include "ground/check.hpp"

#include <algorithm>

namespace krug::simulation {
namespace {

constexpr std::array<const char*, fault_kinds> words{
    "request_lost",    "answer_lost",     "duplicated",     "reordered",      "body_cut",
    "item_altered",    "one_way_cut",     "link_stopped",   "crash_at_disk",  "crash_at_message",
    "crash_idle",      "unsynced_lost",   "unsynced_kept",  "torn_sector",    "row_flipped",
    "log_cut",         "database_lost",   "flight_flipped", "flight_lost",    "both_damaged",
    "disk_full",       "sync_failed",     "clock_stepped",  "clock_drifting", "server_killed_before_commit",
    "server_killed_after_commit", "server_rolled_back", "server_restored", "device_cloned", "device_reenrolled",
    "device_revoked",  "key_rotated",     "key_compromised"};

bool of_network(fault kind) { return kind <= fault::link_stopped; }

/// Small worlds often, big ones seldom: most faults need few devices to bite.
int skewed(dice& draw, int least, int most) {
    const auto width = most - least;
    const auto first = draw.below(width + 1), second = draw.below(width + 1), third = draw.below(width + 1);
    return least + static_cast<int>(std::min({first, second, third}));
}

} // namespace

const char* word_of(fault kind) {
    const auto at = static_cast<std::size_t>(kind);
    KRUG_CHECK(at < words.size());
    return words[at];
}

world_plan plan_of(std::uint64_t seed, weather kind, int size_percent, int era) {
    dice draw(seed * 0x9e3779b97f4a7c15U + 1);
    world_plan plan;
    plan.seed = seed;
    plan.era = era;
    plan.kiosks = std::max(1, skewed(draw, 1, 50) * size_percent / 100);
    plan.gates = static_cast<int>(draw.between(2, 6));
    plan.guests = std::max(40, skewed(draw, 200, 5000) * size_percent / 100);
    plan.days = static_cast<int>(draw.between(1, 3));
    plan.hours_a_day = static_cast<int>(draw.between(4, 10));
    plan.scans_an_hour = static_cast<int>(draw.between(20, 120));
    plan.page_items = static_cast<int>(draw.between(20, 1000));
    plan.home_gates = draw.percent(20);
    plan.test_mode = draw.percent(4);
    plan.quiet_round_ms = draw.between(30, 300) * 1000;
    plan.delay_ms = draw.between(4, 400);
    for (std::size_t at = 0; at < fault_kinds; ++at) {
        const bool mine = draw.percent(35);
        const auto which = static_cast<fault>(at);
        plan.drawn[at] = kind == weather::every || (kind == weather::swarm && mine) ||
                         (kind == weather::network && mine && of_network(which));
    }
    // What a crash leaves behind is drawn at each crash.
    plan.loss_percent = draw.between(1, 30);
    plan.duplicate_percent = draw.between(1, 50);
    plan.reorder_percent = draw.between(1, 20);
    plan.unsynced_lost_percent = draw.between(80, 100);
    if (era == 1) return plan;
    plan.long_cut = draw.percent(6) && plan.has(fault::link_stopped);
    if (plan.long_cut) plan.days = 5;
    if (draw.percent(25)) plan.forgers_percent = 35;
    return plan;
}

} // namespace krug::simulation
