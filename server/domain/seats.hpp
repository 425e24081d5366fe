// Seats of an event or of one programme session: who gets one, who waits, who moves up. Pure decisions.
// Called by the registration office inside its transaction, by the simulator and by tests.
#pragma once

#include "domain/registration.hpp"

namespace krug::domain {

/// One pool of seats as it stands in the transaction. Scope 0 is the event, n its n-th programme session.
struct seat_pool {
    session_id scope;
    std::optional<std::int64_t> limit; ///< capacity with overbooking; none = unlimited
    std::int64_t taken = 0;
    std::int64_t waiting = 0;
    std::int64_t last_queue_number = 0; ///< of the waitlist, only rises
    std::optional<std::int64_t> wanted_limit; ///< what the capacity now asks for; below `limit` after it was lowered

    bool operator==(const seat_pool&) const = default;
    bool has_free_seat() const { return !limit || taken < *limit; }
};

/// Capacity with overbooking, rounded down: 60 seats and 10 percent are 66.
std::optional<std::int64_t> seat_limit(std::optional<std::int64_t> capacity, int overbooking_percent);

/// May anyone register now? The facts are the event's own; staff and imports (`by_staff`) are asked only
/// for an event that is not cancelled. Refuses with event_not_published, event_cancelled,
/// registration_not_open (at = when it opens), registration_closed, invitation_needed.
result<void> may_register(const event& event, utc_seconds now, bool by_staff);

/// What becomes of a new registration, and the pool after it. Never refuses: without a seat a person waits.
/// A newcomer goes behind everybody who waits, also when a seat has just become free.
/// `queue_number` > 0 exactly when waitlisted.
struct seat_decision {
    registration_status status = registration_status::waitlisted;
    std::int64_t queue_number = 0;
};
seat_decision take_seat(seat_pool& pool, registration_mode mode, bool confirm_email);

/// The same for one programme session.
session_choice::state take_session_seat(seat_pool& pool, std::int64_t& queue_number);

/// How many of those who wait may move up now; never more than wait, never more than are free.
std::int64_t promotions_due(const seat_pool& pool);

/// Ticket times: valid for 400 days from issue, the longest that KT1 allows. The event's own hours are a rule
/// of the admission point and not of the ticket, so that an event that is postponed refuses no honest guest.
ticket_stamp issue_ticket(utc_seconds now, std::uint32_t salt, std::uint16_t generation);

/// The hold of an unconfirmed registration, in seconds: long enough to open a letter, too short to hoard seats. Whoever
/// confirms later takes a free seat or waits.
inline constexpr std::int64_t hold_seconds = 15 * 60;

} // namespace krug::domain
