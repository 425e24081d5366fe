// If this fails, a list from Excel cannot be read, or a hostile workbook takes the memory of the whole service.
#include "spreadsheet/table.hpp"

#include <gtest/gtest.h>
#include <zip.h>

#include <map>
#include <random>

namespace krug::spreadsheet {
namespace {

using parts = std::map<std::string, std::string>;

std::string zipped(const parts& files, const char* password = nullptr) {
    zip_error_t wrong;
    zip_error_init(&wrong);
    auto* source = zip_source_buffer_create(nullptr, 0, 0, &wrong);
    zip_source_keep(source);
    auto* archive = zip_open_from_source(source, ZIP_TRUNCATE, &wrong);
    for (const auto& [name, text] : files) {
        const auto at = zip_file_add(archive, name.c_str(), zip_source_buffer(archive, text.data(), text.size(), 0), ZIP_FL_ENC_UTF_8);
        if (password != nullptr) zip_file_set_encryption(archive, static_cast<zip_uint64_t>(at), ZIP_EM_AES_256, password);
    }
    EXPECT_EQ(zip_close(archive), 0);
    zip_stat_t about;
    zip_source_stat(source, &about);
    std::string bytes(about.size, '\0');
    zip_source_open(source);
    zip_source_read(source, bytes.data(), bytes.size());
    zip_source_close(source);
    zip_source_free(source);
    zip_error_fini(&wrong);
    return bytes;
}

constexpr auto* relations = R"(<Relationships>
<Relationship Id="rId1" Type="x" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x" Target="/xl/worksheets/sheet2.xml"/></Relationships>)";
constexpr auto* book = R"(<workbook xmlns:r="r"><sheets><sheet name="Скрытый" sheetId="7" state="hidden" r:id="rId1"/><sheet name="Люди" sheetId="8" r:id="rId2"/></sheets></workbook>)";

parts workbook(const std::string& rows) {
    return {{"xl/workbook.xml", book},
            {"xl/_rels/workbook.xml.rels", relations},
            {"xl/worksheets/sheet1.xml", "<worksheet><sheetData/></worksheet>"},
            {"xl/worksheets/sheet2.xml", "<worksheet><sheetData>" + rows + "</sheetData></worksheet>"},
            {"xl/sharedStrings.xml", "<sst><si><t>Фамилия</t></si><si><t>Телефон</t></si><si><r><t>Ёл</t></r><r><t>кина</t></r><rPh><t>нет</t></rPh></si></sst>"}};
}
constexpr auto* head = R"(<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>)";

std::string row(const std::string& cells, int number = 3) { return "<row r=\"" + std::to_string(number) + "\">" + cells + "</row>"; }
std::string fault_in(const std::string& bytes, const limits& most = {}) {
    const auto read = read_table(bytes, most);
    if (read) return "";
    return std::string(read.error().code) + " " + std::to_string(read.error().row) + "/" + std::to_string(read.error().column);
}
std::string cell_of(const std::string& cell) {
    const auto read = read_table(zipped(workbook(head + row(R"(<c r="A3"><v>x</v></c>)" + cell))));
    return read ? read->rows.at(0).cells.at(2) : std::string(read.error().code);
}

// The sheet that people see, its holes, shared and rich texts, and numbers as people wrote them.
TEST(xlsx, a_list_is_read_as_it_is_seen) {
    const auto read = read_table(zipped(workbook(head + row(R"(<c r="A3" t="s"><v>2</v></c><c r="C3"><v>7.9221234567E10</v></c>)", 5))));
    ASSERT_TRUE(read) << read.error().code;
    EXPECT_EQ(read->head.cells, (std::vector<std::string>{"Фамилия", "", "Телефон"}));
    EXPECT_EQ(read->head.number, 2u);
    ASSERT_EQ(read->rows.size(), 1u);
    EXPECT_EQ(read->rows[0].number, 5u);
    EXPECT_EQ(read->rows[0].cells, (std::vector<std::string>{"Ёлкина", "", "79221234567"}));
}

// A telephone, a long code, a date of a formula: the value that is there, nothing computed.
TEST(xlsx, values_are_taken_and_formulas_are_not_run) {
    EXPECT_EQ(cell_of(R"(<c r="C3" t="inlineStr"><is><t> 8 (3452) 38-18-14 </t></is></c>)"), "8 (3452) 38-18-14");
    EXPECT_EQ(cell_of(R"(<c r="C3" t="str"><f>HYPERLINK("http://127.0.0.1/","x")</f><v>x</v></c>)"), "x");
    EXPECT_EQ(cell_of(R"(<c r="C3"><f>1+1</f><v>2</v></c>)"), "2");
    EXPECT_EQ(cell_of(R"(<c r="C3"><f>WEBSERVICE("http://127.0.0.1/")</f></c>)"), "formula_without_value");
    EXPECT_EQ(cell_of(R"(<c r="C3" t="e"><v>#REF!</v></c>)"), "cell_error");
    EXPECT_EQ(cell_of(R"(<c r="C3"><v>1000838459949</v></c>)"), "1000838459949");
    EXPECT_EQ(cell_of(R"(<c r="C3"><v>1.0008384599490001E+20</v></c>)"), "1.0008384599490001E+20") << "rounded: it must not look whole";
    EXPECT_EQ(cell_of(R"(<c r="C3"><v>0.5</v></c>)"), "0.5");
    EXPECT_EQ(cell_of(R"(<c r="C3" t="b"><v>1</v></c>)"), "1");
    EXPECT_EQ(cell_of(R"(<c r="C3" t="s"><v>99</v></c>)"), "damaged");
    EXPECT_EQ(cell_of(R"(<c r="C3" t="s"><v>-1</v></c>)"), "damaged");
    EXPECT_EQ(cell_of("<c><v>a</v></c><c><v>b</v></c>"), "b") << "cells without an address follow each other";
}

// Files that are something else say so in a word that the person can act on.
TEST(xlsx, other_files_are_told_apart) {
    EXPECT_EQ(fault_in("PK"), "damaged 0/0");
    EXPECT_EQ(fault_in(zipped({{"readme.txt", "x"}})), "not_a_table 0/0");
    EXPECT_EQ(fault_in(zipped({{"mimetype", "application/vnd.oasis.opendocument.spreadsheet"}, {"content.xml", "<x/>"}})), "open_document 0/0");
    EXPECT_EQ(fault_in(zipped(workbook(head + row("<c><v>1</v></c>")), "geheim")), "encrypted 0/0");
    auto broken = workbook(head);
    broken["xl/worksheets/sheet2.xml"] = "<worksheet><sheetData><row>";
    EXPECT_EQ(fault_in(zipped(broken)), "damaged 0/0");
    auto no_sheet = workbook(head);
    no_sheet["xl/workbook.xml"] = R"(<workbook xmlns:r="r"><sheets><sheet state="veryHidden" r:id="rId1"/></sheets></workbook>)";
    EXPECT_EQ(fault_in(zipped(no_sheet)), "no_sheet 0/0");
    auto outside = workbook(head);
    outside["xl/_rels/workbook.xml.rels"] = R"(<Relationships><Relationship Id="rId2" Target="../../etc/passwd"/></Relationships>)";
    EXPECT_EQ(fault_in(zipped(outside)), "no_sheet 0/0");
    outside["xl/_rels/workbook.xml.rels"] = R"(<Relationships><Relationship Id="rId2" TargetMode="External" Target="http://127.0.0.1/"/></Relationships>)";
    EXPECT_EQ(fault_in(zipped(outside)), "no_sheet 0/0");
    EXPECT_EQ(fault_in(zipped(workbook(""))), "empty 0/0");
    EXPECT_EQ(fault_in(zipped(workbook(head))), "empty 0/0");
}

// A few kilobytes that unpack into gigabytes, a million tags, a text repeated half a million times.
TEST(xlsx, bombs_are_refused_before_they_go_off) {
    auto large = workbook(head);
    large["xl/worksheets/sheet2.xml"] = std::string(std::size_t{17} * 1024 * 1024, ' ');
    const auto packed = zipped(large);
    ASSERT_LT(packed.size(), 100'000u);
    EXPECT_EQ(fault_in(packed), "bomb 0/0");
    auto tags = workbook(head);
    std::string many = "<worksheet>";
    for (int n = 0; n < 600'001; ++n) many += "<a/>";
    tags["xl/worksheets/sheet2.xml"] = many + "</worksheet>";
    EXPECT_EQ(fault_in(zipped(tags)), "bomb 0/0");
    auto strings = workbook(head);
    strings["xl/sharedStrings.xml"] = "<sst><si><t>" + std::string(3'900, 'a') + "</t></si></sst>";
    std::string rows;
    for (int n = 1; n <= 4'999; ++n) {
        rows += "<row>";
        for (int column = 0; column < 10; ++column) rows += "<c t=\"s\"><v>0</v></c>";
        rows += "</row>";
    }
    strings["xl/worksheets/sheet2.xml"] = "<worksheet><sheetData>" + rows + "</sheetData></worksheet>";
    EXPECT_TRUE(fault_in(zipped(strings)).starts_with("bomb "));
    parts crowd;
    for (int n = 0; n < 1'001; ++n) crowd["f" + std::to_string(n)] = "";
    EXPECT_EQ(fault_in(zipped(crowd)), "bomb 0/0");
    // Entities that multiply are not known here at all.
    auto entities = workbook(head);
    entities["xl/sharedStrings.xml"] = "<!DOCTYPE x [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><sst><si><t>&b;</t></si></sst>";
    EXPECT_TRUE(read_table(zipped(entities)).has_error());
    // Deep nesting ends nobody's stack.
    auto deep = workbook(head);
    std::string nest;
    for (int n = 0; n < 200'000; ++n) nest += "<a>";
    for (int n = 0; n < 200'000; ++n) nest += "</a>";
    deep["xl/worksheets/sheet2.xml"] = "<worksheet>" + nest + "</worksheet>";
    EXPECT_EQ(fault_in(zipped(deep)), "empty 0/0");
}

// Limits of the table hold for workbooks as for texts.
TEST(xlsx, limits_hold) {
    std::string rows = head;
    for (int n = 3; n <= 7; ++n) rows += row("<c><v>1</v></c>", n);
    limits most;
    most.rows = 4;
    EXPECT_EQ(fault_in(zipped(workbook(rows)), most), "too_many_rows 7/0");
    EXPECT_EQ(fault_in(zipped(workbook(head + row(R"(<c r="XFD3"><v>1</v></c>)")))), "too_many_columns 3/16384");
    EXPECT_EQ(fault_in(zipped(workbook(head + row(R"(<c r="D3"><v>1</v></c>)")))), "too_many_columns 3/4");
    EXPECT_EQ(fault_in(zipped(workbook(head + row("<c t=\"str\"><v>" + std::string(4'001, 'a') + "</v></c>")))), "long_cell 3/1");
    most = {};
    most.bytes = 100;
    EXPECT_EQ(fault_in(zipped(workbook(rows)), most), "too_large 0/0");
}

// Every byte of a good file changed, and every file cut: an answer each time, and nothing else.
TEST(xlsx, spoiled_files_do_no_harm) {
    const auto good = zipped(workbook(head + row(R"(<c r="A3" t="s"><v>2</v></c><c r="C3"><v>79221234567</v></c>)")));
    ASSERT_TRUE(read_table(good));
    std::mt19937 random(20201015);
    for (std::size_t at = 0; at < good.size(); ++at) {
        auto spoiled = good;
        spoiled[at] = static_cast<char>(spoiled[at] ^ static_cast<char>(1 + random() % 255));
        (void)read_table(spoiled);
        (void)read_table(good.substr(0, at));
    }
    // The same inside the unpacked text, where checksums do not help.
    const std::string sheet = workbook(head + row(R"(<c r="A3" t="s"><v>2</v></c><c r="C3"><f>1</f><v>79221234567</v></c>)"))["xl/worksheets/sheet2.xml"];
    for (int round = 0; round < 3'000; ++round) {
        auto spoiled = workbook("");
        auto text = sheet;
        for (auto left = 1 + random() % 4; left > 0; --left) text[random() % text.size()] = static_cast<char>(random());
        spoiled["xl/worksheets/sheet2.xml"] = text;
        (void)read_table(zipped(spoiled));
    }
}

} // namespace
} // namespace krug::spreadsheet
