// If this fails, two people hold the last chair of a session, a guest loses a seat without getting the other, or nobody is
// told that a seat is theirs.
#include "cast/front_house.hpp"
#include "service/outbox_office.hpp"
#include "service/programme_office.hpp"
#include "service/table_office.hpp"

#include <latch>
#include <set>
#include <thread>

namespace krug::service {
namespace {

using cast::fields_of;
using cast::opening_day;
using domain::refusal_code;
using kinds = std::vector<std::string>;
using wishes = std::vector<domain::chosen_session>;

class session_choice : public cast::front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        event = published(round_table());
    }
    domain::session_id talk(std::int64_t seats, ground::utc_seconds starts_in = 0, domain::clash_policy policy = domain::clash_policy::warn) {
        domain::session session;
        session.event = event;
        session.title = "Секция " + std::to_string(++talks_);
        session.sign_up = domain::session_sign_up::optional;
        session.clash = policy;
        if (seats > 0) session.capacity = seats;
        session.starts_at = opening_day + 10 * 86'400 + starts_in;
        session.ends_at = *session.starts_at + 1800;
        return *events->add_session(alice, session);
    }
    service::receipt guest(std::vector<domain::session_id> sessions = {}) {
        auto request = stranger(event);
        request.sessions = std::move(sessions);
        return join(request);
    }
    domain::result<registration_view> choose(const service::receipt& whose, const wishes& wanted) {
        return registrations->choose_sessions(self(whose), event, whose.id, wanted);
    }
    static domain::actor self(const service::receipt& whose) { return {domain::actor_kind::attendee, whose.id.value, {}}; }
    /// "1 2w3>1": seated in 1, waiting for 2, waiting for 3 with the seat in 1.
    std::string sessions_of(const service::receipt& whose) {
        std::string text;
        for (const auto& each : now_of(whose).sessions) {
            text += (text.empty() ? "" : " ") + std::to_string(each.session.value);
            if (each.standing == domain::session_choice::state::wanted) text += "?";
            if (each.standing == domain::session_choice::state::waiting) text += "w" + std::to_string(each.place);
            if (each.leaves) text += ">" + std::to_string(each.leaves.value);
        }
        return text;
    }
    void expect_counts() {
        for (const auto& pool : database().read([&](store::transaction& tx) { return store::seat_pools(tx, event); })) {
            if (!pool.scope) continue;
            std::int64_t seated = 0, waiting = 0;
            database().read([&](store::transaction& tx) {
                for (std::int64_t id = 1; id <= 200; ++id)
                    for (const auto& each : store::session_seats(tx, event, {id}))
                        if (each.session == pool.scope) {
                            seated += each.standing == domain::session_choice::state::seated;
                            waiting += each.standing == domain::session_choice::state::waiting;
                        }
            });
            EXPECT_EQ(pool.taken, seated) << pool.scope.value;
            EXPECT_EQ(pool.waiting, waiting) << pool.scope.value;
            EXPECT_TRUE(!pool.limit || pool.taken <= *pool.limit) << pool.scope.value;
        }
    }

    domain::event_id event;

private:
    int talks_ = 0;
};

// A guest who registered in a hurry chooses afterwards, changes their mind, and a press that is repeated does nothing.
TEST_P(session_choice, a_guest_chooses_after_registering) {
    const auto a = talk(10), b = talk(10, 3600), c = talk(10, 7200);
    const auto anna = guest();
    EXPECT_EQ(sessions_of(anna), "");
    ASSERT_TRUE(choose(anna, {{a}, {b}}));
    EXPECT_EQ(sessions_of(anna), "1 2");
    const auto version = now_of(anna).version;
    ASSERT_TRUE(choose(anna, {{a}, {b}}));
    ASSERT_TRUE(choose(anna, {{b}, {a}, {a}}));
    EXPECT_EQ(now_of(anna).version, version);
    ASSERT_TRUE(choose(anna, {{c}, {b}}));
    EXPECT_EQ(sessions_of(anna), "2 3");
    ASSERT_TRUE(choose(anna, {}));
    EXPECT_EQ(sessions_of(anna), "");
    expect_counts();
}

// A full session is waited for; who gives the seat back makes room for the first in line, who is written to once.
TEST_P(session_choice, a_seat_that_is_given_back_goes_to_who_waits_longest) {
    const auto a = talk(1);
    const auto anna = guest({a}), boris = guest(), vera = guest();
    ASSERT_TRUE(choose(boris, {{a}}));
    ASSERT_TRUE(choose(vera, {{a}}));
    EXPECT_EQ(sessions_of(boris), "1w1");
    EXPECT_EQ(sessions_of(vera), "1w2");
    ASSERT_TRUE(choose(anna, {}));
    EXPECT_EQ(sessions_of(boris), "1");
    EXPECT_EQ(sessions_of(vera), "1w1");
    EXPECT_EQ(mails_to(boris), (kinds{"session_seat", "ticket"}));
    EXPECT_EQ(mails_to(vera), kinds{"ticket"});
    ASSERT_TRUE(registrations->cancel(self(boris), event, boris.id));
    EXPECT_EQ(sessions_of(vera), "1");
    expect_counts();
}

// The letter knows which seat it is about.
TEST_P(session_choice, the_letter_knows_its_session) {
    const auto a = talk(1), b = talk(1);
    const auto anna = guest({a}), boris = guest({b});
    ASSERT_TRUE(choose(anna, {{a}, {b, a}}));
    ASSERT_TRUE(choose(boris, {}));
    outbox_office outbox(database(), clock);
    bool seen = false;
    for (const auto& job : outbox.lease(100))
        if (job.kind == mail_kind::session_seat) {
            seen = true;
            EXPECT_EQ(job.registration, anna.id);
            const auto news = outbox.session_news_of(event, job.number);
            ASSERT_EQ(news.size(), 1u);
            EXPECT_EQ(news[0].session, b);
            EXPECT_EQ(news[0].left, a);
        } else {
            EXPECT_TRUE(outbox.session_news_of(event, job.number).empty());
        }
    EXPECT_TRUE(seen);
}

// Who sits in A and asks for X keeps A until X is there, and then holds X alone; A goes to who waits for it.
TEST_P(session_choice, a_swap_is_one_step) {
    const auto a = talk(1), x = talk(1);
    const auto anna = guest({a}), boris = guest({x}), vera = guest();
    ASSERT_TRUE(choose(vera, {{a}}));
    ASSERT_TRUE(choose(anna, {{x, a}})); // what is left stays, named or not
    EXPECT_EQ(sessions_of(anna), "1 2w1>1");
    ASSERT_TRUE(choose(boris, {}));
    EXPECT_EQ(sessions_of(anna), "2");
    EXPECT_EQ(sessions_of(vera), "1");
    EXPECT_EQ(mails_to(anna), (kinds{"session_seat", "ticket"}));
    // The page sends the same form again after it has happened: nothing is taken back.
    ASSERT_TRUE(choose(anna, {{a}, {x, a}}));
    EXPECT_EQ(sessions_of(anna), "2");
    expect_counts();
}

// With a free seat the swap happens now.
TEST_P(session_choice, a_swap_into_a_free_seat_is_immediate) {
    const auto a = talk(1, 0, domain::clash_policy::block), x = talk(1, 0, domain::clash_policy::block);
    const auto anna = guest({a}), vera = guest();
    ASSERT_TRUE(choose(vera, {{a}}));
    EXPECT_EQ(sessions_of(vera), "1w1");
    ASSERT_TRUE(choose(anna, {{a}, {x, a}}));
    EXPECT_EQ(sessions_of(anna), "2");
    EXPECT_EQ(sessions_of(vera), "1");
    EXPECT_EQ(mails_to(vera), (kinds{"session_seat", "ticket"}));
    ASSERT_TRUE(choose(anna, {{a}, {x, a}}));
    EXPECT_EQ(sessions_of(anna), "2");
    expect_counts();
}

// Who leaves a session leaves its round table too, by their own hand and by a swap: the chair there is somebody else's.
TEST_P(session_choice, a_table_of_the_session_is_left_with_it) {
    const auto a = talk(2), x = talk(1);
    const auto anna = guest({a}), boris = guest({a});
    const auto holder = guest({x});
    table_office tables(database(), clock, chance, *keys);
    domain::round_table table;
    table.event = event;
    table.session = a;
    table.seats = 2;
    ASSERT_TRUE(tables.add(alice, table, 1));
    const std::vector<placing> places{{anna.id, a, 1, 1, true}, {boris.id, a, 1, 1, true}};
    ASSERT_TRUE(tables.place(alice, event, places));
    ASSERT_TRUE(choose(boris, {}));
    EXPECT_TRUE(tables.places_of(event, boris.id).empty());
    EXPECT_TRUE(now_of(boris).tables.empty());
    ASSERT_TRUE(choose(anna, {{a}, {x, a}}));
    EXPECT_EQ(now_of(anna).tables.size(), 1u) << "until the swap everything stays";
    ASSERT_TRUE(choose(holder, {}));
    EXPECT_EQ(sessions_of(anna), "2");
    EXPECT_TRUE(now_of(anna).tables.empty());
    EXPECT_EQ(tables.list(event).at(0).taken, 0);
}

// Two friends who want each other's places get them without anybody leaving, and a wish can be withdrawn.
TEST_P(session_choice, an_exchange_and_a_withdrawal) {
    const auto a = talk(1), b = talk(1);
    const auto anna = guest({a}), boris = guest({b});
    ASSERT_TRUE(choose(anna, {{a}, {b, a}}));
    ASSERT_TRUE(choose(anna, {{a}}));
    EXPECT_EQ(sessions_of(anna), "1");
    ASSERT_TRUE(choose(boris, {{b}, {a, b}}));
    EXPECT_EQ(sessions_of(boris), "1w1>2 2");
    ASSERT_TRUE(choose(anna, {{a}, {b, a}}));
    EXPECT_EQ(sessions_of(anna), "2");
    EXPECT_EQ(sessions_of(boris), "1");
    EXPECT_EQ(pool_of(event, a).waiting + pool_of(event, b).waiting, 0);
    EXPECT_EQ(mails_to(anna), (kinds{"session_seat", "ticket"}));
    expect_counts();
}

// A place in line stays the same place when the seat behind it is kept after all, or given up for good.
TEST_P(session_choice, a_place_in_line_outlives_the_seat_behind_it) {
    const auto a = talk(1), x = talk(1);
    const auto anna = guest({a}), boris = guest({x}), vera = guest();
    ASSERT_TRUE(choose(anna, {{a}, {x, a}}));
    ASSERT_TRUE(choose(vera, {{x}}));
    ASSERT_TRUE(choose(anna, {{x}}));
    EXPECT_EQ(sessions_of(anna), "2w1");
    EXPECT_EQ(pool_of(event, a).taken, 0);
    ASSERT_TRUE(registrations->cancel(self(boris), event, boris.id));
    EXPECT_EQ(sessions_of(anna), "2");
    EXPECT_EQ(sessions_of(vera), "2w1");
    expect_counts();
}

// Who cancels gives everything back, wishes too, and comes back without them.
TEST_P(session_choice, a_cancelled_registration_leaves_no_wish_behind) {
    const auto a = talk(1), x = talk(1);
    const auto anna = guest({a});
    guest({x});
    ASSERT_TRUE(choose(anna, {{a}, {x, a}}));
    ASSERT_TRUE(registrations->cancel(self(anna), event, anna.id));
    EXPECT_EQ(pool_of(event, x).waiting, 0);
    EXPECT_EQ(choose(anna, {{a}}).error().code, refusal_code::wrong_state);
    ASSERT_TRUE(registrations->approve(alice, event, anna.id, false));
    EXPECT_EQ(sessions_of(anna), "1");
    expect_counts();
}

// What must not be chosen together is refused with the field that names it, at registration and afterwards.
TEST_P(session_choice, sessions_that_exclude_each_other_are_refused) {
    const auto a = talk(10, 0, domain::clash_policy::block), b = talk(10, 900), c = talk(10, 1800);
    const auto anna = guest({a});
    const auto refused = choose(anna, {{a}, {b}});
    ASSERT_FALSE(refused);
    EXPECT_EQ(fields_of(refused.error()), "sessions[1]:clash");
    EXPECT_EQ(refused.error().fields[0].limit, a.value);
    ASSERT_TRUE(choose(anna, {{a}, {c}})); // one begins when the other ends
    EXPECT_EQ(sessions_of(anna), "1 3");
    ASSERT_TRUE(choose(anna, {{b, a}, {a}}));
    EXPECT_EQ(sessions_of(anna), "2");
    auto request = stranger(event);
    request.sessions = {a, b};
    EXPECT_EQ(fields_of(registrations->register_guest(alice, request).error()), "sessions:clash");
    request.sessions = {b, c};
    EXPECT_TRUE(registrations->register_guest(alice, request));
    // The event's policy is that of all its sessions.
    programme_office programmes(database(), clock, chance, *keys);
    ASSERT_TRUE(programmes.save(alice, event, {domain::clash_policy::allow, {}}));
    const auto vera = guest({a, b});
    EXPECT_EQ(sessions_of(vera), "1 2");
    ASSERT_TRUE(programmes.save(alice, event, {domain::clash_policy::block, {}}));
    EXPECT_EQ(fields_of(choose(vera, {{a}, {b}, {c}}).error()), "sessions[2]:clash");
    EXPECT_TRUE(choose(vera, {{a}, {b}})); // what stands was allowed once
    EXPECT_EQ(sessions_of(vera), "1 2");
}

// Nobody signs up for what is over, is not there or has no sign-up; an event that is off or over takes no wishes.
TEST_P(session_choice, what_cannot_be_chosen) {
    const auto a = talk(10), b = talk(10, 3600);
    domain::session plain;
    plain.event = event;
    plain.title = "Открытие";
    const auto opening = *events->add_session(alice, plain);
    const auto anna = guest();
    EXPECT_EQ(fields_of(choose(anna, {{a}, {opening}}).error()), "sessions[1]:not_a_choice");
    EXPECT_EQ(fields_of(choose(anna, {{{99}}}).error()), "sessions[0]:not_a_choice");
    EXPECT_EQ(fields_of(choose(anna, {{a, b}}).error()), "sessions[0]:not_a_choice"); // has no seat in b to give
    clock.advance_seconds(10 * 86'400 + 1800);
    EXPECT_EQ(fields_of(choose(anna, {{a}}).error()), "sessions[0]:in_the_past");
    ASSERT_TRUE(choose(anna, {{b}}));
    clock.advance_seconds(7200);
    EXPECT_EQ(choose(anna, {}).error().code, refusal_code::registration_closed);
    EXPECT_EQ(registrations->choose_sessions(alice, {4711}, {1}, wishes{}).error().code, refusal_code::not_found);
    EXPECT_EQ(registrations->choose_sessions(alice, event, {4711}, wishes{}).error().code, refusal_code::not_found);
}

// A wish of somebody who has no seat at the event yet is kept and served when they get one.
TEST_P(session_choice, wishes_before_a_seat_are_served_with_it) {
    auto draft = round_table("Тесный");
    draft.event.capacity = 1;
    event = published(draft);
    const auto a = talk(1);
    const auto anna = guest(), boris = guest();
    EXPECT_EQ(status_of(boris), domain::registration_status::waitlisted);
    ASSERT_TRUE(choose(boris, {{a}}));
    EXPECT_EQ(sessions_of(boris), "1?");
    EXPECT_EQ(pool_of(event, a).taken, 0);
    ASSERT_TRUE(registrations->cancel(self(anna), event, anna.id));
    EXPECT_EQ(sessions_of(boris), "1");
    EXPECT_EQ(mails_to(boris), (kinds{"promoted", "waitlisted"}));
    expect_counts();
}

// Twelve people press at the same moment for three seats: three get one, each of the others knows their place.
TEST_P(session_choice, the_last_seats_are_given_once) {
    for (int round = 0; round < 2; ++round) {
        const auto x = talk(3, 3600 * 24), home = talk(0);
        std::vector<service::receipt> people;
        for (int at = 0; at < 12; ++at) people.push_back(guest({home}));
        std::latch together(12);
        {
            std::vector<std::jthread> threads;
            for (const auto& whose : people)
                threads.emplace_back([&] {
                    together.arrive_and_wait();
                    EXPECT_TRUE(choose(whose, {{home}, {x}}));
                });
        }
        EXPECT_EQ(pool_of(event, x).taken, 3);
        EXPECT_EQ(pool_of(event, x).waiting, 9);
        std::set<std::int64_t> places;
        for (const auto& whose : people)
            for (const auto& each : now_of(whose).sessions)
                if (each.session == x && each.place > 0) places.insert(each.place);
        EXPECT_EQ(places.size(), 9u);
        EXPECT_EQ(*places.rbegin(), 9);
    }
    expect_counts();
}

// Everybody swaps, leaves and comes back at once: no count is off and no chair is given twice.
TEST_P(session_choice, a_crowd_that_swaps_leaves_the_counts_right) {
    std::vector<domain::session_id> talks;
    for (int at = 0; at < 4; ++at) talks.push_back(talk(3));
    std::vector<service::receipt> people;
    for (int at = 0; at < 12; ++at) people.push_back(guest({talks[static_cast<std::size_t>(at % 4)]}));
    std::latch together(4);
    {
        std::vector<std::jthread> threads;
        for (unsigned hand = 0; hand < 4; ++hand)
            threads.emplace_back([&, hand] {
                ground::seeded_randomness dice(hand + 1);
                together.arrive_and_wait();
                for (int step = 0; step < 12; ++step) {
                    const auto& whose = people[hand * 3 + dice.next_u32() % 3];
                    const auto to = talks[dice.next_u32() % 4];
                    const auto standing = now_of(whose).sessions;
                    wishes wanted;
                    for (const auto& each : standing)
                        if (each.standing == domain::session_choice::state::seated) wanted.push_back({each.session, {}});
                    if (step % 5 == 4) wanted.clear();
                    if (wanted.empty() || wanted.front().session == to) wanted = {{to, {}}};
                    else wanted.push_back({to, wanted.front().session});
                    const auto done = choose(whose, wanted);
                    // Another hand may have moved this guest in between, so that the seat to be left is gone.
                    EXPECT_TRUE(done || done.error().code == refusal_code::invalid);
                }
            });
    }
    expect_counts();
}

KRUG_ON_BOTH(session_choice);

} // namespace
} // namespace krug::service
