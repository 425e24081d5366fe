// If this fails, an organiser's event starts an hour off, on another day, or not at all.
#include "web/written_moment.hpp"

#include <gtest/gtest.h>

namespace krug::web {
namespace {

constexpr auto ru = render::language::ru;

calendar::zone zone_of(const char* name) { return *calendar::zone::find(name); }

typed<ground::utc_seconds> at(const char* day, const char* clock, const char* zone,
                              const std::optional<ground::utc_seconds>& kept = {}) {
    return read_instant(*read_day(day, ru).value, *read_clock(clock, ru).value, zone_of(zone), kept, ru);
}

// The seed's meeting, 15:00 in Tyumen, is shown in Moscow at another hour than 13:00.
TEST(written_moment, is_read_in_the_zone_of_the_event) {
    EXPECT_EQ(at("15.10.2020", "15.00", "Asia/Yekaterinburg").value, 1'602'756'000);
    EXPECT_EQ(at("15 октября 2020", "15:00", "Europe/Volgograd").value, 1'602'759'600);
    EXPECT_EQ(read_moment("2020-10-15T15:00", zone_of("Asia/Yekaterinburg"), {}, ru).value, 1'602'756'000);
}

// Somebody chooses the hour that the clocks jump over and is told nothing, or gets another hour silently.
TEST(written_moment, explains_the_hour_that_does_not_exist) {
    const auto read = at("29.03.2020", "02:30", "Europe/Berlin");
    EXPECT_FALSE(read.value);
    EXPECT_NE(read.fault.find("01:30"), std::string::npos) << read.fault;
    EXPECT_NE(read.fault.find("03:30"), std::string::npos) << read.fault;
}

// The hour that comes twice is decided by a coin.
TEST(written_moment, asks_which_of_the_two_hours) {
    const auto open = at("25.10.2020", "02:30", "Europe/Berlin");
    EXPECT_FALSE(open.value);
    EXPECT_NE(open.fault.find("второй раз"), std::string::npos) << open.fault;
    const auto first = at("25.10.2020", "02:30 первый раз", "Europe/Berlin").value;
    const auto second = at("25.10.2020", "02:30 второй раз", "Europe/Berlin").value;
    ASSERT_TRUE(first && second);
    EXPECT_EQ(*second - *first, 3600);
    // Saving the form again asks nothing that was answered before.
    EXPECT_EQ(at("25.10.2020", "02:30", "Europe/Berlin", second).value, second);
}

// A month alone is refused, or turned into its first day.
TEST(written_moment, reads_a_month_a_year_and_a_day) {
    using enum domain::date_precision;
    for (const char* text : {"август 2020", "августа 2020", "08.2020", "2020-08", "August 2020"})
        EXPECT_EQ(read_period(text, month, ru).value, "2020-08") << text;
    EXPECT_EQ(read_period("2020", year, ru).value, "2020");
    EXPECT_EQ(read_period("14.08.2020", day, ru).value, "2020-08-14");
    EXPECT_EQ(print_period("2020-08-14"), "14.08.2020");
    EXPECT_EQ(print_period("2020-08"), "2020-08");
    for (const char* text : {"август", "14.08.2020", "2020-13", "когда-нибудь"}) {
        EXPECT_FALSE(read_period(text, month, ru).value) << text;
        EXPECT_FALSE(read_period(text, month, ru).fault.empty()) << text;
    }
}

// A slip gets the same shrug as any other: nobody learns what to mend.
TEST(written_moment, says_what_is_wrong) {
    EXPECT_NE(read_day("31.02.2020", ru).fault.find("нет такого дня"), std::string::npos);
    EXPECT_NE(read_day("15.10.20", ru).fault.find("четырьмя"), std::string::npos);
    EXPECT_NE(read_day("15.10.2020 15:00", ru).fault.find("только день"), std::string::npos);
    EXPECT_NE(read_clock("25:00", ru).fault.find("15:00"), std::string::npos);
    EXPECT_NE(read_moment("15.10.2020", zone_of("Europe/Moscow"), {}, ru).fault.find("время"), std::string::npos);
    EXPECT_TRUE(read_day("", ru).fault.empty());
    EXPECT_FALSE(read_day("", ru).value);
}

// What the form shows is not what it reads back: each saving moves the event.
TEST(written_moment, reads_back_what_it_prints) {
    const auto where = zone_of("Asia/Yekaterinburg");
    for (const ground::utc_seconds moment : {1'602'756'000LL, 1'577'836'740LL, 1'583'020'800LL}) {
        const auto day = *read_day(print_day(moment, where), ru).value;
        const auto clock = *read_clock(print_clock(moment, where), ru).value;
        EXPECT_EQ(read_instant(day, clock, where, {}, ru).value, moment);
        EXPECT_EQ(read_moment(print_moment(moment, where), where, {}, ru).value, moment);
    }
}

} // namespace
} // namespace krug::web
