// A companion would sit at another table, a wheelchair place would go to somebody else, or people would meet the same
// neighbours all evening.
#include "domain/seating.hpp"

#include "ground/randomness.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

namespace krug::domain {
namespace {

seating_task task_of(int tables, int seats, int people, int rounds) {
    seating_task task;
    task.rounds = rounds;
    task.trials = 20'000;
    for (int table = 1; table <= tables; ++table) task.tables.push_back({table, seats, {}});
    for (int person = 1; person <= people; ++person) task.people.emplace_back().id = {person};
    return task;
}

std::string refused_field(const result<seating_plan>& plan) {
    return plan ? "" : plan.error().fields.front().field + " " + plan.error().fields.front().code;
}

/// Every promise of propose_seating that can be read off a plan without knowing how it was made.
void expect_lawful(const seating_task& task, const seating_plan& plan) {
    ASSERT_EQ(plan.tables.size(), static_cast<std::size_t>(task.rounds));
    for (std::size_t round = 0; round < plan.tables.size(); ++round) {
        std::map<int, int> filled;
        std::map<int, int> party_table;
        for (std::size_t person = 0; person < task.people.size(); ++person) {
            const int number = plan.tables[round][person];
            ++filled[number];
            const int party = task.people[person].party;
            if (party == 0) continue;
            EXPECT_EQ(party_table.try_emplace(party, number).first->second, number) << "party " << party;
        }
        for (const auto& table : task.tables) EXPECT_LE(filled[table.number], table.seats);
        for (const auto& lock : task.locks) {
            if (lock.round != 0 && lock.round != static_cast<int>(round) + 1) continue;
            const auto who = std::find_if(task.people.begin(), task.people.end(),
                                          [&](const auto& person) { return person.id == lock.person; });
            EXPECT_EQ(plan.tables[round][static_cast<std::size_t>(who - task.people.begin())], lock.table);
        }
    }
}

// Random evenings of every shape: whatever the wishes, nobody stands and nobody is torn from a companion.
TEST(Seating, keeps_what_was_decided) {
    ground::seeded_randomness random(11);
    int proposed = 0;
    for (int evening = 0; evening < 200; ++evening) {
        const int tables = 1 + static_cast<int>(random.next_u32() % 9), rounds = 1 + static_cast<int>(random.next_u32() % 4);
        auto task = task_of(tables, 1, 0, rounds);
        task.trials = 4'000;
        task.seed = random.next_u64();
        int seats = 0;
        for (auto& table : task.tables) seats += table.seats = 2 + static_cast<int>(random.next_u32() % 8);
        const int people = 1 + static_cast<int>(random.next_u32() % static_cast<unsigned>(seats));
        for (int person = 1; person <= people; ++person) {
            auto& made = task.people.emplace_back();
            made.id = {person};
            made.sector = static_cast<int>(random.next_u32() % 4);
            made.organisation = static_cast<int>(random.next_u32() % 6);
            made.newcomer = random.next_u32() % 3 == 0;
            if (random.next_u32() % 5 == 0) made.party = 1 + person / 2;
            if (random.next_u32() % 9 == 0) made.present_table = 1;
        }
        if (random.next_u32() % 2)
            task.locks.push_back({{1 + random.next_u32() % people}, 1 + static_cast<int>(random.next_u32() % tables),
                                  static_cast<int>(random.next_u32() % (rounds + 1))});
        const auto plan = propose_seating(task);
        // Parties that do not fit together may be refused; a plan that is made must be lawful.
        if (!plan) continue;
        ++proposed;
        expect_lawful(task, *plan);
        EXPECT_LE(plan->meetings, plan->meetings_max) << evening;
        EXPECT_GE(plan->same_sector, plan->same_sector_min) << evening;
    }
    EXPECT_GT(proposed, 150);
}

// Two organisers who press the same button must see the same proposal, or neither trusts it.
TEST(Seating, the_same_task_gives_the_same_plan) {
    auto task = task_of(6, 6, 33, 3);
    EXPECT_EQ(propose_seating(task)->tables, propose_seating(task)->tables);
    auto other = task;
    other.seed = 2;
    EXPECT_NE(propose_seating(task)->tables, propose_seating(other)->tables);
}

// Where a perfect evening exists, guests get it: 49 people at 7 tables over 8 rounds all meet exactly once (an affine
// plane of order 7), and 480 at 60 tables meet nobody twice in 4 rounds.
TEST(Seating, finds_evenings_that_are_known_to_exist) {
    auto seven = task_of(7, 7, 49, 8);
    seven.trials = 0;
    const auto plane = propose_seating(seven);
    ASSERT_TRUE(plane);
    EXPECT_EQ(plane->meetings, 49 * 48 / 2);
    auto hall = task_of(60, 8, 480, 4);
    hall.trials = 200'000;
    const auto forum = propose_seating(hall);
    ASSERT_TRUE(forum);
    EXPECT_EQ(forum->meetings, forum->meetings_max);
}

// Colleagues came to meet others: five sectors and as many organisations are dealt out evenly.
TEST(Seating, mixes_sectors_organisations_and_newcomers) {
    auto task = task_of(5, 5, 25, 1);
    for (std::size_t person = 0; person < 25; ++person) {
        task.people[person].sector = 1 + static_cast<int>(person / 5);
        task.people[person].organisation = 1 + static_cast<int>(person / 5);
        task.people[person].newcomer = person < 5;
    }
    const auto plan = propose_seating(task);
    ASSERT_TRUE(plan);
    for (const auto& table : plan->figures[0]) {
        EXPECT_EQ(table.sectors, 5);
        EXPECT_EQ(table.same_organisation, 0);
        EXPECT_EQ(table.newcomers, 1);
    }
    EXPECT_EQ(plan->same_sector, 0);
}

// Half the guests did not come: the others are spread over the tables and not left alone at one.
TEST(Seating, fills_tables_evenly) {
    const auto plan = propose_seating(task_of(10, 8, 41, 1));
    ASSERT_TRUE(plan);
    for (const auto& table : plan->figures[0]) {
        EXPECT_GE(table.people, 4);
        EXPECT_LE(table.people, 5);
    }
}

// People who already sit are not chased through the hall for a small gain when latecomers are added.
TEST(Seating, leaves_those_who_sit) {
    auto task = task_of(4, 6, 16, 1);
    for (std::size_t person = 0; person < 16; ++person) task.people[person].organisation = 1 + static_cast<int>(person % 4);
    auto first = propose_seating(task);
    ASSERT_TRUE(first);
    for (std::size_t person = 0; person < 16; ++person) task.people[person].present_table = first->tables[0][person];
    for (int late = 17; late <= 22; ++late) task.people.emplace_back().id = {late};
    const auto again = propose_seating(task);
    ASSERT_TRUE(again);
    for (std::size_t person = 0; person < 16; ++person)
        EXPECT_EQ(again->tables[0][person], first->tables[0][person]) << person;
}

// A table for one sector, in its language or with its rules, takes nobody else; a companion may come along.
TEST(Seating, keeps_a_tables_rule) {
    auto task = task_of(3, 4, 10, 2);
    task.tables[0].sectors = {2};
    for (std::size_t person = 0; person < 10; ++person) task.people[person].sector = person < 3 ? 2 : 1;
    task.people[9].party = task.people[0].party = 7;
    const auto plan = propose_seating(task);
    ASSERT_TRUE(plan);
    for (const auto& round : plan->tables)
        for (std::size_t person = 3; person < 9; ++person) EXPECT_NE(round[person], 1) << person;
}

// What cannot be is said with the field and the number that mends it, before anybody is moved.
TEST(Seating, refuses_what_cannot_be_and_says_why) {
    auto full = propose_seating(task_of(3, 4, 14, 1));
    EXPECT_EQ(refused_field(full), "seats out_of_range");
    EXPECT_EQ(full.error().fields.front().limit, 2);
    EXPECT_EQ(refused_field(propose_seating(task_of(3, 4, 5, seating_rounds_max + 1))), "rounds out_of_range");
    EXPECT_EQ(refused_field(propose_seating(task_of(3, 4, 0, 1))), "people required");
    EXPECT_EQ(refused_field(propose_seating(task_of(0, 4, 5, 1))), "tables required");
    EXPECT_EQ(refused_field(propose_seating(task_of(1, 5000, static_cast<int>(seating_people_max) + 1, 1))),
              "people too_long");
    EXPECT_EQ(refused_field(propose_seating(task_of(static_cast<int>(seating_tables_max) + 1, 4, 5, 1))),
              "tables too_long");

    auto task = task_of(2, 3, 5, 1);
    task.tables[1].number = 1;
    EXPECT_EQ(refused_field(propose_seating(task)), "tables duplicate");
    task = task_of(2, 3, 5, 1);
    task.people[4].id = {1};
    EXPECT_EQ(refused_field(propose_seating(task)), "people duplicate");
    task = task_of(2, 3, 5, 1);
    for (std::size_t person = 0; person < 4; ++person) task.people[person].party = 1;
    EXPECT_EQ(refused_field(propose_seating(task)), "party out_of_range");
    task = task_of(2, 3, 5, 1);
    task.locks = {{{9}, 1, 0}};
    EXPECT_EQ(refused_field(propose_seating(task)), "locks unknown");
    task.locks = {{{1}, 7, 0}};
    EXPECT_EQ(refused_field(propose_seating(task)), "locks unknown");
    task.locks = {{{1}, 1, 0}, {{2}, 1, 0}, {{3}, 1, 0}, {{4}, 1, 1}};
    EXPECT_EQ(refused_field(propose_seating(task)), "locks out_of_range");
    task.locks = {{{1}, 1, 0}, {{2}, 2, 0}};
    task.people[0].party = task.people[1].party = 1;
    EXPECT_EQ(refused_field(propose_seating(task)), "party order");
    task = task_of(2, 3, 5, 1);
    task.tables[0].sectors = task.tables[1].sectors = {3};
    EXPECT_EQ(refused_field(propose_seating(task)), "sectors not_a_choice");
    task.tables[1].sectors.clear();
    task.locks = {{{1}, 1, 0}};
    EXPECT_EQ(refused_field(propose_seating(task)), "locks not_a_choice");
}

// A published quality is worth nothing if the bound is not a bound: checked against every plan of a small evening.
TEST(Seating, no_plan_beats_the_bound) {
    // Five people at tables of 3 and 2, two rounds: all 10 · 10 plans.
    std::vector<std::vector<int>> splits;
    for (int mask = 0; mask < 32; ++mask) {
        if (__builtin_popcount(static_cast<unsigned>(mask)) != 3) continue;
        auto& split = splits.emplace_back();
        for (int person = 0; person < 5; ++person) split.push_back(mask >> person & 1);
    }
    std::int64_t best = 0;
    for (const auto& one : splits)
        for (const auto& two : splits) {
            std::int64_t met = 0;
            for (std::size_t left = 0; left < 5; ++left)
                for (std::size_t right = left + 1; right < 5; ++right)
                    met += one[left] == one[right] || two[left] == two[right];
            best = std::max(best, met);
        }
    EXPECT_LE(best, meetings_bound({{3, 2}, {3, 2}}, 0));
    EXPECT_EQ(propose_seating(task_of(2, 3, 5, 2))->meetings, best);
}

} // namespace
} // namespace krug::domain
