#include "store/database.hpp"

#include "ground/check.hpp"
#include "store/connection_pool.hpp"
#include "store/failure.hpp"
#include "store/migrations.hpp"
#include "store/sqlite_handle.hpp"
#include "store/sqlite_writer.hpp"
#include "store/statement.hpp"

#include <chrono>
#include <random>
#include <thread>

namespace krug::store {
namespace {

using job = std::function<void(transaction&)>;

constexpr int tries_max = 8;

/// Waits a little and at random, longer each time, so that two who collided do not collide again.
void step_aside(int tries) {
    thread_local std::minstd_rand dice(static_cast<std::minstd_rand::result_type>(
        std::chrono::steady_clock::now().time_since_epoch().count()));
    std::uniform_int_distribution<int> microseconds(0, 1'000 << std::min(tries, 6));
    std::this_thread::sleep_for(std::chrono::microseconds(microseconds(dice)));
}

/// A connection may have died while it lay idle; nothing was lost then, so a new one is opened without ado.
void begin(connection_pool::lease& on, const char* sql) {
    try {
        on->run(sql, "begin");
    } catch (const connection_lost&) {
        on.reopen();
        on->run(sql, "begin");
    }
}

void roll_back(connection_pool::lease& on) noexcept {
    try {
        on->run("ROLLBACK", "rollback");
    } catch (...) {
        on.doubt();
    }
}

/// One transaction on a leased connection, from BEGIN to COMMIT.
void run_leased(connection_pool::lease& on, const char* begin_sql, const job& run, const database_settings* heard = nullptr) {
    begin(on, begin_sql);
    try {
        transaction tx(*on);
        run(tx);
        if (tx.failed())
            std::rethrow_exception(tx.failed());
        on->run("COMMIT", "commit", stage::committing);
        if (heard != nullptr && heard->committed && !tx.topics().empty())
            heard->committed(tx.topics());
    } catch (const connection_lost&) {
        on.doubt();
        throw;
    } catch (const commit_unknown&) {
        on.doubt();
        throw;
    } catch (...) {
        roll_back(on);
        throw;
    }
}

/// How deep this thread is in callables of read() and write(): one inside another would wait for itself.
thread_local bool inside = false;

class inside_mark {
public:
    inside_mark() {
        KRUG_CHECK(!inside);
        inside = true;
    }
    ~inside_mark() { inside = false; }
    inside_mark(const inside_mark&) = delete;
    inside_mark& operator=(const inside_mark&) = delete;
};

} // namespace

struct database::parts {
    explicit parts(const database_settings& settings)
        : given(settings), speaks(dialect_of(settings)),
          // The writer first: it makes the file that readers then find.
          writer(speaks.kind == backend::sqlite ? std::make_unique<sqlite_writer>(settings) : nullptr),
          writers(writer ? nullptr
                         : std::make_unique<connection_pool>(speaks, settings, purpose::writing,
                                                             settings.writers)),
          readers(speaks, settings, purpose::reading, settings.readers) {}

    const database_settings given;
    const dialect& speaks;
    std::unique_ptr<sqlite_writer> writer;    ///< SQLite
    std::unique_ptr<connection_pool> writers; ///< PostgreSQL
    connection_pool readers;
};

database::database(const database_settings& settings) : parts_(std::make_unique<parts>(settings)) {}

database::~database() {
    close();
}

void database::run_read(const job& run) const {
    const inside_mark mark;
    auto lease = parts_->readers.take();
    run_leased(lease, parts_->speaks.begin_read, run);
}

void database::run_write(const job& run, bool serializable) {
    const inside_mark mark;
    if (parts_->writer) {
        parts_->writer->write(run);
        return;
    }
    const char* const begin_sql =
        serializable ? parts_->speaks.begin_serializable : parts_->speaks.begin_write;
    for (int tries = 1;; ++tries) {
        try {
            auto lease = parts_->writers->take();
            run_leased(lease, begin_sql, run, &parts_->given);
            return;
        } catch (const serialization_lost&) {
            if (tries == tries_max)
                throw;
        }
        // Without the lease: the one who won may need the connection.
        step_aside(tries);
    }
}

backend database::kind() const {
    return parts_->speaks.kind;
}

std::size_t database::waiting() const {
    return parts_->writer ? parts_->writer->waiting_jobs() : 0;
}

void database::ping() const {
    read([](transaction& tx) { return query_one<std::int64_t>(tx, "ping", "SELECT 1"); });
}

std::int64_t database::schema_version() const {
    return newest_applied(*this);
}

void database::backup_to(const std::string& path) {
    if (!parts_->writer)
        throw failure("backup", "on PostgreSQL use pg_dump");
    std::unique_ptr<sqlite_backup> copy;
    parts_->writer->between([&](connection& on) {
        if (!copy)
            copy = std::make_unique<sqlite_backup>(on.session(), path);
        const bool complete = copy->step();
        // Also when it throws, the writer's thread is the one to let go of its connection.
        if (complete)
            copy.reset();
        return complete;
    });
}

void database::checkpoint() {
    if (!parts_->writer)
        return;
    parts_->writer->write_back();
}

void database::scrub() {
    if (parts_->writer)
        parts_->writer->empty_wal();
}

void database::close() {
    parts_->readers.close();
    if (parts_->writer)
        parts_->writer->close();
    if (parts_->writers)
        parts_->writers->close();
}

} // namespace krug::store
