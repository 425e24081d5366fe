# Writes the commit that is being built into FILE, touching it only when it changed, so that nothing else is rebuilt.
# Called at every build by server/commands/CMakeLists.txt; outside a repository the commit is empty.
execute_process(COMMAND git -C ${SOURCE} describe --always --dirty --exclude=* --abbrev=10
                OUTPUT_VARIABLE commit OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
file(CONFIGURE OUTPUT ${FILE} CONTENT [[
// The commit this was built from; empty outside a repository. Included by commands/version.cpp only.
#pragma once

inline constexpr char krug_commit[] = "@commit@";
]] @ONLY)
