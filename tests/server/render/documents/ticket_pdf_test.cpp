// A guest prints the ticket and is turned away: the code is covered by a long name, or the letters are boxes.
#include "outside_judge.hpp"
#include "render/ticket_pdf.hpp"

#include <gtest/gtest.h>

#include <cstdio>

namespace krug::render {
namespace {

const std::string ticket_digits = "1" + std::string("4096218837").append(235, '7');

ticket_document example() {
    ticket_document ticket;
    ticket.event = {"Социальная технологическая инициатива", "Рабочая встреча инициативной группы",
                    "15 октября 2020 года, четверг, 15:00", "МСК+2 (UTC+5), вход с 14:30", "«Точка кипения – Тюмень»",
                    "Тюмень, ул. Республики, 142", "Вход свободный", "0+"};
    ticket.holder = {"Ёлкина Анна Сергеевна", "АНО «Пример»", "", "123456789", "Стол 4, место 6",
                     "«Город для жизни» · второй круг за столом 6"};
    ticket.programme = {{"14:30", "Встреча гостей, кофе", "Фойе"},
                        {"15:00", "Открытие. Зачем области ассоциация", "Большой зал"},
                        {"15:40", "НКО как голос социального запроса", "Зал 1"},
                        {"16:50", "Круглые столы: «Город для жизни», затем «Власть и НКО»", "Большой зал · столы 4 и 6"},
                        {"17:45", "Общий круг: что берём в работу", "Большой зал"}};
    ticket.help = {"Вход со двора, без ступеней. На двери кнопка вызова. У входа стоит киоск: поднесите код или назовите номер.",
                   "8 (3452) 38-18-14, politreyd@bk.ru", "Место можно вернуть по ссылке «Не смогу прийти» из письма: его сразу предложат следующему."};
    ticket.qr_text = ticket_digits;
    ticket.written_at = 1602752400;
    return ticket;
}

std::string repeated(const std::string& part, int times) {
    std::string out;
    for (int i = 0; i < times; ++i) out += part;
    return out;
}

ticket_document hostile() {
    auto ticket = example();
    ticket.event.title = "Заместитель Губернатора, министр международных и внешнеэкономических связей и " +
                         repeated("Сверхдлинноеназваниебезпробелов", 12);
    ticket.event.place = repeated("Площадка", 30);
    ticket.event.address = ") Tj ET /URI (https://evil.example/) /JS (app.alert(1)) \\";
    ticket.holder.name = repeated("Щёголев", 17) + " /OpenAction << /S /JavaScript >>";
    ticket.holder.organisation = repeated("Ассоциация \xFF\xC3 \x01 ", 40);
    ticket.holder.attendee_number = "987654321";
    ticket.holder.seat = repeated("место", 60);
    ticket.help.way = repeated("Через двор\n\n\n", 300);
    for (int i = 0; i < 200; ++i) ticket.programme.push_back({"18:00", repeated("Сессия ", 40), repeated("Зал ", 50)});
    return ticket;
}

std::string judged(const test::workbench& bench, const std::string& name, const ticket_document& ticket) {
    bench.put(name, write_ticket_pdf(ticket));
    bench.show(name);
    EXPECT_NE(bench.ask("qpdf --check " + name).find("No syntax or stream encoding errors"), std::string::npos);
    EXPECT_NE(bench.ask("pdfinfo " + name).find("Pages:           1\n"), std::string::npos);
    const auto fonts = bench.ask("pdffonts " + name + " | tail -n +3");
    EXPECT_FALSE(fonts.empty());
    EXPECT_EQ(test::count_of(fonts, " yes yes yes "), test::count_of(fonts, "\n")) << fonts; // embedded, subset, ToUnicode
    bench.ask("pdftoppm -r 150 -png -singlefile " + name + " page");
    EXPECT_EQ(bench.ask("zbarimg --nodbus -q --raw page.png"), ticket.qr_text + "\n");
    EXPECT_NE(bench.ask("ZXingReader page.png").find(ticket.qr_text), std::string::npos);
    return bench.ask("pdftotext -layout " + name + " -");
}

// The venue's guard searches the file for a name and finds nothing, or the printed code cannot be read.
TEST(ticket_pdf, holds_every_fact_as_text_and_a_code_both_readers_read) {
    const test::workbench bench;
    const auto text = judged(bench, "ticket-ru.pdf", example());
    for (const auto* fact : {"Социальная технологическая", "инициатива", "15 октября 2020 года", "15:00", "МСК+2 (UTC+5)", "«Точка кипения – Тюмень»",
                             "Ёлкина Анна", "Сергеевна", "Стол 4,", "место 6", "Вход свободный", "0+", "8 (3452) 38-18-14", "Зал 1"})
        EXPECT_NE(text.find(fact), std::string::npos) << fact << text;
    EXPECT_NE(text.find("123 456 789"), std::string::npos) << text;
}

// A screen reader pronounces Russian with English rules, the tab shows a file name.
TEST(ticket_pdf, says_its_language_and_title_and_equal_input_gives_equal_bytes) {
    const test::workbench bench;
    auto ticket = example();
    EXPECT_EQ(write_ticket_pdf(ticket), write_ticket_pdf(ticket));
    bench.put("t.pdf", write_ticket_pdf(ticket));
    EXPECT_NE(bench.ask("pdfinfo t.pdf").find("Билет участника: Социальная технологическая инициатива"), std::string::npos);
    EXPECT_NE(bench.ask("qpdf --json t.pdf").find("\"/Lang\": \"u:ru-RU\""), std::string::npos);
    ticket.language = "en";
    const auto text = judged(bench, "ticket-en.pdf", ticket);
    EXPECT_NE(text.find("Attendee number"), std::string::npos);
    EXPECT_NE(bench.ask("qpdf --json ticket-en.pdf").find("\"/Lang\": \"u:en-GB\""), std::string::npos);
}

// A name of 120 bytes or a title without spaces runs over the code, and the code is lost.
TEST(ticket_pdf, the_longest_texts_leave_the_code_readable_and_the_number_there) {
    const test::workbench bench;
    auto ticket = hostile();
    const auto text = judged(bench, "ticket-hostile.pdf", ticket);
    EXPECT_NE(text.find("987 654 321"), std::string::npos);
    ticket.level = qr_level::quartile;
    judged(bench, "ticket-hostile-paper.pdf", ticket);
}

// Opening a ticket runs a script or calls an address that a guest typed as a name.
TEST(ticket_pdf, hostile_names_make_no_actions) {
    const test::workbench bench;
    bench.put("h.pdf", write_ticket_pdf(hostile()));
    bench.ask("qpdf --qdf --object-streams=disable h.pdf plain.pdf");
    const auto objects = bench.ask("qpdf --json plain.pdf");
    for (const auto* key : {"\"/JS\"", "\"/JavaScript\"", "\"/URI\"", "\"/OpenAction\"", "\"/AA\"", "\"/Annots\"", "\"/Launch\"", "\"/EmbeddedFiles\""})
        EXPECT_EQ(objects.find(key), std::string::npos) << key;
}

// A half-filled event, such as one without an address, has no ticket at all.
TEST(ticket_pdf, an_almost_empty_ticket_still_opens_the_door) {
    const test::workbench bench;
    ticket_document ticket;
    ticket.event.title = "Встреча";
    ticket.holder.name = "Ким";
    ticket.qr_text = ticket_digits;
    const auto text = judged(bench, "ticket-bare.pdf", ticket);
    EXPECT_EQ(text.find("Ваше место"), std::string::npos);
    EXPECT_EQ(text.find("Вопросы"), std::string::npos);
    EXPECT_EQ(text.find("назовите номер"), std::string::npos);
    EXPECT_NE(text.find("Ким"), std::string::npos);
}

// The server grows with each ticket until it is killed in the middle of an event.
TEST(ticket_pdf, five_hundred_tickets_take_no_more_memory_than_the_first) {
    if (!test::memory_is_measurable) GTEST_SKIP();
    auto ticket = example();
    for (int i = 0; i < 50; ++i) write_ticket_pdf(ticket);
    const auto before = test::resident_kib();
    for (int i = 0; i < 500; ++i) {
        ticket.holder.name = "Гость " + std::to_string(i);
        write_ticket_pdf(ticket);
    }
    EXPECT_LT(test::resident_kib() - before, 4096);
}

// The code on paper is too small for a hand-held scanner: the promise is 35 mm.
TEST(ticket_pdf, the_code_is_at_least_35_millimetres_wide) {
    const test::workbench bench;
    bench.put("t.pdf", write_ticket_pdf(example()));
    bench.ask("pdftoppm -r 254 -gray -singlefile t.pdf page"); // 10 pixels a millimetre
    const auto answer = bench.ask("ZXingReader page.pgm");
    int left = 0, right = 0;
    ASSERT_EQ(std::sscanf(answer.c_str() + answer.find("Position:"), "Position: %dx%*d %dx", &left, &right), 2) << answer;
    EXPECT_GE(right - left, 350) << answer;
}

} // namespace
} // namespace krug::render
