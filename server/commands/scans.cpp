// krug scans: records of a device that could not send them, brought by hand.
#include "commands/installation.hpp"
#include "commands/settings_flags.hpp"
#include "commands/verbs.hpp"
#include "service/scan_import.hpp"

#include <CLI/CLI.hpp>

#include <fstream>

namespace krug::commands {
namespace {

int import(const settings_flags& flags, const std::string& file, const console& where) {
    std::ifstream in(file);
    if (!in) throw command_failed({"Не могу прочесть " + file, "Cannot read " + file});
    installation here(read_settings(flags, where), the_clock(), false);
    const auto done = service::import_scans(here.database, here.clock, here.keys, shell_actor(), in);
    if (!done) {
        const auto number = std::to_string(done.error().at);
        throw command_failed({"Строка " + number + " не подписана ни одним устройством этого сервера или повреждена; строки до неё приняты.",
                              "Line " + number + " is not signed by any device of this server or is damaged; the lines before it are kept."});
    }
    where.say({"Отметок в файле: " + std::to_string(done->rows) + ", новых: " + std::to_string(done->fresh) + ".",
               "Records in the file: " + std::to_string(done->rows) + ", new: " + std::to_string(done->fresh) + "."});
    if (done->waiting > 0) {
        where.say({"Перед " + std::to_string(done->waiting) + " отметками не хватает более ранних: выгрузите всё: krug-kiosk export --all ФАЙЛ",
                   std::to_string(done->waiting) + " records stand after a gap: export everything: krug-kiosk export --all FILE"});
        return failure;
    }
    return success;
}

} // namespace

void add_scans(CLI::App& line, action& chosen, const console& where) {
    auto* group = line.add_subcommand("scans", where.choose({"отметки на входе", "records of the door"}));
    group->require_subcommand(1);
    auto* verb = group->add_subcommand("import", where.choose({"принять файл, который выгрузил krug-kiosk export; повтор безвреден",
                                                               "take a file that krug-kiosk export wrote; a repeat is harmless"}));
    const auto file = std::make_shared<std::string>();
    verb->add_option("FILE", *file)->required();
    const auto flags = add_settings_flags(*verb, where);
    verb->callback([=, &chosen] { chosen = [=](const console& at) { return import(*flags, *file, at); }; });
}

} // namespace krug::commands
