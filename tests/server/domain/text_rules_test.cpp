// If this fails, a title deceives its readers, or a person's real name is refused.
#include "domain/text_rules.hpp"

#include <gtest/gtest.h>

#include <string>

namespace krug::domain {
namespace {

// Real titles and names are refused.
TEST(text_rules, ordinary_text_passes) {
    for (const char* title : {"Десять сильных идей. Технологии для людей", "Точка кипения – Тюмень",
                              "«Сильные идеи  для нового времени»", "Ким Ен Су", "О’Коннор", "Müller", "Ё",
                              "Совет №1 & Co", "И\u0306", "Ivan 🎄"})
        EXPECT_EQ(fault_in_title(title, 300), std::nullopt) << title;
    EXPECT_EQ(fault_in_line("می\u200cخواهم", 100), std::nullopt);
    EXPECT_EQ(fault_in_line("👩\u200d🔬", 1), std::nullopt);
    EXPECT_EQ(fault_in_prose("строка\r\n\tещё", 100), std::nullopt);
}

// A title reads backwards, shows nothing, or ends the line of a mail header.
TEST(text_rules, tricks_are_refused) {
    EXPECT_EQ(fault_in_title("a\u202Eb", 300), text_fault::hidden);
    EXPECT_EQ(fault_in_line("a\u202Eb", 300), text_fault::hidden);
    EXPECT_EQ(fault_in_prose("a\u2066b", 300), text_fault::hidden);
    EXPECT_EQ(fault_in_title("a\u200Bb", 300), text_fault::hidden);
    EXPECT_EQ(fault_in_title("a\u200Db", 300), text_fault::hidden);
    EXPECT_EQ(fault_in_title("\uFEFFa", 300), text_fault::hidden);
    EXPECT_EQ(fault_in_title("a\u00ADb", 300), text_fault::hidden);
    EXPECT_EQ(fault_in_title(std::string("a\0b", 3), 300), text_fault::control);
    EXPECT_EQ(fault_in_prose(std::string("a\0b", 3), 300), text_fault::control);
    EXPECT_EQ(fault_in_title("a\nb", 300), text_fault::control);
    EXPECT_EQ(fault_in_line("a\tb", 300), text_fault::control);
    EXPECT_EQ(fault_in_line("a\u2028b", 300), text_fault::control);
    EXPECT_EQ(fault_in_line("a\u0085b", 300), text_fault::control);
    EXPECT_EQ(fault_in_line("a\xff", 300), text_fault::not_utf8);
    EXPECT_EQ(fault_in_line("a\xED\xA0\x80", 300), text_fault::not_utf8);
    std::string heap = "a";
    for (int mark = 0; mark < 9; ++mark)
        heap += "\u0301";
    EXPECT_EQ(fault_in_line(heap, 300), text_fault::marks);
    EXPECT_EQ(fault_in_title("", 300), text_fault::empty);
    EXPECT_EQ(fault_in_title(" \u00a0\u2003", 300), text_fault::empty);
    EXPECT_EQ(fault_in_line("\u200d", 300), text_fault::empty);
    EXPECT_EQ(word_of(text_fault::empty), "required");
}

// A name of the allowed length is refused because its letters take two bytes.
TEST(text_rules, length_is_counted_as_people_count) {
    EXPECT_EQ(visible_length("Ёлка"), 4u);
    EXPECT_EQ(visible_length("Е\u0308лка"), 4u);
    EXPECT_EQ(visible_length("🇷🇺🇰🇿"), 2u);
    EXPECT_EQ(visible_length("👍🏽"), 1u);
    EXPECT_EQ(visible_length("👩\u200d👧\u200d👦!"), 2u);
    EXPECT_EQ(visible_length("a\r\nb"), 3u);
    EXPECT_EQ(visible_length(""), 0u);
    EXPECT_EQ(fault_in_line(std::string(60, 'x'), 60), std::nullopt);
    EXPECT_EQ(fault_in_line(std::string(61, 'x'), 60), text_fault::too_long);
    std::string sixty;
    for (int letter = 0; letter < 60; ++letter)
        sixty += "Щ";
    EXPECT_EQ(sixty.size(), 120u);
    EXPECT_EQ(fault_in_line(sixty, 60), std::nullopt);
    EXPECT_EQ(fault_in_line(sixty + "Щ", 60), text_fault::too_long);
    EXPECT_EQ(fault_in_line(std::string(10'000'000, 'x'), 60), text_fault::too_long);
}

} // namespace
} // namespace krug::domain
