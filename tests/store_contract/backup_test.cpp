// If this fails, the copy from which an evening is restored is torn, or the queue at the door waits for it.
#include "store/failure.hpp"
#include "store/statement.hpp"
#include "store_contract/database_under_test.hpp"

#include <atomic>
#include <filesystem>
#include <fstream>
#include <sys/stat.h>
#include <thread>

namespace krug::store_contract {
namespace {

using store::database;
using store::execute;
using store::query_one;
using store::transaction;
using number = std::int64_t;

class sqlite_backup : public testing::Test {
protected:
    void SetUp() override {
        settings.url = place.url();
        settings.readers = 2;
        on = std::make_unique<database>(settings);
        on->write([](transaction& tx) {
            execute(tx, "make", "CREATE TABLE scan (id BIGINT NOT NULL PRIMARY KEY, note TEXT NOT NULL)");
            execute(tx, "fill",
                    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
                    " INSERT INTO scan (id, note) SELECT -i, hex(randomblob(200)) FROM n");
        });
    }

    fresh_place place{store::backend::sqlite};
    store::database_settings settings;
    std::unique_ptr<database> on;
    const std::string copy = place.folder() + "/copy.db";
};

// Scans go on while the copy is made; the copy is whole and holds a beginning of what was written, without
// holes.
TEST_F(sqlite_backup, while_writing_the_copy_is_whole) {
    std::atomic<bool> stop = false;
    std::atomic<number> written = 0;
    std::thread writer([&] {
        while (!stop) {
            on->write([&](transaction& tx) {
                execute(tx, "scan", "INSERT INTO scan (id, note) VALUES (:id, 'x')", written + 1);
            });
            ++written;
        }
    });
    while (written == 0)
        std::this_thread::yield();
    const number before = written;
    on->backup_to(copy);
    const number after = written;
    stop = true;
    writer.join();
    EXPECT_GT(after, before);

    store::database_settings restored;
    restored.url = "sqlite://" + copy;
    const database other(restored);
    other.read([&](transaction& tx) {
        EXPECT_EQ(std::get<0>(*query_one<std::string>(tx, "check", "PRAGMA integrity_check")), "ok");
        const auto [rows, most] =
            *query_one<number, number>(tx, "scans", "SELECT COUNT(*), MAX(id) FROM scan WHERE id > 0");
        EXPECT_EQ(rows, most);
        EXPECT_GE(rows, before);
        EXPECT_EQ(std::get<0>(*query_one<number>(tx, "old", "SELECT COUNT(*) FROM scan WHERE id < 0")),
                  20'000);
    });
}

// The copy holds everybody's names: only its owner may read it.
TEST_F(sqlite_backup, the_copy_belongs_to_the_owner_alone) {
    on->backup_to(copy);
    struct stat facts {};
    ASSERT_EQ(::stat(copy.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777U, 0600U);
}

// Yesterday's copy must never be written over, and a failed backup must not stop the service.
TEST_F(sqlite_backup, an_existing_file_is_left_alone) {
    std::ofstream(copy) << "yesterday";
    EXPECT_THROW(on->backup_to(copy), store::failure);
    EXPECT_EQ(std::filesystem::file_size(copy), 9U);
    EXPECT_THROW(on->backup_to(place.folder() + "/no/such/folder.db"), store::failure);
    EXPECT_NO_THROW(on->write(
        [](transaction& tx) { execute(tx, "scan", "INSERT INTO scan (id, note) VALUES (1, '')"); }));
}

} // namespace
} // namespace krug::store_contract
