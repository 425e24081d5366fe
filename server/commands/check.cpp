#include "commands/checks.hpp"
#include "commands/settings_flags.hpp"
#include "commands/verbs.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace krug::commands {
namespace {

int check(const settings_flags& flags, const console& where) {
    const auto read = read_settings(flags, where);
    auto findings = check_configuration(read);
    std::ranges::move(check_installation(read), std::back_inserter(findings));
    for (const auto& found : findings) {
        const auto* mark = found.how == finding::fine  ? "ok      "
                           : found.how == finding::odd ? "warning "
                                                       : "WRONG   ";
        where.out << mark << where.choose(found.what) << '\n';
    }
    return std::ranges::any_of(findings, [](const auto& found) { return found.how == finding::wrong; })
               ? failure
               : success;
}

} // namespace

void add_check(CLI::App& line, action& chosen, const console& where) {
    auto* verb =
        line.add_subcommand("check", where.choose({"проверить настройки и сказать, что не так",
                                                   "verify the configuration and say what is wrong"}));
    const auto flags = add_settings_flags(*verb, where);
    verb->callback([flags, &chosen] { chosen = [flags](const console& at) { return check(*flags, at); }; });
}

} // namespace krug::commands
