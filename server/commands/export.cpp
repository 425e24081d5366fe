#include "commands/installation.hpp"
#include "commands/settings_flags.hpp"
#include "commands/verbs.hpp"
#include "web/attendance_columns.hpp"

#include <CLI/CLI.hpp>

#include <fstream>

namespace krug::commands {
namespace {

struct export_words {
    std::int64_t event = 0;
    std::string as, out;
};

std::string written_as(const web::call& asked, const service::event_view& about, const std::string& format) {
    const web::attendance_wish wish;
    if (format == "pdf") return web::write_paper_list(asked, about, wish, render::attendance_sheet_form::full);
    const auto columns = web::choose_columns(asked, {});
    if (!columns) throw command_failed({"Столбцы списка недоступны.", "The columns of the list are not to be had."});
    const auto table = format == "csv"    ? render::table_format::csv_excel
                       : format == "xlsx" ? render::table_format::xlsx
                                          : render::table_format::json;
    return web::write_attendance(asked, about, wish, *columns, table);
}

int export_list(const settings_flags& flags, const export_words& words, const console& where) {
    installation here(read_settings(flags, where));
    const auto about = here.events.find_event({words.event});
    if (!about) throw command_failed({"Нет мероприятия с таким номером.", "There is no event with this number."});
    // The same list as an owner takes home in the browser, written by the same function.
    const render::page_engine pages;
    const web::offices offices{here.clock, here.random, here.keys, here.events, here.registrations, here.check_ins,
                               here.attendance, here.gate, here.staff, here.idempotency, here.outbox, here.conflicts, here.doors,
                               here.retention, here.tables, here.seating, here.evidence, here.certificates, here.sheets, here.factors, here.passkeys, here.invitations, here.programmes, here.series, here.forms, here.sign_ups, here.messages, here.people, pages, {}, {}, {}};
    const web::request nobody;
    domain::assignment owner;
    owner.as = domain::role::owner;
    owner.organisation = about->event.owner;
    web::call asked{nobody, offices, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}};
    asked.lang = where.in_russian() ? render::language::ru : render::language::en;
    asked.actor = {domain::actor_kind::shell, 0, {owner}};
    asked.event = about->event.id;
    asked.owner = about->event.owner;
    const auto bytes = written_as(asked, *about, words.as);
    web::note_export(asked, {}, words.as, "shell");
    if (words.out.empty()) {
        where.out << bytes << std::flush;
        return success;
    }
    std::ofstream file(words.out, std::ios::binary);
    file << bytes;
    file.close();
    if (!file) throw command_failed({"Не могу записать " + words.out, "Cannot write " + words.out});
    where.say({"Записано: " + words.out, "Written: " + words.out});
    return success;
}

} // namespace

void add_export(CLI::App& line, action& chosen, const console& where) {
    auto* verb = line.add_subcommand("export", where.choose({"выгрузить список присутствия", "write out the attendance list"}));
    const auto words = std::make_shared<export_words>();
    verb->add_option("EVENT", words->event, where.choose({"номер мероприятия", "the event's number"}))->required();
    verb->add_option("--as", words->as, "csv, xlsx, pdf, json")->required()->check(CLI::IsMember({"csv", "xlsx", "pdf", "json"}));
    verb->add_option("--out", words->out, where.choose({"файл; без него – на стандартный вывод", "a file; without it to standard output"}));
    const auto flags = add_settings_flags(*verb, where);
    verb->callback([=, &chosen] { chosen = [=](const console& at) { return export_list(*flags, *words, at); }; });
}

} // namespace krug::commands
