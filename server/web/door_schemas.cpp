#include "web/json_schema.hpp"

#include "domain/admission_facts.hpp"

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
            {"closes_minutes_after", whole, "", false, true, -100'000, 100'000},
            {"entries", word, "", false, false, 0, 0, {"once", "once_a_day", "after_exit"}},
            {"exits_scanned", yes_no},
            {"walk_ins", yes_no},
            {"walk_in_limit", whole, "", false, false, 0, 1'000'000},
            {"standby_after_minutes", whole, "", false, true, 0, 100'000},
            {"identity_check", yes_no},
            {"home_gate", yes_no}};
}

std::vector<json_member> point_answer_members() {
    auto members = point_members();
    for (auto& each : members) each.required = true;
    members.insert(members.begin(), {"id", whole, "", true});
    return members;
}

std::vector<json_member> category_members() {
    return {{"name", text, "", true},
            {"name_en", text, "", false, true},
            {"colour", word, "", true, false, 0, 0, {domain::lanyard_colours.begin(), domain::lanyard_colours.end()}}};
}

std::vector<json_member> category_answer_members() {
    auto members = category_members();
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
          {"unsent", whole, "", true},
          {"last_scan_at", moment, "", true, true},
          {"silent", yes_no, "", true},
          {"report", object, "device_report", true, true}}},
        {"device_report",
         {{"at", moment, "", true},
          {"kind", word, "", true, false, 0, 0, {"kiosk", "phone", "hub"}},
          {"version", text, "", true},
          {"clock_skew_ms", whole, "", true},
          {"clock_error_ms", whole, "", true},
          {"admitted_5_minutes", whole, "", true},
          {"rehearsal", object, "device_rehearsal", true, true}}},
        {"device_rehearsal", {{"at", moment, "", true}, {"ready", yes_no, "", true}, {"failed", list, "text", true}}},
        {"category_settings", category_members()},
        {"category", category_answer_members()},
        {"category_list", {{"items", list, "category", true}, {"next", text, "", true, true}}},
        {"door_settings", {{"moves_between_sessions", yes_no, "", true}}},
        {"admission_preview",
         {{"at", moment, "", true}, {"items", list, "previewed_guest", true}, {"next", text, "", true, true}}},
        {"previewed_guest",
         {{"guest", text, "", true},
          {"verdict", word, "", true, false, 0, 0, {"green", "amber", "red"}},
          {"reason", text, "", true},
          {"message", text, "", true},
          {"next_step", text, "", true, true}}},
        {"conflict_resolution",
         {{"resolution", word, "", true, false, 0, 0, {"same_person", "copied", "mistake"}},
          {"scan_id", text, "", false, true}}},
        {"conflict_entry",
         {{"scan_id", text, "", true},
          {"at", moment, "", true},
          {"error_ms", whole, "", true},
          {"point", text, "", true},
          {"device", text, "", true, true},
          {"voided", yes_no, "", true}}},
        {"conflict",
         {{"id", whole, "", true},
          {"registration", whole, "", true},
          {"attendee_no", text, "", true},
          {"display_name", text, "", true, true},
          {"state", word, "", true, false, 0, 0, {"open", "resolved", "gone"}},
          {"resolution", word, "", true, true, 0, 0, {"same_person", "copied", "mistake"}},
          {"resolved_at", moment, "", true, true},
          {"found_at", moment, "", true},
          {"order_unknown", yes_no, "", true},
          {"entries", list, "conflict_entry", true}}},
        {"conflict_list", {{"items", list, "conflict", true}, {"next", text, "", true, true}}},
        {"device_list", {{"items", list, "device", true}, {"next", text, "", true, true}}},
    };
}

} // namespace krug::web
