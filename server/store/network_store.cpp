#include "store/network_store.hpp"

#include "store/statement.hpp"
#include "store/transaction.hpp"

namespace krug::store {

void replace_network(transaction& tx, std::span<const network_phase> phases) {
    for (const auto& phase : phases)
        execute(tx, "clear_network", "DELETE FROM network_phase WHERE unit = :unit", phase.unit);
    for (const auto& phase : phases)
        execute(tx, "insert_network_phase",
                "INSERT INTO network_phase (unit, position, region, years_raw, first_year, last_year, cities, "
                "cities_count, what, doubt) VALUES (:unit, :position, :region, :raw, :first, :last, :cities, :count, "
                ":what, :doubt)",
                phase.unit, phase.position, phase.region, phase.years_raw, phase.first_year, phase.last_year,
                phase.cities, phase.cities_count, phase.what, phase.doubt);
}

std::vector<network_phase> network(transaction& tx) {
    std::vector<network_phase> phases;
    for (auto& columns : query<std::string, std::int64_t, std::string, std::string, std::int64_t, std::int64_t,
                               std::string, std::int64_t, std::string, std::string>(
             tx, "network",
             "SELECT unit, position, region, years_raw, first_year, last_year, cities, cities_count, what, doubt "
             "FROM network_phase ORDER BY unit, position")) {
        network_phase phase;
        std::tie(phase.unit, phase.position, phase.region, phase.years_raw, phase.first_year, phase.last_year,
                 phase.cities, phase.cities_count, phase.what, phase.doubt) = std::move(columns);
        phases.push_back(std::move(phase));
    }
    return phases;
}

} // namespace krug::store
