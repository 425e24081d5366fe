// JSON API: categories of guests, rules of all doors, who would get in, and double admissions.
#include "web/api_call.hpp"
#include "web/api_routes.hpp"
#include "web/idempotency.hpp"

#include "calendar/moment.hpp"
#include "domain/admission_words.hpp"

#include <boost/json.hpp>

#include <charconv>

namespace krug::web {

namespace json = boost::json;
using domain::action;

namespace {

domain::language door_language(const call& asked) {
    return asked.lang == render::language::ru ? domain::language::ru : domain::language::en;
}

response nothing_to_say() {
    response answer;
    answer.status = 204;
    return answer;
}

json::value word_or_null(const std::string& word) { return word.empty() ? json::value(nullptr) : json::value(word); }

// --- categories

json::object category_body(const domain::guest_category& category) {
    return {{"id", category.id.value},
            {"name", category.name},
            {"name_en", category.name_en},
            {"colour", category.colour}};
}

response list_categories(call& asked) {
    if (auto strange = strange_query(asked, {})) return *strange;
    json::array items;
    for (const auto& each : asked.on.doors.categories(asked.event)) items.push_back(category_body(each));
    return json_answer({{"items", std::move(items)}, {"next", nullptr}});
}

response save_category(call& asked, domain::category_id id, int status) {
    const auto body = read_json(asked, "category_settings");
    if (!body) return body.error();
    const domain::guest_category what{id, body->text("name"), body->text("name_en"), body->text("colour")};
    const auto done = asked.on.doors.save_category(asked.actor, asked.event, what);
    if (!done) return refused(asked, done.error());
    auto saved = what;
    saved.id = *done;
    return json_answer(category_body(saved), status);
}

response add_category(call& asked) { return save_category(asked, {}, 201); }

response replace_category(call& asked) {
    const auto number = number_in_place(asked, "category");
    return number ? save_category(asked, {*number}, 200) : not_here(asked);
}

response remove_category(call& asked) {
    const auto number = number_in_place(asked, "category");
    if (!number) return not_here(asked);
    const auto done = asked.on.doors.remove_category(asked.actor, asked.event, {*number});
    return done ? nothing_to_say() : refused(asked, done.error());
}

// --- rules of all doors

response show_door_rules(call& asked) {
    if (auto strange = strange_query(asked, {})) return *strange;
    return json_answer({{"moves_between_sessions", asked.on.doors.moves_between_sessions(asked.event)}});
}

response save_door_rules(call& asked) {
    const auto body = read_json(asked, "door_settings");
    if (!body) return body.error();
    const bool moves = body->yes_no("moves_between_sessions").value_or(false);
    const auto done = asked.on.doors.save_moves(asked.actor, asked.event, moves);
    if (!done) return refused(asked, done.error());
    return json_answer({{"moves_between_sessions", moves}});
}

// --- preview

json::object previewed_body(const call& asked, const service::admission_preview& shown, std::string_view guest,
                            const domain::verdict& given) {
    const auto in = door_language(asked);
    const auto details = domain::details_of(given, shown.rules, shown.points, in);
    const std::string step(domain::next_step_for(given.reason, in));
    return {{"guest", guest},
            {"verdict", domain::word_of(given.colour())},
            {"reason", domain::word_of(given.reason)},
            {"message", domain::sentence_for(given, details, in)},
            {"next_step", word_or_null(step)}};
}

response show_preview(call& asked) {
    if (auto strange = strange_query(asked, {"at", "attendee_no"})) return *strange;
    const auto point = number_in_place(asked, "point");
    if (!point) return not_here(asked);
    auto at = asked.on.clock.now();
    if (asked.query.has("at")) {
        const auto read = calendar::parse_rfc3339(asked.query.text("at"));
        if (!read) return wrong_field(asked, "at", "malformed");
        at = *read;
    }
    const auto& number = asked.query.text("attendee_no");
    if (!number.empty() && !asked.may(action::check_in)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto shown = asked.on.doors.preview(asked.event, {*point}, at, number);
    if (!shown) return refused(asked, shown.error());
    json::array items;
    for (const auto& each : shown->kinds)
        items.push_back(previewed_body(asked, *shown, domain::word_of(each.kind), each.given));
    if (shown->guest) items.push_back(previewed_body(asked, *shown, number, *shown->guest));
    return json_answer({{"at", json_moment(at)}, {"items", std::move(items)}, {"next", nullptr}});
}

// --- double admissions

json::object conflict_body(const call& asked, const service::conflict_line& line) {
    json::array entries;
    for (const auto& each : line.entries)
        entries.push_back(json::object{{"scan_id", write_uuid(each.scan_id)},
                                       {"at", json_moment(each.at_ms / 1000)},
                                       {"error_ms", each.error_ms},
                                       {"point", each.point},
                                       {"device", word_or_null(each.device)},
                                       {"voided", each.voided}});
    json::value name;
    if (asked.may(action::see_names)) name = json::string(domain::full_name(line.name));
    return {{"id", line.number},
            {"registration", line.registration.value},
            {"attendee_no", line.attendee_no},
            {"display_name", std::move(name)},
            {"state", line.state},
            {"resolution", word_or_null(line.resolution)},
            {"resolved_at", line.resolved_at > 0 ? json_moment(line.resolved_at) : json::value(nullptr)},
            {"found_at", json_moment(line.found_at)},
            {"order_unknown", line.order_unknown},
            {"entries", std::move(entries)}};
}

response list_conflicts(call& asked) {
    if (auto strange = strange_query(asked, {"state", "limit", "cursor"})) return *strange;
    const auto& state = asked.query.text("state");
    if (asked.query.has("state") && state != "open" && state != "all") return wrong_field(asked, "state", "not_a_choice");
    const auto limit = limit_of(asked);
    if (!limit) return wrong_field(asked, "limit", "out_of_range", 500);
    std::int64_t before = 0;
    if (asked.query.has("cursor")) {
        const auto& text = asked.query.text("cursor");
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), before);
        if (fault != std::errc() || end != text.data() + text.size() || before < 1)
            return wrong_field(asked, "cursor", "malformed");
    }
    const int most = std::min(*limit, 200);
    const auto lines = asked.on.conflicts.list(asked.event, state == "open", before, most);
    json::array items;
    for (const auto& each : lines) items.push_back(conflict_body(asked, each));
    json::value next;
    if (lines.size() == static_cast<std::size_t>(most) && lines.back().number > 1)
        next = json::string(std::to_string(lines.back().number));
    return json_answer({{"items", std::move(items)}, {"next", std::move(next)}});
}

response resolve_conflict(call& asked) {
    const auto number = number_in_place(asked, "conflict");
    if (!number) return not_here(asked);
    const auto body = read_json(asked, "conflict_resolution");
    if (!body) return body.error();
    std::string scan;
    if (const auto text = body->text("scan_id"); !text.empty()) {
        scan = read_uuid(text);
        if (scan.empty()) return wrong_field(asked, "scan_id", "malformed");
    }
    const auto answer = *service::conflict_answer_named(body->text("resolution")); // the schema has judged it
    const auto done = asked.on.conflicts.resolve(asked.actor, asked.event, *number, answer, scan);
    if (!done) return refused(asked, done.error());
    const auto line = asked.on.conflicts.find(asked.event, *number);
    return line ? json_answer(conflict_body(asked, *line)) : not_here(asked);
}

} // namespace

std::vector<route> door_rule_api_routes() {
    using enum method;
    constexpr auto api = entrance::api;
    return {
        {get, "/api/v1/events/{event}/categories", action::check_in, api, list_categories,
         "категории гостей и цвета шнурков", "categories of guests and the colours of their lanyards", "", "category_list"},
        {post, "/api/v1/events/{event}/categories", action::edit_event, api, once(add_category), "добавить категорию",
         "add a category", "category_settings", "category"},
        {put, "/api/v1/events/{event}/categories/{category}", action::edit_event, api, replace_category,
         "изменить категорию", "change a category", "category_settings", "category"},
        {del, "/api/v1/events/{event}/categories/{category}", action::edit_event, api, remove_category,
         "убрать категорию, в которой никого нет", "remove a category that nobody has", "", ""},
        {get, "/api/v1/events/{event}/door-settings", action::check_in, api, show_door_rules, "правила для всех дверей",
         "rules that hold for all doors", "", "door_settings"},
        {put, "/api/v1/events/{event}/door-settings", action::edit_event, api, save_door_rules,
         "изменить правила для всех дверей", "change the rules that hold for all doors", "door_settings", "door_settings"},
        {get, "/api/v1/events/{event}/admission-points/{point}/preview", action::check_in, api, show_preview,
         "кого пустят здесь: ?at= ?attendee_no=", "who would get in here: ?at= ?attendee_no=", "", "admission_preview"},
        {get, "/api/v1/events/{event}/conflicts", action::override_or_void, api, list_conflicts,
         "двойные входы, найденные после обмена: ?state=open|all ?limit= ?cursor=",
         "double admissions found after sync: ?state=open|all ?limit= ?cursor=", "", "conflict_list"},
        {post, "/api/v1/events/{event}/conflicts/{conflict}/resolve", action::override_or_void, api, once(resolve_conflict),
         "решить: тот же человек, копия билета или ошибка", "decide: the same person, a copied ticket or a mistake",
         "conflict_resolution", "conflict"},
    };
}

} // namespace krug::web
