// One database, SQLite or PostgreSQL: transactions that read and transactions that write.
// Offices and commands hold a reference; nobody sees connections, and SOCI stays behind this door.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <type_traits>

namespace krug::store {

class transaction;

enum class backend { sqlite = 1, postgresql = 2 };

struct database_settings {
    /// sqlite:///ABSOLUTE/PATH[?vfs=NAME] or any URL that libpq takes (postgresql://…).
    std::string url;
    /// False for a command beside a running service (SQLite): it writes, but leaves every checkpoint to the service, and
    /// the service makes none while such a command has the file open. Two connections that write and checkpoint at once
    /// can corrupt the file (the WAL-reset bug of SQLite 3.7.0 to 3.51.2).
    bool resident = true;
    int readers = 8;           ///< connections for read(), 1..64
    int writers = 8;           ///< connections for write() on PostgreSQL, 1..64; SQLite has one writer
    int lease_wait_ms = 5'000; ///< longest wait for a free connection, then `busy`
    int group_jobs_max = 256;  ///< SQLite: jobs that share one COMMIT
    int checkpoint_pages_idle = 1'000; ///< SQLite: WAL pages that are written back when nobody waits …
    int checkpoint_pages_max = 16'000; ///< … and those that are written back even under load (64 MiB)
    int statement_timeout_ms = 10'000; ///< PostgreSQL
    int lock_timeout_ms = 5'000;       ///< PostgreSQL; SQLite always waits 5 s
    /// Hears after each COMMIT of this process which topics were announced in it (transaction::announce), before any
    /// write() returns. Called from the threads that commit, so it is quick, throws nothing and asks no database.
    std::function<void(std::span<const std::int64_t> topics)> committed;
};

/// Safe from many threads. Every call blocks until it has an answer.
///
/// The callables may run MORE THAN ONCE (PostgreSQL repeats a lost transaction) and on another thread, beside
/// strangers in one COMMIT (SQLite): they do SQL and pure decisions only. No hashing, mail, clock, logging of
/// success, and no read() or write() inside (that aborts). What they return is handed on only after COMMIT.
/// A callable that throws is rolled back and its exception comes out of the call. A store failure that the
/// callable caught and kept to itself comes out all the same: a transaction with a failed statement never
/// commits.
class database {
public:
    /// Opens at least one connection, so that a wrong URL shows at start. Throws failure (malformed URL, no
    /// such server, file not writable).
    explicit database(const database_settings& settings);
    ~database();
    database(const database&) = delete;
    database& operator=(const database&) = delete;

    /// Runs `fn(transaction&)` on one snapshot that cannot be written. Returns what fn returns.
    /// Throws what fn throws, `busy`, `connection_lost`, `failure`.
    template <class F> auto read(F&& fn) const {
        return answer_of(std::forward<F>(fn), [this](const job& run) { run_read(run); });
    }

    /// Runs `fn(transaction&)` and commits; on return it is durable. SQLite: on the one writer thread, in
    /// group commit. PostgreSQL: READ COMMITTED, so gather with row locks (`lock_row`). Throws what fn
    /// throws, `busy`, `connection_lost`, `commit_unknown`, `disk_full`, `failure`.
    template <class F> auto write(F&& fn) {
        return answer_of(std::forward<F>(fn), [this](const job& run) { run_write(run, false); });
    }

    /// The same, SERIALIZABLE on PostgreSQL: for rules over rows that cannot be locked because they are not
    /// there.
    template <class F> auto write_serializable(F&& fn) {
        return answer_of(std::forward<F>(fn), [this](const job& run) { run_write(run, true); });
    }

    backend kind() const;

    /// How many write() calls wait for the writer's next group (SQLite; always 0 on PostgreSQL). For metrics.
    std::size_t waiting() const;

    /// Asks the database for the number one. Throws like read().
    void ping() const;

    /// Number of the newest applied migration, 0 when there is none.
    std::int64_t schema_version() const;

    /// SQLite: copies the live database into the new file `path` (mode 0600) through the writer's connection,
    /// between transactions; on return it is complete and synced. Throws failure if `path` exists or cannot
    /// be written. PostgreSQL: throws failure that names pg_dump.
    void backup_to(const std::string& path);

    /// SQLite: writes the whole WAL back into the file. PostgreSQL: does nothing, the server sees to it.
    void checkpoint();

    /// What was deleted is gone from the files when it returns, as far as the database can see to it. SQLite: the WAL is
    /// written back and emptied (deleted rows are overwritten already). PostgreSQL: nothing; its server vacuums and
    /// recycles its log by its own settings.
    void scrub();

    /// Finishes what is queued, checkpoints, closes. Later calls throw failure. The destructor calls it.
    void close();

private:
    using job = std::function<void(transaction&)>;
    void run_read(const job& run) const;
    void run_write(const job& run, bool serializable);

    template <class F, class Runner> static auto answer_of(F&& fn, Runner runner) {
        using answer = std::invoke_result_t<F&, transaction&>;
        if constexpr (std::is_void_v<answer>) {
            runner(std::ref(fn));
        } else {
            std::optional<answer> kept;
            runner([&](transaction& tx) { kept.emplace(fn(tx)); });
            return std::move(*kept);
        }
    }

    struct parts;
    std::unique_ptr<parts> parts_;
};

} // namespace krug::store
