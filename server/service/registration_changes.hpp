// What cancelling, approving and declining does to one registration, inside somebody's transaction.
// For the offices that change registrations (registration_office, status_steps).
#pragma once

#include "domain/result.hpp"
#include "service/outbox_office.hpp"

#include <optional>
#include <string>

namespace krug::store {
struct registration_row;
}

namespace krug::service {

class event_desk;

/// Each promises what registration_office says of the function of its name, for one row of the desk's event. Whoever has the
/// state already is left alone. A refusal has changed nothing.
domain::result<void> cancel_in(event_desk& desk, store::registration_row& row, ground::utc_seconds now);
domain::result<void> approve_in(event_desk& desk, store::registration_row& row, ground::utc_seconds now, bool over_capacity);
domain::result<void> decline_in(event_desk& desk, store::registration_row& row, ground::utc_seconds now, const std::string& reason);

/// What is wrong with the organisers' words to whoever is declined; "" is none and right.
std::optional<domain::refusal> fault_in_reason(const std::string& reason);

} // namespace krug::service
