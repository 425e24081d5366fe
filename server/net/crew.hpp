// A fixed number of threads and a bounded queue before them: the only place where requests are served.
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

    crew(std::size_t threads, std::size_t queue_max);
    ~crew(); ///< stop()
    crew(const crew&) = delete;
    crew& operator=(const crew&) = delete;

    /// True: the job was taken from `work` and will be run or dropped. False: the queue is full or the crew is
    /// stopping, and `work` is still the caller's. Never waits.
    bool take(std::unique_ptr<job>& work);

    /// Drops what waits in the queue, so that its connections can end.
    void drop_queued();
    /// Drops what waits, lets every running job finish and ends the threads. Later jobs are not taken.
    void stop();

private:
    void work();

    const std::size_t queue_max_;
    std::mutex mutex_;
    std::condition_variable more_;
    std::deque<std::unique_ptr<job>> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

} // namespace krug::net
