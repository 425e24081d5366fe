// If this fails, posters, mails and tickets show dates that read wrong or break in the middle.
#include "calendar/words.hpp"

#include <gtest/gtest.h>

namespace krug::calendar {
namespace {

// The tests write "_" for a no-break blank, so that it can be seen.
std::string visible(std::string text) {
    for (std::size_t at; (at = text.find("\u00a0")) != std::string::npos;)
        text.replace(at, 2, "_");
    return text;
}

const zone tyumen = *zone::find("Asia/Yekaterinburg");
const zone moscow = zone::moscow();
constexpr utc_seconds meeting = 1'602'756'000;
constexpr utc_seconds hour = 3600, day = 86400;

// The ticket of the Tyumen meeting reads wrong.
TEST(words, a_moment_is_said_in_full) {
    EXPECT_EQ(visible(moment_words(meeting, tyumen, language::ru)), "15_октября_2020_года, четверг, 15:00");
    EXPECT_EQ(visible(moment_words(meeting, tyumen, language::en)), "Thursday, 15_October_2020, 15:00");
    EXPECT_EQ(visible(date_words({2021, 5, 1}, language::ru)), "1_мая_2021_года");
    EXPECT_EQ(clock_words(meeting, moscow), "13:00");
    EXPECT_EQ(clock_words(meeting - 15 * hour + 5 * 60, tyumen), "00:05");
}

// The page of the August session shows a day that nobody knows.
TEST(words, a_month_stays_a_month) {
    EXPECT_EQ(visible(period_words({2020, 8, 0}, language::ru)), "август_2020");
    EXPECT_EQ(visible(period_words({2020, 0, 0}, language::ru)), "2020_год");
    EXPECT_EQ(visible(period_words({2020, 8, 14}, language::ru)), "14_августа_2020_года, пятница");
    EXPECT_EQ(visible(period_words({2020, 8, 0}, language::en)), "August_2020");
    EXPECT_EQ(visible(period_words({2020, 0, 0}, language::en)), "2020");
    EXPECT_EQ(visible(period_words({2020, 8, 14}, language::en)), "Friday, 14_August_2020");
}

// A forum of three days seems to last one, or two years.
TEST(words, ranges_name_what_differs) {
    const auto ru = [](local_date from, local_date to) {
        return visible(date_range_words(from, to, language::ru));
    };
    EXPECT_EQ(ru({2020, 10, 15}, {2020, 10, 15}), "15_октября_2020_года");
    EXPECT_EQ(ru({2020, 10, 15}, {2020, 10, 17}), "15–17_октября_2020_года");
    EXPECT_EQ(ru({2020, 9, 30}, {2020, 10, 2}), "30_сентября_– 2_октября_2020_года");
    EXPECT_EQ(ru({2020, 12, 30}, {2021, 1, 2}), "30_декабря_2020_года_– 2_января_2021_года");
    EXPECT_EQ(visible(date_range_words({2020, 10, 15}, {2020, 10, 17}, language::en)), "15–17_October_2020");

    const auto event = [](std::optional<utc_seconds> ends) {
        return visible(range_words(meeting, ends, tyumen, language::ru));
    };
    EXPECT_EQ(event(std::nullopt), "15_октября_2020_года, четверг, 15:00");
    EXPECT_EQ(event(meeting), "15_октября_2020_года, четверг, 15:00");
    EXPECT_EQ(event(meeting + 2 * hour), "15_октября_2020_года, четверг, 15:00–17:00");
    EXPECT_EQ(event(meeting + 2 * day + 3 * hour), "15_октября, 15:00_– 17_октября_2020_года, 18:00");
    EXPECT_EQ(event(meeting + 100 * day), "15_октября_2020_года, 15:00_– 23_января_2021_года, 15:00");
    // Past midnight is another day.
    EXPECT_EQ(event(meeting + 9 * hour), "15_октября, 15:00_– 16_октября_2020_года, 00:00");
}

// Lists run over the edge or leave out the weekday people plan by.
TEST(words, short_forms_stay_short) {
    EXPECT_EQ(visible(short_date({2020, 10, 15}, false, language::ru)), "15_окт");
    EXPECT_EQ(visible(short_date({2020, 10, 15}, true, language::ru)), "15_окт_2020");
    EXPECT_EQ(visible(short_date({2020, 5, 3}, false, language::ru)), "3_мая");
    EXPECT_EQ(visible(short_date({2020, 10, 15}, true, language::en)), "15_Oct_2020");
    EXPECT_EQ(visible(short_moment(meeting, tyumen, "Тюмень", language::ru)), "чт, 15:00 · Тюмень");
    EXPECT_EQ(visible(short_moment(meeting, tyumen, "", language::ru)), "чт, 15:00");
    EXPECT_EQ(visible(short_moment(meeting, tyumen, "Tyumen", language::en)), "Thu, 15:00 · Tyumen");
}

// A guest from Moscow dials in two hours late.
TEST(words, zones_are_said_as_people_say_them) {
    EXPECT_EQ(zone_label(meeting, tyumen, language::ru), "МСК+2");
    EXPECT_EQ(zone_label(meeting, moscow, language::ru), "МСК");
    EXPECT_EQ(zone_label(meeting, *zone::find("Europe/Kaliningrad"), language::ru), "МСК−1");
    EXPECT_EQ(zone_label(meeting, *zone::find("Asia/Kolkata"), language::ru), "МСК+2:30");
    EXPECT_EQ(zone_label(meeting, *zone::find("Europe/Volgograd"), language::ru), "МСК+1");
    EXPECT_EQ(zone_label(1'800'000'000, *zone::find("Europe/Volgograd"), language::ru), "МСК");
    EXPECT_EQ(zone_label(meeting, tyumen, language::en), "UTC+5");
    EXPECT_EQ(zone_label(meeting, zone::utc(), language::en), "UTC");
    EXPECT_EQ(zone_label(meeting, *zone::find("Asia/Kathmandu"), language::en), "UTC+5:45");
    EXPECT_EQ(zone_label(meeting, *zone::find("America/St_Johns"), language::en), "UTC−2:30");

    EXPECT_EQ(visible(clock_for_viewer(meeting, tyumen, moscow, language::ru)), "15:00_(МСК+2), у_вас 13:00");
    EXPECT_EQ(visible(clock_for_viewer(meeting, tyumen, moscow, language::en)),
              "15:00_(UTC+5), 13:00 your time");
    EXPECT_EQ(visible(clock_for_viewer(meeting, tyumen, *zone::find("Asia/Tashkent"), language::ru)),
              "15:00_(МСК+2)");
    EXPECT_EQ(visible(clock_for_viewer(meeting, tyumen, *zone::find("Pacific/Auckland"), language::ru)),
              "15:00_(МСК+2), у_вас 23:00");
    EXPECT_EQ(
        visible(clock_for_viewer(meeting + 8 * hour, tyumen, *zone::find("Pacific/Auckland"), language::ru)),
        "23:00_(МСК+2), у_вас 16_окт, 07:00");
}

TEST(words, russian_comes_first) {
    // A visitor with an unknown language gets an empty page.
    EXPECT_EQ(language_of("en-GB"), language::en);
    EXPECT_EQ(language_of("ru"), language::ru);
    EXPECT_EQ(language_of(""), language::ru);
    EXPECT_EQ(language_of("tt"), language::ru);
}

} // namespace
} // namespace krug::calendar
