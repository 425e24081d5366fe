// The verbs of the binary: each function adds one subcommand and says what calling it runs.
// Called by command_line.cpp; a verb stands here from the day it works.
#pragma once

#include "commands/console.hpp"

#include <functional>

namespace CLI {
class App;
}

namespace krug::commands {

/// What the chosen verb runs; returns the exit code.
using action = std::function<int(const console&)>;

void add_audit(CLI::App& line, action& chosen, const console& where);
void add_backup(CLI::App& line, action& chosen, const console& where); ///< backup and restore
void add_check(CLI::App& line, action& chosen, const console& where);
void add_demo(CLI::App& line, action& chosen, const console& where);
void add_event(CLI::App& line, action& chosen, const console& where);
void add_export(CLI::App& line, action& chosen, const console& where);
void add_keys(CLI::App& line, action& chosen, const console& where); ///< rotate, compromised, bury, list
void add_migrate(CLI::App& line, action& chosen, const console& where);
void add_registrations(CLI::App& line, action& chosen, const console& where);
void add_retention(CLI::App& line, action& chosen, const console& where);
void add_scans(CLI::App& line, action& chosen, const console& where); ///< import
void add_serve(CLI::App& line, action& chosen, const console& where);
void add_staff(CLI::App& line, action& chosen, const console& where);
void add_ticket(CLI::App& line, action& chosen, const console& where);
void add_token(CLI::App& line, action& chosen, const console& where);

} // namespace krug::commands
