#include "commands/command_line.hpp"

#include "commands/verbs.hpp"
#include "commands/version.hpp"
#include "store/failure.hpp"

#include <CLI/CLI.hpp>

namespace krug::commands {
namespace {

/// --help and --version end parsing as well; only what is left is wrong usage.
int end_of_parsing(const CLI::App& line, const CLI::ParseError& end, const console& where) {
    if (end.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success))
        return line.exit(end, where.out, where.err);
    where.err << "krug: " << end.what() << '\n';
    where.say({"Список команд: krug --help", "For the commands: krug --help"});
    return wrong_usage;
}

int run(const action& chosen, const console& where) {
    try {
        return chosen(where);
    } catch (const usage_error& error) {
        where.say(error.said());
        return wrong_usage;
    } catch (const settings_error& error) {
        for (const auto& problem : error.problems())
            where.say(problem);
        return wrong_usage;
    } catch (const command_failed& error) {
        where.say(error.said());
        return failure;
    } catch (const store::schema_behind&) {
        where.say({"Схема базы данных старше этой программы или её ещё нет. Сделайте копию (krug backup) и выполните krug migrate",
                   "The database schema is older than this program, or there is none yet. Make a backup (krug backup) and run krug migrate"});
        return failure;
    } catch (const store::schema_ahead&) {
        where.say({"База данных уже от более новой версии программы; установите её", "The database belongs to a newer version of the program; install that one"});
        return failure;
    } catch (const std::exception& error) {
        // Failures carry no personal data in their texts, so what() may be shown to the operator.
        where.err << "krug: " << error.what() << '\n';
        return failure;
    }
}

} // namespace

int run_command_line(const std::vector<std::string>& arguments, const console& where) {
    CLI::App line(where.choose({"Круг – регистрация на сессии и круглые столы и отметка на входе.",
                                "Krug: registration and check-in for sessions and round tables."}),
                  "krug");
    line.set_version_flag(
        "--version", version_text(),
        where.choose({"версия программы и библиотек", "versions of the program and its libraries"}));
    line.set_help_flag("--help,-h", where.choose({"эта справка", "this help"}));
    line.require_subcommand(1);

    action chosen;
    for (const auto add : {add_serve, add_migrate, add_check, add_demo, add_staff, add_token, add_event, add_export, add_registrations,
                           add_retention, add_ticket, add_backup, add_keys, add_scans, add_audit})
        add(line, chosen, where);

    const auto word = arguments.empty() ? std::string("-") : arguments.front();
    const auto meant = [&word](const CLI::App* verb) { return verb->get_name() == word; };
    if (!word.starts_with('-') && line.get_subcommands(meant).empty()) {
        where.say({"krug: нет команды " + word + "; список команд: krug --help",
                   "krug: there is no command " + word + "; for the commands: krug --help"});
        return wrong_usage;
    }
    try {
        // The parser takes its arguments last first.
        std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
        line.parse(reversed);
    } catch (const CLI::ParseError& end) {
        return end_of_parsing(line, end, where);
    }
    return run(chosen, where);
}

} // namespace krug::commands
