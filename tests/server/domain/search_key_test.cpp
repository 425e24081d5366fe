// If this fails, a registrar types a guest's name at the door and does not find the guest.
#include "domain/search_key.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace krug::domain {
namespace {

bool finds(std::string_view query, std::string_view name) {
    const auto variants = search_variants(query);
    return std::find(variants.begin(), variants.end(), search_key(name)) != variants.end();
}

// «Воробьев» in the list is not found by «Воробьёв» on the passport.
TEST(search_key, folds_what_people_write_either_way) {
    EXPECT_EQ(search_key("Воробьёв"), search_key("воробьев"));
    EXPECT_EQ(search_key("ЁЛКИНА"), "елкина");
    EXPECT_EQ(search_key("Салтыков-Щедрин"), search_key("салтыков  щедрин"));
    EXPECT_EQ(search_key("Салтыков – Щедрин "), "салтыков щедрин");
    EXPECT_EQ(search_key("  Гайнутдинова   Айгуль\u00a0Ринат кызы"), "гайнутдинова айгуль ринат кызы");
    EXPECT_EQ(search_key("О’Коннор"), search_key("О'Коннор"));
    EXPECT_EQ(search_key("д'Артаньян"), "дартаньян");
    EXPECT_EQ(search_key("Ким Ен Су"), "ким ен су");
    EXPECT_EQ(search_key("Müller José Łódź Straße"), "muller jose lodz strasse");
    EXPECT_EQ(search_key("Әлия Ғафурова"), "әлия ғафурова");
    EXPECT_EQ(search_key("Иванов И.И."), "иванов и и");
    EXPECT_EQ(search_key(""), "");
    EXPECT_EQ(search_key(" - "), "");
}

// A name typed on a Mac (letters in two parts) is another name to the database.
TEST(search_key, composed_and_decomposed_letters_are_the_same) {
    EXPECT_EQ(search_key("Андре\u0438\u0306"), search_key("Андрей"));
    EXPECT_EQ(search_key("Е\u0308лкина"), search_key("Ёлкина"));
    EXPECT_EQ(search_key("Mu\u0308ller"), search_key("Müller"));
    EXPECT_EQ(search_key("Андре\u0438\u0301"), "андреи"); // a stress mark is not a short i
}

// One Latin letter slipped into a Russian surname hides the guest from everyone.
TEST(search_key, latin_look_alikes_inside_russian_words_are_russian) {
    EXPECT_EQ(search_key("Cемёнов"), search_key("Семёнов")); // Latin C
    EXPECT_EQ(search_key("BOPOБЬEB"), search_key("ВОРОБЬЕВ"));
    EXPECT_EQ(search_key("Smith"), "smith");
    EXPECT_TRUE(finds("COBA", "СОВА")); // all Latin
}

// The keyboard stands in the other layout and eighty people are waiting.
TEST(search_key, the_wrong_keyboard_layout_is_understood) {
    EXPECT_TRUE(finds("Bdfyjd", "Иванов"));
    EXPECT_TRUE(finds("bdfyjd bdfy", "Иванов Иван"));
    EXPECT_TRUE(finds("~krbyf", "Ёлкина"));
    EXPECT_TRUE(finds("Otujktd", "Щеголев"));
    EXPECT_TRUE(finds("[fhbnjyjd", "Харитонов"));
    EXPECT_TRUE(finds("<eyby", "Бунин"));
    EXPECT_TRUE(finds("Ыьшер", "Smith"));
}

// A guest's badge or passport is in Latin letters, the list in Russian, or the other way round.
TEST(search_key, transliteration_is_understood_both_ways) {
    EXPECT_TRUE(finds("Fleganova Tatiana", "Флеганова Татьяна"));
    EXPECT_TRUE(finds("SHCHEGOLEV", "Щёголев"));
    EXPECT_TRUE(finds("PODIEIACHEVA", "Подъячева"));
    EXPECT_TRUE(finds("Sergei", "Сергей"));
    EXPECT_TRUE(finds("Dmitrii", "Дмитрий"));
    EXPECT_TRUE(finds("Dmitriy", "Дмитрий"));
    EXPECT_TRUE(finds("Yulia", "Юлия"));
    EXPECT_TRUE(finds("Mariia", "Мария"));
    EXPECT_TRUE(finds("Nastia", "Настя"));
    EXPECT_TRUE(finds("Иванов", "Ivanov"));
    EXPECT_TRUE(finds("Щёголев", "SHCHEGOLEV"));
    EXPECT_TRUE(finds("Хабаров", "Khabarov"));
    EXPECT_FALSE(finds("Иванов", "Петров"));
}

// A stray character or a long paste stops the search at the door.
TEST(search_key, any_query_gives_few_and_clean_variants) {
    for (const std::string& query :
         {std::string(), std::string(" "), std::string("\xff\xfe"), std::string("123 456"),
          std::string(10'000, 'q'), std::string("%_'\"\0x", 6), std::string("\u200b")}) {
        const auto variants = search_variants(query);
        EXPECT_LE(variants.size(), 12u);
        for (const auto& variant : variants) {
            EXPECT_FALSE(variant.empty());
            EXPECT_EQ(search_key(variant), variant);
        }
    }
    EXPECT_EQ(search_variants("123456789").front(), "123456789");
    EXPECT_EQ(search_variants("Иванов").front(), "иванов");
    EXPECT_TRUE(search_variants("").empty());
}

} // namespace
} // namespace krug::domain
