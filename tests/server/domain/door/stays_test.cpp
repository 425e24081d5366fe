// Somebody who sat through the day gets no certificate, or somebody who looked in for ten minutes gets one, if this fails.
#include "domain/stays.hpp"

#include "ground/randomness.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace krug::domain {
namespace {

constexpr admission_point_id entrance{1}, hall_a{2}, hall_b{3}, table{4};
constexpr std::int64_t minute = 60'000, hour = 60 * minute;
constexpr std::int64_t opening = 1'602'756'000'000; // 15 October 2020, 10:00 UTC

/// A door of the house, a hall of sessions 7 and 9 one after the other, a hall of session 8 with two doors.
std::vector<admission_point_rules> doors() {
    std::vector<admission_point_rules> points(4);
    for (std::size_t at = 0; at < points.size(); ++at) {
        points[at].id = {static_cast<std::int64_t>(at) + 1};
        points[at].area = static_cast<int>(at);
    }
    points[1].sessions = {{7}, {9}};
    points[2].sessions = {{8}};
    points[3].sessions = {{8}};
    points[3].area = 2;
    return points;
}
event_hours two_hours() {
    event_time time;
    time.starts_at = opening / 1000;
    time.ends_at = (opening + 2 * hour) / 1000;
    return hours_of(time, {{{7}, "", opening / 1000, (opening + 45 * minute) / 1000},
                           {{8}, "", opening / 1000, (opening + 2 * hour) / 1000},
                           {{9}, "", (opening + hour) / 1000, (opening + 2 * hour) / 1000}});
}
scan_fact scan(const std::string& id, scan_kind kind, admission_point_id point, std::int64_t at_ms, device_id device = {5}) {
    return {id, kind, "", at_ms, point, device};
}
scan_fact in(admission_point_id point, std::int64_t after) { return scan("i" + std::to_string(after), scan_kind::admit, point, opening + after); }
scan_fact out(admission_point_id point, std::int64_t after) { return scan("o" + std::to_string(after), scan_kind::exit, point, opening + after); }
scan_fact undo(const std::string& of, std::int64_t after) {
    auto made = scan("v" + of, scan_kind::voided, entrance, opening + after);
    made.refers_to = of;
    return made;
}
constexpr std::int64_t long_after = opening + 100 * hour;

time_present at_event(const std::vector<scan_fact>& scans, const event_hours& hours = two_hours(), std::int64_t now = long_after, bool moves = false) {
    return time_at_event(derive_stays(scans, doors(), moves, hours, now), hours);
}
time_present at_session(const std::vector<scan_fact>& scans, std::int64_t session, bool moves = false) {
    const auto hours = two_hours();
    return time_at_session(derive_stays(scans, doors(), moves, hours, long_after), doors(), {session}, hours).value();
}

// The plain case: in, out, in again, out again; coming early and leaving late earns nothing.
TEST(Stays, minutes_between_entries_and_exits_within_the_hours) {
    const auto twice = at_event({in(entrance, 0), out(entrance, 30 * minute), in(entrance, hour), out(entrance, 75 * minute)});
    EXPECT_EQ(twice.minutes(), 45);
    EXPECT_EQ(twice.percent(), 37);
    EXPECT_FALSE(twice.is_assumed);
    const auto whole = at_event({in(entrance, -20 * minute), out(entrance, 3 * hour)});
    EXPECT_EQ(whole.minutes(), 120);
    EXPECT_EQ(whole.percent(), 100);
    EXPECT_EQ(at_event({in(entrance, -20 * minute), out(entrance, -5 * minute)}).minutes(), 0);
    EXPECT_EQ(at_event({in(entrance, 3 * hour)}).minutes(), 0);
    EXPECT_EQ(at_event({}).minutes(), 0);
}

// Nobody scans exits at most doors: who stayed is counted to the end, and it says so.
TEST(Stays, without_an_exit_time_is_counted_to_the_end_and_marked) {
    const auto stayed = at_event({in(entrance, 30 * minute)});
    EXPECT_EQ(stayed.minutes(), 90);
    EXPECT_TRUE(stayed.is_assumed);
    EXPECT_FALSE(stayed.is_going_on);
    // In a hall it is the end of the session that was on, not of the next one in the same hall.
    const auto first = at_session({in(hall_a, 0)}, 7);
    EXPECT_EQ(first.minutes(), 45);
    EXPECT_TRUE(first.is_assumed);
    EXPECT_EQ(at_session({in(hall_a, 0)}, 9).minutes(), 0);
    EXPECT_EQ(at_event({in(hall_a, 0)}).minutes(), 45);
    // With an exit the hall's next session counts as well.
    EXPECT_EQ(at_session({in(hall_a, 0), out(hall_a, 100 * minute)}, 9).minutes(), 40);
    EXPECT_EQ(at_session({in(hall_a, 0), out(hall_a, 100 * minute)}, 7).percent(), 100);
}

// While it goes on nobody is credited with time to come.
TEST(Stays, who_is_inside_has_been_there_up_to_now) {
    const auto now = at_event({in(entrance, 0)}, two_hours(), opening + 50 * minute);
    EXPECT_EQ(now.minutes(), 50);
    EXPECT_TRUE(now.is_going_on);
    EXPECT_FALSE(now.is_assumed);
}

// An initiative group that never said when it ends must not credit anybody with a night.
TEST(Stays, an_event_without_an_end) {
    event_time open;
    open.starts_at = opening / 1000;
    const auto hours = hours_of(open, {});
    const auto unknown = at_event({in(entrance, 0)}, hours);
    EXPECT_EQ(unknown.minutes(), 0);
    EXPECT_TRUE(unknown.has_unknown_end);
    EXPECT_EQ(unknown.percent(), std::nullopt);
    const auto known = at_event({in(entrance, 0), out(entrance, 70 * minute)}, hours);
    EXPECT_EQ(known.minutes(), 70);
    EXPECT_EQ(known.percent(), std::nullopt);
    EXPECT_FALSE(known.has_unknown_end);
    // Its sessions say when it ends.
    EXPECT_EQ(at_event({in(entrance, 0)}, hours_of(open, {{{7}, "", opening / 1000, opening / 1000 + 3600}})).minutes(), 60);
    EXPECT_EQ(at_event({in(entrance, 0), out(entrance, hour)}, hours_of({}, {})).minutes(), 60) << "no date at all";
}

// Shown twice at the door, at two devices, out before in: none of it makes time or loses it.
TEST(Stays, odd_orders_make_no_time) {
    EXPECT_EQ(at_event({in(entrance, 0), in(entrance, 20 * minute), out(entrance, 40 * minute)}).minutes(), 40) << "in twice";
    EXPECT_EQ(at_event({out(entrance, 0), in(entrance, 20 * minute), out(entrance, 40 * minute)}).minutes(), 20) << "out before in";
    EXPECT_EQ(at_event({in(entrance, 0), out(entrance, 40 * minute), out(entrance, 50 * minute)}).minutes(), 40) << "out twice";
    EXPECT_EQ(at_event({in(entrance, 0), in(hall_a, 10 * minute), out(entrance, 30 * minute)}).minutes(), 30) << "two doors, one guest";
    EXPECT_EQ(at_event({scan("b", scan_kind::exit, entrance, opening + 40 * minute, {6}), scan("a", scan_kind::admit, entrance, opening, {5})}).minutes(), 40)
        << "two devices, uploaded the other way round";
    EXPECT_EQ(at_event({scan("o", scan_kind::overridden, entrance, opening), out(entrance, 30 * minute)}).minutes(), 30) << "let in by staff";
    EXPECT_EQ(at_event({in(entrance, 0), scan("r", scan_kind::refuse, entrance, opening + minute), out(entrance, 30 * minute)}).minutes(), 30);
}

// Whoever was marked by mistake was not there; an exit marked by mistake takes nothing away.
TEST(Stays, what_was_taken_back_never_was) {
    EXPECT_EQ(at_event({in(entrance, 0), undo("i0", minute)}).minutes(), 0);
    EXPECT_EQ(at_event({in(entrance, 0), out(entrance, minute), undo("o" + std::to_string(minute), 2 * minute)}).minutes(), 120);
}

// Leaving the house is leaving every hall; leaving a hall is not leaving the house.
TEST(Stays, halls_and_the_house) {
    EXPECT_EQ(at_session({in(entrance, 0), in(hall_b, 0), out(entrance, 30 * minute)}, 8).minutes(), 30);
    EXPECT_EQ(at_event({in(entrance, 0), in(hall_b, 0), out(hall_b, 30 * minute), out(entrance, 60 * minute)}).minutes(), 60);
    EXPECT_EQ(at_session({in(hall_b, 0), in(table, 10 * minute), out(hall_b, 30 * minute)}, 8).minutes(), 30) << "two doors of one hall";
    // Where people move, the next hall's door is the exit of the last.
    EXPECT_EQ(at_session({in(hall_b, 0), in(hall_a, 20 * minute)}, 8, true).minutes(), 20);
    EXPECT_EQ(at_session({in(hall_b, 0), in(hall_a, 20 * minute)}, 8, false).minutes(), 120);
    const auto hours = two_hours();
    EXPECT_FALSE(time_at_session(derive_stays({in(entrance, 0)}, doors(), false, hours, long_after), doors(), {77}, hours)) << "no door leads there";
}

// A forum of two days: nobody slept in the hall, and whoever came on both days was there on both.
TEST(Stays, nights_of_a_long_event_are_left_out) {
    event_time time;
    time.starts_at = opening / 1000;
    time.ends_at = (opening + 32 * hour) / 1000;
    const std::vector<session_times> sessions{{{7}, "", opening / 1000, (opening + 3 * hour) / 1000},
                                              {{8}, "", (opening + 4 * hour) / 1000, (opening + 8 * hour) / 1000},
                                              {{9}, "", (opening + 24 * hour) / 1000, (opening + 32 * hour) / 1000}};
    const auto hours = hours_of(time, sessions);
    ASSERT_EQ(hours.days.size(), 2u);
    EXPECT_EQ(hours.length_ms(), 16 * hour) << "the break counts, the night does not";
    EXPECT_EQ(at_event({in(entrance, 0)}, hours).minutes(), 8 * 60);
    EXPECT_EQ(at_event({in(entrance, 0), in(entrance, 24 * hour)}, hours).percent(), 100);
    const auto second = at_event({in(entrance, 25 * hour)}, hours);
    EXPECT_EQ(second.minutes(), 7 * 60);
    EXPECT_TRUE(second.is_assumed);
    // Without hours of sessions nobody knows of the nights: a stay without an exit is half a day at most.
    EXPECT_EQ(at_event({in(entrance, 0)}, hours_of(time, {})).minutes(), 12 * 60);
}

// A party over midnight, in the night when the clocks go back: minutes are those that passed.
TEST(Stays, over_midnight_and_a_change_of_the_clocks) {
    event_time time;
    time.timezone = "Europe/Berlin";
    time.starts_at = 1'603'576'800; // 24 October 2020, 22:00 UTC: midnight in Berlin, clocks go back three hours later
    time.ends_at = *time.starts_at + 5 * 3600;
    const auto hours = hours_of(time, {});
    const std::vector<scan_fact> scans{scan("a", scan_kind::admit, entrance, *time.starts_at * 1000), scan("b", scan_kind::exit, entrance, *time.ends_at * 1000)};
    EXPECT_EQ(time_at_event(derive_stays(scans, doors(), false, hours, long_after * 2), hours).minutes(), 300);
}

// Uploads come in any order, and a sum must not depend on it; nor may it ever pass what there was.
TEST(Stays, any_order_gives_the_same_and_never_more_than_the_whole) {
    ground::seeded_randomness chance(20201015);
    for (int round = 0; round < 400; ++round) {
        std::vector<scan_fact> scans;
        const auto count = chance.next_u32() % 9;
        for (std::uint32_t at = 0; at < count; ++at) {
            const admission_point_id point{static_cast<std::int64_t>(chance.next_u32() % 4) + 1};
            const auto kind = chance.next_u32() % 3 == 0 ? scan_kind::exit : scan_kind::admit;
            scans.push_back(scan("s" + std::to_string(at), kind, point, opening - hour + static_cast<std::int64_t>(chance.next_u32() % (4 * hour))));
        }
        const bool moves = chance.next_u32() % 2 == 0;
        const auto hours = two_hours();
        const auto first = derive_stays(scans, doors(), moves, hours, long_after);
        auto turned = scans;
        std::reverse(turned.begin(), turned.end());
        EXPECT_EQ(first, derive_stays(turned, doors(), moves, hours, long_after));
        const auto whole = time_at_event(first, hours);
        EXPECT_GE(whole.present_ms, 0);
        EXPECT_LE(whole.present_ms, whole.whole_ms);
        for (const std::int64_t session : {7, 8, 9}) {
            const auto there = time_at_session(first, doors(), {session}, hours);
            ASSERT_TRUE(there);
            EXPECT_LE(there->present_ms, there->whole_ms);
            EXPECT_LE(there->present_ms, whole.present_ms);
        }
    }
}

} // namespace
} // namespace krug::domain
