#include "web/json_schema.hpp"

#include "domain/registration.hpp"

namespace krug::web {

namespace {

using enum json_kind;

std::vector<json_member> person_members() {
    return {{"family_name", text}, {"given_name", text},   {"additional_name", text, "", false, true},
            {"email", text, "", false, true}, {"phone", text, "", false, true}, {"organisation", text, "", false, true},
            {"position", text, "", false, true}};
}

std::vector<json_member> new_members() {
    auto members = person_members();
    for (json_member each : {json_member{"category", whole, "", false, true, 0, 65535},
                             json_member{"language", word, "", false, false, 0, 0, {"ru", "en"}},
                             json_member{"answers", texts_by_name},
                             json_member{"sessions", list, "whole", false, false, 0, 100},
                             json_member{"table", whole, "", false, true, 1, 999},
                             json_member{"access_needs", list, "text", false, false, 0, 20},
                             json_member{"code", text, "", false, true},
                             json_member{"companions", list, "companion", false, false, 0, 49},
                             json_member{"guardian", object, "guardian", false, true},
                             json_member{"consents", list, "consent", false, false, 0, 20}})
        members.push_back(std::move(each));
    return members;
}

std::vector<json_member> change_members() {
    auto members = person_members();
    members.push_back({"note", text, "", false, true});
    members.push_back({"table", whole, "", false, true, 1, 999});
    return members;
}

std::vector<json_member> answer_members() {
    return {{"id", whole, "", true},
            {"version", whole, "", true},
            {"status", word, "", true, false, 0, 0, all_words<domain::registration_status>()},
            {"source", word, "", true, false, 0, 0, all_words<domain::registration_source>()},
            {"waitlist_place", whole, "", true, true},
            {"attendee_no", text, "", true},
            {"family_name", text},
            {"given_name", text},
            {"additional_name", text},
            {"email", text},
            {"phone", text},
            {"organisation", text},
            {"position", text},
            {"category", whole, "", true},
            {"language", text, "", true},
            {"created_at", moment, "", true},
            {"changed_at", moment, "", true},
            {"sessions", list, "chosen_session", true},
            {"table", whole, "", true, true},
            {"tables", list, "whole", true},
            {"answers", texts_by_name},
            {"access_needs", list, "text"},
            {"consents", list, "consent"},
            {"note", text},
            {"decline_reason", text},
            {"leader", whole, "", true, true},
            {"guardian", object, "guardian", false, true},
            {"first_admitted_at", moment, "", true, true},
            {"inside", yes_no, "", true},
            {"ticket", object, "ticket", false, true},
            {"manage_url", text}};
}

} // namespace

std::vector<json_schema> registration_schemas() {
    return {
        {"consent", {{"document", text, "", true}, {"version", whole, "", true, false, 1, 1'000'000}}},
        {"chosen_session",
         {{"session", whole, "", true},
          {"standing", word, "", true, false, 0, 0, {"wanted", "seated", "waiting"}},
          {"place", whole, "", true, true},
          {"leaves", whole, "", true, true}}},
        {"wanted_session", {{"session", whole, "", true, false, 1, 65'535}, {"leaves", whole, "", false, true, 1, 65'535}}},
        {"session_choice", {{"sessions", list, "wanted_session", true, false, 0, 100}}},
        {"ticket",
         {{"id", text, "", true}, {"text", text, "", true}, {"svg_url", text, "", true}, {"pdf_url", text, "", true}}},
        {"companion",
         {{"family_name", text}, {"given_name", text}, {"additional_name", text, "", false, true}, {"answers", texts_by_name}}},
        {"guardian",
         {{"family_name", text}, {"given_name", text}, {"additional_name", text, "", false, true}, {"phone", text, "", true}}},
        {"companion_receipt",
         {{"id", whole, "", true},
          {"name", text, "", true},
          {"status", word, "", true, false, 0, 0, all_words<domain::registration_status>()},
          {"waitlist_place", whole, "", true, true},
          {"attendee_no", text, "", true},
          {"ticket", object, "ticket", true, true},
          {"manage_url", text, "", true}}},
        {"registration_new", new_members()},
        {"registration_change", change_members()},
        {"registration_receipt",
         {{"id", whole, "", true},
          {"status", word, "", true, false, 0, 0, all_words<domain::registration_status>()},
          {"waitlist_place", whole, "", true, true},
          {"attendee_no", text, "", true},
          {"table", whole, "", true, true},
          {"ticket", object, "ticket", true, true},
          {"companions", list, "companion_receipt", true},
          {"manage_url", text, "", true}}},
        {"registration", answer_members()},
        {"registration_list",
         {{"items", list, "registration", true}, {"next", text, "", true, true}, {"total", whole, "", true}}},
        {"approval", {{"over_capacity", yes_no}}},
        {"declining", {{"reason", text, "", false, true}}},
        {"bulk_change",
         {{"action", word, "", true, false, 0, 0, {"approve", "decline", "cancel"}},
          {"reason", text, "", false, true},
          {"registrations", list, "whole", true, false, 1, 500}}},
        {"bulk_changed", {{"registrations", whole, "", true}}},
    };
}

} // namespace krug::web
