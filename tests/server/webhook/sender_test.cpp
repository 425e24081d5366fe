// If this fails, a receiver with a bad day holds up everybody's messages, or sends us somewhere we were told not to go.
#include "webhook/sender.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <thread>

namespace krug::webhook {
namespace {

/// Takes one connection after the other on loopback, reads a request whole and answers with what it was given.
class receiver {
public:
    explicit receiver(std::string answer) : answer_(std::move(answer)) {
        socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in at{};
        at.sin_family = AF_INET;
        at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof at;
        if (::bind(socket_, reinterpret_cast<sockaddr*>(&at), size) != 0 || ::listen(socket_, 8) != 0 ||
            ::getsockname(socket_, reinterpret_cast<sockaddr*>(&at), &size) != 0)
            throw std::runtime_error("no port for the test");
        port_ = ntohs(at.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~receiver() {
        stopping_ = true;
        thread_.join();
        ::close(socket_);
    }
    std::string authority() const { return "127.0.0.1:" + std::to_string(port_); }
    std::string url() const { return "http://" + authority() + "/in"; }
    int connections() const { return connections_; }
    std::string asked; ///< the last request

private:
    void serve() {
        while (!stopping_) {
            pollfd wait{socket_, POLLIN, 0};
            if (::poll(&wait, 1, 20) <= 0) continue;
            const int line = ::accept(socket_, nullptr, nullptr);
            if (line < 0) continue;
            ++connections_;
            asked.clear();
            char some[4096];
            while (asked.find("\r\n\r\n{") == std::string::npos || asked.back() != '}') {
                pollfd more{line, POLLIN, 0};
                if (::poll(&more, 1, 500) <= 0) break;
                const auto got = ::recv(line, some, sizeof some, 0);
                if (got <= 0) break;
                asked.append(some, static_cast<std::size_t>(got));
            }
            if (answer_.empty()) // says nothing until the other side has had enough
                for (pollfd end{line, POLLIN, 0}; !stopping_ && ::poll(&end, 1, 20) == 0;) {}
            for (std::size_t sent = 0; sent < answer_.size();) {
                const auto done = ::send(line, answer_.data() + sent, answer_.size() - sent, MSG_NOSIGNAL);
                if (done <= 0) break;
                sent += static_cast<std::size_t>(done);
            }
            ::close(line);
        }
    }

    std::string answer_;
    int socket_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<bool> stopping_ = false;
    std::atomic<int> connections_ = 0;
    std::thread thread_;
};

service::webhook_job job_to(const std::string& url) { return {7, std::string(32, 'a'), "registration.created", url, R"({"id":"a"})", "t=1,v1=ff"}; }

service::webhook_outcome send_to(const receiver& there, const std::string& url, long milliseconds = 3'000) {
    sender_settings settings;
    settings.trusted = {there.authority()};
    settings.milliseconds_max = milliseconds;
    sender with(settings);
    return with.send(job_to(url));
}

std::string answer_of(int status, const std::string& headers = "", const std::string& body = "") {
    return "HTTP/1.1 " + std::to_string(status) + " X\r\n" + headers + "content-length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

// The receiver gets the body as it was signed, with number and signature beside it.
TEST(sender, hands_over_body_and_signature) {
    receiver there(answer_of(204));
    const auto outcome = send_to(there, there.url());
    EXPECT_EQ(outcome.failure, "");
    EXPECT_EQ(outcome.status, 204);
    for (const auto* part : {"POST /in HTTP/1.1\r\n", "Content-Type: application/json\r\n", "Krug-Signature: t=1,v1=ff\r\n", "Krug-Event: registration.created\r\n",
                             "\r\n\r\n{\"id\":\"a\"}"})
        EXPECT_NE(there.asked.find(part), std::string::npos) << part << "\n" << there.asked;
    EXPECT_NE(there.asked.find("Krug-Delivery: " + std::string(32, 'a')), std::string::npos);
}

// What is no 2xx is no success, and a redirect is not followed, wherever it leads.
TEST(sender, believes_only_success) {
    for (const auto& [status, failure] : {std::pair{500, "status"}, std::pair{404, "status"}, std::pair{410, "status"}}) {
        receiver there(answer_of(status));
        const auto outcome = send_to(there, there.url());
        EXPECT_EQ(outcome.failure, failure);
        EXPECT_EQ(outcome.status, status);
        EXPECT_EQ(outcome.is_hopeless, status == 410);
    }
    receiver goal(answer_of(200));
    receiver there(answer_of(307, "location: " + goal.url() + "\r\n"));
    EXPECT_EQ(send_to(there, there.url()).failure, "redirect");
    EXPECT_EQ(goal.connections(), 0);
}

// Whoever does not answer is left when the time is over; whoever answers for ever is left as well.
TEST(sender, leaves_the_slow_and_the_endless) {
    receiver silent("");
    EXPECT_EQ(send_to(silent, silent.url(), 200).failure, "timeout");
    receiver endless(answer_of(200, "", std::string(1'000'000, 'x')));
    EXPECT_EQ(send_to(endless, endless.url()).failure, "too_long");
    receiver heady(answer_of(200, "x-long: " + std::string(70'000, 'x') + "\r\n"));
    EXPECT_EQ(send_to(heady, heady.url()).failure, "too_long");
    receiver broken("HTTP/1.1 200 X\r\ncontent-length: 10\r\n\r\nabc");
    EXPECT_EQ(send_to(broken, broken.url()).failure, "link_broken");
}

// Every way of writing this computer's own address ends before a connection is made, unless the settings name it.
TEST(sender, reaches_no_address_inside) {
    receiver there(answer_of(200));
    const auto port = there.authority().substr(there.authority().find(':'));
    sender with({});
    for (const auto& host : {"127.0.0.1", "localhost", "2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0.0.0.0", "0", "[::1]", "[::]", "[::ffff:127.0.0.1]",
                             "[::ffff:7f00:1]", "[0:0:0:0:0:0:0:1]", "127.0.0.1.", "LOCALHOST"}) {
        const auto outcome = with.send(job_to("https://" + std::string(host) + port + "/in"));
        EXPECT_TRUE(outcome.failure == "forbidden_address" || outcome.failure == "unknown_host") << host << ": " << outcome.failure;
    }
    for (const auto* host : {"10.0.0.1", "169.254.169.254", "192.168.1.1", "172.16.0.1", "100.64.0.1", "[fe80::1]", "[fc00::1]", "[2002:7f00:1::]", "[64:ff9b::7f00:1]"}) {
        const auto outcome = with.send(job_to("https://" + std::string(host) + "/in"));
        EXPECT_EQ(outcome.failure, "forbidden_address") << host;
    }
    // Plain http is for named receivers alone, and those names open nothing else.
    EXPECT_EQ(with.send(job_to(there.url())).failure, "forbidden_address");
    EXPECT_EQ(send_to(there, "http://127.0.0.1:1/in").failure, "forbidden_address");
    for (const auto* scheme : {"file:///etc/passwd", "gopher://127.0.0.1/", "ftp://127.0.0.1/", "dict://127.0.0.1/"})
        EXPECT_EQ(with.send(job_to(scheme)).failure, "forbidden_address") << scheme;
    EXPECT_EQ(there.connections(), 0);
}

// A stopping service waits for no receiver.
TEST(sender, ends_at_once_when_it_is_told_to) {
    receiver silent("");
    sender_settings settings;
    settings.trusted = {silent.authority()};
    settings.milliseconds_max = 60'000;
    sender with(settings);
    with.interrupt();
    EXPECT_EQ(with.send(job_to(silent.url())).failure, "interrupted");
}

} // namespace
} // namespace krug::webhook
