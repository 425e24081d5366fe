// If this fails, people come to the meeting an hour early or an hour late.
#include "calendar/moment.hpp"
#include "calendar/zone.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>
#include <vector>

namespace krug::calendar {
namespace {

zone named(std::string_view name) {
    const auto found = zone::find(name);
    EXPECT_TRUE(found) << name;
    return found.value_or(zone::utc());
}

int hour_at(std::string_view name, utc_seconds at) {
    return named(name).local(at).hour;
}

std::vector<std::string> all_places() {
    std::ifstream table("/usr/share/zoneinfo/zone1970.tab");
    std::vector<std::string> names;
    for (std::string line; std::getline(table, line);) {
        if (line.empty() || line[0] == '#')
            continue;
        std::istringstream cells(line);
        std::string country, place, name;
        cells >> country >> place >> name;
        names.push_back(name);
    }
    return names;
}

// The speakers from Moscow and Volgograd join at the wrong time.
TEST(zone, the_tyumen_meeting_has_its_hour_in_every_city) {
    const auto start = named("Asia/Yekaterinburg").read({{2020, 10, 15}, 15, 0, 0});
    EXPECT_EQ(start.how, utc_reading::kind::unique);
    EXPECT_EQ(print_rfc3339(start.earlier), "2020-10-15T10:00:00Z");
    EXPECT_EQ(hour_at("Europe/Moscow", start.earlier), 13);
    EXPECT_EQ(hour_at("Europe/Volgograd", start.earlier), 14); // UTC+4 in those days
    const auto now = named("Asia/Yekaterinburg").read({{2026, 10, 15}, 15, 0, 0});
    EXPECT_EQ(hour_at("Europe/Volgograd", now.earlier), 13);
    // 2011-2014 Yekaterinburg was UTC+6, before that it had summer time.
    EXPECT_EQ(named("Asia/Yekaterinburg").offset_seconds(1'340'000'000), 6 * 3600);
    EXPECT_EQ(named("Asia/Yekaterinburg").offset_seconds(1'280'000'000), 6 * 3600);
    EXPECT_EQ(named("Asia/Yekaterinburg").offset_seconds(1'290'000'000), 5 * 3600);
    // A database of 2022 still says +6 here.
    EXPECT_EQ(named("Asia/Almaty").offset_seconds(1'790'000'000), 5 * 3600);
}

// An organiser enters a time that no clock shows, or shows twice, and nobody notices.
TEST(zone, gaps_and_overlaps_are_told) {
    const zone berlin = named("Europe/Berlin");
    const auto gap = berlin.read({{2026, 3, 29}, 2, 30, 0});
    EXPECT_EQ(gap.how, utc_reading::kind::gap);
    EXPECT_EQ(print_rfc3339(gap.earlier), "2026-03-29T00:30:00Z");
    EXPECT_EQ(print_rfc3339(gap.later), "2026-03-29T01:30:00Z");
    const auto twice = berlin.read({{2026, 10, 25}, 2, 30, 0});
    EXPECT_EQ(twice.how, utc_reading::kind::overlap);
    EXPECT_EQ(print_rfc3339(twice.earlier), "2026-10-25T00:30:00Z");
    EXPECT_EQ(print_rfc3339(twice.later), "2026-10-25T01:30:00Z");
    EXPECT_EQ(berlin.read({{2026, 3, 29}, 1, 59, 59}).how, utc_reading::kind::unique);
    EXPECT_EQ(berlin.read({{2026, 3, 29}, 3, 0, 0}).how, utc_reading::kind::unique);
    EXPECT_EQ(berlin.read({{2026, 10, 25}, 1, 59, 59}).how, utc_reading::kind::unique);
    EXPECT_EQ(berlin.read({{2026, 10, 25}, 3, 0, 0}).how, utc_reading::kind::unique);
    // Samoa had no 30 December 2011 at all.
    EXPECT_EQ(named("Pacific/Apia").read({{2011, 12, 30}, 12, 0, 0}).how, utc_reading::kind::gap);
}

// A zone that does not exist is saved and the event's page breaks later.
TEST(zone, only_real_zones_are_found) {
    for (const char* name :
         {"Europe/Moscow", "Asia/Yekaterinburg", "Europe/Kiev", "Etc/UTC", "UTC", "Asia/Kolkata"})
        EXPECT_TRUE(zone::find(name)) << name;
    for (const char* name : {"", "Moscow", "europe/moscow", "Europe/Moscow ", "МСК", "+05",
                             "posix/Europe/Moscow", "right/Europe/Moscow", "localtime", "posixrules",
                             "Factory", "../../etc/passwd", "zone.tab", "tzdata.zi", "leapseconds"})
        EXPECT_FALSE(zone::find(name)) << name;
    EXPECT_FALSE(zone::find(std::string(100'000, 'x')));
    EXPECT_EQ(zone::moscow().name(), "Europe/Moscow");
}

// In some country the page shows another hour than every telephone there.
TEST(zone, every_place_agrees_with_the_computers_own_clock_and_comes_back) {
    const auto places = all_places();
    ASSERT_GT(places.size(), 300u);
    for (const std::string& name : places) {
        const zone place = named(name);
        ::setenv("TZ", (":" + name).c_str(), 1);
        ::tzset();
        int before = place.offset_seconds(0);
        for (utc_seconds at = 0; at < 2'000'000'000; at += 30 * 86400) {
            const int now = place.offset_seconds(at);
            utc_seconds low = at - 30 * 86400, high = at;
            while (now != before && high - low > 1) {
                const utc_seconds middle = low + (high - low) / 2;
                (place.offset_seconds(middle) == before ? low : high) = middle;
            }
            // Around each change, and at any quiet instant.
            for (const utc_seconds moment : {high - 1, high, high + 1800}) {
                const local_time shown = place.local(moment);
                const std::time_t seconds = moment;
                std::tm tm{};
                ::localtime_r(&seconds, &tm);
                ASSERT_EQ(place.offset_seconds(moment), tm.tm_gmtoff) << name << " " << moment;
                ASSERT_EQ(shown.hour, tm.tm_hour) << name;
                ASSERT_EQ(shown.date.day, tm.tm_mday) << name;
                const utc_reading back = place.read(shown);
                ASSERT_NE(back.how, utc_reading::kind::gap) << name << " " << moment;
                ASSERT_TRUE(back.earlier == moment || back.later == moment) << name << " " << moment;
            }
            before = now;
        }
    }
    ::unsetenv("TZ");
    ::tzset();
}

// Dates before 1970 or far ahead come out as other days.
TEST(zone, wall_clock_counts_both_ways) {
    EXPECT_EQ(from_wall_seconds(0), (local_time{{1970, 1, 1}, 0, 0, 0}));
    EXPECT_EQ(from_wall_seconds(-1), (local_time{{1969, 12, 31}, 23, 59, 59}));
    EXPECT_EQ(from_wall_seconds(-86400), (local_time{{1969, 12, 31}, 0, 0, 0}));
    for (const std::int64_t at : {-62'000'000'001LL, -1LL, 951'782'400LL, 4'102'444'799LL})
        EXPECT_EQ(wall_seconds(from_wall_seconds(at)), at);
    EXPECT_EQ(weekday({2020, 10, 15}), 4);
    EXPECT_EQ(weekday({2018, 7, 13}), 5);
    EXPECT_EQ(days_in(2000, 2), 29);
    EXPECT_EQ(days_in(1900, 2), 28);
    EXPECT_FALSE(is_date({2021, 2, 29}));
    EXPECT_FALSE(is_date({2021, 13, 1}));
    EXPECT_FALSE(is_date({0, 1, 1}));
}

} // namespace
} // namespace krug::calendar
