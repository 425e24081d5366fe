// SQLite's one writer: a thread and a connection through which everything is written and checkpointed.
// Internal to database. Many callers' jobs share one COMMIT, so one sync of the disk serves them all.
#pragma once

#include "store/checkpoint_guard.hpp"
#include "store/connection.hpp"

#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace krug::store {

class sqlite_writer {
public:
    /// Opens the connection and starts the thread. Throws failure.
    explicit sqlite_writer(const database_settings& settings);
    ~sqlite_writer();

    /// Runs `job` in its own savepoint on the writer's thread and returns after COMMIT. Throws what the job
    /// threw or what COMMIT threw. From inside a job this would wait for itself, so it aborts.
    void write(const std::function<void(transaction&)>& job);

    /// Runs `step` between transactions, again and again, until it returns true; others write in between.
    /// Throws what step throws.
    void between(const std::function<bool(connection&)>& step);

    /// Writes the WAL back, between transactions; nothing happens while a visiting command is there.
    void write_back();

    /// The same, and the WAL is empty afterwards, unless a reader sits on it for longer than five seconds.
    void empty_wal();

    /// Jobs that no group has taken yet.
    std::size_t waiting_jobs();

    /// Finishes what is queued, checkpoints and ends the thread. Later calls throw failure.
    void close();

private:
    /// Somebody who waits; lives on the stack of the caller.
    struct waiting {
        const std::function<void(transaction&)>* job = nullptr;
        const std::function<bool(connection&)>* step = nullptr;
        std::exception_ptr failed;
        bool answered = false;
        std::mutex mutex;
        std::condition_variable changed;

        void answer(std::exception_ptr failure);
    };

    void wait_in(std::deque<waiting*>& line, waiting& one);
    void serve();
    bool wait_for_work(std::unique_lock<std::mutex>& lock);
    std::vector<waiting*> take_group();
    void run_group(std::vector<waiting*>& group);
    bool run_in_savepoint(waiting& one, std::vector<std::int64_t>& topics);
    void run_step(waiting& one);
    void checkpoint_when_due(bool idle);

    bool checkpoint(bool restart);

    const database_settings settings_;
    checkpoint_guard guard_; // before the connection: a visitor waits here for a checkpoint to end
    connection connection_;
    int wal_pages_ = 0;
    int wal_pages_left_ = 0; ///< that the last checkpoint could not free; grows again before the next try

    std::mutex mutex_;
    std::condition_variable work_;
    std::deque<waiting*> jobs_;
    std::deque<waiting*> steps_;
    bool closing_ = false;
    std::thread thread_;
};

} // namespace krug::store
