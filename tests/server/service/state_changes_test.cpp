// If this fails, a slip of the hand throws fifty people out for good, or taking it back takes seats from others and tells people
// two different things.
#include "cast/front_house.hpp"
#include "service/people_office.hpp"
#include "service/sign_up_office.hpp"

#include <random>

namespace krug::service {
namespace {

using enum domain::registration_status;

class state_changes : public cast::front_house {
protected:
    void SetUp() override {
        cast::front_house::SetUp();
        if (!IsSkipped()) people.emplace(database(), clock, *keys);
    }
    void TearDown() override {
        people.reset();
        cast::front_house::TearDown();
    }
    group_outcome change(domain::event_id event, const std::vector<domain::registration_id>& ids, state_change what) {
        auto done = people->change_state(alice, event, ids, what);
        EXPECT_TRUE(done);
        return done ? *done : group_outcome{};
    }
    /// Letters that wait, due or not.
    std::vector<std::string> letters_ever(const receipt& whose) {
        std::vector<std::string> kinds;
        for (const auto& row : database().read([&](store::transaction& tx) { return store::due_mail(tx, clock.now() + 1'000'000, 100'000, false); }))
            if (row.event == whose.event && row.registration == whose.id) kinds.push_back(row.kind);
        std::sort(kinds.begin(), kinds.end());
        return kinds;
    }
    domain::verdict_colour at_the_door(const receipt& whose, const std::string& ticket) {
        check_in_command command;
        command.event = whose.event;
        command.code = ticket;
        command.scan_id = "3f2504e04f8941d39a0c0305e82c" + std::to_string(1000 + ++scans_);
        return check_ins->check_in(alice, command)->colour;
    }
    std::int64_t seated(domain::event_id event) {
        std::int64_t held = 0;
        registration_filter all;
        all.limit = 500;
        for (const auto& line : registrations->list(event, all).items)
            held += domain::holds_seat(line.registration.status) && !line.registration.takes_no_seat;
        return held;
    }
    std::optional<people_office> people;
    int scans_ = 0;
};

// Two are cancelled by mistake at a full event: after the undo they have their seats and the tickets that they printed, whoever
// waits still waits, and nobody was written to.
TEST_P(state_changes, a_cancellation_of_many_is_as_if_it_had_not_been) {
    const auto event = published(table_for(2));
    const auto one = join(event), two = join(event), waits = join(event);
    ASSERT_EQ(status_of(waits), waitlisted);
    const auto letters = letters_ever(one);
    const auto done = change(event, {one.id, two.id, one.id}, state_change::cancel);
    EXPECT_EQ(done.changed, 2);
    EXPECT_EQ(status_of(one), cancelled);
    EXPECT_EQ(status_of(waits), waitlisted) << "the seats are kept";
    EXPECT_EQ(mails_to(one), letters) << "the letter waits";
    EXPECT_EQ(letters_ever(one).size(), letters.size() + 1);
    EXPECT_EQ(at_the_door(one, one.ticket_text), domain::verdict_colour::red) << "a cancelled ticket is refused at once";
    const auto newcomer = join(event);
    EXPECT_EQ(status_of(newcomer), waitlisted) << "nobody takes a seat that is kept";
    ASSERT_EQ(people->open_changes(event).size(), 1u);
    EXPECT_EQ(people->open_changes(event)[0].people, 2);

    const auto back = *people->undo_state(alice, event, done.step);
    EXPECT_EQ(back.back, 2);
    EXPECT_TRUE(back.stayed.empty());
    EXPECT_EQ(back.changed_since, 0);
    EXPECT_EQ(status_of(one), confirmed);
    EXPECT_EQ(pool_of(event).taken, 2);
    EXPECT_EQ(letters_ever(one), letters) << "nobody hears of what was not";
    EXPECT_EQ(registrations->find(event, one.id, false)->ticket_text, one.ticket_text);
    clock.set(*events->find_event(event)->event.time.starts_at - 600);
    EXPECT_EQ(at_the_door(one, one.ticket_text), domain::verdict_colour::green);
    EXPECT_EQ(people->undo_state(alice, event, done.step).error().code, domain::refusal_code::not_found) << "once";
    EXPECT_TRUE(people->open_changes(event).empty());
}

// Ten minutes later it stands: letters go, who waits has the seats, and an undo that comes too late says so.
TEST_P(state_changes, after_its_time_it_stands) {
    const auto event = published(table_for(2));
    const auto section = session_for(event, 1);
    auto request = stranger(event);
    request.sessions = {section};
    const auto one = join(request), two = join(event), first = join(event), second = join(event);
    const auto done = change(event, {one.id, two.id}, state_change::decline);
    clock.advance_seconds(state_undo_seconds - 1);
    EXPECT_EQ(people->end_changes(), 0);
    EXPECT_EQ(status_of(first), waitlisted);
    clock.advance_seconds(1);
    EXPECT_EQ(people->undo_state(alice, event, done.step).error().code, domain::refusal_code::not_found);
    EXPECT_EQ(people->end_changes(), 1);
    EXPECT_EQ(people->end_changes(), 0);
    EXPECT_EQ(status_of(first), confirmed);
    EXPECT_EQ(status_of(second), confirmed);
    EXPECT_EQ(pool_of(event).taken, 2);
    EXPECT_EQ(pool_of(event, section).taken, 0);
    const auto letters = mails_to(one);
    EXPECT_EQ(std::count(letters.begin(), letters.end(), "declined"), 1);
}

// A colleague has let one of them in again meanwhile: that stands, with one letter and not two; the others are put back.
TEST_P(state_changes, whoever_was_changed_since_is_left_alone) {
    const auto event = published(table_for(3));
    const auto one = join(event), two = join(event), three = join(event);
    const auto done = change(event, {one.id, two.id, three.id}, state_change::cancel);
    ASSERT_TRUE(registrations->approve(alice, event, one.id, false)) << "their own seat is kept for them";
    const auto letters = letters_ever(one);
    EXPECT_EQ(std::count(letters.begin(), letters.end(), "cancelled"), 0) << "whoever has a ticket is not told that they have none";
    EXPECT_EQ(pool_of(event).taken, 3);
    const auto back = *people->undo_state(alice, event, done.step);
    EXPECT_EQ(back.back, 2);
    EXPECT_EQ(back.changed_since, 1);
    EXPECT_EQ(pool_of(event).taken, 3);
    EXPECT_EQ(seated(event), 3);
    // And the other way about: cancelled by themselves after a hasty approval of many.
    const auto twice = change(event, {one.id, two.id}, state_change::cancel);
    const auto again = change(event, {one.id, two.id}, state_change::approve);
    EXPECT_EQ(again.changed, 2);
    EXPECT_EQ(pool_of(event).taken, 3);
    EXPECT_EQ(people->undo_state(alice, event, twice.step)->back, 0) << "both were changed since";
    ASSERT_TRUE(registrations->cancel(alice, event, two.id));
    EXPECT_EQ(people->undo_state(alice, event, again.step)->back, 1);
    EXPECT_EQ(status_of(one), cancelled);
    const auto told = letters_ever(one);
    EXPECT_EQ(std::count(told.begin(), told.end(), "cancelled"), 1) << "the letter that the approval had made needless is owed again";
    EXPECT_EQ(pool_of(event).taken, 1);
}

// An approval of many is taken back: who came in on the new ticket stays in, the rest wait for a decision as before, untold.
TEST_P(state_changes, an_approval_is_taken_back_except_for_who_came) {
    auto draft = table_for(10);
    draft.event.registration.mode = domain::registration_mode::approval;
    const auto event = published(draft);
    const auto one = join(event), two = join(event);
    clock.set(*events->find_event(event)->event.time.starts_at - 60);
    const auto done = change(event, {one.id, two.id}, state_change::approve);
    EXPECT_EQ(pool_of(event).taken, 2);
    EXPECT_EQ(at_the_door(one, registrations->find(event, one.id, false)->ticket_text), domain::verdict_colour::green);
    const auto early = registrations->find(event, two.id, false)->ticket_text;
    const auto back = *people->undo_state(alice, event, done.step);
    EXPECT_EQ(back.back, 1);
    ASSERT_EQ(back.stayed.size(), 1u);
    EXPECT_EQ(back.stayed[0].who, one.id);
    EXPECT_EQ(back.stayed[0].why, "admitted");
    EXPECT_EQ(status_of(one), confirmed);
    EXPECT_EQ(status_of(two), pending);
    EXPECT_EQ(letters_ever(two), std::vector<std::string>{"pending"});
    EXPECT_EQ(pool_of(event).taken, 1);
    EXPECT_NE(at_the_door(two, early), domain::verdict_colour::green);
}

// Whoever registered again after being thrown out does not get two seats; the one that was kept goes to the next in line.
TEST_P(state_changes, nobody_is_there_twice_and_no_seat_is_sold_twice) {
    const auto event = published(table_for(2));
    const auto request = stranger(event);
    const auto one = join(request), two = join(event);
    const auto done = change(event, {one.id, two.id}, state_change::cancel);
    const auto again = join(request);
    ASSERT_EQ(status_of(again), waitlisted);
    const auto back = *people->undo_state(alice, event, done.step);
    EXPECT_EQ(back.back, 1);
    ASSERT_EQ(back.stayed.size(), 1u);
    EXPECT_EQ(back.stayed[0].why, "registered_again");
    EXPECT_EQ(status_of(again), confirmed) << "what was kept for the one goes to whoever waits";
    EXPECT_EQ(pool_of(event).taken, 2);
    EXPECT_EQ(seated(event), 2);
}

// Seats and lines of sessions come back: nobody lost a workshop because of a slip in the list of people.
TEST_P(state_changes, sessions_and_places_in_line_come_back) {
    const auto event = published(table_for(0));
    const auto section = session_for(event, 1);
    auto request = stranger(event);
    request.sessions = {section};
    const auto sits = join(request);
    request = stranger(event);
    request.sessions = {section};
    const auto next = join(request);
    request = stranger(event);
    request.sessions = {section};
    const auto last = join(request);
    const auto standing = [&](const receipt& whose) { return now_of(whose).sessions.at(0).standing; };
    using state = domain::session_choice::state;
    ASSERT_EQ(standing(next), state::waiting);

    const auto done = change(event, {sits.id, next.id}, state_change::cancel);
    EXPECT_EQ(pool_of(event, section).taken, 1) << "kept";
    EXPECT_EQ(standing(last), state::waiting);
    ASSERT_TRUE(people->undo_state(alice, event, done.step));
    EXPECT_EQ(standing(sits), state::seated);
    EXPECT_EQ(standing(next), state::waiting);
    EXPECT_EQ(pool_of(event, section).waiting, 2);
    ASSERT_TRUE(registrations->cancel(alice, event, sits.id));
    EXPECT_EQ(standing(next), state::seated) << "before whoever came later";
    EXPECT_EQ(standing(last), state::waiting);
}

// A place in the waiting list is the same place as before.
TEST_P(state_changes, whoever_waited_waits_where_they_did) {
    const auto event = published(table_for(1));
    const auto sits = join(event), first = join(event), second = join(event);
    const auto done = change(event, {first.id}, state_change::decline);
    EXPECT_EQ(pool_of(event).waiting, 1);
    EXPECT_EQ(people->undo_state(alice, event, done.step)->back, 1);
    EXPECT_EQ(pool_of(event).waiting, 2);
    ASSERT_TRUE(registrations->cancel(alice, event, sits.id));
    EXPECT_EQ(status_of(first), confirmed);
    EXPECT_EQ(status_of(second), waitlisted);
    EXPECT_TRUE(registrations->find(event, first.id, false)->registration.decline_reason.empty());
}

// While seats are kept the organisers go on working: limits, categories and corrections count them once.
TEST_P(state_changes, kept_seats_are_counted_by_whatever_is_changed_meanwhile) {
    const auto event = published(table_for(4));
    sign_up_office sign_ups(database(), clock, chance);
    const auto press = *doors->save_category(alice, event, {{}, "Пресса", "", "red"});
    const auto with = [&](domain::category_id category) {
        auto request = stranger(event);
        request.category = category;
        return join(request);
    };
    const auto one = with(press), two = with(press), plain = join(event);
    const auto done = change(event, {one.id, two.id, plain.id}, state_change::cancel);
    domain::category_terms terms;
    terms.category = press;
    terms.quota = 2;
    ASSERT_TRUE(sign_ups.save_category(alice, event, terms));
    EXPECT_EQ(pool_of(event, domain::quota_scope(press)).taken, 2) << "kept ones count";
    EXPECT_EQ(status_of(with(press)), waitlisted);
    service::registration_office::correction what;
    what.category = domain::category_id{};
    ASSERT_TRUE(registrations->correct(alice, event, two.id, what)) << "of another category there is nothing to put back";
    EXPECT_EQ(pool_of(event, domain::quota_scope(press)).taken, 2) << "one kept, one moved up";
    const auto back = *people->undo_state(alice, event, done.step);
    EXPECT_EQ(back.back, 2);
    EXPECT_EQ(back.changed_since, 1);
    EXPECT_EQ(pool_of(event).taken, seated(event));
    EXPECT_LE(pool_of(event).taken, 4);
}

// One number that is none of the event's: nobody is changed, and no step is left to take back.
TEST_P(state_changes, it_is_all_or_nobody) {
    const auto event = published(table_for(3));
    const auto one = join(event);
    const std::vector ids{one.id, domain::registration_id{999}};
    const auto refused = people->change_state(alice, event, ids, state_change::cancel);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().at, 999);
    EXPECT_EQ(status_of(one), confirmed);
    EXPECT_TRUE(people->open_changes(event).empty());
    EXPECT_EQ(cast::fields_of(people->change_state(alice, event, std::span(ids).first(1), state_change::decline, std::string(501, 'a')).error()),
              "reason:too_long");
    EXPECT_EQ(change(event, {one.id}, state_change::approve).step, 0) << "is approved already";
    // In portions it is one step.
    const auto two = join(event), three = join(event);
    const auto begun = change(event, {one.id}, state_change::cancel);
    ASSERT_TRUE(people->change_state(alice, event, std::span(&two.id, 1), state_change::cancel, "", begun.step));
    const auto bob = staff_of({domain::role::event_manager, alliance, event}, 2);
    EXPECT_EQ(people->change_state(bob, event, std::span(&three.id, 1), state_change::cancel, "", begun.step).error().code,
              domain::refusal_code::not_found)
        << "not to somebody else's";
    EXPECT_EQ(people->undo_state(bob, event, begun.step)->back, 2);
    ASSERT_TRUE(events->cancel_event(alice, event));
    EXPECT_EQ(people->undo_state(alice, event, begun.step).error().code, domain::refusal_code::not_found);
}

// Whatever is done in whatever order, at the end every seat that counts as taken is somebody's.
TEST_P(state_changes, no_order_of_things_loses_or_sells_a_seat) {
    const auto event = published(table_for(6));
    const auto section = session_for(event, 3);
    std::vector<receipt> all;
    for (int n = 0; n < 10; ++n) {
        auto request = stranger(event);
        if (n % 2 == 0) request.sessions = {section};
        all.push_back(join(request));
    }
    std::mt19937 chance_of(20'261'128);
    const auto some = [&] {
        std::vector<domain::registration_id> ids;
        for (const auto& each : all)
            if (chance_of() % 3 == 0) ids.push_back(each.id);
        return ids;
    };
    std::vector<std::int64_t> steps;
    for (int turn = 0; turn < 80; ++turn) {
        const auto what = static_cast<state_change>(1 + chance_of() % 3);
        switch (chance_of() % 6) {
        case 0:
        case 1:
            if (const auto done = people->change_state(alice, event, some(), what); done && done->step > 0) steps.push_back(done->step);
            break;
        case 2:
            if (!steps.empty()) (void)people->undo_state(alice, event, steps[chance_of() % steps.size()]);
            break;
        case 3: (void)registrations->approve(alice, event, all[chance_of() % all.size()].id, false); break;
        case 4: (void)registrations->cancel(alice, event, all[chance_of() % all.size()].id); break;
        case 5:
            clock.advance_seconds(static_cast<std::int64_t>(chance_of() % 400));
            people->end_changes();
            break;
        }
        ASSERT_LE(seated(event), 6) << turn;
        ASSERT_LE(pool_of(event).taken, 6) << turn;
    }
    clock.advance_seconds(state_undo_seconds);
    people->end_changes();
    EXPECT_EQ(pool_of(event).taken, seated(event));
    std::int64_t in_section = 0, in_line = 0, waiting = 0;
    for (const auto& each : all) {
        const auto now = now_of(each);
        waiting += now.status == waitlisted;
        for (const auto& choice : now.sessions) {
            in_section += choice.standing == domain::session_choice::state::seated;
            in_line += choice.standing == domain::session_choice::state::waiting;
        }
    }
    EXPECT_EQ(pool_of(event, section).taken, in_section);
    EXPECT_EQ(pool_of(event, section).waiting, in_line);
    EXPECT_EQ(pool_of(event).waiting, waiting);
}

KRUG_ON_BOTH(state_changes);

} // namespace
} // namespace krug::service
