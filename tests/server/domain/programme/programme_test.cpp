// If this fails, an organiser learns of a hall that is too small, or of a speaker in two places, from the guests.
#include "domain/programme.hpp"

#include <gtest/gtest.h>

namespace krug::domain {
namespace {

programme_facts forum() {
    programme_facts facts;
    facts.time.starts_at = 0;
    facts.time.ends_at = 36'000;
    facts.time.precision = date_precision::instant;
    facts.rooms = {{{1}, "Большой зал", 200, true}, {{2}, "Подвал", 20, false}, {{3}, "Мезонин", {}, {}}};
    return facts;
}

session talk(std::int64_t id, std::string room, utc_seconds starts, utc_seconds ends) {
    session what;
    what.id = {id};
    what.title = "Секция";
    what.room = std::move(room);
    what.starts_at = starts;
    what.ends_at = ends;
    return what;
}

std::vector<programme_fault> faults(const programme_facts& facts) {
    std::vector<programme_fault> found;
    for (const auto& each : judge_programme(facts)) found.push_back(each.what);
    return found;
}

using all = std::vector<programme_fault>;

// A programme with nothing wrong is left in peace.
TEST(programme, what_is_right_is_not_warned_of) {
    auto facts = forum();
    facts.sessions = {talk(1, "Большой зал", 0, 3600), talk(2, "Большой зал", 3600, 7200), talk(3, "Подвал", 0, 3600),
                      talk(4, "", 0, 3600), talk(5, "", 0, 3600)};
    facts.sessions[2].capacity = 20;
    facts.seats[3] = {20, 20, 4};
    EXPECT_EQ(faults(facts), all{});
    EXPECT_EQ(faults(forum()), all{});
}

// More chairs are promised than the hall has, or more people have come already.
TEST(programme, a_room_that_is_too_small) {
    auto facts = forum();
    facts.sessions = {talk(1, "подвал", 0, 3600)};
    facts.sessions[0].capacity = 21;
    facts.seats[1] = {21, 21, 0};
    const auto found = judge_programme(facts);
    ASSERT_EQ(found.size(), 2u);
    EXPECT_EQ(found[0], (programme_warning{programme_fault::room_too_small, {1}, {}, "", 20, 21}));
    EXPECT_EQ(found[1], (programme_warning{programme_fault::room_overfull, {1}, {}, "", 20, 21}));
    facts.sessions[0].room = "Мезонин"; // of which nobody knows the size
    EXPECT_EQ(faults(facts), all{});
}

// Somebody is announced in two halls for the same quarter of an hour, once as «Алёна», once as «алена».
TEST(programme, a_person_in_two_places) {
    auto facts = forum();
    facts.sessions = {talk(1, "Большой зал", 0, 3600), talk(2, "Подвал", 2700, 6300), talk(3, "Мезонин", 6300, 7200)};
    facts.sessions[0].people = {{person_role::moderator, "Алёна Ёлкина", "", {1}}, {person_role::speaker, "Ким", "", {1}}};
    facts.sessions[1].people = {{person_role::speaker, "алена елкина", "профессор", {2}}};
    facts.sessions[2].people = facts.sessions[1].people;
    const auto found = judge_programme(facts);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0], (programme_warning{programme_fault::person_twice, {1}, {2}, "Алёна Ёлкина", 0, 0}));
}

// Two sessions are led into one room.
TEST(programme, a_room_that_is_taken) {
    auto facts = forum();
    facts.sessions = {talk(1, "Большой зал", 0, 3600), talk(2, "большой зал", 3599, 7200)};
    EXPECT_EQ(faults(facts), all{programme_fault::room_twice});
    facts.sessions[1].starts_at = 3600;
    EXPECT_EQ(faults(facts), all{});
}

// A session before the doors open or after they have closed.
TEST(programme, a_session_outside_the_event) {
    auto facts = forum();
    facts.sessions = {talk(1, "", -1, 3600), talk(2, "", 32'400, 36'000), talk(3, "", 32'400, 36'001)};
    EXPECT_EQ(faults(facts), (all{programme_fault::outside_event, programme_fault::outside_event}));
    facts.time.ends_at.reset();
    EXPECT_EQ(faults(facts), all{programme_fault::outside_event});
}

// A guest in a wheelchair is sent down the stairs.
TEST(programme, a_room_with_steps_while_guests_need_none) {
    auto facts = forum();
    facts.sessions = {talk(1, "Подвал", 0, 3600), talk(2, "Большой зал", 0, 3600), talk(3, "Мезонин", 0, 3600)};
    facts.step_free_guests = {{1, 2}, {2, 5}, {3, 1}};
    auto found = judge_programme(facts);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0], (programme_warning{programme_fault::no_step_free, {1}, {}, "", 0, 2}));
    facts.venue_features = std::vector<std::string>{"induction_loop"}; // the venue has been asked, and has steps
    EXPECT_EQ(faults(facts), (all{programme_fault::no_step_free, programme_fault::no_step_free}));
}

} // namespace
} // namespace krug::domain
