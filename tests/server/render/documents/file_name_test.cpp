// A downloaded list arrives as "%D0%BB" or without its ending and will not open.
#include "render/file_name.hpp"
#include "render/plain_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace krug::render {
namespace {

// Old browsers show question marks, new ones lose the Russian name.
TEST(file_name, has_both_forms) {
    EXPECT_EQ(content_disposition(file_disposition::attachment, "лист-регистрации-2020-10-15.csv"),
              "attachment; filename=\"list-registratsii-2020-10-15.csv\"; "
              "filename*=UTF-8''%D0%BB%D0%B8%D1%81%D1%82-%D1%80%D0%B5%D0%B3%D0%B8%D1%81%D1%82%D1%80%D0%B0%D1%86%D0%B8%D0%B8-"
              "2020-10-15.csv");
    EXPECT_EQ(content_disposition(file_disposition::in_place, "ticket.pdf"), "inline; filename=\"ticket.pdf\"");
}

// An event's title splits the header and sets a cookie of its own.
TEST(file_name, hostile_titles_stay_one_quoted_word) {
    for (const std::string& name : std::vector<std::string>{"a\r\nSet-Cookie: x=1.pdf", "..\\..\\etc/passwd", "x\"; filename=\"evil.exe", "\xE2\x80\xAE" "fdp.exe",
                                   "a\xE2\x80\xA8" "b", "", "...", "\xFF\xFE", std::string("nul\0.pdf", 8).c_str()}) {
        const auto value = content_disposition(file_disposition::attachment, name);
        for (const char c : value) EXPECT_TRUE(c >= 0x20 && c < 0x7F) << value;
        EXPECT_EQ(std::count(value.begin(), value.end(), '"'), 2) << value;
        EXPECT_EQ(value.find_first_of("/\\<>\r\n"), value.npos) << value;
        EXPECT_FALSE(ascii_file_name(name).empty());
        EXPECT_NE(ascii_file_name(name).front(), '.');
    }
    EXPECT_EQ(clean_file_name("..."), "krug");
    EXPECT_EQ(ascii_file_name("日本"), "krug");
}

// The name is transliterated in a way the passport office would not.
TEST(file_name, transliterates_as_passports_do) {
    EXPECT_EQ(ascii_file_name("Щёголев Подъячева Юлия.pdf"), "Shchegolev-Podieiacheva-Iuliia.pdf");
}

// The file system refuses a title of 300 letters, or the ending is cut off and nothing opens the file.
TEST(file_name, a_long_title_is_cut_between_characters_and_keeps_its_ending) {
    std::string title;
    for (int i = 0; i < 200; ++i) title += "ж";
    const auto name = clean_file_name(title + ".xlsx");
    EXPECT_LE(name.size(), 120u);
    EXPECT_TRUE(name.ends_with("ж.xlsx"));
    EXPECT_EQ(name, plain_text(name));
}

// Text cut in the middle of a character turns into boxes everywhere.
TEST(plain_text, bad_bytes_become_one_mark_each_and_controls_vanish) {
    EXPECT_EQ(plain_text("a\xC0\xAF" "b\xED\xA0\x80\xF4\x90\x80\x80\xC3"), "a\uFFFD\uFFFDb\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD");
    EXPECT_EQ(plain_text(std::string_view("a\0b\x1B[1m\x7F\r\nc\rd\te", 16)), "ab[1m\nc\nd\te");
    EXPECT_EQ(plain_line("a\r\nb\tc\u2028d  e"), "a b c d  e");
    EXPECT_EQ(plain_text("Ё😀"), "Ё😀");
}

} // namespace
} // namespace krug::render
