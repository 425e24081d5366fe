#include "web/json_schema.hpp"

#include "ground/check.hpp"

namespace krug::web {

namespace {

std::vector<json_schema> house_schemas() {
    using enum json_kind;
    return {
        {"nothing", {}},
        {"field_problem", {{"field", text, "", true}, {"code", text, "", true}, {"detail", text, "", true}, {"limit", whole}}},
        {"problem",
         {{"type", text, "", true}, {"title", text, "", true}, {"status", whole, "", true}, {"detail", text, "", true},
          {"code", text, "", true}, {"reference", text}, {"errors", list, "field_problem"}}},
        {"health_part", {{"name", text, "", true}, {"ok", yes_no, "", true}, {"note", text, "", true}}},
        {"health", {{"ready", yes_no, "", true}, {"parts", list, "health_part", true}}},
    };
}

} // namespace

const std::vector<json_schema>& all_schemas() {
    static const std::vector<json_schema> schemas = [] {
        std::vector<json_schema> all;
        for (auto part : {house_schemas(), event_schemas(), session_schemas(), registration_schemas(), check_in_schemas(),
                          attendance_schemas(), door_schemas(), table_schemas(), webhook_schemas(), form_schemas()})
            all.insert(all.end(), part.begin(), part.end());
        return all;
    }();
    return schemas;
}

const json_schema& find_schema(std::string_view name) {
    for (const auto& each : all_schemas())
        if (each.name == name) return each;
    KRUG_CHECK(!"a schema without a table");
    return all_schemas().front();
}

} // namespace krug::web
