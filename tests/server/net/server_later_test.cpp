// If this fails, a registration that is committed is never answered, or answered to somebody else.
#include <gtest/gtest.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "server/net/loopback.hpp"

namespace krug::net_test {

namespace {

/// Keeps what was promised until the test has it answered.
class promises {
public:
    web::response make(const web::request& request) {
        EXPECT_TRUE(request.may_be_answered_later);
        web::response promise;
        promise.later = [this, &request](std::function<void(web::response::maker)> ready) {
            const std::lock_guard lock(mutex_);
            kept_.push_back([&request, ready = std::move(ready)] { ready([&request] { return echo(request); }); });
            changed_.notify_all();
        };
        return promise;
    }
    /// Answers the last that came first, from this thread.
    void keep_all(std::size_t count) {
        std::deque<std::function<void()>> due;
        {
            std::unique_lock lock(mutex_);
            changed_.wait(lock, [&] { return kept_.size() >= count; });
            due.swap(kept_);
        }
        for (; !due.empty(); due.pop_back()) due.back()();
    }
    std::size_t waiting() {
        const std::lock_guard lock(mutex_);
        return kept_.size();
    }

private:
    std::mutex mutex_;
    std::condition_variable changed_;
    std::deque<std::function<void()>> kept_;
};

std::string post(const std::string& target) {
    return "POST " + target + " HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-length: 2\r\n\r\nhi";
}

} // namespace

// While guests wait for a commit, their threads are held and everybody else waits behind them.
TEST(server_later, holds_no_thread_while_an_answer_is_promised) {
    auto settings = quick_settings();
    settings.crew_threads = 1;
    settings.crew_queue_max = 4;
    promises promised;
    running_server server(settings, [&](const web::request& request) {
        return request.target.starts_with("/slow") ? promised.make(request) : echo(request);
    });
    constexpr std::size_t guests = 40;
    std::vector<client> waiting;
    for (std::size_t at = 0; at < guests; ++at) {
        waiting.emplace_back(server.port());
        waiting.back().send(post("/slow/" + std::to_string(at)));
        wait_until([&] { return promised.waiting() == at + 1; });
    }
    client other(server.port());
    other.send(post("/quick"));
    EXPECT_EQ(other.receive().body, "/quick|hi");
    promised.keep_all(guests);
    for (std::size_t at = 0; at < guests; ++at)
        EXPECT_EQ(waiting[at].receive().body, "/slow/" + std::to_string(at) + "|hi");
}

// A restart during the rush loses the answers of those whose registration is just being committed.
TEST(server_later, answers_what_was_promised_before_it_stops) {
    promises promised;
    running_server server(quick_settings(), [&](const web::request& request) { return promised.make(request); });
    client guest(server.port());
    guest.send(post("/guest"));
    wait_until([&] { return promised.waiting() == 1; });
    std::thread keeper([&] { promised.keep_all(1); });
    server.stop();
    keeper.join();
    EXPECT_EQ(guest.receive().body, "/guest|hi");
}

// Somebody closes the page while the commit runs, and the service falls over what comes back.
TEST(server_later, survives_a_guest_who_has_gone) {
    promises promised;
    running_server server(quick_settings(), [&](const web::request& request) {
        return request.method == web::method::post ? promised.make(request) : echo(request);
    });
    {
        client gone(server.port());
        gone.send(post("/gone"));
        wait_until([&] { return promised.waiting() == 1; });
    }
    promised.keep_all(1);
    client next(server.port());
    next.send("GET /next HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n");
    EXPECT_EQ(next.receive().body, "/next|");
}

// Whoever promised the answer forgets it: the guest waits until his browser gives up, and the service never stops.
TEST(server_later, answers_a_forgotten_promise_as_a_failure) {
    running_server server(quick_settings(), [](const web::request&) {
        web::response promise;
        promise.later = [](const std::function<void(web::response::maker)>&) {}; // let fall with its last copy
        return promise;
    });
    client guest(server.port());
    guest.send(post("/forgotten") + post("/again"));
    EXPECT_EQ(guest.receive().status, 500);
    EXPECT_EQ(guest.receive().status, 500);
    server.stop();
}

// The command cannot even be given away, and the whole service falls with it, or its guest waits for ever.
TEST(server_later, answers_a_beginning_or_an_end_that_throws_as_a_failure) {
    running_server server(quick_settings(), [](const web::request& request) {
        web::response promise;
        if (request.target == "/begin")
            promise.later = [](const std::function<void(web::response::maker)>&) { throw std::runtime_error("no thread"); };
        else
            promise.later = [](const std::function<void(web::response::maker)>& ready) {
                ready([]() -> web::response { throw std::runtime_error("commit"); });
            };
        return promise;
    });
    client guest(server.port());
    guest.send(post("/begin"));
    EXPECT_EQ(guest.receive().status, 500);
    guest.send(post("/end"));
    EXPECT_EQ(guest.receive().status, 500);
}

// A flood of commands is promised without end: each holds memory, and everybody waits longer and longer.
TEST(server_later, promises_no_more_than_its_limit) {
    auto settings = quick_settings();
    settings.promised_max = 2;
    promises promised;
    running_server server(settings, [&](const web::request& request) { return promised.make(request); });
    std::vector<client> waiting;
    for (std::size_t at = 0; at < 2; ++at) {
        waiting.emplace_back(server.port());
        waiting.back().send(post("/" + std::to_string(at)));
        wait_until([&] { return promised.waiting() == at + 1; });
    }
    client other(server.port());
    other.send(post("/third"));
    EXPECT_EQ(other.receive().status, 503);
    EXPECT_EQ(server.counted().shed, 1);
    EXPECT_EQ(promised.waiting(), 2U); // and nothing was begun for it
    promised.keep_all(2);
    for (auto& each : waiting) EXPECT_EQ(each.receive().status, 200);
    other.send(post("/fourth"));
    promised.keep_all(1);
    EXPECT_EQ(other.receive().body, "/fourth|hi");
}

// What a guest sends while an answer is on its way is answered before it, or instead of it.
TEST(server_later, answers_what_was_sent_meanwhile_afterwards) {
    promises promised;
    running_server server(quick_settings(), [&](const web::request& request) {
        return request.method == web::method::post ? promised.make(request) : echo(request);
    });
    client guest(server.port());
    guest.send(post("/one") + "HEAD /two HTTP/1.1\r\nhost: here\r\n\r\n" + post("/three"));
    promised.keep_all(1);
    EXPECT_EQ(guest.receive().body, "/one|hi");
    EXPECT_EQ(guest.receive(true).status, 200);
    promised.keep_all(1);
    EXPECT_EQ(guest.receive().body, "/three|hi");
}

// The commit takes longer than a stopping service waits for slow guests: it ends with a command that nobody answers for.
TEST(server_later, does_not_end_before_what_it_promised_has_come) {
    auto settings = quick_settings();
    settings.drain_ms_max = 50;
    promises promised;
    running_server server(settings, [&](const web::request& request) { return promised.make(request); });
    client guest(server.port());
    client gone(server.port());
    guest.send(post("/guest"));
    gone.send(post("/gone"));
    wait_until([&] { return promised.waiting() == 2; });
    (*server).stop();
    EXPECT_TRUE(guest.ended()); // cut off when its time was over
    EXPECT_EQ(server.counted().connections_open, 2);
    promised.keep_all(2);
    server.stop();
    EXPECT_EQ(server.counted().connections_open, 0);
}

namespace {

/// Keeps promises in groups on a thread of its own, as a commit does.
class committer {
public:
    committer() : thread_([this] { serve(); }) {}
    ~committer() {
        {
            const std::lock_guard lock(mutex_);
            ending_ = true;
        }
        changed_.notify_one();
        thread_.join();
    }
    web::response make(const web::request& request) {
        web::response promise;
        promise.later = [this, &request](std::function<void(web::response::maker)> ready) {
            const std::lock_guard lock(mutex_);
            line_.push_back([&request, ready = std::move(ready)] { ready([&request] { return echo(request); }); });
            changed_.notify_one();
        };
        return promise;
    }

private:
    void serve() {
        std::unique_lock lock(mutex_);
        while (true) {
            changed_.wait(lock, [&] { return ending_ || !line_.empty(); });
            if (line_.empty()) return;
            std::vector<std::function<void()>> group;
            group.swap(line_);
            lock.unlock();
            for (const auto& each : group) each();
            lock.lock();
        }
    }

    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::function<void()>> line_;
    bool ending_ = false;
    std::thread thread_;
};

} // namespace

// In the rush one guest in thousands gets no answer at all, or somebody else's; or a restart in the middle never ends.
TEST(server_later, answers_everybody_in_the_rush_and_at_its_end) {
    constexpr int guests = 24;
    constexpr int orderly = 60; // each asks so often before the service is stopped
    committer commits;
    auto settings = quick_settings();
    settings.io_threads = 2;
    running_server server(settings, [&](const web::request& request) {
        return request.target.ends_with("7") ? echo(request) : commits.make(request);
    });
    std::atomic<int> wrong = 0;
    std::atomic<int> answered = 0;
    std::vector<std::thread> rush;
    for (int guest = 0; guest < guests; ++guest)
        rush.emplace_back([&, guest] {
            client asking(server.port());
            for (int turn = 0;; ++turn) {
                const auto target = "/" + std::to_string(guest) + "-" + std::to_string(turn);
                asking.send(post(target));
                if (guest % 6 == 5 && turn == orderly / 2) return; // one of those who leave in the middle
                const auto answer = asking.receive();
                if (answer.status == 0 && turn >= orderly) return; // closed between two requests, by the stop
                if (answer.status != 200 || answer.body != target + "|hi") ++wrong;
                ++answered;
                if (answer.status == 0 || answer.field("connection") == "close") return;
            }
        });
    wait_until([&] { return answered >= guests / 6 * 5 * orderly + guests / 6 * orderly / 2; });
    server.stop();
    for (auto& each : rush) each.join();
    EXPECT_EQ(wrong, 0);
}

} // namespace krug::net_test
