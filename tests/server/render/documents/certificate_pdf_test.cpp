// Somebody frames their certificate, and the name is cut off or the code on it leads nowhere.
#include "outside_judge.hpp"
#include "render/certificate_pdf.hpp"

#include <gtest/gtest.h>

namespace krug::render {
namespace {

certificate_paper example() {
    return {"ru", "0042", "Примерова Анна Сергеевна", "Рабочая встреча инициативной группы «Социальная технологическая инициатива»",
            "15 октября 2020 года, четверг", "«Точка кипения – Тюмень», Тюмень", "3 часа",
            "Альянс социально ориентированных НКО Тюменской области", "Мельцер М. Б., председатель",
            "https://krug.example/v/1234567890123456", "1234 5678 9012 3456", 1'602'824'400};
}

std::string judged(const test::workbench& bench, const certificate_paper& paper) {
    bench.put("c.pdf", write_certificate_pdf(paper));
    bench.show("c.pdf");
    EXPECT_NE(bench.ask("qpdf --check c.pdf").find("No syntax or stream encoding errors"), std::string::npos);
    EXPECT_NE(bench.ask("pdfinfo c.pdf").find("Pages:           1\n"), std::string::npos);
    return bench.ask("pdftotext -layout c.pdf -");
}

// One page with the name whole and a code that scanners read.
TEST(certificate_pdf, names_its_holder_and_leads_to_the_check) {
    const test::workbench bench;
    const auto text = judged(bench, example());
    for (const auto* each : {"Сертификат участника", "№ 0042", "Примерова Анна Сергеевна", "15 октября 2020 года", "3 часа",
                             "Мельцер М. Б.", "1234 5678 9012 3456"})
        EXPECT_NE(text.find(each), std::string::npos) << each << "\n" << text;
    bench.ask("pdftoppm -r 150 -png -singlefile c.pdf page");
    EXPECT_EQ(bench.ask("zbarimg --quiet --raw -Sdisable -Sqrcode.enable page.png 2>/dev/null"), "https://krug.example/v/1234567890123456\n");
}

// A title of three hundred letters runs into the signature.
TEST(certificate_pdf, holds_the_longest_texts_on_one_page) {
    const test::workbench bench;
    auto paper = example();
    std::string endless;
    for (int at = 0; at < 40; ++at) endless += "Щёголева";
    paper.name = paper.event_title = paper.place = paper.organisers = paper.signer = endless;
    EXPECT_NE(judged(bench, paper).find("1234 5678 9012 3456"), std::string::npos);
    paper = example();
    paper.language = "en";
    paper.signer.clear();
    paper.hours.clear();
    EXPECT_NE(judged(bench, paper).find("Certificate of participation"), std::string::npos);
    EXPECT_EQ(write_certificate_pdf(paper), write_certificate_pdf(paper));
}

} // namespace
} // namespace krug::render
