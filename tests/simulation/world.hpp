// If this is wrong, the simulation lives in no world. Devices, a server, guests and the weather on one thread under one
// clock, all from one seed; first the faults, then their end, and then the history for the judges.
#pragma once

#include "history.hpp"
#include "planted.hpp"

#include <memory>

namespace krug::simulation {

struct world_result {
    history story;
    fault_counts fired{};
    std::uint64_t trace_hash = 0;   ///< of every answer, round and fault
    double kiosk_hours = 0;
    std::int64_t scans = 0, rounds = 0;
};

world_result run_world(const world_plan& plan, planted bug = planted::none);

} // namespace krug::simulation
