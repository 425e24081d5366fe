#include "commands/installation.hpp"
#include "commands/settings_flags.hpp"
#include "commands/verbs.hpp"
#include "store/migrations.hpp"

#include <CLI/CLI.hpp>

namespace krug::commands {
namespace {

namespace fs = std::filesystem;

fs::path sqlite_file_of(const settings& about) {
    constexpr std::string_view scheme = "sqlite://";
    if (!about.database.starts_with(scheme))
        throw command_failed({"Для PostgreSQL копию делает pg_dump, возвращает pg_restore.",
                              "With PostgreSQL pg_dump makes the copy and pg_restore puts it back."});
    const auto path = about.database.substr(scheme.size());
    return path.substr(0, path.find('?'));
}

int backup(const settings_flags& flags, const std::string& file, const console& where) {
    const auto about = read_settings(flags, where);
    sqlite_file_of(about);
    store::database database(database_settings_of(about));
    store::require_schema(database);
    database.backup_to(fs::absolute(file));
    where.say({"Копия: " + file + ". Главный ключ " + about.master_key_file.string() + " храните отдельно: без него копию не открыть.",
               "Copy: " + file + ". Keep the master key " + about.master_key_file.string() + " apart: without it the copy cannot be opened."});
    return success;
}

int restore(const settings_flags& flags, const std::string& file, const console& where) {
    const auto about = read_settings(flags, where);
    const auto target = sqlite_file_of(about);
    if (fs::exists(target))
        throw command_failed({"В папке данных уже есть база. Восстановление идёт только в пустую папку.",
                              "The data directory has a database already. A restore only goes into an empty one."});
    fs::create_directories(target.parent_path());
    const auto beside = target.string() + ".restoring";
    fs::copy_file(file, beside, fs::copy_options::overwrite_existing);
    fs::permissions(beside, fs::perms::owner_read | fs::perms::owner_write);
    fs::rename(beside, target);
    installation here(about); // also says when the master key is missing or another one
    // Devices may know of scans and registrations that this copy does not: they get a fresh list and bring theirs.
    here.gate.begin_epoch();
    const auto forgotten = here.retention.replay();
    if (forgotten > 0)
        where.say({"Снова уничтожены данные тех, кто этого требовал: " + std::to_string(forgotten) + ".",
                   "Destroyed again is the data of those who had demanded it: " + std::to_string(forgotten) + "."});
    else if (!fs::exists(about.data / erasure_ledger_name))
        where.say({"В папке данных нет " + std::string(erasure_ledger_name) + ". Если он остался в прежней папке, скопируйте его сюда до запуска: он помнит, чьи данные уничтожены.",
                   "The data directory has no " + std::string(erasure_ledger_name) + ". If the former one has it, copy it here before starting: it remembers whose data was destroyed."});
    where.say({"База восстановлена. Киоски заново пришлют то, чего в копии нет.",
               "The database is back. Kiosks will send again what the copy lacks."});
    return success;
}

template <class Run>
void add_file_verb(CLI::App& line, action& chosen, const console& where, const char* name, const sentence& about, Run run) {
    auto* verb = line.add_subcommand(name, where.choose(about));
    const auto file = std::make_shared<std::string>();
    verb->add_option("FILE", *file)->required();
    const auto flags = add_settings_flags(*verb, where);
    verb->callback([=, &chosen] { chosen = [=](const console& at) { return run(*flags, *file, at); }; });
}

} // namespace

void add_backup(CLI::App& line, action& chosen, const console& where) {
    add_file_verb(line, chosen, where, "backup", {"сделать копию базы, не останавливая службу", "copy the database while serving"}, backup);
    add_file_verb(line, chosen, where, "restore", {"вернуть копию в пустую папку данных", "put a copy back into an empty data directory"}, restore);
}

} // namespace krug::commands
