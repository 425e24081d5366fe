#include "service/attendance_rows.hpp"

#include "ground/check.hpp"
#include "service/key_office.hpp"
#include "store/category_store.hpp"
#include "store/device_store.hpp"
#include "store/event_store.hpp"
#include "store/form_store.hpp"
#include "store/registration_store.hpp"
#include "store/scan_store.hpp"

#include <algorithm>

namespace krug::service {
namespace {

constexpr int page_rows = 500;

bool chose(const domain::registration& who, domain::session_id session) {
    return std::any_of(who.sessions.begin(), who.sessions.end(), [&](const auto& choice) {
        return choice.session == session && choice.standing == domain::session_choice::state::seated;
    });
}

/// One question a page of the list.
void add_answers(store::transaction& tx, domain::event_id event, std::vector<store::registration_row>& rows) {
    std::vector<domain::registration_id> ids;
    for (const auto& row : rows) ids.push_back(row.registration.id);
    auto all = store::answers_of_many(tx, event, ids);
    for (auto& row : rows)
        if (const auto found = all.find(row.registration.id.value); found != all.end())
            row.registration.answers = std::move(found->second);
}

} // namespace

bool serves(const std::vector<domain::admission_point_rules>& points, domain::admission_point_id point, domain::session_id session) {
    for (const auto& each : points)
        if (each.id == point) return std::find(each.sessions.begin(), each.sessions.end(), session) != each.sessions.end();
    return false;
}

std::vector<domain::scan_fact> facts_at(const std::vector<domain::scan_fact>& facts, domain::session_id session,
                                        const std::vector<domain::admission_point_rules>& points) {
    std::vector<domain::scan_fact> own;
    for (const auto& each : facts)
        if (each.kind == domain::scan_kind::voided || serves(points, each.point, session)) own.push_back(each);
    return own;
}

door_knowledge door_knowledge_of(store::transaction& tx, domain::event_id event, std::int64_t now_ms) {
    const auto about = store::find_event(tx, event);
    KRUG_CHECK(about.has_value());
    return {store::admission_points(tx, event), store::moves_between_sessions(tx, event),
            domain::hours_of(about->time, store::session_times(tx, event)), now_ms};
}

void tell_presence(const std::vector<domain::scan_fact>& facts, domain::session_id session, const door_knowledge& doors,
                   attendance_row& row) {
    const auto came = domain::derive_attendance(session ? facts_at(facts, session, doors.points) : facts);
    row.first_in_ms = came.first_in_ms;
    row.last_out_ms = came.last_out_ms;
    for (const auto& point : doors.points)
        if (point.id == came.first_point) row.first_point = point.name;
    for (const auto& open : domain::derive_whereabouts(facts, doors.points, doors.moves))
        row.inside = row.inside || !session || serves(doors.points, open.point, session);
    if (!came.first_in_ms) return;
    const auto stays = domain::derive_stays(facts, doors.points, doors.moves, doors.hours, doors.now_ms);
    if (session) {
        row.time = domain::time_at_session(stays, doors.points, session, doors.hours);
        return;
    }
    row.time = domain::time_at_event(stays, doors.hours);
    for (const auto& [id, span] : doors.hours.sessions) {
        const bool was_let_in = std::any_of(stays.begin(), stays.end(), [&](const auto& each) { return serves(doors.points, each.point, id); });
        if (was_let_in)
            if (const auto time = domain::time_at_session(stays, doors.points, id, doors.hours)) row.sessions.push_back({id, *time});
    }
}

void list_attendance(store::transaction& tx, domain::event_id event, domain::session_id session,
                     const facts_by_registration& facts, const key_office& keys, std::int64_t now_ms,
                     const std::function<void(const attendance_row&)>& each) {
    const auto doors = door_knowledge_of(tx, event, now_ms);
    const bool asks = store::form_of(tx, event).version > 0;
    store::list_filter filter;
    filter.limit = page_rows;
    for (;;) {
        auto rows = store::list_registrations(tx, event, filter);
        if (asks) add_answers(tx, event, rows);
        for (auto& stored : rows) {
            attendance_row row;
            const auto known = facts.find(stored.registration.id.value);
            if (known != facts.end()) tell_presence(known->second, session, doors, row);
            if (session) {
                for (const auto& seat : store::session_seats(tx, event, stored.registration.id))
                    stored.registration.sessions.push_back({seat.session, seat.standing, 0});
                if (!row.first_in_ms && !chose(stored.registration, session)) continue;
            }
            if (!row.first_in_ms && stored.registration.status != domain::registration_status::confirmed) continue;
            row.walk_in = stored.registration.source == domain::registration_source::walk_in;
            row.attendee_no = keys.attendee_number(event, stored.registration.id);
            row.registration = stored.registration;
            each(row);
        }
        if (rows.size() < static_cast<std::size_t>(page_rows)) return;
        filter.after_id = rows.back().registration.id.value;
    }
}

} // namespace krug::service
