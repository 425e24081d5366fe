#include "service/attendance_rows.hpp"

#include "service/key_office.hpp"
#include "store/category_store.hpp"
#include "store/device_store.hpp"
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

void list_attendance(store::transaction& tx, domain::event_id event, domain::session_id session,
                     const facts_by_registration& facts, const key_office& keys,
                     const std::function<void(const attendance_row&)>& each) {
    const auto points = store::admission_points(tx, event);
    const bool moves = store::moves_between_sessions(tx, event);
    const bool asks = store::form_of(tx, event).version > 0;
    store::list_filter filter;
    filter.limit = page_rows;
    for (;;) {
        auto rows = store::list_registrations(tx, event, filter);
        if (asks) add_answers(tx, event, rows);
        for (auto& stored : rows) {
            attendance_row row;
            const auto known = facts.find(stored.registration.id.value);
            if (known != facts.end()) {
                const auto came = domain::derive_attendance(known->second);
                row.first_in_ms = came.first_in_ms;
                row.last_out_ms = came.last_out_ms;
                row.inside = !domain::derive_whereabouts(known->second, points, moves).empty();
                for (const auto& point : points)
                    if (point.id == came.first_point) row.first_point = point.name;
            }
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
