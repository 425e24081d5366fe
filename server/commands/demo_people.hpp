// Invented people for the demonstration: names of every shape that lists, badges and searches must bear.
// Used by demo only. Nobody real is among them.
#pragma once

#include "domain/registration.hpp"

namespace krug::commands {

/// The n-th invented person (n ≥ 0), always the same; addresses end in .example, which no mail reaches (RFC 2606).
domain::registration_request invented_person(std::size_t n);

} // namespace krug::commands
