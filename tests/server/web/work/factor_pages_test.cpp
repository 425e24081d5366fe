// If this fails, the pages around the second factor keep an organiser out, or let somebody in with half of what is asked.
#include "server/web/work/work_desk.hpp"
#include "service/one_time_code.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

using cast::header_of;

/// The app on a telephone: it is told the key once and shows six digits.
class code_phone {
public:
    explicit code_phone(std::string_view typed) {
        static constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        std::uint32_t held = 0;
        int bits = 0;
        for (const char each : typed) {
            if (each == ' ') continue;
            held = (held << 5) | static_cast<std::uint32_t>(letters.find(each));
            bits += 5;
            if (bits >= 8) seed_.push_back(static_cast<std::uint8_t>(held >> (bits -= 8)));
        }
    }
    std::string shows(ground::utc_seconds now) const { return service::code_of_step(seed_, now / service::code_step_seconds); }

private:
    ticket::bytes seed_;
};

class factor_pages : public ::testing::Test {
protected:
    code_phone set_up(krug::cast::browser& who) {
        const auto begun = who.post("/work/account/factor/begin", {});
        EXPECT_TRUE(has(begun, "<svg"));
        code_phone phone(between(begun.body, "<code class=\"copy num\">", "<"));
        const auto done = who.post("/work/account/factor/confirm", {{"code", phone.shows(desk.clock.now())}});
        EXPECT_EQ(done.status, 200);
        EXPECT_EQ(count_of(done.body, "<li><code class=\"num\">"), 10u);
        first_code = between(done.body, "<li><code class=\"num\">", "<");
        desk.clock.advance_seconds(60);
        return phone;
    }
    web::response password(krug::cast::browser& who, const std::string& next = "") {
        return who.post("/sign-in", {{"email", desk.alice.email}, {"password", std::string(krug::cast::good_password)}, {"next", next}});
    }
    work_desk desk;
    std::string first_code;
};

// Password, then the code, then where one wanted to go; the old half opens nothing.
TEST_F(factor_pages, sign_in_takes_both) {
    const auto phone = set_up(desk.alice_at);
    krug::cast::browser fresh(desk);
    const auto half = password(fresh, "/work/staff");
    EXPECT_EQ(goes_to(half), "/sign-in/factor?next=%2Fwork%2Fstaff");
    EXPECT_TRUE(goes_to(fresh.get("/work")).starts_with("/sign-in"));
    EXPECT_TRUE(has(fresh.get("/sign-in/factor?next=/work/staff"), "name=\"code\""));
    const auto wrong = fresh.post("/sign-in/factor", {{"code", "000000"}, {"next", "/work/staff"}});
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(has(wrong, "value=\"/work/staff\""));
    const auto before = fresh.cookies().at("__Host-krug");
    EXPECT_EQ(goes_to(fresh.post("/sign-in/factor", {{"code", phone.shows(desk.clock.now())}, {"next", "/work/staff"}})), "/work/staff");
    EXPECT_NE(fresh.cookies().at("__Host-krug"), before);
    EXPECT_EQ(fresh.get("/work").status, 200);
    krug::cast::browser thief(desk);
    thief.set_cookie("__Host-krug", before);
    EXPECT_TRUE(goes_to(thief.get("/work")).starts_with("/sign-in"));
    EXPECT_EQ(goes_to(thief.post("/sign-in/factor", {{"code", phone.shows(desk.clock.now())}})), "/sign-in");
}

// The paper in the wallet opens once; nobody is sent elsewhere afterwards.
TEST_F(factor_pages, a_recovery_code_opens_once) {
    set_up(desk.alice_at);
    krug::cast::browser fresh(desk);
    password(fresh);
    EXPECT_EQ(goes_to(fresh.post("/sign-in/factor", {{"code", first_code}, {"next", "https://evil.example/"}})), "/work");
    EXPECT_TRUE(has(fresh.get("/work/account"), "9"));
    krug::cast::browser again(desk);
    password(again);
    EXPECT_EQ(again.post("/sign-in/factor", {{"code", first_code}}).status, 422);
}

// Guessing the six digits ends with a time to wait, in words and in the header.
TEST_F(factor_pages, guessing_has_to_wait) {
    set_up(desk.alice_at);
    krug::cast::browser guesser(desk);
    password(guesser);
    web::response last;
    int tries = 0;
    do last = guesser.post("/sign-in/factor", {{"code", "000000"}});
    while (last.status == 422 && ++tries < 20);
    EXPECT_EQ(last.status, 429);
    EXPECT_EQ(tries, 5);
    EXPECT_EQ(header_of(last, "retry-after"), "30");
    EXPECT_TRUE(has(last, "Попробуйте снова через"));
}

// A browser at the venue that everybody passes by: after ten minutes the list needs the person again, and the purpose that
// was typed and the columns that were ticked are still there afterwards.
TEST_F(factor_pages, an_export_goes_on_after_the_password) {
    desk.clock.advance_seconds(11 * 60);
    const auto path = desk.page_of(desk.event, "/exports");
    EXPECT_EQ(desk.alice_at.get(path).status, 200) << "looking at the page asks nothing";
    const krug::cast::fields wanted{{"format", "csv_machine"}, {"who", "all"}, {"purpose", "report"}, {"column", "family_name"}, {"column", "status"}};
    const auto asked = desk.alice_at.post(path, wanted);
    EXPECT_EQ(asked.status, 403);
    EXPECT_TRUE(has(asked, "name=\"confirm_password\""));
    EXPECT_TRUE(has(asked, "action=\"" + path + "\""));
    EXPECT_TRUE(has(asked, "name=\"purpose\" value=\"report\""));
    EXPECT_EQ(count_of(asked.body, "name=\"column\" value="), 2u);
    auto typed = wanted;
    typed.emplace_back("confirm_password", "не тот пароль");
    const auto wrong = desk.alice_at.post(path, typed);
    EXPECT_EQ(wrong.status, 422);
    EXPECT_TRUE(has(wrong, "name=\"purpose\" value=\"report\""));
    EXPECT_FALSE(has(wrong, "не тот пароль"));
    typed.back().second = krug::cast::good_password;
    const auto before = desk.alice_at.cookies().at("__Host-krug");
    const auto given = desk.alice_at.post(path, typed);
    EXPECT_EQ(given.status, 200);
    EXPECT_TRUE(header_of(given, "content-disposition").starts_with("attachment"));
    EXPECT_NE(desk.alice_at.cookies().at("__Host-krug"), before) << "being asked again gives a new secret";
    EXPECT_EQ(desk.alice_at.post(path, wanted).status, 200) << "and for ten minutes it is enough";
}

// With an app it is the app that is asked for, never the password alone.
TEST_F(factor_pages, who_has_an_app_is_asked_for_its_code) {
    const auto phone = set_up(desk.alice_at);
    desk.clock.advance_seconds(11 * 60);
    const auto path = desk.page_of(desk.event, "/exports");
    const auto asked = desk.alice_at.post(path, {{"format", "json"}, {"who", "all"}, {"purpose", "report"}});
    EXPECT_TRUE(has(asked, "name=\"confirm_code\""));
    EXPECT_FALSE(has(asked, "name=\"confirm_password\""));
    EXPECT_EQ(desk.alice_at.post(path, {{"format", "json"}, {"confirm_password", std::string(krug::cast::good_password)}}).status, 422);
    EXPECT_EQ(desk.alice_at.post(path, {{"format", "json"}, {"who", "all"}, {"purpose", "report"}, {"confirm_code", phone.shows(desk.clock.now())}}).status, 200);
}

// A page that is asked for by its address comes back by itself.
TEST_F(factor_pages, a_page_is_gone_on_to) {
    const auto guest = desk.make_registration(desk.event, "Ёлкина", "Анна");
    desk.clock.advance_seconds(11 * 60);
    const auto path = desk.page_of(desk.event, "/people/" + std::to_string(guest.id.value) + "/data");
    const auto sent = goes_to(desk.alice_at.get(path));
    EXPECT_TRUE(sent.starts_with("/work/confirm?next=%2Fwork%2Fevents%2F")) << sent;
    EXPECT_TRUE(has(desk.alice_at.get(sent), "name=\"confirm_password\""));
    EXPECT_EQ(goes_to(desk.alice_at.post("/work/confirm", {{"confirm_password", std::string(krug::cast::good_password)}, {"next", path}})), path);
    EXPECT_EQ(desk.alice_at.get(path).status, 200);
    EXPECT_EQ(goes_to(desk.alice_at.post("/work/confirm", {{"confirm_password", std::string(krug::cast::good_password)}, {"next", "//evil.example"}})), "/work");
    // Somebody else's page cannot make the form go on: the mark is asked for first.
    desk.clock.advance_seconds(11 * 60);
    EXPECT_EQ(desk.alice_at.post_bare(desk.page_of(desk.event, "/exports"), {{"confirm_password", std::string(krug::cast::good_password)}}).status, 403);
    EXPECT_TRUE(goes_to(desk.alice_at.get(path)).starts_with("/work/confirm")) << "a form without a mark made the login fresh";
}

// A key for programs is made by who has just proved to be there, because it never asks again itself.
TEST_F(factor_pages, a_key_is_made_under_a_fresh_factor) {
    desk.clock.advance_seconds(11 * 60);
    const auto asked = desk.bob_at.post("/work/account/tokens", {{"token_name", "Сайт"}, {"scope", ""}});
    EXPECT_EQ(asked.status, 403);
    EXPECT_FALSE(has(asked, "krug_"));
    EXPECT_TRUE(has(asked, "name=\"token_name\" value=\"Сайт\""));
}

// The queue at the door does not wait for anybody's telephone.
TEST_F(factor_pages, the_door_never_asks) {
    ASSERT_TRUE(desk.factors.set_demand(krug::cast::full_house::shell(), desk.tops, true));
    const auto guest = desk.make_registration(desk.event, "Ёлкина", "Анна");
    EXPECT_EQ(goes_to(desk.alice_at.post("/work/account/tokens", {{"token_name", "Обход"}, {"scope", ""}})), "/work/account/factor")
        << "a key for programs walks around the factor";
    desk.clock.advance_seconds(25 * 60);
    const auto path = desk.page_of(desk.event, "/door");
    EXPECT_EQ(desk.alice_at.get(path).status, 200);
    const auto let_in = desk.alice_at.post(path, {{"code", guest.attendee_no}, {"point", "1"}, {"scan_id", "11111111-2222-4333-8444-555555555555"}});
    EXPECT_LT(let_in.status, 400);
    EXPECT_TRUE(desk.attendance.statistics(desk.event).attended == 1 || has(let_in, "Ёлкина")) << let_in.status;
    // Everything else waits until the owner has what the organisation demands.
    EXPECT_EQ(goes_to(desk.alice_at.get(desk.page_of(desk.event, "/edit"))), "/work/account/factor");
    EXPECT_EQ(goes_to(desk.alice_at.post(desk.page_of(desk.event, "/exports"), {})), "/work/account/factor");
    EXPECT_TRUE(has(desk.alice_at.get("/work/account/factor"), "требует второй фактор"));
    EXPECT_EQ(desk.bob_at.get(desk.page_of(desk.event, "/people")).status, 200) << "the desk is asked for none";
}

// The owner resets a colleague's factor; nobody finds such a button beside themselves or above them.
TEST_F(factor_pages, a_lost_phone_is_mended_on_the_team_page) {
    set_up(desk.bob_at);
    desk.alice_at.sign_in(desk.alice);
    const auto page = desk.alice_at.get("/work/staff");
    const auto end = page.body.find("/reset-factor\"");
    ASSERT_NE(end, std::string::npos);
    const auto begin = page.body.rfind('/', end - 1) + 1;
    const auto reset = page.body.substr(begin, end - begin);
    EXPECT_EQ(reset, std::to_string(desk.bob.id.value));
    EXPECT_EQ(desk.alice_at.post("/work/staff/" + std::to_string(desk.charlie.id.value) + "/reset-factor", {}).status, 403);
    EXPECT_EQ(desk.alice_at.post("/work/staff/17x/reset-factor", {}).status, 404);
    EXPECT_TRUE(goes_to(desk.alice_at.post("/work/staff/" + reset + "/reset-factor", {})).ends_with("factor_reset"));
    EXPECT_TRUE(goes_to(desk.bob_at.get("/work")).starts_with("/sign-in"));
    EXPECT_FALSE(has(desk.alice_at.get("/work/staff"), "/reset-factor"));
}

// One's own list says which browser is which, and closes one of them.
TEST_F(factor_pages, logins_say_where_they_are) {
    krug::cast::browser phone(desk, "198.51.100.1");
    const krug::cast::fields agent{{"user-agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"}};
    phone.post("/sign-in", {{"email", desk.alice.email}, {"password", std::string(krug::cast::good_password)}}, agent);
    ASSERT_EQ(phone.get("/work").status, 200);
    const auto page = desk.alice_at.get("/work/account");
    EXPECT_TRUE(has(page, "Safari, iPhone"));
    const auto number = between(page.body, "action=\"/work/account/logins/", "/end\"");
    ASSERT_FALSE(number.empty());
    EXPECT_EQ(desk.bob_at.post("/work/account/logins/" + number + "/end", {}).status, 404);
    EXPECT_TRUE(goes_to(desk.alice_at.post("/work/account/logins/" + number + "/end", {})).ends_with("revoked"));
    EXPECT_TRUE(goes_to(phone.get("/work")).starts_with("/sign-in"));
    EXPECT_EQ(desk.alice_at.get("/work").status, 200);
}

// Whoever lost a role loses what hangs on it with the next click, signed in or not.
TEST_F(factor_pages, a_role_that_was_taken_is_gone_at_the_next_click) {
    const auto path = desk.page_of(desk.event, "/people");
    ASSERT_EQ(desk.bob_at.get(path).status, 200);
    desk.take_role(desk.bob, {domain::role::desk, desk.tops, desk.event});
    EXPECT_EQ(desk.bob_at.get(path).status, 404);
}

} // namespace
} // namespace krug::web_test
