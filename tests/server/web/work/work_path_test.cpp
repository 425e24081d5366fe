// If this fails, an organiser cannot get from an idea to a list of who came with nothing but a browser.
#include "server/web/work/work_desk.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

// One evening of an NGO's chair: create, add a session, publish, people register, approve, open the door, take the list.
TEST(work_path, from_nothing_to_the_list_of_who_came) {
    work_desk desk;
    auto& browser = desk.alice_at;
    auto typed = with(typed_event("Круглый стол  «Проектируя будущее. Каждый агент изменений»"), "registration_mode", "approval");
    typed = with(typed, "session_new1_title", "Открытие");
    typed = with(typed, "session_new1_starts", "15:10");
    typed = with(typed, "session_new1_sign_up", "optional");
    typed = with(typed, "session_new1_people", "ведёт: Петрова Анна; Иванов Иван, профессор");
    const auto created = goes_to(browser.post("/work/events/new", typed));
    ASSERT_NE(created.find("?done=created"), std::string::npos) << created;
    const auto event = event_in(created.substr(0, created.find('?')));
    const auto about = desk.events.find_event(event);
    ASSERT_TRUE(about);
    EXPECT_EQ(about->event.text.title, "Круглый стол  «Проектируя будущее. Каждый агент изменений»"); // both blanks
    EXPECT_EQ(about->event.owner, desk.tops);
    ASSERT_EQ(about->sessions.size(), 1u);
    EXPECT_EQ(*about->sessions[0].session.starts_at - *about->event.time.starts_at, 600);
    ASSERT_EQ(about->sessions[0].session.people.size(), 2u);
    EXPECT_EQ(about->sessions[0].session.people[1].title, "профессор");

    EXPECT_TRUE(has(browser.get(desk.page_of(event)), "Это черновик"));
    EXPECT_EQ(goes_to(browser.post(desk.page_of(event, "/publish"), {})), desk.page_of(event) + "?done=published");

    visitor guest(desk, about->event.slug);
    guest.register_as(filled_form("Ёлкина", "elkina@example.org"));
    const auto list = browser.get(desk.page_of(event, "/people"));
    ASSERT_TRUE(has(list, "Ёлкина Пётр")) << list.body;
    const auto id = between(list.body, "name=\"id\" value=\"", "\"");
    EXPECT_EQ(goes_to(browser.post(desk.page_of(event, "/people"), {{"do", "approve"}, {"sure", "yes"}, {"id", id}})),
              desk.page_of(event, "/people") + "?done=approved");
    const auto who = desk.registrations.find(event, {std::stoll(id)}, false);
    EXPECT_EQ(who->registration.status, domain::registration_status::confirmed);

    desk.clock.set(*about->event.time.starts_at - 600);
    browser.sign_in(desk.alice);
    const auto door = browser.get(desk.page_of(event, "/door"));
    const auto scan = *hidden(door.body, "scan_id");
    const auto let_in = browser.post(desk.page_of(event, "/door"), {{"code", who->ticket_text}, {"scan_id", scan}});
    EXPECT_TRUE(has(let_in, "verdict--green")) << let_in.body;
    EXPECT_TRUE(has(let_in, "Ёлкина Пётр"));
    EXPECT_EQ(goes_to(browser.post(desk.page_of(event, "/door/undo/" + scan), {})), desk.page_of(event, "/door") + "?done=undone");
    EXPECT_EQ(desk.attendance.statistics(event).attended, 0);
    const auto again = *hidden(browser.get(desk.page_of(event, "/door")).body, "scan_id");
    EXPECT_TRUE(has(browser.post(desk.page_of(event, "/door"), {{"code", who->attendee_no}, {"scan_id", again}}), "verdict--green"));

    const auto file = browser.post(desk.page_of(event, "/exports"),
                                   {{"format", "csv_machine"}, {"who", "attended"}, {"purpose", "report"}, {"column", "family_name"},
                                    {"column", "attended"}});
    EXPECT_EQ(file.status, 200);
    EXPECT_EQ(file.body, "family_name,attended\r\nЁлкина,true\r\n");
}

// A person without anything to do with an event learns from the pages that it exists.
TEST(work_path, strangers_find_nothing) {
    work_desk desk;
    for (const char* rest : {"", "/edit", "/people", "/people/new", "/door", "/points", "/exports", "/audit", "/live.json"}) {
        EXPECT_EQ(desk.alice_at.get(desk.page_of(desk.charlies, rest)).status, 404) << rest;
        EXPECT_EQ(desk.bob_at.get(desk.page_of(desk.second, rest)).status, 404) << rest;
        EXPECT_EQ(desk.alice_at.get("/work/events/4294967295" + std::string(rest)).status, 404) << rest;
        EXPECT_EQ(desk.alice_at.get("/work/events/01" + std::string(rest)).status, 404) << rest;
        krug::cast::browser nobody(desk);
        EXPECT_TRUE(goes_to(nobody.get(desk.page_of(desk.event, rest))).starts_with("/sign-in?next=")) << rest;
    }
    // The desk sees its event, but neither edits it nor takes lists away.
    EXPECT_EQ(desk.bob_at.get(desk.page_of(desk.event)).status, 200);
    EXPECT_EQ(desk.bob_at.get(desk.page_of(desk.event, "/edit")).status, 403);
    EXPECT_EQ(desk.bob_at.get(desk.page_of(desk.event, "/exports")).status, 403);
    EXPECT_EQ(desk.bob_at.get("/work/events/new").status, 403);
    EXPECT_EQ(desk.bob_at.get("/work/staff").status, 403);
    EXPECT_TRUE(has(desk.bob_at.get("/work"), "Город для жизни"));
    EXPECT_FALSE(has(desk.bob_at.get("/work"), "Форум добрых дел"));
}

// A page of the organisers' cannot be read by somebody who reads only English.
TEST(work_path, every_page_speaks_english) {
    work_desk desk;
    const auto id = desk.make_registration(desk.event, "Smith", "Ann").id.value;
    for (const auto& page : {std::string("/work"), std::string("/work/account"), std::string("/work/staff"),
                             std::string("/work/events/new"), desk.page_of(desk.event), desk.page_of(desk.event, "/edit"),
                             desk.page_of(desk.event, "/people"), desk.page_of(desk.event, "/people/new"),
                             desk.page_of(desk.event, "/people/" + std::to_string(id)), desk.page_of(desk.event, "/door"),
                             desk.page_of(desk.event, "/points"), desk.page_of(desk.event, "/exports"),
                             desk.page_of(desk.event, "/audit")}) {
        const auto russian = desk.alice_at.get(page + "?lang=ru");
        const auto english = desk.alice_at.get(page + "?lang=en");
        EXPECT_EQ(russian.status, 200) << page;
        EXPECT_EQ(english.status, 200) << page;
        EXPECT_TRUE(has(english, "<html lang=\"en\"")) << page;
        EXPECT_FALSE(has(english, "Сохранить")) << page;
        EXPECT_NE(russian.body, english.body);
        EXPECT_EQ(krug::cast::header_of(english, "cache-control"), "no-store") << page;
    }
}

} // namespace
} // namespace krug::web_test
