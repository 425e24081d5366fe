// If this fails, a guest's telephone rings at three at night, or nobody is reminded at all.
#include "calendar/moment.hpp"
#include "calendar/reminder_time.hpp"

#include <gtest/gtest.h>

namespace krug::calendar {
namespace {

using domain::reminder_rule;
using domain::reminder_slot;

utc_seconds at(const char* text) { return *parse_rfc3339(text); }
zone tyumen() { return *zone::find("Asia/Yekaterinburg"); }

std::string goes(reminder_slot slot, reminder_rule rule, const char* start, const zone& where = tyumen()) {
    const auto moment = reminder_at(slot, rule, at(start), where);
    return moment ? print_rfc3339(*moment, where) : "never";
}

// The day before a meeting at three in the afternoon is the day before at three in the afternoon, where the meeting is.
TEST(reminder_time, follows_the_clock_of_the_place) {
    EXPECT_EQ(goes(reminder_slot::day_before, {true, 0}, "2020-10-15T15:00:00+05:00"), "2020-10-14T15:00:00+05:00");
    EXPECT_EQ(goes(reminder_slot::hours_before, {true, 3}, "2020-10-15T15:00:00+05:00"), "2020-10-15T12:00:00+05:00");
    EXPECT_EQ(goes(reminder_slot::day_before, {false, 3}, "2020-10-15T15:00:00+05:00"), "never");
    EXPECT_EQ(goes(reminder_slot::hours_before, {true, 0}, "2020-10-15T15:00:00+05:00"), "never");
    // The clocks go back between: it is still the same hour of the day before.
    const auto berlin = *zone::find("Europe/Berlin");
    EXPECT_EQ(goes(reminder_slot::day_before, {true, 0}, "2026-10-25T15:00:00+01:00", berlin), "2026-10-24T15:00:00+02:00");
}

// An early or a late event must not wake anybody.
TEST(reminder_time, is_never_at_night) {
    EXPECT_EQ(goes(reminder_slot::day_before, {true, 0}, "2020-10-15T07:30:00+05:00"), "2020-10-14T09:00:00+05:00");
    EXPECT_EQ(goes(reminder_slot::day_before, {true, 0}, "2020-10-15T23:00:00+05:00"), "2020-10-14T20:00:00+05:00");
    EXPECT_EQ(goes(reminder_slot::day_before, {true, 0}, "2020-10-15T00:00:00+05:00"), "2020-10-14T09:00:00+05:00");
    EXPECT_EQ(goes(reminder_slot::hours_before, {false, 3}, "2020-10-15T09:00:00+05:00"), "2020-10-14T20:00:00+05:00");
    EXPECT_EQ(goes(reminder_slot::hours_before, {false, 2}, "2020-10-15T00:30:00+05:00"), "2020-10-14T20:00:00+05:00");
    for (int hour = 0; hour < 24; ++hour)
        for (int hours = 0; hours <= domain::reminder_hours_max; ++hours)
            for (const auto slot : {reminder_slot::day_before, reminder_slot::hours_before}) {
                const auto start = at("2026-03-30T00:00:00+05:00") + hour * 3600;
                const auto moment = reminder_at(slot, {true, hours}, start, tyumen());
                if (!moment) continue;
                const auto clock = tyumen().local(*moment);
                EXPECT_TRUE(clock.hour >= quiet_until_hour && clock.hour < quiet_from_hour) << hour << " " << hours;
                EXPECT_LT(*moment, start);
            }
}

// Two letters within the hour say the same twice.
TEST(reminder_time, two_reminders_are_well_apart) {
    EXPECT_EQ(goes(reminder_slot::hours_before, {true, 3}, "2020-10-15T00:30:00+05:00"), "2020-10-14T20:00:00+05:00");
    EXPECT_EQ(goes(reminder_slot::hours_before, {true, 3}, "2020-10-15T22:00:00+05:00"), "2020-10-15T19:00:00+05:00");
    EXPECT_EQ(goes(reminder_slot::hours_before, {true, 12}, "2020-10-15T06:00:00+05:00"), "2020-10-14T18:00:00+05:00");
    EXPECT_EQ(goes(reminder_slot::hours_before, {true, 12}, "2020-10-15T22:30:00+05:00"), "2020-10-15T10:30:00+05:00");
    EXPECT_EQ(goes(reminder_slot::hours_before, {true, 12}, "2020-10-15T00:00:00+05:00"), "2020-10-14T12:00:00+05:00");
    // In the evening before, when the morning is too early; and not at all where the other has just gone then.
    EXPECT_EQ(goes(reminder_slot::hours_before, {false, 12}, "2020-10-15T20:30:00+05:00"), "2020-10-14T20:00:00+05:00");
    EXPECT_EQ(goes(reminder_slot::hours_before, {true, 12}, "2020-10-15T20:30:00+05:00"), "never");
}

// The server was away at the moment: people are still reminded, once, by day, and not when they are on their way.
TEST(reminder_time, a_late_server_reminds_late_and_never_at_night) {
    const auto start = at("2020-10-15T15:00:00+05:00");
    const reminder_rule both{true, 3};
    const auto due = [&](const char* now, reminder_rule rule) { return reminder_due(rule, start, tyumen(), at(now)); };
    EXPECT_FALSE(due("2020-10-14T14:59:59+05:00", both));
    EXPECT_EQ(due("2020-10-14T15:00:00+05:00", both), reminder_slot::day_before);
    EXPECT_EQ(due("2020-10-14T20:59:59+05:00", both), reminder_slot::day_before);
    EXPECT_FALSE(due("2020-10-14T21:00:00+05:00", both));
    EXPECT_FALSE(due("2020-10-15T08:59:59+05:00", both));
    EXPECT_EQ(due("2020-10-15T09:00:00+05:00", both), reminder_slot::day_before);
    EXPECT_EQ(due("2020-10-15T12:00:00+05:00", both), reminder_slot::hours_before);
    EXPECT_EQ(due("2020-10-15T14:00:00+05:00", both), reminder_slot::hours_before);
    EXPECT_FALSE(due("2020-10-15T14:00:01+05:00", both));
    EXPECT_FALSE(due("2020-10-15T12:00:00+05:00", {false, 0}));
}

} // namespace
} // namespace krug::calendar
