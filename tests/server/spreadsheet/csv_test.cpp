// If this fails, a list that Excel saved puts names into the wrong column, or a broken file is half believed.
#include "spreadsheet/table.hpp"

#include <gtest/gtest.h>

#include <random>

namespace krug::spreadsheet {
namespace {

std::string flat(const std::vector<std::string>& cells) {
    std::string text;
    for (const auto& each : cells) text += (text.empty() ? "" : "|") + each;
    return text;
}
std::string fault_in(std::string_view bytes, const limits& most = {}) {
    const auto read = read_table(bytes, most);
    if (read) return "";
    return std::string(read.error().code) + " " + std::to_string(read.error().row) + "/" + std::to_string(read.error().column);
}

// The same three columns as Excel, a machine and an old program write them.
TEST(csv, separator_and_encoding_are_found_out) {
    const std::string utf8 = "\xef\xbb\xbf" "Фамилия;Имя;Почта\r\nЁлкина;Анна;anna@example.org\r\n";
    const std::string cp1251 = "\xd4\xe0\xec\xe8\xeb\xe8\xff;\xc8\xec\xff;\xcf\xee\xf7\xf2\xe0\r\n\xa8\xeb\xea\xe8\xed\xe0;\xc0\xed\xed\xe0;anna@example.org\r\n";
    const std::string commas = "Фамилия,Имя,Почта\n\"Ёлкина\",Анна,anna@example.org";
    const std::string tabs = "Фамилия\tИмя\tПочта\nЁлкина\tАнна\tanna@example.org\n";
    for (const auto& file : {utf8, cp1251, commas, tabs}) {
        const auto read = read_table(file);
        ASSERT_TRUE(read) << read.error().code;
        EXPECT_EQ(flat(read->head.cells), "Фамилия|Имя|Почта");
        ASSERT_EQ(read->rows.size(), 1u);
        EXPECT_EQ(flat(read->rows[0].cells), "Ёлкина|Анна|anna@example.org");
        EXPECT_EQ(read->rows[0].number, 2u);
    }
}

// Quotes inside, line ends inside, blank rows and a title above: the numbers stay those that the spreadsheet shows.
TEST(csv, what_spreadsheets_do_is_understood) {
    const auto read = read_table("Список участников\n\nФИО;Почта\n\"Ким \"\"Ен\"\"\nСу\";a@example.org\n;\n  О'Коннор Шон ;\n");
    ASSERT_TRUE(read);
    EXPECT_EQ(read->head.number, 3u);
    ASSERT_EQ(read->rows.size(), 2u);
    EXPECT_EQ(flat(read->rows[0].cells), "Ким \"Ен\" Су|a@example.org");
    EXPECT_EQ(flat(read->rows[1].cells), "О'Коннор Шон|");
    EXPECT_EQ(read->rows[1].number, 6u);
}

// A file that is none must be refused with the place, not read as far as it goes.
TEST(csv, broken_files_are_refused_with_the_place) {
    EXPECT_EQ(fault_in(""), "empty 0/0");
    EXPECT_EQ(fault_in("Фамилия;Имя\n"), "empty 0/0");
    EXPECT_EQ(fault_in("\n;;\n\n"), "empty 0/0");
    EXPECT_EQ(fault_in("Фамилия;Имя\n\"Ёлкина;Анна\n"), "open_quote 2/0");
    EXPECT_EQ(fault_in("Фамилия;Имя\nЁлкина;Анна;лишнее\n"), "too_many_columns 2/3");
    EXPECT_EQ(fault_in("%PDF-1.7 ;"), "not_a_table 0/0");
    EXPECT_EQ(fault_in(std::string("Фамилия;Имя\nА\0;Б", 28)), "not_a_table 0/0");
    EXPECT_EQ(fault_in("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "old_excel 0/0");
    EXPECT_EQ(fault_in("Имя\n" + std::string(4001, 'a')), "long_cell 2/1");
    EXPECT_EQ(fault_in("Имя\n\x98"), "encoding 0/0"); // the one byte that Windows-1251 does not have
}

// Limits that nobody reaches are no limits.
TEST(csv, limits_hold) {
    limits most;
    most.rows = 3;
    EXPECT_EQ(fault_in("Имя\nа\nб\nв\n", most), "");
    EXPECT_EQ(fault_in("Имя\nа\nб\nв\nг\n", most), "too_many_rows 5/0");
    most.bytes = 10;
    EXPECT_EQ(fault_in("Имя\nабвгд\n", most), "too_large 0/0");
    EXPECT_EQ(fault_in(std::string(101, ';') + "x\n"), "too_many_columns 1/101");
    most = {};
    most.text_bytes = 20;
    EXPECT_EQ(fault_in("Имя\n1234567890\n1234567890\n", most), "bomb 3/0");
}

// Whatever bytes come, the reader ends, and what it gives is UTF-8 in rows as wide as the head.
TEST(csv, random_bytes_do_no_harm) {
    std::mt19937 random(20201015);
    const std::string alphabet = "\"\";,\t\r\nаЯ\xd0\xff" "a1 ";
    for (int round = 0; round < 20'000; ++round) {
        std::string file = round % 2 == 0 ? "Фамилия;Имя\n" : "";
        for (auto left = random() % 60; left > 0; --left) file += alphabet[random() % alphabet.size()];
        const auto read = read_table(file);
        if (!read) continue;
        for (const auto& row : read->rows) ASSERT_EQ(row.cells.size(), read->head.cells.size());
    }
}

} // namespace
} // namespace krug::spreadsheet
