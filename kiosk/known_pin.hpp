// The PIN that holds for this start of the kiosk.
// The run command; pin_command.cpp knows where it is kept.
#pragma once

#include "screen/staff_pin.hpp"

#include <filesystem>
#include <optional>

namespace krug::kiosk {

/// From `pin_file` (the PIN itself) when one is named, else the hash kept by set_pin; nothing when there is none.
/// Throws std::invalid_argument for a file that holds no PIN, std::runtime_error for a damaged hash.
std::optional<screen::pin_hash> known_pin(const std::filesystem::path& folder, const std::filesystem::path& pin_file,
                                          ground::randomness& random);

} // namespace krug::kiosk
