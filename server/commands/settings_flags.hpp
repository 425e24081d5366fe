// The flags that every verb working on an installation takes: --config, --listen, --database, --data,
// --templates. Called by the verbs; the settings they give are read when the verb runs.
#pragma once

#include "commands/console.hpp"

#include <memory>
#include <string>

namespace CLI {
class App;
}

namespace krug::commands {

/// What was written after the flags; shared with the parser, which fills it later than it is added.
struct settings_flags {
    std::string config;
    std::map<std::string, std::string> values; ///< by key name
};

/// Adds the flags to `verb`, and the table of all settings to its --help.
std::shared_ptr<settings_flags> add_settings_flags(CLI::App& verb, const console& where);

/// Reads the settings: defaults < file < environment < flags. Says warnings. Throws settings_error.
settings read_settings(const settings_flags& flags, const console& where);
/// The part of the reports, which only the service needs. Throws settings_error.
report_settings read_report_settings(const settings_flags& flags, const console& where);

} // namespace krug::commands
