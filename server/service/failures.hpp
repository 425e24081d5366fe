// Failures of the world, sorted for whoever answers a visitor: what to log, and whether trying again is reasonable.
// Called by web's one catch and by the mail thread.
#pragma once

#include <exception>
#include <string>

namespace krug::service {

struct failure_class {
    std::string word;     ///< fit for a log: our query name and a code, never a value
    bool passing = false; ///< busy, connection lost, fate of a commit unknown: 503 and try again
    bool may_be_done = false; ///< fate of a commit unknown: never to be read as a no
};

failure_class classify(const std::exception& failed);

} // namespace krug::service
