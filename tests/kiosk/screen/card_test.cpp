// The hall would read why a guest was refused, or a guest would stand before a colour without words.
#include "screen/card.hpp"

#include "domain/admission_words.hpp"

#include <gtest/gtest.h>

namespace krug::screen {
namespace {

using domain::language;

gate_protocol::verdict_line line_for(domain::verdict_reason reason) {
    gate_protocol::verdict_line line;
    line.verdict.reason = reason;
    line.verdict.waitlist_place = 17;
    domain::verdict_details details;
    details.guest = "Анна П.";
    line.message_ru = domain::sentence_for(line.verdict, details, language::ru);
    line.message_en = domain::sentence_for(line.verdict, details, language::en);
    line.next_step_ru = domain::next_step_for(reason, language::ru);
    line.next_step_en = domain::next_step_for(reason, language::en);
    line.display_name = "Анна П.";
    line.table = "4";
    line.session = "Город для жизни";
    return line;
}

bool says(const std::string& card, std::string_view text) { return card.find(text) != std::string::npos; }

// Every reason there is, so that a new one cannot slip through unjudged.
TEST(Card, tells_the_hall_nothing_private) {
    for (int number = 1; number < 256; ++number) {
        const auto reason = domain::reason_numbered(number);
        if (!reason) continue;
        const auto line = line_for(*reason);
        const auto card = card_of(line);
        EXPECT_TRUE(says(card, R"("word":{"ru":")")) << card;
        if (line.verdict.colour() == domain::verdict_colour::green) {
            EXPECT_TRUE(says(card, "Анна П.")) << card;
            continue;
        }
        EXPECT_FALSE(says(card, "Город для жизни")) << card;
        EXPECT_TRUE(says(card, "\"code\":\"E-" + std::to_string(number) + '"')) << card;
        if (reason_is_public(*reason)) continue;
        EXPECT_FALSE(says(card, "Анна")) << card;
        EXPECT_FALSE(says(card, "17")) << card;
        EXPECT_FALSE(says(card, word_of(*reason))) << card;
        EXPECT_TRUE(says(card, R"("hint":{"ru":"","en":""})")) << card;
        const auto own_words = line.message_ru == "Подойдите, пожалуйста, к сотруднику";
        EXPECT_EQ(says(card, line.message_ru), own_words) << card;
    }
}

// Red for a misread code would send an honest guest away; the sign says to try again.
TEST(Card, a_misreading_asks_to_try_again) {
    EXPECT_TRUE(says(card_of(line_for(domain::verdict_reason::misread)), R"("sign":"again")"));
    EXPECT_TRUE(says(card_of(line_for(domain::verdict_reason::already_in)), R"("look":"warn")"));
    EXPECT_TRUE(says(card_of(line_for(domain::verdict_reason::waitlisted)), R"("look":"info")"));
    EXPECT_TRUE(says(card_of(line_for(domain::verdict_reason::cancelled)), R"("look":"bad")"));
}

} // namespace
} // namespace krug::screen
