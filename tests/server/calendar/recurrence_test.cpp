// If this fails, a club meets on the wrong evening, an hour early after the clocks have changed, or on a holiday.
#include "calendar/recurrence.hpp"

#include <gtest/gtest.h>

namespace krug::calendar {
namespace {

std::string days(std::string_view rule, const local_date& first, std::vector<local_date> skipped = {}) {
    const auto read = parse_rrule(rule);
    if (!read) return "unreadable";
    std::string text;
    for (const auto& day : days_of(*read, first, skipped))
        text += (text.empty() ? "" : " ") + std::to_string(day.month) + "-" + std::to_string(day.day);
    return text;
}

constexpr local_date thursday{2026, 11, 26};

// The evenings of a club, as the organiser counts them.
TEST(recurrence, weeks) {
    EXPECT_EQ(days("FREQ=WEEKLY;COUNT=3", thursday), "11-26 12-3 12-10");
    EXPECT_EQ(days("freq=weekly;interval=2;count=3", thursday), "11-26 12-10 12-24");
    EXPECT_EQ(days("RRULE:FREQ=WEEKLY;BYDAY=TH,TU;COUNT=4", thursday), "11-26 12-1 12-3 12-8");
    EXPECT_EQ(days("FREQ=WEEKLY;UNTIL=20261209T200000Z", thursday), "11-26 12-3");
    EXPECT_EQ(days("FREQ=WEEKLY;UNTIL=20261101", thursday), "");
    EXPECT_EQ(days("FREQ=WEEKLY;BYDAY=MO;COUNT=2", thursday), "11-26 11-30"); // the first day is the organiser's own
}

// The second Thursday is not the fourteenth, and a month without a fifth has a last one.
TEST(recurrence, months_by_weekday) {
    EXPECT_EQ(days("FREQ=MONTHLY;COUNT=3", thursday), "11-26 12-24 1-28"); // the fourth
    EXPECT_EQ(days("FREQ=MONTHLY;BYDAY=2TH;COUNT=4", {2026, 11, 12}), "11-12 12-10 1-14 2-11");
    EXPECT_EQ(days("FREQ=MONTHLY;BYDAY=-1FR;COUNT=4", {2026, 11, 27}), "11-27 12-25 1-29 2-26");
    EXPECT_EQ(days("FREQ=MONTHLY;COUNT=3", {2026, 10, 29}), "10-29 11-26 12-31"); // a fifth is the last
    EXPECT_EQ(days("FREQ=MONTHLY;INTERVAL=5;COUNT=3", {2026, 11, 2}), "11-2 4-5 9-6");
    EXPECT_EQ(days("FREQ=MONTHLY;BYDAY=1MO;COUNT=2", {2028, 2, 29}), "2-29 3-6");
}

// New Year's Eve falls on a Thursday; it is left out and the rest stands.
TEST(recurrence, holidays_are_left_out) {
    EXPECT_EQ(days("FREQ=WEEKLY;COUNT=7", thursday, {{2026, 12, 31}, {2027, 1, 7}}), "11-26 12-3 12-10 12-17 12-24");
    EXPECT_EQ(days("FREQ=WEEKLY;COUNT=2", thursday, {thursday}), "12-3");
}

// A rule without an end does not fill the year 9999.
TEST(recurrence, has_an_end) {
    const auto rule = parse_rrule("FREQ=WEEKLY");
    ASSERT_TRUE(rule);
    EXPECT_EQ(days_of(*rule, thursday, {}).size(), 52u);
    EXPECT_EQ(days_of(*parse_rrule("FREQ=MONTHLY;UNTIL=99991231"), {9999, 1, 4}, {}).size(), 12u);
}

// What is not understood is refused rather than half done.
TEST(recurrence, what_is_not_of_ours_is_refused) {
    for (const char* rule : {"", "FREQ=DAILY", "FREQ=YEARLY", "COUNT=3", "FREQ=WEEKLY;COUNT=0", "FREQ=WEEKLY;COUNT=53", "FREQ=WEEKLY;COUNT=3;UNTIL=20270101",
                             "FREQ=WEEKLY;BYDAY=XX", "FREQ=WEEKLY;BYDAY=2TH", "FREQ=MONTHLY;BYDAY=MO,TU", "FREQ=MONTHLY;BYDAY=5TH", "FREQ=WEEKLY;FREQ=WEEKLY",
                             "FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;INTERVAL=13", "FREQ=WEEKLY;UNTIL=20270231", "FREQ=WEEKLY;UNTIL=2027", "FREQ=WEEKLY;BYHOUR=9",
                             "FREQ=WEEKLY;BYDAY=MO,MO", "FREQ=WEEKLY;;", "FREQ", "FREQ=WEEKLY;COUNT=99999999999999999999"})
        EXPECT_FALSE(parse_rrule(rule)) << rule;
}

TEST(recurrence, a_rule_is_written_as_it_is_read) {
    for (const char* rule : {"FREQ=WEEKLY", "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,TH;COUNT=10", "FREQ=MONTHLY;BYDAY=-1FR;UNTIL=20271231"})
        EXPECT_EQ(print_rrule(*parse_rrule(rule)), rule);
}

// Seven in the evening stays seven in the evening when the clocks change; half past two of the lost night is an hour later.
TEST(recurrence, the_hour_of_the_clock_stays) {
    const auto berlin = *zone::find("Europe/Berlin");
    constexpr utc_seconds before = 1'792'774'800; // Friday 23 October 2026, 19:00 in Berlin (UTC+2)
    const auto after = move_days(before, berlin, 7);
    EXPECT_EQ(after - before, 7 * 86'400 + 3600);
    EXPECT_EQ(berlin.local(after).hour, 19);
    const auto saturday = berlin.read({{2027, 3, 27}, 2, 30, 0}).earlier;
    const auto lost = move_days(saturday, berlin, 1);
    EXPECT_EQ(berlin.local(lost).hour, 3);
    EXPECT_EQ(berlin.local(lost).minute, 30);
    const auto twice = move_days(berlin.read({{2026, 10, 24}, 2, 30, 0}).earlier, berlin, 1);
    EXPECT_EQ(twice, berlin.read({{2026, 10, 25}, 2, 30, 0}).earlier);
    const auto tyumen = *zone::find("Asia/Yekaterinburg");
    EXPECT_EQ(move_days(before, tyumen, 7) - before, 7 * 86'400);
}

} // namespace
} // namespace krug::calendar
