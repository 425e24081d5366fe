// Judges the includes of one file by arrows.txt.
// Called by the tests of this folder only.
#pragma once

#include "architecture/tree.hpp"

#include <map>
#include <set>

namespace krug::architecture {

struct arrows {
    std::map<std::string, std::set<std::string>> rooms; ///< room → rooms and single headers it may include
    std::map<std::string, std::set<std::string>> libraries; ///< header prefix → rooms that may
};

/// Reads arrows.txt. Throws std::runtime_error naming a line that is neither.
arrows read_arrows(std::string_view text);

/// The room a file belongs to: server/net/x.cpp → net, kiosk/sync/x.cpp → sync, server/config.cpp → config,
/// server/main.cpp → main, kiosk/main.cpp → kiosk.
std::string room_of(std::string_view path);

/// What is wrong with the file's includes, one sentence each.
std::vector<std::string> judge_includes(const arrows& allowed, const source_file& file);

} // namespace krug::architecture
