// If this fails, a session is oversold, somebody loses a seat for one they never got, or a later guest is let in first.
#include "domain/session_line.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <random>
#include <set>

namespace krug::domain {
namespace {

/// A programme in memory: who sits where, and who waits in which order with which seat.
class hall {
public:
    void session(std::int64_t number, std::int64_t limit) {
        pools[number] = {{number}, limit, 0, 0, 0, limit};
        open.push_back({number});
    }
    void seat(std::int64_t who, std::int64_t session) {
        seated[session].insert(who);
        ++pools[session].taken;
    }
    void wait(std::int64_t who, std::int64_t session, std::int64_t leaves = 0) {
        lines[session].push_back({{who}, {leaves}});
        ++pools[session].waiting;
        swaps = swaps || leaves > 0;
    }
    void leave(std::int64_t who, std::int64_t session) {
        ASSERT_EQ(seated[session].erase(who), 1u);
        --pools[session].taken;
        give_back_seat(pools[session]);
    }
    std::int64_t settle() {
        session_lines how;
        how.first = [&](session_id session) -> std::optional<session_waiter> {
            const auto& line = lines[session.value];
            return line.empty() ? std::nullopt : std::optional(line.front());
        };
        how.grant = [&](const session_waiter& waiter, session_id into) {
            auto& line = lines[into.value];
            EXPECT_TRUE(!line.empty() && line.front().who == waiter.who) << "somebody was overtaken";
            line.pop_front();
            EXPECT_TRUE(seated[into.value].insert(waiter.who.value).second);
            std::vector<session_id> ended;
            if (waiter.leaves) {
                EXPECT_EQ(seated[waiter.leaves.value].erase(waiter.who.value), 1u) << "a seat was given back that nobody held";
                for (auto& [number, other] : lines)
                    if (std::erase_if(other, [&](const auto& each) {
                            return each.who == waiter.who && each.leaves == waiter.leaves;
                        }) > 0)
                        ended.push_back({number});
            }
            return ended;
        };
        return settle_lines(pools, open, swaps, how);
    }
    std::set<std::int64_t> in(std::int64_t session) { return seated[session]; }

    std::map<std::int64_t, seat_pool> pools;
    std::map<std::int64_t, std::deque<session_waiter>> lines;
    std::map<std::int64_t, std::set<std::int64_t>> seated;
    std::vector<session_id> open;
    bool swaps = false;
};

using people = std::set<std::int64_t>;

// Who asked to be moved keeps the old seat until the new one is there, and then both change at once.
TEST(session_line, a_seat_that_opens_moves_who_asked_and_what_they_leave_goes_on) {
    hall h;
    h.session(1, 1);
    h.session(2, 1);
    h.seat(10, 1);
    h.seat(20, 2);
    h.wait(10, 2, 1); // from 1 to 2
    h.wait(30, 1);
    EXPECT_EQ(h.settle(), 0);
    EXPECT_EQ(h.in(1), people{10});
    h.leave(20, 2);
    EXPECT_EQ(h.settle(), 2);
    EXPECT_EQ(h.in(2), people{10});
    EXPECT_EQ(h.in(1), people{30});
}

// A chain of wishes ends where nobody waits, however long it is.
TEST(session_line, a_chain_goes_through_to_its_end) {
    hall h;
    constexpr std::int64_t sessions = 40;
    for (std::int64_t n = 1; n <= sessions; ++n) h.session(n, 1), h.seat(100 + n, n);
    for (std::int64_t n = 1; n < sessions; ++n) h.wait(100 + n, n + 1, n);
    h.leave(100 + sessions, sessions);
    EXPECT_EQ(h.settle(), sessions - 1);
    EXPECT_TRUE(h.in(1).empty());
    for (std::int64_t n = 2; n <= sessions; ++n) EXPECT_EQ(h.in(n), people{100 + n - 1});
}

// Three who each want the next one's seat need nobody to leave.
TEST(session_line, a_ring_moves_without_a_free_seat) {
    hall h;
    for (std::int64_t n = 1; n <= 3; ++n) h.session(n, 1), h.seat(10 * n, n);
    h.wait(10, 2, 1);
    h.wait(20, 3, 2);
    EXPECT_EQ(h.settle(), 0);
    h.wait(30, 1, 3);
    EXPECT_EQ(h.settle(), 3);
    EXPECT_EQ(h.in(1), people{30});
    EXPECT_EQ(h.in(2), people{10});
    EXPECT_EQ(h.in(3), people{20});
    EXPECT_EQ(h.settle(), 0);
}

// An exchange between friends must not pass by somebody who stood in line before them.
TEST(session_line, a_ring_does_not_overtake_who_asked_earlier) {
    hall h;
    h.session(1, 1);
    h.session(2, 1);
    h.seat(10, 1);
    h.seat(20, 2);
    h.wait(99, 2);
    h.wait(10, 2, 1);
    h.wait(20, 1, 2);
    EXPECT_EQ(h.settle(), 0);
    EXPECT_EQ(h.in(2), people{20});
}

// Somebody who would give one seat for either of two gets one of them, and stands in no other line for it.
TEST(session_line, one_seat_is_given_for_one_seat) {
    hall h;
    h.session(1, 1);
    h.session(2, 1);
    h.session(3, 1);
    h.seat(10, 1);
    h.seat(20, 2);
    h.seat(30, 3);
    h.wait(10, 2, 1);
    h.wait(10, 3, 1);
    h.leave(20, 2);
    h.leave(30, 3);
    EXPECT_EQ(h.settle(), 1);
    EXPECT_EQ(h.in(2), people{10});
    EXPECT_TRUE(h.in(1).empty());
    EXPECT_TRUE(h.in(3).empty());
    EXPECT_EQ(h.pools[3].waiting, 0);
}

// A hall that was made smaller comes down to its size before anybody moves up in it.
TEST(session_line, a_lowered_capacity_is_not_filled_again) {
    hall h;
    h.session(1, 3);
    for (std::int64_t who = 1; who <= 3; ++who) h.seat(who, 1);
    h.pools[1].wanted_limit = 2;
    h.wait(9, 1);
    h.leave(1, 1);
    EXPECT_EQ(h.settle(), 0);
    h.leave(2, 1);
    EXPECT_EQ(h.settle(), 1);
    EXPECT_EQ(h.in(1), (people{3, 9}));
}

// Whatever a hundred people do, no session has more than its seats, nobody holds what they gave back, nobody waits for a
// free seat, and every count is what it counts.
TEST(session_line, holds_under_any_sequence_of_wishes) {
    for (unsigned seed = 1; seed <= 300; ++seed) {
        std::mt19937 chance(seed);
        const auto up_to = [&](std::int64_t most) { return std::uniform_int_distribution<std::int64_t>(1, most)(chance); };
        hall h;
        const auto sessions = up_to(8);
        for (std::int64_t n = 1; n <= sessions; ++n) h.session(n, up_to(4));
        for (int step = 0; step < 120; ++step) {
            const auto who = up_to(30), wanted = up_to(sessions);
            const bool waits = std::any_of(h.lines[wanted].begin(), h.lines[wanted].end(), [&](const auto& each) { return each.who.value == who; });
            if (h.seated[wanted].contains(who)) {
                if (up_to(3) > 1) continue;
                for (auto& [number, line] : h.lines) // what was asked for with this seat goes with it
                    h.pools[number].waiting -= static_cast<std::int64_t>(std::erase_if(line, [&](const auto& each) {
                        return each.who.value == who && each.leaves.value == wanted;
                    }));
                h.leave(who, wanted);
            } else if (!waits) {
                auto& pool = h.pools[wanted];
                if (pool.waiting == 0 && pool.has_free_seat()) h.seat(who, wanted);
                else {
                    std::int64_t leaves = 0;
                    for (std::int64_t n = 1; n <= sessions; ++n)
                        if (h.seated[n].contains(who) && up_to(2) == 1) leaves = n;
                    h.wait(who, wanted, leaves);
                }
            }
            ASSERT_FALSE(HasFatalFailure());
            h.settle();
            for (const auto& [number, pool] : h.pools) {
                ASSERT_EQ(pool.taken, static_cast<std::int64_t>(h.seated[number].size())) << seed;
                ASSERT_EQ(pool.waiting, static_cast<std::int64_t>(h.lines[number].size())) << seed;
                ASSERT_LE(pool.taken, *pool.limit) << seed;
                ASSERT_EQ(promotions_due(pool), 0) << seed;
            }
            for (const auto& [number, line] : h.lines)
                for (const auto& each : line)
                    ASSERT_TRUE(!each.leaves || h.seated[each.leaves.value].contains(each.who.value)) << seed;
        }
    }
}

session_hours talk(std::int64_t id, std::optional<utc_seconds> starts, std::optional<utc_seconds> ends,
                   clash_policy policy = clash_policy::block) {
    return {{id}, starts, ends, policy, session_sign_up::optional};
}

// A guest is not kept from two talks of which one begins when the other ends, and not let into two at once.
TEST(session_clash, touching_ends_do_not_clash) {
    EXPECT_FALSE(run_together(talk(1, 0, 3600), talk(2, 3600, 7200)));
    EXPECT_FALSE(run_together(talk(2, 3600, 7200), talk(1, 0, 3600)));
    EXPECT_TRUE(run_together(talk(1, 0, 3601), talk(2, 3600, 7200)));
    EXPECT_TRUE(run_together(talk(1, 0, 7200), talk(2, 600, 1200)));
    EXPECT_TRUE(run_together(talk(1, 0, {}), talk(2, 3599, 7200))); // an end that nobody knows is an hour
    EXPECT_FALSE(run_together(talk(1, 0, {}), talk(2, 3600, 7200)));
    EXPECT_FALSE(run_together(talk(1, {}, {}), talk(2, 3600, 7200)));
}

// When clocks go back the hour from 2:30 to 3:00 is there twice, and the two are not the same half hour.
TEST(session_clash, an_hour_that_is_there_twice_is_two_hours) {
    constexpr utc_seconds first = 1'792'888'200; // 25 October 2026, 02:30 in Berlin, summer time (00:30 UTC)
    const auto before = talk(1, first, first + 1800), after = talk(2, first + 3600, first + 5400);
    EXPECT_FALSE(run_together(before, after));
    EXPECT_TRUE(run_together(talk(1, first, first + 3601), after));
}

// The stricter of two sessions counts, and a seat that is given back for the other is no clash.
TEST(session_clash, policy_and_exchange) {
    const std::vector<session_hours> hours{talk(1, 0, 3600, clash_policy::allow), talk(2, 0, 3600, clash_policy::warn),
                                           talk(3, 1800, 5400, clash_policy::block), talk(4, 0, 3600, clash_policy::allow)};
    const auto clashes = [&](std::vector<chosen_session> chosen) { return clashes_among(chosen, hours); };
    EXPECT_TRUE(clashes({{{1}}, {{4}}}).empty());
    ASSERT_EQ(clashes({{{1}}, {{2}}}).size(), 1u);
    EXPECT_EQ(clashes({{{1}}, {{2}}})[0].policy, clash_policy::warn);
    EXPECT_EQ(clashes({{{1}}, {{3}}})[0].policy, clash_policy::block);
    EXPECT_TRUE(clashes({{{1}}, {{3}, {1}}}).empty());
    EXPECT_TRUE(clashes({{{2}, {9}}, {{3}, {9}}}).empty()); // only one of them will be had
    EXPECT_TRUE(clashes({{{1}}, {{77}}}).empty());
    EXPECT_EQ(clashes({{{2}}, {{3}}, {{1}}}).size(), 3u);
}

// A label that says «free» over the last seats, or «full» over an empty hall.
TEST(fullness, goes_over_at_three_quarters) {
    const auto label = [](std::optional<std::int64_t> limit, std::int64_t taken, std::int64_t waiting = 0) {
        return fullness_of({limit, taken, waiting});
    };
    EXPECT_EQ(label({}, 1'000'000), fullness::free);
    EXPECT_EQ(label(4, 2), fullness::free);
    EXPECT_EQ(label(4, 3), fullness::filling);
    EXPECT_EQ(label(4, 4), fullness::full);
    EXPECT_EQ(label(100, 74), fullness::free);
    EXPECT_EQ(label(100, 75), fullness::filling);
    EXPECT_EQ(label(100, 99), fullness::filling);
    EXPECT_EQ(label(100, 10, 1), fullness::full); // who comes now waits
    EXPECT_EQ(label(1, 0), fullness::free);
    EXPECT_EQ(label(3, 2), fullness::free); // two thirds
}

} // namespace
} // namespace krug::domain
