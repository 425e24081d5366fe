// The foundation's reviewer holds the report and cannot see what took place, or cannot follow the code to the check.
#include "outside_judge.hpp"
#include "render/event_report_pdf.hpp"

#include <gtest/gtest.h>

namespace krug::render {
namespace {

event_report example(int sessions) {
    event_report report;
    report.title = "Рабочая встреча инициативной группы «Социальная технологическая инициатива»";
    report.facts = {{"Когда (план)", "15 октября 2020 года, четверг, 15:00 (МСК+2)", ""},
                    {"Где", "«Точка кипения – Тюмень», Республики, д. 142", ""},
                    {"организатор", "Альянс СО НКО Тюменской области", ""},
                    {"Проект, договор", "", ""}};
    report.figures = {{"Зарегистрировались", "54", "действующие заявки"}, {"Пришли", "38", ""}};
    for (int at = 0; at < sessions; ++at)
        report.sessions.push_back({"Сессия " + std::to_string(at + 1) + ": ёмкость и объём", "15:40–16:20", "20", std::to_string(at)});
    report.log = {"98", "№ 98, 15 октября 2020 года, четверг, 17:02", std::string(64, 'a'), "https://krug.example/v/1234567890123456",
                  "1234 5678 9012 3456"};
    report.made = "16 октября 2020 года, 10:00";
    report.written_at = 1'602'824'400;
    return report;
}

std::string judged(const test::workbench& bench, const std::string& name, const event_report& report, int pages) {
    bench.put(name, write_event_report_pdf(report));
    bench.show(name);
    EXPECT_NE(bench.ask("qpdf --check " + name).find("No syntax or stream encoding errors"), std::string::npos);
    EXPECT_NE(bench.ask("pdfinfo " + name).find("Pages:           " + std::to_string(pages) + "\n"), std::string::npos)
        << bench.ask("pdfinfo " + name);
    return bench.ask("pdftotext -layout " + name + " -");
}

// One sheet for a small meeting, with everything a reviewer asks for.
TEST(event_report_pdf, says_what_took_place_and_how_to_check_it) {
    const test::workbench bench;
    const auto text = judged(bench, "report.pdf", example(2), 1);
    for (const auto* each : {"Справка о мероприятии", "Социальная технологическая", "Точка кипения – Тюмень",
                             "Альянс СО НКО", "Зарегистрировались", "54", "38", "ёмкость и объём", "15:40–16:20", "aaaaaaaa",
                             "https://krug.example/v/1234567890123456", "Ответственный:", "стр. 1 из 1"})
        EXPECT_NE(text.find(each), std::string::npos) << each << "\n" << text;
    EXPECT_EQ(text.find("Проект, договор"), std::string::npos) << "what is not known is left out";
    bench.ask("pdftoppm -r 150 -png -singlefile report.pdf page");
    EXPECT_EQ(bench.ask("zbarimg --quiet --raw -Sdisable -Sqrcode.enable page.png 2>/dev/null"), "https://krug.example/v/1234567890123456\n");
}

// A forum of forty sessions loses those that do not fit on the first page.
TEST(event_report_pdf, goes_on_for_as_many_pages_as_the_sessions_need) {
    const test::workbench bench;
    const auto text = judged(bench, "forum.pdf", example(40), 3);
    EXPECT_NE(text.find("Сессия 1:"), std::string::npos);
    EXPECT_NE(text.find("Сессия 40:"), std::string::npos);
    for (const auto* mark : {"стр. 1 из 3", "стр. 2 из 3", "стр. 3 из 3"}) EXPECT_EQ(test::count_of(text, mark), 1u) << mark;
    EXPECT_GE(test::count_of(text, "Записались"), 2u) << "the heads stand over each part of the table";
}

// A title of three hundred letters and names full of tricks push the signature off the paper.
TEST(event_report_pdf, holds_the_longest_texts) {
    const test::workbench bench;
    auto report = example(1);
    std::string endless;
    for (int at = 0; at < 40; ++at) endless += "Щёголева";
    report.title = endless + "\n/JS (app.alert(1))";
    for (auto& fact : report.facts) fact.value = endless + endless;
    report.responsible = endless;
    bench.put("long.pdf", write_event_report_pdf(report));
    bench.show("long.pdf");
    EXPECT_NE(bench.ask("qpdf --check long.pdf").find("No syntax or stream encoding errors"), std::string::npos);
    EXPECT_EQ(bench.ask("qpdf --qdf --object-streams=disable long.pdf - | grep -c '/JavaScript\\|/OpenAction\\|/URI' || true"), "0\n");
    EXPECT_NE(bench.ask("pdftotext -layout long.pdf -").find("Ответственный:"), std::string::npos);
}

// A partner abroad gets a report in Russian; equal figures give another file each time.
TEST(event_report_pdf, speaks_english_and_is_the_same_for_the_same) {
    const test::workbench bench;
    auto report = example(1);
    report.language = "en";
    const auto text = judged(bench, "report-en.pdf", report, 1);
    EXPECT_NE(text.find("Event report"), std::string::npos);
    EXPECT_NE(text.find("page 1 of 1"), std::string::npos);
    EXPECT_EQ(write_event_report_pdf(report), write_event_report_pdf(report));
}

} // namespace
} // namespace krug::render
