// A grant report opens as mojibake, in one column, or with dates and telephones that nobody typed.
#include "outside_judge.hpp"
#include "render/attendance_table.hpp"
#include "render/workbook.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace krug::render {
namespace {

const table_head head{.sheet_name = "Участники: 15/10",
                      .columns = {{"name", "Фамилия, имя", column_kind::text},
                                  {"attendee_no", "Номер", column_kind::text},
                                  {"phone", "Телефон", column_kind::phone},
                                  {"came_at", "Вход (МСК+2)", column_kind::date_time},
                                  {"visits", "Посещений", column_kind::integer},
                                  {"share", "Доля", column_kind::decimal},
                                  {"present", "В зале", column_kind::boolean}},
                      .written_at = 1602752400};

const std::vector<std::vector<table_cell>> rows = {
    {std::string("Ёлкина; «Анна» \"А\""), std::string("012345678"), std::string("+73452381814"), table_moment{1602756000, 300},
     std::int64_t{3}, 0.5, true},
    {std::string("=HYPERLINK(\"http://evil\")"), std::string("12345678901234567890"), std::string("+4930123456"), std::monostate{},
     std::monostate{}, -12.25, false},
    {std::string("две\nстроки"), std::string(""), std::monostate{}, table_moment{-1, -210}, std::int64_t{9007199254740993}, 0.0, std::monostate{}}};

std::string written(table_format format, const table_head& with = head, const std::vector<std::vector<table_cell>>& cells = rows) {
    std::string out;
    attendance_table table(format, with, [&](std::string_view bytes) { out += bytes; });
    for (const auto& row : cells) table.row(row);
    table.finish();
    return out;
}

// Russian Excel shows one column of "Р¤Р°РјРёР»РёСЏ".
TEST(attendance_table, csv_for_russian_excel) {
    EXPECT_EQ(written(table_format::csv_excel),
              "\xEF\xBB\xBF\"Фамилия, имя\";Номер;Телефон;Вход (МСК+2);Посещений;Доля;В зале\r\n"
              "\"Ёлкина; «Анна» \"\"А\"\"\";'012345678;8 (3452) 38-18-14;15.10.2020 15:00;3;\"0,5\";да\r\n"
              "\"'=HYPERLINK(\"\"http://evil\"\")\";'12345678901234567890;(+49) 30123456;;;\"-12,25\";нет\r\n"
              "\"две\nстроки\";;;31.12.1969 20:29;9007199254740993;0;\r\n");
}

// A program that reads the export gets people's formats or changed text.
TEST(attendance_table, csv_for_programs_is_exact) {
    EXPECT_EQ(written(table_format::csv_machine),
              "name,attendee_no,phone,came_at,visits,share,present\r\n"
              "\"Ёлкина; «Анна» \"\"А\"\"\",012345678,+73452381814,2020-10-15T15:00:00+05:00,3,0.5,true\r\n"
              "\"=HYPERLINK(\"\"http://evil\"\")\",12345678901234567890,+4930123456,,,-12.25,false\r\n"
              "\"две\nстроки\",,,1969-12-31T20:29:59-03:30,9007199254740993,0,\r\n");
}

// The API's list is not JSON, or a name closes the script it stands in.
TEST(attendance_table, json_is_read_by_another_parser) {
    const test::workbench bench;
    auto cells = rows;
    cells[0][0] = std::string("\"\\\n\t\x01</script>\u2028\xFF😀");
    bench.put("t.json", written(table_format::json, head, cells));
    const auto said = bench.ask("python3 -c \"import json;d=json.load(open('t.json',encoding='utf-8'));"
                                "print(len(d),ascii(d[0]['name']),d[0]['came_at'],d[1]['came_at'],d[2]['visits'],d[0]['present'],d[1]['share'])\"");
    EXPECT_EQ(said, "3 '\"\\\\\\n\\t\\x01</script>\\u2028\\ufffd\\U0001f600' 2020-10-15T15:00:00+05:00 None 9007199254740993 True -12.25\n");
    EXPECT_EQ(written(table_format::json, head, cells).find("</script"), std::string::npos);
    EXPECT_EQ(written(table_format::json, head, {}), "[]\n");
}

// Excel says the file is damaged, turns a number into a date, or runs a name.
TEST(attendance_table, xlsx_keeps_types_and_text) {
    const test::workbench bench;
    bench.put("t.xlsx", written(table_format::xlsx));
    bench.show("t.xlsx");
    EXPECT_EQ(bench.ask("xlsx2csv -d ';' t.xlsx"),
              "Фамилия, имя;Номер;Телефон;Вход (МСК+2);Посещений;Доля;В зале\n"
              "\"Ёлкина; «Анна» \"\"А\"\"\";012345678;+7 (3452) 38-18-14;15.10.2020 15:00;3;0.5;да\n"
              "\"=HYPERLINK(\"\"http://evil\"\")\";12345678901234567890;+4930123456;;;-12.25;нет\n"
              "\"две\nстроки\";;;31.12.1969 20:29;9007199254740993;0;\n");
    bench.ask("unzip -qo t.xlsx");
    const auto sheet = bench.read("xl/worksheets/sheet1.xml");
    EXPECT_EQ(sheet.find("<f>"), std::string::npos);
    EXPECT_NE(sheet.find("<autoFilter ref=\"A1:G4\"/>"), std::string::npos);
    EXPECT_NE(sheet.find("state=\"frozen\""), std::string::npos);
    EXPECT_NE(sheet.find("<c r=\"E2\"><v>3</v>"), std::string::npos);
    EXPECT_NE(bench.read("xl/workbook.xml").find("sheet name=\"Участники  15 10\""), std::string::npos);
}

// The accountant uses LibreOffice and sees other values than her colleague.
TEST(attendance_table, libreoffice_reads_the_same_workbook) {
    const test::workbench bench;
    bench.put("t.xlsx", written(table_format::xlsx));
    bench.ask("soffice -env:UserInstallation=file://$PWD/profile --headless --convert-to 'csv:Text - txt - csv (StarCalc):59,34,76' t.xlsx "
              ">/dev/null 2>&1");
    const auto csv = bench.read("t.csv");
    for (const auto* part : {"012345678", "+7 (3452) 38-18-14", "15.10.2020 15:00", "=HYPERLINK(\"\"http://evil\"\")", "12345678901234567890", ";да"})
        EXPECT_NE(csv.find(part), std::string::npos) << part << csv;
}

// An event without guests gives a file that does not open.
TEST(attendance_table, an_empty_table_is_still_a_table) {
    const test::workbench bench;
    bench.put("e.xlsx", written(table_format::xlsx, head, {}));
    EXPECT_EQ(test::count_of(bench.ask("xlsx2csv e.xlsx"), "\n"), 1u);
    EXPECT_EQ(test::count_of(written(table_format::csv_excel, head, {}), "\r\n"), 1u);
}

// An event title with a slash makes Excel repair the file away.
TEST(attendance_table, any_title_becomes_a_sheet_name_excel_takes) {
    EXPECT_EQ(sheet_name("a[b]:*?/\\c"), "a b      c");
    EXPECT_EQ(sheet_name("'кавычки'"), "кавычки");
    EXPECT_EQ(sheet_name(""), "Krug");
    EXPECT_EQ(sheet_name("History"), "Krug");
    std::string wide, long_title;
    for (int i = 0; i < 40; ++i) wide += "😀", long_title += "ж";
    EXPECT_EQ(sheet_name(wide).size(), 15u * 4);
    EXPECT_EQ(sheet_name(long_title).size(), 31u * 2);
}

// Fifty thousand guests exhaust the memory of a small server.
TEST(attendance_table, memory_stays_flat_over_fifty_thousand_rows) {
    if (!test::memory_is_measurable) GTEST_SKIP();
    for (const auto format : {table_format::csv_excel, table_format::xlsx, table_format::json}) {
        std::size_t bytes = 0;
        attendance_table table(format, head, [&](std::string_view piece) { bytes += piece.size(); });
        for (int i = 0; i < 1000; ++i) table.row(rows[0]);
        const auto before = test::resident_kib();
        for (int i = 0; i < 49000; ++i) table.row(rows[0]);
        EXPECT_LT(test::resident_kib() - before, 4096);
        table.finish();
        EXPECT_GT(bytes, 100000u);
    }
}

// The disk is full and the guest list is half a list with a good name.
TEST(attendance_table, a_sink_that_fails_is_heard) {
    const table_sink broken = [](std::string_view) { throw std::runtime_error("full"); };
    EXPECT_THROW(attendance_table(table_format::csv_excel, head, broken), std::runtime_error);
    attendance_table table(table_format::xlsx, head, broken);
    table.row(rows[0]);
    EXPECT_THROW(table.finish(), std::runtime_error);
}

} // namespace
} // namespace krug::render
