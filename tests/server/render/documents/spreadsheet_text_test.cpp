// An accountant opens a list and a guest's "name" runs a program, or every telephone has become 8,35E+10.
#include "outside_judge.hpp"
#include "render/attendance_table.hpp"

#include <gtest/gtest.h>

#include <random>

namespace krug::render {
namespace {

// A formula hides behind a blank, a wide sign or a line break and runs in the office.
TEST(disarm_formula, every_disguise_gets_an_apostrophe) {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"=1+1", "'=1+1"}, {"+1", "'+1"}, {"-1", "'-1"}, {"@SUM(A1)", "'@SUM(A1)"}, {"\t=1", "'\t'=1"}, {"\rx", "'\rx"},
        {"\n=1", "'\n'=1"}, {"  =1", "  '=1"}, {"\u00A0=1", "\u00A0'=1"}, {"\u200B\uFEFF@a", "\u200B\uFEFF'@a"},
        {"＝1", "'＝1"}, {"＋1", "'＋1"}, {"－1", "'－1"}, {"＠a", "'＠a"}, {"−1", "'−1"},
        {"Анна\n=1", "Анна\n'=1"}, {"Анна\r\n +1", "Анна\r\n '+1"}, {"a;=1", "a;'=1"}, {"a,=1", "a,'=1"}, {"a\"=1", "a\"'=1"}};
    for (const auto& [text, safe] : cases) EXPECT_EQ(disarm_formula(text), safe) << text;
}

// A harmless name or sentence arrives spoilt.
TEST(disarm_formula, ordinary_text_stays_as_it_was) {
    for (const std::string& text : std::vector<std::string>{"Салтыков-Щедрин", "anna@example.org", "тел., +7 (3452) 38-18-14", "1 = 1", "", "«Точка кипения – Тюмень»",
                                   "О'Коннор", "5−7 лет", "да; нет"})
        EXPECT_EQ(disarm_formula(text), text);
}

// The organiser dials a number that a spreadsheet rounded.
TEST(spreadsheet_phone, every_way_to_write_it_becomes_one_that_survives) {
    const std::vector<std::pair<std::string, std::string>> cases = {
        {"+73452381814", "8 (3452) 38-18-14"}, {"8(3452) 38-18-14", "8 (3452) 38-18-14"}, {"+7 (3452) 38-18-14", "8 (3452) 38-18-14"},
        {"83452381814", "8 (3452) 38-18-14"}, {"+79123456789", "8 (912) 345-67-89"}, {"+7 495 123-45-67", "8 (495) 123-45-67"},
        {"88001234567", "8 (800) 123-45-67"}, {"+4930123456", "(+49) 30123456"}, {"+12025550123", "(+1) 2025550123"},
        {"+375 29 1234567", "(+375) 291234567"}, {"381814", "(381814)"}, {"38-18-14", "38-18-14"}, {"", ""},
        {"8 (3452) 38-18-14 доб. 12", "8 (3452) 38-18-14 доб. 12"}, {"+7 (3452) 38-18-14 доб. 12", "'+7 (3452) 38-18-14 доб. 12"},
        {"=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"}, {"+", "'+"}};
    for (const auto& [text, safe] : cases) EXPECT_EQ(spreadsheet_phone(text), safe) << text;
}

std::string hostile_text(std::mt19937& random) {
    static const std::vector<std::string> pieces = {"=", "+", "-", "@", "\t", "\r", "\n", "＝", "－", " ", "\u00A0", "\u200B", "\"", ";", ",", "|", "'",
                                                    "1+1", "SUM(1;1)", "HYPERLINK(\"x\")", "cmd|' /C calc'!A0", "Анна", "7", "\xFF", "\u2028", "−2", "a1"};
    std::string out;
    for (auto left = random() % 7; left > 0; --left) out += pieces[random() % pieces.size()];
    return out;
}

// One text in a hundred thousand still becomes a formula when LibreOffice opens the file.
TEST(disarm_formula, libreoffice_finds_no_formula_in_a_hundred_thousand_hostile_cells) {
    const test::workbench bench;
    std::mt19937 random(20201015);
    constexpr int columns = 50, rows = 2000;
    table_head head;
    for (int i = 0; i < columns; ++i) head.columns.push_back({"c", "c", i % 5 == 4 ? column_kind::phone : column_kind::text});
    std::string csv;
    attendance_table table(table_format::csv_excel, head, [&](std::string_view bytes) { csv += bytes; });
    for (int row = 0; row < rows; ++row) {
        std::vector<table_cell> cells;
        for (int i = 0; i < columns; ++i) cells.emplace_back(hostile_text(random));
        table.row(cells);
    }
    table.finish();
    bench.put("s15.csv", csv);
    bench.put("control.csv", "a;b\r\n=1+1;x\r\n");
    // 59 = ';', 44 = ','; the last token asks LibreOffice to evaluate formulas, as the most trusting reader would.
    for (const std::string& separator : std::vector<std::string>{"59", "44"}) {
        bench.ask("soffice -env:UserInstallation=file://$PWD/profile --headless --infilter='Text - txt - csv (StarCalc):" + separator +
                  ",34,76,1,,0,false,true,false,false,false,-1,true' --convert-to fods s15.csv control.csv >/dev/null 2>&1");
        const auto sheet = bench.read("s15.fods");
        EXPECT_GT(test::count_of(sheet, "<table:table-row"), 1000u);
        EXPECT_EQ(test::count_of(sheet, "table:formula="), 0u) << separator;
        if (separator == "59") {
            EXPECT_EQ(test::count_of(bench.read("control.fods"), "table:formula="), 1u);
        }
    }
}

} // namespace
} // namespace krug::render
