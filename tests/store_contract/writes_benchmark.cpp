// If this number falls, eighty people at the door wait for the disk one after another instead of together.
// Not a test: prints writes a second of 64 threads through database::write, and of SQLite's own API with 64
// writes in a COMMIT, on the same table in the same folder: store_writes_benchmark [URL of a database for the
// first part]
#include "store/database.hpp"
#include "store/statement.hpp"

#include <sqlite3.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <unistd.h>
#include <vector>

namespace {

using namespace krug;
using steady = std::chrono::steady_clock;

constexpr int threads = 64;
constexpr int writes = 64'000;
constexpr const char* make =
    "CREATE TABLE scan (event_id BIGINT NOT NULL, number BIGINT NOT NULL, note TEXT NOT NULL,"
    " PRIMARY KEY (event_id, number))";

double per_second(steady::time_point since) {
    return writes / std::chrono::duration<double>(steady::now() - since).count();
}

double through_the_store(const std::string& url) {
    store::database_settings settings;
    settings.url = url;
    store::database on(settings);
    on.write([](store::transaction& tx) { store::execute(tx, "make", make); });
    std::atomic<int> next = 0;
    std::vector<std::thread> crew;
    const auto since = steady::now();
    for (int thread = 0; thread < threads; ++thread) {
        crew.emplace_back([&] {
            for (int number = ++next; number <= writes; number = ++next) {
                on.write([&](store::transaction& tx) {
                    store::execute(
                        tx, "scan",
                        "INSERT INTO scan (event_id, number, note) VALUES (:event, :number, :note)", 7,
                        number, "a scan at the door of the hall");
                });
            }
        });
    }
    for (auto& one : crew)
        one.join();
    return per_second(since);
}

void run(sqlite3* on, const char* sql) {
    if (sqlite3_exec(on, sql, nullptr, nullptr, nullptr) != SQLITE_OK)
        std::abort();
}

double raw_grouped(const std::string& path) {
    sqlite3* on = nullptr;
    if (sqlite3_open(path.c_str(), &on) != SQLITE_OK)
        std::abort();
    run(on, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16000;"
            "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384; PRAGMA foreign_keys = ON");
    run(on, make);
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(on, "INSERT INTO scan (event_id, number, note) VALUES (?, ?, ?)", -1, &insert,
                       nullptr);
    const auto since = steady::now();
    for (int number = 1; number <= writes;) {
        run(on, "BEGIN IMMEDIATE");
        for (int one = 0; one < threads; ++one, ++number) {
            run(on, "SAVEPOINT job");
            sqlite3_bind_int64(insert, 1, 7);
            sqlite3_bind_int64(insert, 2, number);
            sqlite3_bind_text(insert, 3, "a scan at the door of the hall", -1, SQLITE_STATIC);
            if (sqlite3_step(insert) != SQLITE_DONE)
                std::abort();
            sqlite3_reset(insert);
            run(on, "RELEASE job");
        }
        run(on, "COMMIT");
    }
    const auto rate = per_second(since);
    sqlite3_finalize(insert);
    sqlite3_close(on);
    return rate;
}

} // namespace

int main(int count, char** words) {
    auto folder = (std::filesystem::temp_directory_path() / "krug_writes_XXXXXX").string();
    if (::mkdtemp(folder.data()) == nullptr)
        return 1;
    if (count > 1) {
        std::printf("%d threads through the store: %.0f/s\n", threads, through_the_store(words[1]));
    } else {
        for (int turn = 0; turn < 3; ++turn) {
            const auto raw = raw_grouped(folder + "/raw" + std::to_string(turn) + ".db");
            const auto ours =
                through_the_store("sqlite://" + folder + "/ours" + std::to_string(turn) + ".db");
            std::printf("raw, %d a commit: %.0f/s; %d threads through the store: %.0f/s; ratio %.2f\n",
                        threads, raw, threads, ours, ours / raw);
        }
    }
    std::filesystem::remove_all(folder);
}
