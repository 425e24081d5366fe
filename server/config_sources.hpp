// What was given for each key after file, credentials, environment and flags have beaten one another, and
// where. Called by config.cpp only; it turns these texts into the parts that rooms receive.
#pragma once

#include "config.hpp"
#include "config_keys.hpp"

#include <string_view>

namespace krug {

/// The winning text of a key. `place` is what an operator would look for: FILE:LINE, a variable, a flag.
struct given_setting {
    std::vector<std::string> values;
    std::string place;
    std::filesystem::path folder; ///< paths are relative to it; empty: the working directory
};

class given_settings {
public:
    /// Reads all sources. What is wrong goes to problems(), what is only odd to warnings().
    explicit given_settings(const settings_sources& sources);

    /// The value given for `key`, or nullptr: the default holds.
    const given_setting* find(std::string_view key) const;

    const std::optional<std::filesystem::path>& file() const { return file_; }
    std::vector<sentence>& problems() { return problems_; }
    std::vector<sentence>& warnings() { return warnings_; }

private:
    void choose_file(const settings_sources& sources);
    void take_file();
    void take_credentials(const settings_sources& sources);
    void take_environment(const settings_sources& sources);
    void take_secret_files(const settings_sources& sources);
    void warn_of_unknown_variables(const settings_sources& sources);
    void take_flags(const settings_sources& sources);
    void take_secret_file(const setting_key& key, const std::filesystem::path& from,
                          const std::string& place);

    std::map<std::string, given_setting, std::less<>> given_;
    std::optional<std::filesystem::path> file_;
    std::vector<sentence> problems_;
    std::vector<sentence> warnings_;
};

} // namespace krug
