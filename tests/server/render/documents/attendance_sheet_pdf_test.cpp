// The power is out, eighty people wait, and the printed list is cut off, unreadable or has nowhere to sign.
#include "outside_judge.hpp"
#include "render/attendance_sheet_pdf.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace krug::render {
namespace {

attendance_sheet example(std::size_t guests) {
    attendance_sheet sheet;
    sheet.header = {"Рабочая встреча инициативной группы «Социальная технологическая инициатива»",
                    "15 октября 2020 года, четверг, 15:00 (МСК+2)", "«Точка кипения – Тюмень», ул. Республики, 142",
                    "Альянс социально ориентированных НКО Тюменской области", "24-1-012345", "8 (3452) 38-18-14",
                    "Подпись подтверждает присутствие. Данные обрабатываются по согласию (152-ФЗ)."};
    const std::vector<attendance_sheet_row> people = {
        {"Ёлкина Анна Сергеевна", "АНО «Пример»", "координатор проектов", "Тюмень", "+7 (3452) 38-18-14 / anna@example.org"},
        {"Салтыков-Щедрин Михаил Евграфович", "Департамент социального развития Тюменской области", "главный специалист отдела", "Ялуторовск", "guest@example.org"},
        {"Гайнутдинова Айгуль Ринат кызы", "", "", "Тобольск", ""},
        {"Ким Ен Су", "частное лицо", "", "", ""}};
    for (std::size_t i = 0; i < guests; ++i) sheet.rows.push_back(people[i % people.size()]);
    return sheet;
}

std::string judged(const test::workbench& bench, const std::string& name, const attendance_sheet& sheet, int pages) {
    bench.put(name, write_attendance_sheet_pdf(sheet));
    bench.show(name);
    EXPECT_NE(bench.ask("qpdf --check " + name).find("No syntax or stream encoding errors"), std::string::npos);
    EXPECT_NE(bench.ask("pdfinfo " + name).find("Pages:           " + std::to_string(pages) + "\n"), std::string::npos);
    const auto fonts = bench.ask("pdffonts " + name + " | tail -n +3");
    EXPECT_EQ(test::count_of(fonts, " yes yes yes "), test::count_of(fonts, "\n")) << fonts;
    return bench.ask("pdftotext -layout " + name + " -");
}

// An auditor cannot tell whose list this is, or one sheet of three is missing unnoticed.
TEST(attendance_sheet_pdf, every_page_has_header_columns_number_and_places_to_sign) {
    const test::workbench bench;
    auto sheet = example(45);
    sheet.form = attendance_sheet_form::full;
    sheet.responsible = "Иванова М. П.";
    const auto text = judged(bench, "sheet-full.pdf", sheet, 3);
    for (const auto* each : {"Лист регистрации", "Социальная технологическая инициатива", "15 октября 2020 года", "24-1-012345",
                             "Организатор: Альянс", "Подпись", "Телефон / e-mail", "Город", "Ответственный:", "Иванова М. П.",
                             "Дата:", "Присутствовало:"})
        EXPECT_GE(test::count_of(text, each), 3u) << each;
    for (const auto* mark : {"стр. 1 из 3", "стр. 2 из 3", "стр. 3 из 3"}) EXPECT_EQ(test::count_of(text, mark), 2u) << mark;
    EXPECT_EQ(test::count_of(text, "Ёлкина Анна Сергеевна"), 12u);
}

// A list passed from hand to hand shows everybody's telephone to everybody.
TEST(attendance_sheet_pdf, the_brief_form_has_no_contacts) {
    const test::workbench bench;
    const auto text = judged(bench, "sheet-brief.pdf", example(20), 1);
    EXPECT_EQ(text.find("38-18-14 /"), std::string::npos);
    EXPECT_EQ(text.find("example.org"), std::string::npos);
    EXPECT_EQ(text.find("координатор"), std::string::npos);
    EXPECT_NE(text.find("Организация"), std::string::npos);
}

// People from the street find no line to write on.
TEST(attendance_sheet_pdf, blank_numbered_rows_wait_for_those_without_registration) {
    const test::workbench bench;
    auto sheet = example(20);
    EXPECT_NE(judged(bench, "s.pdf", example(19), 1).find("\n  20"), std::string::npos);
    sheet.blank_rows = 1;
    const auto text = judged(bench, "s.pdf", sheet, 2);
    EXPECT_NE(text.find("\n  21"), std::string::npos) << text;
    EXPECT_NE(text.find("\n  40"), std::string::npos);
    sheet.rows.clear();
    sheet.blank_rows = 0;
    judged(bench, "empty.pdf", sheet, 1);
}

// A long official title makes a row grow, and the last names leave the page.
TEST(attendance_sheet_pdf, the_longest_texts_keep_twenty_rows_a_page) {
    const test::workbench bench;
    auto sheet = example(20);
    sheet.form = attendance_sheet_form::full;
    sheet.consent_column = true;
    std::string long_name;
    for (int i = 0; i < 12; ++i) long_name += "Щёголева";
    for (auto& row : sheet.rows) row = {long_name, long_name + " " + long_name, long_name, long_name, long_name};
    sheet.rows.back().name = "Яковлева Последняя";
    sheet.header.title = long_name + long_name + long_name + "\n\n/JS (x)";
    const auto text = judged(bench, "sheet-hostile.pdf", sheet, 1);
    EXPECT_NE(text.find("Яковлева Последняя"), std::string::npos);
    EXPECT_NE(text.find("Согласие ПДн"), std::string::npos);
    EXPECT_NE(text.find("стр. 1 из 1"), std::string::npos);
}

// A foreign auditor gets a list in Russian.
TEST(attendance_sheet_pdf, speaks_english) {
    const test::workbench bench;
    auto sheet = example(3);
    sheet.language = "en";
    const auto text = judged(bench, "sheet-en.pdf", sheet, 1);
    EXPECT_NE(text.find("Attendance sheet"), std::string::npos);
    EXPECT_NE(text.find("page 1 of 1"), std::string::npos);
    EXPECT_NE(bench.ask("qpdf --json sheet-en.pdf").find("\"/Lang\": \"u:en-GB\""), std::string::npos);
}

// A slip of the finger prints a thousand pages at the door.
TEST(attendance_sheet_pdf, an_impossible_number_of_blank_rows_is_refused) {
    auto sheet = example(1);
    sheet.blank_rows = 1001;
    EXPECT_THROW(write_attendance_sheet_pdf(sheet), std::invalid_argument);
    sheet.blank_rows = -1;
    EXPECT_THROW(write_attendance_sheet_pdf(sheet), std::invalid_argument);
}

} // namespace
} // namespace krug::render
