#include "screen/card.hpp"

#include "domain/admission_words.hpp"
#include "ground/check.hpp"

#include <boost/json.hpp>

namespace krug::screen {
namespace json = boost::json;
namespace {

using domain::language;
using domain::verdict_colour;
using domain::verdict_reason;

json::object both(std::string_view ru, std::string_view en) { return {{"ru", ru}, {"en", en}}; }

/// The guest may simply try again.
bool is_misreading(verdict_reason reason) {
    return reason == verdict_reason::misread || reason == verdict_reason::damaged;
}

bool may_name(const domain::verdict& given) {
    return given.colour() == verdict_colour::green || given.reason == verdict_reason::already_in ||
           given.reason == verdict_reason::needs_identity_check;
}

} // namespace

// Amber is split as on the other screens: yellow for "already in", blue for "you decide".
const char* look_of(const domain::verdict& given) {
    switch (given.colour()) {
    case verdict_colour::green: return "ok";
    case verdict_colour::red: return "bad";
    case verdict_colour::amber: break;
    }
    return given.reason == verdict_reason::already_in ? "warn" : "info";
}

bool reason_is_public(verdict_reason reason) {
    using enum verdict_reason;
    switch (reason) {
    case admitted:
    case admitted_late_ticket:
    case re_entry:
    case exit_recorded:
    case shown_again:
    case already_in:
    case wrong_session:
    case wrong_day:
    case needs_identity_check:
    case not_open_yet:
    case entry_closed:
    case wrong_entrance:
    case misread:
    case damaged:
    case other_event:
    case device_revoked: return true;
    case not_on_list:
    case needs_answer:
    case not_approved:
    case waitlisted:
    case clock_unsure:
    case stored_unverified:
    case test_mismatch:
    case not_stored:
    case cancelled:
    case declined:
    case revoked:
    case forged:
    case expired:
    case blocked: return false;
    }
    KRUG_CHECK(!"a reason outside its enumeration");
    return false;
}

std::string staff_code_of(verdict_reason reason) { return "E-" + std::to_string(static_cast<int>(reason)); }

std::string card_of(const gate_protocol::verdict_line& line) {
    const auto& given = line.verdict;
    const bool open = reason_is_public(given.reason);
    json::object card{{"look", look_of(given)}, {"sign", is_misreading(given.reason) ? "again" : look_of(given)}};
    card["code"] = given.colour() == verdict_colour::green ? "" : staff_code_of(given.reason);
    if (given.colour() == verdict_colour::green) {
        // The name has a line of its own, larger than the greeting.
        card["word"] = both(domain::sentence_for(given, {}, language::ru), domain::sentence_for(given, {}, language::en));
    } else if (open) {
        card["word"] = both(line.message_ru, line.message_en);
    } else {
        card["word"] = both("Подойдите, пожалуйста, к сотруднику", "Please see our staff");
    }
    const bool named = may_name(given);
    card["name"] = named ? line.display_name : "";
    card["table"] = given.colour() == verdict_colour::green ? line.table : "";
    card["session"] = given.colour() == verdict_colour::green ? line.session : "";
    if (given.colour() == verdict_colour::green)
        card["note"] = both("", "");
    else if (is_misreading(given.reason))
        card["note"] = both("Экран ярче, стекло чище, код целиком", "Brighter screen, clean glass, the whole code");
    else if (given.reason == verdict_reason::already_in)
        card["note"] = both("Если это не вы, позовите сотрудника", "If it was not you, call our staff");
    else if (open)
        card["note"] = both("Сотрудник поможет", "Our staff will help");
    else
        card["note"] = both("Поможем за минуту. Причину увидит только сотрудник",
                            "We will help in a minute. Only staff see the reason");
    const bool telling = open && given.colour() != verdict_colour::green;
    card["hint"] = telling ? both(line.next_step_ru, line.next_step_en) : both("", "");
    card["offline"] = line.offline;
    card["repeated"] = line.repeated;
    return json::serialize(card);
}

std::string facts_of(const gatekeeper::gatekeeper& gate, const device_words& words, const frame& around) {
    const auto& orders = gate.standing();
    json::object facts{{"event", orders.rules.event.title}, {"point", ""}, {"walk_ins", false}};
    for (const auto& rules : orders.rules.points) {
        if (rules.id != gate.point()) continue;
        facts["point"] = both(rules.name, rules.name_en.empty() ? rules.name : rules.name_en);
        facts["walk_ins"] = rules.walk_ins;
    }
    const bool offline = !gate.online();
    facts["trouble"] = nullptr;
    if (!words.ru.empty()) {
        auto trouble = both(words.ru, words.en);
        trouble["grave"] = words != words_offline();
        facts["trouble"] = std::move(trouble);
    }
    facts["offline"] = offline;
    facts["unsent"] = orders.unsent;
    facts["starts_at"] = orders.rules.event.starts_at;
    facts["utc_offset_minutes"] = orders.rules.event.utc_offset_minutes;
    facts["leaving"] = around.leaving;
    facts["staff"] = around.staff;
    facts["camera"] = around.camera;
    return json::serialize(facts);
}

} // namespace krug::screen
