// If this fails, the page of an event shows free seats where there are none, or says nothing to those who do
// not see.
#include "render/pages/event_page.hpp"
#include "render/pages/figures.hpp"

#include <gtest/gtest.h>

namespace krug::render {
namespace {

bool has(const markup& svg, std::string_view part) {
    return svg.html.find(part) != std::string::npos;
}

std::size_t count(const markup& svg, std::string_view part) {
    std::size_t n = 0;
    for (auto at = svg.html.find(part); at != std::string::npos; at = svg.html.find(part, at + 1))
        ++n;
    return n;
}

// People would come to a full room.
TEST(seat_ring, full_and_empty_rings_have_no_dot_of_the_other_kind) {
    const auto full = seat_ring(language::ru, {20, 20, 0}, true);
    EXPECT_FALSE(has(full, "ring__free"));
    EXPECT_TRUE(has(full, "pathLength=\"20\""));
    EXPECT_TRUE(has(full, "aria-label=\"Свободно мест: 0 из 20\"")) << full.html;
    const auto empty = seat_ring(language::en, {0, 20, 0}, true);
    EXPECT_FALSE(has(empty, "ring__taken"));
    EXPECT_TRUE(has(empty, "seats of 20")) << empty.html;
}

// The last free seat among thousands would not be seen.
TEST(seat_ring, one_seat_of_many_keeps_its_dot) {
    EXPECT_TRUE(has(seat_ring(language::ru, {9999, 10000, 0}, true), "ring__free"));
    EXPECT_TRUE(has(seat_ring(language::ru, {1, 10000, 0}, true), "ring__taken"));
}

// More confirmed than seats (overbooking) or no limit must not draw nonsense.
TEST(seat_ring, overbooking_and_no_limit) {
    const auto over = seat_ring(language::ru, {25, 20, 0}, true);
    EXPECT_TRUE(has(over, ">0</text>")) << over.html;
    EXPECT_TRUE(seat_ring(language::ru, {25, 0, 0}, true).empty());
    EXPECT_EQ(seats_free(language::ru, {25, 20, 0}), "Мест нет");
    EXPECT_EQ(seats_free(language::ru, {18, 20, 0}), "2 места");
}

// The overview would count a person twice or lose one.
TEST(hall_ring, three_parts_and_words) {
    const auto ring = hall_ring(language::ru, {38, 60, 16});
    EXPECT_TRUE(has(ring, "В зале: 38, ждём: 16, свободно: 6")) << ring.html;
    EXPECT_TRUE(has(ring, "в зале из 54")) << ring.html;
    EXPECT_TRUE(has(ring, "hall__free"));
}

// The disc would mark a wrong month, or invent a day that nobody announced.
TEST(date_disc, marks_the_month_and_never_invents_a_day) {
    EXPECT_EQ(count(date_disc(15, 10, "октября"), "d--on"), 1U);
    EXPECT_TRUE(has(date_disc(15, 10, "октября"), "<b>15</b>"));
    EXPECT_TRUE(has(date_disc(0, 8, "2020"), "<b>08</b>"));
    EXPECT_TRUE(has(date_disc(1, 1, "<x>"), "&lt;x>"));
}

// A table of any size must be drawn, and never more seats than fit.
TEST(round_table, draws_between_one_and_twenty_four_seats) {
    EXPECT_EQ(count(round_table(language::ru, 4, {7, 10, 0}), "class=\"s"), 10U);
    EXPECT_EQ(count(round_table(language::ru, 4, {7, 10, 0}), "s--open"), 3U);
    EXPECT_EQ(count(round_table(language::ru, 4, {99, 99, 0}), "class=\"s"), 24U);
}

// Dots of a crowd would run out of the picture.
TEST(arrivals_chart, stays_inside_for_few_and_for_many) {
    EXPECT_TRUE(arrivals_chart(language::ru, {}).empty());
    EXPECT_EQ(count(arrivals_chart(language::ru, {{"14:25", 1}, {"14:30", 8}}), "<circle"), 9U);
    const auto crowd = arrivals_chart(language::ru, std::vector<arrivals_column>(60, {"14:25", 5000}));
    EXPECT_EQ(count(crowd, "<rect"), 60U);
    EXPECT_FALSE(has(crowd, "y=\"-")) << crowd.html;
    EXPECT_LT(count(crowd, "ch-l"), 13U);
}

// Search engines would show a wrong hour; a title could close the script and run its own.
TEST(event_json_ld, holds_only_what_is_known_and_nothing_that_closes_a_script) {
    event_metadata facts;
    facts.name = "</script><script>alert(1)</script> & Ко";
    facts.starts = "2020-10-15T15:00:00+05:00";
    facts.venue = "Точка кипения – Тюмень";
    facts.city = "Тюмень";
    facts.is_free = true;
    const auto json = event_json_ld(facts).html;
    EXPECT_EQ(json.find_first_of("<>&"), std::string::npos) << json;
    EXPECT_NE(json.find("\"startDate\":\"2020-10-15T15:00:00+05:00\""), std::string::npos) << json;
    EXPECT_NE(json.find("\"addressLocality\":\"Тюмень\""), std::string::npos) << json;
    EXPECT_EQ(json.find("endDate"), std::string::npos);
    EXPECT_EQ(json.find("organizer"), std::string::npos);
    EXPECT_EQ(json.find("maximumAttendeeCapacity"), std::string::npos);
}

} // namespace
} // namespace krug::render
