#include "net/crew.hpp"

#include "ground/check.hpp"

#include <pthread.h>
#include <signal.h>

#include <system_error>

namespace krug::net {

crew::crew(std::size_t threads, std::size_t queue_max, std::size_t expected_max)
    : threads_max_(threads), queue_max_(queue_max), expected_max_(expected_max) {
    threads_.reserve(threads);
    asleep_.reserve(threads);
    const std::lock_guard lock(mutex_);
    start_thread();
}

crew::~crew() { stop(); }

/// With the lock held: the new thread must not come before it is known to have been called.
void crew::start_thread() {
    // Signals are the network thread's business; a crew thread that took one would be interrupted in the database.
    sigset_t ours;
    sigset_t before;
    ::sigemptyset(&ours);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&ours, signal);
    ::pthread_sigmask(SIG_BLOCK, &ours, &before);
    try {
        threads_.emplace_back(&crew::work, this);
        calling_ = true;
    } catch (const std::system_error&) {
        // No more threads from the system: those that there are do the work, if there is one at all.
        ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
        if (threads_.empty()) throw;
        return;
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

/// Sees to it that a thread comes for what is in the queue, one at a time: whoever comes calls the next one, as long as
/// there is more. So a burst wakes as many threads as find work, and not one for each job of a burst that one or two
/// threads would have served meanwhile. Gives the lock back.
void crew::call_one(std::unique_lock<std::mutex>& lock) {
    if (queue_.empty() || calling_) return lock.unlock();
    if (asleep_.empty()) {
        if (threads_.size() < threads_max_ && !stopping_) start_thread();
        return lock.unlock();
    }
    auto* const next = asleep_.back();
    asleep_.pop_back();
    next->awake = calling_ = true;
    // Under the lock: the sleeper lives on the stack of a thread that may end as soon as it may go on.
    next->called.notify_one();
    lock.unlock();
}

bool crew::take(std::unique_ptr<job>& work) {
    std::unique_lock lock(mutex_);
    if (stopping_ || queue_.size() >= queue_max_) return false;
    queue_.push_back(std::move(work));
    call_one(lock);
    return true;
}

bool crew::expect() {
    const std::lock_guard lock(mutex_);
    if (expected_ >= expected_max_) return false;
    ++expected_;
    return true;
}

void crew::resume(std::unique_ptr<job> work) {
    std::unique_lock lock(mutex_);
    KRUG_CHECK(expected_ > 0);
    --expected_;
    queue_.push_back(std::move(work));
    call_one(lock);
}

void crew::drop_queued() {
    std::deque<std::unique_ptr<job>> dropped;
    {
        const std::lock_guard lock(mutex_);
        dropped.swap(queue_);
    }
    for (auto& each : dropped) each->drop();
}

void crew::stop() {
    std::vector<std::thread> ending;
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
        ending.swap(threads_);
        call_all();
    }
    drop_queued();
    for (auto& each : ending) each.join();
}

void crew::call_all() {
    for (auto* each : asleep_) {
        each->awake = true;
        each->called.notify_one();
    }
    asleep_.clear();
}

void crew::work() {
    sleeper self;
    std::unique_lock lock(mutex_);
    calling_ = false;
    while (true) {
        while (queue_.empty()) {
            if (stopping_ && expected_ == 0) return call_all(); // who sleeps until the last expected job learns of it
            self.awake = false;
            asleep_.push_back(&self);
            self.called.wait(lock, [&] { return self.awake; });
            calling_ = false;
        }
        auto next = std::move(queue_.front());
        queue_.pop_front();
        call_one(lock);
        next->run();
        next.reset();
        lock.lock();
    }
}

} // namespace krug::net
