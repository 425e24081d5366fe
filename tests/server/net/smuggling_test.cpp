// If this fails, a stranger's bytes become the request of whoever uses the proxy's connection next.
#include "server/net/loopback.hpp"

namespace krug::net_test {

namespace {

const std::string hidden = "GET /hidden HTTP/1.1\r\nHost: here\r\n\r\n";

std::string post(const std::string& fields, const std::string& body) {
    return "POST /open HTTP/1.1\r\nHost: here\r\n" + fields + "\r\n" + body;
}

} // namespace

// The part of a request that one reader takes for the body is served by the other as a request of its own.
TEST(smuggling, a_hidden_request_is_never_served) {
    std::atomic<int> hidden_served = 0;
    running_server server(quick_settings(), [&](const web::request& request) {
        if (request.target.find("hidden") != std::string::npos) ++hidden_served;
        return echo(request);
    });
    const std::vector<std::string> attempts = {
        post("Content-Length: 0\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n" + hidden),
        post("Transfer-Encoding: chunked\r\nContent-Length: 0\r\n", hidden),
        post("Transfer-Encoding: xchunked\r\n", hidden),
        post("Transfer-Encoding: identity\r\n", hidden),
        post("Transfer-Encoding:\r\n chunked\r\n", "0\r\n\r\n" + hidden),
        post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n" + hidden),
        post("X: y\rTransfer-Encoding: chunked\r\n", hidden),
        post("X: y\nContent-Length: 0\r\n", hidden),
        post("Content-Length: 0\r\nContent-Length: 41\r\n", hidden),
        post("Content-Length: 41\r\nContent-Length: 0\r\n", hidden),
        post("Content-Length: 0, 41\r\n", hidden),
        post("Content-Length: +0\r\n", hidden),
        post("Content-Length: 0x0\r\n", hidden),
        post("Content-Length: 00\r\n", hidden),
        post("Content-Length:\r\n", hidden),
        post("Content-Length : 0\r\n", hidden),
        post(" Content-Length: 0\r\n", hidden),
        post("Content-Length: 5\r\n continued\r\n", hidden),
        post("Trailer: Host\r\n", hidden),
        post("Connection: Content-Length\r\nContent-Length: 0\r\n", hidden),
        post("Expect: 100-continue, x\r\nContent-Length: 0\r\n", hidden),
        "GET /open HTTP/1.1\r\nHost: here\r\nContent-Length: 41\r\n\r\n" + hidden,
        "GET /open HTTP/1.1\r\nHost: here\r\n\n" + hidden,
        "GET /open HTTP/1.1\nHost: here\n\n" + hidden,
        "GET /open HTTP/1.1\r\nHost: here\r\nHost: there\r\n\r\n" + hidden,
        "GET http://there/open HTTP/1.1\r\nHost: here\r\n\r\n" + hidden,
        "GET /open HTTP/1.1\r\n\r\n" + hidden,
        "GET /open HTTP/2.0\r\nHost: here\r\n\r\n" + hidden,
        "GET /open\r\n" + hidden,
        "\r\n\r\n" + hidden,
        std::string("\0", 1) + hidden,
    };
    for (const auto& attempt : attempts) {
        client attacker(server.port());
        attacker.send(attempt);
        const auto said = attacker.all();
        EXPECT_EQ(said.compare(0, 9, "HTTP/1.1 "), 0) << attempt;
        EXPECT_EQ(said.find("200 OK"), std::string::npos) << attempt;
        EXPECT_EQ(said.find("HTTP/1.1", 1), std::string::npos) << "two answers: " << attempt;
        EXPECT_EQ(hidden_served, 0) << attempt;
    }
}

// Two good requests in one packet are mixed with each other's bodies.
TEST(smuggling, what_is_a_body_stays_a_body) {
    std::atomic<int> served = 0;
    running_server server(quick_settings(), [&](const web::request& request) {
        ++served;
        return echo(request);
    });
    client visitor(server.port());
    visitor.send(post("Content-Length: " + std::to_string(hidden.size()) + "\r\n", hidden) +
                 "GET /second HTTP/1.1\r\nHost: here\r\n\r\n");
    EXPECT_EQ(visitor.receive().body, "/open|" + hidden);
    EXPECT_EQ(visitor.receive().body, "/second|");
    EXPECT_EQ(served, 2);
}

} // namespace krug::net_test
