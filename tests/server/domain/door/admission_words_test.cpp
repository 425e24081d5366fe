// A guest would read an empty or broken sentence, or one in the wrong language.
#include "domain/admission_words.hpp"

#include <gtest/gtest.h>

namespace krug::domain {
namespace {

verdict of(verdict_reason reason) {
    verdict given;
    given.reason = reason;
    return given;
}

// A reason without a sentence would abort the kiosk in front of the queue.
TEST(AdmissionWords, every_reason_speaks_both_languages_with_and_without_details) {
    verdict_details full{"Анна П.", "14:52", "стойка 2", "Город для жизни", "вход Б", "15.10 15:00"};
    for (int number = 0; number < 256; ++number) {
        const auto reason = reason_numbered(number);
        if (!reason) continue;
        auto given = of(*reason);
        given.waitlist_place = 4;
        for (const auto in : {language::ru, language::en})
            for (const auto& details : {verdict_details{}, full}) {
                const auto text = sentence_for(given, details, in);
                EXPECT_FALSE(text.empty()) << word_of(*reason);
                EXPECT_EQ(text.find_first_of("[]{}"), std::string::npos) << text;
            }
        if (colour_of(*reason) != verdict_colour::green) {
            EXPECT_FALSE(next_step_for(*reason, language::ru).empty());
        }
    }
}

// Staff could not tell a relative's ticket from a copy without time and place.
TEST(AdmissionWords, details_stand_where_they_belong) {
    verdict_details details;
    EXPECT_EQ(sentence_for(of(verdict_reason::admitted), details, language::ru), "Проходите!");
    details.guest = "Анна";
    EXPECT_EQ(sentence_for(of(verdict_reason::admitted), details, language::ru), "Проходите, Анна!");
    details.first_time = "14:52";
    details.first_place = "стойка 2";
    EXPECT_EQ(sentence_for(of(verdict_reason::already_in), details, language::ru),
              "По этому билету уже вошли в 14:52, стойка 2");
    auto waiting = of(verdict_reason::waitlisted);
    waiting.waitlist_place = 4;
    EXPECT_EQ(sentence_for(waiting, details, language::ru), "Вы в листе ожидания, № 4");
}

// Times on the screen would be UTC instead of the hall's.
TEST(AdmissionWords, times_are_the_events_own) {
    EXPECT_EQ(clock_time(1'602'756'000, 300), "15:00");
    EXPECT_EQ(clock_time(1'602'756'000, 0), "10:00");
    EXPECT_EQ(clock_time(-1, 0), "23:59");
    event_rules event;
    event.utc_offset_minutes = 300;
    auto early = of(verdict_reason::wrong_day);
    early.at = 1'602'756'000;
    EXPECT_EQ(details_of(early, event, {}, language::ru).when, "15.10 15:00");
}

} // namespace
} // namespace krug::domain
