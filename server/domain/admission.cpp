#include "domain/admission.hpp"

#include "ground/check.hpp"

#include <algorithm>

namespace krug::domain {
namespace {

using reason = verdict_reason;

verdict because(reason why) {
    verdict given;
    given.reason = why;
    return given;
}

verdict because(reason why, utc_seconds at) {
    verdict given = because(why);
    given.at = at;
    return given;
}

template <class Value> bool contains(const std::vector<Value>& list, const Value& wanted) {
    return std::find(list.begin(), list.end(), wanted) != list.end();
}

const session_times* find_session(const event_rules& event, session_id wanted) {
    for (const auto& session : event.sessions)
        if (session.id == wanted) return &session;
    return nullptr;
}

/// The session this point is about now: the first served one that has not ended, else the last served one.
const session_times* session_here(const admission_question& asked) {
    const session_times* last = nullptr;
    for (const auto& served : asked.point.sessions) {
        const auto* session = find_session(asked.event, served);
        if (session == nullptr) continue;
        if (session->ends_at == 0 || asked.now <= session->ends_at) return session;
        last = session;
    }
    return last;
}

struct opening {
    utc_seconds from = 0;  ///< 0 = always been open
    utc_seconds until = 0; ///< 0 = never closes
    utc_seconds start = 0;
};

opening opening_of(const admission_question& asked) {
    const auto* session = session_here(asked);
    const auto start = session ? session->starts_at : asked.event.starts_at;
    const auto end = session ? session->ends_at : asked.event.ends_at;
    opening times;
    times.start = start;
    if (start != 0 && asked.point.opens_minutes_before)
        times.from = start - 60 * utc_seconds{*asked.point.opens_minutes_before};
    if (start != 0 && asked.point.closes_minutes_after)
        times.until = start + 60 * utc_seconds{*asked.point.closes_minutes_after};
    else if (asked.point.closes_minutes_after || asked.point.opens_minutes_before)
        times.until = end;
    return times;
}

// A window that fails by a clock nobody trusts says nothing about the guest: neither red nor green.
verdict outside_window(const admission_question& asked, reason why, utc_seconds at) {
    return asked.device.clock_sure ? because(why, at) : because(reason::clock_unsure, at);
}

std::optional<verdict> judge_reading(const admission_question& asked) {
    switch (asked.reading) {
    case code_reading::misread: return because(reason::misread);
    case code_reading::damaged: return because(reason::damaged);
    case code_reading::listed:
    case code_reading::ticket: return std::nullopt;
    }
    KRUG_CHECK(!"a reading outside its enumeration");
    return std::nullopt;
}

std::optional<verdict> judge_signature(const admission_question& asked) {
    const auto& ticket = asked.ticket;
    if (ticket.event != asked.device.serves) return because(reason::other_event);
    if (ticket.key == key_standing::dead) return because(reason::forged);
    if (ticket.key == key_standing::unknown) {
        // A key made after the last sync cannot be known here: an honest guest must not pay for that with red.
        const bool may_be_new = ticket.issued_at > asked.device.keys_at - snapshot_grace_seconds;
        return because(may_be_new && !asked.device.online ? reason::stored_unverified : reason::forged);
    }
    if (!ticket.signature_good) return because(reason::forged);
    if (ticket.test != asked.device.test_mode) return because(reason::test_mismatch);
    return std::nullopt;
}

std::optional<verdict> judge_row(const admission_question& asked, const roster_row& row, bool standby) {
    switch (row.state) {
    case roster_state::confirmed: break;
    case roster_state::pending:
    case roster_state::unconfirmed:
    case roster_state::lapsed: return because(reason::not_approved);
    case roster_state::declined: return because(reason::declined);
    case roster_state::cancelled: return because(reason::cancelled);
    case roster_state::blocked: return because(reason::blocked);
    case roster_state::waitlisted: {
        if (standby) break;
        verdict waiting = because(reason::waitlisted);
        waiting.waitlist_place = row.waitlist_place;
        return waiting;
    }
    }
    if (row.needs_answer && !asked.answer_given) return because(reason::needs_answer);
    return std::nullopt;
}

/// The row that speaks about this very ticket: a row of an older generation does not know it yet.
const roster_row* row_of(const admission_question& asked) {
    if (!asked.row) return nullptr;
    if (asked.reading == code_reading::ticket && asked.row->generation < asked.ticket.generation) return nullptr;
    return &*asked.row;
}

bool is_late(const admission_question& asked) {
    return asked.reading == code_reading::ticket && asked.ticket.key != key_standing::roster_only &&
           asked.ticket.issued_at > asked.device.snapshot_at - snapshot_grace_seconds;
}

std::optional<verdict> judge_roster(const admission_question& asked, bool standby) {
    if (asked.denied) return because(reason::blocked);
    if (asked.reading == code_reading::ticket && asked.ticket.generation < asked.min_generation)
        return because(reason::revoked);
    if (const auto* row = row_of(asked)) {
        if (asked.reading == code_reading::ticket && asked.ticket.generation < row->generation)
            return because(reason::revoked);
        // A listed code names no generation: when the deny list knows a newer one, the row is merely behind.
        if (row->generation < asked.min_generation) return because(reason::stored_unverified);
        return judge_row(asked, *row, standby);
    }
    if (!is_late(asked)) return because(asked.device.ready ? reason::not_on_list : reason::stored_unverified);
    if (asked.device.late_tickets_used >= asked.device.late_tickets_cap) return because(reason::not_on_list);
    return std::nullopt;
}

session_id scope_of(const admission_question& asked) {
    if (asked.reading == code_reading::ticket) return asked.ticket.scope;
    return asked.row ? asked.row->scope : session_id{};
}

category_id category_of(const admission_question& asked) {
    // The list is newer than the ticket: a guest who was given another category need not be sent a new ticket.
    if (const auto* row = row_of(asked)) return row->category;
    return asked.reading == code_reading::ticket ? asked.ticket.category : category_id{};
}

verdict other_session(const admission_question& asked, session_id right) {
    verdict given = because(reason::wrong_session);
    given.right_session = right;
    if (const auto* session = find_session(asked.event, right)) given.at = session->starts_at;
    return given;
}

std::optional<verdict> judge_sessions(const admission_question& asked, bool standby) {
    const auto& served = asked.point.sessions;
    if (served.empty()) return std::nullopt;
    if (const auto scope = scope_of(asked)) {
        if (contains(served, scope)) return std::nullopt;
        return other_session(asked, scope);
    }
    if (!asked.point.sign_up_required || standby) return std::nullopt;
    const auto* row = row_of(asked);
    if (row == nullptr) return because(reason::stored_unverified);
    for (const auto& chosen : row->sessions)
        if (contains(served, chosen)) return std::nullopt;
    return other_session(asked, row->sessions.empty() ? session_id{} : row->sessions.front());
}

std::optional<verdict> judge_point(const admission_question& asked, bool standby) {
    if (!asked.point.categories.empty() && !contains(asked.point.categories, category_of(asked)))
        return because(reason::wrong_entrance);
    if (auto failed = judge_sessions(asked, standby)) return failed;
    if (asked.event.home_gates > 1 && !asked.device.online) {
        const auto gate = static_cast<std::size_t>(asked.home_gate);
        const auto& points = asked.event.gate_points;
        if (gate < points.size() && points[gate] != asked.point.id) {
            verdict elsewhere = because(reason::wrong_entrance);
            elsewhere.right_point = points[gate];
            return elsewhere;
        }
    }
    return std::nullopt;
}

std::optional<verdict> judge_times(const admission_question& asked, const opening& open) {
    if (asked.reading == code_reading::ticket) {
        if (asked.now < asked.ticket.not_before)
            return outside_window(asked, reason::wrong_day, asked.ticket.not_before);
        if (asked.now > asked.ticket.not_after) return outside_window(asked, reason::expired, asked.ticket.not_after);
    }
    if (open.from != 0 && asked.now < open.from) return outside_window(asked, reason::not_open_yet, open.from);
    if (open.until != 0 && asked.now > open.until) return outside_window(asked, reason::entry_closed, open.until);
    return std::nullopt;
}

std::int64_t day_at_event(utc_seconds at, int offset_minutes) {
    const auto local = at + 60 * utc_seconds{offset_minutes};
    return local >= 0 ? local / 86400 : (local - 86399) / 86400;
}

struct history {
    const earlier_scan* first_in = nullptr; ///< first admission that still counts
    const earlier_scan* unshown = nullptr;
    bool inside = false;                    ///< the last passage was an admission
};

/// A passage at another door that ends the stay here: out of the whole event, or, where the organiser wants people to
/// move so, into another session.
bool leads_away(const admission_question& asked, const earlier_scan& scan) {
    if (asked.point.sessions.empty() || scan.area == asked.point.area) return false;
    if (scan.direction == passage::out) return !scan.at_session;
    return asked.event.moves && scan.at_session;
}

history history_of(const admission_question& asked) {
    std::vector<const earlier_scan*> passages;
    for (const auto& scan : asked.earlier)
        if (!scan.voided && (scan.area == asked.point.area || leads_away(asked, scan))) passages.push_back(&scan);
    // At the same second an admission here is put last: better one question too many than one guest too many.
    const auto enters_here = [&](const earlier_scan* scan) {
        return scan->area == asked.point.area && scan->direction == passage::in;
    };
    std::stable_sort(passages.begin(), passages.end(), [&](const earlier_scan* left, const earlier_scan* right) {
        if (left->at != right->at) return left->at < right->at;
        return !enters_here(left) && enters_here(right);
    });
    history known;
    const bool by_day = asked.point.entries == entry_rule::once_a_day;
    for (const auto* scan : passages) {
        if (by_day && day_at_event(scan->at, asked.event.utc_offset_minutes) !=
                          day_at_event(asked.now, asked.event.utc_offset_minutes))
            continue;
        known.inside = enters_here(scan);
        if (!known.inside) continue;
        if (known.first_in == nullptr) known.first_in = scan;
        if (!scan->shown && scan->device == asked.device.device) known.unshown = scan;
    }
    return known;
}

bool may_return_freely(const admission_question& asked) {
    const bool crew = asked.reading == code_reading::ticket ? asked.ticket.crew : asked.row && asked.row->crew;
    const bool reentry =
        asked.reading == code_reading::ticket ? asked.ticket.reentry : asked.row && asked.row->reentry;
    return crew || (reentry && !asked.point.exits_scanned);
}

verdict with_first(reason why, const earlier_scan& scan) {
    verdict given = because(why, scan.at);
    given.first = first_admission{scan.at, scan.point, scan.device};
    return given;
}

verdict judge_earlier(const admission_question& asked) {
    const auto known = history_of(asked);
    const bool late = row_of(asked) == nullptr;
    verdict given = because(late ? reason::admitted_late_ticket : reason::admitted);
    if (known.unshown != nullptr) {
        given = with_first(reason::shown_again, *known.unshown);
    } else if (known.first_in != nullptr) {
        const bool reentry = asked.point.entries == entry_rule::after_exit ||
                             (asked.reading == code_reading::ticket ? asked.ticket.reentry : asked.row->reentry);
        const bool returns = (!known.inside && reentry) || may_return_freely(asked);
        given = with_first(returns ? reason::re_entry : reason::already_in, *known.first_in);
    }
    given.late_ticket = late && given.colour() == verdict_colour::green;
    return given;
}

bool identity_wanted(const admission_question& asked) {
    if (asked.identity_checked) return false;
    const bool by_ticket = asked.reading == code_reading::ticket && asked.ticket.check_identity;
    return by_ticket || asked.event.identity_check || asked.point.identity_check || (asked.row && asked.row->check_identity);
}

verdict decide_exit(const admission_question& asked) {
    if (!asked.point.exits_scanned) return because(reason::wrong_entrance);
    // Leaving is never refused to a known ticket; an unknown listed code is nobody who came in here.
    if (asked.reading == code_reading::listed && !asked.row) return because(reason::not_on_list);
    return because(reason::exit_recorded);
}

// What a device may not promise any more is recorded all the same, and a person decides.
verdict within_device_right(const admission_question& asked, verdict given) {
    if (given.colour() != verdict_colour::green || given.reason == reason::exit_recorded) return given;
    if (asked.device.lease_age_seconds > lease_seconds_max || !asked.device.ready)
        return because(reason::stored_unverified);
    return given;
}

} // namespace

verdict decide_admission(const admission_question& asked) {
    if (asked.device.revoked) return because(reason::device_revoked);
    if (auto failed = judge_reading(asked)) return *failed;
    if (asked.reading == code_reading::ticket)
        if (auto failed = judge_signature(asked)) return *failed;
    if (asked.direction == passage::out) return decide_exit(asked);

    const auto open = opening_of(asked);
    const bool standby = asked.point.standby_after_minutes && open.start != 0 && asked.device.clock_sure &&
                         asked.now >= open.start + 60 * utc_seconds{*asked.point.standby_after_minutes};
    if (auto failed = judge_roster(asked, standby)) return *failed;
    if (auto failed = judge_point(asked, standby)) return *failed;
    if (auto failed = judge_times(asked, open)) return *failed;
    const auto given = judge_earlier(asked);
    // Asked last, so that staff compare a document only for a guest whom nothing else stops.
    if ((given.reason == reason::admitted || given.reason == reason::admitted_late_ticket) && identity_wanted(asked))
        return within_device_right(asked, because(reason::needs_identity_check));
    return within_device_right(asked, given);
}

bool may_override(verdict_reason why) {
    if (colour_of(why) != verdict_colour::amber) return false;
    return why != reason::misread && why != reason::not_stored && why != reason::device_revoked &&
           why != reason::test_mismatch;
}

std::int64_t late_ticket_cap(std::int64_t roster_rows) {
    return std::max<std::int64_t>(20, roster_rows / 20);
}

int deal_to_gate(const std::string& roster_hash, int gates) {
    if (gates < 2 || roster_hash.size() < 8) return 0;
    std::uint32_t head = 0;
    for (std::size_t at = 0; at < 8; ++at) {
        const char digit = roster_hash[at];
        const bool decimal = digit >= '0' && digit <= '9';
        if (!decimal && !(digit >= 'a' && digit <= 'f')) return 0;
        head = head * 16 + static_cast<std::uint32_t>(decimal ? digit - '0' : digit - 'a' + 10);
    }
    return static_cast<int>(head % static_cast<std::uint32_t>(gates));
}

verdict decide_walk_in(const admission_point_rules& point, const event_rules& event, const device_state& device,
                       std::int64_t walk_ins_so_far, utc_seconds now) {
    admission_question asked;
    asked.point = point;
    asked.event = event;
    asked.device = device;
    asked.now = now;
    if (device.revoked) return because(reason::device_revoked);
    if (!point.walk_ins || (point.walk_in_limit > 0 && walk_ins_so_far >= point.walk_in_limit))
        return because(reason::not_on_list);
    if (auto failed = judge_times(asked, opening_of(asked))) return *failed;
    return within_device_right(asked, because(reason::admitted));
}

} // namespace krug::domain
