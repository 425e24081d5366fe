// krug retention: says by query whether the promise of the consents is kept, and keeps it at once when asked to.
#include "commands/installation.hpp"
#include "commands/settings_flags.hpp"
#include "commands/verbs.hpp"

#include <CLI/CLI.hpp>

namespace krug::commands {
namespace {

int say_overdue(const service::overdue& found, const console& where) {
    const auto line = [&](std::int64_t rows, const char* ru, const char* en) {
        where.out << rows << '\t' << where.choose({ru, en}) << '\n';
    };
    line(found.needs, "пожеланий старше срока", "access needs over age");
    line(found.people, "заявок с личными данными старше срока", "registrations with personal data over age");
    line(found.answers, "запомненных ответов старше срока", "kept answers over age");
    line(found.addresses, "пометок об адресах писем старше срока", "marks of mail addresses over age");
    return found.none() ? success : failure;
}

int retention(const settings_flags& flags, bool now, const console& where) {
    const auto about = read_settings(flags, where);
    installation here(about);
    if (now) {
        const auto again = here.retention.replay();
        const auto done = here.retention.run();
        here.idempotency.forget_old();
        where.say({"Уничтожено: пожеланий " + std::to_string(done.needs) + ", личных данных в заявках " + std::to_string(done.people + again) + ".",
                   "Destroyed: access needs " + std::to_string(done.needs) + ", personal data of registrations " + std::to_string(done.people + again) + "."});
    }
    return say_overdue(here.retention.look(), where);
}

} // namespace

void add_retention(CLI::App& line, action& chosen, const console& where) {
    auto* verb = line.add_subcommand(
        "retention", where.choose({"сказать, всё ли стёрто в срок; с --now стереть сейчас",
                                   "say whether everything was destroyed in time; with --now destroy at once"}));
    const auto now = std::make_shared<bool>(false);
    verb->add_flag("--now", *now, where.choose({"не ждать ежедневной работы службы", "do not wait for the service's daily work"}));
    const auto flags = add_settings_flags(*verb, where);
    verb->callback([=, &chosen] { chosen = [=](const console& at) { return retention(*flags, *now, at); }; });
}

} // namespace krug::commands
