#include "commands/settings_flags.hpp"

#include "config_keys.hpp"

#include <CLI/CLI.hpp>

namespace krug::commands {
namespace {

/// The user's own file before the machine's, so that a trial run needs no root.
std::vector<std::filesystem::path> usual_files(const console& where) {
    std::vector<std::filesystem::path> files;
    const auto& environment = where.environment;
    if (const auto home = environment.find("XDG_CONFIG_HOME");
        home != environment.end() && !home->second.empty()) {
        files.emplace_back(std::filesystem::path(home->second) / "krug" / "krug.toml");
    } else if (const auto user = environment.find("HOME");
               user != environment.end() && !user->second.empty()) {
        files.emplace_back(std::filesystem::path(user->second) / ".config" / "krug" / "krug.toml");
    }
    files.emplace_back("/etc/krug/krug.toml");
    return files;
}

settings_sources sources_of(const settings_flags& flags, const console& where) {
    settings_sources sources{flags.values, where.environment, std::nullopt, usual_files(where)};
    if (!flags.config.empty())
        sources.file = flags.config;
    return sources;
}

} // namespace

std::shared_ptr<settings_flags> add_settings_flags(CLI::App& verb, const console& where) {
    auto flags = std::make_shared<settings_flags>();
    verb.add_option(
            "--config", flags->config,
            where.choose({"файл настроек; иначе KRUG_CONFIG, ~/.config/krug/krug.toml, /etc/krug/krug.toml",
                          "settings file; else KRUG_CONFIG, ~/.config/krug/krug.toml, /etc/krug/krug.toml"}))
        ->type_name("FILE");
    for (const auto& key : setting_keys()) {
        if (!key.is_flag)
            continue;
        const std::string name(key.name);
        const std::string meaning(where.in_russian() ? key.ru : key.en);
        verb.add_option_function<std::string>(
                "--" + name, [flags, name](const std::string& value) { flags->values[name] = value; },
                meaning)
            ->type_name(name == "listen"     ? "ADDR:PORT"
                        : name == "database" ? "URL"
                                             : "DIR");
    }
    verb.footer(where.choose({"\nВсе настройки: имя в файле, переменная окружения, [по умолчанию].\n"
                              "Флаги важнее окружения, окружение важнее файла. Пароли – через …_FILE или "
                              "systemd credentials.\n\n",
                              "\nAll settings: name in the file, environment variable, [default].\n"
                              "Flags beat the environment, which beats the file. Secrets come by …_FILE or "
                              "systemd credentials.\n\n"}) +
                describe_settings(where.in_russian()));
    return flags;
}

settings read_settings(const settings_flags& flags, const console& where) {
    const auto sources = sources_of(flags, where);
    auto read = krug::read_settings(sources);
    for (const auto& warning : read.warnings)
        where.say(warning);
    return read;
}

report_settings read_report_settings(const settings_flags& flags, const console& where) {
    return krug::read_report_settings(sources_of(flags, where));
}

} // namespace krug::commands
