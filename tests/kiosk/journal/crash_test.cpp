// A guest would be shown green and later be unknown, or be turned away after a crash that was our fault.
#include "cast/door_device.hpp"

#include <gtest/gtest.h>

namespace krug {
namespace {

using cast::door_device;
using domain::verdict_colour;
using enum domain::verdict_reason;

struct Crash : testing::Test {
    Crash() : server(keys), device(keys, server) {
        for (int number = 1; number <= 5; ++number) server.add(cast::guest_row(number));
        device.sync_all();
    }
    void fail_at(const std::string& step) {
        device.before_step = [step](const char* now) {
            if (now == step) throw gatekeeper::disk_failure(step, false);
        };
    }
    cast::keyring keys;
    cast::door_server server;
    door_device device;
};

// No step of the write path may fail and still turn the screen green; afterwards the door works again by itself.
TEST_F(Crash, no_green_when_any_step_fails) {
    int number = 0;
    for (const std::string step : {"begin", "read", "insert", "commit", "flight"}) {
        SCOPED_TRACE(step);
        ++number;
        fail_at(step);
        const auto given = device.guest(number);
        EXPECT_EQ(given.verdict.reason, not_stored);
        EXPECT_FALSE(given.scan);
        EXPECT_FALSE(device.gate().disk_trouble().empty());
        device.before_step = nullptr;
        const auto again = device.guest(number);
        EXPECT_EQ(again.verdict.colour(), verdict_colour::green);
        // Only what was committed was hidden; nothing else may claim to have been.
        EXPECT_EQ(again.verdict.reason, step == "flight" ? shown_again : admitted);
        EXPECT_EQ(device.guest(number).verdict.reason, already_in);
        EXPECT_TRUE(device.gate().disk_trouble().empty());
    }
}

// A disk that keeps failing keeps the door amber, and a forgery red.
TEST_F(Crash, broken_disk_still_tells_forgeries) {
    fail_at("begin");
    EXPECT_EQ(device.guest(1).verdict.reason, not_stored);
    EXPECT_EQ(device.guest(1).verdict.reason, not_stored);
    device.clock.advance_seconds(4);
    EXPECT_EQ(device.show(ticket::write_ticket(cast::guest_ticket(1), keys.root)).verdict.reason, forged);
}

// Power cut after the commit and before the green screen: the guest comes again and is let in, once.
TEST_F(Crash, power_cut_between_commit_and_green) {
    fail_at("flight");
    EXPECT_EQ(device.guest(1).verdict.colour(), verdict_colour::amber);
    device.before_step = nullptr;
    device.open();
    EXPECT_TRUE(device.records().report().hidden_admission);
    EXPECT_EQ(device.guest(1).verdict.reason, shown_again);
    EXPECT_EQ(device.guest(1).verdict.reason, already_in);
    device.open();
    EXPECT_FALSE(device.records().report().hidden_admission);
    EXPECT_EQ(device.guest(1).verdict.reason, already_in);
}

// A second crash in between must not forget the first hidden guest.
TEST_F(Crash, two_hidden_guests) {
    for (const int number : {1, 2}) {
        fail_at("flight");
        device.guest(number);
        device.before_step = nullptr;
        device.open();
    }
    EXPECT_EQ(device.guest(1).verdict.reason, shown_again);
    EXPECT_EQ(device.guest(2).verdict.reason, shown_again);
}

// A refusal that could not be written is still the right refusal.
TEST_F(Crash, refusals_do_not_need_the_disk) {
    auto cancelled_row = cast::guest_row(1);
    cancelled_row.row.state = domain::roster_state::cancelled;
    server.add(cancelled_row);
    device.sync_all();
    fail_at("commit");
    const auto given = device.guest(1);
    EXPECT_EQ(given.verdict.reason, cancelled);
    EXPECT_FALSE(given.scan);
}

// Seq is never used twice and the chain holds through crashes at every step.
TEST_F(Crash, chain_and_seq_survive) {
    for (const std::string step : {"begin", "insert", "commit", "flight"}) {
        fail_at(step);
        device.guest(1);
        device.before_step = nullptr;
        device.open();
        device.guest(2);
    }
    const auto records = device.records().records_after(0, 1000);
    domain::digest previous{};
    std::int64_t seq = 0;
    for (const auto& record : records) {
        const auto what = *domain::decode_scan(record);
        EXPECT_EQ(what.seq, ++seq);
        EXPECT_EQ(what.previous, previous);
        previous = gate_protocol::hash_of(record);
    }
    EXPECT_GE(seq, 5);
}

// A full disk answers no green, keeps telling what the list says, and comes back without a restart.
TEST_F(Crash, full_disk) {
    device.before_step = [](const char* step) {
        if (std::string_view(step) == "insert") throw gatekeeper::disk_failure("journal insert, code 13", true);
    };
    EXPECT_EQ(device.guest(1).verdict.reason, not_stored);
    EXPECT_EQ(device.guest(4, 1).verdict.reason, not_stored);
    device.before_step = nullptr;
    EXPECT_EQ(device.guest(1).verdict.reason, admitted);
}

// The clock of the record is the server's as far as the device knows it.
TEST_F(Crash, record_says_when_and_what_was_known) {
    device.guest(1);
    const auto what = *domain::decode_scan(device.records().records_after(0, 10).front());
    EXPECT_EQ(what.corrected_ms(), device.clock.now_ms());
    EXPECT_EQ(what.known, device.gate().standing().known);
    EXPECT_FALSE(what.offline);
    EXPECT_EQ(what.ticket, cast::guest_ticket(1).id);
    EXPECT_EQ(what.point.value, 1);
}

} // namespace
} // namespace krug
