// After a start: what the two copies say together, and what has to be written to make them equal again. Pure.
// The journal's own.
#pragma once

#include "domain/scan.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace krug::journal {

struct found_row {
    std::int64_t seq = 0;
    domain::scan_record record{};
    bool whole = true;        ///< the database's stored hash fits the record
    bool copies_agree = true; ///< and so do the columns to search by
};

struct repair {
    std::vector<domain::scan_record> insert;    ///< into the database: the flight log alone had them
    std::vector<std::int64_t> remove;           ///< from the database: damaged
    std::vector<std::int64_t> rewrite;          ///< in the database, from their own whole records: columns are damaged
    struct stretch { std::int64_t first, last; };
    std::vector<stretch> lost;                  ///< in neither copy: one loss row each
    std::vector<domain::scan_record> flight;    ///< what the flight log must hold, in order, without the loss rows
    bool rewrite_flight = false;
    bool append_last = false;                   ///< the last one of `flight` is merely missing at its end
    std::optional<domain::scan_name> hidden;    ///< an admission stored before the crash and never shown
    bool new_incarnation = false;
};

/// `rows` ascending by seq; `flight` in file order; `known_end` = the highest seq known to have existed (0 = none),
/// for example the one the server acknowledged.
repair reconcile(const std::vector<found_row>& rows, const std::vector<domain::scan_record>& flight,
                 std::size_t bad_slots, std::int64_t known_end);

/// The incarnation the journal goes on with: above every one that either copy knows when anything had to be rebuilt.
/// `stored` is what the database remembers, 0 for a new one.
std::uint32_t incarnation_after(const repair& plan, const std::vector<domain::scan_record>& flight,
                                std::int64_t stored, bool database_replaced);

/// The row that says of `first`..`last` that neither copy has them; `id` and the clocks are the caller's to fill in.
domain::scan loss_row(domain::device_id device, domain::event_id event, std::uint32_t incarnation, std::int64_t first,
                      std::int64_t last);

} // namespace krug::journal
