// If this fails, somebody is told "you are registered" and is not, or is refused over a stranger's mistake.
#include "store/failure.hpp"
#include "store/statement.hpp"
#include "store_contract/database_under_test.hpp"

#include <barrier>
#include <future>
#include <latch>
#include <thread>

namespace krug::store_contract {
namespace {

using store::execute;
using store::query;
using store::query_one;
using store::transaction;
using number = std::int64_t;

class transactions : public database_under_test {
protected:
    void make_table() {
        database().write([](transaction& tx) {
            execute(tx, "make_guest",
                    "CREATE TABLE guest (id BIGINT NOT NULL PRIMARY KEY, name TEXT NOT NULL UNIQUE)");
        });
    }
    void insert(transaction& tx, number id, const std::string& name) {
        execute(tx, "insert_guest", "INSERT INTO guest (id, name) VALUES (:id, :name)", id, name);
    }
    number count() {
        return std::get<0>(*database().read([](transaction& tx) {
            return query_one<number>(tx, "count_guests", "SELECT COUNT(*) FROM guest");
        }));
    }
};

// A guest whose registration broke half-way must not stay on the list.
TEST_P(transactions, what_throws_is_undone_and_the_exception_comes_out) {
    make_table();
    EXPECT_THROW(database().write([&](transaction& tx) {
        insert(tx, 1, "Анна");
        throw std::out_of_range("stop");
    }),
                 std::out_of_range);
    EXPECT_EQ(count(), 0);
}

// The answer that a guest sees is the one that was decided inside.
TEST_P(transactions, the_answer_comes_back_and_is_visible_to_the_next_reader) {
    make_table();
    const auto answer = database().write([&](transaction& tx) {
        insert(tx, 1, "Анна");
        return std::string("готово");
    });
    EXPECT_EQ(answer, "готово");
    EXPECT_EQ(count(), 1);
    EXPECT_EQ(std::get<0>(*another()->read([](transaction& tx) {
                  return query_one<std::string>(tx, "name", "SELECT name FROM guest WHERE id = :id", 1);
              })),
              "Анна");
}

// The second Anna must be told that the place is taken, by name of the key, and the first one stays.
TEST_P(transactions, a_duplicate_key_says_so_and_which) {
    make_table();
    database().write([&](transaction& tx) { insert(tx, 1, "Анна"); });
    try {
        database().write([&](transaction& tx) { insert(tx, 2, "Анна"); });
        FAIL() << "the same name was taken twice";
    } catch (const store::duplicate_key& failed) {
        EXPECT_EQ(failed.query(), "insert_guest");
        EXPECT_EQ(failed.key(), on_sqlite() ? "guest.name" : "guest_name_key");
    }
    EXPECT_THROW(database().write([&](transaction& tx) { insert(tx, 1, "Борис"); }), store::duplicate_key);
    EXPECT_EQ(count(), 1);
}

// A careless catch inside must not turn into a lost registration that was reported as kept.
TEST_P(transactions, a_swallowed_failure_still_prevents_the_commit) {
    make_table();
    database().write([&](transaction& tx) { insert(tx, 1, "Анна"); });
    EXPECT_THROW(database().write([&](transaction& tx) {
        insert(tx, 2, "Борис");
        try {
            insert(tx, 3, "Анна");
        } catch (const store::duplicate_key&) {
        }
    }),
                 store::duplicate_key);
    EXPECT_EQ(count(), 1);
}

// The last judge against overselling is a CHECK; its verdict must not look like a full hall or a lost line.
TEST_P(transactions, a_broken_check_null_or_reference_is_a_constraint) {
    database().write([](transaction& tx) {
        execute(
            tx, "make",
            "CREATE TABLE hall (id BIGINT NOT NULL PRIMARY KEY, taken BIGINT NOT NULL CHECK (taken <= 2))");
        execute(tx, "make", "CREATE TABLE seat (hall_id BIGINT NOT NULL REFERENCES hall (id))");
        execute(tx, "fill", "INSERT INTO hall (id, taken) VALUES (1, 2)");
    });
    EXPECT_THROW(
        database().write([](transaction& tx) { execute(tx, "take", "UPDATE hall SET taken = taken + 1"); }),
        store::constraint_broken);
    EXPECT_THROW(database().write([](transaction& tx) {
        execute(tx, "null", "INSERT INTO hall (id, taken) VALUES (2, :taken)", std::optional<number>());
    }),
                 store::constraint_broken);
    EXPECT_THROW(database().write(
                     [](transaction& tx) { execute(tx, "seat", "INSERT INTO seat (hall_id) VALUES (7)"); }),
                 store::constraint_broken);
}

// A page that only shows must never be able to change what it shows.
TEST_P(transactions, readers_cannot_write) {
    make_table();
    EXPECT_THROW(database().read([&](transaction& tx) { insert(tx, 1, "Анна"); }), store::failure);
    EXPECT_EQ(count(), 0);
}

// A list and the count above it must come from one moment, or eighty people are counted as seventy-nine.
TEST_P(transactions, a_reader_sees_one_moment) {
    make_table();
    database().read([&](transaction& tx) {
        const auto ask = [&] {
            return std::get<0>(*query_one<number>(tx, "count_guests", "SELECT COUNT(*) FROM guest"));
        };
        const auto before = ask();
        std::thread([&] { database().write([&](transaction& other) { insert(other, 1, "Анна"); }); }).join();
        EXPECT_EQ(ask(), before);
    });
    EXPECT_EQ(count(), 1);
}

// When all readers are busy a visitor must hear "busy" in bounded time, and the next one be served.
TEST_P(transactions, no_free_connection_is_busy_and_passes) {
    settings.readers = 1;
    settings.lease_wait_ms = 20;
    std::latch leased(1);
    std::latch release(1);
    database();
    auto other = std::async(std::launch::async, [&] {
        database().read([&](transaction&) {
            leased.count_down();
            release.wait();
        });
    });
    leased.wait();
    EXPECT_THROW(database().ping(), store::busy);
    release.count_down();
    other.get();
    EXPECT_NO_THROW(database().ping());
}

// At the rush everyone who was told yes must be there, and nobody twice.
TEST_P(transactions, sixty_four_threads_lose_nothing) {
    make_table();
    constexpr int threads = 64;
    constexpr int each = 20;
    std::atomic<int> refused = 0;
    std::vector<std::thread> crew;
    for (int thread = 0; thread < threads; ++thread) {
        crew.emplace_back([&, thread] {
            for (int turn = 0; turn < each; ++turn) {
                try {
                    // Every tenth name belongs to everybody, so most of those attempts must fail alone.
                    const auto name = turn % 10 == 0 ? "common " + std::to_string(turn)
                                                     : std::to_string(thread) + " " + std::to_string(turn);
                    database().write([&](transaction& tx) { insert(tx, thread * each + turn, name); });
                } catch (const store::duplicate_key&) {
                    ++refused;
                }
            }
        });
    }
    for (auto& one : crew)
        one.join();
    EXPECT_EQ(refused, 2 * (threads - 1));
    EXPECT_EQ(count(), threads * each - refused);
}

// After the house is closed a late caller gets an answer, not a hang or a crash.
TEST_P(transactions, after_close_calls_fail) {
    make_table();
    database().close();
    EXPECT_THROW(database().ping(), store::failure);
    EXPECT_THROW(database().write([](transaction&) {}), store::failure);
}

// What waits when the program is told to stop was promised to somebody and is still written.
TEST_P(transactions, close_finishes_what_is_queued) {
    make_table();
    std::latch begun(1);
    std::latch release(1);
    auto first = std::async(std::launch::async, [&] {
        database().write([&](transaction& tx) {
            insert(tx, 1, "Анна");
            begun.count_down();
            release.wait();
        });
    });
    begun.wait();
    auto closing = std::async(std::launch::async, [&] { database().close(); });
    release.count_down();
    EXPECT_NO_THROW(first.get());
    closing.get();
    EXPECT_EQ(std::get<0>(*another()->read([](transaction& tx) {
                  return query_one<number>(tx, "count_guests", "SELECT COUNT(*) FROM guest");
              })),
              1);
}

// Only a name without secrets may reach a log: no failure text holds what a guest typed.
TEST_P(transactions, no_failure_text_holds_a_bound_value) {
    const std::string canary = "ivanova-canary@example.org";
    database().write([](transaction& tx) {
        execute(tx, "make",
                "CREATE TABLE person (email TEXT NOT NULL PRIMARY KEY CHECK (email <> 'x'), age BIGINT NOT "
                "NULL)");
    });
    const auto insert_person = [&](transaction& tx, const std::string& email, std::optional<number> age) {
        execute(tx, "person", "INSERT INTO person (email, age) VALUES (:email, :age)", email, age);
    };
    database().write([&](transaction& tx) { insert_person(tx, canary, 1); });
    const std::vector<std::function<void(transaction&)>> attempts{
        [&](transaction& tx) { insert_person(tx, canary, 1); },
        [&](transaction& tx) { insert_person(tx, canary + "2", std::nullopt); },
        [&](transaction& tx) { insert_person(tx, canary + std::string(1, '\0'), 1); },
        [&](transaction& tx) {
            execute(tx, "syntax", "INSERT INTO nowhere (email) VALUES (:email)", canary);
        },
        [&](transaction& tx) {
            query<number>(tx, "cast", "SELECT CAST(:email AS BIGINT) + abs(-9223372036854775807 - 1)",
                          canary);
        },
        [&](transaction& tx) {
            query<number>(tx, "null",
                          "SELECT age FROM person WHERE email = :email AND age IS NULL UNION SELECT NULL "
                          "FROM person WHERE email = :email",
                          canary);
        },
    };
    for (std::size_t index = 0; index < attempts.size(); ++index) {
        try {
            database().write(attempts[index]);
            ADD_FAILURE() << "attempt " << index << " did not fail";
        } catch (const std::exception& failed) {
            EXPECT_EQ(std::string(failed.what()).find("canary"), std::string::npos) << failed.what();
            EXPECT_NE(dynamic_cast<const store::failure*>(&failed), nullptr) << failed.what();
        }
    }
}

KRUG_ON_BOTH(transactions);

} // namespace
} // namespace krug::store_contract
