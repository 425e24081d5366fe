// If this fails, people who registered in the same moment share more than a disk sync: one's mistake hits the
// other.
#include "store/failure.hpp"
#include "store/statement.hpp"
#include "store_contract/database_under_test.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <latch>
#include <sys/stat.h>
#include <thread>

namespace krug::store_contract {
namespace {

using store::database;
using store::execute;
using store::query_one;
using store::transaction;
using number = std::int64_t;
using job = std::function<void(transaction&)>;

class sqlite_writing : public testing::Test {
protected:
    void SetUp() override {
        settings.url = place.url();
        settings.readers = 2;
        on = std::make_unique<database>(settings);
        on->write([](transaction& tx) {
            execute(tx, "make", "CREATE TABLE hall (id BIGINT NOT NULL PRIMARY KEY)");
            execute(tx, "make",
                    "CREATE TABLE seat (id BIGINT NOT NULL PRIMARY KEY,"
                    " hall BIGINT REFERENCES hall (id) DEFERRABLE INITIALLY DEFERRED, note TEXT)");
        });
    }

    static void insert(transaction& tx, number id) {
        execute(tx, "seat", "INSERT INTO seat (id) VALUES (:id)", id);
    }

    number count() {
        return std::get<0>(*on->read(
            [](transaction& tx) { return query_one<number>(tx, "count", "SELECT COUNT(*) FROM seat"); }));
    }

    /// Runs all jobs in one group: the writer is held until every one of them waits.
    std::vector<std::exception_ptr> in_one_group(const std::vector<job>& jobs) {
        std::latch begun(1);
        std::latch release(1);
        std::thread holder([&] {
            on->write([&](transaction&) {
                begun.count_down();
                release.wait();
            });
        });
        begun.wait();
        std::vector<std::exception_ptr> fates(jobs.size());
        std::vector<std::thread> crew;
        for (std::size_t index = 0; index < jobs.size(); ++index) {
            crew.emplace_back([&, index] {
                try {
                    on->write(jobs[index]);
                } catch (...) {
                    fates[index] = std::current_exception();
                }
            });
            while (on->waiting() <= index)
                std::this_thread::yield();
        }
        release.count_down();
        holder.join();
        for (auto& one : crew)
            one.join();
        return fates;
    }

    template <class Expected> static bool is(const std::exception_ptr& fate) {
        try {
            if (fate)
                std::rethrow_exception(fate);
        } catch (const Expected&) {
            return true;
        } catch (...) {
        }
        return false;
    }

    fresh_place place{store::backend::sqlite};
    store::database_settings settings;
    std::unique_ptr<database> on;
};

// One guest's duplicate must not undo the guests before and after him in the same commit.
TEST_F(sqlite_writing, a_job_that_fails_falls_alone) {
    const auto fates = in_one_group({[](transaction& tx) { insert(tx, 1); },
                                     [](transaction& tx) {
                                         insert(tx, 2);
                                         insert(tx, 1);
                                     },
                                     [](transaction& tx) {
                                         insert(tx, 3);
                                         throw std::runtime_error("own");
                                     },
                                     [](transaction& tx) { insert(tx, 4); }});
    EXPECT_FALSE(fates[0]);
    EXPECT_TRUE(is<store::duplicate_key>(fates[1]));
    EXPECT_TRUE(is<std::runtime_error>(fates[2]));
    EXPECT_FALSE(fates[3]);
    EXPECT_EQ(count(), 2);
}

// If the shared COMMIT fails nobody may be told yes, and whoever failed before keeps his own reason.
TEST_F(sqlite_writing, a_commit_that_fails_fails_everyone_in_it) {
    const auto fates = in_one_group(
        {[](transaction& tx) { insert(tx, 1); },
         [](transaction& tx) { execute(tx, "seat", "INSERT INTO seat (id, hall) VALUES (2, 77)"); },
         [](transaction& tx) {
             insert(tx, 3);
             throw std::runtime_error("own");
         },
         [](transaction& tx) { insert(tx, 4); }});
    EXPECT_TRUE(is<store::constraint_broken>(fates[0]));
    EXPECT_TRUE(is<store::constraint_broken>(fates[1]));
    EXPECT_TRUE(is<std::runtime_error>(fates[2]));
    EXPECT_TRUE(is<store::constraint_broken>(fates[3]));
    EXPECT_EQ(count(), 0);
    EXPECT_NO_THROW(on->write([](transaction& tx) { insert(tx, 1); }));
    EXPECT_EQ(count(), 1);
}

// A full disk is said as such, yes is said only to whoever is stored, and after making room it goes on.
TEST_F(sqlite_writing, a_full_disk_fails_clearly_and_passes) {
    number pages = 0;
    on->write([&](transaction& tx) {
        pages = std::get<0>(*query_one<number>(tx, "pages", "PRAGMA page_count"));
        store::query<number>(tx, "limit", "PRAGMA max_page_count = " + std::to_string(pages + 4));
    });
    const auto large = [](transaction& tx) {
        execute(tx, "large", "INSERT INTO seat (id, note) VALUES (:id, :note)", 2, std::string(400'000, 'x'));
    };
    const auto fates =
        in_one_group({[](transaction& tx) { insert(tx, 1); }, large, [](transaction& tx) { insert(tx, 3); }});
    EXPECT_TRUE(is<store::disk_full>(fates[1]));
    EXPECT_EQ(count(), (fates[0] ? 0 : 1) + (fates[2] ? 0 : 1));
    on->write([](transaction& tx) { store::query<number>(tx, "limit", "PRAGMA max_page_count = 1000000"); });
    EXPECT_NO_THROW(on->write(large));
}

// A second program on the same file (an operator's shell) makes callers wait, and then the failure is "busy".
TEST_F(sqlite_writing, a_lock_from_outside_is_busy) {
    std::latch begun(1);
    std::latch release(1);
    database other(settings);
    std::thread holder([&] {
        other.write([&](transaction& tx) {
            insert(tx, 1);
            begun.count_down();
            release.wait();
        });
    });
    begun.wait();
    EXPECT_THROW(on->write([](transaction& tx) { insert(tx, 2); }), store::busy);
    release.count_down();
    holder.join();
    EXPECT_NO_THROW(on->write([](transaction& tx) { insert(tx, 2); }));
    EXPECT_EQ(count(), 2);
}

// Nobody else on the machine may read the names of the guests.
TEST_F(sqlite_writing, files_belong_to_the_owner_alone) {
    on->write([](transaction& tx) { insert(tx, 1); });
    int seen = 0;
    for (const auto& file : std::filesystem::directory_iterator(place.folder())) {
        struct stat facts {};
        ASSERT_EQ(::stat(file.path().c_str(), &facts), 0);
        EXPECT_EQ(facts.st_mode & 077U, 0U) << file.path();
        ++seen;
    }
    EXPECT_GE(seen, 2);
}

// An evening of writing must not fill the disk with the log: under load it is written back at the bound.
TEST_F(sqlite_writing, the_log_stays_bounded_under_load) {
    on.reset();
    settings.checkpoint_pages_idle = 100'000;
    settings.checkpoint_pages_max = 200;
    on = std::make_unique<database>(settings);
    for (number id = 1; id <= 400; ++id) {
        on->write([&](transaction& tx) {
            execute(tx, "note", "INSERT INTO seat (id, note) VALUES (:id, :note)", id,
                    std::string(12'000, 'n'));
        });
    }
    // 400 rows are 1,600 pages and more; the log begins anew each time it was written back.
    EXPECT_LT(std::filesystem::file_size(place.folder() + "/krug.db-wal"), 400U * 4'120U);
    EXPECT_GT(std::filesystem::file_size(place.folder() + "/krug.db"), 1'000U * 4'096U);
}

// Whoever copies the file after the program has ended must have everything in it.
TEST_F(sqlite_writing, after_the_end_everything_is_in_the_one_file) {
    on->write([](transaction& tx) { insert(tx, 1); });
    on.reset();
    EXPECT_FALSE(std::filesystem::exists(place.folder() + "/krug.db-wal"));
    on = std::make_unique<database>(settings);
    EXPECT_EQ(count(), 1);
}

// The settings on which "yes means written" rests.
TEST_F(sqlite_writing, the_writer_is_set_to_durable) {
    on->write([](transaction& tx) {
        const auto ask = [&](const std::string& pragma) {
            return std::get<0>(*query_one<number>(tx, "pragma", "PRAGMA " + pragma));
        };
        EXPECT_EQ(ask("synchronous"), 2);
        EXPECT_EQ(ask("foreign_keys"), 1);
        EXPECT_EQ(ask("trusted_schema"), 0);
        EXPECT_EQ(ask("wal_autocheckpoint"), 0);
        EXPECT_EQ(std::get<0>(*query_one<std::string>(tx, "pragma", "PRAGMA journal_mode")), "wal");
    });
    on->read([](transaction& tx) {
        EXPECT_EQ(std::get<0>(*query_one<number>(tx, "pragma", "PRAGMA query_only")), 1);
    });
}

// A wrong address shows at start, and says nothing of a password in it.
TEST(database_url, a_wrong_one_fails_at_once_without_its_secrets) {
    for (const std::string url :
         {"", "mysql://u:sesame@h/d", "sqlite://", "sqlite:///", "sqlite:///no/such/folder/x.db",
          "sqlite:///tmp/x.db?mode=ro", "sqlite:///tmp/\".db", "postgresql://u:sesame@h:notaport/d?bad",
          "postgresql://u:sesame@127.0.0.1:1/d"}) {
        try {
            store::database_settings settings;
            settings.url = url;
            const database never(settings);
            ADD_FAILURE() << url;
        } catch (const store::failure& failed) {
            EXPECT_EQ(std::string(failed.what()).find("sesame"), std::string::npos) << failed.what();
        }
    }
}

} // namespace
} // namespace krug::store_contract
