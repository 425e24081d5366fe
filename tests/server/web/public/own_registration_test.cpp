// If this fails, a guest cannot find the ticket, cannot give the seat back, or sees somebody else's.
#include "server/web/public/visitor.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

using cast::header_of;

class own_registration : public ::testing::Test {
protected:
    domain::event_id publish(const std::function<void(service::event_draft&)>& change = {}) {
        auto draft = working_meeting("Тюменское общественное партнёрство");
        draft.event.slug = "meeting";
        if (change) change(draft);
        return house.make_event(house.tops, draft);
    }
    std::string link(domain::event_id event, domain::registration_id id) {
        return "/r/" + house.registrations.find(event, id, false)->manage_secret;
    }
    domain::registration_id guest(domain::event_id event, std::string_view family) {
        auto request = cast::full_house::guest(event, family, "Анна");
        request.email = std::string(family) == "Первая" ? "first@example.org" : "second@example.org";
        return house.make_registration(request).id;
    }
    domain::registration_status status(domain::event_id event, domain::registration_id id) {
        return house.registrations.find(event, id, false)->registration.status;
    }

    cast::cast house;
    cast::browser browser{house};
};

// The seat that one person gives back is the one that another is waiting for.
TEST_F(own_registration, cancelling_hands_the_seat_to_who_waits) {
    const auto event = publish([](auto& draft) { draft.event.capacity = 1; });
    const auto first = guest(event, "Первая"), second = guest(event, "Вторая");
    const auto mine = link(event, first);
    ASSERT_EQ(status(event, second), domain::registration_status::waitlisted);
    const auto asked = browser.get(mine + "/cancel");
    EXPECT_TRUE(has(asked, "Вернуть место?"));
    EXPECT_TRUE(has(asked, "первому в листе ожидания"));
    EXPECT_EQ(status(event, first), domain::registration_status::confirmed); // looking changes nothing
    EXPECT_EQ(goes_to(browser.post(mine + "/cancel", {})), mine);
    EXPECT_EQ(status(event, first), domain::registration_status::cancelled);
    EXPECT_EQ(status(event, second), domain::registration_status::confirmed);
    EXPECT_TRUE(has(browser.get(mine), "Участие отменено"));
    EXPECT_TRUE(has(browser.get(link(event, second)), "Место за вами"));
    EXPECT_EQ(goes_to(browser.post(mine + "/cancel", {})), mine); // twice is harmless
    for (const auto* file : {"/ticket.svg", "/ticket.pdf"}) {
        EXPECT_EQ(browser.get(mine + file).status, 404);
        EXPECT_EQ(browser.get(link(event, second) + file).status, 200);
    }
}

// Mail scanners open every link of a letter: none of them may confirm or cancel.
TEST_F(own_registration, the_link_of_the_letter_confirms_only_by_its_button) {
    const auto event = publish([](auto& draft) { draft.event.registration.confirm_email = true; });
    visitor guest_at_home(house, "meeting");
    guest_at_home.register_as(filled_form());
    const auto mine = link(event, {1});
    EXPECT_TRUE(has(browser.get(mine), "Остался один шаг"));
    EXPECT_TRUE(has(browser.get(mine + "/confirm"), "Подтвердите"));
    EXPECT_EQ(status(event, {1}), domain::registration_status::unconfirmed);
    EXPECT_EQ(browser.get(mine + "/ticket.pdf").status, 404);
    EXPECT_EQ(browser.post_bare(mine + "/confirm", {}).status, 403);
    EXPECT_EQ(goes_to(browser.post(mine + "/confirm", {})), mine);
    EXPECT_EQ(status(event, {1}), domain::registration_status::confirmed);
    EXPECT_EQ(goes_to(browser.post(mine + "/confirm", {})), mine);
    EXPECT_EQ(goes_to(browser.get(mine + "/confirm")), mine);
}

// A mail program that opens every link must answer nothing in the guest's name; the guest answers with one button.
TEST_F(own_registration, the_link_of_the_reminder_answers_only_by_its_button) {
    const auto event = publish();
    const auto id = guest(event, "Первая");
    const auto mine = link(event, id);
    EXPECT_TRUE(has(browser.get(mine + "/coming"), "Придёте?"));
    EXPECT_EQ(house.outbox.reply_of(event, id).coming_at, 0);
    EXPECT_EQ(browser.post_bare(mine + "/coming", {}).status, 403);
    EXPECT_EQ(goes_to(browser.post(mine + "/coming", {})), mine + "/coming");
    EXPECT_EQ(goes_to(browser.post(mine + "/coming", {})), mine + "/coming"); // twice is harmless
    EXPECT_GT(house.outbox.reply_of(event, id).coming_at, 0);
    EXPECT_TRUE(has(browser.get(mine + "/coming"), "Ждём вас"));
    EXPECT_TRUE(has(browser.get(mine), "Вы ответили, что придёте"));
    ASSERT_TRUE(house.registrations.cancel({}, event, id));
    EXPECT_EQ(goes_to(browser.get(mine + "/coming")), mine);
    EXPECT_EQ(goes_to(browser.post(mine + "/coming", {})), mine);
}

// «Не напоминать» works from the page and from the button that mail programs show, and costs nobody the seat.
TEST_F(own_registration, reminders_can_be_switched_off) {
    const auto event = publish();
    const auto id = guest(event, "Первая");
    const auto mine = link(event, id);
    const auto is_off = [&] { return house.outbox.reply_of(event, id).no_reminders; };
    EXPECT_TRUE(has(browser.get(mine + "/reminders"), "Не напоминать?"));
    EXPECT_EQ(browser.post_bare(mine + "/reminders", {{"wanted", "no"}}).status, 403);
    EXPECT_FALSE(is_off());
    // Without a redirect: a mail program does not follow it (RFC 8058, 3.1).
    EXPECT_EQ(browser.post_bare(mine + "/reminders", {{"List-Unsubscribe", "One-Click"}}).status, 200);
    EXPECT_TRUE(is_off());
    EXPECT_EQ(browser.post_bare(mine + "/reminders", {{"List-Unsubscribe", "One-Click"}, {"wanted", "yes"}}).status, 200);
    EXPECT_TRUE(is_off());
    EXPECT_TRUE(has(browser.get(mine + "/reminders"), "Напоминаний не будет"));
    browser.post(mine + "/reminders", {{"wanted", "yes"}});
    EXPECT_FALSE(is_off());
    browser.post(mine + "/reminders", {{"wanted", "no"}});
    EXPECT_TRUE(is_off());
    EXPECT_EQ(status(event, id), domain::registration_status::confirmed);
}

// A link that was cut, guessed or belongs to another must open nothing and tell nothing.
TEST_F(own_registration, a_wrong_secret_is_nobodys) {
    const auto event = publish();
    const auto mine = link(event, guest(event, "Первая"));
    auto wrong = mine;
    wrong.back() = wrong.back() == 'A' ? 'B' : 'A';
    for (const auto& base : {wrong, mine.substr(0, mine.size() - 2), std::string("/r/x"), "/r/" + std::string(3000, 'A')})
        for (const auto* path : {"", "/confirm", "/cancel", "/ticket.svg", "/ticket.pdf", "/event.ics"}) {
            const auto answer = browser.get(base + path);
            EXPECT_EQ(answer.status, 404) << path;
            EXPECT_FALSE(has(answer, "Первая"));
        }
    EXPECT_EQ(browser.post(wrong + "/cancel", {}).status, 404);
    EXPECT_EQ(status(event, {1}), domain::registration_status::confirmed);
    EXPECT_FALSE(has(browser.get(mine), "Вторая"));
}

// The private page would stay in a shared browser's or a proxy's memory.
TEST_F(own_registration, private_pages_are_kept_nowhere) {
    const auto event = publish();
    const auto mine = link(event, guest(event, "Первая"));
    for (const auto* path : {"", "/cancel", "/ticket.svg", "/ticket.pdf", "/event.ics"}) {
        const auto answer = browser.get(mine + path);
        EXPECT_EQ(answer.status, 200) << path;
        EXPECT_EQ(header_of(answer, "cache-control"), "no-store") << path;
        EXPECT_EQ(answer.shared_ms, 0) << path;
    }
    EXPECT_TRUE(has(browser.get(mine), "noindex"));
}

// Each state tells what is true now and what one can do.
TEST_F(own_registration, every_state_has_its_page) {
    const auto event = publish();
    const auto first = guest(event, "Первая");
    const auto mine = link(event, first);
    const auto shell = cast::full_house::shell();
    EXPECT_TRUE(has(browser.get(mine + "?lang=en"), "seat is yours"));
    browser.get(mine + "?lang=ru");
    ASSERT_TRUE(house.registrations.decline(shell, event, first));
    EXPECT_TRUE(has(browser.get(mine), "В этот раз места не нашлось"));
    EXPECT_EQ(goes_to(browser.get(mine + "/cancel")), mine);
    ASSERT_TRUE(house.registrations.approve(shell, event, first, false));
    ASSERT_TRUE(house.events.cancel_event(shell, event));
    const auto gone = browser.get(mine);
    EXPECT_TRUE(has(gone, "Событие отменено"));
    EXPECT_FALSE(has(gone, "ticket.pdf"));
    EXPECT_EQ(goes_to(browser.post(mine + "/cancel", {})), mine);
}

// A hold that ran out must say so, and the link still brings the person back while there are seats.
TEST_F(own_registration, an_expired_hold_can_be_taken_up_again) {
    const auto event = publish([](auto& draft) { draft.event.registration.confirm_email = true; });
    visitor late(house, "meeting");
    late.register_as(filled_form());
    house.clock.advance_seconds(3 * 24 * 3600);
    ASSERT_EQ(house.registrations.expire_holds(), 1);
    const auto mine = link(event, {1});
    EXPECT_TRUE(has(browser.get(mine), "не была подтверждена вовремя"));
    EXPECT_EQ(goes_to(browser.post(mine + "/confirm", {})), mine);
    EXPECT_TRUE(has(browser.get(mine), "Место за вами"));
}

// A person whose letter was lost asks again, but nobody can fill a mailbox with it.
TEST_F(own_registration, the_letter_comes_again_but_not_for_ever) {
    const auto event = publish([](auto& draft) { draft.event.registration.confirm_email = true; });
    visitor lost(house, "meeting");
    lost.register_as(filled_form());
    const auto mine = link(event, {1});
    // The first letter counts too: three an hour.
    for (int times = 0; times < 2; ++times) EXPECT_EQ(goes_to(lost.post(mine + "/resend", {})), "/e/meeting/registered");
    EXPECT_EQ(lost.post(mine + "/resend", {}).status, 429);
    EXPECT_EQ(house.outbox.counts(event).queued, 3);
    EXPECT_TRUE(has(lost.get("/e/meeting/registered"), "guest@example.org"));
}

// The files of a ticket are what a phone keeps for the door.
TEST_F(own_registration, the_files_of_the_ticket_are_files) {
    const auto event = publish();
    const auto mine = link(event, guest(event, "Первая"));
    EXPECT_TRUE(browser.get(mine + "/ticket.pdf").body.starts_with("%PDF-"));
    EXPECT_TRUE(has(browser.get(mine + "/ticket.svg"), "<svg"));
    EXPECT_TRUE(has(browser.get(mine + "/event.ics"), "DTSTART:20201015T100000Z"));
    EXPECT_NE(header_of(browser.get(mine + "/ticket.pdf"), "content-disposition").find("filename*=UTF-8''"), std::string::npos);
}

} // namespace
} // namespace krug::web_test
