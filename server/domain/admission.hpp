// The one verdict about a scanned code: facts in, verdict out. No clock, no disk, no keys, no network.
// The check-in office, the gatekeeper, the simulator and the phone page call it; all get the same answer.
#pragma once

#include "domain/admission_facts.hpp"

namespace krug::domain {

/// Every answer the door knows. Numbers are written into scan records and never change their meaning.
enum class verdict_reason : std::uint8_t {
    // green
    admitted = 1,
    admitted_late_ticket = 2, ///< issued after the device's last snapshot; counted against the device's cap
    re_entry = 3,
    exit_recorded = 4,
    shown_again = 5, ///< recorded before a crash, but nobody saw the green screen
    // amber: a person decides
    already_in = 20, ///< verdict::first says when and where: often a relative shows the wrong ticket
    not_on_list = 21,
    wrong_session = 22, ///< verdict::right_session names the right one
    wrong_day = 23,     ///< verdict::at is when the ticket or the session begins
    needs_answer = 24,
    needs_identity_check = 25,
    not_approved = 26,
    waitlisted = 27, ///< verdict::waitlist_place
    clock_unsure = 28,
    stored_unverified = 29, ///< recorded, but this device may not promise: lease over, list incomplete, key unknown
    not_open_yet = 30,      ///< verdict::at is when this admission point opens
    entry_closed = 31,      ///< verdict::at is when it closed
    wrong_entrance = 32,    ///< verdict::right_point where known
    misread = 33,           ///< the scanner lost characters: scan again
    test_mismatch = 34,     ///< a rehearsal ticket at a real door, or the other way round
    not_stored = 35,        ///< the disk did not take the record: nobody may be promised anything
    device_revoked = 36,
    // red
    cancelled = 50,
    declined = 51,
    revoked = 52, ///< re-issued, or given to another person
    other_event = 53,
    forged = 54,
    damaged = 55, ///< full length, but the check digits or the layout are wrong
    expired = 56,
    blocked = 57
};

enum class verdict_colour : std::uint8_t { green = 1, amber = 2, red = 3 };

/// Exhaustive; a number that is no reason aborts.
verdict_colour colour_of(verdict_reason reason);
/// The stable word for interfaces and logs: "admitted", "already_in", …
const char* word_of(verdict_reason reason);
const char* word_of(verdict_colour colour);
/// The reason with this number, or nothing: records from outside are read with it.
std::optional<verdict_reason> reason_numbered(int number);

/// An admission that came before: what staff read out to the guest.
struct first_admission {
    utc_seconds at = 0;
    admission_point_id point;
    device_id device;
    bool operator==(const first_admission&) const = default;
};

struct verdict {
    verdict_reason reason = verdict_reason::forged;
    std::optional<first_admission> first; ///< already_in, re_entry, shown_again
    session_id right_session;             ///< wrong_session; 0 = not known
    admission_point_id right_point;       ///< wrong_entrance; 0 = not known
    utc_seconds at = 0;                   ///< as the reason says; 0 = not known
    int waitlist_place = 0;
    bool late_ticket = false;             ///< counts against the cap; also true on a re-entry without roster row
    bool operator==(const verdict&) const = default;

    verdict_colour colour() const { return colour_of(reason); }
};

/// The verdict, in the verification order of the design: the first failure decides, nothing read later changes it.
verdict decide_admission(const admission_question& asked);

/// What staff with the right to override may turn into an admission: amber that a person can judge. Never red,
/// never a record that was not stored, never a device that lost its right, never a code that was not read.
bool may_override(verdict_reason reason);

/// How many late tickets a device may admit between two syncs: max(20, 5 % of the roster).
std::int64_t late_ticket_cap(std::int64_t roster_rows);

/// Whether a guest without registration may be taken in here: green admitted, or amber with the reason.
/// `walk_ins_so_far` counts those of this admission point known to the caller.
verdict decide_walk_in(const admission_point_rules& point, const event_rules& event, const device_state& device,
                       std::int64_t walk_ins_so_far, utc_seconds now);

} // namespace krug::domain
