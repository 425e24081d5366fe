#include "web/json_schema.hpp"

#include "domain/round_table.hpp"
#include "domain/seating.hpp"

namespace krug::web {

namespace {

using enum json_kind;

std::vector<json_member> table_members() {
    return {{"session", whole, "", false, true, 1, 65'535},
            {"topic", text, "", false, true},
            {"host", text, "", false, true},
            {"language", word, "", false, true, 0, 0, {"ru", "en"}},
            {"seats", whole, "", false, false, 1, domain::table_seats_max},
            {"rules", object, "table_rules"},
            {"step_free", yes_no},
            {"quiet", yes_no}};
}

std::vector<json_member> new_members() {
    auto members = table_members();
    for (auto& each : members)
        if (each.name == "seats") each.required = true;
    members.push_back({"number", whole, "", false, true, 1, domain::table_number_max});
    members.push_back({"count", whole, "", false, false, 1, 400});
    return members;
}

std::vector<json_member> answer_members() {
    return {{"number", whole, "", true},       {"session", whole, "", true, true}, {"topic", text, "", true},
            {"host", text, "", true},          {"language", text, "", true, true}, {"seats", whole, "", true},
            {"taken", whole, "", true},        {"free", whole, "", true},          {"rules", object, "table_rules", true},
            {"step_free", yes_no, "", true},   {"quiet", yes_no, "", true},        {"host_url", text}};
}

std::vector<json_member> wish_members() {
    return {{"session", whole, "", false, true, 1, 65'535},
            {"rounds", whole, "", false, false, 1, domain::seating_rounds_max},
            {"mix", list, "text", false, false, 0, 3},
            {"present_only", yes_no},
            {"seed", whole, "", false, false, 1, 9'007'199'254'740'991}};
}

std::vector<json_member> apply_members() {
    auto members = wish_members();
    members.push_back({"proposal", text, "", true});
    members.push_back({"mail", yes_no});
    return members;
}

} // namespace

std::vector<json_schema> table_schemas() {
    return {{"table_rules", {{"categories", list, "whole", false, false, 0, 100}, {"guests_choose", yes_no}}},
            {"table_new", new_members()},
            {"table_change", table_members()},
            {"table", answer_members()},
            {"table_list", {{"items", list, "table", true}, {"next", text, "", true, true}}},
            {"seating_wish", wish_members()},
            {"seating_apply", apply_members()},
            {"seating_session", {{"session", whole, "", false, true, 1, 65'535}}},
            {"seating_place", {{"registration", whole, "", true}, {"fixed", yes_no, "", true}, {"tables", list, "whole", true}}},
            {"seating_quality",
             {{"meetings", whole, "", true},
              {"meetings_max", whole, "", true},
              {"same_category", whole, "", true},
              {"same_category_min", whole, "", true},
              {"met_again", whole, "", true},
              {"same_organisation", whole, "", true},
              {"access_unplaced", whole, "", true},
              {"moved", whole, "", true}}},
            {"seating_proposal",
             {{"proposal", text, "", true},
              {"rounds", whole, "", true},
              {"quality", object, "seating_quality", true},
              {"places", list, "seating_place", true, false, 0, static_cast<std::int64_t>(domain::seating_people_max)}}},
            {"seating_done", {{"changed", whole, "", true}}}};
}

} // namespace krug::web
