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
    std::string staff_view() override { return done("view"), "{}"; }
    outcome stand_at(std::int64_t point) override { return done("point " + std::to_string(point)); }
    outcome turn(bool leaving) override { return done(leaving ? "turn out" : "turn in"); }
    outcome take_back(std::int64_t which) override { return done("take back " + std::to_string(which)); }
    outcome admit_against(std::int64_t which, const std::string& reason) override {
        return done("admit " + std::to_string(which) + ' ' + reason);
    }
    outcome identity_checked(std::int64_t which) override { return done("checked " + std::to_string(which)); }
    outcome walk_in(const walk_in_form& form) override {
        return done("walk in " + form.family_name + ' ' + form.given_name + ' ' + form.contact);
    }
    std::string rehearse(bool sound_there) override { return done(sound_there ? "rehearse aloud" : "rehearse"), "{}"; }
    outcome done(std::string what) {
        deeds.push_back(std::move(what));
        return {};
    }
    std::vector<std::string> deeds;
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
    staff_gate staff{hash_pin("314159", random), clock, random};
    local_page page{door, shown, pass, staff, "abc"};
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

// Whoever stands before the screen has the cookie too: what staff may do asks for more.
TEST_F(Page, the_staff_corner_opens_by_pin_only) {
    const std::pair<const char*, const char*> deeds[] = {{"view", "{}"},
                                                         {"point", R"({"point":2})"},
                                                         {"turn", R"({"leaving":true})"},
                                                         {"take-back", R"({"answer":7})"},
                                                         {"admit", R"({"answer":7,"reason":"r"})"},
                                                         {"checked", R"({"answer":7})"},
                                                         {"walk-in", R"({"family_name":"Щ","given_name":"А","contact":""})"},
                                                         {"rehearse", R"({"sound":true})"}};
    for (const auto& [path, body] : deeds) {
        EXPECT_EQ(page.answer(post(std::string("/staff/") + path, body)).status, 401) << path;
        auto guessed = post(std::string("/staff/") + path, body);
        guessed.headers.emplace_back("x-krug-staff", std::string(32, '0'));
        EXPECT_EQ(page.answer(guessed).status, 401) << path;
    }
    EXPECT_TRUE(door.deeds.empty());
    EXPECT_EQ(page.answer(post("/staff/enter", R"({"pin":"000000"})")).status, 403);
    const auto entered = page.answer(post("/staff/enter", R"({"pin":"314159"})"));
    ASSERT_EQ(entered.status, 200);
    const auto token = entered.body.substr(10, 32);
    for (const auto& [path, body] : deeds) {
        auto asked = post(std::string("/staff/") + path, body);
        asked.headers.emplace_back("x-krug-staff", token);
        EXPECT_EQ(page.answer(asked).status, 200) << path;
    }
    EXPECT_EQ(door.deeds, (std::vector<std::string>{"view", "point 2", "turn out", "take back 7", "admit 7 r", "checked 7",
                                                    "walk in Щ А ", "rehearse aloud"}));
    auto left = post("/staff/leave", "{}");
    left.headers.emplace_back("x-krug-staff", token);
    EXPECT_EQ(page.answer(left).status, 200);
    EXPECT_EQ(page.answer(left).status, 401);
}

// The fifth wrong PIN closes the corner for a while, and says for how long.
TEST_F(Page, wrong_pins_cost_time) {
    for (int tried = 0; tried < 4; ++tried) EXPECT_EQ(page.answer(post("/staff/enter", R"({"pin":"1"})")).status, 403);
    const auto closed = page.answer(post("/staff/enter", R"({"pin":"1"})"));
    EXPECT_EQ(closed.status, 429);
    EXPECT_NE(closed.body.find(R"("wait_seconds":30)"), std::string::npos) << closed.body;
    EXPECT_EQ(page.answer(post("/staff/enter", R"({"pin":"314159"})")).status, 429);
}

} // namespace
} // namespace krug::screen
