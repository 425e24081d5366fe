#include "net/crew.hpp"

#include <pthread.h>
#include <signal.h>

namespace krug::net {

crew::crew(std::size_t threads, std::size_t queue_max) : queue_max_(queue_max) {
    // Signals are the network thread's business; a crew thread that took one would be interrupted in the database.
    sigset_t ours;
    sigset_t before;
    ::sigemptyset(&ours);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP}) ::sigaddset(&ours, signal);
    ::pthread_sigmask(SIG_BLOCK, &ours, &before);
    for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back(&crew::work, this);
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

crew::~crew() { stop(); }

bool crew::take(std::unique_ptr<job>& work) {
    {
        const std::lock_guard lock(mutex_);
        if (stopping_ || queue_.size() >= queue_max_) return false;
        queue_.push_back(std::move(work));
    }
    more_.notify_one();
    return true;
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
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    more_.notify_all();
    drop_queued();
    for (auto& each : threads_)
        if (each.joinable()) each.join();
}

void crew::work() {
    std::unique_lock lock(mutex_);
    while (true) {
        more_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
        if (queue_.empty()) return;
        auto next = std::move(queue_.front());
        queue_.pop_front();
        lock.unlock();
        next->run();
        next.reset();
        lock.lock();
    }
}

} // namespace krug::net
