// What guest and staff read for each verdict, in ru and en: one table, since the kiosk has no templates.
// Screens, the check-in pages and the JSON interfaces call it.
#pragma once

#include "domain/admission.hpp"

#include <string>
#include <string_view>

namespace krug::domain {

enum class language : std::uint8_t { ru = 1, en = 2 };

/// Ready texts that stand in the sentences; an empty one leaves its half-sentence out.
struct verdict_details {
    std::string guest;         ///< display name, for the greeting
    std::string first_time;    ///< "14:52"
    std::string first_place;   ///< «стойка 2»
    std::string right_session;
    std::string right_place;   ///< the entrance to go to
    std::string when;          ///< for verdict::at
};

/// What the guest reads; one line, at most about 90 letters without the details.
std::string sentence_for(const verdict& given, const verdict_details& details, language in);

/// What staff do next; empty for plain green.
std::string_view next_step_for(verdict_reason reason, language in);

/// "14:52" at the event; `offset_minutes` east of UTC.
std::string clock_time(utc_seconds at, int offset_minutes);

/// The texts that follow from the rules alone. `names_by` chooses the point's name.
verdict_details details_of(const verdict& given, const event_rules& event,
                           const std::vector<admission_point_rules>& points, language in);

} // namespace krug::domain
