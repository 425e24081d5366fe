// If this fails, the service is restarted in the middle of the event because it seems dead, or refuses visitors meanwhile.
#include "net/systemd_notice.hpp"

#include "server/net/loopback.hpp"

#include <fcntl.h>
#include <sys/un.h>
#include <sys/wait.h>

namespace krug::net_test {

namespace {

/// Where the service manager would listen.
class notices {
public:
    notices() : path_(testing::TempDir() + "krug_notices_" + std::to_string(::getpid())) {
        descriptor_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        path_.copy(address.sun_path, sizeof address.sun_path - 1);
        ::unlink(path_.c_str());
        EXPECT_EQ(::bind(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
        ::setenv("NOTIFY_SOCKET", path_.c_str(), 1);
    }
    ~notices() {
        ::unsetenv("NOTIFY_SOCKET");
        ::close(descriptor_);
        ::unlink(path_.c_str());
    }
    std::string next() {
        pollfd wait{descriptor_, POLLIN, 0};
        if (::poll(&wait, 1, 20'000) != 1) return "nothing";
        char buffer[256];
        const auto bytes = ::recv(descriptor_, buffer, sizeof buffer, 0);
        return {buffer, static_cast<std::size_t>(bytes)};
    }

private:
    std::string path_;
    int descriptor_;
};

int listening_socket(std::uint16_t& port) {
    const int descriptor = ::socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::bind(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    EXPECT_EQ(::listen(descriptor, 64), 0);
    socklen_t size = sizeof address;
    ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
    return descriptor;
}

/// Serves one request on the passed socket, in a process of its own, as systemd would start it; returns its exit.
int serve_inherited(int descriptor) {
    const auto child = ::fork();
    if (child != 0) {
        int outcome = 0;
        ::waitpid(child, &outcome, 0);
        return WIFEXITED(outcome) ? WEXITSTATUS(outcome) : -1;
    }
    ::dup2(descriptor, 3);
    ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
    ::setenv("LISTEN_FDS", "1", 1);
    ::setenv("LISTEN_FDNAMES", "web", 1);
    ::execl("/proc/self/exe", "net_test", "--gtest_also_run_disabled_tests",
            "--gtest_filter=systemd_notice.DISABLED_serves_one_visitor", "--gtest_brief=1", nullptr);
    ::_exit(127);
}

} // namespace

// Not a test by itself: the process that serve_inherited() starts.
TEST(systemd_notice, DISABLED_serves_one_visitor) {
    auto settings = quick_settings();
    settings.listen.clear();
    settings.take_inherited = true;
    ground::system_clock clock;
    ground::seeded_randomness random{1};
    net::counters counted;
    std::atomic<net::server*> running = nullptr;
    net::server server(settings, [&](const web::request& request) {
        running.load()->stop();
        return echo(request);
    }, clock, random, counted);
    running = &server;
    ASSERT_NE(server.start(), 0);
    EXPECT_EQ(std::getenv("LISTEN_FDS"), nullptr);
    server.run();
    EXPECT_EQ(counted.requests, 1);
}

// Between the old version and the new one, visitors are refused.
TEST(systemd_notice, visitors_wait_in_the_passed_socket_across_a_restart) {
    std::uint16_t port = 0;
    const int descriptor = listening_socket(port);
    for (int restart = 0; restart < 3; ++restart) {
        client early(port);
        ASSERT_TRUE(early.connected());
        early.send("GET /early HTTP/1.1\r\nHost: here\r\n\r\n");
        EXPECT_EQ(serve_inherited(descriptor), 0);
        EXPECT_EQ(early.receive().body, "/early|");
    }
    client still(port);
    EXPECT_TRUE(still.connected());
    ::close(descriptor);
}

// Sockets that were meant for another process are taken.
TEST(systemd_notice, takes_only_what_is_meant_for_this_process) {
    ::setenv("LISTEN_PID", "1", 1);
    ::setenv("LISTEN_FDS", "1", 1);
    EXPECT_TRUE(net::take_inherited_sockets().empty());
    EXPECT_EQ(std::getenv("LISTEN_PID"), nullptr);
    EXPECT_TRUE(net::take_inherited_sockets().empty());
}

// A file or a socket of another kind is taken for the door.
TEST(systemd_notice, refuses_a_descriptor_that_is_no_listening_socket) {
    const auto child = ::fork();
    if (child == 0) {
        ::dup2(::open("/dev/null", O_RDONLY), 3);
        ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
        ::setenv("LISTEN_FDS", "1", 1);
        ::execl("/proc/self/exe", "net_test", "--gtest_also_run_disabled_tests",
                "--gtest_filter=systemd_notice.DISABLED_serves_one_visitor", "--gtest_brief=1", nullptr);
        ::_exit(127);
    }
    int outcome = 0;
    ::waitpid(child, &outcome, 0);
    ASSERT_TRUE(WIFEXITED(outcome));
    EXPECT_EQ(WEXITSTATUS(outcome), 1);
}

// The service manager does not learn that the service is ready, stopping or alive, and ends it.
TEST(systemd_notice, is_told_ready_alive_and_stopping) {
    notices heard;
    ::setenv("WATCHDOG_USEC", "40000", 1);
    ::unsetenv("WATCHDOG_PID");
    {
        running_server server(quick_settings(), echo);
        EXPECT_EQ(heard.next(), "READY=1");
        EXPECT_EQ(heard.next(), "WATCHDOG=1");
        EXPECT_EQ(heard.next(), "WATCHDOG=1");
    }
    ::unsetenv("WATCHDOG_USEC");
    std::string last;
    do last = heard.next();
    while (last == "WATCHDOG=1");
    EXPECT_EQ(last, "STOPPING=1");
}

// A watch that is set on another process makes this one send signs of life into nowhere.
TEST(systemd_notice, knows_whether_it_is_watched) {
    ::setenv("WATCHDOG_USEC", "30000000", 1);
    ::setenv("WATCHDOG_PID", "1", 1);
    EXPECT_EQ(net::watchdog_ms(), 0);
    ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
    EXPECT_EQ(net::watchdog_ms(), 15'000);
    ::setenv("WATCHDOG_USEC", "soon", 1);
    EXPECT_EQ(net::watchdog_ms(), 0);
    ::unsetenv("WATCHDOG_USEC");
    ::unsetenv("WATCHDOG_PID");
    EXPECT_EQ(net::watchdog_ms(), 0);
    ::setenv("NOTIFY_SOCKET", "/nobody/listens/here", 1);
    net::notify_systemd("READY=1");
    ::unsetenv("NOTIFY_SOCKET");
}

} // namespace krug::net_test
