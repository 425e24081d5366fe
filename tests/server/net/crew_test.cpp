// If this fails, requests vanish without an answer, or a flood takes every thread and all memory.
#include "net/crew.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>

#include "server/net/loopback.hpp"

namespace krug::net {

namespace {

struct noted : crew::job {
    noted(std::function<void()> work, std::atomic<int>& dropped) : work_(std::move(work)), dropped_(dropped) {}
    void run() noexcept override { work_(); }
    void drop() noexcept override { ++dropped_; }
    std::function<void()> work_;
    std::atomic<int>& dropped_;
};

bool offer(crew& all, std::function<void()> work, std::atomic<int>& dropped) {
    std::unique_ptr<crew::job> job = std::make_unique<noted>(std::move(work), dropped);
    const bool taken = all.take(job);
    EXPECT_EQ(job == nullptr, taken);
    return taken;
}

} // namespace

// A request is forgotten between two threads.
TEST(crew, runs_every_job_once) {
    std::atomic<int> ran = 0;
    std::atomic<int> dropped = 0;
    crew all(4, 1000);
    for (int i = 0; i < 1000; ++i) ASSERT_TRUE(offer(all, [&] { ++ran; }, dropped));
    net_test::wait_until([&] { return ran == 1000; });
    all.stop();
    EXPECT_EQ(ran, 1000);
    EXPECT_EQ(dropped, 0);
}

// A flood is queued without end, and honest visitors wait for minutes.
TEST(crew, takes_no_more_than_its_queue_holds) {
    std::atomic<int> ran = 0;
    std::atomic<int> dropped = 0;
    net_test::gate door;
    crew all(2, 3);
    for (int i = 0; i < 2; ++i) ASSERT_TRUE(offer(all, [&] { door.wait(), ++ran; }, dropped));
    door.wait_until_inside(2);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(offer(all, [&] { ++ran; }, dropped));
    EXPECT_FALSE(offer(all, [&] { ++ran; }, dropped));
    door.open();
    net_test::wait_until([&] { return ran == 5; });
    EXPECT_TRUE(offer(all, [&] { ++ran; }, dropped));
}

// A stop leaves someone without an answer and a thread without an end.
TEST(crew, tells_every_waiting_job_when_it_stops) {
    std::atomic<int> ran = 0;
    std::atomic<int> dropped = 0;
    net_test::gate door;
    crew all(1, 10);
    ASSERT_TRUE(offer(all, [&] { door.wait(), ++ran; }, dropped));
    door.wait_until_inside(1);
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(offer(all, [&] { ++ran; }, dropped));
    std::thread stopper([&] { all.stop(); });
    net_test::wait_until([&] { return dropped == 5; });
    EXPECT_FALSE(offer(all, [&] { ++ran; }, dropped));
    door.open();
    stopper.join();
    EXPECT_EQ(ran, 1);
}

} // namespace krug::net
