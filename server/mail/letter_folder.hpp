// The folder of letters that no mail server takes: what has to go from it when somebody is forgotten.
// commands tells the retention office of it; file_transport fills the folder.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>

namespace krug::mail {

/// Deletes the letters with these outbox numbers of the event, known by their Message-ID. Returns how many. A folder that
/// is not there holds none. Throws std::runtime_error when one cannot be deleted.
std::size_t forget_letters(const std::filesystem::path& folder, std::int64_t event, std::span<const std::int64_t> numbers);

} // namespace krug::mail
