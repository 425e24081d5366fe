// The service's binary: hands arguments, streams and environment to the command line and nothing else.
#include "commands/command_line.hpp"

#include <iostream>
#include <unistd.h>

namespace {

std::map<std::string, std::string> read_environment() {
    std::map<std::string, std::string> variables;
    for (char** entry = environ; *entry; ++entry) {
        const std::string line = *entry;
        const auto equals = line.find('=');
        if (equals != std::string::npos)
            variables.emplace(line.substr(0, equals), line.substr(equals + 1));
    }
    return variables;
}

} // namespace

int main(int count, char** words) {
    const krug::commands::console where{std::cout, std::cerr, read_environment()};
    return krug::commands::run_command_line({words + 1, words + count}, where);
}
