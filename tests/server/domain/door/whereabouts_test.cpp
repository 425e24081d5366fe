// The board would count people who have left, or miss people who are inside, and the fire brigade would be told so.
#include "domain/attendance.hpp"

#include "ground/randomness.hpp"

#include <gtest/gtest.h>

namespace krug::domain {
namespace {

constexpr admission_point_id entrance{1}, hall_a{2}, hall_b{3}, table{4};

std::vector<admission_point_rules> doors() {
    std::vector<admission_point_rules> points(4);
    for (std::size_t at = 0; at < points.size(); ++at) {
        points[at].id = {static_cast<std::int64_t>(at) + 1};
        points[at].area = static_cast<int>(at);
    }
    points[1].sessions = {{7}};
    points[2].sessions = {{8}};
    points[3].sessions = {{8}};
    points[3].area = 2; // a second door of hall B
    return points;
}

scan_fact scan(const std::string& id, scan_kind kind, admission_point_id point, std::int64_t at_ms) {
    return {id, kind, "", at_ms, point, {5}};
}
scan_fact undo(const std::string& id, const std::string& of, std::int64_t at_ms) {
    auto made = scan(id, scan_kind::voided, entrance, at_ms);
    made.refers_to = of;
    return made;
}

std::vector<std::int64_t> open(const std::vector<scan_fact>& scans, bool moves = false) {
    std::vector<std::int64_t> points;
    for (const auto& each : derive_whereabouts(scans, doors(), moves)) points.push_back(each.point.value);
    return points;
}
using where = std::vector<std::int64_t>;

// Scans are not people: a guest at two doors is inside once at each, and leaving a hall is not leaving the house.
TEST(Whereabouts, an_open_admission_in_each_place) {
    std::vector<scan_fact> scans{scan("a", scan_kind::admit, entrance, 10), scan("b", scan_kind::admit, hall_a, 20)};
    EXPECT_EQ(open({}), where{});
    EXPECT_EQ(open(scans), (where{1, 2}));
    scans.push_back(scan("c", scan_kind::exit, hall_a, 30));
    EXPECT_EQ(open(scans), (where{1}));
    scans.push_back(scan("d", scan_kind::admit, hall_b, 40));
    scans.push_back(scan("e", scan_kind::overridden, table, 50)); // the other door of the same hall
    EXPECT_EQ(open(scans), (where{1, 4}));
    scans.push_back(scan("f", scan_kind::exit, entrance, 60)); // out of the house is out of every hall
    EXPECT_EQ(open(scans), where{});
    scans.push_back(scan("g", scan_kind::refuse, entrance, 70));
    EXPECT_EQ(open(scans), where{});
}

// Where the organiser says that people move, the next session's door is the way out of the last one.
TEST(Whereabouts, moving_between_sessions) {
    const std::vector<scan_fact> scans{scan("a", scan_kind::admit, entrance, 10), scan("b", scan_kind::admit, hall_a, 20),
                                       scan("c", scan_kind::admit, hall_b, 30)};
    EXPECT_EQ(open(scans, false), (where{1, 2, 3}));
    EXPECT_EQ(open(scans, true), (where{1, 3}));
    // The move was a mistake: the guest never left.
    auto undone = scans;
    undone.push_back(undo("d", "c", 40));
    EXPECT_EQ(open(undone, true), (where{1, 2}));
}

// Late uploads, in any order of arrival, count by their time.
TEST(Whereabouts, order_of_arrival_does_not_matter) {
    std::vector<scan_fact> scans{scan("a", scan_kind::admit, entrance, 10),  scan("b", scan_kind::admit, hall_a, 20),
                                 scan("c", scan_kind::exit, entrance, 30),   scan("d", scan_kind::admit, entrance, 40),
                                 scan("e", scan_kind::walk_in, hall_b, 50),  undo("f", "e", 60),
                                 scan("g", scan_kind::admit, hall_a, 70)};
    const auto expected = open(scans, true);
    EXPECT_EQ(expected, (where{1, 2}));
    ground::seeded_randomness random(3);
    for (int time = 0; time < 200; ++time) {
        for (std::size_t at = scans.size(); at > 1; --at) std::swap(scans[at - 1], scans[random.next_u32() % at]);
        ASSERT_EQ(open(scans, true), expected);
    }
}

} // namespace
} // namespace krug::domain
