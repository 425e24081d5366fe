#include "store/sqlite_writer.hpp"

#include "ground/check.hpp"
#include "store/failure.hpp"
#include "store/sqlite_handle.hpp"
#include "store/transaction.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace krug::store {
namespace {

// A pause this long after the last job counts as quiet: a checkpoint then disturbs nobody.
constexpr auto quiet = std::chrono::milliseconds(20);
// After a checkpoint that readers kept from finishing, the WAL grows by this much before the next try.
constexpr int pages_between_tries = 1'000;

} // namespace

sqlite_writer::sqlite_writer(const database_settings& settings)
    : settings_(settings), guard_(sqlite_file_of(settings.url), settings.resident),
      connection_(sqlite_dialect(), settings, purpose::writing) {
    sqlite_watch_wal(connection_.session(), wal_pages_);
    thread_ = std::thread([this] { serve(); });
}

sqlite_writer::~sqlite_writer() {
    close();
}

void sqlite_writer::write(const std::function<void(transaction&)>& job) {
    waiting one;
    one.job = &job;
    wait_in(jobs_, one);
}

void sqlite_writer::between(const std::function<bool(connection&)>& step) {
    waiting one;
    one.step = &step;
    wait_in(steps_, one);
}

void sqlite_writer::wait_in(std::deque<waiting*>& line, waiting& one) {
    KRUG_CHECK(std::this_thread::get_id() != thread_.get_id());
    {
        const std::lock_guard lock(mutex_);
        if (closing_)
            throw failure("write", "the database is closed");
        line.push_back(&one);
    }
    work_.notify_one();
    std::unique_lock lock(one.mutex);
    one.changed.wait(lock, [&] { return one.answered; });
    if (one.failed)
        std::rethrow_exception(std::exchange(one.failed, nullptr));
}

void sqlite_writer::waiting::answer(std::exception_ptr failure) {
    const std::lock_guard lock(mutex);
    failed = std::move(failure);
    answered = true;
    // Under the lock: the waiter's stack frame goes as soon as it sees the answer.
    changed.notify_one();
}

void sqlite_writer::close() {
    {
        const std::lock_guard lock(mutex_);
        closing_ = true;
    }
    work_.notify_one();
    if (thread_.joinable())
        thread_.join();
}

std::size_t sqlite_writer::waiting_jobs() {
    const std::lock_guard lock(mutex_);
    return jobs_.size();
}

void sqlite_writer::serve() {
    std::unique_lock lock(mutex_);
    while (wait_for_work(lock)) {
        auto group = take_group();
        waiting* const step = steps_.empty() ? nullptr : steps_.front();
        if (step != nullptr)
            steps_.pop_front();
        lock.unlock();
        if (!group.empty())
            run_group(group);
        if (step != nullptr)
            run_step(*step);
        checkpoint_when_due(false);
        lock.lock();
    }
    if (guard_.enter()) {
        sqlite_truncate_wal(connection_.session());
        guard_.leave();
    }
}

/// False when closing and nobody waits any more.
bool sqlite_writer::wait_for_work(std::unique_lock<std::mutex>& lock) {
    const auto wanted = [this] { return closing_ || !jobs_.empty() || !steps_.empty(); };
    if (wal_pages_ >= wal_pages_left_ + settings_.checkpoint_pages_idle &&
        !work_.wait_for(lock, quiet, wanted)) {
        lock.unlock();
        checkpoint_when_due(true);
        lock.lock();
    }
    work_.wait(lock, wanted);
    return !jobs_.empty() || !steps_.empty();
}

std::vector<sqlite_writer::waiting*> sqlite_writer::take_group() {
    const auto size = std::min(jobs_.size(), static_cast<std::size_t>(settings_.group_jobs_max));
    std::vector<waiting*> group(jobs_.begin(), jobs_.begin() + static_cast<std::ptrdiff_t>(size));
    jobs_.erase(jobs_.begin(), jobs_.begin() + static_cast<std::ptrdiff_t>(size));
    return group;
}

/// One transaction for the whole group. Whoever failed in his own savepoint is answered with his own
/// exception, the others with the fate of the COMMIT.
void sqlite_writer::run_group(std::vector<waiting*>& group) {
    std::vector<waiting*> hopeful;
    std::exception_ptr lost;
    std::vector<std::int64_t> topics;
    auto next = group.begin();
    try {
        connection_.run("BEGIN IMMEDIATE", "begin");
        for (; next != group.end(); ++next) {
            if (run_in_savepoint(**next, topics))
                hopeful.push_back(*next);
        }
        connection_.run("COMMIT", "commit", stage::committing);
    } catch (...) {
        lost = std::current_exception();
        try {
            if (sqlite_in_transaction(connection_.session()))
                connection_.run("ROLLBACK", "rollback");
        } catch (const failure&) {
            // The next BEGIN would say so again, to everyone.
        }
    }
    // The job during which everything was lost counts among those who get the reason; those after it never
    // ran.
    for (; next != group.end(); ++next)
        hopeful.push_back(*next);
    if (!lost && settings_.committed && !topics.empty())
        settings_.committed(topics);
    for (auto* one : hopeful)
        one->answer(lost);
}

/// True when the job's work waits for the COMMIT; false when it was undone and answered. Throws when SQLite
/// gave up the whole transaction, so that nobody's work is left.
bool sqlite_writer::run_in_savepoint(waiting& one, std::vector<std::int64_t>& topics) {
    connection_.run("SAVEPOINT job", "savepoint");
    std::exception_ptr failed;
    {
        transaction tx(connection_);
        try {
            (*one.job)(tx);
            failed = tx.failed();
            if (!failed)
                for (const auto topic : tx.topics())
                    if (std::find(topics.begin(), topics.end(), topic) == topics.end())
                        topics.push_back(topic);
        } catch (...) {
            failed = std::current_exception();
        }
    }
    if (!failed) {
        connection_.run("RELEASE job", "savepoint");
        return true;
    }
    if (!sqlite_in_transaction(connection_.session()))
        std::rethrow_exception(failed);
    connection_.run("ROLLBACK TO job", "savepoint");
    connection_.run("RELEASE job", "savepoint");
    one.answer(std::move(failed));
    return false;
}

void sqlite_writer::run_step(waiting& one) {
    try {
        if ((*one.step)(connection_)) {
            one.answer(nullptr);
            return;
        }
    } catch (...) {
        one.answer(std::current_exception());
        return;
    }
    const std::lock_guard lock(mutex_);
    steps_.push_back(&one);
}

bool sqlite_writer::checkpoint(bool restart) {
    if (!guard_.enter()) return false;
    const bool all = sqlite_checkpoint(connection_.session(), restart);
    guard_.leave();
    return all;
}

void sqlite_writer::write_back() {
    between([this](connection&) {
        checkpoint(true);
        return true;
    });
}

void sqlite_writer::empty_wal() {
    between([this](connection& on) {
        if (guard_.enter()) {
            sqlite_truncate_wal(on.session());
            guard_.leave();
        }
        return true;
    });
}

void sqlite_writer::checkpoint_when_due(bool idle) {
    const int bound = idle ? settings_.checkpoint_pages_idle : settings_.checkpoint_pages_max;
    if (wal_pages_ < wal_pages_left_ + (wal_pages_left_ > 0 ? pages_between_tries : bound))
        return;
    const bool all = checkpoint(!idle);
    wal_pages_left_ = all ? 0 : wal_pages_;
    if (all)
        wal_pages_ = 0;
}

} // namespace krug::store
