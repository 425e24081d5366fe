// The form on which people register: what they typed, what is wrong with it, and the pages that show it again.
// registration_pages only.
#pragma once

#include "domain/form.hpp"
#include "domain/registration.hpp"
#include "render/pages/registration_form_page.hpp"
#include "web/call.hpp"
#include "web/event_views.hpp"

#include <string>
#include <vector>

namespace krug::web {

/// Exactly what came, before anything is checked: it is shown again whatever is wrong.
struct typed_form {
    std::string family_name, given_name, additional_name, email, phone, organisation, position;
    std::vector<std::string> sessions, needs;
    std::string table; ///< "" or "0" = to be seated
    std::string category; ///< "" = none chosen
    std::string code;     ///< of an invitation
    std::vector<domain::companion> companions;
    bool minor = false, guardian_agrees = false;
    domain::person_name guardian;
    std::string guardian_phone;
    std::vector<domain::form_answer> answers;
    std::vector<std::string> on_page; ///< questions that stood on the page
    bool personal_consent = false, needs_consent = false;
    std::string key;   ///< 32 hex digits: the same key is the same registration
    std::string stamp; ///< signed time of the first showing
};

/// What the event asks and whom it lets choose what, now.
struct form_rules {
    domain::registration_form questions; ///< archived ones included
    std::vector<service::category_line> categories; ///< that a guest may choose, or that the code gives
    std::vector<service::category_line> later;      ///< that open later or have closed
    std::optional<domain::invitation> invitation;   ///< whose code was given and opens the form
    std::string code_error;                         ///< "unknown", "used", "expired"; "" = none or right
    bool asks_code = false;
};
/// `code` as typed or out of the link. An event without questions, categories and codes costs one look.
form_rules rules_for(const call& asked, const service::event_view& found, const std::string& code);

typed_form read_typed(const form& fields, const domain::registration_form& questions);

/// A wrong field with its sentence; `anchor` is the id on the page.
using form_errors = std::vector<render::form_error>;
/// The anchor of what is wrong with the form and not with a field.
inline constexpr std::string_view whole_form = "main";

/// Checks everything at once. `request` is ready for the office when nothing is returned.
form_errors check_typed(const typed_form& typed, const service::event_view& found, const form_rules& rules,
                        render::language lang, domain::registration_request& request);
/// What an office refused, as lines of the same summary.
form_errors errors_of(const std::vector<domain::field_error>& wrong, const domain::registration_form& questions,
                      render::language lang);

render::registration_form_view form_view(const call& asked, const service::event_view& found,
                                         const form_rules& rules, const typed_form& typed, const form_errors& errors);
render::registration_review_view review_view(const call& asked, const service::event_view& found,
                                             const form_rules& rules, const typed_form& typed,
                                             const domain::registration_request& request);

/// Everything that makes two sent forms the same registration, in one text.
std::string content_of(const typed_form& typed);

} // namespace krug::web
