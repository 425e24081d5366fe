#include "service/attendance_office.hpp"

#include "domain/attendance.hpp"
#include "ground/clock.hpp"
#include "service/attendance_rows.hpp"
#include "service/key_office.hpp"
#include "service/recent_events.hpp"
#include "store/category_store.hpp"
#include "store/database.hpp"
#include "store/device_store.hpp"
#include "store/registration_store.hpp"
#include "store/scan_store.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

namespace krug::service {

using store::transaction;

namespace {

constexpr std::int64_t interval_seconds = 300;
constexpr int passages_page = 5'000;
constexpr std::size_t events_kept = 8;

bool serves(const std::vector<domain::admission_point_rules>& points, domain::admission_point_id point,
            domain::session_id session) {
    for (const auto& each : points)
        if (each.id == point)
            return std::find(each.sessions.begin(), each.sessions.end(), session) != each.sessions.end();
    return false;
}

domain::scan_fact fact_of(const store::passage_row& row) {
    return {row.scan_id, row.kind, row.refers_to, row.scanned_ms, row.point, row.device};
}

/// Calls `each` for the passages after `from`.
template <class Each> void each_passage(transaction& tx, domain::event_id event, std::int64_t from, Each each) {
    for (;;) {
        const auto rows = store::passages_after(tx, event, from, passages_page);
        for (const auto& row : rows) each(row);
        if (!rows.empty()) from = rows.back().number;
        if (rows.size() < static_cast<std::size_t>(passages_page)) return;
    }
}

/// Scans of one session's doors, or of the whole event when `session` is 0; every void is kept.
facts_by_registration gather_facts(transaction& tx, domain::event_id event, domain::session_id session,
                                   const std::vector<domain::admission_point_rules>& points) {
    facts_by_registration facts;
    each_passage(tx, event, 0, [&](const store::passage_row& row) {
        if (session && row.kind != domain::scan_kind::voided && !serves(points, row.point, session)) return;
        facts[row.registration.value].push_back(fact_of(row));
    });
    return facts;
}

/// One guest as the doors saw them.
struct seen_guest {
    std::vector<domain::scan_fact> facts;
    std::optional<std::int64_t> first_in_ms;
    std::vector<domain::admission_point_id> came_by; ///< points of admissions that stand, each once
    std::vector<domain::admission_point_id> inside;  ///< points of open admissions
};

void derive(seen_guest& guest, const std::vector<domain::admission_point_rules>& points, bool moves) {
    guest.first_in_ms = domain::derive_attendance(guest.facts).first_in_ms;
    guest.inside.clear();
    for (const auto& open : domain::derive_whereabouts(guest.facts, points, moves)) guest.inside.push_back(open.point);
    guest.came_by.clear();
    for (const auto& fact : guest.facts) {
        if (!domain::lets_in(fact.kind)) continue;
        const bool undone = std::any_of(guest.facts.begin(), guest.facts.end(), [&](const auto& other) {
            return other.kind == domain::scan_kind::voided && other.refers_to == fact.scan_id;
        });
        if (undone || std::find(guest.came_by.begin(), guest.came_by.end(), fact.point) != guest.came_by.end()) continue;
        guest.came_by.push_back(fact.point);
    }
}

struct passed {
    std::int64_t attended = 0, inside = 0;
};

/// Sums over all guests, kept up with each of them: a board asks every few seconds, and a hall holds tens of thousands.
struct tally {
    passed all;
    std::map<std::int64_t, passed> by_point, by_session;
    std::map<std::int64_t, std::int64_t> arrivals; ///< first admissions by the beginning of their interval
};

/// What the doors of one event have seen, up to a scan.
struct seen_event {
    std::int64_t last_number = 0;
    std::vector<domain::admission_point_rules> points;
    bool moves = false;
    std::map<std::int64_t, seen_guest> guests;
    tally sums;
    std::vector<std::int64_t> unnamed; ///< walk-ins up to last_number whose guest was not known yet
};

/// The sessions behind these doors, each once.
std::vector<std::int64_t> sessions_behind(const std::vector<domain::admission_point_rules>& points,
                                          const std::vector<domain::admission_point_id>& doors) {
    std::vector<std::int64_t> sessions;
    for (const auto& point : points)
        if (std::find(doors.begin(), doors.end(), point.id) != doors.end())
            for (const auto session : point.sessions) sessions.push_back(session.value);
    std::sort(sessions.begin(), sessions.end());
    sessions.erase(std::unique(sessions.begin(), sessions.end()), sessions.end());
    return sessions;
}

/// Adds a guest to the sums (`times` 1) or takes them out again (-1).
void weigh(seen_event& seen, const seen_guest& guest, int times) {
    auto& sums = seen.sums;
    if (guest.first_in_ms) {
        sums.all.attended += times;
        const auto at = *guest.first_in_ms / 1000;
        const auto interval = sums.arrivals.try_emplace(at - at % interval_seconds).first;
        interval->second += times;
        if (interval->second == 0) sums.arrivals.erase(interval);
    }
    if (!guest.inside.empty()) sums.all.inside += times;
    for (const auto point : guest.came_by) sums.by_point[point.value].attended += times;
    for (const auto point : guest.inside) sums.by_point[point.value].inside += times;
    for (const auto session : sessions_behind(seen.points, guest.came_by)) sums.by_session[session].attended += times;
    for (const auto session : sessions_behind(seen.points, guest.inside)) sums.by_session[session].inside += times;
}

/// What places are made of, for telling whether all has to be derived anew.
bool same_places(const std::vector<domain::admission_point_rules>& left,
                 const std::vector<domain::admission_point_rules>& right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const auto& one, const auto& other) {
        return one.id == other.id && one.area == other.area && one.sessions == other.sessions;
    });
}

void carry_on(transaction& tx, domain::event_id event, seen_event& seen) {
    auto points = store::admission_points(tx, event);
    const bool moves = store::moves_between_sessions(tx, event);
    // Fewer scans than before: the database was put back.
    if (store::last_scan_number(tx, event) < seen.last_number) seen = {};
    const bool all_anew = moves != seen.moves || !same_places(points, seen.points);
    try {
        std::map<std::int64_t, std::vector<domain::scan_fact>> fresh;
        const auto since = seen.last_number;
        const auto take = [&](const store::passage_row& row) { fresh[row.registration.value].push_back(fact_of(row)); };
        each_passage(tx, event, since, [&](const store::passage_row& row) {
            take(row);
            seen.last_number = row.number;
        });
        // A walk-in's scan comes first and who it was a moment later, under the same number.
        if (!seen.unnamed.empty())
            for (const auto& row : store::passages_numbered(tx, event, seen.unnamed)) {
                take(row);
                std::erase(seen.unnamed, row.number);
            }
        for (const auto number : store::unnamed_walk_ins(tx, event, since)) {
            seen.unnamed.push_back(number);
            seen.last_number = std::max(seen.last_number, number);
        }
        if (all_anew) seen.sums = {};
        seen.moves = moves;
        if (!all_anew)
            for (const auto& [id, facts] : fresh) weigh(seen, seen.guests[id], -1);
        seen.points = std::move(points);
        for (auto& [id, facts] : fresh) {
            auto& known = seen.guests[id].facts;
            known.insert(known.end(), std::make_move_iterator(facts.begin()), std::make_move_iterator(facts.end()));
        }
        const auto count_in = [&](seen_guest& guest) {
            derive(guest, seen.points, moves);
            weigh(seen, guest, 1);
        };
        if (all_anew)
            for (auto& [id, guest] : seen.guests) count_in(guest);
        else
            for (const auto& [id, facts] : fresh) count_in(seen.guests[id]);
    } catch (...) {
        seen = {}; // half carried on is worse than forgotten
        throw;
    }
}

/// Rows for sessions and points, with what the doors have seen; who is registered is the caller's to add.
void count_places(const seen_event& seen, const std::vector<domain::session_times>& sessions,
                  std::vector<count_of>& by_session, std::vector<count_of>& by_point) {
    const auto row = [](const std::string& name, std::int64_t number, const std::map<std::int64_t, passed>& sums) {
        const auto found = sums.find(number);
        const auto counted = found == sums.end() ? passed{} : found->second;
        return count_of{name, 0, counted.attended, counted.inside, number};
    };
    for (const auto& point : seen.points) by_point.push_back(row(point.name, point.id.value, seen.sums.by_point));
    for (const auto& session : sessions) by_session.push_back(row(session.title, session.id.value, seen.sums.by_session));
}

std::vector<event_statistics::arrivals> arrivals_of(const seen_event& seen) {
    const auto& counts = seen.sums.arrivals;
    std::vector<event_statistics::arrivals> arrivals;
    if (counts.empty()) return arrivals;
    const auto first = counts.begin()->first, last = counts.rbegin()->first;
    for (auto at = first; at <= last; at += interval_seconds) {
        // An event of several days has nights: only a run of at most a day is filled up.
        const auto count = counts.find(at);
        if (count == counts.end() && last - first > 86400) continue;
        arrivals.push_back({at, count == counts.end() ? 0 : count->second});
    }
    return arrivals;
}

} // namespace

struct attendance_office::memory : recent_events<seen_event, events_kept> {};

attendance_office::attendance_office(store::database& database, ground::clock& clock, key_office& keys)
    : database_(database), clock_(clock), keys_(keys), memory_(std::make_unique<memory>()) {}
attendance_office::~attendance_office() = default;

void attendance_office::list(domain::event_id event, domain::session_id session, attendance_state which,
                             const std::function<void(const attendance_row&)>& each) {
    database_.read([&](transaction& tx) {
        const auto facts = gather_facts(tx, event, session, store::admission_points(tx, event));
        list_attendance(tx, event, session, facts, keys_, [&](const attendance_row& row) {
            const bool came = row.first_in_ms.has_value();
            if (which == attendance_state::attended && !came) return;
            if (which == attendance_state::absent && came) return;
            each(row);
        });
    });
}

event_statistics attendance_office::statistics(domain::event_id event) {
    const std::lock_guard held(memory_->lock);
    return database_.read([&](transaction& tx) {
        event_statistics counted;
        auto& seen = memory_->event(event);
        carry_on(tx, event, seen);
        std::set<std::string> people;
        std::map<std::int64_t, count_of> categories;
        std::map<std::int64_t, std::int64_t> days;
        for (const auto& known : store::categories_of(tx, event))
            categories[known.id.value] = {known.name, 0, 0, 0, known.id.value};

        for (const auto& one : store::registration_briefs(tx, event)) {
            using enum domain::registration_status;
            switch (one.status) {
            case unconfirmed: ++counted.unconfirmed; break;
            case pending: ++counted.pending; break;
            case confirmed: ++counted.confirmed; break;
            case waitlisted: ++counted.waitlisted; break;
            case declined: ++counted.declined; break;
            case cancelled: ++counted.cancelled; break;
            case expired: ++counted.expired; break;
            }
            const bool live = domain::is_live(one.status);
            if (live) ++counted.registered;
            ++days[one.created_at - one.created_at % 86400];
            if (one.source == domain::registration_source::walk_in && live) ++counted.walk_ins;
            auto& category = categories[one.category.value];
            category.number = one.category.value;
            if (category.name.empty()) category.name = std::to_string(one.category.value);
            if (live) ++category.registered;

            const auto known = seen.guests.find(one.id.value);
            if (known == seen.guests.end() || !known->second.first_in_ms) continue;
            ++counted.attended;
            ++category.attended;
            people.insert(one.person);
            if (known->second.inside.empty()) continue;
            ++counted.inside;
            ++category.inside;
        }
        counted.unique = static_cast<std::int64_t>(people.size());
        count_places(seen, store::session_times(tx, event), counted.by_session, counted.by_point);
        for (const auto& [id, count] : store::seated_by_session(tx, event))
            for (auto& row : counted.by_session)
                if (row.number == id) row.registered = count;
        for (auto& [id, row] : categories) counted.by_category.push_back(std::move(row));
        counted.arrivals_per_5_minutes = arrivals_of(seen);
        for (const auto& [day, count] : days) counted.sign_ups_per_day.push_back({day, count});
        for (const auto& pool : store::seat_pools(tx, event))
            if (!pool.scope) counted.capacity = pool.wanted_limit ? pool.wanted_limit : pool.limit;
        return counted;
    });
}

std::vector<attendance_office::guest_seen> attendance_office::who_came(domain::event_id event) {
    const std::lock_guard held(memory_->lock);
    return database_.read([&](transaction& tx) {
        auto& seen = memory_->event(event);
        carry_on(tx, event, seen);
        std::vector<guest_seen> came;
        for (const auto& [id, guest] : seen.guests)
            if (guest.first_in_ms) came.push_back({{id}, *guest.first_in_ms, !guest.inside.empty()});
        return came;
    });
}

live_counts attendance_office::live(domain::event_id event) {
    const std::lock_guard held(memory_->lock);
    return database_.read([&](transaction& tx) {
        live_counts counted;
        auto& seen = memory_->event(event);
        carry_on(tx, event, seen);
        for (const auto& [status, source, count] : store::count_by_status_and_source(tx, event)) {
            if (domain::is_live(status)) counted.registered += count;
            if (domain::is_live(status) && source == domain::registration_source::walk_in) counted.walk_ins += count;
            if (status == domain::registration_status::confirmed) counted.confirmed += count;
            if (status == domain::registration_status::pending) counted.pending += count;
            if (status == domain::registration_status::waitlisted) counted.waitlisted += count;
            if (status == domain::registration_status::cancelled) counted.cancelled += count;
        }
        counted.attended = seen.sums.all.attended;
        counted.inside = seen.sums.all.inside;
        count_places(seen, store::session_times(tx, event), counted.by_session, counted.by_point);
        for (const auto& [id, count] : store::seated_by_session(tx, event))
            for (auto& row : counted.by_session)
                if (row.number == id) row.registered = count;
        counted.arrivals_per_5_minutes = arrivals_of(seen);
        return counted;
    });
}

} // namespace krug::service
