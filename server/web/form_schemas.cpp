#include "web/json_schema.hpp"

#include "domain/form.hpp"

namespace krug::web {

namespace {

using enum json_kind;

/// `answered`: as the service writes it, with everything there.
std::vector<json_member> question_members(bool answered) {
    return {{"key", text, "", true},
            {"kind", word, "", true, false, 0, 0, all_words<domain::field_kind>()},
            {"label", text, "", true},
            {"label_en", text, "", answered, !answered},
            {"hint", text, "", answered, !answered},
            {"hint_en", text, "", answered, !answered},
            {"required", yes_no, "", answered},
            {"asked_at", word, "", answered, false, 0, 0, all_words<domain::field_moment>()},
            {"shown_at_door", yes_no, "", answered},
            {"guest_may_change", yes_no, "", answered},
            {"asked_along", yes_no, "", answered},
            {"categories", list, "whole", answered, false, 0, 100},
            {"least", whole, "", answered, true, -domain::form_number_max, domain::form_number_max},
            {"most", whole, "", answered, true, -domain::form_number_max, domain::form_number_max},
            {"options", list, "question_option", answered, false, 0, 4 * static_cast<std::int64_t>(domain::form_options_max)},
            {"if_question", text, "", answered, true},
            {"if_answers", list, "text", answered, false, 0, static_cast<std::int64_t>(domain::form_options_max)},
            {"archived", yes_no, "", answered}};
}

} // namespace

std::vector<json_schema> form_schemas() {
    constexpr auto fields_max = static_cast<std::int64_t>(domain::form_fields_with_archived_max);
    return {
        {"question_option", {{"key", text, "", true}, {"label", text, "", true}, {"label_en", text, "", false, true}, {"archived", yes_no}}},
        {"question", question_members(true)},
        {"question_wish", question_members(false)},
        {"questions_change",
         {{"version", whole, "", false, false, 0, 1'000'000'000}, {"questions", list, "question_wish", true, false, 0, fields_max}}},
        {"questions", {{"version", whole, "", true}, {"questions", list, "question", true, false, 0, fields_max}}},
    };
}

} // namespace krug::web
