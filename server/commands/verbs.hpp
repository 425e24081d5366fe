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

void add_check(CLI::App& line, action& chosen, const console& where);

} // namespace krug::commands
