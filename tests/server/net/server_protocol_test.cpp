// If this fails, a browser or script that follows HTTP gets no answer, half of one, or somebody else's.
#include "server/net/loopback.hpp"

namespace krug::net_test {

// The application is asked something other than what the visitor asked.
TEST(server_protocol, hands_over_what_was_sent) {
    std::mutex mutex;
    web::request seen;
    running_server server(quick_settings(), [&](const web::request& request) {
        const std::lock_guard lock(mutex);
        seen = request;
        return echo(request);
    });
    client visitor(server.port());
    const auto answer = visitor.ask("PUT /a?b=%20 HTTP/1.1\r\nHost: here:80\r\nX-Thing: One\r\nX-Forwarded-For: 1.2.3.4\r\n"
                                    "X-Request-Id: 0123456789abcdef\r\nContent-Length: 5\r\n\r\nhello");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "/a?b=%20|hello");
    const std::lock_guard lock(mutex);
    EXPECT_EQ(seen.method, web::method::put);
    EXPECT_EQ(seen.host, "here:80");
    EXPECT_EQ(seen.address, "127.0.0.1");
    EXPECT_FALSE(seen.secure);
    EXPECT_EQ(seen.header("x-thing"), "One");
    EXPECT_EQ(seen.header("x-forwarded-for"), "");
    EXPECT_EQ(seen.id.size(), 16U);
    EXPECT_NE(seen.id, "0123456789abcdef");
}

// Behind the organisation's own proxy everybody has the proxy's address, and links say http.
TEST(server_protocol, believes_a_trusted_proxy) {
    auto settings = quick_settings();
    settings.trusted_proxies = {"127.0.0.0/8"};
    running_server server(settings, [](const web::request& request) {
        auto response = echo(request);
        response.body = request.address + (request.secure ? " secure " : " plain ") + request.id;
        return response;
    });
    client proxy(server.port());
    EXPECT_EQ(proxy.get("/", "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-For: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n"
                             "X-Request-Id: 0123456789abcdef\r\n").body,
              "203.0.113.9 secure 0123456789abcdef");
    EXPECT_EQ(proxy.get("/", "X-Request-Id: <script>\r\n").body.substr(0, 16), "127.0.0.1 plain ");
}

// The second question on a connection is lost or answered with the first answer.
TEST(server_protocol, answers_one_after_another_on_one_connection) {
    running_server server(quick_settings(), echo);
    client visitor(server.port());
    for (int i = 0; i < 50; ++i) EXPECT_EQ(visitor.get("/" + std::to_string(i)).body, "/" + std::to_string(i) + "|");
    EXPECT_EQ(server.counted().connections_total, 1);
    EXPECT_EQ(server.counted().requests, 50);
}

// A script that asks ahead gets its answers in another order.
TEST(server_protocol, answers_pipelined_requests_in_order) {
    running_server server(quick_settings(), echo);
    client visitor(server.port());
    std::string all;
    for (int i = 0; i < 100; ++i)
        all += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: here\r\nContent-Length: 3\r\n\r\nabc";
    visitor.send(all);
    for (int i = 0; i < 100; ++i) EXPECT_EQ(visitor.receive().body, "/" + std::to_string(i) + "|abc");
}

// A slow line cuts a request into single bytes, and the visitor is turned away for it.
TEST(server_protocol, reads_a_request_that_comes_byte_by_byte) {
    running_server server(quick_settings(), echo);
    client visitor(server.port());
    const int on = 1;
    ::setsockopt(visitor.descriptor(), IPPROTO_TCP, 1 /* TCP_NODELAY */, &on, sizeof on);
    for (const char c : std::string("POST /slow HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\n\r\nbody"))
        visitor.send(std::string_view(&c, 1));
    EXPECT_EQ(visitor.receive().body, "/slow|body");
}

// HEAD brings a body, and whatever comes next on the connection is misread.
TEST(server_protocol, sends_no_body_for_head) {
    running_server server(quick_settings(), echo);
    client visitor(server.port());
    const auto answer = visitor.ask("HEAD /page HTTP/1.1\r\nHost: here\r\n\r\n", true);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.field("content-length"), "6");
    EXPECT_EQ(visitor.get("/after").body, "/after|");
}

// A visitor's program waits for the end of a connection that never comes, or loses the answer with it.
TEST(server_protocol, closes_when_asked_to) {
    running_server server(quick_settings(), echo);
    client modern(server.port());
    const auto answer = modern.get("/", "Connection: close\r\n");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.field("connection"), "close");
    EXPECT_TRUE(modern.ended());
    client old(server.port());
    EXPECT_EQ(old.ask("GET /old HTTP/1.0\r\nHost: here\r\n\r\n").body, "/old|");
    EXPECT_TRUE(old.ended());
}

// curl waits a second before every upload, or never sends it.
TEST(server_protocol, says_continue_before_a_body_that_is_awaited) {
    running_server server(quick_settings(), echo);
    client visitor(server.port());
    visitor.send("POST /up HTTP/1.1\r\nHost: here\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(visitor.receive().status, 100);
    EXPECT_EQ(visitor.ask("body").body, "/up|body");
}

// A large list cannot be sent in, or arrives with a piece missing.
TEST(server_protocol, reads_a_large_body_whole) {
    running_server server(quick_settings(), echo);
    client visitor(server.port());
    std::string list(2 * 1024 * 1024, 'x');
    for (std::size_t i = 0; i < list.size(); ++i) list[i] = static_cast<char>('a' + i % 23);
    const auto head = "POST /e/1/import HTTP/1.1\r\nHost: here\r\nContent-Length: " + std::to_string(list.size()) + "\r\n\r\n";
    EXPECT_EQ(visitor.ask(head + list).body, "/e/1/import|" + list);
    EXPECT_EQ(visitor.get("/after").body, "/after|");
    EXPECT_EQ(server.counted().body_bytes_now, 0);
}

// A large answer stops in the middle when the visitor reads slowly.
TEST(server_protocol, sends_a_large_answer_whole_to_a_slow_reader) {
    const std::string large(20 * 1024 * 1024, 'y');
    running_server server(quick_settings(), [&](const web::request&) {
        web::response response;
        response.body = large;
        return response;
    });
    client visitor(server.port(), 8 * 1024);
    EXPECT_EQ(visitor.get("/").body, large);
}

// A handler fails, and the visitor looks at a dead connection.
TEST(server_protocol, answers_500_when_the_application_throws) {
    running_server server(quick_settings(), [](const web::request&) -> web::response { throw std::runtime_error("no"); });
    client visitor(server.port());
    const auto answer = visitor.get("/");
    EXPECT_EQ(answer.status, 500);
    EXPECT_EQ(answer.field("x-content-type-options"), "nosniff");
    EXPECT_EQ(visitor.get("/").status, 500);
}

// A visitor downloads three times as much as needed, on the hall's Wi-Fi.
TEST(server_protocol, compresses_what_the_visitor_can_unpack) {
    running_server server(quick_settings(), [](const web::request&) {
        web::response response;
        response.set("content-type", "text/html; charset=utf-8").body = std::string(20'000, 'z');
        return response;
    });
    client visitor(server.port());
    const auto packed = visitor.get("/", "Accept-Encoding: gzip, br\r\n");
    EXPECT_EQ(packed.field("content-encoding"), "br");
    EXPECT_EQ(packed.field("vary"), "accept-encoding");
    EXPECT_LT(packed.body.size(), 1000U);
    const auto plain = visitor.get("/");
    EXPECT_EQ(plain.field("content-encoding"), "");
    EXPECT_EQ(plain.field("vary"), "accept-encoding");
    EXPECT_EQ(plain.body.size(), 20'000U);
}

// Two addresses were configured and only one of them answers.
TEST(server_protocol, listens_on_every_address_with_every_thread) {
    auto settings = quick_settings();
    settings.listen = {"127.0.0.1:0", "[::1]:0", "127.0.0.1:0"};
    settings.io_threads = 3;
    running_server server(settings, echo);
    const auto ports = (*server).ports();
    ASSERT_EQ(ports.size(), 3U);
    for (int i = 0; i < 9; ++i) {
        client visitor(ports[i % 2 == 0 ? 0 : 2]);
        EXPECT_EQ(visitor.get("/x").body, "/x|");
    }
}

// A slip in the settings starts a server that nobody can reach, without a word.
TEST(server_protocol, says_what_is_wrong_with_its_settings) {
    ground::system_clock clock;
    ground::seeded_randomness random{1};
    net::counters counted;
    for (const char* wrong : {"127.0.0.1", "nowhere:80", "127.0.0.1:65536", "127.0.0.1:x", "192.0.2.1:0"}) {
        auto settings = quick_settings();
        settings.listen = {wrong};
        net::server server(settings, echo, clock, random, counted);
        EXPECT_THROW(server.start(), std::runtime_error) << wrong;
    }
    auto settings = quick_settings();
    settings.listen_tls = {"127.0.0.1:0"};
    EXPECT_THROW(net::server(settings, echo, clock, random, counted), std::invalid_argument);
}

} // namespace krug::net_test
