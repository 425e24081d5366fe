// JSON API: admission points and the devices that serve them.
#include "web/api_call.hpp"
#include "web/api_routes.hpp"
#include "web/idempotency.hpp"

#include "domain/text_rules.hpp"

#include <boost/json.hpp>

#include <array>

namespace krug::web {

namespace json = boost::json;
using domain::action;

namespace {

constexpr std::size_t name_letters_max = 100;
constexpr std::int64_t point_number_max = 65'535;
constexpr std::array<std::pair<domain::entry_rule, std::string_view>, 3> entry_words{
    {{domain::entry_rule::once, "once"},
     {domain::entry_rule::once_a_day, "once_a_day"},
     {domain::entry_rule::after_exit, "after_exit"}}};

json::value number_or_null(const std::optional<int>& number) { return number ? json::value(*number) : json::value(nullptr); }

json::object point_body(const domain::admission_point_rules& point) {
    json::array sessions, categories;
    for (const auto each : point.sessions) sessions.push_back(each.value);
    for (const auto each : point.categories) categories.push_back(each.value);
    std::string_view entries;
    for (const auto& [rule, word] : entry_words)
        if (rule == point.entries) entries = word;
    return {{"id", point.id.value},
            {"name", point.name},
            {"name_en", point.name_en},
            {"area", point.area},
            {"sessions", std::move(sessions)},
            {"categories", std::move(categories)},
            {"sign_up_required", point.sign_up_required},
            {"opens_minutes_before", number_or_null(point.opens_minutes_before)},
            {"closes_minutes_after", number_or_null(point.closes_minutes_after)},
            {"entries", entries},
            {"exits_scanned", point.exits_scanned},
            {"walk_ins", point.walk_ins},
            {"walk_in_limit", point.walk_in_limit},
            {"standby_after_minutes", number_or_null(point.standby_after_minutes)},
            {"identity_check", point.identity_check},
            {"home_gate", point.home_gate}};
}

std::optional<int> minutes(const json_object& body, std::string_view name) {
    const auto number = body.whole(name);
    return number ? std::optional(static_cast<int>(*number)) : std::nullopt;
}

/// The whole of the rules: a member that is not named is back at its default.
domain::admission_point_rules point_of(const json_object& body) {
    domain::admission_point_rules point;
    point.name = body.text("name");
    point.name_en = body.text("name_en");
    point.area = static_cast<int>(body.whole("area").value_or(0));
    for (const auto number : body.wholes("sessions")) point.sessions.push_back({number});
    for (const auto number : body.wholes("categories")) point.categories.push_back({number});
    point.sign_up_required = body.yes_no("sign_up_required").value_or(false);
    point.opens_minutes_before = minutes(body, "opens_minutes_before");
    point.closes_minutes_after = minutes(body, "closes_minutes_after");
    for (const auto& [rule, word] : entry_words)
        if (body.text("entries") == word) point.entries = rule;
    point.exits_scanned = body.yes_no("exits_scanned").value_or(false);
    point.walk_ins = body.yes_no("walk_ins").value_or(false);
    point.walk_in_limit = static_cast<int>(body.whole("walk_in_limit").value_or(0));
    point.standby_after_minutes = minutes(body, "standby_after_minutes");
    point.identity_check = body.yes_no("identity_check").value_or(false);
    point.home_gate = body.yes_no("home_gate").value_or(false);
    return point;
}

/// Names of doors and devices are shown to everybody on the spot.
std::optional<response> fault_in_name(const call& asked, std::string_view field, const std::string& name, bool required) {
    if (name.empty() && !required) return std::nullopt;
    if (domain::is_blank(name)) return wrong_field(asked, field, "required");
    const auto fault = domain::fault_in_title(name, name_letters_max);
    if (!fault) return std::nullopt;
    return wrong_field(asked, field, domain::word_of(*fault), *fault == domain::text_fault::too_long ? name_letters_max : 0);
}

response list_points(call& asked) {
    if (auto strange = strange_query(asked, {})) return *strange;
    json::array items;
    for (const auto& each : asked.on.check_ins.admission_points(asked.event)) items.push_back(point_body(each));
    return json_answer({{"items", std::move(items)}, {"next", nullptr}});
}

response save_point(call& asked, domain::admission_point_id id, int status) {
    const auto body = read_json(asked, "admission_point_settings");
    if (!body) return body.error();
    auto point = point_of(*body);
    point.id = id;
    if (auto wrong = fault_in_name(asked, "name", point.name, true)) return *wrong;
    if (auto wrong = fault_in_name(asked, "name_en", point.name_en, false)) return *wrong;
    const auto done = asked.on.check_ins.save_admission_point(asked.actor, asked.event, point);
    if (!done) return refused(asked, done.error());
    for (const auto& each : asked.on.check_ins.admission_points(asked.event))
        if (each.id == *done) return json_answer(point_body(each), status);
    return not_here(asked);
}

response add_point(call& asked) { return save_point(asked, {}, 201); }

response replace_point(call& asked) {
    const auto number = number_in_place(asked, "point");
    if (!number || *number > point_number_max) return not_here(asked);
    return save_point(asked, {*number}, 200);
}

json::value report_body(const service::device_line::reported& report) {
    if (report.at == 0) return nullptr;
    json::array failed;
    for (const auto& each : report.rehearsal_failed) failed.emplace_back(each);
    json::value rehearsal;
    if (report.rehearsal_at > 0)
        rehearsal = json::object{{"at", json_moment(report.rehearsal_at)},
                                 {"ready", report.rehearsal_ready},
                                 {"failed", std::move(failed)}};
    return json::object{{"at", json_moment(report.at)},
                        {"kind", report.kind},
                        {"version", report.version},
                        {"clock_skew_ms", report.skew_ms},
                        {"clock_error_ms", report.error_ms},
                        {"admitted_5_minutes", report.admitted_5_minutes},
                        {"rehearsal", std::move(rehearsal)}};
}

json::object device_body(const service::device_line& line) {
    return {{"id", line.id.value},
            {"name", line.name},
            {"state", line.state},
            {"admission_point", line.point.value},
            {"admission_point_name", line.point_name},
            {"created_at", json_moment(line.created_at)},
            {"last_seen_at", line.last_seen_at > 0 ? json_moment(line.last_seen_at) : json::value(nullptr)},
            {"unsent", line.unsent},
            {"last_scan_at", line.last_scan_at > 0 ? json_moment(line.last_scan_at) : json::value(nullptr)},
            {"silent", line.silent},
            {"report", report_body(line.report)}};
}

response list_devices(call& asked) {
    if (auto strange = strange_query(asked, {})) return *strange;
    json::array items;
    for (const auto& each : asked.on.gate.devices(asked.event)) items.push_back(device_body(each));
    return json_answer({{"items", std::move(items)}, {"next", nullptr}});
}

response invite_device(call& asked) {
    const auto body = read_json(asked, "device_new");
    if (!body) return body.error();
    const auto name = body->text("name");
    if (auto wrong = fault_in_name(asked, "name", name, true)) return *wrong;
    const auto made = asked.on.gate.invite_device(asked.actor, asked.event,
                                                  {body->whole("admission_point").value_or(0)}, name);
    if (!made) return refused(asked, made.error());
    return json_answer({{"id", made->device.value}, {"code", made->code}, {"expires_at", json_moment(made->expires_at)}}, 201);
}

response revoke_device(call& asked) {
    const auto number = number_in_place(asked, "device");
    if (!number) return not_here(asked);
    const auto done = asked.on.gate.revoke_device(asked.actor, asked.event, {*number});
    if (!done) return refused(asked, done.error());
    response answer;
    answer.status = 204;
    return answer;
}

} // namespace

std::vector<route> door_api_routes() {
    using enum method;
    constexpr auto api = entrance::api;
    return {
        {get, "/api/v1/events/{event}/admission-points", action::check_in, api, list_points, "точки входа", "admission points",
         "", "admission_point_list"},
        {post, "/api/v1/events/{event}/admission-points", action::edit_event, api, once(add_point), "добавить точку входа",
         "add an admission point", "admission_point_settings", "admission_point"},
        {put, "/api/v1/events/{event}/admission-points/{point}", action::edit_event, api, replace_point,
         "заменить правила точки входа", "replace the rules of an admission point", "admission_point_settings", "admission_point"},
        {get, "/api/v1/events/{event}/devices", action::manage_devices, api, list_devices, "устройства", "devices", "",
         "device_list"},
        {post, "/api/v1/events/{event}/devices", action::manage_devices, api, once(invite_device),
         "код для подключения устройства: десять минут, один раз", "enrolment code for a device: ten minutes, one use",
         "device_new", "device_invitation"},
        {del, "/api/v1/events/{event}/devices/{device}", action::manage_devices, api, revoke_device, "отозвать устройство",
         "revoke a device", "", ""},
    };
}

} // namespace krug::web
