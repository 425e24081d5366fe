// What `krug check` looks at, one function a subject, each answering with sentences for the operator.
// Called by check.cpp and by tests.
#pragma once

#include "config.hpp"

namespace krug::commands {

struct finding {
    enum class verdict { fine = 1, odd = 2, wrong = 3 };
    static constexpr auto fine = verdict::fine;
    static constexpr auto odd = verdict::odd;
    static constexpr auto wrong = verdict::wrong;

    verdict how;
    sentence what;
};

/// Folders that must be writable, files that must be readable, TLS files that must belong together,
/// and what a service without mail or a named data operator cannot do. Touches nothing.
std::vector<finding> check_configuration(const settings& about);

/// What only a look outside can tell: database and schema, whether the master key opens what was sealed, the clock, room on
/// the disk, and whether the mail server lets us in (nothing is sent). Writes nothing; waits for the mail server at most
/// 20 s.
std::vector<finding> check_installation(const settings& about);

} // namespace krug::commands
