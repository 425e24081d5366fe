#include "web/json_schema.hpp"

#include "domain/registration.hpp"

namespace krug::web {

std::vector<json_schema> attendance_schemas() {
    using enum json_kind;
    return {
        {"attendance_row",
         {{"attendee_no", text},
          {"family_name", text, "", false, true},
          {"given_name", text, "", false, true},
          {"additional_name", text, "", false, true},
          {"organisation", text, "", false, true},
          {"position", text, "", false, true},
          {"email", text, "", false, true},
          {"phone", text, "", false, true},
          {"category", whole},
          {"table", text, "", false, true},
          {"status", word, "", false, false, 0, 0, all_words<domain::registration_status>()},
          {"registered_at", moment},
          {"attended", yes_no},
          {"first_in", moment, "", false, true},
          {"last_out", moment, "", false, true},
          {"minutes", whole, "", false, true},
          {"share", whole, "", false, true},
          {"to_the_end", yes_no, "", false, true},
          {"first_point", text, "", false, true},
          {"inside", yes_no},
          {"walk_in", yes_no}}},
        {"attendance", {{"items", list, "attendance_row", true}, {"next", text, "", true, true}}},
        {"count", {{"name", text, "", true}, {"registered", whole, "", true}, {"attended", whole, "", true},
                   {"inside", whole, "", true}, {"id", whole, "", true}}},
        {"arrivals", {{"from", moment, "", true}, {"count", whole, "", true}}},
        {"sign_ups", {{"day", text, "", true}, {"count", whole, "", true}}},
        {"statistics",
         {{"registered", whole, "", true},
          {"unconfirmed", whole, "", true},
          {"pending", whole, "", true},
          {"confirmed", whole, "", true},
          {"waitlisted", whole, "", true},
          {"declined", whole, "", true},
          {"cancelled", whole, "", true},
          {"expired", whole, "", true},
          {"attended", whole, "", true},
          {"unique", whole, "", true},
          {"walk_ins", whole, "", true},
          {"inside", whole, "", true},
          {"capacity", whole, "", true, true},
          {"by_session", list, "count", true},
          {"by_category", list, "count", true},
          {"by_admission_point", list, "count", true},
          {"arrivals_per_5_minutes", list, "arrivals", true},
          {"sign_ups_per_day", list, "sign_ups", true}}},
        {"key",
         {{"id", text, "", true},
          {"algorithm", text, "", true},
          {"public_key", text, "", true},
          {"state", word, "", true, false, 0, 0, {"active", "retired", "roster_only", "dead"}}}},
        {"key_list", {{"version", whole, "", true}, {"keys", list, "key", true}}},
    };
}

} // namespace krug::web
