// If this fails, pages say «5 участник» or «25 000» breaks between two lines.
#include "calendar/words.hpp"

#include <gtest/gtest.h>

#include <limits>

namespace krug::calendar {
namespace {

constexpr noun_forms guests_ru{"участник", "участника", "участников", "участника"};
constexpr noun_forms guests_en{"attendee", "", "", "attendees"};

// A count reads as broken Russian.
TEST(counts, russian_plurals_follow_cldr) {
    const struct {
        std::int64_t count;
        std::string_view form;
    } rows[] = {{0, "участников"},   {1, "участник"},     {2, "участника"},   {4, "участника"},
                {5, "участников"},   {11, "участников"},  {12, "участников"}, {14, "участников"},
                {21, "участник"},    {22, "участника"},   {25, "участников"}, {101, "участник"},
                {111, "участников"}, {112, "участников"}, {1001, "участник"}, {-1, "участник"},
                {-12, "участников"}};
    for (const auto& row : rows)
        EXPECT_EQ(form_of(row.count, guests_ru, language::ru), row.form) << row.count;
    EXPECT_EQ(plural_of(1.5, language::ru), plural::other);
    EXPECT_EQ(plural_of(2.0, language::ru), plural::few);
    EXPECT_EQ(plural_of(1.5, language::en), plural::other);
    EXPECT_EQ(plural_of(1.0, language::en), plural::one);
    EXPECT_EQ(form_of(1, guests_en, language::en), "attendee");
    EXPECT_EQ(form_of(0, guests_en, language::en), "attendees");
    EXPECT_EQ(form_of(21, guests_en, language::en), "attendees");
    EXPECT_EQ(plural_of(std::numeric_limits<std::int64_t>::min(), language::ru), plural::many);
}

// A long number is split over two lines or cannot be read at a glance.
TEST(counts, thousands_stand_apart) {
    EXPECT_EQ(number_words(0, language::ru), "0");
    EXPECT_EQ(number_words(999, language::ru), "999");
    EXPECT_EQ(number_words(1000, language::ru), "1\u00a0000");
    EXPECT_EQ(number_words(25'000, language::ru), "25\u00a0000");
    EXPECT_EQ(number_words(1'234'567, language::en), "1,234,567");
    EXPECT_EQ(number_words(-1234, language::ru), "−1\u00a0234");
    EXPECT_EQ(number_words(std::numeric_limits<std::int64_t>::min(), language::en),
              "−9,223,372,036,854,775,808");
    EXPECT_EQ(counted(21, guests_ru, language::ru), "21\u00a0участник");
    EXPECT_EQ(counted(25'000, guests_ru, language::ru), "25\u00a0000\u00a0участников");
}

// The guard cannot tell a ticket used just now from one used this morning.
TEST(counts, ages_are_short_and_honest) {
    const auto ru = [](std::int64_t ago) {
        return age_words(1'000'000'000 - ago, 1'000'000'000, language::ru);
    };
    EXPECT_EQ(ru(0), "только что");
    EXPECT_EQ(ru(59), "только что");
    EXPECT_EQ(ru(60), "1\u00a0мин назад");
    EXPECT_EQ(ru(3 * 60 + 59), "3\u00a0мин назад");
    EXPECT_EQ(ru(3600), "1\u00a0ч назад");
    EXPECT_EQ(ru(5 * 86400), "5\u00a0дней назад");
    EXPECT_EQ(ru(21 * 86400), "21\u00a0день назад");
    EXPECT_EQ(ru(400 * 86400), "1\u00a0год назад");
    EXPECT_EQ(ru(2000 * 86400), "5\u00a0лет назад");
    EXPECT_EQ(ru(-180), "через 3\u00a0мин");
    EXPECT_EQ(age_words(0, 180, language::en), "3\u00a0min ago");
    EXPECT_EQ(age_words(180, 0, language::en), "in 3\u00a0min");
    EXPECT_EQ(age_words(0, 0, language::en), "just now");
    EXPECT_EQ(age_words(0, 2 * 86400, language::en), "2\u00a0days ago");
}

} // namespace
} // namespace krug::calendar
