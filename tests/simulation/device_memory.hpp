// If this is wrong, a power cut in the simulation is none. A device's storage as the world sees it: what the product uses
// of it, and what a power cut does to it.
#pragma once

#include "gatekeeper/disk.hpp"
#include "gatekeeper/shelf.hpp"
#include "planted.hpp"
#include "swarm.hpp"

#include <functional>
#include <memory>

namespace krug::simulation {

/// The device stops here and forgets everything that is not on its disk. No product code may catch it.
struct power_cut {};

/// Asked at each storage call: may throw power_cut or gatekeeper::disk_failure. "committed" and "flown" come after the
/// data left for the disk and before the call says so.
using storage_weather = std::function<void(const char* step)>;

class device_memory : public gatekeeper::disk, public gatekeeper::shelf {
public:
    virtual void enrolled(const gate_protocol::device_terms& terms, const gate_protocol::key_set& keys,
                          const gatekeeper::clock_measure& clock) = 0;
    /// Power comes back: opens and repairs. `damage` has happened to the files meanwhile.
    /// Throws disk_failure, power_cut.
    virtual void start(std::optional<fault> damage, dice& draw) = 0;
    /// How many rounds have been applied durably: the power may fail after that and before anybody hears of it.
    virtual std::int64_t rounds_applied() const = 0;
    /// Admissions whose twin was missing when the files were opened, and nothing else was wrong with them; each is told
    /// once.
    virtual std::vector<domain::scan_name> found_unseen() = 0;
    /// All records, oldest first.
    virtual std::vector<domain::scan_record> records() = 0;
    /// A second device with the same files.
    virtual std::unique_ptr<device_memory> clone(const ground::clock& clock, ground::randomness& random,
                                                 storage_weather weather) = 0;
};

} // namespace krug::simulation
