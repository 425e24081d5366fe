// A plan of venues, phase by phase, as its source has it.
// Called by the import only, inside a transaction.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

struct network_phase {
    std::string unit;
    std::int64_t position = 0;
    std::string region;
    std::string years_raw;
    std::int64_t first_year = 0, last_year = 0; ///< 0 = what is written is not believed
    std::string cities;                         ///< comma separated, "" = not named
    std::int64_t cities_count = 0;
    std::string what;
    std::string doubt; ///< "" or what looks wrong: years
};
/// Puts these phases in the place of what their unit had.
void replace_network(transaction& tx, std::span<const network_phase> phases);
std::vector<network_phase> network(transaction& tx);

} // namespace krug::store
