// A bounded number of threads and a bounded queue before them: the only place where requests are served.
// Called inside net; knows nothing of sockets, so that it can be tested alone.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

namespace krug::net {

class crew {
public:
    /// One thing to do. Exactly one of the two is called, run() on a crew thread, drop() while stopping.
    struct job {
        virtual ~job() = default;
        virtual void run() noexcept = 0;
        virtual void drop() noexcept = 0;
    };

    /// Threads are started as they are needed, up to `threads`. At most `expected_max` jobs are expected at once.
    crew(std::size_t threads, std::size_t queue_max, std::size_t expected_max);
    ~crew(); ///< stop()
    crew(const crew&) = delete;
    crew& operator=(const crew&) = delete;

    /// True: the job was taken from `work` and will be run or dropped. False: the queue is full or the crew is
    /// stopping, and `work` is still the caller's. Never waits.
    bool take(std::unique_ptr<job>& work);

    /// Called by a running job whose work goes on elsewhere. True: another job will come back with resume(), and the crew
    /// does not end before it has. False: too many are expected already; nothing may come back.
    bool expect();
    /// A job that was expected, from any thread. Taken even when the queue is full, since whoever waits for it was let
    /// in before, and even while stopping. Never waits.
    void resume(std::unique_ptr<job> work);

    /// Drops what waits in the queue, so that its connections can end.
    void drop_queued();
    /// Drops what waits, lets every running job and every expected one finish and ends the threads. Later jobs are not
    /// taken.
    void stop();

private:
    /// A thread without work. Who slept last is called first: its stack is still in the processor's cache.
    struct sleeper {
        std::condition_variable called;
        bool awake = false;
    };

    void work();
    void call_one(std::unique_lock<std::mutex>& lock);
    void call_all();
    void start_thread();

    const std::size_t threads_max_;
    const std::size_t queue_max_;
    const std::size_t expected_max_;
    std::mutex mutex_;
    std::deque<std::unique_ptr<job>> queue_;
    std::vector<sleeper*> asleep_;
    std::size_t expected_ = 0;
    bool calling_ = false; ///< somebody was called and is not here yet; whoever comes calls the next
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace krug::net
