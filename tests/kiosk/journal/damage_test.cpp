// One flipped bit would make the device forget who came in, without a word.
#include "cast/door_device.hpp"
#include "journal/flight_log.hpp"
#include "journal/reconciliation.hpp"

#include <gtest/gtest.h>

#include <fstream>

namespace krug {
namespace {

using enum domain::verdict_reason;

struct Damage : testing::Test {
    Damage() : server(keys), device(keys, server) {
        for (int number = 1; number <= 10; ++number) server.add(cast::guest_row(number));
        device.sync_all();
        for (int number = 1; number <= 10; ++number) device.guest(number);
    }
    void change_byte(const std::string& file, std::streamoff at, char with) {
        std::fstream out(device.folder() / file, std::ios::in | std::ios::out | std::ios::binary);
        out.seekp(at);
        out.put(with);
    }
    void expect_all_in() {
        for (int number = 1; number <= 10; ++number) EXPECT_EQ(device.guest(number).verdict.reason, already_in) << number;
    }
    cast::keyring keys;
    cast::door_server server;
    cast::door_device device;
};

// The flight log gives back what the database has lost, whole.
TEST_F(Damage, database_gone) {
    device.open(); // closes the old one, so that nothing holds the file
    std::filesystem::remove(device.folder() / "journal.db-wal");
    std::ofstream(device.folder() / "journal.db", std::ios::trunc) << "this is no database at all";
    device.open();
    EXPECT_TRUE(device.records().report().database_replaced);
    EXPECT_EQ(device.records().report().reinserted, 10u);
    EXPECT_EQ(device.records().head().seq, 10);
    EXPECT_EQ(device.records().head().incarnation, 2u);
    // The list is gone until the next sync: no green on a guess, and nobody is called a stranger.
    EXPECT_EQ(device.guest(1).verdict.colour(), domain::verdict_colour::amber);
    device.sync_all();
    expect_all_in();
    EXPECT_FALSE(server.fork_seen);
}

// And the database gives back what the flight log has lost.
TEST_F(Damage, flight_log_gone) {
    std::filesystem::remove(device.folder() / "flight.log");
    device.open();
    EXPECT_EQ(device.records().report().reinserted, 0u);
    device.open();
    EXPECT_EQ(journal::flight_log((device.folder() / "flight.log").string()).found().records.size(), 10u);
    expect_all_in();
}

// Any bit of the flight log: noticed and repaired from the twin.
TEST_F(Damage, every_flipped_byte_of_a_slot_is_repaired) {
    for (std::streamoff at = 0; at < 256; at += 5) {
        std::ifstream in(device.folder() / "flight.log", std::ios::binary);
        in.seekg(3 * 256 + at);
        const auto was = static_cast<char>(in.get());
        change_byte("flight.log", 3 * 256 + at, static_cast<char>(was ^ 4));
        device.open();
        const journal::flight_log log((device.folder() / "flight.log").string());
        ASSERT_EQ(log.found().records.size(), 10u) << at;
        ASSERT_EQ(log.found().bad_slots, 0u) << at;
    }
    EXPECT_EQ(device.records().head().seq, 10);
    EXPECT_EQ(device.records().head().incarnation, 1u);
}

journal::found_row row(const domain::scan_record& record) { return {domain::decode_scan(record)->seq, record, true}; }

// The pure rule, copy by copy.
TEST_F(Damage, reconciliation_by_cases) {
    const auto all = device.records().records_after(0, 100);
    std::vector<journal::found_row> rows;
    for (const auto& record : all) rows.push_back(row(record));

    auto plan = journal::reconcile(rows, all, 0, 0);
    EXPECT_TRUE(plan.insert.empty() && plan.lost.empty() && !plan.rewrite_flight && !plan.append_last && !plan.hidden);

    const std::vector shorter(all.begin(), all.end() - 1);
    plan = journal::reconcile(rows, shorter, 0, 0);
    EXPECT_TRUE(plan.append_last);
    EXPECT_EQ(plan.hidden, domain::decode_scan(all.back())->id);
    plan = journal::reconcile(rows, shorter, 1, 0); // the last slot was torn
    EXPECT_TRUE(plan.rewrite_flight);
    EXPECT_TRUE(plan.hidden);
    const std::vector two_less(all.begin(), all.end() - 2);
    plan = journal::reconcile(rows, two_less, 0, 0);
    EXPECT_TRUE(plan.rewrite_flight);
    EXPECT_FALSE(plan.hidden); // that was no crash between two steps

    auto holed = rows;
    holed.erase(holed.begin() + 4);
    plan = journal::reconcile(holed, all, 0, 0);
    ASSERT_EQ(plan.insert.size(), 1u);
    EXPECT_EQ(plan.insert[0], all[4]);
    EXPECT_TRUE(plan.new_incarnation);

    auto holed_flight = all;
    holed_flight.erase(holed_flight.begin() + 4);
    plan = journal::reconcile(holed, holed_flight, 0, 0);
    ASSERT_EQ(plan.lost.size(), 1u);
    EXPECT_EQ(plan.lost[0].first, 5);
    EXPECT_EQ(plan.lost[0].last, 5);

    holed = rows;
    holed[2].whole = false;
    plan = journal::reconcile(holed, all, 0, 0);
    EXPECT_EQ(plan.remove, std::vector<std::int64_t>{3});
    ASSERT_EQ(plan.insert.size(), 1u);

    plan = journal::reconcile(rows, all, 0, 15);
    ASSERT_EQ(plan.lost.size(), 1u);
    EXPECT_EQ(plan.lost[0].first, 11);
    EXPECT_EQ(plan.lost[0].last, 15);
}

// Both copies lost their end, but the server remembers: no seq is used again and the loss is on record.
TEST_F(Damage, both_copies_gone_and_the_server_knows) {
    device.sync_all();
    ASSERT_EQ(server.last_seq(), 10);
    for (const char* file : {"journal.db", "journal.db-wal"}) std::filesystem::remove(device.folder() / file);
    std::filesystem::resize_file(device.folder() / "flight.log", 6 * 256);
    device.open();
    EXPECT_EQ(device.records().head().seq, 6);
    device.sync_all();
    EXPECT_EQ(device.records().head().seq, 10);
    device.guest(1);
    device.sync_all();
    EXPECT_EQ(server.last_seq(), 11);
    EXPECT_FALSE(server.fork_seen);
    EXPECT_EQ(device.records().records_after(6, 10).size(), 2u);
    EXPECT_EQ(domain::decode_scan(device.records().records_after(6, 10)[0])->kind, domain::scan_kind::loss);
}

// Two processes on one journal would use each seq twice.
TEST_F(Damage, second_opener_is_refused) {
    journal::journal_settings settings;
    settings.folder = device.folder();
    settings.device = {5};
    settings.event = cast::tyumen;
    ground::seeded_randomness random(1);
    EXPECT_THROW(journal::journal(settings, device.clock, random), gatekeeper::disk_failure);
}

} // namespace
} // namespace krug
