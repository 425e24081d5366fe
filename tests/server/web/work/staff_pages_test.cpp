// If this fails, somebody gives themselves a right, or keeps one that was taken.
#include "server/web/work/work_desk.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

std::string place(domain::event_id event) { return "event:" + std::to_string(event.value); }
std::string place(domain::organisation_id organisation) { return "organisation:" + std::to_string(organisation.value); }

// The volunteer of this morning cannot open the door page, or still can tomorrow.
TEST(staff_pages, roles_come_and_go_with_the_next_click) {
    work_desk desk;
    const auto invited = desk.alice_at.post("/work/staff", {{"email", "new@krug.example"}, {"role", "door_staff"}, {"place", place(desk.event)}});
    // No letters go out in this house, so the link is shown once to whoever invites.
    const auto link = "/join/" + between(invited.body, "https://krug.example/join/", "<");
    EXPECT_TRUE(has(desk.alice_at.get("/work/staff"), "new@krug.example"));
    EXPECT_FALSE(has(desk.alice_at.get("/work/staff"), link));
    krug::cast::browser new_at(desk), other(desk);
    EXPECT_TRUE(has(new_at.get(link), "Приглашение"));
    EXPECT_EQ(goes_to(new_at.post(link, {})), "/join");
    EXPECT_EQ(other.get(link).status, 410) << "a second browser opens the same link";
    EXPECT_EQ(other.post(link, {}).status, 410);
    EXPECT_EQ(other.get("/join").status, 410);
    const auto weak = new_at.post("/join", {{"name", "Новое Лицо"}, {"password", "seven"}});
    EXPECT_EQ(weak.status, 422);
    EXPECT_TRUE(has(weak, "value=\"Новое Лицо\""));
    EXPECT_EQ(goes_to(new_at.post("/join", {{"name", "Новое Лицо"}, {"password", "seven blue boats at noon"}})), "/sign-in?set=1");
    EXPECT_TRUE(has(new_at.get("/sign-in?set=1"), "Пароль сохранён"));
    EXPECT_EQ(new_at.get(link).status, 410) << "a link opens twice";
    const auto who = desk.staff.find_staff("new@krug.example");
    ASSERT_TRUE(who);
    EXPECT_EQ(goes_to(new_at.post("/sign-in", {{"email", "new@krug.example"}, {"password", "seven blue boats at noon"}})), "/work");
    EXPECT_EQ(new_at.get(desk.page_of(desk.event, "/door")).status, 200);
    EXPECT_EQ(new_at.get(desk.page_of(desk.event, "/people")).status, 403);
    EXPECT_EQ(new_at.get(desk.page_of(desk.second, "/door")).status, 404);
    const krug::cast::fields role{{"staff", std::to_string(who->id.value)}, {"role", "door_staff"},
                                  {"organisation", std::to_string(desk.tops.value)}, {"event", std::to_string(desk.event.value)}};
    EXPECT_TRUE(goes_to(desk.alice_at.post("/work/staff/remove", role)).ends_with("saved"));
    EXPECT_NE(new_at.get(desk.page_of(desk.event, "/door")).status, 200);
    EXPECT_EQ(desk.alice_at.post("/work/staff/remove", role).status, 404);
}

// A manager of one event makes herself owner of the organisation.
TEST(staff_pages, nobody_gives_more_than_they_have) {
    work_desk desk;
    krug::cast::browser manager_at(desk);
    const auto manager = desk.make_manager();
    manager_at.sign_in(manager);
    const auto give = [&](const char* role, const std::string& where) {
        return manager_at.post("/work/staff", {{"email", "friend@krug.example"}, {"role", role}, {"place", where}}).status;
    };
    EXPECT_EQ(give("owner", place(desk.event)), 403);
    EXPECT_EQ(give("event_manager", place(desk.event)), 403);
    EXPECT_EQ(give("desk", place(desk.tops)), 422);
    EXPECT_EQ(give("desk", place(desk.second)), 422);
    EXPECT_EQ(give("desk", place(desk.charlies)), 422);
    EXPECT_EQ(give("platform_admin", place(desk.event)), 403);
    EXPECT_EQ(give("kiosk", place(desk.event)), 422);
    EXPECT_EQ(give("desk", place(desk.event)), 200);
    const auto page = manager_at.get("/work/staff");
    EXPECT_FALSE(has(page, "alice@krug.example")) << "the owner is no business of this event's manager";
    EXPECT_FALSE(has(page, "charlie@krug.example"));
    EXPECT_EQ(manager_at.post("/work/staff/remove", {{"staff", std::to_string(desk.alice.id.value)}, {"role", "owner"},
                                                     {"organisation", std::to_string(desk.tops.value)}, {"event", "0"}}).status, 403);
}

// The only owner locks herself out with one click.
TEST(staff_pages, nobody_takes_their_own_role) {
    work_desk desk;
    EXPECT_EQ(desk.alice_at.post("/work/staff/remove", {{"staff", std::to_string(desk.alice.id.value)}, {"role", "owner"},
                                                        {"organisation", std::to_string(desk.tops.value)}, {"event", "0"}}).status, 403);
    EXPECT_EQ(desk.alice_at.get("/work/staff").status, 200);
    EXPECT_EQ(count_of(desk.alice_at.get("/work/staff").body, "action=\"/work/staff/remove\""), 1u); // Bob's
}

// A wrong form loses the address that was copied by hand.
TEST(staff_pages, a_wrong_form_is_shown_again) {
    work_desk desk;
    const auto wrong = desk.alice_at.post("/work/staff", {{"email", "не почта"}, {"role", "desk"}, {"place", place(desk.tops)}});
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(has(wrong, "не почта"));
}

// An invitation that was sent to the wrong address cannot be taken back, or somebody else's can.
TEST(staff_pages, invitations_are_sent_again_and_taken_back) {
    work_desk desk;
    const auto first = desk.alice_at.post("/work/staff", {{"email", "vera@krug.example"}, {"role", "desk"}, {"place", place(desk.tops)}});
    const auto link = "/join/" + between(first.body, "https://krug.example/join/", "<");
    const auto base = "/work/staff/invitations/" + between(first.body, "action=\"/work/staff/invitations/", "/resend");
    krug::cast::browser charlie_at(desk), guest(desk);
    charlie_at.sign_in(desk.charlie);
    EXPECT_EQ(charlie_at.post(base + "/revoke", {}).status, 403);
    EXPECT_EQ(desk.bob_at.post(base + "/revoke", {}).status, 403);
    const auto again = desk.alice_at.post(base + "/resend", {});
    EXPECT_EQ(guest.get(link).status, 410);
    const auto fresh = "/join/" + between(again.body, "https://krug.example/join/", "<");
    EXPECT_EQ(guest.get(fresh).status, 200);
    EXPECT_TRUE(goes_to(desk.alice_at.post(base + "/revoke", {})).ends_with("revoked"));
    EXPECT_EQ(guest.get(fresh).status, 410);
    EXPECT_EQ(desk.alice_at.post("/work/staff/invitations/17x/resend", {}).status, 404);
}

} // namespace
} // namespace krug::web_test
