#include "service/attendance_office.hpp"

#include "domain/attendance.hpp"
#include "ground/clock.hpp"
#include "service/key_office.hpp"
#include "store/database.hpp"
#include "store/device_store.hpp"
#include "store/registration_store.hpp"
#include "store/scan_store.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace krug::service {

using store::transaction;

namespace {

constexpr std::int64_t interval_seconds = 300;
constexpr int page_rows = 500;

using facts_by_registration = std::map<std::int64_t, std::vector<domain::scan_fact>>;

bool serves(const std::vector<domain::admission_point_rules>& points, domain::admission_point_id point,
            domain::session_id session) {
    for (const auto& each : points)
        if (each.id == point)
            return std::find(each.sessions.begin(), each.sessions.end(), session) != each.sessions.end();
    return false;
}

/// Scans of one session's doors, or of the whole event when `session` is 0; every void is kept.
facts_by_registration gather_facts(transaction& tx, domain::event_id event, domain::session_id session,
                                   const std::vector<domain::admission_point_rules>& points) {
    facts_by_registration facts;
    store::each_scan(tx, event, [&](const store::scan_row& scan) {
        if (!scan.registration || scan.doubt == "quarantine") return;
        const bool counts = domain::lets_in(scan.kind) || scan.kind == domain::scan_kind::exit ||
                            scan.kind == domain::scan_kind::voided;
        if (!counts) return;
        if (session && scan.kind != domain::scan_kind::voided && !serves(points, scan.point, session)) return;
        facts[scan.registration.value].push_back(
            {scan.scan_id, scan.kind, scan.refers_to, scan.scanned_ms, scan.point, scan.device});
    });
    return facts;
}

bool chose(const domain::registration& who, domain::session_id session) {
    return std::any_of(who.sessions.begin(), who.sessions.end(), [&](const auto& choice) {
        return choice.session == session && choice.standing == domain::session_choice::state::seated;
    });
}

} // namespace

attendance_office::attendance_office(store::database& database, ground::clock& clock, key_office& keys)
    : database_(database), clock_(clock), keys_(keys) {}

void attendance_office::list(domain::event_id event, domain::session_id session, attendance_state which,
                             const std::function<void(const attendance_row&)>& each) {
    database_.read([&](transaction& tx) {
        const auto points = store::admission_points(tx, event);
        const auto facts = gather_facts(tx, event, session, points);
        store::list_filter filter;
        filter.limit = page_rows;
        for (;;) {
            auto rows = store::list_registrations(tx, event, filter);
            for (auto& stored : rows) {
                attendance_row row;
                const auto known = facts.find(stored.registration.id.value);
                if (known != facts.end()) {
                    const auto came = domain::derive_attendance(known->second);
                    row.first_in_ms = came.first_in_ms;
                    row.last_out_ms = came.last_out_ms;
                    row.inside = came.inside;
                    for (const auto& point : points)
                        if (point.id == came.first_point) row.first_point = point.name;
                }
                const auto status = stored.registration.status;
                if (session) {
                    for (const auto& seat : store::session_seats(tx, event, stored.registration.id))
                        stored.registration.sessions.push_back({seat.session, seat.standing, 0});
                    if (!row.first_in_ms && !chose(stored.registration, session)) continue;
                }
                if (!row.first_in_ms && status != domain::registration_status::confirmed) continue;
                if (which == attendance_state::attended && !row.first_in_ms) continue;
                if (which == attendance_state::absent && row.first_in_ms) continue;
                row.walk_in = stored.registration.source == domain::registration_source::walk_in;
                row.attendee_no = keys_.attendee_number(event, stored.registration.id);
                row.registration = stored.registration;
                each(row);
            }
            if (rows.size() < static_cast<std::size_t>(page_rows)) return;
            filter.after_key = rows.back().search_key;
            filter.after_id = rows.back().registration.id.value;
        }
    });
}

event_statistics attendance_office::statistics(domain::event_id event) {
    return database_.read([&](transaction& tx) {
        event_statistics counted;
        const auto points = store::admission_points(tx, event);
        const auto facts = gather_facts(tx, event, {}, points);
        std::set<std::string> people;
        std::map<std::int64_t, count_of> categories;
        std::map<std::int64_t, std::int64_t> arrivals, days;

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
            category.name = std::to_string(one.category.value);
            if (live) ++category.registered;

            const auto known = facts.find(one.id.value);
            if (known == facts.end()) continue;
            const auto came = domain::derive_attendance(known->second);
            if (!came.first_in_ms) continue;
            ++counted.attended;
            ++category.attended;
            people.insert(one.person);
            if (came.inside) ++counted.inside;
            const auto at = *came.first_in_ms / 1000;
            ++arrivals[at - at % interval_seconds];
        }
        counted.unique = static_cast<std::int64_t>(people.size());

        const auto seated = store::seated_by_session(tx, event);
        for (const auto& session : store::session_times(tx, event)) {
            count_of row;
            row.name = session.title;
            for (const auto& [id, count] : seated)
                if (id == session.id.value) row.registered = count;
            for (const auto& [id, scans] : gather_facts(tx, event, session.id, points))
                if (domain::derive_attendance(scans).first_in_ms) ++row.attended;
            counted.by_session.push_back(std::move(row));
        }
        for (auto& [id, row] : categories) counted.by_category.push_back(std::move(row));
        if (!arrivals.empty())
            for (auto at = arrivals.begin()->first; at <= arrivals.rbegin()->first; at += interval_seconds) {
                // An event of several days has nights: only a run of at most a day is filled up.
                if (!arrivals.contains(at) && arrivals.rbegin()->first - arrivals.begin()->first > 86400) continue;
                counted.arrivals_per_5_minutes.push_back({at, arrivals.contains(at) ? arrivals[at] : 0});
            }
        for (const auto& [day, count] : days) counted.sign_ups_per_day.push_back({day, count});
        for (const auto& pool : store::seat_pools(tx, event))
            if (!pool.scope) counted.capacity = pool.wanted_limit ? pool.wanted_limit : pool.limit;
        return counted;
    });
}

} // namespace krug::service
