#include "web/json_schema.hpp"

namespace krug::web {

namespace {

using enum json_kind;
constexpr std::int64_t point_max = 65'535;

std::vector<json_member> question_members() {
    return {{"code", text},
            {"attendee_no", text},
            {"admission_point", whole, "", false, true, 1, point_max},
            {"scan_id", text, "", true},
            {"direction", word, "", false, false, 0, 0, {"in", "out"}},
            {"scanned_at", moment, "", false, true},
            {"override", object, "override", false, true},
            {"identity_checked", yes_no}};
}

std::vector<json_member> verdict_members(bool all) {
    return {{"verdict", word, "", all, false, 0, 0, {"green", "amber", "red"}},
            {"reason", text, "", all},
            {"message", text, "", all},
            {"next_step", text, "", all, true},
            {"attendee", object, "checked_attendee", all, true},
            {"first_admission", object, "first_admission", all, true},
            {"scan_id", text, "", true},
            {"repeated", yes_no, "", all}};
}

/// A verdict, or what kept the question from being answered.
std::vector<json_member> batch_members() {
    auto members = verdict_members(false);
    members.push_back({"problem", object, "problem"});
    return members;
}

} // namespace

std::vector<json_schema> check_in_schemas() {
    return {
        {"override", {{"reason", text, "", true}}},
        {"check_in", question_members()},
        {"check_in_batch", {{"items", list, "check_in", true, false, 0, 200}}},
        {"walk_in",
         {{"family_name", text},
          {"given_name", text},
          {"additional_name", text, "", false, true},
          {"email", text, "", false, true},
          {"phone", text, "", false, true},
          {"organisation", text, "", false, true},
          {"position", text, "", false, true},
          {"category", whole, "", false, true, 0, 65'535},
          {"consents", list, "consent", false, false, 0, 20},
          {"admission_point", whole, "", false, true, 1, point_max},
          {"scan_id", text, "", true}}},
        {"checked_attendee",
         {{"display_name", text, "", true},
          {"attendee_no", text, "", true},
          {"table", text, "", true, true},
          {"session", text, "", true, true},
          {"category", object, "checked_category", true, true},
          {"hints", list, "text", true}}},
        {"checked_category", {{"name", text, "", true}, {"colour", text, "", true}}},
        {"first_admission", {{"at", moment, "", true}, {"point", text, "", true}, {"device", text, "", true, true}}},
        {"verdict", verdict_members(true)},
        {"voided_scan", {{"scan_id", text, "", true}, {"voided", yes_no, "", true}}},
        {"batch_answer", batch_members()},
        {"batch_answers", {{"items", list, "batch_answer", true}}},
    };
}

} // namespace krug::web
