// Small files that nobody but their owner (or group) may read, written whole or not at all.
// The kiosk's composition only.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace krug::kiosk {

/// Replaces the file durably. Throws std::runtime_error that names the file, not the path.
void write_private(const std::filesystem::path& path, std::string_view text, unsigned mode);
/// "" when there is none. At most 4 KiB are read.
std::string read_small(const std::filesystem::path& path);

} // namespace krug::kiosk
