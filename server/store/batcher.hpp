// Lets callers that come at the same time share one run: the first leads, takes what waits and answers for
// all. For offices with a hot command (register, check in). No thread and no timer: a lone caller runs at
// once.
#pragma once

#include "ground/check.hpp"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <utility>
#include <vector>

namespace krug::store {

/// `Command` is movable, `Outcome` movable. Safe from many threads.
template <class Command, class Outcome> class batcher {
public:
    /// Runs a batch, usually as one database::write, and returns one outcome per command in their order. It
    /// may be called by any of the callers' threads, but never by two at once. What it throws goes to every
    /// caller of that batch.
    using runner = std::function<std::vector<Outcome>(std::span<const Command>)>;

    explicit batcher(runner run, std::size_t batch_max = 256) : run_(std::move(run)), batch_max_(batch_max) {
        KRUG_CHECK(batch_max_ > 0);
    }
    batcher(const batcher&) = delete;
    batcher& operator=(const batcher&) = delete;

    /// Blocks until the batch that holds `command` has run. Throws what the runner threw. Commands are taken
    /// in the order of arrival.
    Outcome submit(Command command) {
        waiting own{std::move(command), {}, {}, {}, false, false};
        std::unique_lock lock(mutex_);
        line_.push_back(&own);
        if (led_)
            own.changed.wait(lock, [&] { return own.answered || own.leads; });
        if (!own.answered)
            lead(lock, own);
        lock.unlock();
        if (own.failed)
            std::rethrow_exception(std::exchange(own.failed, nullptr));
        return std::move(*own.outcome);
    }

    /// Commands that no batch has taken yet. For metrics.
    std::size_t waiting_commands() const {
        const std::lock_guard lock(mutex_);
        return line_.size();
    }

private:
    /// Lives on the stack of the caller; everything but `command` is guarded by mutex_.
    struct waiting {
        Command command;
        std::optional<Outcome> outcome;
        std::exception_ptr failed;
        std::condition_variable changed;
        bool answered;
        bool leads;
    };

    /// Runs one batch, which holds `own` because leaders are taken from the front, then hands leadership on.
    void lead(std::unique_lock<std::mutex>& lock, waiting& own) {
        led_ = true;
        const auto batch = take();
        KRUG_CHECK(!batch.empty() && batch.front() == &own);
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
        lock.lock();
        for (std::size_t index = 0; index < batch.size(); ++index) {
            auto& one = *batch[index];
            one.failed = failed;
            if (!failed)
                one.outcome.emplace(std::move(outcomes[index]));
            one.answered = true;
            if (&one != &own)
                one.changed.notify_one();
        }
        led_ = !line_.empty();
        if (led_) {
            line_.front()->leads = true;
            line_.front()->changed.notify_one();
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
};

} // namespace krug::store
