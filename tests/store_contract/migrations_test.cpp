// If this fails, an upgrade loses people's registrations or the service starts on tables it does not
// understand.
#include "store/failure.hpp"
#include "store/migrations.hpp"
#include "store/statement.hpp"
#include "store_contract/database_under_test.hpp"

#include <atomic>
#include <thread>

namespace krug::store_contract {
namespace {

using store::execute;
using store::migration;
using store::query;
using store::query_one;
using store::transaction;
using number = std::int64_t;

constexpr ground::utc_seconds noon = 1'790'000'000;

class migrations : public database_under_test {
protected:
    const migration first{1, "create_guest",
                          "CREATE TABLE guest (id BIGINT NOT NULL PRIMARY KEY); -- one;\n"
                          "INSERT INTO guest (id) VALUES (1);",
                          "aa"};
    const migration second{2, "add_name", "ALTER TABLE guest ADD COLUMN name TEXT;", "bb"};
    const migration broken{2, "add_name",
                           "ALTER TABLE guest ADD COLUMN name TEXT; INSERT INTO nowhere VALUES (1);", "bb"};

    number guests() {
        return std::get<0>(*database().read(
            [](transaction& tx) { return query_one<number>(tx, "count", "SELECT COUNT(*) FROM guest"); }));
    }
};

// What the program carries goes onto an empty database, and a second time nothing happens.
TEST_P(migrations, our_own_apply_once) {
    const auto carried = store::migrations_for(GetParam());
    ASSERT_FALSE(carried.empty());
    EXPECT_EQ(store::pending(database()).size(), carried.size());
    EXPECT_THROW(store::require_schema(database()), store::schema_behind);
    EXPECT_EQ(database().schema_version(), 0);
    EXPECT_EQ(store::migrate(database(), noon), static_cast<int>(carried.size()));
    EXPECT_EQ(store::migrate(database(), noon + 1), 0);
    EXPECT_TRUE(store::pending(database()).empty());
    EXPECT_NO_THROW(store::require_schema(database()));
    EXPECT_EQ(database().schema_version(), carried.back().number);
    const auto times = database().read([](transaction& tx) {
        return query<number>(tx, "times", "SELECT applied_at FROM schema_migration");
    });
    for (const auto& [at] : times)
        EXPECT_EQ(at, noon);
}

// A step that breaks half-way leaves nothing of itself, and after repair the upgrade goes on from there.
TEST_P(migrations, a_broken_step_leaves_nothing_and_can_be_resumed) {
    EXPECT_THROW(store::migrate(database(), noon, std::vector{first, broken}), store::failure);
    EXPECT_EQ(database().schema_version(), 1);
    EXPECT_EQ(guests(), 1);
    EXPECT_THROW(
        database().read([](transaction& tx) { query<std::string>(tx, "name", "SELECT name FROM guest"); }),
        store::failure);
    EXPECT_EQ(store::migrate(database(), noon, std::vector{first, second}), 1);
    EXPECT_EQ(guests(), 1);
}

// Somebody edited a step that was applied long ago: the two histories must not be mixed.
TEST_P(migrations, a_changed_step_is_refused) {
    store::migrate(database(), noon, std::vector{first});
    auto changed = first;
    changed.checksum = "cc";
    EXPECT_THROW(store::migrate(database(), noon, std::vector{changed, second}), store::schema_changed);
    EXPECT_EQ(database().schema_version(), 1);
}

// An old program on a newer database must stop instead of guessing; one step ahead can be allowed by its
// caller.
TEST_P(migrations, a_newer_database_is_refused) {
    store::migrate(database(), noon);
    const auto newest = database().schema_version();
    database().write([&](transaction& tx) {
        execute(tx, "newer",
                "INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES (:n, 'x', 'y', 0)",
                newest + 1);
    });
    EXPECT_THROW(store::migrate(database(), noon), store::schema_ahead);
    EXPECT_THROW(store::pending(database()), store::schema_ahead);
    EXPECT_THROW(store::require_schema(database()), store::schema_ahead);
    EXPECT_NO_THROW(store::require_schema(database(), 1));
}

// Two servers started at once must not both create the tables.
TEST_P(migrations, two_at_once_apply_each_step_once) {
    database();
    auto other = another();
    std::atomic<int> applied = 0;
    std::thread thread([&] { applied += store::migrate(*other, noon, std::vector{first, second}); });
    applied += store::migrate(database(), noon, std::vector{first, second});
    thread.join();
    EXPECT_EQ(applied, 2);
    EXPECT_EQ(guests(), 1);
}

KRUG_ON_BOTH(migrations);

// A semicolon inside a text, a comment or a trigger must not cut a step in two.
TEST(script, is_split_where_statements_end) {
    using list = std::vector<std::string>;
    EXPECT_EQ(store::split_statements(""), list{});
    EXPECT_EQ(store::split_statements(" ;; \n-- only; words\n/* a; b */;"), list{});
    EXPECT_EQ(store::split_statements("SELECT 1; SELECT 2"), (list{"SELECT 1", "SELECT 2"}));
    EXPECT_EQ(store::split_statements("SELECT ';''x;', \"a;b\";"), (list{"SELECT ';''x;', \"a;b\""}));
    EXPECT_EQ(store::split_statements("DO $$BEGIN a; END$$; DO $x$ $$;$$ $x$;SELECT $1;"),
              (list{"DO $$BEGIN a; END$$", "DO $x$ $$;$$ $x$", "SELECT $1"}));
    EXPECT_EQ(
        store::split_statements(
            "CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; END; SELECT 3;"),
        (list{"CREATE TRIGGER t AFTER INSERT ON a BEGIN SELECT CASE WHEN 1 THEN 2 END; END", "SELECT 3"}));
    EXPECT_EQ(store::split_statements("CREATE TABLE a (x TEXT); -- it's\nSELECT 1;"),
              (list{"CREATE TABLE a (x TEXT)", "SELECT 1"}));
}

// Both databases must end with the same steps, or the same release behaves differently at two customers.
TEST(script, both_databases_have_the_same_numbers) {
    const auto sqlite = store::migrations_for(store::backend::sqlite);
    const auto postgresql = store::migrations_for(store::backend::postgresql);
    ASSERT_EQ(sqlite.size(), postgresql.size());
    for (std::size_t index = 0; index < sqlite.size(); ++index) {
        EXPECT_EQ(sqlite[index].number, static_cast<number>(index) + 1);
        EXPECT_EQ(postgresql[index].number, sqlite[index].number);
        EXPECT_EQ(sqlite[index].checksum.size(), 64U);
    }
}

} // namespace
} // namespace krug::store_contract
