// Records of devices that found no way to us any more, brought by file. Lives beside the gate office, which takes the same
// records from the network.
// Called by commands.
#pragma once

#include "domain/result.hpp"
#include "domain/staff.hpp"

#include <iosfwd>

namespace krug::store {
class database;
}
namespace krug::ground {
class clock;
}

namespace krug::service {

class key_office;

struct import_report {
    std::int64_t lines = 0, rows = 0;
    std::int64_t fresh = 0;   ///< of the rows, those that were not known before
    std::int64_t waiting = 0; ///< those that stand after a gap: the device has to export all it has
};

/// What `krug-kiosk export` wrote, line by line. Each line counts only with its device's own signature; repeats change
/// nothing; a revoked device's records go into quarantine. Refuses with invalid ("line", its number) for a line that no
/// device of ours signed; the lines before it are kept.
domain::result<import_report> import_scans(store::database& database, ground::clock& clock, key_office& keys,
                                           const domain::actor& by, std::istream& in);

} // namespace krug::service
