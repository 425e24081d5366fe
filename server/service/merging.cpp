#include "service/merging.hpp"

#include "service/event_desk.hpp"
#include "service/key_office.hpp"
#include "service/people_office.hpp"
#include "service/presence.hpp"
#include "service/table_places.hpp"
#include "store/people_store.hpp"
#include "store/sign_up_store.hpp"
#include "store/table_store.hpp"

#include <algorithm>

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

domain::result<void> merge_registrations(transaction& tx, const key_office& keys, domain::event_id event,
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
    take_over(tx, *desk, *kept, *given_up, now);
    release(tx, *desk, *given_up, now);
    if (wanted_category != kept->registration.category) KRUG_CHECK(move_quota(*desk, kept->registration, wanted_category));
    take_values(*kept, *given_up, take);
    kept->registration.changed_at = given_up->registration.changed_at = now;
    const auto tags = store::tags_of_people(tx, event, std::span(&given_up_id, 1));
    for (const auto& [who, tag] : tags) store::put_tag(tx, event, tag, std::span(&kept_id, 1), true);
    if (const auto sealed = store::need_of(tx, event, given_up_id); sealed && !store::need_of(tx, event, kept_id))
        store::insert_need(tx, event, kept_id, keys.seal_needs(event, kept_id, keys.open_needs(event, given_up_id, *sealed)));
    given_up->registration.status = registration_status::cancelled;
    given_up->registration.hold_until = 0;
    store::save_standing(tx, *given_up);
    store::save_person(tx, *kept);
    // Whom the one given up had brought along goes on with the one that stays.
    for (const auto id : store::brought_along(tx, event, given_up_id)) {
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
        desk->mail(kept->registration, mail_kind::ticket);
    }
    desk->tell_devices(given_up_id);
    desk->tell_devices(kept_id);
    promote(tx, *desk, now);
    desk->save(now);
    return {};
}

} // namespace krug::service
