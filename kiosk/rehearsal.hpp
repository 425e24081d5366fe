// What can be tried before the doors open: disk, clock, list, keys, and tickets of every kind through a scratch journal.
// The rehearse command and the staff corner.
#pragma once

#include "station.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace krug::kiosk {

struct finding {
    gate_protocol::rehearsal_part part = gate_protocol::rehearsal_part::other;
    bool good = false;
    std::string ru, en;
};

/// Touches nothing of the real journal; the scratch one lies beside it, so that the same disk is measured.
std::vector<finding> rehearsal(station& kiosk, const std::filesystem::path& folder);

/// What the organiser is told of it.
gate_protocol::rehearsal_result result_of(const std::vector<finding>& found, domain::utc_seconds at);

/// Scan-to-answer times in ms, ascending, for `count` tickets made and answered in a scratch journal in `folder`.
/// A ticket that was not answered green throws std::logic_error.
std::vector<double> time_tickets(const std::filesystem::path& folder, std::size_t count);

} // namespace krug::kiosk
