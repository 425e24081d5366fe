#include "commands/console.hpp"

namespace krug::commands {

bool console::in_russian() const {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const auto found = environment.find(name);
        if (found != environment.end() && !found->second.empty())
            return found->second.starts_with("ru");
    }
    return false;
}

void console::say(const sentence& what) const {
    err << choose(what) << '\n';
}

} // namespace krug::commands
