#include "service/merging.hpp"

#include "service/event_desk.hpp"
#include "service/key_office.hpp"
#include "service/outbox_office.hpp"
#include "service/people_office.hpp"
#include "service/status_steps.hpp"
#include "service/presence.hpp"
#include "service/table_places.hpp"
#include "store/merge_store.hpp"
#include "store/outbox_store.hpp"
#include "store/people_store.hpp"
#include "store/sign_up_store.hpp"
#include "store/table_store.hpp"

#include <algorithm>
#include <map>

namespace krug::service {

using domain::refusal_code;
using domain::registration_status;
using store::registration_row;
using store::transaction;

namespace {

domain::refusal refuse(refusal_code code) { return {code, 0, {}}; }
domain::refusal refuse_field(std::string_view field, std::string_view code) {
    return {refusal_code::invalid, 0, {{std::string(field), std::string(code), 0}}};
}

store::merge_before note_of(transaction& tx, const registration_row& kept, const registration_row& given_up) {
    const auto &one = kept.registration, &other = given_up.registration;
    store::merge_before note;
    note.kept = one.id;
    note.given_up = other.id;
    note.name = one.name;
    note.email = one.email, note.email_key = kept.email_key;
    note.phone = one.phone, note.phone_raw = one.phone_raw;
    note.organisation = one.organisation;
    note.position = one.position;
    note.note = one.note;
    note.category = one.category;
    note.kept_status = one.status, note.kept_queue = kept.queue_number, note.kept_hold = one.hold_until;
    note.given_up_status = other.status, note.given_up_queue = given_up.queue_number, note.given_up_hold = other.hold_until;
    for (const auto who : {one.id, other.id}) {
        for (const auto& seat : store::session_seats(tx, one.event, who)) note.sessions.push_back(seat);
        for (const auto& place : store::places_of(tx, one.event, who)) note.places.push_back(place);
    }
    return note;
}

/// Sessions and a table that only the other registration had: taken over seat by seat, so nobody slips in between.
void take_over(transaction& tx, event_desk& desk, registration_row& kept, registration_row& given_up, ground::utc_seconds now) {
    const auto event = kept.registration.event;
    const auto own = store::session_seats(tx, event, kept.registration.id);
    for (auto seat : store::session_seats(tx, event, given_up.registration.id)) {
        const auto same = std::find_if(own.begin(), own.end(), [&](const auto& each) { return each.session == seat.session; });
        using state = domain::session_choice::state;
        // Who holds a seat in a session by either registration goes on holding one.
        const bool better = same != own.end() && seat.standing == state::seated && same->standing != state::seated;
        if (same != own.end() && !better) continue;
        if (same != own.end() && same->standing == state::waiting)
            if (auto* pool = desk.session_pool(seat.session)) --pool->waiting;
        auto left = seat;
        left.standing = state::wanted;
        left.queue_number = 0;
        left.leaves = {};
        store::save_session_seat(tx, event, left);
        seat.registration = kept.registration.id;
        if (same == own.end()) store::insert_session_seats(tx, event, std::span(&seat, 1));
        else store::save_session_seat(tx, event, seat);
    }
    if (!store::places_of(tx, event, kept.registration.id).empty()) return;
    const auto places = store::places_of(tx, event, given_up.registration.id);
    leave_tables(tx, given_up.registration, now);
    for (auto place : places) {
        place.who = kept.registration.id;
        store::save_place(tx, event, place);
    }
    if (!places.empty()) store::refresh_tables_of(tx, event, kept.registration.id, now);
}

void take_values(registration_row& kept, const registration_row& from, const merge_choice& take) {
    auto& r = kept.registration;
    const auto& other = from.registration;
    if (take.name) r.name = other.name;
    if (take.email) r.email = other.email, kept.email_key = from.email_key;
    if (take.phone) r.phone = other.phone, r.phone_raw = other.phone_raw;
    if (take.organisation) r.organisation = other.organisation;
    if (take.position) r.position = other.position;
    if (take.category) r.category = other.category;
    if (take.note) r.note = other.note;
    else if (r.note.empty()) r.note = other.note;
    kept.search_key = search_key_of(r);
}

} // namespace

domain::result<void> merge_registrations(transaction& tx, const key_office& keys, const domain::actor& by, domain::event_id event,
                                         domain::registration_id kept_id, domain::registration_id given_up_id,
                                         const merge_choice& take, ground::utc_seconds now) {
    auto desk = event_desk::open(tx, event);
    if (!desk || kept_id == given_up_id) return refuse(refusal_code::not_found);
    auto kept = store::find_registration(tx, event, kept_id), given_up = store::find_registration(tx, event, given_up_id);
    if (!kept || !given_up) return refuse(refusal_code::not_found);
    if (!domain::is_live(kept->registration.status) || !domain::is_live(given_up->registration.status))
        return refuse(refusal_code::wrong_state);
    struct standing {
        std::optional<ground::utc_seconds> first_admitted_at;
        bool inside = false;
    } of_kept, of_other;
    const presence at_doors(tx, event);
    at_doors.tell(kept->registration, of_kept);
    at_doors.tell(given_up->registration, of_other);
    if (of_kept.first_admitted_at && of_other.first_admitted_at) return refuse(refusal_code::duplicate);
    if (of_other.first_admitted_at) return refuse_field("kept", "not_a_choice");
    const auto wanted_category = take.category ? given_up->registration.category : kept->registration.category;
    if (wanted_category != kept->registration.category && domain::holds_seat(kept->registration.status)) {
        // The seat that is given up there is free for the one that is kept.
        const auto* quota = desk->quota_of(wanted_category);
        const bool given_back = domain::holds_seat(given_up->registration.status) && !given_up->registration.takes_no_seat;
        if (quota != nullptr && !quota->has_free_seat() && !given_back) return refuse_field("category", "full");
    }
    // A ticket is the better standing: whoever has one by either registration goes on having one.
    const bool seat_moves = given_up->registration.status == registration_status::confirmed &&
                            kept->registration.status != registration_status::confirmed;
    for (auto* row : {&*kept, &*given_up}) {
        const auto kind = domain::parse_word<mail_kind>(leave_status_step(*desk, row->registration.id));
        if (kind && row == &*kept) desk->mail(row->registration, *kind); // it waited for an undo that there is no more
    }
    auto before = note_of(tx, *kept, *given_up);
    before.made_at = now;
    before.made_by = by.id;
    take_over(tx, *desk, *kept, *given_up, now);
    release(tx, *desk, *given_up, now);
    if (wanted_category != kept->registration.category) KRUG_CHECK(move_quota(*desk, kept->registration, wanted_category));
    take_values(*kept, *given_up, take);
    kept->registration.changed_at = given_up->registration.changed_at = now;
    const auto tags = store::tags_of_people(tx, event, std::span(&given_up_id, 1));
    for (const auto& [who, tag] : tags)
        if (!store::put_tag(tx, event, tag, std::span(&kept_id, 1), true).empty()) before.tags.push_back(tag);
    if (const auto sealed = store::need_of(tx, event, given_up_id); sealed && !store::need_of(tx, event, kept_id)) {
        store::insert_need(tx, event, kept_id, keys.seal_needs(event, kept_id, keys.open_needs(event, given_up_id, *sealed)));
        before.took_need = true;
    }
    given_up->registration.status = registration_status::cancelled;
    given_up->registration.hold_until = 0;
    store::save_standing(tx, *given_up);
    store::save_person(tx, *kept);
    // Whom the one given up had brought along goes on with the one that stays.
    for (const auto id : store::brought_along(tx, event, given_up_id)) {
        before.companions.push_back(id.value);
        const auto along = store::find_registration(tx, event, id);
        store::save_leader(tx, event, id, id == kept_id ? domain::registration_id{} : kept_id, along->registration.takes_no_seat);
    }
    if (seat_moves) {
        const auto& now_kept = kept->registration;
        for (auto* pool : {&desk->whole_event(), desk->quota_of(now_kept.category)}) {
            if (pool == nullptr) continue;
            if (now_kept.status == registration_status::waitlisted) --pool->waiting;
            if (domain::holds_seat(now_kept.status) || now_kept.takes_no_seat) continue;
            if (!pool->has_free_seat()) pool->limit = pool->taken + 1; // beyond the capacity, as the one given up was
            ++pool->taken;
        }
        seat_person(tx, *desk, *kept, now);
        const auto letters = desk->last_mail();
        desk->mail(kept->registration, mail_kind::ticket);
        if (desk->last_mail() > letters) before.letter = desk->last_mail();
    }
    desk->tell_devices(given_up_id);
    desk->tell_devices(kept_id);
    promote(tx, *desk, now);
    desk->save(now);
    before.kept_version = store::find_registration(tx, event, kept_id)->registration.version;
    before.given_up_version = store::find_registration(tx, event, given_up_id)->registration.version;
    store::insert_merge(tx, event, before);
    return {};
}

namespace {

/// What both hold of one pool, as numbers that can be taken from each other.
struct holding {
    std::int64_t taken = 0, waiting = 0;
    void add(registration_status status, bool takes_no_seat) {
        taken += domain::holds_seat(status) && !takes_no_seat;
        waiting += status == registration_status::waitlisted;
    }
};

/// The pool after both hold `then` instead of `now`; false when there are not so many seats.
bool move_pool(domain::seat_pool* pool, const holding& now, const holding& then) {
    if (pool == nullptr) return true;
    const auto more = then.taken - now.taken;
    if (more > 0 && pool->limit && pool->taken + more > *pool->limit) return false;
    pool->taken += more;
    pool->waiting += then.waiting - now.waiting;
    if (more < 0) domain::give_back_seat(*pool);
    return true;
}

/// Moves the pools of event and categories. False when a seat has gone.
bool move_seats(event_desk& desk, const registration_row& kept, const registration_row& given_up, const store::merge_before& before) {
    const auto &one = kept.registration, &other = given_up.registration;
    holding whole_now, whole_then;
    std::map<std::int64_t, std::pair<holding, holding>> by_category;
    const auto count = [&](registration_status status, bool no_seat, domain::category_id category, bool then) {
        (then ? whole_then : whole_now).add(status, no_seat);
        auto& both = by_category[category.value];
        (then ? both.second : both.first).add(status, no_seat);
    };
    count(one.status, one.takes_no_seat, one.category, false);
    count(other.status, other.takes_no_seat, other.category, false);
    count(before.kept_status, one.takes_no_seat, before.category, true);
    count(before.given_up_status, other.takes_no_seat, other.category, true);
    bool fits = move_pool(&desk.whole_event(), whole_now, whole_then);
    for (const auto& [category, both] : by_category) fits = move_pool(desk.quota_of({category}), both.first, both.second) && fits;
    return fits;
}

/// The same of sessions; returns the one in which a seat has gone, 0 = none.
domain::session_id move_session_seats(event_desk& desk, const store::merge_before& before) {
    std::map<std::int64_t, std::pair<holding, holding>> by_session;
    const auto count = [](holding& of, domain::session_choice::state standing) {
        of.taken += standing == domain::session_choice::state::seated;
        of.waiting += standing == domain::session_choice::state::waiting;
    };
    for (const auto who : {before.kept, before.given_up})
        for (const auto& seat : store::session_seats(desk.tx(), desk.rules().id, who)) count(by_session[seat.session.value].first, seat.standing);
    for (const auto& seat : before.sessions) count(by_session[seat.session.value].second, seat.standing);
    for (const auto& [session, both] : by_session)
        if (!move_pool(desk.session_pool({session}), both.first, both.second)) return {session};
    return {};
}

bool have_tables_room(transaction& tx, domain::event_id event, const store::merge_before& before) {
    std::map<std::pair<int, int>, int> more; // table and round
    for (const auto who : {before.kept, before.given_up})
        for (const auto& place : store::places_of(tx, event, who))
            if (place.held != domain::held_by::wanted) --more[{place.table, place.round}];
    for (const auto& place : before.places)
        if (place.held != domain::held_by::wanted) ++more[{place.table, place.round}];
    return std::all_of(more.begin(), more.end(), [&](const auto& each) {
        const auto& [where, added] = each;
        if (added <= 0) return true;
        const auto table = store::find_round_table(tx, event, where.first);
        return table && store::taken_at_table(tx, event, where.first, where.second) + added <= table->seats;
    });
}

bool came_since(transaction& tx, domain::event_id event, domain::registration_id who, ground::utc_seconds since) {
    const auto scans = store::scans_of(tx, event, who);
    return std::any_of(scans.begin(), scans.end(), [&](const auto& scan) {
        return domain::lets_in(scan.kind) && scan.doubt != "quarantine" && scan.scanned_ms / 1000 >= since;
    });
}

} // namespace

domain::result<void> part_registrations(transaction& tx, domain::event_id event, const store::merge_before& before, ground::utc_seconds now) {
    auto desk = event_desk::open(tx, event);
    if (!desk) return refuse(refusal_code::not_found);
    auto kept = store::find_registration(tx, event, before.kept), given_up = store::find_registration(tx, event, before.given_up);
    KRUG_CHECK(kept && given_up); // registrations are never deleted
    const auto changed = [](domain::registration_id who) { return domain::refusal{refusal_code::version_mismatch, who.value, {}}; };
    if (kept->registration.version != before.kept_version || came_since(tx, event, before.kept, before.made_at)) return changed(before.kept);
    if (given_up->registration.version != before.given_up_version || came_since(tx, event, before.given_up, before.made_at))
        return changed(before.given_up);
    // Pools move in memory and are written with all the rest: until then a refusal has changed nothing.
    if (!move_seats(*desk, *kept, *given_up, before)) return domain::refusal{refusal_code::full, 0, {}};
    if (const auto session = move_session_seats(*desk, before)) return domain::refusal{refusal_code::full, session.value, {}};
    if (!have_tables_room(tx, event, before)) return refuse_field("table", "full");

    for (const auto who : {before.kept, before.given_up}) {
        for (const auto& seat : store::session_seats(tx, event, who)) store::delete_session_seat(tx, event, who, seat.session);
        store::delete_places_of(tx, event, who);
    }
    store::insert_session_seats(tx, event, before.sessions);
    for (const auto& place : before.places) store::save_place(tx, event, place);
    auto& one = kept->registration;
    one.name = before.name;
    one.email = before.email, kept->email_key = before.email_key;
    one.phone = before.phone, one.phone_raw = before.phone_raw;
    one.organisation = before.organisation;
    one.position = before.position;
    one.note = before.note;
    one.category = before.category;
    kept->search_key = search_key_of(one);
    one.changed_at = given_up->registration.changed_at = now;
    store::save_person(tx, *kept);
    const auto stand = [&](registration_row& row, registration_status status, std::int64_t queue, ground::utc_seconds hold) {
        row.registration.status = status;
        row.queue_number = queue;
        row.registration.hold_until = hold;
        store::save_standing(tx, row);
    };
    stand(*kept, before.kept_status, before.kept_queue, before.kept_hold);
    stand(*given_up, before.given_up_status, before.given_up_queue, before.given_up_hold);
    for (const auto who : {before.kept, before.given_up}) store::refresh_tables_of(tx, event, who, now);
    for (const auto tag : before.tags) store::put_tag(tx, event, tag, std::span(&before.kept, 1), false);
    if (before.took_need) store::delete_need(tx, event, before.kept);
    for (const auto number : before.companions) {
        const auto along = store::find_registration(tx, event, {number});
        const auto leader = along->registration.leader;
        if (leader == before.kept || (along->registration.id == before.kept && !leader))
            store::save_leader(tx, event, {number}, before.given_up, along->registration.takes_no_seat);
    }
    // The ticket that was sent for the other's seat is no ticket any more.
    if (before.letter > 0 && store::take_back_mail(tx, event, before.letter).empty()) desk->mail(one, mail_for(one.status));
    store::delete_merge(tx, event, before.number);
    desk->tell_devices(before.kept);
    desk->tell_devices(before.given_up);
    promote(tx, *desk, now);
    desk->save(now);
    return {};
}

} // namespace krug::service
