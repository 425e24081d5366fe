// If this fails, people read "5 место", a blank where a word should be, or Russian in the middle of an
// English page.
#include "render/embedded_files.hpp"
#include "render/page_engine.hpp"
#include "render/pages/page_list.hpp"
#include "render/template_compiler.hpp"

#include <gtest/gtest.h>

#include <cctype>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

namespace krug::render {
namespace {

/// The catalogue's own list of source texts, read from the compiled file by its published layout (GNU gettext
/// manual, "The Format of GNU MO Files"); a plural entry counts by its first form.
std::set<std::string> entries_of(std::string_view name) {
    std::set<std::string> out;
    for (const auto& file : embedded_catalogues()) {
        if (file.name != name)
            continue;
        const auto word = [&](std::size_t at) {
            std::uint32_t value = 0;
            std::memcpy(&value, file.bytes.data() + at, sizeof value);
            return value;
        };
        for (std::uint32_t i = 0; i < word(8); ++i) {
            const std::string source(file.bytes.data() + word(word(12) + 8 * i + 4));
            if (!source.empty())
                out.insert(source);
        }
    }
    return out;
}

std::string read_embedded(std::string_view name) {
    for (const auto& file : embedded_templates())
        if (file.name == name)
            return std::string(file.bytes);
    throw std::runtime_error(std::string(name));
}

std::set<std::string> texts_of_templates() {
    std::set<std::string> out;
    for (const auto& page : page_list()) {
        const auto compiled =
            compile_template({page.name, page.layout, &page.frame, &page.view}, language::ru, read_embedded);
        out.insert(compiled.messages.begin(), compiled.messages.end());
    }
    return out;
}

std::string read_file(const std::filesystem::path& path) {
    std::ostringstream text;
    text << std::ifstream(path).rdbuf();
    return std::move(text).str();
}

/// The first literal between the brackets of each call of `function`: tr(lang, "…"), tr_n(lang, "…", n).
void add_calls(std::set<std::string>& out, const std::string& text, const std::string& function) {
    const std::string opening = function + "(";
    for (auto at = text.find(opening); at != std::string::npos; at = text.find(opening, at + 1)) {
        const char before = at == 0 ? ' ' : text[at - 1];
        if (std::isalnum(static_cast<unsigned char>(before)) || before == '_')
            continue;
        const auto quote = text.find_first_of("\";", at);
        if (quote == std::string::npos || text[quote] != '"')
            continue;
        const auto end = text.find('"', quote + 1);
        out.insert(text.substr(quote + 1, end - quote - 1));
    }
}

/// What the rooms that speak to people ask for in C++.
std::set<std::string> texts_of_code(const char* function) {
    std::set<std::string> out;
    for (const char* room : {"render", "web", "mail", "service"}) {
        const auto folder = std::filesystem::path(KRUG_SOURCE_DIR) / "server" / room;
        if (!std::filesystem::exists(folder))
            continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
            if (entry.path().extension() == ".cpp")
                add_calls(out, read_file(entry.path()), function);
    }
    return out;
}

// A count of participants reads wrong in every third case if one of the three Russian forms is lost.
TEST(translations, russian_counts_take_the_right_form) {
    const std::pair<int, const char*> cases[] = {{0, "0 мест"},   {1, "1 место"},     {2, "2 места"},
                                                 {5, "5 мест"},   {11, "11 мест"},    {12, "12 мест"},
                                                 {14, "14 мест"}, {21, "21 место"},   {22, "22 места"},
                                                 {25, "25 мест"}, {101, "101 место"}, {111, "111 мест"}};
    for (const auto& [n, words] : cases)
        EXPECT_EQ(tr_n(language::ru, "{n} место", n), words);
    EXPECT_EQ(tr_n(language::en, "{n} место", 1), "1 seat");
    EXPECT_EQ(tr_n(language::en, "{n} место", 21), "21 seats");
}

// A large exhibition shows "43000" run together, or a form chosen by an overflowed number.
TEST(translations, large_counts_are_grouped_and_keep_their_form) {
    EXPECT_EQ(tr_n(language::ru, "{n} место", 43001), "43\u00a0001 место");
    EXPECT_EQ(tr_n(language::ru, "{n} место", 5'000'000'002), "5\u00a0000\u00a0000\u00a0002 места");
    EXPECT_EQ(tr_n(language::ru, "{n} место", 9999), "9999 мест");
}

// A guest whose name holds braces would see somebody else's words in place of the name.
TEST(translations, values_are_not_searched_for_places) {
    EXPECT_EQ(tr(language::ru, "Сопровождающий {number}", {{"number", "{number}"}}),
              "Сопровождающий {number}");
    EXPECT_EQ(tr(language::en, "{word} из {total}", {{"total", "{word}"}, {"word", "seats"}}),
              "seats of {word}");
}

// An unknown text must not become a blank line.
TEST(translations, a_missing_text_stays_itself) {
    EXPECT_EQ(tr(language::en, "такого текста нет"), "такого текста нет");
    EXPECT_EQ(tr_n(language::en, "{n} такого нет", 3), "3 такого нет");
}

// Russian words would stand in the middle of an English page.
TEST(translations, english_catalogue_is_complete) {
    const auto entries = entries_of("translations/en.mo");
    ASSERT_GT(entries.size(), 400U);
    for (const auto& texts : {texts_of_templates(), texts_of_code("tr"), texts_of_code("tr_n")})
        for (const auto& text : texts)
            EXPECT_TRUE(entries.contains(text)) << text;
}

// A counted phrase would come out in one form for every number.
TEST(translations, russian_catalogue_has_every_counted_phrase) {
    const auto entries = entries_of("translations/ru.mo");
    for (const auto& text : texts_of_code("tr_n"))
        EXPECT_TRUE(entries.contains(text)) << text;
}

// Translators would keep polishing sentences that nobody ever reads.
TEST(translations, no_entry_is_unused) {
    auto used = texts_of_templates();
    used.merge(texts_of_code("tr"));
    auto counted = texts_of_code("tr_n");
    for (const auto& text : entries_of("translations/ru.mo"))
        EXPECT_TRUE(counted.contains(text)) << text;
    used.merge(counted);
    for (const auto& text : entries_of("translations/en.mo"))
        EXPECT_TRUE(used.contains(text)) << text;
}

} // namespace
} // namespace krug::render
