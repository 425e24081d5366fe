// If this fails, an update during the event loses the registrations and scans that were on their way.
#include "server/net/loopback.hpp"

#include <csignal>

namespace krug::net_test {

// Somebody presses "register" while the service restarts, and never learns what became of it.
TEST(server_stop, lets_running_requests_finish) {
    gate door;
    running_server server(quick_settings(), [&](const web::request& request) {
        door.wait();
        return echo(request);
    });
    client visitor(server.port());
    visitor.send("POST /register HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n");
    door.wait_until_inside(1);
    (*server).stop();
    wait_until([&] { return !(*server).ready(); });
    door.open();
    const auto answer = visitor.receive();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.field("connection"), "close");
    EXPECT_TRUE(visitor.ended());
    server.stop();
    client late(server.port());
    EXPECT_FALSE(late.connected());
}

// A restart waits for every open browser tab.
TEST(server_stop, does_not_wait_for_silent_connections) {
    running_server server(quick_settings(), echo);
    client idle(server.port());
    EXPECT_EQ(idle.get("/").status, 200);
    client fresh(server.port());
    wait_until([&] { return server.counted().connections_open == 2; });
    const auto began = std::chrono::steady_clock::now();
    server.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(4));
    EXPECT_TRUE(idle.ended());
    EXPECT_TRUE(fresh.ended());
    EXPECT_EQ(server.counted().connections_open, 0);
}

// A visitor who dribbles his request, or does not read his answer, keeps the old version alive for ever.
TEST(server_stop, ends_after_its_time_whoever_is_still_there) {
    auto settings = quick_settings();
    settings.drain_ms_max = 200;
    running_server server(settings, [](const web::request&) {
        web::response response;
        response.body.assign(30 * 1024 * 1024, 'x');
        return response;
    });
    client half(server.port());
    half.send("GET / HT");
    client deaf(server.port(), 4'096);
    deaf.send("GET / HTTP/1.1\r\nHost: here\r\n\r\n");
    wait_until([&] { return server.counted().connections_open == 2; });
    const auto began = std::chrono::steady_clock::now();
    server.stop();
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(4));
    EXPECT_EQ(server.counted().connections_open, 0);
}

// A request that waited in the queue when time ran out is left without an end, and the service never exits.
TEST(server_stop, drops_what_still_waits_when_time_is_over) {
    auto settings = quick_settings();
    settings.crew_threads = 1;
    settings.drain_ms_max = 100;
    gate door;
    running_server server(settings, [&](const web::request& request) {
        door.wait();
        return echo(request);
    });
    std::vector<client> visitors;
    for (int i = 0; i < 5; ++i) {
        visitors.emplace_back(server.port());
        visitors.back().send("POST / HTTP/1.1\r\nHost: here\r\nContent-Length: 0\r\n\r\n");
    }
    door.wait_until_inside(1);
    wait_until([&] { return server.counted().connections_open == 5; });
    (*server).stop();
    wait_until([&] { return server.counted().connections_open == 1; });
    door.open();
    server.stop();
    EXPECT_EQ(server.counted().connections_open, 0);
}

// Under load some visitors are cut off in the middle of an answer.
TEST(server_stop, loses_no_answer_under_load) {
    running_server server(quick_settings(), echo);
    std::atomic<int> broken = 0;
    std::atomic<int> answered = 0;
    std::vector<std::thread> visitors;
    for (int i = 0; i < 8; ++i)
        visitors.emplace_back([&] {
            while (true) {
                client visitor(server.port());
                if (!visitor.connected()) return;
                for (int asked = 0; asked < 20; ++asked) {
                    const auto answer = visitor.get("/x");
                    if (answer.status == 0 && asked == 0) ++broken; // accepted and then not answered
                    if (answer.status == 0) break;
                    if (answer.status != 200) ++broken;
                    ++answered;
                    if (answer.field("connection") == "close") break;
                }
            }
        });
    wait_until([&] { return answered > 200; });
    server.stop();
    for (auto& each : visitors) each.join();
    EXPECT_EQ(broken, 0);
}

// Visitors who come in the very moment of a restart are let in, and then the door is slammed on them.
TEST(server_stop, resets_nobody_who_has_come_in) {
    for (int restart = 0; restart < 3; ++restart) {
        running_server server(quick_settings(), echo);
        std::atomic<int> reset = 0;
        std::atomic<int> answered = 0;
        std::vector<std::thread> visitors;
        for (int i = 0; i < 12; ++i)
            visitors.emplace_back([&] {
                while (true) {
                    client visitor(server.port());
                    if (!visitor.connected()) return;
                    if (visitor.get("/x", "Connection: close\r\n").status != 200) ++reset;
                    else ++answered;
                }
            });
        wait_until([&] { return answered > 100; });
        server.stop();
        for (auto& each : visitors) each.join();
        ASSERT_EQ(reset, 0);
    }
}

// The service manager asks for the end, and it does not come; or asks for new certificates, and it comes.
TEST(server_stop, obeys_signals) {
    auto settings = quick_settings();
    settings.handle_signals = true;
    std::atomic<int> hangups = 0;
    std::atomic<int> readiness = -1;
    settings.on_hangup = [&] { ++hangups; };
    settings.on_ready = [&](bool ready) { readiness = ready; };
    running_server server(settings, echo);
    wait_until([&] { return readiness == 1; });
    EXPECT_TRUE((*server).ready());
    ::kill(::getpid(), SIGHUP);
    wait_until([&] { return hangups == 1; });
    client visitor(server.port());
    EXPECT_EQ(visitor.get("/").status, 200);
    ::kill(::getpid(), SIGTERM);
    wait_until([&] { return readiness == 0; });
    EXPECT_TRUE(visitor.ended());
}

// A stop that is asked for before the start is forgotten.
TEST(server_stop, can_be_asked_before_the_run_and_twice) {
    ground::system_clock clock;
    ground::seeded_randomness random{1};
    net::counters counted;
    net::server server(quick_settings(), echo, clock, random, counted);
    server.start();
    server.stop();
    server.stop();
    server.run();
    EXPECT_FALSE(server.ready());
}

} // namespace krug::net_test
