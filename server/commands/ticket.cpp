#include "commands/verbs.hpp"
#include "ticket/ticket.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

namespace krug::commands {
namespace {

struct ticket_words {
    std::string key, text;
};

boost::json::object fields_of(const ticket::parsed_ticket& parsed) {
    const auto& facts = parsed.facts;
    char id[17];
    std::snprintf(id, sizeof id, "%016llx", static_cast<unsigned long long>(facts.id.value));
    boost::json::array flags;
    if (facts.flags & ticket::flag_test) flags.emplace_back("test");
    if (facts.flags & ticket::flag_reentry) flags.emplace_back("reentry");
    if (facts.flags & ticket::flag_crew) flags.emplace_back("crew");
    if (facts.flags & ticket::flag_check_identity) flags.emplace_back("check_identity");
    return {{"ticket", id},
            {"generation", facts.generation},
            {"category", facts.category.value},
            {"flags", std::move(flags)},
            {"event", facts.event.value},
            {"key", ticket::to_hex(facts.key_id)},
            {"scope", facts.scope.value},
            {"not_before", facts.not_before},
            {"not_after", facts.not_after},
            {"issued_at", facts.issued_at}};
}

int verify(const ticket_words& words, const console& where) {
    const auto key = ticket::public_key::from_hex(words.key);
    if (!key)
        throw usage_error({"Ключ – 64 шестнадцатеричных знака открытого ключа Ed25519.",
                           "The key is 64 hexadecimal digits of an Ed25519 public key."});
    boost::json::object said;
    int ends = failure;
    if (const auto parsed = ticket::parse_ticket(words.text); !parsed) {
        said = {{"verdict", "refused"}, {"reason", std::string(ticket::word_of(parsed.error()))}};
    } else {
        said = fields_of(*parsed);
        if (ticket::verify_ticket(*parsed, *key)) {
            said["verdict"] = "accepted";
            ends = success;
        } else {
            said["verdict"] = "refused";
            said["reason"] = ticket::key_id_of(*key) == parsed->facts.key_id ? "signature" : "key";
        }
    }
    where.out << boost::json::serialize(said) << '\n';
    return ends;
}

} // namespace

void add_ticket(CLI::App& line, action& chosen, const console& where) {
    auto* group = line.add_subcommand("ticket", where.choose({"билеты", "tickets"}));
    group->require_subcommand(1);
    auto* verb = group->add_subcommand("verify", where.choose({"прочитать билет и проверить подпись одним открытым ключом",
                                                               "read a ticket and check it with nothing but a public key"}));
    const auto words = std::make_shared<ticket_words>();
    verb->add_option("--key", words->key, where.choose({"открытый ключ мероприятия, hex", "the event's public key, hex"}))->required();
    verb->add_option("TEXT", words->text, where.choose({"246 цифр билета", "the 246 digits of the ticket"}))->required();
    verb->callback([=, &chosen] { chosen = [=](const console& at) { return verify(*words, at); }; });
}

} // namespace krug::commands
