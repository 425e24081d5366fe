// If this is wrong, nobody knows who should have come in. The event's rules, and everybody who will stand at its
// doors: guests of every kind, copies of their tickets, and forgers.
#pragma once

#include "gate_protocol/feed.hpp"
#include "swarm.hpp"
#include "ticket/ticket.hpp"

#include <string>
#include <vector>

namespace krug::simulation {

inline constexpr std::int64_t first_opening_ms = 1'760'508'000'000; ///< 15 Oct 2025, 11:00 in Yekaterinburg
inline constexpr int day_ms = 86'400'000;

enum class guest_kind : std::uint8_t {
    plain, reentry, crew, identity, scoped, needs_answer, number_typed,
    cancelled, declined, pending, waitlisted, reissued, cancelled_midway, reissued_midway, approved_midway, late,
    voided_once,
    // their tickets are not the organiser's, or not for this door
    forged_stolen_key, forged_own_key, other_event, expired, test_ticket, foreign_barcode
};
inline constexpr int guest_kinds = 23;

struct guest {
    guest_kind kind = guest_kind::plain;
    domain::roster_row row;          ///< as registered
    bool listed = true;              ///< the organiser knows of this person
    std::uint8_t flags = 0;
    int gate = 0;                    ///< where an honest guest goes first
    std::int64_t midway_ms = 0;      ///< when the organiser changes something about them, 0 = never
    bool copied = false;             ///< somebody else carries a picture of the ticket
    std::int64_t not_before_s = 0, not_after_s = 0, issued_at_s = 0;
};

/// The ticket is the organiser's own and in force as long as nothing is changed about it.
bool is_honest(guest_kind kind);

struct crowd {
    std::vector<guest> guests;
    gate_protocol::rules rules;
    std::int64_t opens_ms = first_opening_ms; ///< of the first day
    std::int64_t ends_ms = 0;                 ///< of the last day

    bool is_open(std::int64_t ms) const;
    /// Guests an hour at one kiosk: a rush after the doors open, then a trickle, nobody at night.
    std::int64_t an_hour(std::int64_t ms) const;
    int hours_a_day = 8, scans_an_hour = 60;
};

crowd crowd_of(const world_plan& plan, domain::event_id event);

} // namespace krug::simulation
