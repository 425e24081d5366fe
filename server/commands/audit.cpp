// krug audit: is the trail of who did what still as it was written?
#include "commands/installation.hpp"
#include "commands/settings_flags.hpp"
#include "commands/verbs.hpp"
#include "service/audit_trail.hpp"
#include "store/migrations.hpp"

#include <CLI/CLI.hpp>

namespace krug::commands {
namespace {

int verify(const settings_flags& flags, const std::string& written, const console& where) {
    const auto head = written.empty() ? std::nullopt : service::parse_audit_head(written);
    if (!written.empty() && !head)
        throw usage_error({"Не похоже на отметку журнала: нужны номер, двоеточие и 64 знака.",
                           "This is no head of a trail: a number, a colon and 64 digits are wanted."});
    store::database database(database_settings_of(read_settings(flags, where)));
    store::require_schema(database);
    const auto found = service::verify_audit(database, head);
    if (found.unchained > 0)
        where.say({"Старых записей вне цепочки: " + std::to_string(found.unchained), "Rows older than the chain: " + std::to_string(found.unchained)});
    if (found.broken_at > 0)
        where.say({"ЦЕПОЧКА НАРУШЕНА на записи " + std::to_string(found.broken_at) + ": её изменили, убрали или подменили.",
                   "THE CHAIN IS BROKEN at row " + std::to_string(found.broken_at) + ": it was changed, taken out or replaced."});
    if (found.cut_off)
        where.say({"ЖУРНАЛ ОБРЕЗАН: последних записей нет.", "THE TRAIL IS CUT OFF: its last rows are missing."});
    if (found.head_missing)
        where.say({"ЭТО ДРУГОЙ ЖУРНАЛ: записанной отметки в нём нет.", "THIS IS ANOTHER TRAIL: the head that was written down is not in it."});
    if (found.is_whole())
        where.say({"Журнал цел, записей в цепочке: " + std::to_string(found.rows) + ". Запишите отметку вне этого сервера:",
                   "The trail is whole, rows in the chain: " + std::to_string(found.rows) + ". Write its head down outside this server:"});
    if (found.is_whole() && found.rows > 0) where.out << found.last.number << ':' << found.last.chain << '\n';
    return found.is_whole() ? success : failure;
}

} // namespace

void add_audit(CLI::App& line, action& chosen, const console& where) {
    auto* verb = line.add_subcommand("audit", where.choose({"проверить, что журнал действий никто не правил",
                                                            "verify that nobody has changed the audit trail"}));
    const auto head = std::make_shared<std::string>();
    verb->add_option("--head", *head, where.choose({"отметка, записанная раньше: НОМЕР:ХЕШ", "a head that was written down earlier: NUMBER:HASH"}));
    const auto flags = add_settings_flags(*verb, where);
    verb->callback([=, &chosen] { chosen = [=](const console& at) { return verify(*flags, *head, at); }; });
}

} // namespace krug::commands
