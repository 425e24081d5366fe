// If this fails, a badge shows another name than the passport, or an event's address cannot be typed.
#include "domain/transliteration.hpp"

#include "domain/utf8.hpp"

#include <gtest/gtest.h>

namespace krug::domain {
namespace {

// The name on the badge differs from the passport and the guard sends the guest away.
TEST(transliteration, writes_names_as_passports_do) {
    EXPECT_EQ(transliterate("ФЛЕГАНОВА ТАТЬЯНА"), "FLEGANOVA TATIANA");
    EXPECT_EQ(transliterate("Щёголев Юрий"), "Shchegolev Iurii");
    EXPECT_EQ(transliterate("ПОДЪЯЧЕВА"), "PODIEIACHEVA");
    EXPECT_EQ(transliterate("Хрущ Цой Жанна"), "Khrushch Tsoi Zhanna");
    EXPECT_EQ(transliterate("Я"), "Ia");
    EXPECT_EQ(transliterate("John «Смит»"), "John «Smit»");
    EXPECT_EQ(transliterate(""), "");
}

// A shared link breaks in a messenger or runs over the edge.
TEST(transliteration, slugs_are_plain_and_bounded) {
    EXPECT_EQ(slug_of("Десять сильных идей. Технологии для людей"),
              "desiat-silnykh-idei-tekhnologii-dlia-liudei");
    EXPECT_EQ(slug_of("  «Точка кипения – Тюмень» 2020!"), "tochka-kipeniia-tiumen-2020");
    EXPECT_EQ(slug_of("会议"), "");
    EXPECT_EQ(slug_of("---"), "");
    EXPECT_EQ(slug_of("один два три", 8), "odin-dva");
    EXPECT_EQ(slug_of("один два три", 7), "odin");
    EXPECT_EQ(slug_of("абвгдежзик", 5), "abvgd");
    EXPECT_LE(slug_of(std::string(500, 'a')).size(), 80u);
}

// A broken byte in an import stops the whole import or swallows the letters behind it.
TEST(utf8, broken_bytes_are_seen_and_nothing_else_is_lost) {
    EXPECT_TRUE(is_utf8("Ёлка 🎄"));
    for (const char* broken :
         {"\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80", "\xFF", "\xF5\x80\x80\x80"})
        EXPECT_FALSE(is_utf8(broken));
    EXPECT_EQ(code_points("a\xFF\xD0\x81"), U"a\uFFFDЁ");
    EXPECT_EQ(to_utf8(code_points("Ёлка 🎄")), "Ёлка 🎄");
    EXPECT_EQ(lower(U'Ё'), U'ё');
    EXPECT_EQ(lower(U'Ž'), U'ž');
    EXPECT_EQ(lower(U'Ă'), U'ă');
    EXPECT_EQ(lower(U'Ÿ'), U'ÿ');
    EXPECT_EQ(lower(U'×'), U'×');
    EXPECT_EQ(lower(U'Ҷ'), U'ҷ');
}

} // namespace
} // namespace krug::domain
