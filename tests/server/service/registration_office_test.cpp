// If this fails, somebody with a promised seat stands before a full room, waits in the wrong order or reads another
// person's registration.
#include "cast/front_house.hpp"
#include "store/registration_store.hpp"
#include "store/statement.hpp"
#include "ticket/ticket.hpp"

#include <algorithm>
#include <atomic>
#include <latch>
#include <thread>

namespace krug::service {
namespace {

using cast::fields_of;
using cast::opening_day;
using domain::refusal_code;
using domain::registration_source;
using enum domain::registration_status;
using kinds = std::vector<std::string>;

class registration_desk : public cast::front_house {
protected:
    domain::registration_request visitor(domain::event_id event) {
        auto request = stranger(event);
        request.source = registration_source::page;
        return request;
    }
    refusal_code refusal_for(const domain::registration_request& request) {
        const auto done = registrations->register_guest({}, request);
        return done ? refusal_code{} : done.error().code;
    }
    domain::event_id with_confirmation(std::int64_t seats) {
        auto draft = table_for(seats);
        draft.event.registration.confirm_email = true;
        return published(draft);
    }
    domain::result<std::int64_t> resize(domain::event_id event, std::optional<std::int64_t> seats) {
        auto draft = round_table();
        draft.event.capacity = seats;
        return events->update_event(alice, event, draft, 0);
    }
};

// A ticket that the door's scanner does not believe, or that reads differently each time it is printed.
TEST_P(registration_desk, a_seat_comes_with_a_ticket_that_verifies_and_never_changes) {
    const auto event = published(round_table());
    const auto given = join(event);
    EXPECT_EQ(given.status, confirmed);
    EXPECT_EQ(given.waitlist_place, 0);
    EXPECT_EQ(mails_to(given), kinds{"ticket"});
    const auto ticket = ticket::parse_ticket(given.ticket_text);
    ASSERT_TRUE(ticket);
    EXPECT_EQ(ticket->facts.event, event);
    EXPECT_EQ(ticket->facts.generation, 1);
    const auto open_part = ticket::public_key::from_hex(keys->event_keys(event).at(0).public_key);
    EXPECT_TRUE(ticket::verify_ticket(*ticket, *open_part));
    EXPECT_EQ(keys->find_by_ticket_id(event, ticket->facts.id).registration, given.id);
    clock.advance_seconds(86'400);
    key_office reopened(database(), clock, chance, master_key{});
    EXPECT_EQ(reopened.ticket_text(now_of(given)), given.ticket_text);
    EXPECT_EQ(registrations->find(event, given.id, false)->ticket_text, given.ticket_text);
}

// Somebody with a long name from a long organisation, in letters of four bytes, could not register on one of the databases.
TEST_P(registration_desk, the_longest_words_are_taken) {
    const auto event = published(round_table());
    auto request = visitor(event);
    std::uint32_t seed = 1; // nothing that a database could make shorter
    const auto many = [&seed](std::size_t count) {
        std::string letters;
        for (std::size_t at = 0; at < count; ++at) {
            seed = seed * 1664525 + 1013904223;
            for (const auto byte : {0xF0u, 0xA0u, 0x80u + (seed >> 26), 0x80u + (seed >> 20) % 64})
                letters += static_cast<char>(byte);
        }
        return letters;
    };
    request.name = {many(120), many(119), many(118)};
    request.organisation = many(300);
    const auto given = registrations->register_guest({}, request);
    ASSERT_TRUE(given);
    registration_filter filter;
    filter.text = request.name.family;
    EXPECT_EQ(registrations->list(event, filter).total, 1);
}

// One misheard digit of the attendee number must find nobody rather than the neighbour.
TEST_P(registration_desk, a_misread_attendee_number_finds_nobody) {
    const auto event = published(round_table());
    const auto given = join(event);
    ASSERT_EQ(given.attendee_no.size(), 9u);
    EXPECT_EQ(keys->find_by_attendee_number(event, given.attendee_no), given.id);
    for (std::size_t at = 0; at < 9; ++at)
        for (char digit = '0'; digit <= '9'; ++digit) {
            auto misread = given.attendee_no;
            if (misread[at] == digit) continue;
            misread[at] = digit;
            EXPECT_FALSE(keys->find_by_attendee_number(event, misread)) << misread;
        }
    const auto other = published(round_table("Другой"));
    const auto elsewhere = keys->find_by_attendee_number(other, given.attendee_no);
    EXPECT_TRUE(!elsewhere || *elsewhere != given.id);
}

// Whoever the organiser has not approved must hold neither seat nor ticket; whoever is approved must get both.
TEST_P(registration_desk, approval_comes_before_seat_and_ticket) {
    auto draft = table_for(1);
    draft.event.registration.mode = domain::registration_mode::approval;
    const auto event = published(draft);
    const auto first = join(visitor(event));
    const auto second = join(visitor(event));
    EXPECT_EQ(first.status, pending);
    EXPECT_EQ(first.ticket_text, "");
    EXPECT_EQ(pool_of(event).taken, 0);
    EXPECT_EQ(mails_to(first), kinds{"pending"});
    const auto approved = registrations->approve(alice, event, first.id, false);
    ASSERT_TRUE(approved);
    EXPECT_EQ(approved->registration.status, confirmed);
    EXPECT_EQ(approved->ticket_text.size(), ticket::ticket_text_length);
    const auto refused = registrations->approve(alice, event, second.id, false);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, refusal_code::full);
    EXPECT_EQ(status_of(second), pending);
    ASSERT_TRUE(registrations->approve(alice, event, second.id, true));
    EXPECT_EQ(pool_of(event).taken, 2);
    // The seat over the capacity goes with its guest, and nobody else gets it.
    ASSERT_TRUE(registrations->cancel(alice, event, second.id));
    EXPECT_EQ(pool_of(event).limit, 1);
    EXPECT_FALSE(pool_of(event).has_free_seat());
}

// A stranger at an event by invitation, or somebody told «closed» while it is open.
TEST_P(registration_desk, the_rules_of_opening_hold_for_visitors) {
    auto draft = round_table();
    draft.event.registration.opens_at = opening_day + 3600;
    draft.event.registration.closes_at = opening_day + 7200;
    const auto event = published(draft);
    const auto early = registrations->register_guest({}, visitor(event));
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().code, refusal_code::registration_not_open);
    EXPECT_EQ(early.error().at, opening_day + 3600);
    EXPECT_TRUE(registrations->register_guest(alice, stranger(event))); // staff may earlier …
    clock.advance_seconds(3600);
    EXPECT_TRUE(registrations->register_guest({}, visitor(event)));
    clock.advance_seconds(3599);
    EXPECT_TRUE(registrations->register_guest({}, visitor(event)));
    clock.advance_seconds(1);
    EXPECT_EQ(refusal_for(visitor(event)), refusal_code::registration_closed);
    EXPECT_TRUE(registrations->register_guest(alice, stranger(event))); // … and later
    EXPECT_EQ(refusal_for(visitor({4711})), refusal_code::not_found);

    auto invited = round_table("По приглашению");
    invited.event.registration.mode = domain::registration_mode::invitation;
    const auto closed_circle = published(invited);
    EXPECT_EQ(refusal_for(visitor(closed_circle)), refusal_code::invitation_needed);
    EXPECT_EQ(join(closed_circle).status, confirmed);

    const auto unpublished = *events->create_event(alice, alliance, round_table("Черновик"));
    EXPECT_EQ(refusal_for(visitor(unpublished)), refusal_code::event_not_published);
    const auto off = published(round_table("Отменённый"));
    ASSERT_TRUE(events->cancel_event(alice, off));
    EXPECT_EQ(refusal_for(visitor(off)), refusal_code::event_cancelled);
    EXPECT_EQ(refusal_for(stranger(off)), refusal_code::event_cancelled);
}

// Without an end in the event's own hours registration would stay open for years after it.
TEST_P(registration_desk, registration_ends_with_the_event) {
    const auto event = published(round_table());
    clock.set(opening_day + 10 * 86'400 + 7'199);
    EXPECT_TRUE(registrations->register_guest({}, visitor(event)));
    clock.advance_seconds(1);
    EXPECT_EQ(refusal_for(visitor(event)), refusal_code::registration_closed);
}

// A seat given away while its guest still had time to confirm, or confirmed twice with two tickets.
TEST_P(registration_desk, an_unconfirmed_guest_holds_the_seat_and_confirms_once) {
    const auto event = with_confirmation(1);
    const auto first = join(visitor(event));
    EXPECT_EQ(first.status, unconfirmed);
    EXPECT_EQ(first.ticket_text, "");
    EXPECT_EQ(mails_to(first), kinds{"confirm_email"});
    EXPECT_EQ(join(visitor(event)).status, waitlisted);
    clock.advance_seconds(domain::hold_seconds - 1);
    EXPECT_EQ(registrations->expire_holds(), 0);
    const auto done = registrations->confirm_email(first.manage_secret);
    ASSERT_TRUE(done);
    EXPECT_EQ(done->registration.status, confirmed);
    EXPECT_EQ(done->registration.hold_until, 0);
    const auto again = registrations->confirm_email(first.manage_secret);
    ASSERT_TRUE(again);
    EXPECT_EQ(again->registration.version, done->registration.version);
    EXPECT_EQ(again->ticket_text, done->ticket_text);
    EXPECT_EQ(mails_to(first), (kinds{"confirm_email", "ticket"}));
    clock.advance_seconds(10);
    EXPECT_EQ(registrations->expire_holds(), 0);
    EXPECT_EQ(pool_of(event).taken, 1);
}

// The hold that runs out must free the seat for whoever waits; who confirms too late goes to the end of the list.
TEST_P(registration_desk, a_hold_that_ran_out_moves_up_who_waits) {
    const auto event = with_confirmation(1);
    const auto late = join(visitor(event));
    auto trusted = stranger(event);
    trusted.email_trusted = true;
    const auto second = join(trusted);
    const auto third = join(visitor(event));
    EXPECT_EQ(second.waitlist_place, 1);
    EXPECT_EQ(third.waitlist_place, 2);
    clock.advance_seconds(domain::hold_seconds);
    EXPECT_EQ(registrations->expire_holds(), 1);
    EXPECT_EQ(registrations->expire_holds(), 0);
    EXPECT_EQ(status_of(late), expired);
    EXPECT_EQ(status_of(second), confirmed);
    EXPECT_EQ(now_of(third).waitlist_place, 1);
    const auto back = registrations->confirm_email(late.manage_secret);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->registration.status, waitlisted);
    EXPECT_EQ(back->registration.waitlist_place, 2);
    EXPECT_EQ(back->ticket_text, "");
    ASSERT_TRUE(registrations->cancel(alice, event, third.id));
    ASSERT_TRUE(registrations->cancel(alice, event, second.id));
    EXPECT_EQ(status_of(late), confirmed);
    EXPECT_EQ(mails_to(late), (kinds{"confirm_email", "promoted", "waitlisted"}));
}

// Nobody waits: who confirms too late still gets the free seat.
TEST_P(registration_desk, a_late_confirmation_takes_a_free_seat) {
    const auto event = with_confirmation(1);
    const auto late = join(visitor(event));
    clock.advance_seconds(domain::hold_seconds);
    ASSERT_EQ(registrations->expire_holds(), 1);
    EXPECT_EQ(pool_of(event).taken, 0);
    const auto back = registrations->confirm_email(late.manage_secret);
    ASSERT_TRUE(back);
    EXPECT_EQ(back->registration.status, confirmed);
    EXPECT_EQ(pool_of(event).taken, 1);
    ASSERT_TRUE(registrations->decline(alice, event, late.id));
    EXPECT_EQ(registrations->confirm_email(late.manage_secret).error().code, refusal_code::wrong_state);
}

// Without an address nobody could ever confirm: said at once, not found out at the door.
TEST_P(registration_desk, confirmation_needs_an_address) {
    const auto event = with_confirmation(1);
    auto nobody = visitor(event);
    nobody.email.clear();
    const auto refused = registrations->register_guest({}, nobody);
    ASSERT_FALSE(refused);
    EXPECT_EQ(fields_of(refused.error()), "email:required");
    nobody.source = registration_source::staff;
    nobody.email_trusted = true;
    EXPECT_EQ(join(nobody).status, confirmed);
}

// Overbooking by ten of a hundred means eleven of ten seats and not twelve; then the list, in order, without gaps.
TEST_P(registration_desk, capacity_with_overbooking_then_the_list) {
    const auto event = published(table_for(10, 19)); // 11.9: rounded down
    for (int at = 0; at < 11; ++at) EXPECT_EQ(join(event).status, confirmed);
    for (int place = 1; place <= 3; ++place) {
        const auto waits = join(event);
        EXPECT_EQ(waits.status, waitlisted);
        EXPECT_EQ(waits.waitlist_place, place);
        EXPECT_EQ(mails_to(waits), kinds{"waitlisted"});
    }
    EXPECT_EQ(pool_of(event).taken, 11);
    EXPECT_EQ(pool_of(event).waiting, 3);
}

// The one who waits longest moves up, whichever way the seat became free; the others close the gap.
TEST_P(registration_desk, every_freed_seat_goes_to_whoever_waits_longest) {
    const auto event = published(table_for(2));
    const auto a = join(event), b = join(event);
    std::vector<receipt> waiting;
    for (int at = 0; at < 6; ++at) waiting.push_back(join(event));
    ASSERT_TRUE(registrations->cancel(alice, event, a.id));
    EXPECT_EQ(status_of(waiting[0]), confirmed);
    EXPECT_EQ(mails_to(waiting[0]), (kinds{"promoted", "waitlisted"}));
    EXPECT_EQ(now_of(waiting[1]).waitlist_place, 1);
    ASSERT_TRUE(registrations->decline(alice, event, b.id));
    EXPECT_EQ(status_of(waiting[1]), confirmed);
    ASSERT_TRUE(registrations->cancel(alice, event, waiting[3].id)); // one in the middle gives up
    EXPECT_EQ(now_of(waiting[4]).waitlist_place, 2);
    ASSERT_TRUE(registrations->approve(alice, event, waiting[5].id, true)); // the last is waved through
    EXPECT_EQ(now_of(waiting[2]).waitlist_place, 1);
    ASSERT_TRUE(resize(event, 5));
    EXPECT_EQ(status_of(waiting[2]), confirmed);
    EXPECT_EQ(status_of(waiting[4]), confirmed);
    EXPECT_EQ(pool_of(event).taken, 5);
    EXPECT_EQ(pool_of(event).waiting, 0);
    EXPECT_EQ(join(event).status, waitlisted);
    // Cancelling twice is harmless and frees no second seat.
    ASSERT_TRUE(registrations->cancel(alice, event, a.id));
    EXPECT_EQ(pool_of(event).taken, 5);
    ASSERT_TRUE(resize(event, std::nullopt));
    EXPECT_EQ(pool_of(event).waiting, 0);
}

// A place on the list of a cancelled event must not turn into «you have a seat».
TEST_P(registration_desk, a_cancelled_event_promotes_nobody) {
    const auto event = published(table_for(1));
    const auto talk = session_for(event, 1);
    auto seated = stranger(event), waits = stranger(event);
    seated.sessions = waits.sessions = {talk};
    const auto first = join(seated), second = join(waits);
    ASSERT_TRUE(events->cancel_event(alice, event));
    ASSERT_TRUE(registrations->cancel(alice, event, first.id));
    EXPECT_EQ(status_of(second), waitlisted);
    EXPECT_EQ(mails_to(second), (kinds{"event_cancelled", "waitlisted"}));
    EXPECT_EQ(registrations->approve(alice, event, second.id, true).error().code, refusal_code::event_cancelled);
}

// Nor its sessions: the list of a talk that will not be is no list any more.
TEST_P(registration_desk, a_cancelled_event_moves_nobody_up_in_a_session) {
    const auto event = published(round_table());
    const auto talk = session_for(event, 1);
    auto seated = stranger(event), waits = stranger(event);
    seated.sessions = waits.sessions = {talk};
    const auto first = join(seated), second = join(waits);
    ASSERT_TRUE(events->cancel_event(alice, event));
    ASSERT_TRUE(registrations->cancel(alice, event, first.id));
    EXPECT_EQ(now_of(second).sessions.at(0).standing, domain::session_choice::state::waiting);
}

// A hold that is ended after the event would mail «come, a seat is free» to somebody about an event that is over.
TEST_P(registration_desk, nobody_moves_up_when_the_event_is_over) {
    const auto event = with_confirmation(1);
    clock.set(opening_day + 10 * 86'400 - 3600);
    const auto held = join(visitor(event));
    const auto waits = join(visitor(event));
    clock.advance_seconds(domain::hold_seconds + 3 * 86'400); // the service stood still over the day itself
    EXPECT_EQ(registrations->expire_holds(), 1);
    EXPECT_EQ(status_of(held), expired);
    EXPECT_EQ(status_of(waits), waitlisted);
    EXPECT_EQ(mails_to(waits), kinds{"waitlisted"});
}

// A smaller room unseats nobody, but seats that are given back must not be handed on above it.
TEST_P(registration_desk, a_lowered_capacity_comes_down_seat_by_seat) {
    const auto event = published(table_for(3));
    std::vector<receipt> guests;
    for (int at = 0; at < 5; ++at) guests.push_back(join(event));
    ASSERT_TRUE(resize(event, 1));
    EXPECT_EQ(pool_of(event).taken, 3);
    ASSERT_TRUE(registrations->cancel(alice, event, guests[0].id));
    ASSERT_TRUE(registrations->cancel(alice, event, guests[1].id));
    EXPECT_EQ(pool_of(event).taken, 1);
    EXPECT_EQ(pool_of(event).limit, 1);
    EXPECT_EQ(status_of(guests[3]), waitlisted);
    ASSERT_TRUE(registrations->cancel(alice, event, guests[2].id));
    EXPECT_EQ(status_of(guests[3]), confirmed);
    EXPECT_EQ(status_of(guests[4]), waitlisted);
}

// A session with fewer chairs than wishes: in order, with a list of its own that only seated guests stand on.
TEST_P(registration_desk, sessions_have_seats_and_lists_of_their_own) {
    using enum domain::session_choice::state;
    const auto event = published(table_for(3));
    const auto small = session_for(event, 1, "Малая"), large = session_for(event, 0, "Большая");
    const auto wish = [&](std::vector<domain::session_id> sessions) {
        auto request = stranger(event);
        request.sessions = std::move(sessions);
        return join(request);
    };
    const auto a = wish({small, large}), b = wish({small}), c = wish({small, large}), outside = wish({small});
    EXPECT_EQ(now_of(a).sessions.at(0).standing, seated);
    EXPECT_EQ(now_of(b).sessions.at(0).standing, domain::session_choice::state::waiting);
    EXPECT_EQ(now_of(b).sessions.at(0).place, 1);
    EXPECT_EQ(now_of(c).sessions.at(0).place, 2);
    EXPECT_EQ(now_of(c).sessions.at(1).standing, seated);
    EXPECT_EQ(outside.status, waitlisted);
    EXPECT_EQ(now_of(outside).sessions.at(0).standing, wanted);
    // Who leaves frees both: the event's seat for the one outside, the session's for whoever waited first.
    ASSERT_TRUE(registrations->cancel(alice, event, a.id));
    EXPECT_EQ(now_of(b).sessions.at(0).standing, seated);
    EXPECT_EQ(now_of(c).sessions.at(0).place, 1);
    EXPECT_EQ(status_of(outside), confirmed);
    EXPECT_EQ(now_of(outside).sessions.at(0).place, 2);
    EXPECT_EQ(pool_of(event, small).taken, 1);
    EXPECT_EQ(pool_of(event, small).waiting, 2);
    EXPECT_EQ(pool_of(event, large).taken, 1);
    // Who comes back stands behind those who stayed.
    ASSERT_TRUE(registrations->cancel(alice, event, b.id));
    EXPECT_EQ(now_of(c).sessions.at(0).standing, seated);
    ASSERT_TRUE(registrations->approve(alice, event, b.id, false));
    EXPECT_EQ(now_of(b).sessions.at(0).place, 2);
}

// A session that does not exist, or one of another event, must be said and not silently left out.
TEST_P(registration_desk, an_unknown_session_is_refused) {
    const auto event = published(round_table()), other = published(round_table("Другой"));
    session_for(other, 0);
    const auto second = session_for(other, 0);
    session_for(event, 0);
    for (const auto wrong : {second, domain::session_id{}, domain::session_id{-1}}) {
        auto request = stranger(event);
        request.sessions = {wrong};
        const auto refused = registrations->register_guest(alice, request);
        ASSERT_FALSE(refused);
        EXPECT_EQ(fields_of(refused.error()), "sessions:not_a_choice");
    }
    EXPECT_EQ(pool_of(event).taken, 0);
}

// Somebody who presses twice keeps one seat and is told by mail; a stranger learns nothing about an address.
TEST_P(registration_desk, the_same_person_twice_on_the_page) {
    const auto event = published(round_table());
    auto request = visitor(event);
    request.email = "Anna@Example.org";
    const auto first = join(request);
    request.email = "Anna@example.ORG";
    request.name.given = "ПЁТР";
    const auto again = join(request);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.id, first.id);
    EXPECT_EQ(again.manage_secret, "");
    EXPECT_EQ(again.ticket_text, "");
    EXPECT_EQ(again.attendee_no, "");
    EXPECT_EQ(pool_of(event).taken, 1);
    EXPECT_EQ(mails_to(first), (kinds{"still_registered", "ticket"}));
    request.name.given = "Мария"; // two people may read one mailbox
    EXPECT_FALSE(join(request).repeated);
    EXPECT_FALSE(join([&] { // and one may come to two events
        auto other = request;
        other.event = published(round_table("Другой"));
        return other;
    }()).repeated);
}

// The API says it in words, and who has cancelled may come again.
TEST_P(registration_desk, the_same_person_twice_through_the_api) {
    const auto event = published(round_table());
    const auto request = stranger(event);
    const auto first = join(request);
    const auto again = registrations->register_guest(alice, request);
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, refusal_code::already_registered);
    EXPECT_EQ(again.error().at, first.id.value);
    ASSERT_TRUE(registrations->cancel(alice, event, first.id));
    const auto fresh = join(request);
    EXPECT_NE(fresh.id, first.id);
    EXPECT_NE(fresh.ticket_text, first.ticket_text);
}

// One mailbox, two names of which one begins the other: the second person must not be taken for the first.
TEST_P(registration_desk, a_name_that_begins_another_is_another_person) {
    const auto event = published(round_table());
    auto mother = stranger(event), child = mother, colleague = mother;
    mother.name = {"Ли", "Анна", "Петровна"};
    mother.organisation = "Мир";
    child.name = {"Ли", "Анна", ""};
    colleague.name = {"Ли", "", ""};
    const auto first = join(mother);
    EXPECT_NE(join(child).id, first.id);
    EXPECT_NE(join(colleague).id, first.id);
    EXPECT_EQ(pool_of(event).taken, 3);
}

// Somebody at the door of a full house is told so now; the list that forms on the web is not for them.
TEST_P(registration_desk, a_walk_in_at_a_full_event_is_refused) {
    const auto event = published(table_for(1));
    auto walks = stranger(event);
    walks.source = registration_source::walk_in;
    EXPECT_EQ(join(walks).status, confirmed);
    const auto refused = registrations->register_guest(alice, [&] {
        auto other = stranger(event);
        other.source = registration_source::walk_in;
        return other;
    }());
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, refusal_code::full);
    EXPECT_EQ(refused.error().at, 1);
    EXPECT_EQ(pool_of(event).waiting, 0);
    auto draft = table_for(0);
    draft.event.registration.mode = domain::registration_mode::approval;
    draft.event.registration.confirm_email = true;
    auto at_door = stranger(published(draft));
    at_door.source = registration_source::walk_in;
    at_door.email.clear();
    EXPECT_EQ(join(at_door).status, confirmed);
}

// A lost phone: the old code must be refused from now on, the new one believed, and nobody without a ticket gets one.
TEST_P(registration_desk, a_reissued_ticket_is_of_the_next_generation) {
    const auto event = published(table_for(1));
    const auto guest = join(event), waits = join(event);
    const auto anew = registrations->reissue(alice, event, guest.id);
    ASSERT_TRUE(anew);
    EXPECT_EQ(anew->registration.ticket.generation, 2);
    EXPECT_EQ(ticket::parse_ticket(anew->ticket_text)->facts.id, ticket::parse_ticket(guest.ticket_text)->facts.id);
    EXPECT_EQ(anew->manage_secret, guest.manage_secret);
    EXPECT_EQ(registrations->reissue(alice, event, waits.id).error().code, refusal_code::wrong_state);
    // Cancelled and taken back: the code of before the cancellation stays dead.
    ASSERT_TRUE(registrations->cancel(alice, event, guest.id));
    ASSERT_TRUE(registrations->approve(alice, event, guest.id, true));
    EXPECT_EQ(now_of(guest).ticket.generation, 3);
}

// A correction that is based on an old page, or that breaks the data, must not be written.
TEST_P(registration_desk, corrections_are_checked_and_versioned) {
    const auto event = published(round_table());
    const auto guest = join(event);
    registration_office::correction what;
    what.name = domain::person_name{"Ёлкин", "Лев", ""};
    what.phone = "8 (3452) 55-57-45";
    what.if_version = 1;
    const auto done = registrations->correct(alice, event, guest.id, what);
    ASSERT_TRUE(done);
    EXPECT_EQ(done->registration.version, 2);
    EXPECT_EQ(done->registration.phone, "+73452555745");
    EXPECT_EQ(done->ticket_text, guest.ticket_text);
    EXPECT_EQ(registrations->correct(alice, event, guest.id, what).error().code, refusal_code::version_mismatch);
    registration_filter filter;
    filter.text = "елкин";
    EXPECT_EQ(registrations->list(event, filter).items.size(), 1u);
    registration_office::correction wrong;
    wrong.email = "no address";
    wrong.note = std::string(4001, 'x');
    EXPECT_EQ(fields_of(registrations->correct(alice, event, guest.id, wrong).error()), "email:malformed note:too_long");
    registration_office::correction nameless;
    nameless.name = domain::person_name{};
    EXPECT_EQ(fields_of(registrations->correct(alice, event, guest.id, nameless).error()), "family_name:required");
    EXPECT_EQ(registrations->correct(alice, event, {99}, what).error().code, refusal_code::not_found);
    EXPECT_EQ(now_of(guest).version, 2);
}

// Two at the desk correct two fields of one guest at the same moment: neither correction may vanish.
TEST_P(registration_desk, corrections_of_different_fields_do_not_undo_each_other) {
    const auto event = published(round_table());
    const auto guest = join(event);
    for (int round = 0; round < 40; ++round) {
        const auto mark = std::to_string(round);
        std::latch both(2);
        const auto correct = [&](bool organisation) {
            registration_office::correction what;
            (organisation ? what.organisation : what.position) = mark;
            both.arrive_and_wait();
            ASSERT_TRUE(registrations->correct(alice, event, guest.id, what));
        };
        std::jthread left(correct, true), right(correct, false);
        left.join();
        right.join();
        ASSERT_EQ(now_of(guest).organisation, mark);
        ASSERT_EQ(now_of(guest).position, mark);
    }
}

// What somebody needs because of an illness lies open in a copied file, or opens in another person's row.
TEST_P(registration_desk, access_needs_are_sealed_to_their_row) {
    const auto event = published(round_table());
    auto request = stranger(event);
    request.access_needs = {"wheelchair_space", "rsl_interpreter"};
    const auto guest = join(request), other = join(event);
    const auto sealed =
        database().read([&](store::transaction& tx) { return *store::need_of(tx, event, guest.id); });
    EXPECT_EQ(sealed.find("wheelchair"), std::string::npos);
    EXPECT_EQ(sealed.find("rsl"), std::string::npos);
    EXPECT_EQ(registrations->find(event, guest.id, true)->access_needs, request.access_needs);
    EXPECT_TRUE(registrations->find(event, guest.id, false)->access_needs.empty());
    EXPECT_TRUE(registrations->find(event, other.id, true)->access_needs.empty());
    EXPECT_ANY_THROW(keys->open_needs(event, other.id, sealed));
    EXPECT_ANY_THROW(keys->open_needs({event.value + 1}, guest.id, sealed));
    master_key foreign{};
    foreign[0] = std::byte{1};
    EXPECT_ANY_THROW(key_office(database(), clock, chance, foreign).open_needs(event, guest.id, sealed));
}

// A guessed or cut link must open nobody's registration.
TEST_P(registration_desk, only_the_whole_secret_opens_a_registration) {
    const auto event = published(round_table());
    const auto guest = join(event), other = join(event);
    EXPECT_EQ(registrations->find_by_secret(guest.manage_secret)->registration.id, guest.id);
    for (std::size_t at = 0; at < guest.manage_secret.size(); at += 5) {
        auto wrong = guest.manage_secret;
        wrong[at] = wrong[at] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(registrations->find_by_secret(wrong)) << at;
    }
    EXPECT_FALSE(registrations->find_by_secret(guest.manage_secret.substr(0, 11) + other.manage_secret.substr(11)));
    EXPECT_FALSE(registrations->find_by_secret(guest.manage_secret.substr(1)));
    EXPECT_FALSE(registrations->find_by_secret(guest.manage_secret + "A"));
    EXPECT_FALSE(registrations->find_by_secret(""));
    EXPECT_EQ(registrations->confirm_email("nonsense").error().code, refusal_code::not_found);
}

// Charlie's event has a guest number one too: its number must not open or change Alice's.
TEST_P(registration_desk, numbers_mean_something_only_in_their_event) {
    const auto event = published(round_table()), other = published(round_table("Другой"));
    const auto guest = join(event), second = join(event);
    join(other);
    EXPECT_FALSE(registrations->find(other, second.id, false));
    EXPECT_EQ(registrations->cancel(alice, other, second.id).error().code, refusal_code::not_found);
    EXPECT_EQ(registrations->approve(alice, other, second.id, false).error().code, refusal_code::not_found);
    EXPECT_EQ(registrations->decline(alice, other, second.id).error().code, refusal_code::not_found);
    EXPECT_EQ(registrations->reissue(alice, other, second.id).error().code, refusal_code::not_found);
    EXPECT_EQ(registrations->send_again(alice, other, second.id).error().code, refusal_code::not_found);
    EXPECT_EQ(registrations->cancel(alice, {4711}, guest.id).error().code, refusal_code::not_found);
    ASSERT_TRUE(registrations->cancel(alice, other, guest.id)); // the namesake in number
    EXPECT_EQ(status_of(guest), confirmed);
}

// Twenty marked, one of them impossible: a half-done list would be found out by those who were declined.
TEST_P(registration_desk, many_are_changed_all_or_none) {
    const auto event = published(table_for(2));
    std::vector<domain::registration_id> ids;
    std::vector<receipt> guests;
    for (int at = 0; at < 4; ++at) {
        guests.push_back(join(event));
        ids.push_back(guests.back().id);
    }
    ids.push_back({99});
    const auto refused = registrations->change_many(alice, event, ids, group_change::decline);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, refusal_code::not_found);
    EXPECT_EQ(refused.error().at, 99);
    EXPECT_EQ(status_of(guests[0]), confirmed);
    EXPECT_EQ(pool_of(event).taken, 2);
    ids.pop_back();
    ASSERT_TRUE(registrations->change_many(alice, event, ids, group_change::decline));
    for (const auto& guest : guests) EXPECT_EQ(status_of(guest), declined);
    EXPECT_EQ(pool_of(event).taken, 0);
    EXPECT_EQ(pool_of(event).waiting, 0);
    const auto too_many = registrations->change_many(alice, event, ids, group_change::approve);
    ASSERT_FALSE(too_many);
    EXPECT_EQ(too_many.error().code, refusal_code::full);
    EXPECT_EQ(too_many.error().at, guests[2].id.value);
    EXPECT_EQ(status_of(guests[0]), declined);
}

// A desk that presses «send again» in panic fills somebody's mailbox; nobody without an address is «sent» anything.
TEST_P(registration_desk, mail_is_sent_again_three_times_an_hour_at_most) {
    const auto event = published(round_table());
    const auto guest = join(event);
    clock.advance_seconds(3601); // the ticket's own mail is another hour's
    for (int at = 0; at < 3; ++at) {
        EXPECT_TRUE(registrations->send_again(alice, event, guest.id));
        clock.advance_seconds(60);
    }
    const auto refused = registrations->send_again(alice, event, guest.id);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, refusal_code::too_many);
    EXPECT_EQ(refused.error().at, opening_day + 3601 + 3600);
    EXPECT_EQ(mails_to(guest).size(), 4u);
    clock.set(refused.error().at);
    EXPECT_TRUE(registrations->send_again(alice, event, guest.id));
    auto without = stranger(event);
    without.email.clear();
    EXPECT_EQ(fields_of(registrations->send_again(alice, event, join(without).id).error()), "email:required");
}

// Eighty people press at once and one form is rotten: only its sender may hear of it.
TEST_P(registration_desk, one_rotten_request_does_not_spoil_the_batch) {
    const auto event = published(round_table());
    constexpr int callers = 40;
    for (int round = 0; round < 3; ++round) {
        std::vector<domain::registration_request> requests;
        for (int at = 0; at < callers; ++at) requests.push_back(stranger(event));
        requests[7].organisation = std::string("a\0b", 3); // no database keeps this
        requests[9].sessions = {{77}};
        std::latch together(callers);
        std::vector<int> outcome(callers, 0);
        {
            std::vector<std::jthread> threads;
            for (int at = 0; at < callers; ++at)
                threads.emplace_back([&, at] {
                    const auto mine = static_cast<std::size_t>(at);
                    together.arrive_and_wait();
                    try {
                        outcome[mine] = registrations->register_guest({}, requests[mine]) ? 1 : 2;
                    } catch (const std::exception&) {
                        outcome[mine] = 3;
                    }
                });
        }
        for (int at = 0; at < callers; ++at)
            EXPECT_EQ(outcome[static_cast<std::size_t>(at)], at == 7 ? 3 : at == 9 ? 2 : 1) << at;
        EXPECT_EQ(pool_of(event).taken, (round + 1) * (callers - 2));
    }
}

// The answer was lost in a crash and the request comes again: one seat, the same ticket, whether or not there is an
// address to know the person by, and also when registration has been closed meanwhile.
TEST_P(registration_desk, the_same_request_again_finds_its_own_registration) {
    const auto event = published(round_table()), other = published(round_table("Другой"));
    auto request = visitor(event);
    request.email.clear();
    request.request_key = "one request";
    const auto first = join(request);
    ASSERT_TRUE(events->cancel_event(alice, event));
    const auto again = join(request);
    EXPECT_EQ(again.id, first.id);
    EXPECT_EQ(again.ticket_text, first.ticket_text);
    EXPECT_EQ(again.manage_secret, first.manage_secret);
    EXPECT_FALSE(again.repeated);
    EXPECT_EQ(pool_of(event).taken, 1);
    request.request_key = "another request";
    EXPECT_EQ(refusal_for(request), refusal_code::event_cancelled);
    request.event = other;
    request.request_key = "one request"; // the name counts within an event only
    EXPECT_FALSE(join(request).ticket_text.empty());
    EXPECT_EQ(pool_of(other).taken, 1);
}

// Ten of the same request at once are one registration and ten equal answers.
TEST_P(registration_desk, the_same_request_many_times_at_once_is_one_registration) {
    const auto event = published(table_for(1));
    auto request = stranger(event);
    request.email.clear();
    request.request_key = "one request";
    std::vector<std::string> secrets(10);
    {
        std::latch together(10);
        std::vector<std::jthread> threads;
        for (auto& secret : secrets)
            threads.emplace_back([&] {
                together.arrive_and_wait();
                const auto given = registrations->register_guest({}, request);
                if (given) secret = given->manage_secret;
            });
    }
    for (const auto& secret : secrets) EXPECT_EQ(secret, secrets.front());
    EXPECT_FALSE(secrets.front().empty());
    EXPECT_EQ(pool_of(event).taken, 1);
    EXPECT_EQ(pool_of(event).waiting, 0);
}

// The cursor comes back from a browser: whatever stands in it, the list answers and does not fall over.
TEST_P(registration_desk, a_mangled_cursor_is_harmless) {
    const auto event = published(round_table());
    for (int at = 0; at < 3; ++at) join(event);
    registration_filter filter;
    filter.limit = 2;
    const auto first = registrations->list(event, filter);
    EXPECT_EQ(first.items.size(), 2u);
    EXPECT_EQ(first.total, 3);
    filter.cursor = first.next;
    EXPECT_EQ(registrations->list(event, filter).items.size(), 1u);
    for (const char* mangled : {"x", "MQ", "MQoA", "MQr_", "OTk5OTk5OTk5OTk5OTk5OTk5OTkKYQ", "////"}) {
        filter.cursor = mangled;
        EXPECT_NO_THROW(registrations->list(event, filter)) << mangled;
    }
}

// The last seats go twice, or somebody never hears whether the seat is theirs, when one half waits and the other goes on.
TEST_P(registration_desk, who_goes_on_and_who_waits_get_the_last_seats_once_each) {
    constexpr int callers = 60, seats = 25, desks = 6;
    const auto event = published(table_for(seats));
    std::vector<domain::registration_request> requests;
    for (int at = 0; at < callers; ++at) requests.push_back(stranger(event));
    requests[8].sessions = {{77}}; // refused
    requests[10].organisation = std::string("a\0b", 3); // fails, and spoils no other
    std::vector<domain::registration_status> given(callers, {});
    std::atomic<int> refused = 0, failed = 0;
    std::latch answered(callers);
    const auto note = [&](int at, const registration_office::receipt_maker& outcome_of) {
        try {
            const auto outcome = outcome_of();
            if (outcome) given[static_cast<std::size_t>(at)] = outcome->status;
            else ++refused;
        } catch (const std::exception&) {
            ++failed;
        }
        answered.count_down();
    };
    std::latch together(desks);
    std::vector<std::jthread> threads;
    for (int desk = 0; desk < desks; ++desk)
        threads.emplace_back([&, desk] {
            together.arrive_and_wait();
            for (int at = desk; at < callers; at += desks) {
                const auto& request = requests[static_cast<std::size_t>(at)];
                if (desk % 2 == 0)
                    registrations->register_guest_later({}, request)(
                        [&, at](const registration_office::receipt_maker& outcome_of) { note(at, outcome_of); });
                else
                    note(at, [&] { return registrations->register_guest({}, request); });
            }
        });
    answered.wait();
    EXPECT_EQ(refused, 1);
    EXPECT_EQ(failed, 1);
    EXPECT_EQ(std::count(given.begin(), given.end(), confirmed), seats);
    EXPECT_EQ(std::count(given.begin(), given.end(), waitlisted), callers - 2 - seats);
    EXPECT_EQ(pool_of(event).taken, seats);
    EXPECT_EQ(registrations->list(event, {}).total, callers - 2);
}

// The database has gone, and whoever did not wait is told that the seat is theirs, or nothing for ever.
TEST_P(registration_desk, who_goes_on_hears_that_the_commit_failed) {
    const auto event = published(round_table());
    const auto begin = registrations->register_guest_later({}, stranger(event));
    database().close();
    std::latch answered(1);
    bool thrown = false;
    begin([&](const registration_office::receipt_maker& outcome_of) {
        try {
            outcome_of();
        } catch (const std::exception&) {
            thrown = true;
        }
        answered.count_down();
    });
    answered.wait();
    EXPECT_TRUE(thrown);
}

// Registration has just opened and no statistics are there: the thousandth guest costs what the first did.
TEST_P(registration_desk, who_has_an_address_is_looked_up_however_many_registered) {
    const auto event = published(round_table());
    std::vector<store::registration_row> crowd(3000);
    for (std::size_t at = 0; at < crowd.size(); ++at) {
        auto& r = crowd[at].registration;
        r.event = event;
        r.id = {static_cast<std::int64_t>(at) + 1000};
        r.status = domain::registration_status::confirmed;
        crowd[at].email_key = chance.hex(8);
    }
    const std::vector<std::string> addresses{crowd[7].email_key, crowd[2900].email_key, "0123456789abcdef"};
    // One connection and one transaction: the plans are made while nobody has registered and kept for those who do.
    database().write([&](store::transaction& tx) {
        for (int before = 0; before < 8; ++before) EXPECT_TRUE(store::live_by_email(tx, event, addresses).empty());
        store::insert_registrations(tx, crowd);
        const auto rows_read = [&]() -> std::int64_t {
            if (on_sqlite()) return 0; // does not count them
            return std::get<0>(*store::query_one<std::int64_t>(
                tx, "rows_read",
                "SELECT CAST(seq_tup_read + idx_tup_fetch AS BIGINT) FROM pg_stat_xact_user_tables "
                "WHERE relname = 'registration' AND schemaname = current_schema()"));
        };
        const auto before = rows_read();
        EXPECT_EQ(store::live_by_email(tx, event, addresses).size(), 2U);
        EXPECT_LE(rows_read() - before, 8);
    });
}

KRUG_ON_BOTH(registration_desk);

} // namespace
} // namespace krug::service
