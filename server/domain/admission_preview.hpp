// Who would get in at an admission point at some moment: every kind of ticket asked through decide_admission.
// The door office calls it for the organiser's preview; pure.
#pragma once

#include "domain/admission.hpp"

#include <vector>

namespace krug::domain {

/// The kinds of guests that organisers ask about.
enum class guest_kind : std::uint8_t {
    confirmed = 1,      ///< with a seat; at a session's door: signed up for it
    no_session = 2,     ///< confirmed, signed up for no session
    other_session = 3,  ///< signed up for a session that this door does not serve
    other_category = 4, ///< of a category that this door does not serve
    already_in = 5,     ///< let in here half an hour before, not since left
    has_left = 6,       ///< the same, and left by a marked exit
    moved = 7,          ///< let in here, then let in at another session's door
    waitlisted = 8,
    not_approved = 9,
    declined = 10,
    cancelled = 11,
    replaced = 12,      ///< an old ticket, issued anew since
    other_event = 13,
    not_on_list = 14,
    walk_in = 15        ///< without a registration
};
/// "confirmed", "no_session", …
const char* word_of(guest_kind kind);

struct previewed {
    guest_kind kind = guest_kind::confirmed;
    verdict given;
};

/// One line a kind that makes sense at this point, in the order above, as the server would answer at `at`. A document
/// counts as not yet checked.
std::vector<previewed> preview_admission(const admission_point_rules& point, const event_rules& event, utc_seconds at);

} // namespace krug::domain
