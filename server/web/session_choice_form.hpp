// Choosing sessions afterwards: what stands, what was ticked, and what is wrong with it in words.
// own_registration and attendee_sessions call it.
#pragma once

#include "render/pages/session_choice_page.hpp"
#include "service/registration_office.hpp"
#include "web/event_views.hpp"
#include "web/form.hpp"

#include <optional>
#include <vector>

namespace krug::web {

/// What a posted form asks for: session = numbers, leaves_N = what is given back for N (which ticks N).
std::vector<domain::chosen_session> wishes_in(const form& fields, const service::event_view& found);

/// The rows. `typed` is what was ticked and could not be saved for `why`; without it what stands is shown. The action is the
/// caller's to set; there are no rows when there is nothing to choose.
render::session_choice_form choice_form_of(const service::event_view& found, const domain::registration& who,
                                           const std::vector<domain::chosen_session>* typed, const domain::refusal* why,
                                           const showing& to);

} // namespace krug::web
