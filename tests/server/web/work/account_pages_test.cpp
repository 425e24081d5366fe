// If this fails, somebody keeps the keys to a house they have left.
#include "server/web/work/work_desk.hpp"

#include <gtest/gtest.h>

namespace krug::web_test {
namespace {

// A token can be read again on the page, or works after it was taken back.
TEST(account_pages, a_key_is_shown_once_and_ends_when_revoked) {
    work_desk desk;
    const auto made = desk.bob_at.post("/work/account/tokens", {{"token_name", "Сайт"}, {"scope", "see_statistics"}});
    const auto key = "krug_" + between(made.body, ">krug_", "<");
    ASSERT_TRUE(desk.staff.find_token(key));
    EXPECT_EQ(desk.staff.find_token(key)->scopes.size(), 1u);
    const auto page = desk.bob_at.get("/work/account");
    EXPECT_FALSE(has(page, key));
    EXPECT_TRUE(has(page, "Только числа"));
    const auto id = between(page.body.substr(page.body.find("Сайт")), "/work/account/tokens/", "/revoke");
    // Somebody else's number revokes nothing.
    EXPECT_EQ(desk.alice_at.post("/work/account/tokens/" + id + "/revoke", {}).status, 404);
    EXPECT_TRUE(desk.staff.find_token(key));
    EXPECT_TRUE(goes_to(desk.bob_at.post("/work/account/tokens/" + id + "/revoke", {})).ends_with("revoked"));
    EXPECT_FALSE(desk.staff.find_token(key));
    EXPECT_EQ(desk.bob_at.post("/work/account/tokens", {{"token_name", ""}, {"scope", ""}}).status, 422);
    EXPECT_EQ(desk.bob_at.post("/work/account/tokens", {{"token_name", "x"}, {"scope", "rule_the_world"}}).status, 422);
}

// A stolen browser stays signed in after the password was changed.
TEST(account_pages, a_new_password_ends_other_logins) {
    work_desk desk;
    krug::cast::browser elsewhere(desk, "198.51.100.1");
    elsewhere.sign_in(desk.bob);
    EXPECT_TRUE(has(desk.bob_at.get("/work/account"), "Закрыть все, кроме этого"));
    EXPECT_EQ(desk.bob_at.post("/work/account/password", {{"old_password", "wrong"}, {"new_password", "three red kites above"}}).status, 422);
    const auto old = std::string(krug::cast::good_password);
    const auto weak = desk.bob_at.post("/work/account/password", {{"old_password", old}, {"new_password", "12345678"}});
    EXPECT_EQ(weak.status, 422);
    EXPECT_TRUE(has(weak, "href=\"#new_password\""));
    EXPECT_FALSE(has(weak, old)) << "a password came back in a page";
    EXPECT_TRUE(goes_to(desk.bob_at.post("/work/account/password", {{"old_password", old}, {"new_password", "three red kites above"}}))
                    .ends_with("password"));
    EXPECT_EQ(desk.bob_at.get("/work/account").status, 200);
    EXPECT_TRUE(goes_to(elsewhere.get("/work/account")).starts_with("/sign-in"));
}

// Somebody forgot to sign out at the venue's computer and cannot end that login from home.
TEST(account_pages, other_logins_can_be_ended) {
    work_desk desk;
    krug::cast::browser elsewhere(desk, "198.51.100.1");
    elsewhere.sign_in(desk.bob);
    EXPECT_FALSE(goes_to(desk.bob_at.post("/work/account/logins/end", {})).empty());
    EXPECT_TRUE(goes_to(elsewhere.get("/work")).starts_with("/sign-in"));
    EXPECT_EQ(desk.bob_at.get("/work").status, 200);
    EXPECT_FALSE(has(desk.bob_at.get("/work/account"), "Закрыть все, кроме этого"));
}

} // namespace
} // namespace krug::web_test
