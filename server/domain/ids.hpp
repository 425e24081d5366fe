// Names of things by number. Each is a type of its own, so that an event can never be passed for a staff member.
// Anyone may use them; they hold no rule.
#pragma once

#include <compare>
#include <cstdint>

namespace krug::domain {

template <class Tag> struct id {
    std::int64_t value = 0; ///< > 0 when it names something; 0 = nothing
    auto operator<=>(const id&) const = default;
    explicit operator bool() const { return value != 0; }
};

using event_id = id<struct event_tag>;               ///< random, 1..2^32-1: it is printed into tickets as 4 bytes
using session_id = id<struct session_tag>;           ///< number of a programme session inside its event, 1..65535
using registration_id = id<struct registration_tag>; ///< number of a registration inside its event, 1..2^31-1
using organisation_id = id<struct organisation_tag>;
using venue_id = id<struct venue_tag>;
using room_id = id<struct room_tag>;
using staff_id = id<struct staff_tag>;
using login_id = id<struct login_tag>;
using admission_point_id = id<struct admission_point_tag>; ///< number inside its event, 1..65535
using device_id = id<struct device_tag>;
using category_id = id<struct category_tag>; ///< ticket category inside the event, 0..65535; 0 = the only one
using ticket_id = id<struct ticket_tag>;     ///< 64 random-looking bits, kept as the same bits signed

} // namespace krug::domain
