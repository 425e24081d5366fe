// If this fails, the meeting does not appear in people's calendars, or stays there after it was cancelled.
#include "calendar/icalendar.hpp"

#include "domain/utf8.hpp"

#include <gtest/gtest.h>

#include <map>
#include <vector>

namespace krug::calendar {
namespace {

calendar_event tyumen() {
    return {.uid = uid_of({59394}, "krug.example.org"),
            .sequence = 3,
            .stamp = 1'600'000'000,
            .starts_at = 1'602'756'000,
            .ends_at = std::nullopt,
            .cancelled = false,
            .title = "Рабочая встреча инициативной группы «Социальная технологическая инициатива»",
            .description = "Вход свободный; вопросы, ответы\nИ ещё\\строка\r\nКонец",
            .location = "Точка кипения – Тюмень, Тюменская область, г. Тюмень, Республики, д. 142",
            .url = "https://krug.example.org/e/vstrecha",
            .organiser = "Альянс \"СО НКО\"; Тюмень",
            .organiser_email = "alliance@example.org"};
}

std::vector<std::string> raw_lines(const std::string& file) {
    std::vector<std::string> lines;
    for (std::size_t from = 0; from < file.size();) {
        const auto end = file.find("\r\n", from);
        EXPECT_NE(end, std::string::npos);
        lines.push_back(file.substr(from, end - from));
        from = end + 2;
    }
    return lines;
}

std::vector<std::string> unfolded(const std::string& file) {
    std::vector<std::string> lines;
    for (const std::string& raw : raw_lines(file)) {
        if (!raw.empty() && raw[0] == ' ')
            lines.back() += raw.substr(1);
        else
            lines.push_back(raw);
    }
    return lines;
}

std::map<std::string, std::string> properties(const std::string& file) {
    std::map<std::string, std::string> found;
    for (const std::string& line : unfolded(file)) {
        const auto colon = line.find(':');
        found[line.substr(0, colon)] = line.substr(colon + 1);
    }
    return found;
}

std::string one(const calendar_event& event) {
    return write_calendar(std::span(&event, 1));
}

// A calendar program refuses the file or shows the meeting at another hour.
TEST(icalendar, holds_the_facts_of_the_event) {
    const auto found = properties(one(tyumen()));
    EXPECT_EQ(found.at("UID"), "event-59394@krug.example.org");
    EXPECT_EQ(found.at("DTSTART"), "20201015T100000Z");
    EXPECT_EQ(found.count("DTEND"), 0u);
    EXPECT_EQ(found.at("DTSTAMP"), "20200913T122640Z");
    EXPECT_EQ(found.at("SEQUENCE"), "3");
    EXPECT_EQ(found.at("STATUS"), "CONFIRMED");
    EXPECT_EQ(found.at("METHOD"), "PUBLISH");
    EXPECT_EQ(found.at("VERSION"), "2.0");
    EXPECT_EQ(found.at("SUMMARY"), tyumen().title);
    EXPECT_EQ(found.at("DESCRIPTION"), "Вход свободный\\; вопросы\\, ответы\\nИ ещё\\\\строка\\nКонец");
    EXPECT_EQ(found.at("LOCATION"),
              "Точка кипения – Тюмень\\, Тюменская область\\, г. Тюмень\\, Республики\\, д. 142");
    EXPECT_EQ(found.at("URL"), "https://krug.example.org/e/vstrecha");
    EXPECT_EQ(found.at("ORGANIZER;CN=\"Альянс 'СО НКО'; Тюмень\""), "mailto:alliance@example.org");
}

// Long Russian titles arrive with broken letters.
TEST(icalendar, lines_are_short_and_no_letter_is_cut) {
    calendar_event event = tyumen();
    for (std::size_t length = 0; length < 200; ++length) {
        event.title = std::string(length % 3, 'x');
        for (std::size_t letter = 0; letter < length; ++letter)
            event.title += letter % 5 ? "Щ" : "🎄";
        const std::string file = one(event);
        for (const std::string& line : raw_lines(file)) {
            ASSERT_LE(line.size(), 75u);
            ASSERT_TRUE(domain::is_utf8(line));
            ASSERT_EQ(line.find_first_of("\r\n"), std::string::npos);
        }
        if (length > 0) {
            ASSERT_EQ(properties(file).at("SUMMARY"), event.title);
        }
    }
}

// The cancelled meeting stays in everybody's calendar.
TEST(icalendar, cancellation_and_end_are_told) {
    calendar_event event = tyumen();
    event.cancelled = true;
    event.ends_at = event.starts_at + 7200;
    const auto found = properties(one(event));
    EXPECT_EQ(found.at("STATUS"), "CANCELLED");
    EXPECT_EQ(found.at("DTEND"), "20201015T120000Z");
    event.ends_at = event.starts_at;
    EXPECT_EQ(properties(one(event)).count("DTEND"), 0u);
}

// A hostile title adds lines of its own, such as an alarm that opens a page.
TEST(icalendar, no_field_can_add_a_line) {
    calendar_event event = tyumen();
    const std::string attack = "x\r\nBEGIN:VALARM\r\nX:y\nZ\rW\vV";
    event.title = event.description = event.location = event.url = event.organiser = event.organiser_email =
        event.uid = attack;
    const auto lines = unfolded(one(event));
    const auto plain = unfolded(one({.uid = "a", .title = "x", .description = "x", .location = "x"}));
    EXPECT_EQ(lines.size(), plain.size());
    for (const std::string& line : lines)
        EXPECT_FALSE(line.starts_with("BEGIN:VALARM"));
}

// Subscribers of all events see one, or never see changes.
TEST(icalendar, a_feed_holds_many_and_says_when_to_come_back) {
    std::vector<calendar_event> events(3, tyumen());
    events[1].uid = "b";
    events[2].uid = "c";
    const std::string file = write_calendar(events, {.name = "Круг: Тюмень", .refresh_hours = 6});
    std::size_t begun = 0;
    for (const std::string& line : unfolded(file))
        begun += line == "BEGIN:VEVENT";
    EXPECT_EQ(begun, 3u);
    EXPECT_EQ(properties(file).at("REFRESH-INTERVAL;VALUE=DURATION"), "PT6H");
    EXPECT_EQ(properties(file).at("NAME"), "Круг: Тюмень");
    EXPECT_EQ(unfolded(write_calendar({})).size(), 6u);
}

} // namespace
} // namespace krug::calendar
