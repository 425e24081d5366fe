// If this fails, somebody who may write into the database takes their own deed out of the trail and nobody sees it.
#include "cast/house.hpp"
#include "service/audit_trail.hpp"
#include "service/staff_office.hpp"
#include "store/statement.hpp"

namespace krug::service {
namespace {

class audit_trails : public cast::house {
protected:
    void write(int lines) {
        database().write([&](store::transaction& tx) {
            for (int n = 0; n < lines; ++n)
                record_audit(tx, alice, n % 2 == 0 ? "export_list" : "read_needs", {17}, 100 + n, "format=xlsx", clock.now());
        });
    }
    void change(const std::string& sql) {
        database().write([&](store::transaction& tx) { store::execute(tx, "planted", sql); });
    }
    std::int64_t last() { return verify_audit(database()).last.number; }
};

// The trail of a house in which nobody meddled is whole, however long it is.
TEST_P(audit_trails, an_honest_trail_is_whole) {
    write(1100); // more than are read at once
    const auto report = verify_audit(database());
    EXPECT_TRUE(report.is_whole());
    EXPECT_EQ(report.unchained, 0);
    EXPECT_GE(report.rows, 1100);
    EXPECT_EQ(report.last.chain.size(), 64u);
}

// Each column is held fast: who, what, when, over what, and the words beside.
TEST_P(audit_trails, every_changed_column_shows) {
    write(6);
    const auto number = last() - 3;
    const auto where = " WHERE number = " + std::to_string(number);
    for (const std::string& column : std::vector<std::string>{"at = at + 1", "actor_kind = 'shell'", "actor_id = actor_id + 1", "what = 'sign_in'", "event_id = 18",
                                      "subject = 0", "facts = ''", "facts = 'format=xlsx '", "chain = ''"}) {
        const auto before = verify_audit(database());
        ASSERT_TRUE(before.is_whole());
        database().write([&](store::transaction& tx) {
            store::execute(tx, "keep", "CREATE TABLE kept AS SELECT * FROM audit");
            store::execute(tx, "planted " + column, "UPDATE audit SET " + column + where);
        });
        const auto report = verify_audit(database());
        EXPECT_EQ(report.broken_at, number) << column;
        database().write([&](store::transaction& tx) {
            store::execute(tx, "empty", "DELETE FROM audit");
            store::execute(tx, "put_back", "INSERT INTO audit SELECT * FROM kept");
            store::execute(tx, "forget", "DROP TABLE kept");
        });
    }
}

// A row in the middle that was taken out, two that changed places, one that was put in.
TEST_P(audit_trails, missing_and_moved_rows_show) {
    write(6);
    const auto number = last() - 2;
    const auto text = [](std::int64_t n) { return std::to_string(n); };
    change("DELETE FROM audit WHERE number = " + text(number));
    EXPECT_EQ(verify_audit(database()).broken_at, number);
    change("UPDATE audit SET number = number - 1 WHERE number > " + text(number));
    EXPECT_EQ(verify_audit(database()).broken_at, number) << "the numbers were closed up over the gap";
}

// The last rows tell of the break-in: cutting them off shows by the counter, and by a head that was written down.
TEST_P(audit_trails, a_trail_that_was_cut_or_made_anew_shows) {
    write(6);
    const auto head = verify_audit(database()).last;
    change("DELETE FROM audit WHERE number > " + std::to_string(head.number - 2));
    EXPECT_TRUE(verify_audit(database()).cut_off);
    change("UPDATE instance SET value = '" + std::to_string(head.number - 2) + "' WHERE name = 'last_audit_number'");
    EXPECT_TRUE(verify_audit(database()).is_whole()) << "nothing inside the database can tell any more";
    EXPECT_TRUE(verify_audit(database(), head).head_missing) << "the written head can";
    write(4); // other deeds under the same numbers
    EXPECT_TRUE(verify_audit(database(), head).head_missing);
    EXPECT_TRUE(verify_audit(database(), verify_audit(database()).last).is_whole());
}

// Rows from before the chain are told apart, and the chain begins with the next.
TEST_P(audit_trails, older_rows_are_counted_apart) {
    write(3);
    change("UPDATE audit SET chain = ''");
    write(3);
    const auto report = verify_audit(database());
    EXPECT_TRUE(report.is_whole());
    EXPECT_GE(report.unchained, 3);
    EXPECT_EQ(report.rows, 3);
}

// What an auditor noted on paper is read back strictly.
TEST(audit_heads, are_read_as_they_were_written) {
    const std::string hash(64, 'a');
    EXPECT_EQ(parse_audit_head("17:" + hash)->number, 17);
    for (const auto& wrong : std::vector<std::string>{"", "17", "17:", "0:" + hash, "-1:" + hash, "x:" + hash, "17:" + hash.substr(1), "17:" + std::string(64, 'A')})
        EXPECT_FALSE(parse_audit_head(wrong)) << wrong;
}

KRUG_ON_BOTH(audit_trails);

} // namespace
} // namespace krug::service
