// If this fails, one slow or greedy client keeps eighty people at the door waiting.
#include "server/net/loopback.hpp"

namespace krug::net_test {

namespace {

std::string post(std::size_t size, const std::string& target = "/") {
    return "POST " + target + " HTTP/1.1\r\nHost: here\r\nContent-Length: " + std::to_string(size) + "\r\n\r\n";
}

/// Expects `status`, said in words, and then the end of the connection.
void expect_refused(client& visitor, int status) {
    const auto answer = visitor.receive();
    EXPECT_EQ(answer.status, status);
    EXPECT_EQ(answer.field("connection"), "close");
    EXPECT_FALSE(answer.body.empty());
    EXPECT_TRUE(visitor.ended());
}

void expect_refusal_of(const std::string& bytes, int status) {
    running_server server(quick_settings(), echo);
    client visitor(server.port());
    visitor.send(bytes);
    expect_refused(visitor, status);
    EXPECT_EQ(server.counted().refused, 1);
    client next(server.port());
    EXPECT_EQ(next.get("/next").body, "/next|");
}

} // namespace

// A header that grows for ever eats memory, or a visitor with too many cookies is not told what is wrong.
TEST(server_limits, a_head_of_16_kib) {
    expect_refusal_of("GET / HTTP/1.1\r\nHost: here\r\nX: " + std::string(20'000, 'a'), 431);
}

// A request line without an end is read until the memory is full.
TEST(server_limits, a_target_of_4_kib) {
    expect_refusal_of("GET /" + std::string(5'000, 'a') + " HTTP/1.1\r\nHost: here\r\n\r\n", 414);
    expect_refusal_of("GET /" + std::string(20'000, 'a'), 414);
}

// Thousands of fields make every look-up slow.
TEST(server_limits, sixty_four_fields) {
    std::string fields;
    for (int i = 0; i < 100; ++i) fields += "X-" + std::to_string(i) + ": a\r\n";
    expect_refusal_of("GET / HTTP/1.1\r\nHost: here\r\n" + fields + "\r\n", 431);
}

// Somebody sends ten gigabytes to the registration form.
TEST(server_limits, a_body_of_its_class) {
    expect_refusal_of(post(64 * 1024 + 1), 413);
    expect_refusal_of(post(10'000'000'000), 413);
    expect_refusal_of(post(2 * 1024 * 1024 + 1, "/kiosk/sync"), 413);
    expect_refusal_of(post(100'000, "/x?/import"), 413);
    EXPECT_EQ(net::usual_body_bytes_max("/kiosk/sync"), 2U * 1024 * 1024);
    EXPECT_EQ(net::usual_body_bytes_max("/api/v1/events/1/check-ins/batch?x=1"), 2U * 1024 * 1024);
    EXPECT_EQ(net::usual_body_bytes_max("/e/forum/register/group"), 2U * 1024 * 1024) << "fifty people answer on one page";
    EXPECT_EQ(net::usual_body_bytes_max("/kiosks"), 64U * 1024);
}

// The answer "too large" is lost because the connection was reset while the visitor was still sending.
TEST(server_limits, a_sender_who_does_not_stop_still_reads_the_answer) {
    running_server server(quick_settings(), echo);
    client visitor(server.port());
    visitor.send(post(600'000) + std::string(600'000, 'x'));
    expect_refused(visitor, 413);
}

// Many middle-sized bodies together fill the memory.
TEST(server_limits, the_memory_of_all_bodies) {
    auto settings = quick_settings();
    settings.bodies_bytes_max = 100'000;
    running_server server(settings, echo);
    client first(server.port());
    first.send(post(60'000) + std::string(59'999, 'x'));
    wait_until([&] { return server.counted().body_bytes_now > 0; });
    client second(server.port());
    second.send(post(60'000));
    expect_refused(second, 503);
    EXPECT_EQ(first.ask("x").status, 200);
    wait_until([&] { return server.counted().body_bytes_now == 0; });
    client third(server.port());
    EXPECT_EQ(third.ask(post(60'000) + std::string(60'000, 'x')).status, 200);
}

// Thousands of connections dribble one byte a second, and nobody else gets in.
TEST(server_limits, the_time_of_a_head) {
    auto settings = quick_settings();
    settings.header_ms_max = 150;
    running_server server(settings, echo);
    client slow(server.port());
    std::atomic<bool> stop = false;
    slow.send("GET / HTTP/1.1\r\nHost: here\r\nX: ");
    std::thread dribble([&] {
        while (!stop) {
            slow.send("a");
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        }
    });
    EXPECT_EQ(slow.receive().status, 408);
    stop = true;
    dribble.join();
    client silent(server.port());
    EXPECT_TRUE(silent.ended());
    EXPECT_EQ(server.counted().timeouts, 1);
}

// A body that never comes holds a connection for ever.
TEST(server_limits, the_speed_of_a_body) {
    auto settings = quick_settings();
    settings.transfer_ms_grace = 150;
    running_server server(settings, echo);
    client slow(server.port());
    slow.send(post(5'000) + "a");
    expect_refused(slow, 408);
    EXPECT_EQ(server.counted().timeouts, 1);
}

// A visitor on a slow but steady line is thrown out although he is within the promise.
TEST(server_limits, a_steady_body_earns_its_time) {
    auto settings = quick_settings();
    settings.transfer_ms_grace = 150;
    settings.transfer_bytes_per_s_min = 10'000;
    running_server server(settings, echo);
    client steady(server.port());
    steady.send(post(12'000));
    for (int i = 0; i < 12; ++i) {
        steady.send(std::string(1'000, 'x'));
        std::this_thread::sleep_for(std::chrono::milliseconds(40));
    }
    EXPECT_EQ(steady.receive().status, 200);
}

// A visitor who stops reading keeps the answer in our memory for ever.
TEST(server_limits, the_speed_of_an_answer) {
    auto settings = quick_settings();
    settings.transfer_ms_grace = 150;
    settings.transfer_bytes_per_s_min = 1'000'000'000;
    running_server server(settings, [](const web::request&) {
        web::response response;
        response.body.assign(30 * 1024 * 1024, 'x');
        return response;
    });
    client stalled(server.port(), 4'096);
    stalled.send("GET / HTTP/1.1\r\nHost: here\r\n\r\n");
    wait_until([&] { return server.counted().timeouts == 1; });
    wait_until([&] { return server.counted().connections_open == 0; });
}

// Phones that went to sleep keep their places.
TEST(server_limits, the_time_between_two_requests) {
    auto settings = quick_settings();
    settings.idle_ms_max = 150;
    running_server server(settings, echo);
    client visitor(server.port());
    EXPECT_EQ(visitor.get("/").status, 200);
    EXPECT_TRUE(visitor.ended());
    EXPECT_EQ(server.counted().timeouts, 0);
}

// One address takes all places.
TEST(server_limits, connections_from_one_address) {
    auto settings = quick_settings();
    settings.limit_loopback = true;
    settings.connections_per_address_max = 3;
    running_server server(settings, echo);
    std::vector<client> visitors;
    for (int i = 0; i < 3; ++i) {
        visitors.emplace_back(server.port());
        EXPECT_EQ(visitors.back().get("/").status, 200);
    }
    client fourth(server.port());
    const auto answer = fourth.receive();
    EXPECT_EQ(answer.status, 503);
    EXPECT_EQ(answer.field("retry-after"), "3");
    EXPECT_NE(answer.field("date"), "");
    EXPECT_EQ(server.counted().connections_refused, 1);
    visitors.pop_back();
    wait_until([&] { return server.counted().connections_open == 2; });
    client fifth(server.port());
    EXPECT_EQ(fifth.get("/").status, 200);
}

// The hall's own proxy is taken for a single greedy visitor.
TEST(server_limits, a_trusted_proxy_is_not_counted_but_the_whole_is) {
    auto settings = quick_settings();
    settings.limit_loopback = true;
    settings.trusted_proxies = {"127.0.0.1"};
    settings.connections_per_address_max = 1;
    settings.connections_max = 4;
    running_server server(settings, echo);
    std::vector<client> visitors;
    for (int i = 0; i < 4; ++i) {
        visitors.emplace_back(server.port());
        EXPECT_EQ(visitors.back().get("/").status, 200);
    }
    client fifth(server.port());
    EXPECT_EQ(fifth.receive().status, 503);
}

// Too many requests at once: everybody waits, instead of a few being told to come back.
TEST(server_limits, the_queue_of_the_crew) {
    auto settings = quick_settings();
    settings.crew_threads = 2;
    settings.crew_queue_max = 3;
    gate door;
    running_server server(settings, [&](const web::request& request) {
        if (request.target == "/wait") door.wait();
        return echo(request);
    });
    const std::string wait = "GET /wait HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer x\r\n\r\n";
    std::vector<client> inside;
    for (int i = 0; i < 5; ++i) {
        inside.emplace_back(server.port());
        inside.back().send(wait);
        if (i == 1) door.wait_until_inside(2);
    }
    client more(server.port());
    reply answer;
    wait_until([&] { return (answer = more.ask("GET /more HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer x\r\n\r\n")).status == 503; });
    EXPECT_EQ(answer.field("retry-after"), "3");
    EXPECT_GE(server.counted().shed, 1);
    door.open();
    for (auto& each : inside) EXPECT_EQ(each.receive().status, 200);
    EXPECT_EQ(more.get("/later").body, "/later|");
}

} // namespace krug::net_test
