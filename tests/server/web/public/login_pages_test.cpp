// If this fails, the desk cannot open in the morning, or somebody opens it who should not.
#include "server/web/public/visitor.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

using cast::header_of;

class login_pages : public ::testing::Test {
protected:
    void SetUp() override {
        ASSERT_TRUE(house.staff.set_password(cast::full_house::shell(), house.alice.id, cast::good_password));
    }
    cast::fields good() { return {{"email", house.alice.email}, {"password", std::string(cast::good_password)}}; }
    bool is_signed_in(cast::browser& who) { return has(who.get("/"), "Рабочий стол"); }

    cast::cast house;
    cast::browser browser{house};
};

// The way in, and the way out: after it the old cookie opens nothing.
TEST_F(login_pages, in_and_out) {
    EXPECT_EQ(browser.get("/sign-in").status, 200);
    const auto in = browser.post("/sign-in", good());
    EXPECT_EQ(goes_to(in), "/work");
    EXPECT_NE(header_of(in, "set-cookie").find("__Host-krug="), std::string::npos);
    EXPECT_NE(header_of(in, "set-cookie").find("HttpOnly"), std::string::npos);
    EXPECT_TRUE(is_signed_in(browser));
    EXPECT_EQ(goes_to(browser.get("/sign-in")), "/work");
    const auto cookie = browser.cookies().at("__Host-krug");
    EXPECT_EQ(goes_to(browser.post("/sign-out", {})), "/");
    EXPECT_FALSE(browser.cookies().contains("__Host-krug"));
    browser.set_cookie("__Host-krug", cookie);
    EXPECT_FALSE(is_signed_in(browser));
}

// A stranger's cookie, planted before, would be the login of whoever signs in next.
TEST_F(login_pages, signing_in_gives_a_new_cookie) {
    browser.post("/sign-in", good());
    const auto first = browser.cookies().at("__Host-krug");
    browser.post("/sign-in", good());
    const auto second = browser.cookies().at("__Host-krug");
    EXPECT_NE(first, second);
    EXPECT_FALSE(house.staff.find_login(first));
    cast::browser planted(house);
    planted.set_cookie("__Host-krug", "planted");
    EXPECT_TRUE(has(planted.get("/sign-in"), "Войдите ещё раз"));
    planted.post("/sign-in", good());
    EXPECT_NE(planted.cookies().at("__Host-krug"), "planted");
}

// The same words for a wrong address and a wrong password, or strangers learn who works here.
TEST_F(login_pages, wrong_is_wrong_whatever_was_wrong) {
    const auto password = browser.post("/sign-in", {{"email", house.alice.email}, {"password", "wrong"}});
    const auto address = browser.post("/sign-in", {{"email", "nobody@krug.example"}, {"password", "wrong"}});
    EXPECT_EQ(password.status, 422);
    EXPECT_EQ(address.status, 422);
    EXPECT_TRUE(has(password, "Почта или пароль не подошли"));
    EXPECT_TRUE(has(address, "Почта или пароль не подошли"));
    EXPECT_TRUE(has(password, house.alice.email)); // typed once is enough
    EXPECT_FALSE(has(password, "\"wrong\""));
    EXPECT_FALSE(is_signed_in(browser));
}

// Guessing goes on for ever, or the honest one is not told when to come back.
TEST_F(login_pages, guessing_ends) {
    int tries = 0;
    web::response last;
    do last = browser.post("/sign-in", {{"email", house.alice.email}, {"password", "guess"}});
    while (last.status == 422 && ++tries < 20);
    EXPECT_EQ(last.status, 429);
    EXPECT_EQ(tries, 10);
    EXPECT_TRUE(has(last, "Попробуйте снова через"));
    EXPECT_GT(std::stoi(header_of(last, "retry-after")), 0);
}

// A link would lead people from our sign-in to somebody else's page.
TEST_F(login_pages, nobody_is_sent_elsewhere) {
    for (const auto* next : {"https://evil.example/", "//evil.example/", "/\\evil.example", "/e/meeting", "/work/../..//evil.example", "/sign-out",
                             "javascript:alert(1)", "/work\r\nx: y"}) {
        cast::browser fresh(house);
        EXPECT_FALSE(has(fresh.get("/sign-in?next=" + std::string(next[0] == '/' && next[5] == '\r' ? "/work%0D%0Ax" : next)), "name=\"next\"")) << next;
        auto form = good();
        form.emplace_back("next", next);
        EXPECT_EQ(goes_to(fresh.post("/sign-in", form)), "/work") << next;
    }
}

// A page that stood open overnight must not eat the password silently.
TEST_F(login_pages, a_stale_form_is_shown_again) {
    auto form = good();
    form.emplace_back("csrf", "old");
    const auto answer = browser.post_bare("/sign-in", form);
    EXPECT_EQ(answer.status, 422);
    EXPECT_TRUE(has(answer, house.alice.email));
    EXPECT_FALSE(is_signed_in(browser));
    EXPECT_EQ(browser.post_bare("/sign-out", {}).status, 403);
}

// Whoever forgot the password is helped, and a stranger who tries addresses learns nothing from the page.
TEST_F(login_pages, a_forgotten_password_tells_nobody_who_works_here) {
    EXPECT_EQ(browser.get("/sign-in/forgot").status, 200);
    const auto known = browser.post("/sign-in/forgot", {{"email", "alice@krug.example"}});
    const auto unknown = browser.post("/sign-in/forgot", {{"email", "alina@krug.example"}});
    EXPECT_EQ(known.status, 200);
    auto same = known.body;
    for (auto at = same.find("alice@"); at != std::string::npos; at = same.find("alice@")) same.replace(at, 6, "alina@");
    const auto without_marks = [](std::string body) {
        for (auto at = body.find("name=\"csrf\" value=\""); at != std::string::npos; at = body.find("name=\"csrf\" value=\"", at + 1))
            body.erase(at, body.find('>', at) - at);
        return body;
    };
    EXPECT_EQ(without_marks(same), without_marks(unknown.body));
    EXPECT_EQ(browser.post("/sign-in/forgot", {{"email", "нет"}}).status, 422);
    int tries = 0;
    while (browser.post("/sign-in/forgot", {{"email", "x@krug.example"}}).status == 200 && ++tries < 30) {}
    EXPECT_LT(tries, 30) << "letters without end from one network";
}

// The letter's link leads to a new password, and the page where it was typed shows it to nobody.
TEST_F(login_pages, a_new_password_comes_by_letter) {
    browser.post("/sign-in/forgot", {{"email", house.alice.email}});
    const auto jobs = house.invitations.lease(5);
    ASSERT_EQ(jobs.size(), 1u);
    const auto link = "/join/" + house.invitations.letter_of(jobs[0].number)->secret;
    EXPECT_TRUE(has(browser.get(link), house.alice.email));
    EXPECT_EQ(goes_to(browser.post(link, {})), "/join");
    EXPECT_FALSE(has(browser.get("/join"), "name=\"name\"")) << "a name is asked of somebody who has one";
    EXPECT_EQ(goes_to(browser.post("/join", {{"password", "three red kites above"}})), "/sign-in?set=1");
    EXPECT_EQ(browser.post("/sign-in", good()).status, 422);
    EXPECT_EQ(goes_to(browser.post("/sign-in", {{"email", house.alice.email}, {"password", "three red kites above"}})), "/work");
    EXPECT_EQ(browser.get("/join/" + std::string(43, 'A')).status, 410);
}

} // namespace
} // namespace krug::web_test
