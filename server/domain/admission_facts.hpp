// What the verdict is decided from: the ticket, its roster row, what happened to it before, the admission point's
// rules and the device's state. Whoever gathers facts for decide_admission fills these in; they hold no behaviour.
#pragma once

#include "domain/ids.hpp"
#include "ground/clock.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::domain {

using ground::utc_seconds;

/// A ticket id issued this long before a snapshot must be in it; a younger one may still be on its way.
inline constexpr std::int64_t snapshot_grace_seconds = 600;
/// After so long without a sync a device promises nothing any more.
inline constexpr std::int64_t lease_seconds_max = 72 * 3600;

/// How far reading the code came.
enum class code_reading : std::uint8_t {
    ticket = 1,  ///< a KT1 text: ticket_claims are filled in, believed or not
    listed = 2,  ///< short code, foreign barcode or attendee number: means something only through the roster
    misread = 3, ///< characters lost on the way
    damaged = 4  ///< right length, but check digits or layout wrong
};

enum class key_standing : std::uint8_t { unknown = 1, active = 2, retired = 3, roster_only = 4, dead = 5 };

/// What a ticket says of itself. Meaningful only with code_reading::ticket.
struct ticket_claims {
    ticket_id id;
    int generation = 0;
    category_id category;
    session_id scope; ///< 0 = whole event
    bool test = false;
    bool reentry = false;
    bool crew = false;
    bool check_identity = false;
    event_id event;
    utc_seconds not_before = 0;
    utc_seconds not_after = 0;
    utc_seconds issued_at = 0;
    key_standing key = key_standing::unknown;
    bool signature_good = false;
};

/// Where the registration behind a ticket stands.
enum class roster_state : std::uint8_t {
    confirmed = 1,
    pending = 2,
    waitlisted = 3,
    declined = 4,
    cancelled = 5,
    unconfirmed = 6,
    lapsed = 7, ///< the hold ran out before the mail address was confirmed
    blocked = 8
};

struct roster_row {
    int generation = 1;
    category_id category;
    roster_state state = roster_state::confirmed;
    session_id scope;                 ///< of the ticket: 0 = whole event
    std::vector<session_id> sessions; ///< programme sessions the guest signed up for
    int waitlist_place = 0;
    bool check_identity = false;
    bool needs_answer = false; ///< a required question is open
    bool reentry = false;
    bool crew = false;
};

/// What was done before with this ticket in one place.
enum class passage : std::uint8_t { in = 1, out = 2 };
struct earlier_scan {
    passage direction = passage::in;
    utc_seconds at = 0; ///< corrected to server time
    admission_point_id point;
    device_id device;
    int area = 0;           ///< of its admission point
    bool at_session = false; ///< its point is the door of named sessions, not of the whole event
    bool voided = false;
    bool shown = true;      ///< false: recorded before a crash, the green screen never came
};

enum class entry_rule : std::uint8_t { once = 1, once_a_day = 2, after_exit = 3 };

/// An entrance, a session's door, a round table. Facts about sessions stand in event_rules.
struct admission_point_rules {
    admission_point_id id;
    std::string name;                    ///< as staff call it, ru
    std::string name_en;                 ///< empty = the same
    int area = 0;                        ///< points with the same area count entries together
    std::vector<session_id> sessions;    ///< served; empty = the whole event
    std::vector<category_id> categories; ///< admitted; empty = all
    bool sign_up_required = false;       ///< whole-event tickets need one of `sessions` on their roster row
    std::optional<int> opens_minutes_before;  ///< before the start of its session or event; none = always open
    std::optional<int> closes_minutes_after;  ///< after the start; none = open till the end
    entry_rule entries = entry_rule::once;
    bool exits_scanned = false;
    bool walk_ins = false;
    int walk_in_limit = 0;                    ///< 0 = no limit
    std::optional<int> standby_after_minutes; ///< guests in waiting are admitted so long after the start
    bool identity_check = false;              ///< staff look at a document; kept is only that they did
    bool home_gate = false;                   ///< one of the gates that tickets are dealt to (event_rules::gate_points)
};

struct session_times {
    session_id id;
    std::string title;
    utc_seconds starts_at = 0; ///< 0 = not known
    utc_seconds ends_at = 0;   ///< 0 = not known
};

/// What a lanyard's colour stands for. Category 0 is everybody who was given none and has no row.
struct guest_category {
    category_id id;
    std::string name;
    std::string name_en; ///< empty = the same
    std::string colour;  ///< one of lanyard_colours
    bool operator==(const guest_category&) const = default;
};
/// "red", "orange", "yellow", "green", "blue", "violet", "white", "grey", "black": told apart by their names.
inline constexpr std::array<std::string_view, 9> lanyard_colours{"red",    "orange", "yellow", "green", "blue",
                                                                 "violet", "white",  "grey",   "black"};

struct event_rules {
    event_id event;
    std::string title;
    utc_seconds starts_at = 0; ///< 0 = not known
    utc_seconds ends_at = 0;
    int utc_offset_minutes = 0; ///< at the event, for "once a day" and for times said to people
    bool identity_check = false;
    int home_gates = 0; ///< 0 = off; else tickets are dealt to gates 0..n-1 by their hash
    std::vector<admission_point_id> gate_points; ///< gate g stands at gate_points[g]
    std::vector<session_times> sessions;
    bool moves = false; ///< coming in at one session's door takes the guest out of the session before
    std::vector<guest_category> categories;
};

struct device_state {
    device_id device;
    event_id serves;
    bool online = true;             ///< knows what the others know
    bool revoked = false;
    bool ready = true;              ///< the list is complete
    bool test_mode = false;
    bool clock_sure = true;
    std::int64_t lease_age_seconds = 0; ///< since the last sync; 0 on the server
    utc_seconds snapshot_at = 0;    ///< the list is complete up to here; the server passes `now`
    utc_seconds keys_at = 0;        ///< the key set is complete up to here
    std::int64_t late_tickets_used = 0;
    std::int64_t late_tickets_cap = 20;
};

/// All that one verdict depends on.
struct admission_question {
    code_reading reading = code_reading::listed;
    ticket_claims ticket;                ///< with code_reading::ticket
    std::optional<roster_row> row;
    int min_generation = 0;              ///< deny list: below it the ticket is revoked
    bool denied = false;                 ///< deny list: this person is not to come in
    int home_gate = 0;                   ///< the gate this ticket is dealt to (deal_to_gate)
    std::vector<earlier_scan> earlier;   ///< of this ticket, any order
    passage direction = passage::in;
    bool identity_checked = false;       ///< staff has just compared the document
    bool answer_given = false;
    admission_point_rules point;
    event_rules event;
    device_state device;
    utc_seconds now = 0;                 ///< corrected to server time
};

/// The gate (0..gates-1) a ticket belongs to: the first 8 hexadecimal digits of its roster hash modulo gates.
/// 0 when gates < 2 or the text is no hash.
int deal_to_gate(const std::string& roster_hash, int gates);

} // namespace krug::domain
