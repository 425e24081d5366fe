// krug keys: what to do with an event's signing keys, above all on the day that one is known to others.
#include "commands/installation.hpp"
#include "commands/settings_flags.hpp"
#include "commands/verbs.hpp"
#include "service/key_change.hpp"

#include <CLI/CLI.hpp>

#include <iostream>

namespace krug::commands {
namespace {

constexpr std::size_t letters_at_once = 200; // in one transaction, so that registrations and doors do not wait

struct key_words {
    std::int64_t event = 0;
    std::string after;
    bool quiet = false;
};

domain::event_id event_of(installation& here, const key_words& words) {
    if (!here.events.find_event({words.event}))
        throw command_failed({"Нет мероприятия с таким номером.", "There is no event with this number."});
    return {words.event};
}

int list(const settings_flags& flags, const key_words& words, const console& where) {
    installation here(read_settings(flags, where), the_clock(), false);
    for (const auto& key : here.keys.event_keys(event_of(here, words)))
        where.out << key.id << '\t' << key.state << '\t' << key.public_key << '\n';
    return success;
}

/// One letter with the ticket as it is signed now to everybody who has one. The number and the place stay; what was printed
/// before goes on to open the door while the list knows it.
void send_tickets(installation& here, domain::event_id event, const key_words& words, const console& where) {
    service::registration_filter filter;
    filter.status = domain::registration_status::confirmed;
    filter.cursor = words.after;
    filter.limit = static_cast<int>(letters_at_once);
    std::int64_t sent = 0;
    for (;;) {
        const auto page = here.registrations.list(event, filter);
        std::vector<domain::registration_id> ids;
        for (const auto& line : page.items) ids.push_back(line.registration.id);
        if (here.registrations.change_many(shell_actor(), event, ids, service::group_change::send_again)) {
            sent += static_cast<std::int64_t>(ids.size());
        } else {
            // One of them was cancelled meanwhile: the others shall not go without.
            for (const auto id : ids) sent += here.registrations.send_again(shell_actor(), event, id) ? 1 : 0;
        }
        if (page.next.empty()) break;
        filter.cursor = page.next;
        if (sent % 5'000 == 0)
            where.say({"Писем в очереди: " + std::to_string(sent) + ". Если прервётся, продолжить: krug keys send " +
                           std::to_string(event.value) + " --after " + page.next,
                       "Letters queued: " + std::to_string(sent) + ". If this breaks off, go on with: krug keys send " +
                           std::to_string(event.value) + " --after " + page.next});
    }
    where.say({"Билеты с новой подписью поставлены в очередь на отправку: " + std::to_string(sent) + ".",
               "Tickets with the new signature are queued to be sent: " + std::to_string(sent) + "."});
}

int change(const settings_flags& flags, const key_words& words, service::key_change what, const console& where) {
    installation here(read_settings(flags, where), the_clock(), false);
    const auto event = event_of(here, words);
    const auto done = service::change_keys(here.database, here.clock, here.random, here.keys, shell_actor(), event, what);
    if (!done) throw command_failed({"Нет мероприятия с таким номером.", "There is no event with this number."});
    switch (what) {
    case service::key_change::rotate:
        where.say({"Подписывает новый ключ. Билеты прежнего действуют. Устройства узнают при ближайшем обмене.",
                   "A new key signs. Tickets of the former one stay good. Devices learn it with their next round."});
        break;
    case service::key_change::compromised:
        where.say({"Прежние ключи раскрыты: по их билетам впускают только тех, кто есть в списке.",
                   "The former keys are compromised: their tickets admit only whom the list knows."});
        if (!words.quiet) send_tickets(here, event, words, where);
        where.say({"Когда гости получат новые билеты: krug keys bury " + std::to_string(words.event),
                   "When the guests have their new tickets: krug keys bury " + std::to_string(words.event)});
        break;
    case service::key_change::bury:
        where.say({"Билеты раскрытых ключей больше не действуют.", "Tickets of compromised keys are refused from now on."});
        break;
    }
    return success;
}

} // namespace

void add_keys(CLI::App& line, action& chosen, const console& where) {
    auto* group = line.add_subcommand("keys", where.choose({"ключи, которыми подписаны билеты", "the keys that sign tickets"}));
    group->require_subcommand(1);
    const auto add = [&](const char* name, const sentence& about, auto run) {
        auto* verb = group->add_subcommand(name, where.choose(about));
        const auto words = std::make_shared<key_words>();
        verb->add_option("EVENT", words->event, where.choose({"номер мероприятия", "the event's number"}))->required();
        const auto flags = add_settings_flags(*verb, where);
        verb->callback([=, &chosen] { chosen = [=](const console& at) { return run(*flags, *words, at); }; });
        return std::pair(verb, words);
    };
    using service::key_change;
    add("list", {"показать ключи мероприятия", "show an event's keys"}, list);
    add("rotate", {"сменить ключ; прежние билеты действуют", "take a new key; tickets of the former one stay good"},
        [](const auto& flags, const auto& words, const auto& at) { return change(flags, words, key_change::rotate, at); });
    const auto [compromised, words] =
        add("compromised", {"ключ раскрыт: прежние билеты только по списку, всем новые", "the key is known to others: former tickets by the list only, new ones for all"},
            [](const auto& flags, const auto& said, const auto& at) { return change(flags, said, key_change::compromised, at); });
    compromised->add_flag("--no-mail", words->quiet, where.choose({"билеты разослать потом: krug keys send", "send the tickets later: krug keys send"}));
    const auto [send, sending] = add("send", {"разослать билеты с новой подписью", "send the tickets with the new signature"},
                                     [](const auto& flags, const auto& said, const auto& at) {
                                         installation here(read_settings(flags, at), the_clock(), false);
                                         send_tickets(here, event_of(here, said), said, at);
                                         return success;
                                     });
    send->add_option("--after", sending->after, where.choose({"продолжить прерванную рассылку", "go on where it broke off"}));
    add("bury", {"билеты раскрытых ключей больше не принимать", "refuse the tickets of compromised keys"},
        [](const auto& flags, const auto& said, const auto& at) { return change(flags, said, key_change::bury, at); });
}

} // namespace krug::commands
