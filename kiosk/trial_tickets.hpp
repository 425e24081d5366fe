// Tickets of every kind, made and answered in a scratch journal: what the rehearsal shows before real guests do.
// The rehearsal and its test.
#pragma once

#include "domain/admission.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace krug::kiosk {

struct trial {
    const char* ru;
    const char* en; ///< what kind it was
    domain::verdict_reason expected{}, given{};
    double ms = 0;
    bool offline = false; ///< decided without a connection, as it must be
};

/// At least twenty, forced offline, through the product's own journal and gatekeeper on this disk. Touches nothing of
/// the real journal. Throws gatekeeper::disk_failure.
std::vector<trial> try_tickets(const std::filesystem::path& folder);

} // namespace krug::kiosk
