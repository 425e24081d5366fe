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
#include <unordered_map>

namespace krug::service {

using store::transaction;

namespace {

constexpr std::int64_t interval_seconds = 300;
constexpr int passages_page = 5'000;
constexpr std::size_t events_kept = 8;

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

facts_by_registration gather_facts(transaction& tx, domain::event_id event) {
    facts_by_registration facts;
    each_passage(tx, event, 0, [&](const store::passage_row& row) { facts[row.registration.value].push_back(fact_of(row)); });
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

/// One guest's time, of the list that was asked for last.
struct guest_time {
    std::int64_t id = 0;
    std::int64_t first_in_ms = 0;
    domain::time_present time;
};
struct known_times {
    domain::session_id session;
    std::int64_t last_number = -1; ///< of the scans it was made of
    std::int64_t minute = 0;       ///< of the clock; while somebody is inside their time goes on
    bool is_going_on = false;
    domain::event_hours hours;
    std::vector<guest_time> guests; ///< by number
};

/// What the doors of one event have seen, up to a scan.
struct seen_event {
    std::int64_t last_number = 0;
    std::vector<domain::admission_point_rules> points;
    bool moves = false;
    std::map<std::int64_t, seen_guest> guests;
    tally sums;
    std::vector<std::int64_t> unnamed; ///< walk-ins up to last_number whose guest was not known yet
    known_times times;
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
        if (all_anew || !fresh.empty()) seen.times = {};
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

/// The times of everybody who was let in, measured anew only when something has happened since.
const known_times& carry_times_on(transaction& tx, domain::event_id event, domain::session_id session, seen_event& seen,
                                  std::int64_t now_ms) {
    auto doors = door_knowledge_of(tx, event, now_ms);
    auto& known = seen.times;
    const auto minute = now_ms / 60'000;
    if (known.last_number == seen.last_number && known.session == session && known.hours == doors.hours &&
        (!known.is_going_on || known.minute == minute))
        return known;
    known = {session, seen.last_number, minute, false, {}, {}};
    for (const auto& [id, guest] : seen.guests) {
        const bool came = session ? std::any_of(guest.came_by.begin(), guest.came_by.end(),
                                                [&](auto point) { return serves(doors.points, point, session); })
                                  : guest.first_in_ms.has_value();
        if (!came) continue;
        attendance_row row;
        tell_presence(guest.facts, session, doors, row);
        if (!row.time) continue;
        known.is_going_on = known.is_going_on || row.time->is_going_on;
        known.guests.push_back({id, row.first_in_ms.value_or(0), *row.time});
    }
    known.hours = std::move(doors.hours);
    return known;
}

void put_in_order(std::vector<guest_time>& guests, attendance_office::time_order by, bool descending) {
    const auto key = [&](const guest_time& one) {
        return by == attendance_office::time_order::minutes ? one.time.minutes() : one.first_in_ms;
    };
    std::stable_sort(guests.begin(), guests.end(), [&](const guest_time& left, const guest_time& right) {
        return descending ? key(right) < key(left) : key(left) < key(right);
    });
}

/// By name, as paper lists have it.
void put_in_order_of_names(transaction& tx, domain::event_id event, std::vector<guest_time>& guests, bool descending) {
    constexpr int everybody = 1'000'000;
    const auto order = store::found_registrations(tx, event, {}, everybody);
    std::unordered_map<std::int64_t, std::int64_t> place;
    for (const auto id : order.value_or(std::vector<domain::registration_id>()))
        place.emplace(id.value, static_cast<std::int64_t>(place.size()));
    std::stable_sort(guests.begin(), guests.end(), [&](const guest_time& left, const guest_time& right) {
        return descending ? place[right.id] < place[left.id] : place[left.id] < place[right.id];
    });
}

void sum_up(const known_times& known, const domain::event_hours& hours, domain::session_id session, attendance_office::time_page& page) {
    std::vector<std::int64_t> minutes;
    for (const auto& each : known.guests) {
        page.assumed += each.time.is_assumed;
        page.unknown += each.time.has_unknown_end;
        page.whole_ms = each.time.whole_ms;
        if (!each.time.has_unknown_end) minutes.push_back(each.time.minutes());
    }
    page.came = static_cast<std::int64_t>(known.guests.size());
    if (!minutes.empty()) {
        const auto middle = minutes.begin() + static_cast<std::ptrdiff_t>(minutes.size() / 2);
        std::nth_element(minutes.begin(), middle, minutes.end());
        page.median_minutes = *middle;
    }
    constexpr std::int64_t day_ms = 86'400'000;
    page.has_nights = !session && hours.days.size() == 1 && hours.length_ms() > day_ms;
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
        list_attendance(tx, event, session, gather_facts(tx, event), keys_, clock_.now_ms(), [&](const attendance_row& row) {
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

attendance_office::time_page attendance_office::times(domain::event_id event, domain::session_id session, time_order by,
                                                      bool descending, std::int64_t skip, int most) {
    const std::lock_guard held(memory_->lock);
    return database_.read([&](transaction& tx) {
        time_page page;
        auto& seen = memory_->event(event);
        carry_on(tx, event, seen);
        const auto& known = carry_times_on(tx, event, session, seen, clock_.now_ms());
        sum_up(known, known.hours, session, page);
        page.has_doors = !session || std::any_of(seen.points.begin(), seen.points.end(),
                                                 [&](const auto& each) { return serves(seen.points, each.id, session); });
        auto guests = known.guests;
        if (by == time_order::name) put_in_order_of_names(tx, event, guests, descending);
        else put_in_order(guests, by, descending);

        const auto from = std::min<std::size_t>(static_cast<std::size_t>(std::max<std::int64_t>(skip, 0)), guests.size());
        const auto until = std::min(from + static_cast<std::size_t>(most), guests.size());
        const auto doors = door_knowledge_of(tx, event, clock_.now_ms());
        std::vector<domain::registration_id> ids;
        for (auto at = from; at < until; ++at) ids.push_back({guests[at].id});
        std::map<std::int64_t, domain::registration> people;
        if (!ids.empty())
            for (auto& row : store::find_registrations(tx, event, ids)) people[row.registration.id.value] = std::move(row.registration);
        for (const auto id : ids) {
            attendance_row row;
            tell_presence(seen.guests.at(id.value).facts, session, doors, row);
            row.registration = std::move(people[id.value]);
            row.walk_in = row.registration.source == domain::registration_source::walk_in;
            row.attendee_no = keys_.attendee_number(event, id);
            page.rows.push_back(std::move(row));
        }
        return page;
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
