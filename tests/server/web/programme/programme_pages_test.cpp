// If this fails, an organiser moves a session and cannot take it back, overwrites a colleague, or does not see that a hall is too small.
#include "server/web/work/work_desk.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

using krug::cast::fields;

class programme_pages : public ::testing::Test {
protected:
    std::string grid(std::string_view rest = "") { return desk.page_of(desk.event, "/programme" + std::string(rest)); }
    domain::session_id talk(std::string_view title, int hour, std::string_view room = "Зал 1") {
        domain::session session;
        session.event = desk.event;
        session.title = title;
        session.room = room;
        session.starts_at = doors_open + (hour - 14) * 3600;
        session.ends_at = *session.starts_at + 2400;
        return *desk.events.add_session(desk.shell(), session);
    }
    static service::event_draft without_place() {
        auto draft = work_desk::round_table("Без места", "tops");
        draft.venue.clear();
        return draft;
    }
    std::string version() { return std::to_string(desk.events.find_event(desk.event)->event.version); }
    domain::session session(domain::session_id id) {
        const auto about = *desk.events.find_event(desk.event);
        for (const auto& row : about.sessions)
            if (row.session.id == id) return row.session;
        ADD_FAILURE();
        return {};
    }
    work_desk desk;
};

// A programme of which nothing is planned yet says so; a session is added by the form, with every slip kept.
TEST_F(programme_pages, from_nothing_to_a_session) {
    EXPECT_TRUE(has(desk.alice_at.get(grid()), "Сессий пока нет"));
    const auto wrong = desk.alice_at.post(grid("/new"), {{"title", ""}, {"date", "15.10.2020"}, {"starts", "25:00"}, {"ends", "16:00"}, {"tags", "вода"}});
    EXPECT_EQ(wrong.status, 422);
    for (const char* words : {"href=\"#title\"", "href=\"#starts\"", "value=\"вода\""}) EXPECT_TRUE(has(wrong, words)) << words;
    const fields form{{"title", "Открытие"}, {"date", "15.10.2020"}, {"starts", "15:00"}, {"ends", "15:40"}, {"room", "Зал 1"}, {"capacity", "24"},
                      {"sign_up", "optional"}, {"kind", "presentation"}, {"clash", "block"}, {"moderators", "Анна Примерова, ректор"},
                      {"speakers", "Иван Образцов\r\nООО «Моторика», протезы"}, {"tags", "вода, город"}, {"description", "Слово"}};
    ASSERT_TRUE(goes_to(desk.alice_at.post(grid("/new"), form)).ends_with("#s1"));
    const auto made = session({1});
    EXPECT_EQ(made.people.size(), 3u);
    EXPECT_EQ(made.people[0].role, domain::person_role::moderator);
    EXPECT_EQ(made.people[2].title, "протезы");
    EXPECT_EQ(made.tags, (std::vector<std::string>{"вода", "город"}));
    EXPECT_EQ(made.clash, domain::clash_policy::block);
    const auto shown = desk.alice_at.get(grid("/1"));
    for (const char* words : {"Анна Примерова, ректор", "value=\"15:00\"", "value=\"вода, город\""}) EXPECT_TRUE(has(shown, words)) << words;
    EXPECT_EQ(desk.alice_at.get(grid("/2")).status, 404);
    EXPECT_EQ(desk.alice_at.get(grid("/01")).status, 404);
}

// Keys, pointer and form send the same; the answer carries the way back, and going back is the same again.
TEST_F(programme_pages, a_move_and_the_way_back) {
    const auto id = talk("Открытие", 15);
    talk("Секция", 16, "Зал 2");
    const auto shown = desk.alice_at.get(grid());
    for (const char* words : {"data-starts=\"15:00\"", "data-minutes=\"40\"", "data-room=\"Зал 2\""}) EXPECT_TRUE(has(shown, words)) << words;
    const auto moved = goes_to(desk.alice_at.post(grid("/1"), {{"version", version()}, {"move", "1"}, {"date", "15.10.2020"}, {"starts", "16:30"},
                                                              {"ends", "17:10"}, {"room", "Зал 2"}, {"tell", "0"}}));
    EXPECT_EQ(session(id).room, "Зал 2");
    EXPECT_EQ(*session(id).starts_at, doors_open + 9000);
    EXPECT_EQ(session(id).title, "Открытие") << "a move names hours and room only";
    const auto after = desk.alice_at.get(moved.substr(0, moved.find('#')));
    ASSERT_TRUE(has(after, "Вернуть как было"));
    for (const char* words : {"name=\"starts\" value=\"15:00\"", "name=\"room\" value=\"Зал 1\"", "name=\"tell\" value=\"0\""}) EXPECT_TRUE(has(after, words)) << words;
    EXPECT_TRUE(has(after, "идут одновременно в одном зале")) << "16:30 is while the other is there";
    const fields back{{"version", std::string(between(after.body, "name=\"version\" value=\"", "\""))}, {"move", "1"}, {"date", "15.10.2020"},
                      {"starts", "15:00"}, {"ends", "15:40"}, {"room", "Зал 1"}, {"tell", "0"}};
    goes_to(desk.alice_at.post(grid("/1"), back));
    EXPECT_EQ(session(id).room, "Зал 1");
    EXPECT_TRUE(desk.outbox.mailings(desk.event).empty());
}

// Two colleagues drag the same session: the second is told, and nothing of the first is lost.
TEST_F(programme_pages, a_move_over_somebody_elses_is_refused) {
    const auto id = talk("Открытие", 15);
    const auto old = version();
    ASSERT_EQ(desk.alice_at.post(grid("/1"), {{"version", old}, {"move", "1"}, {"room", "Зал 2"}}).status, 303);
    const auto second = desk.alice_at.post(grid("/1"), {{"version", old}, {"move", "1"}, {"room", "Зал 3"}});
    EXPECT_EQ(second.status, 412);
    EXPECT_TRUE(has(second, "изменил кто-то ещё"));
    EXPECT_EQ(session(id).room, "Зал 2");
}

// Guests of a published event are written to about a move unless the organiser says no.
TEST_F(programme_pages, a_move_is_told_unless_ticked_off) {
    talk("Открытие", 15);
    auto request = krug::cast::full_house::guest(desk.event, "Гость", "Анна");
    request.email = "guest@example.org";
    desk.make_registration(request);
    desk.clock.advance_seconds(-86'400);
    desk.alice_at.post(grid("/1"), {{"version", version()}, {"move", "1"}, {"room", "Зал 2"}, {"tell", "1"}});
    EXPECT_EQ(desk.outbox.mailings(desk.event).size(), 1u);
}

// Rooms and policy are set on the page, and what does not fit the hall is said.
TEST_F(programme_pages, rooms_and_policy) {
    EXPECT_FALSE(has(desk.alice_at.get(desk.page_of(desk.make_event(desk.tops, without_place()), "/programme")), "Залы площадки"))
        << "no venue, no rooms";
    domain::session big;
    big.event = desk.event;
    big.title = "Пленарное";
    big.room = "Подвал";
    big.capacity = 100;
    ASSERT_TRUE(desk.events.add_session(desk.shell(), big));
    const fields form{{"clash", "block"}, {"room_1_name", "Подвал"}, {"room_1_capacity", "20"}, {"room_1_step_free", "no"}, {"room_2_name", ""}, {"room_2_capacity", ""}};
    ASSERT_TRUE(goes_to(desk.alice_at.post(grid(), form)).ends_with("saved"));
    const auto shown = desk.alice_at.get(grid());
    for (const char* words : {"мест 100, а зал «Подвал» вмещает 20", "1 замечание", "20 мест, есть ступени"}) EXPECT_TRUE(has(shown, words)) << words;
    EXPECT_EQ(session({1}).clash, domain::clash_policy::block);
    auto slip = form;
    slip[2].second = "0";
    const auto wrong = desk.alice_at.post(grid(), slip);
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(has(wrong, "href=\"#room_1_capacity\""));
}

// A session that is chosen stays; one that nobody wants goes.
TEST_F(programme_pages, removing) {
    talk("Открытие", 15);
    const auto chosen = desk.make_session(desk.event, "Секция");
    auto request = krug::cast::full_house::guest(desk.event, "Гость", "Анна");
    request.sessions = {chosen};
    desk.make_registration(request);
    EXPECT_EQ(desk.alice_at.post(grid("/2/remove"), {}).status, 409);
    EXPECT_TRUE(goes_to(desk.alice_at.post(grid("/1/remove"), {})).ends_with("saved"));
    EXPECT_EQ(desk.alice_at.get(grid("/1")).status, 404);
}

// An hour that the clocks jump over is said at its field and not silently moved.
TEST_F(programme_pages, an_hour_that_is_not_there) {
    auto draft = desk.round_table("Ночь", "tops");
    draft.event.time.timezone = "Europe/Berlin";
    draft.event.time.starts_at = 1'616'893'200; // 28 March 2021, 02:00 CET
    draft.event.time.ends_at = *draft.event.time.starts_at + 7200;
    const auto night = desk.make_event(desk.tops, draft);
    const auto answer = desk.alice_at.post(desk.page_of(night, "/programme/new"), {{"title", "Сессия"}, {"date", "28.03.2021"}, {"starts", "02:30"}});
    EXPECT_EQ(answer.status, 422);
    EXPECT_TRUE(has(answer, "href=\"#starts\""));
}

// Staff choose for a guest what the guest could choose.
TEST_F(programme_pages, staff_choose_for_a_guest) {
    const auto one = desk.make_session(desk.event, "Секция", 1);
    const auto anna = desk.make_registration(desk.event, "Анна", "Анна").id, boris = desk.make_registration(desk.event, "Борис", "Борис").id;
    const auto page_for = [&](domain::registration_id id) { return desk.page_of(desk.event, "/people/" + std::to_string(id.value) + "/sessions"); };
    EXPECT_TRUE(goes_to(desk.alice_at.post(page_for(anna), {{"session", std::to_string(one.value)}})).ends_with("saved=1"));
    EXPECT_TRUE(goes_to(desk.alice_at.post(page_for(boris), {{"session", std::to_string(one.value)}})).ends_with("saved=1"));
    EXPECT_TRUE(has(desk.alice_at.get(page_for(boris)), "место в очереди 1"));
    EXPECT_EQ(desk.alice_at.get(desk.page_of(desk.event, "/people/999/sessions")).status, 404);
}

} // namespace
} // namespace krug::web_test
