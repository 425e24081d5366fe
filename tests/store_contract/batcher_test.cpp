// If this fails, a guest at the rush gets another guest's answer, or none.
#include "store/batcher.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <memory>
#include <stdexcept>
#include <thread>

namespace krug::store_contract {
namespace {

using numbers = store::batcher<int, int>;

// Whoever comes alone is served at once.
TEST(batching, a_lone_caller_runs_at_once) {
    numbers doubling([](std::span<const int> commands) {
        EXPECT_EQ(commands.size(), 1U);
        return std::vector<int>{commands[0] * 2};
    });
    EXPECT_EQ(doubling.submit(21), 42);
    EXPECT_EQ(doubling.submit(4), 8);
}

// Everyone gets the answer to his own question, and those who waited shared runs.
TEST(batching, everyone_gets_his_own_answer) {
    constexpr int threads = 32;
    constexpr int each = 200;
    std::atomic<int> running = 0;
    std::atomic<int> most = 0;
    numbers squaring(
        [&](std::span<const int> commands) {
            EXPECT_EQ(++running, 1);
            if (static_cast<int>(commands.size()) > most)
                most = static_cast<int>(commands.size());
            std::vector<int> answers;
            for (const int one : commands)
                answers.push_back(one * 3);
            std::this_thread::yield();
            --running;
            return answers;
        },
        8);
    std::vector<std::thread> crew;
    std::atomic<int> wrong = 0;
    for (int thread = 0; thread < threads; ++thread) {
        crew.emplace_back([&, thread] {
            for (int turn = 0; turn < each; ++turn) {
                const int question = thread * each + turn;
                if (squaring.submit(question) != question * 3)
                    ++wrong;
            }
        });
    }
    for (auto& one : crew)
        one.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_LE(most, 8);
}

// Those who wait while a batch runs are taken together, in the order of arrival.
TEST(batching, those_who_wait_share_the_next_run) {
    std::latch begun(1);
    std::latch release(1);
    std::atomic<int> arrived = 0;
    std::vector<std::vector<int>> batches;
    numbers echo([&](std::span<const int> commands) {
        batches.emplace_back(commands.begin(), commands.end());
        if (batches.size() == 1) {
            begun.count_down();
            release.wait();
        }
        return std::vector<int>(commands.begin(), commands.end());
    });
    std::thread first([&] { echo.submit(0); });
    begun.wait();
    std::vector<std::thread> crew;
    for (int one = 1; one <= 5; ++one) {
        crew.emplace_back([&, one] { EXPECT_EQ(echo.submit(one), one); });
        while (echo.waiting_commands() < static_cast<std::size_t>(one))
            std::this_thread::yield();
    }
    release.count_down();
    first.join();
    for (auto& one : crew)
        one.join();
    ASSERT_EQ(batches.size(), 2U);
    EXPECT_EQ(batches[1], (std::vector<int>{1, 2, 3, 4, 5}));
}

// A failed commit is told to everyone in it, and the next ones are served.
TEST(batching, a_failure_reaches_everyone_in_the_batch_and_no_other) {
    std::latch begun(1);
    std::latch release(1);
    int runs = 0;
    numbers failing([&](std::span<const int> commands) -> std::vector<int> {
        if (++runs == 1) {
            begun.count_down();
            release.wait();
        }
        if (runs == 2)
            throw std::runtime_error("commit");
        return {commands.begin(), commands.end()};
    });
    std::thread first([&] { EXPECT_EQ(failing.submit(0), 0); });
    begun.wait();
    std::atomic<int> failed = 0;
    std::vector<std::thread> crew;
    for (int one = 1; one <= 4; ++one) {
        crew.emplace_back([&, one] {
            try {
                failing.submit(one);
            } catch (const std::runtime_error&) {
                ++failed;
            }
        });
        while (failing.waiting_commands() < static_cast<std::size_t>(one))
            std::this_thread::yield();
    }
    release.count_down();
    first.join();
    for (auto& one : crew)
        one.join();
    EXPECT_EQ(failed, 4);
    EXPECT_EQ(failing.submit(9), 9);
}

// Who goes on and who waits stand in one line: everyone gets the own answer once, whoever led the batch.
TEST(batching, those_who_go_on_and_those_who_wait_share_the_line) {
    constexpr int threads = 8;
    constexpr int each = 300;
    std::atomic<int> running = 0;
    std::atomic<int> wrong = 0;
    std::atomic<int> called_back = 0;
    {
        numbers tripling(
            [&](std::span<const int> commands) {
                EXPECT_EQ(++running, 1);
                std::vector<int> answers;
                for (const int one : commands)
                    answers.push_back(one * 3);
                --running;
                return answers;
            },
            8);
        std::vector<std::thread> crew;
        for (int thread = 0; thread < threads; ++thread) {
            crew.emplace_back([&, thread] {
                for (int turn = 0; turn < each; ++turn) {
                    const int question = thread * each + turn;
                    if (question % 3 == 0) {
                        if (tripling.submit(question) != question * 3)
                            ++wrong;
                        continue;
                    }
                    tripling.submit(question, [&, question](numbers::outcome_of outcome_of) {
                        if (outcome_of() != question * 3)
                            ++wrong;
                        ++called_back;
                    });
                }
            });
        }
        for (auto& one : crew)
            one.join();
    }
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(called_back, threads * each * 2 / 3);
}

// A commit that fails while nobody waits for it is told to everyone in it all the same, in their order.
TEST(batching, who_goes_on_hears_of_a_failure_too) {
    std::latch begun(1);
    std::latch release(1);
    int runs = 0;
    std::vector<int> heard;
    {
        numbers failing([&](std::span<const int> commands) -> std::vector<int> {
            if (++runs == 1) {
                begun.count_down();
                release.wait();
                return {commands.begin(), commands.end()};
            }
            throw std::runtime_error("commit");
        });
        failing.submit(0, [](numbers::outcome_of outcome_of) { EXPECT_EQ(outcome_of(), 0); });
        begun.wait();
        for (int one = 1; one <= 4; ++one)
            failing.submit(one, [&heard, one](numbers::outcome_of outcome_of) {
                EXPECT_THROW(outcome_of(), std::runtime_error);
                heard.push_back(one);
            });
        release.count_down();
    }
    EXPECT_EQ(heard, (std::vector<int>{1, 2, 3, 4}));
}

// Commands and outcomes may own things that cannot be copied.
TEST(batching, what_cannot_be_copied_is_moved) {
    using pointer = std::unique_ptr<int>;
    store::batcher<pointer, pointer> moving([](std::span<const pointer> commands) {
        std::vector<pointer> answers;
        for (const auto& one : commands)
            answers.push_back(std::make_unique<int>(*one + 1));
        return answers;
    });
    EXPECT_EQ(*moving.submit(std::make_unique<int>(1)), 2);
}

} // namespace
} // namespace krug::store_contract
