// The statements of the write path, prepared once, with the variables bound to them.
// Only journal's own .cpp files.
#pragma once

#include <soci/soci.h>

#include <string>

namespace krug::journal {

struct write_path_statements {
    explicit write_path_statements(soci::session& sql);

    // what is asked
    std::string code;
    long long epoch = 0;
    // a listed ticket
    std::string listed_code, sessions, name, seat;
    long long generation = 0, category = 0, standing = 0, scope = 0, place = 0, flags = 0;
    // deny
    long long min_generation = 0, blocked = 0;
    // an earlier scan
    std::string id;
    long long device = 0, point = 0, leaving = 0, at_ms = 0, voided = 0, hidden = 0;

    soci::statement listed_by_code, listed_by_short_code, listed_by_number, denied, own_scans, other_scans;
};

} // namespace krug::journal
