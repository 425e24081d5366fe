// If this fails, a visitor is shown a page that was made for someone else, or the rush reaches the database.
#include "server/net/loopback.hpp"

namespace krug::net_test {

namespace {

struct counting_application {
    std::atomic<int> asked = 0;
    std::atomic<int> shared_ms = 60'000;
    std::string text = std::string(3'000, 'p');

    web::response operator()(const web::request& request) {
        const int number = ++asked;
        web::response response;
        response.set("content-type", "text/html; charset=utf-8").set("cache-control", "max-age=5");
        response.body = request.target + " " + std::to_string(number) + " " + text;
        response.shared_ms = shared_ms;
        return response;
    }
};

web::application from(counting_application& application) {
    return [&application](const web::request& request) { return application(request); };
}

} // namespace

// The page of the event is rendered anew for each of ten thousand visitors.
TEST(server_cache, answers_from_memory) {
    counting_application application;
    running_server server(quick_settings(), from(application));
    client visitor(server.port());
    const auto first = visitor.get("/e/forum");
    const auto second = visitor.get("/e/forum");
    EXPECT_EQ(application.asked, 1);
    EXPECT_EQ(first.body, second.body);
    EXPECT_EQ(second.field("etag").size(), 34U);
    EXPECT_NE(second.field("date"), "");
    EXPECT_EQ(second.field("cache-control"), "max-age=5");
    EXPECT_EQ(server.counted().cache_hits, 1);
    EXPECT_EQ(server.counted().cache_fills, 1);
}

// A signed-in person sees the page of a stranger, or a stranger that of a signed-in person.
TEST(server_cache, never_between_a_login_and_the_others) {
    counting_application application;
    running_server server(quick_settings(), from(application));
    client visitor(server.port());
    for (const char* secret : {"Cookie: __Host-krug=x\r\n", "Cookie: krug=x\r\n", "Authorization: Bearer x\r\n"}) {
        const int before = application.asked;
        visitor.get("/e/forum", secret);
        visitor.get("/e/forum", secret);
        EXPECT_EQ(application.asked, before + 2) << secret;
    }
    EXPECT_EQ(server.counted().cache_fills, 0);
    EXPECT_EQ(server.counted().cache_hits, 0);
}

// Languages, themes, hosts or encodings are mixed up.
TEST(server_cache, keeps_different_visitors_apart) {
    counting_application application;
    running_server server(quick_settings(), from(application));
    client visitor(server.port());
    const std::vector<std::string> different = {
        "", "Accept-Language: ru\r\n", "Accept-Language: en\r\n", "Cookie: lang=en\r\n", "Cookie: theme=dark\r\n",
        "Cookie: text=large\r\n", "Accept-Encoding: gzip\r\n", "Accept-Encoding: br\r\n"};
    for (int round = 0; round < 2; ++round) {
        for (const auto& fields : different) visitor.get("/e/forum", fields);
        EXPECT_EQ(application.asked, 8);
    }
    visitor.ask("GET /e/forum HTTP/1.1\r\nHost: there\r\n\r\n");
    visitor.get("/e/forum?page=2");
    EXPECT_EQ(application.asked, 10);
    visitor.ask("POST /e/forum HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n");
    visitor.ask("POST /e/forum HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n");
    EXPECT_EQ(application.asked, 12);
}

// A phone that has the page downloads it again at every look.
TEST(server_cache, says_not_modified_to_who_has_it) {
    counting_application application;
    running_server server(quick_settings(), from(application));
    client visitor(server.port());
    const auto tag = visitor.get("/e/forum").field("etag");
    const auto again = visitor.get("/e/forum", "If-None-Match: " + tag + "\r\n");
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.field("etag"), tag);
    EXPECT_EQ(again.field("cache-control"), "max-age=5");
    EXPECT_EQ(again.field("content-length"), "");
    EXPECT_EQ(visitor.get("/e/forum", "If-None-Match: \"other\"\r\n").status, 200);
    EXPECT_EQ(application.asked, 1);
}

// A HEAD request fills the memory with an empty page, or wakes the database each time.
TEST(server_cache, answers_head_from_memory_but_stores_nothing_of_it) {
    counting_application application;
    running_server server(quick_settings(), from(application));
    client visitor(server.port());
    visitor.ask("HEAD /e/forum HTTP/1.1\r\nHost: here\r\n\r\n", true);
    const auto page = visitor.get("/e/forum");
    EXPECT_FALSE(page.body.empty());
    EXPECT_EQ(application.asked, 2);
    const auto head = visitor.ask("HEAD /e/forum HTTP/1.1\r\nHost: here\r\n\r\n", true);
    EXPECT_EQ(head.field("content-length"), std::to_string(page.body.size()));
    EXPECT_EQ(application.asked, 2);
}

// The doors of registration open, everybody looks at once, and the crew renders the same page for each.
TEST(server_cache, one_rendering_for_a_rush_on_a_cold_page) {
    counting_application application;
    gate door;
    auto settings = quick_settings();
    settings.crew_threads = 8;
    running_server server(settings, [&](const web::request& request) {
        door.wait();
        return application(request);
    });
    std::vector<client> visitors;
    for (int i = 0; i < 40; ++i) {
        visitors.emplace_back(server.port());
        visitors.back().send("GET /e/forum HTTP/1.1\r\nHost: here\r\n\r\n");
    }
    wait_until([&] { return server.counted().connections_open == 40; });
    door.open();
    const auto first = visitors[0].receive().body;
    EXPECT_FALSE(first.empty());
    for (std::size_t i = 1; i < visitors.size(); ++i) EXPECT_EQ(visitors[i].receive().body, first);
    EXPECT_EQ(application.asked, 1);
}

// Pages that are nobody else's, such as a form with its mark, are handed to the next visitor.
TEST(server_cache, a_page_that_is_not_shared_is_made_for_each) {
    counting_application application;
    application.shared_ms = 0;
    running_server server(quick_settings(), from(application));
    client visitor(server.port());
    for (int i = 1; i <= 5; ++i) EXPECT_EQ(visitor.get("/form").body.substr(0, 8), "/form " + std::to_string(i) + " ");
    EXPECT_EQ(server.counted().cache_fills, 0);
}

} // namespace krug::net_test
