#include "commands/installation.hpp"
#include "commands/settings_flags.hpp"
#include "commands/verbs.hpp"
#include "store/migrations.hpp"

#include <CLI/CLI.hpp>

namespace krug::commands {
namespace {

int migrate(const settings_flags& flags, const console& where) {
    const auto about = read_settings(flags, where);
    ground::system_randomness random;
    // A key is made only together with an empty database: beside data sealed with another one it would hide the loss.
    prepare_new(about);
    store::database database(database_settings_of(about));
    store::migrate(database, the_clock().now());
    read_master_key(about, random, false);
    const auto version = std::to_string(database.schema_version());
    where.say({"Схема базы данных: " + version, "Database schema: " + version});
    return success;
}

} // namespace

void add_migrate(CLI::App& line, action& chosen, const console& where) {
    auto* verb = line.add_subcommand("migrate", where.choose({"привести схему базы данных к этой версии программы",
                                                              "bring the database schema up to this program"}));
    const auto flags = add_settings_flags(*verb, where);
    verb->callback([flags, &chosen] { chosen = [flags](const console& at) { return migrate(*flags, at); }; });
}

} // namespace krug::commands
