// If this fails, a hiccup of the database server is told to guests as a no, or as a yes that was never
// written.
#include "store/failure.hpp"
#include "store/statement.hpp"
#include "store_contract/database_under_test.hpp"

#include <atomic>
#include <barrier>
#include <latch>
#include <thread>

namespace krug::store_contract {
namespace {

using store::database;
using store::execute;
using store::query;
using store::query_one;
using store::transaction;
using number = std::int64_t;

class postgresql : public testing::Test {
protected:
    void SetUp() override {
        if (!fresh_place::available(store::backend::postgresql)) {
            GTEST_SKIP() << "NOT TESTED ON POSTGRESQL: set KRUG_TEST_POSTGRESQL to a postgresql:// URL";
        }
        place = std::make_unique<fresh_place>(store::backend::postgresql);
        settings.url = place->url();
        settings.readers = 2;
        settings.writers = 2;
        on = std::make_unique<database>(settings);
        on->write([](transaction& tx) {
            execute(tx, "make", "CREATE TABLE seat (id BIGINT NOT NULL PRIMARY KEY, taken BIGINT NOT NULL)");
            execute(tx, "fill", "INSERT INTO seat (id, taken) VALUES (1, 0), (2, 0)");
        });
    }

    static number backend_of(transaction& tx) {
        return std::get<0>(*query_one<number>(tx, "pid", "SELECT CAST(pg_backend_pid() AS BIGINT)"));
    }
    /// Ends a server process and waits until it is gone; by a connection of its own.
    void kill(number pid) const {
        database other(settings);
        other.write([&](transaction& tx) {
            const auto gone = query_one<bool>(
                tx, "kill", "SELECT CAST(pg_terminate_backend(CAST(:pid AS INTEGER), 5000) AS INTEGER)", pid);
            ASSERT_TRUE(std::get<0>(*gone));
        });
    }
    number sum() {
        return std::get<0>(*on->read([](transaction& tx) {
            return query_one<number>(tx, "sum", "SELECT CAST(SUM(taken) AS BIGINT) FROM seat");
        }));
    }

    std::unique_ptr<fresh_place> place;
    store::database_settings settings;
    std::unique_ptr<database> on;
};

// Two who decide on the same facts at once: one decision is repeated on the new facts, none is lost.
TEST_F(postgresql, a_lost_serializable_transaction_is_repeated) {
    std::barrier both(2);
    std::atomic<int> runs = 0;
    const auto take = [&] {
        bool first = true;
        on->write_serializable([&](transaction& tx) {
            ++runs;
            const auto taken =
                std::get<0>(*query_one<number>(tx, "sum", "SELECT CAST(SUM(taken) AS BIGINT) FROM seat"));
            if (first)
                both.arrive_and_wait();
            first = false;
            execute(tx, "take", "UPDATE seat SET taken = :taken WHERE id = 1", taken + 1);
        });
    };
    std::thread other(take);
    take();
    other.join();
    EXPECT_EQ(sum(), 2);
    EXPECT_EQ(runs, 3);
}

// Two who lock the same rows crosswise: the server ends one of them, and he is repeated.
TEST_F(postgresql, a_deadlock_is_repeated) {
    std::barrier both(2);
    std::atomic<int> runs = 0;
    const auto take = [&](number first_row, number second_row) {
        bool first = true;
        on->write([&](transaction& tx) {
            ++runs;
            execute(tx, "take", "UPDATE seat SET taken = taken + 1 WHERE id = :id", first_row);
            if (first)
                both.arrive_and_wait();
            first = false;
            execute(tx, "take", "UPDATE seat SET taken = taken + 1 WHERE id = :id", second_row);
        });
    };
    std::thread other([&] { take(1, 2); });
    take(2, 1);
    other.join();
    EXPECT_EQ(sum(), 4);
    EXPECT_GE(runs, 3); // on a busy machine they may meet once more
    EXPECT_LE(runs, 6);
}

// A transaction that always loses must end in "busy", not go on for ever.
TEST_F(postgresql, repetition_has_an_end) {
    int runs = 0;
    EXPECT_THROW(on->write([&](transaction& tx) {
        ++runs;
        execute(tx, "lose", "DO 'BEGIN RAISE EXCEPTION SQLSTATE ''40001''; END'");
    }),
                 store::busy);
    EXPECT_EQ(runs, 8);
}

// The line breaks in the middle: nothing is written, the caller is told so, the next caller is served.
TEST_F(postgresql, a_connection_lost_in_the_middle_writes_nothing) {
    EXPECT_THROW(on->write([&](transaction& tx) {
        execute(tx, "take", "UPDATE seat SET taken = 5 WHERE id = 1");
        const auto pid = backend_of(tx);
        std::thread([&] { kill(pid); }).join();
        execute(tx, "take", "UPDATE seat SET taken = 5 WHERE id = 2");
    }),
                 store::connection_lost);
    EXPECT_EQ(sum(), 0);
    EXPECT_NO_THROW(on->write([](transaction& tx) { execute(tx, "take", "UPDATE seat SET taken = 1"); }));
    EXPECT_EQ(sum(), 2);
}

// The server was restarted overnight: the first visitor of the morning must not meet the dead connections.
TEST_F(postgresql, connections_that_died_idle_are_replaced_unnoticed) {
    number pid = 0;
    on->read([&](transaction& tx) { pid = backend_of(tx); });
    kill(pid);
    EXPECT_NO_THROW(on->ping());
    on->write([&](transaction& tx) { pid = backend_of(tx); });
    kill(pid);
    EXPECT_NO_THROW(
        on->write([](transaction& tx) { execute(tx, "take", "UPDATE seat SET taken = 1 WHERE id = 1"); }));
    EXPECT_EQ(sum(), 1);
}

// The line breaks during COMMIT: the answer is "not known", never "no".
TEST_F(postgresql, a_commit_without_an_answer_is_unknown) {
    on->write([](transaction& tx) {
        execute(tx, "make",
                "CREATE FUNCTION drop_me() RETURNS trigger LANGUAGE plpgsql AS"
                " 'BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NULL; END'");
        execute(tx, "make",
                "CREATE CONSTRAINT TRIGGER late AFTER UPDATE ON seat DEFERRABLE INITIALLY DEFERRED"
                " FOR EACH ROW EXECUTE FUNCTION drop_me()");
    });
    EXPECT_THROW(
        on->write([](transaction& tx) { execute(tx, "take", "UPDATE seat SET taken = 1 WHERE id = 1"); }),
        store::commit_unknown);
    EXPECT_NO_THROW(on->ping());
    EXPECT_EQ(sum(), 0);
}

// Somebody holds the row too long: the caller hears "busy" after the lock timeout, and the connection stays
// good.
TEST_F(postgresql, waiting_for_a_row_ends_in_busy) {
    settings.lock_timeout_ms = 50;
    database impatient(settings);
    on->write([&](transaction& tx) {
        execute(tx, "take", "UPDATE seat SET taken = 1 WHERE id = 1");
        std::thread([&] {
            EXPECT_THROW(impatient.write([](transaction& other) {
                execute(other, "take", "UPDATE seat SET taken = 2 WHERE id = 1");
            }),
                         store::busy);
        }).join();
    });
    EXPECT_EQ(sum(), 1);
}

// A query that would run for ever is ended by the server.
TEST_F(postgresql, a_statement_has_its_time) {
    settings.statement_timeout_ms = 50;
    database impatient(settings);
    EXPECT_THROW(impatient.read([](transaction& tx) {
        query<std::string>(tx, "long", "SELECT CAST(pg_sleep(30) AS TEXT)");
    }),
                 store::busy);
    EXPECT_NO_THROW(impatient.ping());
}

// Whoever orders a backup here must be told which tool makes one.
TEST_F(postgresql, backup_names_the_right_tool) {
    try {
        on->backup_to(place->folder() + "/copy.db");
        FAIL();
    } catch (const store::failure& failed) {
        EXPECT_NE(std::string(failed.what()).find("pg_dump"), std::string::npos);
    }
}

} // namespace
} // namespace krug::store_contract
