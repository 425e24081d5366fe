#include "web/json_schema.hpp"

#include "domain/programme.hpp"
#include "domain/session.hpp"

namespace krug::web {

namespace {

using enum json_kind;

std::vector<json_member> event_members(bool is_new) {
    return {{"title", text, "", is_new},
            {"kind", word, "", false, false, 0, 0, all_words<domain::event_kind>()},
            {"summary", text, "", false, true},
            {"description", text, "", false, true},
            {"language", word, "", false, false, 0, 0, {"ru", "en"}},
            {"slug", text},
            {"visibility", word, "", false, false, 0, 0, all_words<domain::event_visibility>()},
            {"starts_at", moment, "", false, true},
            {"ends_at", moment, "", false, true},
            {"period", text, "", false, true},
            {"date_precision", word, "", false, false, 0, 0, all_words<domain::date_precision>()},
            {"timezone", text},
            {"time_raw", text, "", false, true},
            {"venue", text_or_object, "venue", false, true},
            {"capacity", whole, "", false, true, 1, 1'000'000},
            {"registration", object, "registration_rules"},
            {"organisers", list, "organiser", false, false, 0, 100},
            {"contact", object, "contact"},
            {"age_mark", whole, "", false, true, 0, 18},
            {"parent", text_or_whole, "", false, true, 1, 4'294'967'295},
            {"admission", object, "admission_terms"},
            {"people", list, "event_person", false, false, 0, 100},
            {"references", list, "event_reference", false, false, 0, 100},
            {"links", list, "event_link", false, false, 0, 100}};
}

std::vector<json_member> new_event_members() {
    auto members = event_members(true);
    members.push_back({"organisation", text});
    return members;
}

std::vector<json_member> changed_event_members() {
    auto members = event_members(false);
    members.push_back({"tell_guests", yes_no});
    return members;
}

std::vector<json_member> event_answer_members() {
    return {{"id", whole, "", true},
            {"version", whole, "", true},
            {"slug", text, "", true},
            {"organisation", text, "", true},
            {"title", text, "", true},
            {"kind", word, "", true, false, 0, 0, all_words<domain::event_kind>()},
            {"summary", text, "", true},
            {"description", text, "", true},
            {"language", word, "", true, false, 0, 0, {"ru", "en"}},
            {"state", word, "", true, false, 0, 0, all_words<domain::event_state>()},
            {"visibility", word, "", true, false, 0, 0, all_words<domain::event_visibility>()},
            {"starts_at", moment, "", true, true},
            {"ends_at", moment, "", true, true},
            {"date_precision", word, "", true, false, 0, 0, all_words<domain::date_precision>()},
            {"period", text, "", true, true},
            {"timezone", text, "", true},
            {"time_raw", text, "", true},
            {"venue", object, "venue", true, true},
            {"capacity", whole, "", true, true},
            {"registration", object, "registration_rules", true},
            {"contact", object, "contact", true},
            {"age_mark", whole, "", true, true},
            {"parent", text, "", true, true},
            {"admission", object, "admission_terms", true},
            {"organisers", list, "named_organiser", true},
            {"people", list, "event_person", true},
            {"references", list, "event_reference", true},
            {"links", list, "named_event_link", true},
            {"seats", object, "seats", true},
            {"sessions", list, "session", true},
            {"url", text, "", true}};
}

std::vector<json_member> event_line_members() {
    return {{"id", whole, "", true},
            {"slug", text, "", true},
            {"title", text, "", true},
            {"summary", text, "", true},
            {"kind", word, "", true, false, 0, 0, all_words<domain::event_kind>()},
            {"state", word, "", true, false, 0, 0, all_words<domain::event_state>()},
            {"visibility", word, "", true, false, 0, 0, all_words<domain::event_visibility>()},
            {"starts_at", moment, "", true, true},
            {"ends_at", moment, "", true, true},
            {"date_precision", word, "", true, false, 0, 0, all_words<domain::date_precision>()},
            {"period", text, "", true, true},
            {"timezone", text, "", true},
            {"venue", text, "", true, true},
            {"city", text, "", true, true},
            {"age_mark", whole, "", true, true},
            {"admission", object, "admission_terms", true},
            {"seats", object, "seats", true},
            {"confirmed", whole, "", true},
            {"url", text, "", true}};
}

} // namespace

std::vector<json_schema> event_schemas() {
    return {
        {"venue", {{"slug", text}, {"name", text}, {"address", text}}},
        {"registration_rules",
         {{"opens_at", moment, "", false, true},
          {"closes_at", moment, "", false, true},
          {"mode", word, "", false, false, 0, 0, all_words<domain::registration_mode>()},
          {"confirm_email", yes_no},
          {"overbooking_percent", whole, "", false, false, 0, 100}}},
        {"organiser",
         {{"organisation", text, "", true}, {"role", word, "", false, false, 0, 0, all_words<domain::organiser_role>()}}},
        {"named_organiser",
         {{"organisation", text, "", true},
          {"role", word, "", true, false, 0, 0, all_words<domain::organiser_role>()},
          {"name", text, "", true}}},
        {"contact", {{"phone", text, "", false, true}, {"email", text, "", false, true}}},
        {"admission_terms",
         {{"price_kopecks", whole, "", false, true, 0, 10'000'000'000},
          {"access", word, "", false, false, 0, 0, all_words<domain::admission_access>()},
          {"raw", text, "", false, true}}},
        {"event_person",
         {{"role", word, "", true, false, 0, 0, all_words<domain::person_role>()},
          {"name", text, "", true},
          {"title", text}}},
        {"event_reference", {{"system", text, "", true}, {"external", text}, {"url", text}}},
        {"event_link",
         {{"relation", word, "", true, false, 0, 0, all_words<domain::event_relation>()},
          {"event", text_or_whole, "", true, false, 1, 4'294'967'295}}},
        {"named_event_link",
         {{"relation", word, "", true, false, 0, 0, all_words<domain::event_relation>()},
          {"event", whole, "", true},
          {"slug", text, "", true},
          {"title", text, "", true}}},
        {"seats",
         {{"limit", whole, "", true, true}, {"taken", whole, "", true}, {"waiting", whole, "", true},
          {"free", whole, "", true, true}, {"fullness", word, "", true, false, 0, 0, all_words<domain::fullness>()}}},
        {"event_new", new_event_members()},
        {"event_change", changed_event_members()},
        {"event", event_answer_members()},
        {"event_line", event_line_members()},
        {"event_list", {{"items", list, "event_line", true}, {"next", text, "", true, true}}},
        {"series_new", {{"rule", text, "", true}, {"except", list, "text", false, false, 0, 100}, {"publish", yes_no}}},
        {"series_following", {{"tell_guests", yes_no}}},
        {"series_event",
         {{"id", whole, "", true}, {"slug", text, "", true}, {"title", text, "", true},
          {"state", word, "", true, false, 0, 0, all_words<domain::event_state>()}, {"starts_at", moment, "", true, true},
          {"timezone", text, "", true}, {"url", text, "", true}}},
        {"series",
         {{"rule", text, "", true, true}, {"items", list, "series_event", true}, {"next", text, "", true, true},
          {"made", whole}, {"changed", whole}}},
        {"form_field",
         {{"name", text, "", true}, {"kind", text, "", true}, {"required", yes_no, "", true},
          {"choices", list, "form_choice"}}},
        {"form_choice", {{"value", text_or_whole, "", true}, {"label", text, "", true}}},
        {"form_consent", {{"document", text, "", true}, {"version", whole, "", true}, {"required", yes_no, "", true},
                          {"url", text, "", true}}},
        {"form", {{"fields", list, "form_field", true}, {"consents", list, "form_consent", true},
                  {"version", whole, "", true}, {"questions", list, "question", true, false, 0, 120}}},
    };
}

namespace {

std::vector<json_member> session_members(bool is_new) {
    return {{"title", text, "", is_new},
            {"kind", word, "", false, false, 0, 0, all_words<domain::event_kind>()},
            {"room", text, "", false, true},
            {"starts_at", moment, "", false, true},
            {"ends_at", moment, "", false, true},
            {"capacity", whole, "", false, true, 1, 1'000'000},
            {"sign_up", word, "", false, false, 0, 0, all_words<domain::session_sign_up>()},
            {"clash", word, "", false, false, 0, 0, all_words<domain::clash_policy>()},
            {"description", text, "", false, true},
            {"tags", list, "text", false, false, 0, 10},
            {"speakers", list, "session_person", false, false, 0, 100},
            {"moderators", list, "session_person", false, false, 0, 100}};
}

std::vector<json_member> session_change_members() {
    auto members = session_members(false);
    members.push_back({"tell_guests", yes_no});
    return members;
}

std::vector<json_member> session_answer_members() {
    auto members = session_members(true);
    for (auto& each : members) each.required = true;
    members.insert(members.begin(), {"id", whole, "", true});
    members.push_back({"seats", object, "seats", true});
    members.push_back({"warnings", list, "programme_warning"}); // of who may change it, and only when there are any
    return members;
}

} // namespace

std::vector<json_schema> session_schemas() {
    return {{"session_person", {{"name", text, "", true}, {"title", text}}},
            {"session_new", session_members(true)},
            {"session_change", session_change_members()},
            {"session", session_answer_members()},
            {"programme_warning",
             {{"code", word, "", true, false, 0, 0, all_words<domain::programme_fault>()}, {"session", whole, "", true},
              {"other", whole, "", true, true}, {"who", text, "", true, true}, {"limit", whole, "", true, true},
              {"count", whole, "", true, true}, {"detail", text, "", true}}},
            {"room", {{"name", text, "", true}, {"capacity", whole, "", false, true, 1, 1'000'000}, {"step_free", yes_no, "", false, true}}},
            {"programme_change",
             {{"clash", word, "", false, false, 0, 0, all_words<domain::clash_policy>()}, {"rooms", list, "room", false, false, 0, 100}}},
            {"programme",
             {{"clash", word, "", true, false, 0, 0, all_words<domain::clash_policy>()}, {"rooms", list, "room", true},
              {"warnings", list, "programme_warning", true}}},
            {"session_list", {{"items", list, "session", true}, {"next", text, "", true, true}}}};
}

} // namespace krug::web
