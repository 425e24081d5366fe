// If this fails, a program that talks to us books another time than it asked for.
#include "calendar/moment.hpp"

#include <gtest/gtest.h>

namespace krug::calendar {
namespace {

// An integration sends local time with its offset and the event moves.
TEST(moment, rfc_3339_is_read_with_its_offset) {
    EXPECT_EQ(*parse_rfc3339("2020-10-15T15:00:00+05:00"), 1'602'756'000);
    EXPECT_EQ(*parse_rfc3339("2020-10-15T10:00:00Z"), 1'602'756'000);
    EXPECT_EQ(*parse_rfc3339("2020-10-15t10:00:00.999z"), 1'602'756'000);
    EXPECT_EQ(*parse_rfc3339("2020-10-15 04:30:00-05:30"), 1'602'756'000);
    EXPECT_EQ(*parse_rfc3339("1969-12-31T23:59:59Z"), -1);
    EXPECT_EQ(*parse_rfc3339("2016-12-31T23:59:60Z"), *parse_rfc3339("2017-01-01T00:00:00Z"));
}

// A time without a zone, or of a day that does not exist, is taken for some other time.
TEST(moment, rfc_3339_faults_are_named) {
    EXPECT_EQ(parse_rfc3339("").error(), moment_fault::empty);
    EXPECT_EQ(parse_rfc3339("2020-10-15T15:00:00").error(), moment_fault::offset);
    EXPECT_EQ(parse_rfc3339("2020-10-15T15:00:00+5").error(), moment_fault::offset);
    EXPECT_EQ(parse_rfc3339("2020-10-15T15:00:00+24:00").error(), moment_fault::offset);
    EXPECT_EQ(parse_rfc3339("2020-10-15T15:00:00+0500").error(), moment_fault::offset);
    EXPECT_EQ(parse_rfc3339("2020-02-30T15:00:00Z").error(), moment_fault::day);
    EXPECT_EQ(parse_rfc3339("2020-13-01T15:00:00Z").error(), moment_fault::month);
    EXPECT_EQ(parse_rfc3339("0000-01-01T15:00:00Z").error(), moment_fault::year);
    EXPECT_EQ(parse_rfc3339("2020-10-15T24:00:00Z").error(), moment_fault::clock);
    EXPECT_EQ(parse_rfc3339("2020-10-15T15:60:00Z").error(), moment_fault::clock);
    for (const char* text :
         {"2020-10-15", "15.10.2020", "2020-10-15T15:00Z", "2020-10-15T15:00:00Zx", "2020-1-15T15:00:00Z",
          "2020-10-15T15:00:00.Z", "+020-10-15T15:00:00Z", "2020-10-15T15:00:0 Z"})
        EXPECT_EQ(parse_rfc3339(text).error(), moment_fault::shape) << text;
}

// What we print cannot be read back.
TEST(moment, rfc_3339_is_printed_in_utc_and_in_a_zone) {
    EXPECT_EQ(print_rfc3339(1'602'756'000), "2020-10-15T10:00:00Z");
    EXPECT_EQ(print_rfc3339(1'602'756'000, *zone::find("Asia/Yekaterinburg")), "2020-10-15T15:00:00+05:00");
    EXPECT_EQ(print_rfc3339(1'602'756'000, *zone::find("America/St_Johns")), "2020-10-15T07:30:00-02:30");
    EXPECT_EQ(print_rfc3339(1'602'756'000, zone::utc()), "2020-10-15T10:00:00+00:00");
    for (const char* name : {"Asia/Yekaterinburg", "America/St_Johns", "Asia/Kathmandu", "Africa/Monrovia"})
        for (const utc_seconds at : {-2'000'000'000LL, -1LL, 0LL, 1'602'756'000LL, 4'000'000'000LL})
            EXPECT_EQ(*parse_rfc3339(print_rfc3339(at, *zone::find(name))), at) << name << at;
}

// A day is invented for an event of which only the month is known.
TEST(moment, periods_keep_their_precision) {
    EXPECT_EQ(*parse_period("2020-08"), (period{2020, 8, 0}));
    EXPECT_EQ(*parse_period("2020"), (period{2020, 0, 0}));
    EXPECT_EQ(*parse_period("2020-08-14"), (period{2020, 8, 14}));
    for (const char* text : {"2020", "2020-08", "2020-08-14", "0001-01-01"})
        EXPECT_EQ(print_period(*parse_period(text)), text);
    EXPECT_EQ(parse_period("2020-13").error(), moment_fault::month);
    EXPECT_EQ(parse_period("2020-00").error(), moment_fault::month);
    EXPECT_EQ(parse_period("2021-02-29").error(), moment_fault::day);
    EXPECT_EQ(parse_period("0000").error(), moment_fault::year);
    for (const char* text :
         {"20", "2020-", "2020-8", "2020-08-", "2020-08-1", "2020-08-14T", "август 2020", "2020/08"})
        EXPECT_EQ(parse_period(text).error(), moment_fault::shape) << text;
}

// The roadmap's slip "2010-21" is corrected silently, or believed.
TEST(moment, impossible_years_are_reported_and_kept) {
    const auto slip = read_year_span("2010-21");
    EXPECT_EQ(slip->raw, "2010-21");
    EXPECT_EQ(slip->from, 2010);
    EXPECT_EQ(slip->to, 2021);
    EXPECT_TRUE(slip->suspicious);
    for (const char* text : {"2018-2019", "2018–19", "2018 – 2019", "2018/19"}) {
        const auto span = read_year_span(text);
        EXPECT_EQ(span->raw, text);
        EXPECT_EQ(span->from, 2018);
        EXPECT_EQ(span->to, 2019);
        EXPECT_FALSE(span->suspicious);
    }
    EXPECT_EQ(read_year_span("2019")->to, 2019);
    EXPECT_TRUE(read_year_span("2021-2019")->suspicious);
    EXPECT_TRUE(read_year_span("2021-19")->suspicious);
    EXPECT_EQ(read_year_span("").error(), moment_fault::empty);
    EXPECT_EQ(read_year_span("2010-1").error(), moment_fault::shape);
    EXPECT_EQ(read_year_span("soon").error(), moment_fault::shape);
}

} // namespace
} // namespace krug::calendar
