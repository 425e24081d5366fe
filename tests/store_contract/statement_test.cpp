// If this fails, a name, a phone number or a count comes back from the database other than it went in.
#include "domain/ids.hpp"
#include "store/dialect.hpp"
#include "store/failure.hpp"
#include "store/json_rows.hpp"
#include "store/new_rows.hpp"
#include "store/statement.hpp"
#include "store_contract/database_under_test.hpp"

#include <limits>

namespace krug::store_contract {
namespace {

using store::execute;
using store::query;
using store::query_one;
using store::transaction;
using number = std::int64_t;
using maybe_number = std::optional<number>;
using maybe_text = std::optional<std::string>;

class statements : public database_under_test {
protected:
    void make_table() {
        database().write([](transaction& tx) {
            execute(tx, "make",
                    "CREATE TABLE thing (id BIGINT NOT NULL PRIMARY KEY, whole BIGINT, word TEXT,"
                    " size DOUBLE PRECISION)");
        });
    }
    static void insert(transaction& tx, number id, maybe_number whole, maybe_text word,
                       std::optional<double> size) {
        execute(tx, "insert_thing",
                "INSERT INTO thing (id, whole, word, size) VALUES (:id, :whole, :word, :size)", id, whole,
                word, size);
    }
    static auto all(transaction& tx) {
        return query<number, maybe_number, maybe_text, std::optional<double>>(
            tx, "all_things", "SELECT id, whole, word, size FROM thing ORDER BY id");
    }
};

// Values at the edge: the longest answer in a form, no answer, the largest ticket id, quotes and emoji in a
// name.
TEST_P(statements, values_come_back_as_they_went_in) {
    make_table();
    const auto least = std::numeric_limits<number>::min();
    const auto most = std::numeric_limits<number>::max();
    const std::string large(300'000, 'z');
    const std::string odd = "O'Брайен \"Ё\" \\ :name $1 ? % \t\r\n 👩‍🦽 \x01";
    database().write([&](transaction& tx) {
        insert(tx, 1, least, large, 0.1);
        insert(tx, 2, std::nullopt, std::nullopt, std::nullopt);
        insert(tx, 3, most, odd, -1e300);
        insert(tx, 4, 0, "", 0.0);
        insert(tx, 5, std::nullopt, "после пустого", std::nullopt);
    });
    const auto rows = database().read(all);
    using row = std::tuple<number, maybe_number, maybe_text, std::optional<double>>;
    ASSERT_EQ(rows.size(), 5U);
    EXPECT_EQ(rows[0], row(1, least, large, 0.1));
    EXPECT_EQ(rows[1], row(2, std::nullopt, std::nullopt, std::nullopt));
    EXPECT_EQ(rows[2], row(3, most, odd, -1e300));
    EXPECT_EQ(rows[3], row(4, 0, "", 0.0));
    EXPECT_EQ(rows[4], row(5, std::nullopt, "после пустого", std::nullopt));
}

// People who register together are written together: one of them gets another's name, or a quote in it breaks the list.
TEST_P(statements, rows_written_together_come_back_as_they_went_in) {
    make_table();
    using row = std::tuple<number, maybe_number, maybe_text, std::optional<double>>;
    const std::vector<row> rows = {
        {1, std::numeric_limits<number>::min(), "O'Брайен \"Ё\" \\ {a,b} :v1 $1 \t\r\n 👩‍🦽 \x01", 0.1},
        {2, std::nullopt, std::nullopt, std::nullopt},
        {3, std::numeric_limits<number>::max(), "NULL", -1e300},
        {4, 0, "", 5e-324},
        {5, -1, "\\", 0.1 + 0.2},
        {6, 7, " на краях ", 0.0},
        {7, std::nullopt, std::string(100'000, '"'), 1.0},
    };
    const auto write = [&](std::span<const row> some) {
        database().write([&](transaction& tx) {
            store::new_rows fresh("insert_things", "thing (id, whole, word, size)");
            for (const auto& [id, whole, word, size] : some)
                fresh.add(id, whole, word, size);
            fresh.insert(tx);
        });
    };
    write({});
    write(std::span(rows).first(1));
    write(std::span(rows).subspan(1));
    EXPECT_EQ(database().read(all), rows);
    // A row that is there already spoils the set, and none of it is left.
    const std::vector<row> clashing = {{8, 8, "eight", 8.0}, {7, 7, "seven", 7.0}, {9, 9, "nine", 9.0}};
    EXPECT_THROW(write(clashing), store::duplicate_key);
    EXPECT_EQ(database().read(all), rows);
    const std::vector<row> broken = {{8, 8, "eight", 8.0}, {9, 9, std::string("a\0b", 3), 9.0}};
    EXPECT_THROW(write(broken), store::failure);
    EXPECT_EQ(database().read(all), rows);
}

// A name cut at an invisible byte would be somebody else's name: it is refused before it is sent.
TEST_P(statements, text_that_cannot_be_kept_is_refused) {
    make_table();
    for (const std::string& bad :
         {std::string("ab\0cd", 5), std::string("\xC3"), std::string("\xFF"), std::string("\xC0\x80"),
          std::string("\xED\xA0\x80"), std::string("\xF4\x90\x80\x80"), std::string("\xE2\x82"),
          std::string("\x80")}) {
        EXPECT_THROW(database().write([&](transaction& tx) { insert(tx, 1, 1, bad, 1.0); }),
                     store::unstorable_text);
    }
    for (const char* const good :
         {"\xC2\x80", "\xED\x9F\xBF", "\xEE\x80\x80", "\xF4\x8F\xBF\xBF", "\xF0\x90\x80\x80"}) {
        EXPECT_NO_THROW(database().write([&](transaction& tx) {
            execute(tx, "clear", "DELETE FROM thing");
            insert(tx, 1, 1, good, 1.0);
            EXPECT_EQ(std::get<2>(all(tx).at(0)), good);
        }));
    }
}

// A statement used again must not remember the person before: not his NULL, not the tail of his longer name.
TEST_P(statements, a_reused_statement_forgets_the_last_values) {
    make_table();
    database().write([&](transaction& tx) {
        insert(tx, 1, 7, "долгое-долгое имя", 1.5);
        insert(tx, 2, std::nullopt, "я", std::nullopt);
        insert(tx, 3, 8, std::nullopt, 2.5);
        const auto rows = all(tx);
        EXPECT_EQ(std::get<2>(rows[1]), "я");
        EXPECT_EQ(std::get<1>(rows[1]), std::nullopt);
        EXPECT_EQ(std::get<2>(rows[2]), std::nullopt);
        EXPECT_EQ(std::get<1>(rows[2]), 8);
        const auto word = [&](number id) {
            return query_one<maybe_text>(tx, "word", "SELECT word FROM thing WHERE id = :id", id);
        };
        EXPECT_EQ(std::get<0>(*word(2)), "я");
        EXPECT_EQ(std::get<0>(*word(3)), std::nullopt);
        EXPECT_EQ(std::get<0>(*word(1)), "долгое-долгое имя");
        EXPECT_FALSE(word(9));
        EXPECT_EQ(std::get<0>(*word(2)), "я");
    });
}

// After a statement failed, "no phone given" must not be stored as the phone of the person who failed.
TEST_P(statements, after_a_failure_null_is_null) {
    make_table();
    database().write([](transaction& tx) { insert(tx, 1, 1, "first", 1.0); });
    for (int turn = 0; turn < 20; ++turn) {
        // Every connection of the pool may have the failed statement.
        EXPECT_THROW(database().write([](transaction& tx) { insert(tx, 1, 77, "failed", 7.7); }),
                     store::duplicate_key);
        database().write(
            [&](transaction& tx) { insert(tx, 10 + turn, std::nullopt, std::nullopt, std::nullopt); });
    }
    for (const auto& [id, whole, word, size] : database().read(all)) {
        if (id == 1)
            continue;
        EXPECT_FALSE(whole || word || size) << id;
    }
}

// "Nobody was changed" and "one was changed" decide what a guest is told.
TEST_P(statements, affected_rows_are_counted_for_this_statement_only) {
    make_table();
    database().write([&](transaction& tx) {
        for (number id = 1; id <= 5; ++id)
            insert(tx, id, id, "w", 0.0);
        EXPECT_EQ(execute(tx, "raise", "UPDATE thing SET whole = whole + 1 WHERE id <= :most", 3), 3);
        EXPECT_EQ(execute(tx, "raise", "UPDATE thing SET whole = whole + 1 WHERE id <= :most", 0), 0);
        EXPECT_EQ(execute(tx, "none", "UPDATE thing SET whole = 0 WHERE id > 100"), 0);
        EXPECT_EQ(execute(tx, "ignore", "INSERT INTO thing (id) VALUES (:id) ON CONFLICT DO NOTHING", 1), 0);
        EXPECT_EQ(execute(tx, "ignore", "INSERT INTO thing (id) VALUES (:id) ON CONFLICT DO NOTHING", 6), 1);
        EXPECT_EQ(execute(tx, "delete", "DELETE FROM thing"), 6);
        EXPECT_EQ(execute(tx, "delete", "DELETE FROM thing"), 0);
    });
}

// What RETURNING gives must be written too, also when only its first row was looked at.
TEST_P(statements, returning_gives_rows_and_writes_them) {
    make_table();
    database().write([&](transaction& tx) {
        insert(tx, 1, 10, "a", 0.0);
        insert(tx, 2, 20, "b", 0.0);
        const auto raised = query<number, number>(
            tx, "raise", "UPDATE thing SET whole = whole + :by WHERE whole > 0 RETURNING id, whole", 5);
        EXPECT_EQ(raised.size(), 2U);
        const auto one = query_one<number>(
            tx, "insert", "INSERT INTO thing (id, whole) VALUES (:id, :whole) RETURNING whole", 3, 30);
        EXPECT_EQ(std::get<0>(*one), 30);
        EXPECT_FALSE(
            query_one<number>(tx, "none", "UPDATE thing SET whole = 0 WHERE id = :id RETURNING id", 99));
    });
    const auto rows = database().read(all);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_EQ(std::get<1>(rows[0]), 15);
    EXPECT_EQ(std::get<1>(rows[2]), 30);
}

// A parameter that stands twice is one value; a colon inside quotes is none.
TEST_P(statements, a_repeated_parameter_takes_one_value) {
    make_table();
    database().write([&](transaction& tx) {
        insert(tx, 1, 5, "a:b", 0.0);
        const auto found = query<number>(
            tx, "twice",
            "SELECT id FROM thing WHERE whole = :whole AND word = 'a:b' AND id < :most AND whole <= :whole",
            5, 10);
        EXPECT_EQ(found.size(), 1U);
    });
}

// Filters put together from parts must still bind what the visitor typed.
TEST_P(statements, placed_values_are_bound) {
    make_table();
    database().write([&](transaction& tx) {
        insert(tx, 1, 5, "x' OR '1'='1", 0.0);
        insert(tx, 2, 6, "y", 0.0);
        store::bound_values bound;
        std::string sql = "SELECT id FROM thing WHERE 1 = 1";
        sql += " AND word = " + bound.place(std::string("x' OR '1'='1"));
        sql += " AND whole < " + bound.place(number{6});
        const auto found = store::query_bound<number>(tx, "filtered", sql, bound);
        ASSERT_EQ(found.size(), 1U);
        EXPECT_EQ(std::get<0>(found[0]), 1);
        store::bound_values other;
        EXPECT_EQ(store::execute_bound(tx, "drop", "DELETE FROM thing WHERE id = " + other.place(2), other),
                  1);
    });
}

// More shapes of a filter than a connection keeps must still be answered right.
TEST_P(statements, many_different_texts_are_all_answered) {
    make_table();
    database().write([&](transaction& tx) {
        for (int shape = 0; shape < 1'200; ++shape) {
            const auto answer = query_one<number>(
                tx, "shape", "SELECT " + std::to_string(shape) + " + CAST(:a AS BIGINT)", number{shape});
            ASSERT_EQ(std::get<0>(*answer), 2 * shape);
        }
    });
}

// Ids, flags and short numbers are bound as what they are; one that does not fit is a failure, not another
// number.
TEST_P(statements, ids_flags_and_narrow_numbers) {
    make_table();
    database().write([&](transaction& tx) {
        insert(tx, 1, 70'000, "w", 0.0);
        const auto id =
            query_one<domain::event_id>(tx, "id", "SELECT id FROM thing WHERE id = :id", domain::event_id{1});
        EXPECT_EQ(std::get<0>(*id), domain::event_id{1});
        EXPECT_TRUE(std::get<0>(*query_one<bool>(tx, "flag", "SELECT CAST(:flag AS BIGINT)", true)));
        EXPECT_FALSE(std::get<0>(*query_one<bool>(tx, "flag", "SELECT CAST(:flag AS BIGINT)", false)));
        EXPECT_EQ(std::get<0>(*query_one<int>(tx, "narrow", "SELECT whole FROM thing")), 70'000);
    });
    EXPECT_THROW(database().read([](transaction& tx) {
        query_one<std::uint16_t>(tx, "narrow", "SELECT whole FROM thing");
    }),
                 store::failure);
}

// A batch is sent as one text; what arrives must be what each guest sent, in every letter.
TEST_P(statements, a_batch_of_rows_in_one_text) {
    make_table();
    const std::string odd = "O'Брайен \"Ё\" \\ / \b\t\n\x1f 👩‍🦽 </script>";
    database().write([&](transaction& tx) {
        store::json_rows rows;
        const auto add = [&](number id, maybe_number whole, maybe_text word) {
            rows.next();
            rows.add("id", id);
            rows.add("whole", whole);
            rows.add("word", word);
        };
        add(1, std::numeric_limits<number>::max(), odd);
        add(2, std::numeric_limits<number>::min(), "");
        add(3, std::nullopt, std::nullopt);
        using enum store::column_type;
        EXPECT_EQ(execute(tx, "insert_batch",
                          "INSERT INTO thing (id, whole, word) SELECT b.id, b.whole, b.word FROM " +
                              store::json_table(tx, ":rows", "b",
                                                {{"id", whole}, {"whole", whole}, {"word", text}}) +
                              " ORDER BY b.id",
                          rows.text()),
                  3);
        store::json_rows none;
        EXPECT_TRUE(query<number>(tx, "none",
                                  "SELECT b.id FROM " + store::json_table(tx, ":rows", "b", {{"id", whole}}),
                                  none.text())
                        .empty());
    });
    const auto stored = database().read(all);
    ASSERT_EQ(stored.size(), 3U);
    EXPECT_EQ(std::get<1>(stored[0]), std::numeric_limits<number>::max());
    EXPECT_EQ(std::get<2>(stored[0]), odd);
    EXPECT_EQ(std::get<1>(stored[1]), std::numeric_limits<number>::min());
    EXPECT_EQ(std::get<2>(stored[1]), "");
    EXPECT_EQ(std::get<1>(stored[2]), std::nullopt);
    EXPECT_EQ(std::get<2>(stored[2]), std::nullopt);
}

// A batch with a byte that cannot be kept must fail as a whole, not lose the rest of a name.
TEST_P(statements, a_batch_with_a_nul_is_refused) {
    store::json_rows rows;
    rows.next();
    rows.add("word", std::string("ab\0cd", 5));
    EXPECT_THROW(database().read([&](transaction& tx) {
        query<std::string>(tx, "batch",
                           "SELECT b.word FROM " +
                               store::json_table(tx, ":rows", "b", {{"word", store::column_type::text}}),
                           rows.text());
    }),
                 store::unstorable_text);
}

// The row that is decided about is locked with one text on both databases.
TEST_P(statements, a_row_can_be_locked) {
    make_table();
    database().write([&](transaction& tx) {
        insert(tx, 1, 5, "w", 0.0);
        EXPECT_TRUE(
            query_one<number>(tx, "lock", "SELECT whole FROM thing WHERE id = :id" + store::lock_row(tx), 1));
        EXPECT_TRUE(query_one<number>(
            tx, "lock", "SELECT whole FROM thing WHERE id = :id" + store::lock_row_skip_locked(tx), 1));
    });
}

KRUG_ON_BOTH(statements);

} // namespace
} // namespace krug::store_contract
