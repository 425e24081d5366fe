// If this fails, a guest cannot get into a session from their own page, gets two at once, or carries the wrong day into the calendar.
#include "server/web/public/visitor.hpp"
#include "web/letters.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

class own_sessions : public ::testing::Test {
protected:
    own_sessions() {
        auto draft = working_meeting("Тюменское общественное партнёрство");
        draft.event.slug = "meeting";
        event = house.make_event(house.tops, draft);
        const auto starts = *house.events.find_event(event)->event.time.starts_at;
        a = talk("Вода", starts, 1, "Зал 1", {"город", "вода"});
        b = talk("Свет", starts + 900, 4, "Зал 2", {"город"});
        c = talk("Завтра", starts + 86'400, 0, "Зал 1", {});
    }
    domain::session_id talk(std::string title, ground::utc_seconds starts, std::int64_t seats, std::string room, std::vector<std::string> tags) {
        domain::session session;
        session.event = event;
        session.title = std::move(title);
        session.starts_at = starts;
        session.ends_at = starts + 1800;
        session.room = std::move(room);
        session.tags = std::move(tags);
        session.sign_up = domain::session_sign_up::optional;
        session.clash = domain::clash_policy::block;
        if (seats > 0) session.capacity = seats;
        return *house.events.add_session(house.shell(), session);
    }
    std::string guest(const char* family) {
        auto request = cast::full_house::guest(event, family, "Анна");
        request.email = "guest@example.org";
        return "/r/" + house.registrations.find(event, house.make_registration(request).id, false)->manage_secret;
    }
    static std::string n(domain::session_id id) { return std::to_string(id.value); }

    cast::cast house;
    cast::browser browser{house};
    domain::event_id event;
    domain::session_id a, b, c;
};

// From the ticket to a seat in a session, to the waitlist, to a swap, and back.
TEST_F(own_sessions, are_chosen_on_the_guests_own_page) {
    const auto anna = guest("Первая"), boris = guest("Вторая");
    const auto page = browser.get(anna);
    for (const char* words : {"Выбрать сессии", "Вода", "свободно"}) EXPECT_TRUE(has(page, words)) << words;
    EXPECT_EQ(goes_to(browser.post(anna + "/sessions", {{"session", n(a)}, {"session", n(c)}})), anna + "?sessions=saved#sessions");
    EXPECT_TRUE(has(browser.get(anna + "?sessions=saved"), "Выбор сохранён"));
    EXPECT_TRUE(has(browser.get(anna), "Место за вами"));
    const auto clash = browser.post(anna + "/sessions", {{"session", n(a)}, {"session", n(b)}, {"session", n(c)}});
    EXPECT_EQ(clash.status, 422);
    EXPECT_TRUE(has(clash, "«Вода» и «Свет» идут одновременно"));
    browser.post(boris + "/sessions", {{"session", n(b)}});
    EXPECT_EQ(browser.post(boris + "/sessions", {{"session", n(b)}, {"leaves_" + n(a), n(b)}}).status, 303);
    EXPECT_TRUE(has(browser.get(boris), "место в очереди 1"));
    browser.post(anna + "/sessions", {{"session", n(c)}});
    const auto after = browser.get(boris);
    EXPECT_FALSE(has(after, "место в очереди"));
    EXPECT_EQ(house.events.find_event(event)->sessions[1].seats.taken, 0) << "what was offered was given back";
    // The letter names both.
    bool written = false;
    for (const auto& job : house.outbox.lease(50)) {
        if (job.kind != service::mail_kind::session_seat) continue;
        const auto letter = web::write_plain_letter(house.on, job);
        EXPECT_NE(letter.bytes.find("Subject"), std::string::npos);
        written = true;
        EXPECT_FALSE(web::write_letter(house.on, job).bytes.empty());
    }
    EXPECT_TRUE(written);
}

// The guest's calendar has the sessions they have a seat in, and no others.
TEST_F(own_sessions, go_into_the_calendar) {
    const auto anna = guest("Первая"), boris = guest("Вторая");
    browser.post(anna + "/sessions", {{"session", n(a)}});
    browser.post(boris + "/sessions", {{"session", n(a)}, {"session", n(c)}});
    const auto own = browser.get(boris + "/event.ics");
    EXPECT_NE(own.body.find("SUMMARY:Завтра"), std::string::npos);
    EXPECT_EQ(own.body.find("SUMMARY:Вода"), std::string::npos) << "waiting is not having";
    EXPECT_NE(browser.get(anna + "/event.ics").body.find("SUMMARY:Вода"), std::string::npos);
    const auto one = browser.get("/e/meeting/sessions/" + n(b) + ".ics");
    EXPECT_EQ(one.status, 200);
    EXPECT_NE(one.body.find("SUMMARY:Свет"), std::string::npos);
    EXPECT_EQ(browser.get("/e/meeting/sessions/99.ics").status, 404);
}

// A long programme is read by day, room and tag without a script, and an empty answer still shows the way out.
TEST_F(own_sessions, the_programme_is_narrowed) {
    const auto whole = browser.get("/e/meeting");
    for (const char* words : {"Вода", "Свет", "Завтра", "name=\"day\"", "name=\"tag\""}) EXPECT_TRUE(has(whole, words)) << words;
    const auto by_tag = browser.get("/e/meeting?tag=%D0%B2%D0%BE%D0%B4%D0%B0");
    EXPECT_TRUE(has(by_tag, "Вода"));
    EXPECT_FALSE(has(by_tag, ">Свет<"));
    EXPECT_TRUE(has(by_tag, "1 сессия из 3"));
    const auto by_day = browser.get("/e/meeting?day=2020-10-16");
    EXPECT_TRUE(has(by_day, ">Завтра<"));
    EXPECT_FALSE(has(by_day, ">Вода<"));
    EXPECT_FALSE(has(browser.get("/e/meeting?room=%D0%97%D0%B0%D0%BB%202"), ">Вода<"));
    EXPECT_TRUE(has(browser.get("/e/meeting?tag=nothing"), "Таких сессий нет."));
}

// A guest of an event that is over, or who has cancelled, is offered nothing to choose.
TEST_F(own_sessions, end_with_the_event) {
    const auto anna = guest("Первая");
    house.clock.advance_seconds(40 * 86'400);
    EXPECT_FALSE(has(browser.get(anna), "Выбрать сессии"));
    EXPECT_EQ(goes_to(browser.post(anna + "/sessions", {{"session", n(a)}})), anna);
    EXPECT_EQ(house.events.find_event(event)->sessions[0].seats.taken, 0);
}

} // namespace
} // namespace krug::web_test
