#include "web/json_schema.hpp"

namespace krug::web {

namespace {

using enum json_kind;

std::vector<json_member> point_members() {
    return {{"name", text, "", true},
            {"name_en", text, "", false, true},
            {"area", whole, "", false, false, 0, 65'535},
            {"sessions", list, "whole", false, false, 0, 64},
            {"categories", list, "whole", false, false, 0, 64},
            {"sign_up_required", yes_no},
            {"opens_minutes_before", whole, "", false, true, 0, 100'000},
            {"closes_minutes_after", whole, "", false, true, 0, 100'000},
            {"entries", word, "", false, false, 0, 0, {"once", "once_a_day", "after_exit"}},
            {"exits_scanned", yes_no},
            {"walk_ins", yes_no},
            {"walk_in_limit", whole, "", false, false, 0, 1'000'000},
            {"standby_after_minutes", whole, "", false, true, 0, 100'000}};
}

std::vector<json_member> point_answer_members() {
    auto members = point_members();
    for (auto& each : members) each.required = true;
    members.insert(members.begin(), {"id", whole, "", true});
    return members;
}

} // namespace

std::vector<json_schema> door_schemas() {
    return {
        {"admission_point_settings", point_members()},
        {"admission_point", point_answer_members()},
        {"admission_point_list", {{"items", list, "admission_point", true}, {"next", text, "", true, true}}},
        {"device_new", {{"name", text, "", true}, {"admission_point", whole, "", false, true, 1, 65'535}}},
        {"device_invitation",
         {{"id", whole, "", true}, {"code", text, "", true}, {"expires_at", moment, "", true}}},
        {"device",
         {{"id", whole, "", true},
          {"name", text, "", true},
          {"state", word, "", true, false, 0, 0, {"invited", "expired", "enrolled", "revoked", "quarantined"}},
          {"admission_point", whole, "", true},
          {"admission_point_name", text, "", true},
          {"created_at", moment, "", true},
          {"last_seen_at", moment, "", true, true},
          {"unsent", whole, "", true}}},
        {"device_list", {{"items", list, "device", true}, {"next", text, "", true, true}}},
    };
}

} // namespace krug::web
