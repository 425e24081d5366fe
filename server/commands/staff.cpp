#include "commands/installation.hpp"
#include "commands/settings_flags.hpp"
#include "commands/verbs.hpp"
#include "service/password.hpp"
#include "web/refusals.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace krug::commands {
namespace {

struct staff_words {
    std::string email, name, role, organisation, password_file;
};

[[noreturn]] void fail(const domain::refusal& refusal) {
    std::string ru = web::sentence_of(refusal, render::language::ru), en = web::sentence_of(refusal, render::language::en);
    for (const auto& field : refusal.fields) {
        ru += " " + field.field + ": " + web::sentence_of(field, render::language::ru);
        en += " " + field.field + ": " + web::sentence_of(field, render::language::en);
    }
    throw command_failed({ru, en});
}

std::string roles_text() {
    std::string list;
    for (const auto& [value, word] : domain::role_words)
        if (domain::is_staff_role(value)) list += (list.empty() ? "" : ", ") + std::string(word);
    return list;
}

int add(const settings_flags& flags, const staff_words& words, const console& where) {
    const auto role = domain::parse_word<domain::role>(words.role);
    if (!role || !domain::is_staff_role(*role))
        throw usage_error({"Нет роли " + words.role + ". Роли: " + roles_text(), "There is no role " + words.role + ". Roles: " + roles_text()});
    installation here(read_settings(flags, where));
    domain::assignment given;
    given.as = *role;
    if (*role != domain::role::platform_admin) {
        auto organisation = words.organisation.empty() ? std::optional<domain::organisation>{}
                                                       : here.events.find_organisation(words.organisation);
        if (words.organisation.empty()) {
            const auto known = here.events.list_organisations();
            if (known.size() == 1) organisation = known.front();
        }
        if (!organisation && words.organisation.empty())
            throw usage_error({"Укажите организацию: --organisation SLUG", "Name the organisation: --organisation SLUG"});
        if (!organisation) {
            // The first staff member of a new organisation brings it along.
            domain::organisation fresh;
            fresh.slug = words.organisation;
            fresh.name = words.organisation;
            const auto made = here.events.add_organisation(shell_actor(), fresh);
            if (!made) fail(made.error());
            fresh.id = *made;
            organisation = fresh;
        }
        given.organisation = organisation->id;
    }
    const bool known = here.staff.find_staff(words.email).has_value();
    const auto password = known ? std::string() : service::fresh_password(here.random);
    const auto added = here.staff.add_staff(shell_actor(), words.email, words.name.empty() ? words.email : words.name, given, password);
    if (!added) fail(added.error());
    if (known) {
        where.say({"Роль добавлена.", "The role was added."});
    } else {
        where.say({"Учётная запись создана. Пароль показан один раз:", "The account was made. The password is shown once:"});
        where.out << password << '\n';
    }
    return success;
}

/// For the day on which the last owner's telephone is gone: whoever has the server has everything anyway.
int reset_factor(const settings_flags& flags, const std::string& email, const console& where) {
    installation here(read_settings(flags, where));
    const auto whose = here.staff.find_staff(email);
    if (!whose) throw command_failed({"Нет сотрудника с такой почтой.", "There is no staff member with this address."});
    if (const auto done = here.factors.reset(shell_actor(), whose->id); !done) fail(done.error());
    where.say({"Второй фактор снят, все входы закрыты. Пароль прежний.", "The second factor is taken off, all logins have ended. The password stays."});
    return success;
}

struct token_words {
    std::string staff, name = "shell", scopes;
};

int create_token(const settings_flags& flags, const token_words& words, const console& where) {
    installation here(read_settings(flags, where));
    const auto whose = here.staff.find_staff(words.staff);
    if (!whose) throw command_failed({"Нет сотрудника с такой почтой.", "There is no staff member with this address."});
    const auto token = here.staff.create_token(shell_actor(), whose->id, words.name, words.scopes);
    if (!token) fail(token.error());
    where.out << *token << '\n';
    return success;
}

CLI::App* add_group(CLI::App& line, action& chosen, const console& where) {
    auto* group = line.add_subcommand("staff", where.choose({"сотрудники", "staff accounts"}));
    group->require_subcommand(1);
    auto* verb = group->add_subcommand("add", where.choose({"добавить сотрудника или ещё одну роль", "add a staff member or one more role"}));
    const auto words = std::make_shared<staff_words>();
    verb->add_option("EMAIL", words->email)->required();
    verb->add_option("--role", words->role, roles_text())->required();
    verb->add_option("--organisation", words->organisation, where.choose({"короткое имя организации", "the organisation's slug"}));
    verb->add_option("--name", words->name, where.choose({"имя, как его показывать", "the name to show"}));
    const auto flags = add_settings_flags(*verb, where);
    verb->callback([=, &chosen] { chosen = [=](const console& at) { return add(*flags, *words, at); }; });
    return group;
}

void add_factor_verbs(CLI::App& group, action& chosen, const console& where) {
    auto* verb = group.add_subcommand("reset-factor", where.choose({"снять второй фактор с того, кто потерял телефон",
                                                                   "take the second factor off somebody who lost the phone"}));
    const auto email = std::make_shared<std::string>();
    verb->add_option("EMAIL", *email)->required();
    const auto flags = add_settings_flags(*verb, where);
    verb->callback([=, &chosen] { chosen = [=](const console& at) { return reset_factor(*flags, *email, at); }; });
}

} // namespace

void add_staff(CLI::App& line, action& chosen, const console& where) {
    auto* group = add_group(line, chosen, where);
    add_factor_verbs(*group, chosen, where);
}

void add_token(CLI::App& line, action& chosen, const console& where) {
    auto* group = line.add_subcommand("token", where.choose({"ключи API", "API tokens"}));
    group->require_subcommand(1);
    auto* verb = group->add_subcommand("create", where.choose({"создать ключ API; он показан один раз", "make an API token; it is shown once"}));
    const auto words = std::make_shared<token_words>();
    verb->add_option("--staff", words->staff, where.choose({"почта сотрудника", "the staff member's address"}))->required();
    verb->add_option("--name", words->name, where.choose({"название ключа", "a name for the token"}));
    verb->add_option("--scope", words->scopes, where.choose({"действия через запятую; без него – всё, что может сотрудник",
                                                             "actions, comma separated; without it all that the person may"}));
    const auto flags = add_settings_flags(*verb, where);
    verb->callback([=, &chosen] { chosen = [=](const console& at) { return create_token(*flags, *words, at); }; });
}

} // namespace krug::commands
