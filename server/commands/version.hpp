// What is running: our version and commit, and the libraries a security notice may name.
// Called by the command line and by whoever reports the version.
#pragma once

#include <string>

namespace krug::commands {

/// "0.1.0", as in CMakeLists.txt.
std::string version_number();

/// One line: "krug 0.1.0 (commit abc1234), Boost 1.81.0, SQLite 3.40.1, OpenSSL 3.0.15". Numbers are those at
/// run time.
std::string version_text();

} // namespace krug::commands
