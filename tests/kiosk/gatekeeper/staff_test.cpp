// What staff do at the door would not be on the disk, or would let in whom nobody may let in.
#include "cast/door_device.hpp"

#include <gtest/gtest.h>

namespace krug {
namespace {

using enum domain::verdict_reason;

struct Staff : testing::Test {
    Staff() : server(keys), device(keys, server) {
        for (int number = 1; number <= 5; ++number) server.add(cast::guest_row(number));
        auto rules = cast::usual_rules();
        rules.version = 2;
        rules.points[0].walk_ins = true;
        rules.points[0].walk_in_limit = 2;
        server.add(rules);
        device.sync_all();
    }
    gatekeeper::answer come_in() {
        return device.gate().admit_walk_in([](const domain::scan_name&) { return std::string("e1.sealed"); });
    }
    gatekeeper::answer insist(const std::string& code) {
        gatekeeper::presentation shown;
        shown.code = code;
        shown.overridden = true;
        shown.enclose = [](const domain::scan_name&) { return std::string("e1.reason"); };
        return device.gate().present(shown);
    }
    domain::scan last_record() {
        const auto all = device.records().records_after(0, 1000);
        return *domain::decode_scan(all.back());
    }
    std::string code_of(int number) { return ticket::write_ticket(cast::guest_ticket(number), keys.event); }
    cast::keyring keys;
    cast::door_server server;
    cast::door_device device;
};

// Twelve people without a ticket in twenty minutes, and the rule says two.
TEST_F(Staff, walk_ins_are_counted_through_a_power_cut) {
    const auto first = come_in();
    EXPECT_EQ(first.verdict.reason, admitted);
    EXPECT_EQ(last_record().kind, domain::scan_kind::walk_in);
    EXPECT_EQ(come_in().verdict.reason, admitted);
    EXPECT_EQ(come_in().verdict.reason, not_on_list);
    device.open();
    device.sync_all();
    EXPECT_EQ(device.gate().standing().enclosures, 2);
    EXPECT_EQ(come_in().verdict.reason, not_on_list);
    // The server took the records: now what was enclosed may follow, and is forgotten here.
    auto waiting = device.records().enclosures(10);
    ASSERT_EQ(waiting.size(), 2u);
    EXPECT_EQ(waiting[0].scan, *first.scan);
    device.records().delivered({*first.scan}, ticket::key32{1});
    device.gate().reload();
    EXPECT_EQ(device.records().enclosures(10).size(), 1u);
    EXPECT_EQ(device.gate().standing().enclosing_key, ticket::key32{1});
    device.open();
    EXPECT_EQ(device.gate().standing().enclosures, 1);
}

// The record is on the server before the person's name is sent after it.
TEST_F(Staff, nothing_enclosed_is_sent_before_its_record) {
    come_in();
    EXPECT_TRUE(device.records().enclosures(10).empty());
}

// A disk that fails at any step: amber, no half of a person.
TEST_F(Staff, a_walk_in_without_the_disk_is_not_green) {
    for (const char* step : {"begin", "insert", "enclose", "commit", "flight"}) {
        device.before_step = [step](const char* at) {
            if (std::string_view(at) == step) throw gatekeeper::disk_failure(step, false);
        };
        EXPECT_EQ(come_in().verdict.reason, not_stored) << step;
        device.before_step = nullptr;
    }
    device.open();
    const auto head = device.records().head().seq;
    std::size_t walk_ins = 0;
    for (const auto& raw : device.records().records_after(0, 1000))
        walk_ins += domain::decode_scan(raw)->kind == domain::scan_kind::walk_in ? 1u : 0u;
    EXPECT_EQ(device.gate().standing().enclosures, static_cast<std::int64_t>(walk_ins)) << "head " << head;
}

TEST_F(Staff, a_mistyped_walk_in_frees_its_place) {
    come_in();
    const auto mistake = come_in();
    device.clock.advance_seconds(1);
    EXPECT_TRUE(device.gate().take_back(*mistake.scan));
    EXPECT_EQ(last_record().kind, domain::scan_kind::voided);
    EXPECT_EQ(last_record().refers_to, *mistake.scan);
    EXPECT_EQ(come_in().verdict.reason, admitted);
    EXPECT_FALSE(device.gate().take_back(*mistake.scan)) << "once is enough";
}

// The mother showed her son's ticket by mistake: undone, the son still gets in, also after a power cut and offline.
TEST_F(Staff, an_undone_admission_is_none) {
    const auto wrong = device.guest(1);
    ASSERT_EQ(wrong.verdict.reason, admitted);
    EXPECT_TRUE(device.gate().take_back(*wrong.scan));
    EXPECT_EQ(device.guest(1).verdict.reason, admitted);
    EXPECT_EQ(device.guest(1).verdict.reason, already_in);
    const auto second = device.guest(2);
    EXPECT_TRUE(device.gate().take_back(*second.scan));
    device.open();
    EXPECT_NE(device.guest(2).verdict.reason, already_in);
}

TEST_F(Staff, take_back_says_no_when_the_disk_does) {
    const auto first = device.guest(1);
    device.before_step = [](const char* at) {
        if (std::string_view(at) == "commit") throw gatekeeper::disk_failure("commit", false);
    };
    EXPECT_FALSE(device.gate().take_back(*first.scan));
    device.before_step = nullptr;
    EXPECT_EQ(device.guest(1).verdict.reason, already_in);
    EXPECT_FALSE(device.gate().take_back(domain::scan_name{}));
}

// Staff may decide what a person can judge, and nothing else.
TEST_F(Staff, only_amber_that_a_person_can_judge_is_overridden) {
    device.guest(1);
    device.clock.advance_seconds(4);
    EXPECT_TRUE(device.guest(1).overridable);
    const auto again = insist(code_of(1));
    EXPECT_EQ(again.verdict.reason, admitted);
    EXPECT_FALSE(again.overridable) << "the guest is in";
    EXPECT_EQ(last_record().kind, domain::scan_kind::overridden);
    EXPECT_EQ(last_record().reason, already_in) << "the record says what was decided against";
    EXPECT_EQ(device.gate().standing().enclosures, 1);

    const auto forgery = ticket::write_ticket(cast::guest_ticket(2), keys.root);
    EXPECT_EQ(insist(forgery).verdict.reason, forged);
    server.add(gate_protocol::deny{cast::guest_code(3), 2, false});
    device.sync_all();
    EXPECT_EQ(insist(code_of(3)).verdict.reason, revoked);
    EXPECT_EQ(insist("4600051000057").verdict.reason, not_on_list) << "nobody knows whose code that is";
    // A key newer than the last sync: the device cannot say whose ticket it is, so there is nobody to admit by hand.
    auto fresh = cast::guest_ticket(4);
    fresh.issued_at = static_cast<std::uint32_t>(device.clock.now());
    const auto unsure = insist(ticket::write_ticket(fresh, keys.root));
    EXPECT_EQ(unsure.verdict.reason, stored_unverified);
    EXPECT_FALSE(unsure.overridable) << "a button that admits nobody must not be offered";
    EXPECT_EQ(device.gate().standing().enclosures, 1);
}

} // namespace
} // namespace krug
