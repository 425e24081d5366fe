// If this fails, two people are promised one chair, or a table that a guest chose is given to somebody else.
#include "tables_house.hpp"
#include "store/feed_store.hpp"

#include <latch>
#include <set>
#include <thread>

namespace krug::service {
namespace {

using cast::fields_of;
using domain::refusal_code;

class tables_desk : public tables_house {
protected:
    domain::registration_request wanting(int table) {
        auto request = stranger(event);
        request.source = domain::registration_source::page;
        request.table = table;
        return request;
    }
    std::vector<int> tables_of(const receipt& whose) { return now_of(whose).tables; }
    int taken(int table) { return tables->find(event, table)->taken; }
    /// For whom the feed has been told something since `after`.
    std::multiset<std::int64_t> told_since(std::int64_t after) {
        std::multiset<std::int64_t> told;
        for (const auto& row : database().read([&](store::transaction& tx) { return store::feed_after(tx, event, after, 10'000); }))
            if (row.kind == "roster") told.insert(row.subject);
        return told;
    }
};

// An organiser types twelve tables one by one, or gets two with the same number.
TEST_P(tables_desk, many_tables_at_once_with_numbers_of_their_own) {
    EXPECT_EQ(add(12, 8), 1);
    EXPECT_EQ(add(2, 6), 13);
    EXPECT_EQ(add(1, 6, [](auto& like) { like.number = 40; }), 40);
    ASSERT_EQ(tables->list(event).size(), 15u);
    domain::round_table like;
    like.event = event;
    like.seats = 8;
    like.number = 14;
    EXPECT_EQ(fields_of(tables->add(alice, like, 1).error()), "number:duplicate");
    like.number = 12;
    EXPECT_EQ(fields_of(tables->add(alice, like, 3).error()), "number:duplicate");
    like.number = 999;
    EXPECT_TRUE(tables->add(alice, like, 1));
    like.number = 0;
    EXPECT_EQ(fields_of(tables->add(alice, like, 1).error()), "number:out_of_range"); // 1000 is no table's number
    like.number = 100;
    like.seats = 0;
    EXPECT_EQ(fields_of(tables->add(alice, like, 1).error()), "seats:out_of_range");
    like.seats = 201;
    EXPECT_EQ(fields_of(tables->add(alice, like, 401).error()), "seats:out_of_range count:out_of_range");
    like.seats = 8;
    EXPECT_EQ(tables->add(alice, like, 385).error().code, refusal_code::full); // 16 + 385 > 400
    EXPECT_TRUE(tables->add(alice, like, 384));
    EXPECT_EQ(tables->list(event).size(), 400u);
    like.number = 500;
    like.session = {9};
    EXPECT_EQ(tables->add(alice, like, 1).error().code, refusal_code::invalid);
    EXPECT_EQ(tables->add(alice, [&] { auto none = like; none.event = {1}; return none; }(), 1).error().code, refusal_code::not_found);
}

// Somebody sits at a table that is gone, or on a chair that was taken away.
TEST_P(tables_desk, tables_with_people_keep_their_chairs) {
    add(2, 3);
    join(wanting(1));
    join(wanting(1));
    auto table = tables->find(event, 1)->table;
    table.seats = 1;
    EXPECT_EQ(fields_of(tables->change(alice, table).error()), "seats:out_of_range");
    table.seats = 2;
    table.topic = "Город для жизни";
    EXPECT_TRUE(tables->change(alice, table));
    EXPECT_EQ(tables->find(event, 1)->table.topic, "Город для жизни");
    EXPECT_EQ(tables->remove(alice, event, 1).error().code, refusal_code::wrong_state);
    EXPECT_TRUE(tables->remove(alice, event, 2));
    EXPECT_EQ(tables->remove(alice, event, 2).error().code, refusal_code::not_found);
}

// Two people press "send" at the same moment and both are told they have the last seat at table 1.
TEST_P(tables_desk, the_last_seat_is_given_once) {
    constexpr int callers = 12;
    add(1, 3);
    std::vector<domain::registration_request> requests;
    for (int each = 0; each < callers; ++each) requests.push_back(wanting(1));
    std::latch together(callers);
    std::vector<std::string> outcome(callers);
    {
        std::vector<std::jthread> threads;
        for (int at = 0; at < callers; ++at)
            threads.emplace_back([&, at] {
                const auto mine = static_cast<std::size_t>(at);
                together.arrive_and_wait();
                const auto done = registrations->register_guest({}, requests[mine]);
                outcome[mine] = done ? "seated" : fields_of(done.error());
            });
    }
    EXPECT_EQ(std::count(outcome.begin(), outcome.end(), "seated"), 3);
    EXPECT_EQ(std::count(outcome.begin(), outcome.end(), "table:full"), callers - 3);
    EXPECT_EQ(taken(1), 3);
    EXPECT_EQ(pool_of(event).taken, 3) << "who found the table full holds no seat of the event";
}

// The same by the button on the ticket's page: those who already have a seat at the event race for a table.
TEST_P(tables_desk, the_last_seat_is_chosen_once) {
    constexpr int callers = 8;
    add(2, 2);
    std::vector<receipt> guests;
    for (int each = 0; each < callers; ++each) guests.push_back(join(event));
    std::latch together(callers);
    std::vector<int> outcome(callers);
    {
        std::vector<std::jthread> threads;
        for (int at = 0; at < callers; ++at)
            threads.emplace_back([&, at] {
                const auto mine = static_cast<std::size_t>(at);
                together.arrive_and_wait();
                outcome[mine] = tables->choose({}, event, guests[mine].id, 2) ? 1 : 2;
            });
    }
    EXPECT_EQ(std::count(outcome.begin(), outcome.end(), 1), 2);
    EXPECT_EQ(taken(2), 2);
}

// A guest chooses again and holds two chairs, or gives one back and nobody can have it.
TEST_P(tables_desk, a_choice_can_be_changed_and_given_back) {
    add(2, 1);
    const auto first = join(wanting(1)), second = join(event);
    EXPECT_EQ(tables_of(first), std::vector{1});
    EXPECT_EQ(fields_of(tables->choose({}, event, second.id, 1).error()), "table:full");
    auto since = feed_end();
    EXPECT_TRUE(tables->choose({}, event, first.id, 2));
    EXPECT_TRUE(tables->choose({}, event, first.id, 2)) << "twice is harmless";
    EXPECT_EQ(tables_of(first), std::vector{2});
    EXPECT_EQ(told_since(since), (std::multiset<std::int64_t>{first.id.value})) << "doors hear of a change, once";
    EXPECT_TRUE(tables->choose({}, event, second.id, 1));
    EXPECT_TRUE(tables->choose({}, event, first.id, 0));
    EXPECT_EQ(tables_of(first), std::vector<int>{});
    EXPECT_EQ(taken(2), 0);
    EXPECT_TRUE(registrations->cancel(alice, event, second.id));
    EXPECT_EQ(taken(1), 0) << "who cancels leaves the chair";
    EXPECT_EQ(tables->choose({}, event, second.id, 2).error().code, refusal_code::wrong_state);
    EXPECT_EQ(fields_of(tables->choose({}, event, first.id, 7).error()), "table:not_a_choice");
}

// A table for the press fills with guests, or one that the organisers seat themselves is taken by the quickest.
TEST_P(tables_desk, rules_of_a_table_hold) {
    const auto press = *doors->save_category(alice, event, {{}, "Пресса", "", "red"});
    const auto session = session_for(event, 0);
    add(1, 5, [&](auto& like) { like.categories = {press}; });
    add(1, 5, [](auto& like) { like.guests_choose = false; });
    add(1, 5, [&](auto& like) { like.session = session; });
    for (const int table : {1, 2, 3})
        EXPECT_EQ(fields_of(registrations->register_guest({}, wanting(table)).error()), "table:not_a_choice") << table;
    auto journalist = wanting(1);
    journalist.category = press;
    journalist.source = domain::registration_source::staff;
    // Which category somebody has is for the staff to say, unless the terms of signing up let guests choose it.
    EXPECT_TRUE(registrations->register_guest(alice, journalist));
    auto speaker = wanting(3);
    speaker.sessions = {session};
    EXPECT_EQ(tables_of(join(speaker)), std::vector{3});
}

// Somebody on the waitlist blocks a chair, or gets the seat at the event and loses the table they had asked for.
TEST_P(tables_desk, a_wish_waits_with_the_waitlist) {
    event = published(table_for(1));
    add(1, 1);
    const auto first = join(event);
    const auto waiting = join(wanting(1)), behind = join(wanting(1));
    EXPECT_EQ(status_of(waiting), domain::registration_status::waitlisted);
    EXPECT_EQ(taken(1), 0);
    EXPECT_EQ(tables_of(waiting), std::vector<int>{});
    EXPECT_TRUE(registrations->cancel(alice, event, first.id));
    EXPECT_EQ(tables_of(waiting), std::vector{1});
    EXPECT_TRUE(registrations->approve(alice, event, behind.id, true));
    EXPECT_EQ(tables_of(behind), std::vector<int>{}) << "the table is full by now: the organisers will seat them";
    EXPECT_EQ(taken(1), 1);
}

// Staff move people and one of them stands, or a place by hand goes to somebody who has cancelled.
TEST_P(tables_desk, places_by_hand_are_all_or_none) {
    add(2, 1);
    const auto one = join(event), two = join(event), gone = join(event);
    EXPECT_TRUE(registrations->cancel(alice, event, gone.id));
    const std::vector<placing> both_at_one{{one.id, {}, 1, 1}, {two.id, {}, 1, 1}};
    EXPECT_EQ(tables->place(alice, event, both_at_one).error().code, refusal_code::full);
    EXPECT_EQ(taken(1), 0);
    const std::vector<placing> apart{{one.id, {}, 1, 1}, {two.id, {}, 1, 2}};
    EXPECT_TRUE(tables->place(alice, event, apart));
    const std::vector<placing> swapped{{one.id, {}, 1, 2}, {two.id, {}, 1, 1}};
    const auto since = feed_end();
    EXPECT_TRUE(tables->place(alice, event, swapped));
    EXPECT_EQ(tables_of(one), std::vector{2});
    EXPECT_EQ(told_since(since).size(), 2u);
    EXPECT_EQ(tables->choose({}, event, one.id, 1).error().code, refusal_code::invalid);
    const std::vector<placing> nobody{{gone.id, {}, 1, 1}}, nowhere{{one.id, {}, 1, 9}}, never{{one.id, {}, 2, 1}};
    EXPECT_EQ(tables->place(alice, event, nobody).error().code, refusal_code::not_found);
    EXPECT_EQ(tables->place(alice, event, nowhere).error().code, refusal_code::not_found);
    EXPECT_EQ(fields_of(tables->place(alice, event, never).error()), "round:out_of_range");
    registration_office::correction what;
    what.table = 1;
    EXPECT_EQ(fields_of(registrations->correct(alice, event, one.id, what).error()), "table:full");
    what.table = 0;
    EXPECT_TRUE(registrations->correct(alice, event, one.id, what));
    EXPECT_EQ(tables_of(one), std::vector<int>{});
}

// A host's link opens another table, or still opens after it was taken away.
TEST_P(tables_desk, the_host_sees_their_own_people_by_their_own_link) {
    add(2, 5);
    join(wanting(1));
    const auto link = tables->host_secret(tables->find(event, 1)->table);
    const auto seen = tables->find_by_host_secret(link);
    ASSERT_TRUE(seen);
    EXPECT_EQ(seen->table.number, 1);
    ASSERT_EQ(seen->rounds.size(), 1u);
    EXPECT_EQ(seen->rounds[0].people.size(), 1u);
    EXPECT_NE(link, tables->host_secret(tables->find(event, 2)->table));
    auto forged = link;
    forged.back() = forged.back() == 'A' ? 'B' : 'A';
    EXPECT_FALSE(tables->find_by_host_secret(forged));
    for (const auto* wrong : {"", "x", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"})
        EXPECT_FALSE(tables->find_by_host_secret(wrong)) << wrong;
    EXPECT_TRUE(tables->renew_host_link(alice, event, 1));
    EXPECT_FALSE(tables->find_by_host_secret(link));
    EXPECT_TRUE(tables->find_by_host_secret(tables->host_secret(tables->find(event, 1)->table)));
}

// The door says nothing of the table, so eighty people ask the one volunteer.
TEST_P(tables_desk, the_door_says_the_table) {
    add(1, 5);
    const auto guest = join(wanting(1));
    check_in_command asked;
    asked.event = event;
    asked.attendee_no = guest.attendee_no;
    asked.scan_id = std::string(32, '7');
    const auto answer = check_ins->check_in(alice, asked);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->table, "1");
    EXPECT_EQ(guest.table, 1);
}

KRUG_ON_BOTH(tables_desk);

} // namespace
} // namespace krug::service
