// A server on a free loopback port and a small blocking client, for tests that need real sockets.
// Used by the net tests only.
#pragma once

#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "net/counters.hpp"
#include "net/server.hpp"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstring>
#include <map>
#include <mutex>
#include <netinet/in.h>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace krug::net_test {

/// Short limits, so that a test reaches each within a fraction of a second.
inline net::server_settings quick_settings() {
    net::server_settings settings;
    settings.listen = {"127.0.0.1:0"};
    settings.take_inherited = false;
    settings.handle_signals = false;
    settings.crew_threads = 4;
    settings.sweep_ms = 10;
    settings.header_ms_max = 5'000;
    settings.idle_ms_max = 5'000;
    settings.transfer_ms_grace = 5'000;
    settings.linger_ms_max = 300;
    settings.drain_ms_max = 5'000;
    settings.access = net::access_log::none;
    return settings;
}

/// Says what it was asked, so that a test sees what arrived.
inline web::response echo(const web::request& request) {
    web::response response;
    response.set("content-type", "text/plain; charset=utf-8");
    response.body = request.target + "|" + request.body;
    return response;
}

class running_server {
public:
    running_server(net::server_settings settings, web::application application)
        : server_(std::move(settings), std::move(application), clock_, random_, counted_), port_(server_.start()),
          thread_([this] { server_.run(); }) {}
    ~running_server() { stop(); }

    void stop() {
        server_.stop();
        if (thread_.joinable()) thread_.join();
    }
    net::server& operator*() { return server_; }
    std::uint16_t port() const { return port_; }
    const net::counters& counted() const { return counted_; }

private:
    ground::system_clock clock_;
    ground::seeded_randomness random_{7};
    net::counters counted_;
    net::server server_;
    std::uint16_t port_;
    std::thread thread_;
};

struct reply {
    int status = 0; ///< 0: the connection ended before a whole answer
    std::map<std::string, std::string> fields;
    std::string body;
    std::string field(const std::string& name) const {
        const auto found = fields.find(name);
        return found == fields.end() ? std::string() : found->second;
    }
};

class client {
public:
    explicit client(std::uint16_t port, int receive_bytes = 0) {
        descriptor_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (receive_bytes > 0)
            ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVBUF, &receive_bytes, sizeof receive_bytes);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(descriptor_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    ~client() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }
    client(client&& other) noexcept
        : descriptor_(std::exchange(other.descriptor_, -1)), connected_(other.connected_), rest_(std::move(other.rest_)) {}
    client(const client&) = delete;
    client& operator=(const client&) = delete;

    bool connected() const { return connected_; }
    int descriptor() const { return descriptor_; }

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return; // the server closed; what it said before is what the test looks at
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    /// One whole answer; `to_head`: of a HEAD request, so no body follows.
    reply receive(bool to_head = false) {
        reply answer;
        std::size_t end = 0;
        while ((end = rest_.find("\r\n\r\n")) == std::string::npos)
            if (!more()) return answer;
        read_head(rest_.substr(0, end + 2), answer);
        rest_.erase(0, end + 4);
        const auto length = answer.field("content-length");
        const std::size_t size = to_head || length.empty() || answer.status == 304 ? 0 : std::stoul(length);
        while (rest_.size() < size)
            if (!more()) return reply{};
        answer.body = rest_.substr(0, size);
        rest_.erase(0, size);
        return answer;
    }

    reply ask(std::string_view bytes, bool to_head = false) {
        send(bytes);
        return receive(to_head);
    }
    reply get(std::string_view target, std::string_view more_fields = "") {
        return ask("GET " + std::string(target) + " HTTP/1.1\r\nHost: here\r\n" + std::string(more_fields) + "\r\n");
    }

    /// True when the server has closed and nothing more came.
    bool ended() {
        while (more()) {}
        return rest_.empty();
    }
    std::string all() {
        while (more()) {}
        return std::exchange(rest_, {});
    }
    /// True when nothing, not even the end, arrives within `ms`.
    bool silent_for(int ms) {
        pollfd wait{descriptor_, POLLIN, 0};
        return rest_.empty() && ::poll(&wait, 1, ms) == 0;
    }

private:
    bool more() {
        pollfd wait{descriptor_, POLLIN, 0};
        if (::poll(&wait, 1, 20'000) <= 0) {
            ADD_FAILURE() << "no answer and no end for 20 s";
            return false;
        }
        char buffer[16384];
        const auto bytes = ::recv(descriptor_, buffer, sizeof buffer, 0);
        if (bytes <= 0) return false;
        rest_.append(buffer, static_cast<std::size_t>(bytes));
        return true;
    }

    static void read_head(const std::string& head, reply& answer) {
        answer.status = std::atoi(head.c_str() + std::strlen("HTTP/1.1 "));
        std::size_t at = head.find("\r\n") + 2;
        while (at < head.size()) {
            const auto end = head.find("\r\n", at);
            const auto colon = head.find(": ", at);
            const auto name = head.substr(at, colon - at);
            EXPECT_EQ(answer.fields.count(name), 0U) << "sent twice: " << name;
            answer.fields[name] = head.substr(colon + 2, end - colon - 2);
            at = end + 2;
        }
    }

    int descriptor_ = -1;
    bool connected_ = false;
    std::string rest_;
};

/// A door that a test holds closed while requests stand in the crew.
class gate {
public:
    void wait() {
        std::unique_lock lock(mutex_);
        ++inside_;
        changed_.notify_all();
        changed_.wait(lock, [this] { return open_; });
    }
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    void wait_until_inside(int count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return inside_ >= count; });
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    int inside_ = 0;
    bool open_ = false;
};

/// Waits for what another thread is about to do; fails the test after 20 s.
template <class Question> void wait_until(Question&& question) {
    for (int i = 0; i < 20'000; ++i) {
        if (question()) return;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ADD_FAILURE() << "did not happen within 20 s";
}

} // namespace krug::net_test
