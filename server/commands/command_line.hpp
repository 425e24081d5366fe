// The frame around the verbs: finds the one meant, runs it, turns what went wrong into a sentence and an exit
// code. Called by main.cpp and by tests.
#pragma once

#include "commands/console.hpp"

#include <string>
#include <vector>

namespace krug::commands {

/// Runs `arguments` (without the program's name). Returns 0 on success, 1 on failure, 2 on wrong usage or
/// settings. Never throws: what no verb expected is said as a failure.
int run_command_line(const std::vector<std::string>& arguments, const console& where);

} // namespace krug::commands
