// The form on which people register: what they typed, what is wrong with it, and the pages that show it again.
// registration_pages only.
#pragma once

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
    bool personal_consent = false, needs_consent = false;
    std::string key;   ///< 32 hex digits: the same key is the same registration
    std::string stamp; ///< signed time of the first showing
};

typed_form read_typed(const form& fields);

/// A wrong field with its sentence; `anchor` is the id on the page.
using form_errors = std::vector<render::form_error>;
/// The anchor of what is wrong with the form and not with a field.
inline constexpr std::string_view whole_form = "main";

/// Checks everything at once. `request` is ready for the office when nothing is returned.
form_errors check_typed(const typed_form& typed, const service::event_view& found, render::language lang,
                        domain::registration_request& request);
/// What an office refused, as lines of the same summary.
form_errors errors_of(const std::vector<domain::field_error>& wrong, render::language lang);

render::registration_form_view form_view(const call& asked, const service::event_view& found, const typed_form& typed,
                                         const form_errors& errors);
render::registration_review_view review_view(const call& asked, const service::event_view& found,
                                             const typed_form& typed, const domain::registration_request& request);

/// Everything that makes two sent forms the same registration, in one text.
std::string content_of(const typed_form& typed);

} // namespace krug::web
