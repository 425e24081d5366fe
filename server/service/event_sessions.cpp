#include "ground/clock.hpp"
#include "service/event_change.hpp"
#include "service/outbox_office.hpp"
#include "service/registration_office.hpp"
#include "service/request_trace.hpp"
#include "service/staff_office.hpp"
#include "store/database.hpp"
#include "store/event_store.hpp"
#include "store/programme_store.hpp"
#include "store/scan_store.hpp"
#include "store/session_store.hpp"
#include "store/table_store.hpp"

#include <algorithm>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

constexpr std::int64_t session_number_max = 65535; // two bytes in tickets

/// After any change of the programme: pages and doors show it.
void settle_change(transaction& tx, const domain::actor& by, std::string_view what, store::locked_event& locked,
                   domain::session_id session, ground::utc_seconds now) {
    const auto event = locked.rules.id;
    store::raise_event_version(tx, event);
    store::note_event_changed(tx, event, now);
    tell_rules_changed(tx, locked);
    if (locked.rules.state != domain::event_state::cancelled) promote_waiting(tx, event, now);
    record_audit(tx, by, what, event, session.value, "", now);
}

} // namespace

domain::result<domain::session_id> event_office::add_session(const domain::actor& by, const domain::session& what,
                                                             bool clash_of_event) {
    if (const auto made = made_before("session")) return domain::session_id{*made};
    const auto trace = trace_of_request();
    if (auto wrong = check_session(what); !wrong.empty()) return refuse_fields(std::move(wrong));
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<domain::session_id> {
        auto locked = store::lock_event(tx, what.event);
        if (!locked) return refuse(refusal_code::not_found);
        auto session = what;
        if (clash_of_event) session.clash = store::clash_policy_of(tx, what.event).value_or(domain::clash_policy::warn);
        session.id = store::next_session(tx, what.event);
        if (session.id.value > session_number_max) return refuse(refusal_code::full, session_number_max);
        store::insert_session(tx, session);
        settle_change(tx, by, "add_session", *locked, session.id, now);
        trace.leave(tx, "session", session.id.value);
        return session.id;
    });
}

domain::result<void> event_office::update_session(const domain::actor& by, const domain::session& what,
                                                  bool tell_guests, std::int64_t if_version) {
    if (auto wrong = check_session(what); !wrong.empty()) return refuse_fields(std::move(wrong));
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        auto locked = store::lock_event(tx, what.event);
        if (!locked) return refuse(refusal_code::not_found);
        if (if_version != 0)
            if (const auto stands = store::event_version(tx, what.event); stands != if_version)
                return refuse(refusal_code::version_mismatch, stands);
        const auto told = told_facts_in(tx, what.event);
        if (!store::update_session(tx, what)) return refuse(refusal_code::not_found);
        store::set_seat_limit(tx, what.event, what.id, what.capacity);
        settle_change(tx, by, "update_session", *locked, what.id, now);
        if (tell_guests) note_change(tx, what.event, told, now);
        return {};
    });
}

domain::result<void> event_office::remove_session(const domain::actor& by, domain::event_id event,
                                                  domain::session_id id) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        auto locked = store::lock_event(tx, event);
        if (!locked) return refuse(refusal_code::not_found);
        const auto sessions = store::sessions_of(tx, event);
        if (std::none_of(sessions.begin(), sessions.end(), [&](const auto& each) { return each.id == id; }))
            return refuse(refusal_code::not_found);
        if (store::is_session_chosen(tx, event, id)) return refuse(refusal_code::wrong_state);
        const auto tables = store::round_tables(tx, event);
        if (std::any_of(tables.begin(), tables.end(), [&](const auto& table) { return table.session == id; }))
            return refuse(refusal_code::wrong_state);
        // A door that serves it would admit nobody, or, with its list emptied, everybody.
        for (const auto& point : store::admission_points(tx, event))
            if (std::find(point.sessions.begin(), point.sessions.end(), id) != point.sessions.end())
                return refuse(refusal_code::wrong_state);
        store::delete_session(tx, event, id);
        settle_change(tx, by, "remove_session", *locked, id, now);
        return {};
    });
}

} // namespace krug::service
