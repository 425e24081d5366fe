#include "service/status_steps.hpp"

#include "domain/search_key.hpp"
#include "service/event_desk.hpp"
#include "service/presence.hpp"
#include "service/registration_changes.hpp"
#include "service/staff_office.hpp"
#include "service/table_places.hpp"
#include "store/outbox_store.hpp"
#include "store/retention_store.hpp"
#include "store/status_step_store.hpp"
#include "store/table_store.hpp"

#include <map>

namespace krug::service {

using domain::refusal_code;
using domain::registration_status;
using store::registration_row;
using store::stepped_person;
using store::transaction;

namespace {

constexpr int ended_at_once = 20;

domain::refusal refuse(refusal_code code, std::int64_t at = 0) { return {code, at, {}}; }

std::string_view word_of(state_change what) {
    switch (what) {
    case state_change::approve: return "approve";
    case state_change::decline: return "decline";
    case state_change::cancel: break;
    }
    return "cancel";
}

std::string_view audit_word_of(state_change what) {
    switch (what) {
    case state_change::approve: return "approve_registration";
    case state_change::decline: return "decline_registration";
    case state_change::cancel: break;
    }
    return "cancel_registration";
}

registration_status status_after(state_change what) {
    switch (what) {
    case state_change::approve: return registration_status::confirmed;
    case state_change::decline: return registration_status::declined;
    case state_change::cancel: break;
    }
    return registration_status::cancelled;
}

/// Everything about the person that the change is going to lose.
stepped_person note_of(event_desk& desk, const registration_row& row) {
    const auto& r = row.registration;
    stepped_person note;
    note.who = r.id;
    note.was = r.status;
    note.hold_until = r.hold_until;
    note.queue_number = row.queue_number;
    note.category = r.category;
    for (const auto& place : store::places_of(desk.tx(), r.event, r.id))
        if (place.held == domain::held_by::wanted)
            for (const auto part : {place.session.value, std::int64_t{place.round}, std::int64_t{place.table}}) note.places.push_back(part);
    return note;
}

/// Whoever waits for a session while their state can be put back must not be given a seat in it.
void leave_lines(event_desk& desk, const domain::registration& who, stepped_person& note) {
    for (auto seat : store::session_seats(desk.tx(), who.event, who.id)) {
        if (seat.standing != domain::session_choice::state::waiting) continue;
        for (const auto part : {seat.session.value, seat.queue_number, seat.leaves.value}) note.session_lines.push_back(part);
        if (auto* pool = desk.session_pool(seat.session)) --pool->waiting;
        seat.standing = domain::session_choice::state::wanted;
        seat.queue_number = 0;
        seat.leaves = {};
        store::save_session_seat(desk.tx(), who.event, seat);
    }
}

void stand_in_lines_again(event_desk& desk, const domain::registration& who, const stepped_person& note) {
    for (std::size_t at = 0; at + 2 < note.session_lines.size(); at += 3) {
        const domain::session_id session{note.session_lines[at]};
        auto* pool = desk.session_pool(session);
        if (pool == nullptr) continue;
        for (auto seat : store::session_seats(desk.tx(), who.event, who.id)) {
            if (seat.session != session || seat.standing != domain::session_choice::state::wanted) continue;
            seat.standing = domain::session_choice::state::waiting;
            seat.queue_number = note.session_lines[at + 1];
            seat.leaves = {note.session_lines[at + 2]};
            store::save_session_seat(desk.tx(), who.event, seat);
            ++pool->waiting;
        }
    }
}

void wish_for_tables_again(event_desk& desk, const domain::registration& who, const stepped_person& note) {
    for (std::size_t at = 0; at + 2 < note.places.size(); at += 3) {
        const auto table = static_cast<int>(note.places[at + 2]);
        if (!store::find_round_table(desk.tx(), who.event, table)) continue;
        store::save_place(desk.tx(), who.event, {who.id, {note.places[at]}, static_cast<int>(note.places[at + 1]), table, domain::held_by::wanted});
    }
}

/// A seat, sessions and tables that were kept go to whoever waits.
void give_up_kept(event_desk& desk, const stepped_person& note, ground::utc_seconds now) {
    if (!note.keeps_seat) return;
    auto row = store::find_registration(desk.tx(), desk.rules().id, note.who);
    KRUG_CHECK(row.has_value()); // registrations are never deleted
    for (std::size_t at = 0; at + 2 < note.session_lines.size(); at += 3) // a wish for a seat in exchange ends with that seat
        if (note.session_lines[at + 2] > 0) store::delete_session_seat(desk.tx(), desk.rules().id, note.who, {note.session_lines[at]});
    row->registration.status = note.was; // as it was when it held all that
    row->registration.category = note.category;
    release(desk.tx(), desk, *row, now);
}

/// One of many; what is kept and which letter waits stands in `note`.
domain::result<void> change_one_of_many(event_desk& desk, registration_row& row, state_change what, const std::string& reason,
                                        stepped_person& note, ground::utc_seconds now) {
    auto& r = row.registration;
    const auto letters = desk.last_mail();
    if (what == state_change::approve) {
        if (const auto known = store::find_stepped(desk.tx(), r.event, r.id)) note.letter_before = known->letter > 0 ? "cancelled" : "";
        auto done = approve_in(desk, row, now, false);
        if (!done) return done;
    } else {
        if (!domain::is_live(r.status)) return refuse(refusal_code::wrong_state);
        note.letter_before = leave_status_step(desk, r.id);
        note.keeps_seat = domain::holds_seat(r.status);
        if (note.keeps_seat) leave_lines(desk, r, note);
        else release(desk.tx(), desk, row, now);
        r.status = status_after(what);
        r.hold_until = 0;
        r.changed_at = now;
        store::save_standing(desk.tx(), row);
        if (what == state_change::decline) store::save_decline_reason(desk.tx(), r.event, r.id, reason);
        desk.tell_devices(r.id);
        desk.mail(r, mail_for(r.status));
    }
    if (desk.last_mail() > letters) note.letter = desk.last_mail();
    return {};
}

/// Why somebody stays as they are, "" when nothing is in the way.
std::string_view obstacle(event_desk& desk, const registration_row& row, bool was_approved, const presence& at_doors) {
    const auto& r = row.registration;
    if (store::erased_at(desk.tx(), r.event, r.id) != 0) return "erased";
    struct standing {
        std::optional<ground::utc_seconds> first_admitted_at;
        bool inside = false;
    } seen;
    if (was_approved) {
        at_doors.tell(r, seen);
        return seen.first_admitted_at ? "admitted" : "";
    }
    if (row.email_key.empty()) return "";
    desk.look_for_namesakes({row.email_key});
    const auto name = domain::search_key(domain::full_name(r.name));
    for (const auto& known : desk.namesakes(row.email_key))
        if (known.id != r.id && domain::search_key(domain::full_name(desk.registration(known.id).name)) == name) return "registered_again";
    return "";
}

void put_back(event_desk& desk, registration_row& row, const stepped_person& note, bool was_approved, std::int64_t passed,
              ground::utc_seconds now) {
    auto& r = row.registration;
    const bool held_before = domain::holds_seat(note.was);
    if (was_approved && !held_before) release(desk.tx(), desk, row, now);
    r.status = note.was;
    r.hold_until = note.hold_until > 0 ? note.hold_until + passed : 0; // the time that it could not run
    r.changed_at = now;
    if (r.status == registration_status::waitlisted) {
        row.queue_number = note.queue_number;
        for (auto* pool : {&desk.whole_event(), desk.quota_of(r.category)})
            if (pool != nullptr) ++pool->waiting;
    }
    store::save_standing(desk.tx(), row);
    if (!was_approved) store::save_decline_reason(desk.tx(), r.event, r.id, "");
    if (note.keeps_seat) {
        stand_in_lines_again(desk, r, note);
        // A seating that was applied meanwhile has passed them over.
        if (store::places_of(desk.tx(), r.event, r.id).empty()) settle_wish(desk.tx(), r, desk.seating_rounds(), now);
    } else if (!held_before) {
        wish_for_tables_again(desk, r, note);
    }
    desk.tell_devices(r.id);
    // Nobody has heard of the change: nothing is to be said. Only a letter that had to go earlier is set right.
    const bool untold = note.letter == 0 || !store::take_back_mail(desk.tx(), r.event, note.letter).empty();
    if (!untold) desk.mail(r, mail_for(r.status));
    else if (const auto kind = domain::parse_word<mail_kind>(note.letter_before)) desk.mail(r, *kind);
}

} // namespace

domain::result<group_outcome> change_state_of(transaction& tx, const domain::actor& by, domain::event_id event,
                                              std::span<const domain::registration_id> ids, state_change what,
                                              const std::string& reason, std::int64_t number, ground::utc_seconds now) {
    auto desk = event_desk::open(tx, event);
    if (!desk) return refuse(refusal_code::not_found);
    store::status_step step{event, 0, std::string(word_of(what)), now, by.id, now + state_undo_seconds, 0, 0};
    if (number > 0) {
        const auto known = store::find_status_step(tx, event, number);
        if (!known || known->what != step.what || known->made_by != by.id || known->ends_at <= now) return refuse(refusal_code::not_found);
        step = *known;
    }
    desk->hold_letters_until(step.ends_at);
    std::vector<stepped_person> changed;
    for (const auto id : ids) {
        auto row = store::find_registration(tx, event, id);
        if (!row) return refuse(refusal_code::not_found, id.value);
        if (row->registration.status == status_after(what)) continue;
        auto note = note_of(*desk, *row);
        if (auto done = change_one_of_many(*desk, *row, what, reason, note, now); !done) {
            auto why = done.error();
            why.at = id.value;
            return why;
        }
        changed.push_back(std::move(note));
    }
    desk->save(now);
    if (changed.empty()) return group_outcome{number, 0};
    if (step.number == 0) step.number = store::insert_status_step(tx, step);
    store::insert_stepped(tx, event, step.number, changed);
    store::save_step_changed(tx, event, step.number, step.changed + static_cast<std::int64_t>(changed.size()));
    for (const auto& each : changed) record_audit(tx, by, audit_word_of(what), event, each.who.value, domain::word_of(status_after(what)), now);
    return group_outcome{step.number, static_cast<std::int64_t>(changed.size())};
}

domain::result<taken_back> take_back_step(transaction& tx, const domain::actor& by, domain::event_id event, std::int64_t number,
                                          ground::utc_seconds now) {
    auto desk = event_desk::open(tx, event);
    if (!desk) return refuse(refusal_code::not_found);
    const auto step = store::find_status_step(tx, event, number);
    if (!step || step->ends_at <= now) return refuse(refusal_code::not_found);
    if (desk->rules().state == domain::event_state::cancelled) return refuse(refusal_code::event_cancelled);
    const bool was_approved = step->what == word_of(state_change::approve);
    const presence at_doors(tx, event);
    taken_back done;
    const auto people = store::stepped_people(tx, event, number);
    done.changed_since = step->changed - static_cast<std::int64_t>(people.size());
    for (const auto& note : people) {
        auto row = store::find_registration(tx, event, note.who);
        KRUG_CHECK(row.has_value());
        if (const auto why = obstacle(*desk, *row, was_approved, at_doors); !why.empty()) {
            done.stayed.push_back({note.who, why});
            give_up_kept(*desk, note, now);
            continue;
        }
        put_back(*desk, *row, note, was_approved, now - step->made_at, now);
        record_audit(tx, by, "return_registration", event, note.who.value, domain::word_of(note.was), now);
        ++done.back;
    }
    store::delete_status_step(tx, event, number);
    promote(tx, *desk, now);
    desk->save(now);
    return done;
}

std::int64_t end_steps(transaction& tx, ground::utc_seconds now) {
    std::map<std::int64_t, std::vector<std::int64_t>> by_event; // in one order for all, so that no two of them deadlock
    for (const auto& each : store::ended_status_steps(tx, now, ended_at_once)) by_event[each.event.value].push_back(each.number);
    std::int64_t ended = 0;
    for (const auto& [event, numbers] : by_event) {
        auto desk = event_desk::open(tx, {event});
        KRUG_CHECK(desk.has_value());
        for (const auto number : numbers) {
            for (const auto& note : store::stepped_people(tx, {event}, number)) give_up_kept(*desk, note, now);
            store::delete_status_step(tx, {event}, number);
            ++ended;
        }
        promote(tx, *desk, now);
        desk->save(now);
    }
    return ended;
}

std::string leave_status_step(event_desk& desk, domain::registration_id who) {
    const auto event = desk.rules().id;
    const auto note = store::find_stepped(desk.tx(), event, who);
    if (!note) return {};
    store::delete_stepped(desk.tx(), event, who);
    return note->letter > 0 ? store::take_back_mail(desk.tx(), event, note->letter) : std::string();
}

bool has_kept_seat(event_desk& desk, domain::registration_id who) {
    const auto note = store::find_stepped(desk.tx(), desk.rules().id, who);
    return note && note->keeps_seat;
}

void settle_kept_seat(event_desk& desk, domain::registration_id who, ground::utc_seconds now) {
    const auto note = store::find_stepped(desk.tx(), desk.rules().id, who);
    if (!note || !note->keeps_seat) return;
    store::delete_stepped(desk.tx(), desk.rules().id, who);
    give_up_kept(desk, *note, now);
    promote(desk.tx(), desk, now);
}

} // namespace krug::service
