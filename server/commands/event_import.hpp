// Events from a file, as `krug event import` and `krug demo` read them: organisations, people, venues, events, a plan.
// What the file does not say stays unsaid; what looks wrong is reported and kept as it was written.
#pragma once

#include "commands/installation.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace krug::commands {

struct imported_events {
    std::vector<std::pair<std::string, domain::event_id>> events; ///< slug and number, in the order of the file
    std::vector<std::pair<std::string, domain::event_id>> by_key; ///< the file's own id and number
    domain::organisation_id owner;                                ///< keeps them all here: the first of the file
    std::vector<sentence> warnings;
};

/// `text` is JSON: {"organizations", "people", "venues", "events", "roadmap"} with the members of the seed files, times
/// RFC 3339. Throws command_failed naming the place when it cannot be read or an event is refused.
imported_events import_events(installation& here, std::string_view text);

} // namespace krug::commands
