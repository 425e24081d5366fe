// If this fails, a seating that nobody asked for is written, or what people chose is overrun by a plan.
#include "tables_house.hpp"

#include <map>
#include <set>

namespace krug::service {
namespace {

using cast::fields_of;
using domain::refusal_code;

seating_wish over(int rounds, std::int64_t seed = 1) {
    seating_wish wish;
    wish.rounds = rounds;
    wish.seed = seed;
    return wish;
}

seating_wish those_here() {
    seating_wish wish;
    wish.only_present = true;
    return wish;
}

class seating_desk : public tables_house {
protected:
    std::vector<receipt> guests(int count) {
        std::vector<receipt> all;
        for (int each = 0; each < count; ++each) {
            auto request = stranger(event);
            request.organisation = "Организация " + std::to_string(each % 5);
            all.push_back(join(request));
        }
        return all;
    }
    std::int64_t apply(const seating_wish& wish) {
        const auto made = seating->propose(event, wish);
        if (!made) throw std::logic_error(fields_of(made.error()));
        return *seating->apply(alice, event, wish, made->mark, false);
    }
    void come_in(const receipt& guest) {
        check_in_command asked;
        asked.event = event;
        asked.attendee_no = guest.attendee_no;
        asked.scan_id = chance.hex(16);
        ASSERT_TRUE(check_ins->check_in(alice, asked));
    }
    std::map<std::int64_t, std::vector<int>> everybody() {
        std::map<std::int64_t, std::vector<int>> all;
        for (const auto& guest : seating->people(event, {})) {
            auto& mine = all[guest.id.value];
            for (const auto& place : guest.places) mine.push_back(place.table);
        }
        return all;
    }
};

// Looking at a proposal moves people.
TEST_P(seating_desk, a_proposal_writes_nothing) {
    add(3, 5);
    guests(15);
    const auto before = feed_end();
    const auto one = seating->propose(event, over(3)), two = seating->propose(event, over(3));
    ASSERT_TRUE(one);
    EXPECT_EQ(one->mark, two->mark);
    EXPECT_EQ(one->plan.tables, two->plan.tables) << "what is applied is what was shown";
    EXPECT_NE(one->mark, seating->propose(event, over(2))->mark);
    EXPECT_EQ(one->same_organisation, 0);
    EXPECT_EQ(one->moved, 15);
    EXPECT_EQ(feed_end(), before);
    EXPECT_EQ(seating->state(event, {}).seated, 0);
    EXPECT_FALSE(seating->state(event, {}).can_undo);
}

// A guest's ticket, the host's list and the door know different tables.
TEST_P(seating_desk, applying_writes_everything_at_once) {
    add(3, 5);
    const auto all = guests(15);
    const auto before = feed_end();
    const auto made = seating->propose(event, over(2));
    ASSERT_TRUE(made);
    EXPECT_EQ(*seating->apply(alice, event, over(2), made->mark, true), 15);
    for (std::size_t at = 0; at < made->people.size(); ++at) {
        const auto shown = registrations->find(event, made->people[at].id, false)->registration.tables;
        EXPECT_EQ(shown, (std::vector{made->plan.tables[0][at], made->plan.tables[1][at]}));
    }
    EXPECT_EQ(feed_end(), before + 15) << "one word to the doors for each person whose table changed";
    EXPECT_EQ(mails_to(all[0]), (std::vector<std::string>{"ticket", "ticket"}));
    EXPECT_EQ(*seating->apply(alice, event, over(2), made->mark, true), 0) << "a second press is harmless";
    EXPECT_EQ(feed_end(), before + 15);
    EXPECT_EQ(seating->state(event, {}).seated, 15);
    EXPECT_EQ(seating->state(event, {}).rounds, 2);
    EXPECT_EQ(tables->host_page(event, 2)->rounds.size(), 2u);
    EXPECT_EQ(tables->host_page(event, 2)->rounds[1].people.size(), 5u);
}

// Somebody who registered, cancelled or moved while the organiser was reading is seated nowhere, or on nothing.
TEST_P(seating_desk, what_changed_since_refuses_the_old_proposal) {
    add(3, 6);
    const auto all = guests(12);
    const auto refuses = [&](const std::string& mark) {
        const auto done = seating->apply(alice, event, {}, mark, false);
        return !done && done.error().code == refusal_code::version_mismatch;
    };
    auto mark = seating->propose(event, {})->mark;
    const auto late = guests(1).front();
    EXPECT_TRUE(refuses(mark)) << "somebody came";
    mark = seating->propose(event, {})->mark;
    ASSERT_TRUE(registrations->cancel(alice, event, late.id));
    EXPECT_TRUE(refuses(mark)) << "somebody went";
    mark = seating->propose(event, {})->mark;
    auto table = tables->find(event, 3)->table;
    table.seats = 4;
    ASSERT_TRUE(tables->change(alice, table));
    EXPECT_TRUE(refuses(mark)) << "a table changed";
    mark = seating->propose(event, {})->mark;
    ASSERT_TRUE(tables->choose({}, event, all[0].id, 2));
    EXPECT_TRUE(refuses(mark)) << "somebody chose";
    EXPECT_TRUE(refuses("nonsense"));
    EXPECT_EQ(everybody()[all[1].id.value], std::vector<int>{});
    EXPECT_EQ(apply({}), 11) << "all but the one who sits already";
}

// A plan moves the guest who chose a table, or whom staff had put there.
TEST_P(seating_desk, what_people_chose_stays) {
    add(3, 5);
    const auto all = guests(12);
    ASSERT_TRUE(tables->choose({}, event, all[0].id, 3));
    const placing fixed{all[1].id, {}, 1, 2, true};
    ASSERT_TRUE(tables->place(alice, event, std::span(&fixed, 1)));
    const auto made = seating->propose(event, over(2));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->fixed, 2);
    apply(over(2));
    EXPECT_EQ(everybody()[all[0].id.value][0], 3);
    EXPECT_EQ(everybody()[all[1].id.value][0], 2);
    apply(over(2, 7));
    EXPECT_EQ(everybody()[all[0].id.value][0], 3) << "also in the plan after the plan";
    EXPECT_GT(*seating->clear(alice, event, {}), 0);
    EXPECT_EQ(everybody()[all[0].id.value], std::vector{3});
    EXPECT_EQ(everybody()[all[1].id.value], std::vector{2});
    EXPECT_EQ(everybody()[all[2].id.value], std::vector<int>{});
}

// Whoever cannot climb steps is moved away from the one table they can reach.
TEST_P(seating_desk, access_seats_are_found_and_kept) {
    add(3, 4);
    add(1, 2, [](auto& like) { like.step_free = true; });
    std::vector<receipt> wheels;
    for (int each = 0; each < 3; ++each) {
        auto request = stranger(event);
        request.access_needs = {"step_free"};
        request.consents = {{"personal_data", 1}, {"access_needs", 1}};
        wheels.push_back(join(request));
    }
    guests(9);
    const auto made = seating->propose(event, over(3));
    ASSERT_TRUE(made);
    EXPECT_EQ(made->access_unplaced, 1) << "two seats, three people: said, not hidden";
    apply(over(3));
    int kept = 0;
    for (const auto& guest : wheels) kept += everybody()[guest.id.value] == std::vector{4, 4, 4};
    EXPECT_EQ(kept, 2);
}

// At the start half of the tables are empty, because those who did not come still have places.
TEST_P(seating_desk, who_came_is_seated_anew) {
    add(4, 3);
    const auto all = guests(12);
    apply({});
    for (int each = 0; each < 6; ++each) come_in(all[static_cast<std::size_t>(each)]);
    const auto made = seating->propose(event, those_here());
    ASSERT_TRUE(made);
    EXPECT_EQ(made->people.size(), 6u);
    apply(those_here());
    EXPECT_EQ(seating->state(event, {}).seated, 6);
    EXPECT_EQ(everybody()[all[11].id.value], std::vector<int>{});
    EXPECT_EQ(*seating->undo(alice, event, {}) > 0, true);
    EXPECT_EQ(seating->state(event, {}).seated, 12);
}

// A wrong press on the evening itself cannot be taken back.
TEST_P(seating_desk, one_step_back) {
    add(2, 4);
    const auto all = guests(8);
    EXPECT_EQ(seating->undo(alice, event, {}).error().code, refusal_code::wrong_state);
    apply({});
    const auto first = everybody();
    apply(over(2, 5));
    ASSERT_NE(everybody(), first);
    ASSERT_TRUE(registrations->cancel(alice, event, all[0].id));
    EXPECT_TRUE(seating->undo(alice, event, {}));
    auto again = everybody();
    auto expected = first;
    expected.erase(all[0].id.value);
    EXPECT_EQ(again, expected) << "but who has cancelled does not come back";
    EXPECT_EQ(tables->find(event, first.at(all[0].id.value).front())->taken, 3);
    EXPECT_EQ(seating->undo(alice, event, {}).error().code, refusal_code::wrong_state);
}

// Somebody who registers at the door after the tables are set stands in the middle of the hall.
TEST_P(seating_desk, latecomers_get_the_emptiest_table) {
    add(3, 4);
    guests(8);
    apply(over(2));
    const auto late = join(event);
    const auto sits = now_of(late).tables;
    ASSERT_EQ(sits.size(), 2u);
    EXPECT_NE(sits[0], sits[1]);
    for (const auto& line : tables->list(event)) EXPECT_LE(line.most_taken, 4);
    join(event), join(event), join(event);
    EXPECT_EQ(now_of(join(event)).tables, std::vector<int>{}) << "no chair, no number";
}

// The organiser reads a number of missing seats as an error of the program.
TEST_P(seating_desk, what_cannot_be_is_said) {
    EXPECT_EQ(fields_of(seating->propose(event, {}).error()), "people:required");
    guests(5);
    EXPECT_EQ(fields_of(seating->propose(event, {}).error()), "tables:required");
    add(1, 3);
    const auto missing = seating->propose(event, {}).error();
    EXPECT_EQ(fields_of(missing), "seats:out_of_range");
    EXPECT_EQ(missing.fields.front().limit, 2);
    EXPECT_EQ(fields_of(seating->propose(event, over(0)).error()), "rounds:out_of_range");
    EXPECT_EQ(fields_of(seating->propose(event, over(13)).error()), "rounds:out_of_range");
    EXPECT_EQ(fields_of(seating->propose(event, those_here()).error()), "people:required");
}

// Newcomers sit together and know nobody.
TEST_P(seating_desk, newcomers_are_those_who_were_at_no_other_event_of_ours) {
    const auto earlier = published(round_table("Прошлая встреча"));
    auto old = stranger(earlier);
    old.email = "old@example.org";
    join(old);
    old.event = event;
    const auto known = join(old);
    guests(3);
    add(2, 4);
    const auto made = seating->propose(event, {});
    ASSERT_TRUE(made);
    for (const auto& guest : made->people) EXPECT_EQ(guest.newcomer, guest.id != known.id);
}

KRUG_ON_BOTH(seating_desk);

} // namespace
} // namespace krug::service
