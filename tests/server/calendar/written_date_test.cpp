// If this fails, an organiser types a date as everybody does and gets an error, or another day.
#include "calendar/moment.hpp"

#include <gtest/gtest.h>

namespace krug::calendar {
namespace {

const local_time with_clock{{2020, 10, 15}, 15, 0, 0};
const local_time day_only{{2020, 10, 15}, 0, 0, 0};

// A common way of writing is refused.
TEST(written_date, is_read_as_people_write) {
    for (const char* text :
         {"15.10.2020 15.00", "15.10.2020 15:00", "15.10.2020, 15:00", "2020-10-15T15:00",
          "2020-10-15T15:00:00", "2020-10-15 15:00", "15 октября 2020 года в 15:00",
          "15 октября 2020 года, четверг, 15:00", "15\u00a0октября 2020\u00a0г., 15.00", "15 ОКТ 2020 15:00",
          "Thursday, 15 October 2020, 15:00", "October 15, 2020 15:00", "15/10/2020 15:00",
          "  15.10.2020   15:00  ", "15:00 15.10.2020"}) {
        const auto moment = parse_local(text);
        ASSERT_TRUE(moment) << text << ": " << word_of(moment.error());
        EXPECT_EQ(moment->time, with_clock) << text;
        EXPECT_TRUE(moment->has_clock) << text;
    }
    for (const char* text :
         {"15.10.2020", "2020-10-15", "15 октября 2020 года", "15 октября 2020", "15.10.2020 г."}) {
        const auto moment = parse_local(text);
        ASSERT_TRUE(moment) << text << ": " << word_of(moment.error());
        EXPECT_EQ(*moment, (written_moment{day_only, false})) << text;
    }
    EXPECT_EQ(parse_local("18.06 Пятница, 13 июля 2018")->time, (local_time{{2018, 7, 13}, 18, 6, 0}));
    EXPECT_EQ(parse_local("1.2.2021 9:05")->time, (local_time{{2021, 2, 1}, 9, 5, 0}));
    EXPECT_EQ(parse_local("29.02.2024")->time.date, (local_date{2024, 2, 29}));
    EXPECT_EQ(parse_local("3 мая 2021")->time.date, (local_date{2021, 5, 3}));
    EXPECT_EQ(parse_local("3 may 2021")->time.date, (local_date{2021, 5, 3}));
}

// The form says only "wrong" and the organiser does not know what to change.
TEST(written_date, faults_name_the_part) {
    const auto fault = [](std::string_view text) {
        return parse_local(text).has_value() ? moment_fault{} : parse_local(text).error();
    };
    EXPECT_EQ(fault(""), moment_fault::empty);
    EXPECT_EQ(fault(" \t"), moment_fault::empty);
    EXPECT_EQ(fault("31.02.2020"), moment_fault::day);
    EXPECT_EQ(fault("31.04.2020"), moment_fault::day);
    EXPECT_EQ(fault("29.02.2021"), moment_fault::day);
    EXPECT_EQ(fault("0.10.2020"), moment_fault::day);
    EXPECT_EQ(fault("15.13.2020"), moment_fault::month);
    EXPECT_EQ(fault("15 октобря 2020"), moment_fault::month);
    EXPECT_EQ(fault("15.10.20"), moment_fault::year);
    EXPECT_EQ(fault("15 октября"), moment_fault::year);
    EXPECT_EQ(fault("15 октября 20"), moment_fault::year);
    EXPECT_EQ(fault("15.10.2020 25:00"), moment_fault::clock);
    EXPECT_EQ(fault("15.10.2020 15:60"), moment_fault::clock);
    EXPECT_EQ(fault("15.10.2020 15:0"), moment_fault::clock);
    EXPECT_EQ(fault("15.10.2020 24:00"), moment_fault::clock);
    EXPECT_EQ(fault("15 октября 2020 года, пятница"), moment_fault::weekday);
    for (const char* text :
         {"завтра", "октябрь 2020", "15:00", "15.10.2020 15:00 16:00", "15.10.2020 16.10.2020",
          "15.10.2020 15:00 МСК", "2020-10-15T15:00Z", "15.10.2020T15:00", "15.10.2020 или 16.10.2020",
          "15.10.20200", "1502.10.2020", "-15.10.2020", "15..10.2020", "15 октября ноября 2020"})
        EXPECT_EQ(fault(text), moment_fault::shape) << text;
    EXPECT_EQ(fault(std::string(100'000, '1')), moment_fault::shape);
}

// "15.00" with a dot, as half the posters print it, is refused.
TEST(written_date, clocks_alone) {
    EXPECT_EQ(parse_clock("15.00")->hour, 15);
    EXPECT_EQ(parse_clock("15:00")->hour, 15);
    EXPECT_EQ(parse_clock(" 9:05 ")->minute, 5);
    EXPECT_EQ(parse_clock("23:59:59")->second, 59);
    EXPECT_EQ(parse_clock("00:00")->hour, 0);
    EXPECT_EQ(parse_clock("24:00").error(), moment_fault::clock);
    EXPECT_EQ(parse_clock("15:6").error(), moment_fault::clock);
    EXPECT_EQ(parse_clock("").error(), moment_fault::empty);
    EXPECT_EQ(parse_clock("15").error(), moment_fault::shape);
    EXPECT_EQ(parse_clock("15:00 16:00").error(), moment_fault::shape);
    EXPECT_EQ(parse_clock("15-00").error(), moment_fault::shape);
}

} // namespace
} // namespace krug::calendar
