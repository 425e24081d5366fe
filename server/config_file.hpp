// Settings as a TOML file gives them: flat names and texts with the line each stands in.
// Called by config.cpp only; the TOML library stays behind this header.
#pragma once

#include <filesystem>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace krug {

struct written_setting {
    std::vector<std::string> values; ///< one, or the items of a list
    bool is_list = false;
    int line = 0;
};

/// The file cannot be read or is not TOML. what() names file and line, never a value.
class unreadable_file : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Reads all keys, known or not; {"mail": {"host": …}} comes as "mail.host".
/// A value that is no text, whole number or list of texts comes with no values. Throws unreadable_file.
std::map<std::string, written_setting> read_settings_file(const std::filesystem::path& file);

} // namespace krug
