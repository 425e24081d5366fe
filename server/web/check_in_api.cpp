// JSON API: the door. One question, one verdict; the same scan_id gives the same answer and one record.
#include "web/api_call.hpp"
#include "web/api_routes.hpp"
#include "web/idempotency.hpp"
#include "web/problem.hpp"

#include "domain/admission_words.hpp"
#include "domain/text_rules.hpp"

#include <boost/json.hpp>

namespace krug::web {

namespace json = boost::json;
using domain::action;

namespace {

constexpr std::size_t code_bytes_max = 4096;
constexpr std::size_t reason_letters_max = 300;

domain::refusal wrong(std::string field, std::string code, std::int64_t limit = 0) {
    return {domain::refusal_code::invalid, 0, {{std::move(field), std::move(code), limit}}};
}

domain::language door_language(const call& asked) {
    return asked.lang == render::language::ru ? domain::language::ru : domain::language::en;
}

json::value text_or_null(std::string_view text) { return text.empty() ? json::value(nullptr) : json::value(text); }

std::string name_in(const domain::guest_category& category, render::language lang) {
    return lang == render::language::en && !category.name_en.empty() ? category.name_en : category.name;
}

json::object attendee_body(const call& asked, const service::check_in_answer& answer) {
    json::array hints;
    for (const auto& each : answer.hints) hints.push_back(json::value(each));
    std::string sessions;
    for (const auto& each : answer.sessions) sessions += (sessions.empty() ? "" : "; ") + each;
    json::value category;
    if (answer.category)
        category = json::object{{"name", name_in(*answer.category, asked.lang)}, {"colour", answer.category->colour}};
    return {{"display_name", asked.may(action::see_names) ? answer.display_name : answer.door_name},
            {"attendee_no", answer.attendee_no},
            {"table", text_or_null(answer.table)},
            {"session", text_or_null(sessions)},
            {"category", std::move(category)},
            {"hints", std::move(hints)}};
}

json::object verdict_body(const call& asked, const service::check_in_answer& answer) {
    const auto language = door_language(asked);
    auto details = domain::details_of(answer.verdict, answer.rules, answer.points, language);
    details.guest = answer.door_name;
    json::object body{{"verdict", domain::word_of(answer.colour)},
                      {"reason", domain::word_of(answer.reason)},
                      {"message", domain::sentence_for(answer.verdict, details, language)},
                      {"next_step", text_or_null(domain::next_step_for(answer.reason, language))},
                      {"attendee", nullptr},
                      {"first_admission", nullptr},
                      {"scan_id", write_uuid(answer.scan_id)},
                      {"repeated", answer.repeated}};
    if (answer.registration) body["attendee"] = attendee_body(asked, answer);
    if (answer.first_admitted_ms)
        body["first_admission"] = {{"at", json_moment(*answer.first_admitted_ms / 1000)},
                                   {"point", answer.first_point},
                                   {"device", text_or_null(answer.first_device)}};
    return body;
}

domain::result<service::check_in_command> command_of(const call& asked, const json_object& body) {
    service::check_in_command command;
    command.event = asked.event;
    command.code = body.text("code");
    command.attendee_no = body.text("attendee_no");
    if (!command.code.empty() && !command.attendee_no.empty()) return wrong("attendee_no", "not_accepted");
    if (command.code.size() > code_bytes_max) return wrong("code", "too_long", code_bytes_max);
    if (command.attendee_no.size() > code_bytes_max) return wrong("attendee_no", "too_long", code_bytes_max);
    command.scan_id = read_uuid(body.text("scan_id"));
    if (command.scan_id.empty()) return wrong("scan_id", "malformed");
    command.point = {body.whole("admission_point").value_or(0)};
    if (body.text("direction") == "out") command.direction = domain::passage::out;
    if (const auto at = body.moment("scanned_at")) command.scanned_at_ms = *at * 1000;
    command.identity_checked = body.yes_no("identity_checked").value_or(false);
    if (const auto decided = body.object("override")) {
        command.override_reason = decided->text("reason");
        if (domain::is_blank(command.override_reason)) return wrong("override.reason", "required");
        if (const auto fault = domain::fault_in_prose(command.override_reason, reason_letters_max))
            return wrong("override.reason", std::string(domain::word_of(*fault)),
                         *fault == domain::text_fault::too_long ? reason_letters_max : 0);
    }
    return command;
}

bool overrides_without_right(const call& asked, const json_object& body) {
    return body.object("override").has_value() && !asked.may(action::override_or_void);
}

response decided(const call& asked, const domain::result<service::check_in_answer>& answer) {
    return answer ? json_answer(verdict_body(asked, *answer)) : refused(asked, answer.error());
}

response check_in(call& asked) {
    const auto body = read_json(asked, "check_in");
    if (!body) return body.error();
    if (overrides_without_right(asked, *body)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto command = command_of(asked, *body);
    if (!command) return refused(asked, command.error());
    auto& office = asked.on.check_ins;
    if (auto kept = asked.kept.lock()) {
        auto begun = office.check_in_later(asked.actor, *command);
        if (begun) return answer_later(std::move(kept), std::move(*begun), decided);
        return refused(asked, begun.error());
    }
    return decided(asked, office.check_in(asked.actor, *command));
}

json::object problem_body(const call& asked, std::string_view scan_id, const domain::refusal& refusal) {
    return {{"scan_id", scan_id}, {"problem", json::parse(refused(asked, refusal).body)}};
}

response check_in_batch(call& asked) {
    const auto body = read_json(asked, "check_in_batch");
    if (!body) return body.error();
    const auto items = body->objects("items");
    // All or nothing: half a batch in the name of somebody who may only do the other half is nobody's wish.
    for (const auto& each : items)
        if (overrides_without_right(asked, each)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    std::vector<service::check_in_command> questions;
    std::vector<std::optional<domain::refusal>> unfit;
    for (const auto& each : items) {
        auto command = command_of(asked, each);
        unfit.push_back(command ? std::nullopt : std::optional(command.error()));
        if (command) questions.push_back(*std::move(command));
    }
    const auto decided = asked.on.check_ins.check_in_all(asked.actor, questions);
    json::array answers;
    auto next = decided.begin();
    for (std::size_t at = 0; at < items.size(); ++at) {
        const auto scan_id = items[at].text("scan_id");
        if (unfit[at]) answers.push_back(problem_body(asked, scan_id, *unfit[at]));
        else if (const auto& answer = *next++) answers.push_back(verdict_body(asked, *answer));
        else answers.push_back(problem_body(asked, write_uuid(read_uuid(scan_id)), answer.error()));
    }
    return json_answer({{"items", std::move(answers)}});
}

response void_check_in(call& asked) {
    if (const auto body = read_json(asked, "nothing"); !body) return body.error();
    const auto scan = read_uuid(asked.place.at("scan_id"));
    if (scan.empty()) return not_here(asked);
    const auto done = asked.on.check_ins.void_scan(asked.actor, asked.event, scan);
    if (!done) return refused(asked, done.error());
    return json_answer({{"scan_id", write_uuid(scan)}, {"voided", true}});
}

response admit_walk_in(call& asked) {
    // Two rights in one: putting somebody on the list, and letting them in.
    if (!asked.may(action::check_in)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto body = read_json(asked, "walk_in");
    if (!body) return body.error();
    const auto scan = read_uuid(body->text("scan_id"));
    if (scan.empty()) return wrong_field(asked, "scan_id", "malformed");
    auto request = registration_request_of(asked, *body);
    request.source = domain::registration_source::walk_in;
    if (auto faults = domain::check_registration(request, false); !faults.empty())
        return refused(asked, {domain::refusal_code::invalid, 0, std::move(faults)});
    const auto answer = asked.on.check_ins.admit_walk_in(asked.actor, std::move(request),
                                                         {body->whole("admission_point").value_or(0)}, scan);
    return answer ? json_answer(verdict_body(asked, *answer)) : refused(asked, answer.error());
}

} // namespace

std::vector<route> check_in_api_routes() {
    using enum method;
    constexpr auto api = entrance::api;
    return {
        {post, "/api/v1/events/{event}/check-ins", action::check_in, api, once(check_in),
         "спросить, впустить ли: код или номер участника, один scan_id – одна запись",
         "ask whether to admit: code or attendee number; one scan_id, one record", "check_in", "verdict"},
        {post, "/api/v1/events/{event}/check-ins/batch", action::check_in, api, once(check_in_batch),
         "до 200 вопросов сразу, у каждого свой ответ", "up to 200 questions, each with its own answer",
         "check_in_batch", "batch_answers"},
        {post, "/api/v1/events/{event}/check-ins/{scan_id}/void", action::override_or_void, api, once(void_check_in),
         "отменить запись о входе", "take a record back", "nothing", "voided_scan"},
        {post, "/api/v1/events/{event}/walk-ins", action::register_guest, api, once(admit_walk_in),
         "записать и впустить человека без регистрации, если точка входа это разрешает",
         "register and admit somebody without a registration, where the admission point takes walk-ins", "walk_in", "verdict"},
    };
}

} // namespace krug::web
