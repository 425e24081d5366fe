// Lets callers that come at the same time share one run, whether they wait for it or go on and are called back. For
// offices with a hot command (register, check in). No timer: a lone caller's command is run at once.
#pragma once

#include "ground/check.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <thread>
#include <utility>
#include <vector>

namespace krug::store {

/// `Command` is movable, `Outcome` movable. Safe from many threads.
///
/// One run at a time. It is led by the caller whose command stands first in the line when that one waits anyway, and by
/// a thread of the batcher's own (begun with the first such command) when the first in the line has gone on: a thread
/// that shall be free for the next request cannot lead.
template <class Command, class Outcome> class batcher {
public:
    /// Runs a batch, usually as one database::write, and returns one outcome per command in their order. It
    /// may be called by any of the callers' threads, but never by two at once. What it throws goes to every
    /// caller of that batch.
    using runner = std::function<std::vector<Outcome>(std::span<const Command>)>;
    /// Gives the outcome of one command, or throws what the runner threw. To be called once, from any thread.
    using outcome_of = std::function<Outcome()>;

    explicit batcher(runner run, std::size_t batch_max = 256) : run_(std::move(run)), batch_max_(batch_max) {
        KRUG_CHECK(batch_max_ > 0);
    }
    /// Runs what is still in the line.
    ~batcher() {
        {
            const std::lock_guard lock(mutex_);
            closing_ = true;
        }
        own_turn_.notify_one();
        if (own_thread_.joinable())
            own_thread_.join();
    }
    batcher(const batcher&) = delete;
    batcher& operator=(const batcher&) = delete;

    /// Blocks until the batch that holds `command` has run. Throws what the runner threw. Commands are taken
    /// in the order of arrival.
    Outcome submit(Command command) {
        waiting own{std::move(command), {}, {}, {}, {}, false, false};
        std::unique_lock lock(mutex_);
        line_.push_back(&own);
        if (led_)
            own.changed.wait(lock, [&] { return own.answered || own.leads; });
        if (!own.answered) {
            led_ = true;
            lead(lock, &own);
        }
        lock.unlock();
        if (own.failed)
            std::rethrow_exception(std::exchange(own.failed, nullptr));
        return std::move(*own.outcome);
    }

    /// The same line and order, without waiting: `then` is called by the thread that led the batch, after it has run. It
    /// must be short, must not throw and must not submit().
    void submit(Command command, std::function<void(outcome_of)> then) {
        std::unique_ptr<waiting> own(new waiting{std::move(command), {}, {}, {}, std::move(then), false, false});
        const std::lock_guard lock(mutex_);
        if (!own_thread_.joinable())
            own_thread_ = std::thread([this] { lead_for_the_absent(); });
        line_.push_back(own.get());
        own.release(); // the batch that takes it sees to it
        if (led_)
            return;
        led_ = own_turn_now_ = true;
        own_turn_.notify_one();
    }

    /// Commands that no batch has taken yet. For metrics.
    std::size_t waiting_commands() const {
        const std::lock_guard lock(mutex_);
        return line_.size();
    }

private:
    /// Lives on the stack of the caller, or on the heap when that one has gone on (`then`). Everything but `command` and
    /// `then` is guarded by mutex_ until the command is answered.
    struct waiting {
        Command command;
        std::optional<Outcome> outcome;
        std::exception_ptr failed;
        std::condition_variable changed;
        std::function<void(outcome_of)> then;
        bool answered;
        bool leads;
    };

    /// Runs one batch, hands leadership on and calls back who did not wait. `own` is the leader's own command, which
    /// stands first; null on the batcher's own thread.
    void lead(std::unique_lock<std::mutex>& lock, waiting* own) {
        const auto batch = take();
        KRUG_CHECK(!batch.empty() && (own == nullptr || batch.front() == own));
        lock.unlock();
        std::vector<Command> commands;
        std::vector<Outcome> outcomes;
        std::exception_ptr failed;
        try {
            commands.reserve(batch.size());
            for (auto* one : batch)
                commands.push_back(std::move(one->command));
            outcomes = run_(std::span<const Command>(commands));
            KRUG_CHECK(outcomes.size() == batch.size());
        } catch (...) {
            failed = std::current_exception();
        }
        std::vector<std::shared_ptr<waiting>> absent;
        lock.lock();
        for (std::size_t index = 0; index < batch.size(); ++index) {
            auto& one = *batch[index];
            one.failed = failed;
            if (!failed)
                one.outcome.emplace(std::move(outcomes[index]));
            one.answered = true;
            if (one.then)
                absent.emplace_back(&one);
            else if (&one != own)
                one.changed.notify_one();
        }
        hand_on();
        lock.unlock();
        for (auto& one : absent)
            call_back(std::move(one));
        lock.lock();
    }

    void hand_on() {
        led_ = !line_.empty();
        if (!led_)
            return;
        auto& next = *line_.front();
        if (next.then) {
            own_turn_now_ = true;
            own_turn_.notify_one();
        } else {
            next.leads = true;
            next.changed.notify_one();
        }
    }

    static void call_back(std::shared_ptr<waiting> one) {
        const auto then = std::move(one->then);
        then([one = std::move(one)]() -> Outcome {
            if (one->failed)
                std::rethrow_exception(std::exchange(one->failed, nullptr));
            return std::move(*one->outcome);
        });
    }

    void lead_for_the_absent() {
        std::unique_lock lock(mutex_);
        while (true) {
            own_turn_.wait(lock, [&] { return own_turn_now_ || (closing_ && !led_); });
            if (!own_turn_now_)
                return;
            own_turn_now_ = false;
            lead(lock, nullptr);
        }
    }

    std::vector<waiting*> take() {
        const auto size = std::min(line_.size(), batch_max_);
        std::vector<waiting*> batch(line_.begin(), line_.begin() + static_cast<std::ptrdiff_t>(size));
        line_.erase(line_.begin(), line_.begin() + static_cast<std::ptrdiff_t>(size));
        return batch;
    }

    const runner run_;
    const std::size_t batch_max_;
    mutable std::mutex mutex_;
    std::deque<waiting*> line_;
    bool led_ = false;
    std::condition_variable own_turn_;
    bool own_turn_now_ = false;
    bool closing_ = false;
    std::thread own_thread_;
};

} // namespace krug::store
