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
    crew all(4, 1000, 100);
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
    crew all(2, 3, 100);
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
    crew all(1, 10, 100);
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

// Requests that wait for the database hold up all the others, because one thread serves them while the rest sleep.
TEST(crew, brings_up_as_many_threads_as_find_work) {
    constexpr int threads = 6;
    std::atomic<int> dropped = 0;
    crew all(threads, 100, 100);
    for (int round = 0; round < 2; ++round) { // the first starts them, the second wakes them
        std::atomic<int> ran = 0;
        net_test::gate door;
        for (int i = 0; i < threads; ++i) ASSERT_TRUE(offer(all, [&] { door.wait(), ++ran; }, dropped));
        door.wait_until_inside(threads);
        door.open();
        net_test::wait_until([&] { return ran == threads; });
    }
    EXPECT_EQ(dropped, 0);
}

// A registration that is committed while the service stops is never answered, or the service ends before it is.
TEST(crew, does_not_end_before_what_it_expects_has_come_back) {
    std::atomic<int> ran = 0;
    std::atomic<int> dropped = 0;
    crew all(2, 10, 100);
    ASSERT_TRUE(offer(all, [&] { ran += all.expect() ? 1 : 0; }, dropped));
    net_test::wait_until([&] { return ran == 1; });
    std::atomic<bool> stopped = false;
    std::thread stopper([&] { all.stop(), stopped = true; });
    std::atomic<int> others_dropped = 0;
    net_test::wait_until([&] { return !offer(all, [] {}, others_dropped); });
    EXPECT_FALSE(stopped);
    all.resume(std::make_unique<noted>([&] { ++ran; }, dropped));
    stopper.join();
    EXPECT_EQ(ran + dropped, 2);
}

// Somebody who was let in already is turned away because others came meanwhile.
TEST(crew, takes_back_what_it_expects_even_when_full) {
    std::atomic<int> ran = 0;
    std::atomic<int> dropped = 0;
    net_test::gate door;
    crew all(1, 1, 100);
    std::atomic<bool> expected = false;
    ASSERT_TRUE(offer(all, [&] { expected = all.expect(), door.wait(); }, dropped));
    door.wait_until_inside(1);
    ASSERT_TRUE(expected);
    ASSERT_TRUE(offer(all, [&] { ++ran; }, dropped));
    EXPECT_FALSE(offer(all, [&] { ++ran; }, dropped));
    all.resume(std::make_unique<noted>([&] { ++ran; }, dropped));
    door.open();
    net_test::wait_until([&] { return ran == 2; });
    all.stop();
    EXPECT_EQ(dropped, 0);
}

// Whoever's command waits for its commit needs no thread, so nothing stops a flood of them from taking all memory.
TEST(crew, expects_no_more_than_its_limit) {
    std::atomic<int> asked = 0;
    std::atomic<int> allowed = 0;
    std::atomic<int> dropped = 0;
    crew all(2, 10, 3);
    for (int i = 0; i < 5; ++i) ASSERT_TRUE(offer(all, [&] { allowed += all.expect() ? 1 : 0, ++asked; }, dropped));
    net_test::wait_until([&] { return asked == 5; });
    EXPECT_EQ(allowed, 3);
    std::atomic<int> ran = 0;
    all.resume(std::make_unique<noted>([&] { ++ran; }, dropped));
    ASSERT_TRUE(offer(all, [&] { allowed += all.expect() ? 1 : 0, ++asked; }, dropped)); // a place is free again
    net_test::wait_until([&] { return asked == 6; });
    EXPECT_EQ(allowed, 4);
    for (int i = 0; i < 3; ++i) all.resume(std::make_unique<noted>([&] { ++ran; }, dropped));
    net_test::wait_until([&] { return ran == 4; });
}

// Now and then a wake-up is lost between the threads, and one guest in ten thousand waits until somebody else comes.
TEST(crew, loses_nobody_among_threads_that_fall_asleep) {
    constexpr int rounds = 20'000;
    std::atomic<int> ran = 0;
    std::atomic<int> dropped = 0;
    crew all(4, 1000, 100);
    for (int round = 1; round <= rounds; ++round) { // each job finds the threads somewhere else on their way to sleep
        if (round % 3 == 0) {
            ASSERT_TRUE(offer(all, [&] { ++ran; }, dropped));
        } else {
            ASSERT_TRUE(offer(all, [&] {
                if (all.expect()) all.resume(std::make_unique<noted>([&] { ++ran; }, dropped));
            }, dropped));
        }
        for (int looked = 0; ran < round && looked < round % 40; ++looked) std::this_thread::yield();
        if (round % 16 == 0) net_test::wait_until([&] { return ran == round; });
        ASSERT_FALSE(::testing::Test::HasFailure()) << "in round " << round;
    }
    net_test::wait_until([&] { return ran == rounds; });
    EXPECT_EQ(dropped, 0);
}

} // namespace krug::net
