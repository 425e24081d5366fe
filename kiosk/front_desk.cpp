#include "front_desk.hpp"

#include "domain/registration.hpp"
#include "gate_protocol/enclosures.hpp"
#include "ground/log.hpp"
#include "rehearsal.hpp"
#include "scanner_trial.hpp"
#include "scanner/code_assembler.hpp"
#include "screen/card.hpp"
#include "ticket/enclosed.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <chrono>

namespace krug::kiosk {
namespace json = boost::json;
namespace {

using screen::outcome;

constexpr std::size_t reason_bytes_max = 600;

json::object both(std::string_view ru, std::string_view en) { return {{"ru", ru}, {"en", en}}; }

json::object fact(const char* ru, const char* en, json::object value, bool good) {
    return {{"name", both(ru, en)}, {"value", std::move(value)}, {"good", good}};
}

outcome gone() { return {false, "Этого ответа уже нет в списке", "This answer is not on the list any more"}; }

outcome words_of(const gate_protocol::verdict_line& line) {
    return {line.verdict.colour() == domain::verdict_colour::green, line.message_ru, line.message_en};
}

std::string minutes_ago(std::int64_t seconds, bool ru) {
    const auto minutes = std::to_string(seconds / 60);
    return ru ? minutes + " мин назад" : minutes + " min ago";
}

} // namespace

front_desk::front_desk(station& kiosk, screen::display& display, desk_settings settings)
    : kiosk_(kiosk), display_(display), settings_(std::move(settings)), leaving_(settings_.leaving) {}

gatekeeper::answer front_desk::decide(const gatekeeper::presentation& shown) {
    const auto begun = std::chrono::steady_clock::now();
    kept_answer kept;
    gatekeeper::answer given;
    // Held until the record is on our disk, so that no other door of the hall decides about this ticket meanwhile.
    const auto asked = kiosk_.neighbours().before(shown.code);
    {
        const std::lock_guard held(kiosk_.door());
        auto& gate = kiosk_.gate();
        given = gate.present(shown);
        const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
        kept.line = screen::line_of(gate, given, took.count());
        kept.at = (kiosk_.clock().now_ms() + gate.clock_now().offset_ms) / 1000;
    }
    display_.show(kept.line);
    if (given.repeated) return given;
    kept.code = shown.code;
    kept.direction = shown.direction;
    kept.scan = given.scan;
    kept.overridable = given.overridable;
    keep(std::move(kept));
    if (given.scan) told_others();
    return given;
}

// The server and the other doors of the hall hear of a new record.
void front_desk::told_others() {
    kiosk_.scanned();
    kiosk_.neighbours().recorded();
}

void front_desk::keep(kept_answer what) {
    if (settings_.board == nullptr) return; // nobody could look at it
    what.number = ++last_number_;
    answers_.push_front(std::move(what));
    if (answers_.size() > answers_kept) answers_.pop_back();
}

front_desk::kept_answer* front_desk::find(std::int64_t number) {
    const auto found = std::find_if(answers_.begin(), answers_.end(),
                                    [number](const auto& each) { return each.number == number && !each.settled; });
    return found == answers_.end() ? nullptr : &*found;
}

bool front_desk::too_many_numbers(std::string_view code) {
    {
        const std::lock_guard held(kiosk_.door());
        const auto read = gate_protocol::understand(code, kiosk_.gate().standing().event);
        if (read.reading != domain::code_reading::listed || read.by != gate_protocol::lookup::number) return false;
    }
    const auto now = kiosk_.clock().steady_ms();
    while (!numbers_ms_.empty() && now - numbers_ms_.front() >= 60'000) numbers_ms_.pop_front();
    if (numbers_ms_.size() >= numbers_per_minute) {
        ground::log_warning("too_many_attendee_numbers");
        return true;
    }
    numbers_ms_.push_back(now);
    ground::log_info("attendee_number_tried", {{"in_this_minute", static_cast<std::int64_t>(numbers_ms_.size())}});
    return false;
}

void front_desk::scanned(const gatekeeper::presentation& shown) {
    const std::lock_guard held(one_at_a_time_);
    if (settings_.board != nullptr) {
        if (!settings_.board->watched()) {
            if (!unseen_said_) ground::log_error("no_screen", {{"why", "no browser shows the page: codes are not answered"}});
            unseen_said_ = true;
            return;
        }
        unseen_said_ = false;
        if (too_many_numbers(shown.code)) return;
    }
    decide(shown);
}

screen::taken front_desk::typed(std::string_view code, bool ended) {
    if (code.empty() || code.size() > scanner::code_bytes_max) return screen::taken::not_yet;
    if (!ended && !scanner::is_complete(code)) return screen::taken::not_yet;
    const std::lock_guard held(one_at_a_time_);
    if (too_many_numbers(code)) return screen::taken::too_often;
    gatekeeper::presentation shown;
    shown.code = code;
    shown.direction = leaving_ ? domain::passage::out : domain::passage::in;
    decide(shown);
    return screen::taken::yes;
}

void front_desk::tell_how_we_are(const screen::device_words& scanner) {
    auto words = scanner;
    scanner_well_ = scanner.ru.empty();
    std::string facts;
    {
        const std::lock_guard held(kiosk_.door());
        if (words.ru.empty()) words = screen::words_about(kiosk_.gate());
        if (settings_.board != nullptr)
            facts = screen::facts_of(kiosk_.gate(), words, {leaving_, settings_.staff, settings_.camera});
    }
    if (words.ru.empty()) words = kiosk_.neighbours().words();
    if (settings_.board != nullptr) settings_.board->about(std::move(facts));
    display_.say(words);
}

gatekeeper::enclosing front_desk::enclosing_for(const std::string& text) {
    const auto key = kiosk_.gate().standing().enclosing_key;
    if (!key) return {};
    return [this, key = *key, text](const domain::scan_name& scan) {
        return ticket::enclose(key, ticket::bytes_of(text), gate_protocol::enclosure_place(scan), random_);
    };
}

outcome front_desk::stand_at(std::int64_t point) {
    const std::lock_guard held(one_at_a_time_);
    const std::lock_guard door(kiosk_.door());
    kiosk_.gate().stand_at({point});
    if (kiosk_.gate().point().value == point) return {};
    return {false, "Эта точка входа не назначена киоску", "This kiosk may not serve that admission point"};
}

outcome front_desk::turn(bool leaving) {
    leaving_ = leaving;
    return {};
}

outcome front_desk::take_back(std::int64_t answer) {
    const std::lock_guard held(one_at_a_time_);
    auto* kept = find(answer);
    if (kept == nullptr || !kept->scan) return gone();
    {
        const std::lock_guard door(kiosk_.door());
        if (!kiosk_.gate().take_back(*kept->scan))
            return {false, "Отменить не удалось: запись не легла на диск или уже отменена",
                    "Not undone: the disk refused the record, or it was undone before"};
    }
    kept->settled = true;
    told_others();
    return {true, "Отметка отменена", "The record was taken back"};
}

outcome front_desk::admit_against(std::int64_t answer, const std::string& reason) {
    const std::lock_guard held(one_at_a_time_);
    auto* kept = find(answer);
    if (kept == nullptr || !kept->overridable) return gone();
    if (reason.empty() || reason.size() > reason_bytes_max) return {false, "Назовите причину", "Name a reason"};
    gatekeeper::presentation shown;
    const auto code = kept->code;
    shown.code = code;
    shown.direction = kept->direction;
    shown.overridden = true;
    {
        const std::lock_guard door(kiosk_.door());
        gate_protocol::enclosed_text text;
        text.override_reason = reason;
        shown.enclose = enclosing_for(gate_protocol::encode(text));
    }
    kept->settled = true;
    decide(shown);
    return words_of(answers_.front().line);
}

outcome front_desk::identity_checked(std::int64_t answer) {
    const std::lock_guard held(one_at_a_time_);
    auto* kept = find(answer);
    if (kept == nullptr || kept->line.verdict.reason != domain::verdict_reason::needs_identity_check) return gone();
    gatekeeper::presentation shown;
    const auto code = kept->code;
    shown.code = code;
    shown.direction = kept->direction;
    shown.identity_checked = true;
    kept->settled = true;
    decide(shown);
    return words_of(answers_.front().line);
}

outcome front_desk::walk_in(const screen::walk_in_form& form) {
    domain::registration_request person;
    person.name = {form.family_name, form.given_name, ""};
    (form.contact.find('@') == std::string::npos ? person.phone : person.email) = form.contact;
    person.source = domain::registration_source::walk_in;
    const auto faults = domain::check_registration(person, false);
    if (form.family_name.empty() || form.given_name.empty())
        return {false, "Нужны фамилия и имя", "Family name and given name are needed"};
    if (!faults.empty() && (faults.front().field == "email" || faults.front().field == "phone"))
        return {false, "Почта или телефон написаны с ошибкой", "The e-mail or telephone is not right"};
    if (!faults.empty()) return {false, "Проверьте имя", "Check the name"};

    const std::lock_guard held(one_at_a_time_);
    kept_answer kept;
    {
        const std::lock_guard door(kiosk_.door());
        auto& gate = kiosk_.gate();
        gate_protocol::enclosed_text text;
        text.family_name = person.name.family;
        text.given_name = person.name.given;
        text.contact = form.contact;
        const auto enclose = enclosing_for(gate_protocol::encode(text));
        if (!enclose)
            return {false, "Записать на месте нельзя: киоск ещё не получил ключ сервера. Нужна связь",
                    "No walk-ins yet: the kiosk has not got the server's key. It needs a connection"};
        const auto given = gate.admit_walk_in(enclose);
        kept.line = screen::line_of(gate, given, 0);
        kept.scan = given.scan;
        kept.at = (kiosk_.clock().now_ms() + gate.clock_now().offset_ms) / 1000;
    }
    if (kept.line.verdict.reason == domain::verdict_reason::not_on_list)
        return {false, "Здесь больше не записывают на месте: мест по правилу точки входа нет",
                "No more walk-ins here: the admission point's limit is reached"};
    if (kept.line.verdict.colour() == domain::verdict_colour::green) kept.line.display_name = domain::door_name(person.name);
    const auto said = words_of(kept.line);
    display_.show(kept.line);
    if (kept.scan) told_others();
    keep(std::move(kept));
    return said;
}

std::string front_desk::staff_view() {
    const std::lock_guard held(one_at_a_time_);
    const auto status = kiosk_.status();
    const std::lock_guard door(kiosk_.door());
    const auto& gate = kiosk_.gate();
    const auto& orders = gate.standing();
    json::object out{{"point", gate.point().value}, {"leaving", leaving_.load()}, {"walk_ins", false}};
    json::array points;
    for (const auto& rules : orders.rules.points) {
        if (rules.id == gate.point()) out["walk_ins"] = rules.walk_ins;
        if (std::find(orders.terms.points.begin(), orders.terms.points.end(), rules.id) != orders.terms.points.end())
            points.push_back(json::object{{"id", rules.id.value},
                                          {"name", both(rules.name, rules.name_en.empty() ? rules.name : rules.name_en)}});
    }
    out["points"] = std::move(points);

    json::array facts;
    const auto number = [](std::int64_t value) { return both(std::to_string(value), std::to_string(value)); };
    facts.push_back(fact("Не передано отметок", "Check-ins not sent", number(status.unsent), status.unsent == 0));
    facts.push_back(fact("Записано на месте, не передано", "Walk-ins not sent", number(orders.enclosures), orders.enclosures == 0));
    facts.push_back(fact("Последняя связь", "Last sync",
                         status.synced ? both(minutes_ago(status.sync_age_seconds, true), minutes_ago(status.sync_age_seconds, false))
                                       : both("не было", "none"),
                         status.synced && status.sync_age_seconds < 3600));
    facts.push_back(fact("Билетов в списке", "Tickets on the list", number(status.roster_rows), status.list_complete));
    facts.push_back(fact("Часы", "Clock",
                         status.clock_sure ? both("± " + std::to_string(status.clock_error_ms) + " мс", "± " + std::to_string(status.clock_error_ms) + " ms")
                                           : both("сбиты", "off"),
                         status.clock_sure));
    facts.push_back(fact("Диск", "Disk", status.trouble.empty() ? both("в порядке", "well") : both(status.trouble, status.trouble),
                         status.trouble.empty()));
    facts.push_back(fact("Версия", "Version", both(KRUG_VERSION, KRUG_VERSION), true));
    out["facts"] = std::move(facts);

    json::array answers;
    for (const auto& each : answers_) {
        const auto& given = each.line.verdict;
        json::array may;
        const bool green = given.colour() == domain::verdict_colour::green;
        if (!each.settled && green && each.scan) may.push_back("take_back");
        if (!each.settled && given.reason == domain::verdict_reason::needs_identity_check) may.push_back("checked");
        // Of a code that is nobody's there is no guest to admit: that is a walk-in.
        if (!each.settled && each.overridable && each.direction == domain::passage::in) may.push_back("admit");
        answers.push_back(json::object{{"number", each.number},
                                       {"at", domain::clock_time(each.at, orders.rules.event.utc_offset_minutes)},
                                       {"look", screen::look_of(given)},
                                       {"word", both(each.line.message_ru, each.line.message_en)},
                                       {"code", green ? "" : screen::staff_code_of(given.reason)},
                                       {"name", each.line.display_name},
                                       {"step", both(each.line.next_step_ru, each.line.next_step_en)},
                                       {"may", std::move(may)}});
    }
    out["answers"] = std::move(answers);
    return json::serialize(out);
}

std::string front_desk::rehearse(bool sound_there) {
    const std::lock_guard held(one_rehearsal_);
    auto found = rehearsal(kiosk_, settings_.folder);
    using part = gate_protocol::rehearsal_part;
    const bool watched = settings_.board == nullptr || settings_.board->watched();
    found.push_back({part::screen, watched, watched ? "экран открыт" : "экран не открыт",
                     watched ? "the screen is open" : "the screen is not open"});
    found.push_back({part::sound, sound_there, sound_there ? "звук есть" : "звука нет: отвечают только цвет и слова",
                     sound_there ? "there is sound" : "no sound: only colour and words answer"});
    if (settings_.scanner) found.push_back(scanner_standing(settings_.camera, scanner_well_));
    const auto result = result_of(found, kiosk_.clock().now());
    kiosk_.note_rehearsal(result);
    kiosk_.scanned(); // so that the organiser hears of it soon
    json::array findings;
    for (const auto& each : found) findings.push_back(json::object{{"good", each.good}, {"ru", each.ru}, {"en", each.en}});
    return json::serialize(json::object{{"ready", result.ready}, {"findings", std::move(findings)}});
}

} // namespace krug::kiosk
