// Anybody at this computer, or a page of another site, could open the door through the kiosk's own page.
#include "screen/local_page.hpp"

#include <gtest/gtest.h>

namespace krug::screen {
namespace {

struct recording_desk final : desk {
    taken typed(std::string_view code, bool ended) override {
        codes.emplace_back(code);
        return ended ? answer : taken::not_yet;
    }
    std::vector<std::string> codes;
    taken answer = taken::yes;
};

struct Page : testing::Test {
    web::request get(std::string target) const {
        web::request asked;
        asked.target = std::move(target);
        asked.host = "127.0.0.1:8765";
        asked.headers = {{"cookie", "other=1; krug_screen=" + cookie}};
        return asked;
    }
    web::request post(std::string target, std::string body) const {
        auto asked = get(std::move(target));
        asked.method = web::method::post;
        asked.body = std::move(body);
        asked.headers.emplace_back("origin", "http://127.0.0.1:8765");
        asked.headers.emplace_back("content-type", "application/json");
        return asked;
    }
    static std::string header(const web::response& answer, std::string_view name) {
        for (const auto& [key, value] : answer.headers)
            if (key == name) return value;
        return {};
    }

    ground::system_clock clock;
    ground::seeded_randomness random{7};
    board shown{clock};
    recording_desk door;
    std::string secret;
    screen_pass pass{ticket::key32{1}, random, [this](const std::string& fresh) { secret = fresh; }};
    local_page page{door, shown, pass, "abc"};
    std::string cookie = *pass.exchange(secret);
};

// The secret lies in a file and in a browser's start line: it must be worth nothing once it was used.
TEST_F(Page, the_secret_opens_once) {
    const auto current = secret;
    auto asked = get("/open/" + current);
    asked.headers.clear();
    const auto opened = page.answer(asked);
    EXPECT_EQ(opened.status, 303);
    EXPECT_EQ(header(opened, "location"), "/");
    EXPECT_NE(header(opened, "set-cookie").find("HttpOnly; SameSite=Strict"), std::string::npos);
    EXPECT_EQ(page.answer(asked).status, 403);
    EXPECT_NE(secret, current);
    asked.target = "/open/";
    EXPECT_EQ(page.answer(asked).status, 403);
}

// Without the cookie nothing, not even the look of the page; with it everything under a strict policy.
TEST_F(Page, the_cookie_is_asked_for_everywhere) {
    for (const char* target : {"/", "/index.html", "/state", "/kiosk.js", "/tokens.css"}) {
        const auto answer = page.answer(get(target));
        EXPECT_EQ(answer.status, 200) << target;
        EXPECT_NE(header(answer, "content-security-policy").find("default-src 'none'"), std::string::npos) << target;
        auto stranger = get(target);
        stranger.headers = {{"cookie", "krug_screen=" + std::string(cookie.size(), 'A')}};
        EXPECT_EQ(page.answer(stranger).status, 403) << target;
    }
    EXPECT_EQ(page.answer(get("/../journal.db")).status, 404);
}

TEST_F(Page, other_origins_are_refused) {
    const std::string body = R"({"code":"1","ended":true})";
    EXPECT_EQ(page.answer(post("/typed", body)).status, 200);
    for (const char* origin : {"http://127.0.0.1:1", "https://127.0.0.1:8765", "null"}) {
        auto asked = get("/typed");
        asked.method = web::method::post;
        asked.body = body;
        asked.headers.emplace_back("content-type", "application/json");
        EXPECT_EQ(page.answer(asked).status, 403) << "no origin";
        asked.headers.emplace_back("origin", origin);
        EXPECT_EQ(page.answer(asked).status, 403) << origin;
    }
    auto asked = post("/typed", body);
    asked.headers.emplace_back("sec-fetch-site", "cross-site");
    EXPECT_EQ(page.answer(asked).status, 403);
    EXPECT_EQ(door.codes.size(), 1u);
}

// A form of another page, or rubbish, must not become a code.
TEST_F(Page, only_whole_objects_are_codes) {
    for (const char* body : {"", "[]", "{}", R"({"code":1,"ended":true})", R"({"code":"1"})", "{"})
        EXPECT_EQ(page.answer(post("/typed", body)).status, 400) << body;
    auto form = post("/typed", R"({"code":"1","ended":true})");
    form.headers.back().second = "text/plain";
    EXPECT_EQ(page.answer(form).status, 400);
    EXPECT_TRUE(door.codes.empty());
    door.answer = taken::too_often;
    EXPECT_EQ(page.answer(post("/typed", R"({"code":"1","ended":true})")).status, 429);
}

// The page shows what stands on the board, under the name of this start of the process.
TEST_F(Page, tells_the_state) {
    shown.about(R"({"offline":true})");
    shown.show(R"({"look":"ok"})");
    const auto answer = page.answer(get("/state?seen=0"));
    EXPECT_NE(answer.body.find(R"("process":"abc")"), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find(R"("facts":{"offline":true})"), std::string::npos) << answer.body;
    EXPECT_NE(answer.body.find(R"("look":"ok","number":1)"), std::string::npos) << answer.body;
    EXPECT_EQ(page.answer(post("/done", R"({"number":1})")).status, 200);
    EXPECT_NE(page.answer(get("/state?seen=0")).body.find(R"("card":null)"), std::string::npos);
}

} // namespace
} // namespace krug::screen
