#include "web/work_words.hpp"
#include "web/openapi.hpp"

#include "render/markdown.hpp"
#include "render/pages/document_page.hpp"
#include "render/pages/notice_page.hpp"
#include "render/published_files.hpp"
#include "web/api_routes.hpp"
#include "web/json_body.hpp"
#include "web/json_schema.hpp"
#include "web/work_words.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>

namespace krug::web {

namespace json = boost::json;

namespace {

std::string_view name_of(method used) {
    switch (used) {
    case method::get: return "get";
    case method::head: return "head";
    case method::post: return "post";
    case method::put: return "put";
    case method::patch: return "patch";
    case method::del: return "delete";
    case method::options: return "options";
    }
    return "get";
}

bool is_shown(const route& each) {
    return !each.meaning_en.empty() &&
           (each.pattern.starts_with("/api/v1/") || each.pattern.starts_with("/health/") || each.pattern == "/metrics");
}

json::object reference_to(std::string_view schema) { return {{"$ref", "#/components/schemas/" + std::string(schema)}}; }

json::object schema_of_member(const json_member& member);

json::object items_of(const json_member& member) {
    if (member.of == "text") return {{"type", "string"}};
    if (member.of == "whole") return {{"type", "integer"}};
    return reference_to(member.of);
}

json::object plain_schema(const json_member& member) {
    const auto whole = [&] {
        json::object number{{"type", "integer"}};
        if (member.least != 0 || member.most != 0) {
            number["minimum"] = member.least;
            number["maximum"] = member.most;
        }
        return number;
    };
    switch (member.kind) {
    case json_kind::text: return {{"type", "string"}};
    case json_kind::whole: return whole();
    case json_kind::yes_no: return {{"type", "boolean"}};
    case json_kind::moment: return {{"type", "string"}, {"format", "date-time"}};
    case json_kind::word: {
        json::array words;
        for (const auto each : member.words) words.push_back(json::value(each));
        return {{"type", "string"}, {"enum", std::move(words)}};
    }
    case json_kind::object: return reference_to(member.of);
    case json_kind::list: {
        json::object list{{"type", "array"}, {"items", items_of(member)}};
        if (member.most > 0) list["maxItems"] = member.most;
        return list;
    }
    case json_kind::text_or_whole: return {{"oneOf", json::array{json::object{{"type", "string"}}, whole()}}};
    case json_kind::text_or_object:
        return {{"oneOf", json::array{json::object{{"type", "string"}}, reference_to(member.of)}}};
    case json_kind::texts_by_name:
        return {{"type", "object"}, {"additionalProperties", json::object{{"type", "string"}}}};
    case json_kind::number: return {{"type", "number"}};
    }
    return {};
}

json::object schema_of_member(const json_member& member) {
    auto schema = plain_schema(member);
    if (!member.may_be_null) return schema;
    return {{"anyOf", json::array{std::move(schema), json::object{{"type", "null"}}}}};
}

json::object schema_body(const json_schema& schema) {
    json::object properties;
    json::array required;
    for (const auto& each : schema.members) {
        properties[each.name] = schema_of_member(each);
        if (each.required) required.push_back(json::value(each.name));
    }
    json::object body{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty()) body["required"] = std::move(required);
    return body;
}

json::object content_of(std::string_view type, json::object schema) {
    return {{type, json::object{{"schema", std::move(schema)}}}};
}

json::object answers_of(const route& way) {
    const auto type = way.pattern.substr(way.pattern.rfind('.') == std::string_view::npos ? way.pattern.size() : way.pattern.rfind('.'));
    json::object good{{"description", "OK"}};
    if (!way.answer_schema.empty()) good["content"] = content_of("application/json", reference_to(way.answer_schema));
    else if (type == ".csv") good["content"] = content_of("text/csv", {{"type", "string"}});
    else if (type == ".pdf") good["content"] = content_of("application/pdf", {{"type", "string"}, {"format", "binary"}});
    else if (type == ".xlsx")
        good["content"] = content_of("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
                                     {{"type", "string"}, {"format", "binary"}});
    json::object problem{{"description", "problem"}, {"content", content_of("application/problem+json", reference_to("problem"))}};
    return {{"2XX", std::move(good)}, {"4XX", problem}, {"5XX", std::move(problem)}};
}

json::array parameters_of(const route& way) {
    json::array all;
    auto left = way.pattern;
    for (auto open = left.find('{'); open != std::string_view::npos; open = left.find('{')) {
        const auto close = left.find('}', open);
        const auto name = left.substr(open + 1, close - open - 1);
        const bool is_text = name == "scan_id";
        all.push_back({{"name", name},
                       {"in", "path"},
                       {"required", true},
                       {"schema", json::object{{"type", is_text ? "string" : "integer"}}}});
        left.remove_prefix(close + 1);
    }
    if (way.method == method::post && way.entrance == entrance::api)
        all.push_back({{"name", "Idempotency-Key"},
                       {"in", "header"},
                       {"required", false},
                       {"schema", json::object{{"type", "string"}, {"minLength", 1}, {"maxLength", 255}}}});
    return all;
}

json::object operation_of(const route& way, render::language lang) {
    const auto words = domain::word_of(way.action);
    json::object operation{{"summary", lang == render::language::ru ? way.meaning_ru : way.meaning_en},
                           {"parameters", parameters_of(way)},
                           {"responses", answers_of(way)}};
    if (!way.body_schema.empty())
        operation["requestBody"] = {{"required", way.body_schema != "nothing" && way.body_schema != "approval"},
                                    {"content", content_of("application/json", reference_to(way.body_schema))}};
    if (way.entrance == entrance::api)
        operation["security"] = json::array{json::object{{"token", json::array{json::value(words)}}}};
    else
        operation["security"] = json::array{};
    return operation;
}

response show_document(call& asked) {
    response answer;
    answer.body = write_openapi(asked.on.settings.public_url, asked.lang);
    return answer.set("content-type", "application/json; charset=utf-8").set("cache-control", "no-cache");
}

std::string who_may(const route& way, render::language lang) {
    if (way.entrance == entrance::open) return render::tr(lang, "всем");
    std::string roles;
    for (const auto& [role, word] : domain::role_words)
        if (domain::is_staff_role(role) && domain::reach_of(role, way.action) != domain::reach::none)
            roles += (roles.empty() ? "" : ", ") + staff_role_words(role, lang);
    return roles;
}

response show_page(call& asked) {
    render::api_view view;
    view.openapi_url = "/api/v1/openapi.json";
    for (const auto& each : all_routes()) {
        if (!is_shown(each)) continue;
        std::string used(name_of(each.method));
        std::transform(used.begin(), used.end(), used.begin(), [](char letter) { return static_cast<char>(letter - 'a' + 'A'); });
        view.routes.push_back({used, std::string(each.pattern),
                               std::string(asked.lang == render::language::ru ? each.meaning_ru : each.meaning_en),
                               who_may(each, asked.lang)});
    }
    return page(render::render_page(asked.on.pages, frame_of(asked), view));
}

constexpr std::array ticket_files{"tickets.tsv", "ed25519_edges.tsv", "gate_protocol.tsv"};

response show_ticket_format(call& asked) {
    const bool russian = asked.lang == render::language::ru;
    render::document_view view;
    view.title = render::tr(asked.lang, "Билет Круга: как его читать и проверять");
    view.text = render::markdown(render::published_file(russian ? "tickets.ru.md" : "tickets.en.md"), 0);
    for (const auto* name : ticket_files) view.files.push_back({name, std::string("/api/tickets/") + name});
    return page(render::render_page(asked.on.pages, frame_of(asked), view));
}

response give_ticket_file(call& asked) {
    const auto name = asked.place.at("file");
    if (std::find(ticket_files.begin(), ticket_files.end(), name) == ticket_files.end()) return error_answer(asked, 404);
    response answer;
    answer.body = render::published_file(name);
    return answer.set("content-type", "text/tab-separated-values; charset=utf-8").set("cache-control", "no-cache");
}

} // namespace

std::string write_openapi(const std::string& public_url, render::language lang) {
    json::object paths, schemas;
    for (const auto& each : all_routes()) {
        if (!is_shown(each)) continue;
        auto& path = paths[each.pattern];
        if (!path.is_object()) path = json::object();
        path.as_object()[name_of(each.method)] = operation_of(each, lang);
    }
    for (const auto& each : all_schemas()) schemas[each.name] = schema_body(each);
    return json::serialize(json::object{
        {"openapi", "3.1.0"},
        {"info", json::object{{"title", lang == render::language::ru ? "Круг" : "Krug"}, {"version", "1"}}},
        {"servers", json::array{json::object{{"url", public_url}}}},
        {"paths", std::move(paths)},
        {"components",
         json::object{{"schemas", std::move(schemas)},
                      {"securitySchemes", json::object{{"token", json::object{{"type", "http"}, {"scheme", "bearer"}}}}}}}});
}

std::vector<route> openapi_routes() {
    using enum method;
    return {
        {get, "/api", domain::action::view_published, entrance::open, show_page, "", "", "", ""},
        {get, "/api/tickets", domain::action::view_published, entrance::open, show_ticket_format, "", "", "", ""},
        {get, "/api/tickets/{file}", domain::action::view_published, entrance::open, give_ticket_file, "", "", "", ""},
        {get, "/api/v1/openapi.json", domain::action::view_published, entrance::open, show_document,
         "это описание (OpenAPI 3.1)", "this description (OpenAPI 3.1)", "", ""},
    };
}

} // namespace krug::web
