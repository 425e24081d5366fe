// A judge that cannot say no lets a lost green pass. One wrong history, and one like it that is right, for each of them.
#include "checkers.hpp"

#include "gate_protocol/sync.hpp"
#include "ticket/digest.hpp"

#include <gtest/gtest.h>

namespace krug::simulation {
namespace {

using reason = domain::verdict_reason;

/// One guest, two devices, two entrances of one area; nothing has happened yet.
history quiet() {
    history all;
    all.plan.gates = 2;
    all.people.rules.event.event = {7};
    for (int number = 1; number <= 2; ++number) {
        domain::admission_point_rules point;
        point.id = {number};
        all.people.rules.points.push_back(point);
    }
    guest who;
    who.not_after_s = 10'000'000;
    all.people.guests.push_back(who);
    all.codes.push_back("00112233445566778899aabbccddeeff");
    all.kiosks.resize(2);
    for (int at = 0; at < 2; ++at) {
        all.kiosks[static_cast<std::size_t>(at)].device = {at + 1};
        all.kiosks[static_cast<std::size_t>(at)].rounds.push_back({1, 2});
        all.standings[at + 1] = gate_protocol::device_standing::active;
    }
    return all;
}

domain::scan_name name(std::uint8_t first) {
    domain::scan_name id{};
    id[0] = first;
    return id;
}

/// A first admission at `kiosk`, with its record in the journal and at the server.
shown_answer& admit(history& all, int kiosk, std::int64_t at_ms, std::int64_t seq = 1) {
    domain::scan what;
    what.id = name(static_cast<std::uint8_t>(10 * (kiosk + 1) + seq));
    what.device = {kiosk + 1};
    what.incarnation = 1;
    what.seq = seq;
    what.kind = domain::scan_kind::admit;
    what.reason = reason::admitted;
    what.event = {7};
    what.point = {kiosk + 1};
    what.wall_ms = at_ms;
    all.kiosks[static_cast<std::size_t>(kiosk)].journal.push_back(domain::encode_scan(what));
    all.server.push_back({what, {}, false, false, {1, static_cast<std::int64_t>(all.server.size()) + 1}, all.codes[0]});
    shown_answer seen;
    seen.at_ms = seen.decided_ms = at_ms;
    seen.kiosk = kiosk;
    seen.point = {kiosk + 1};
    seen.reason = reason::admitted;
    seen.scan = what.id;
    seen.seq = seq;
    seen.clock_sure = true;
    all.answers.push_back(seen);
    all.arrived[what.id] = at_ms + 100;
    return all.answers.back();
}

/// Machine 0 shows the green of record `meant` again.
void show_again(history& all, std::int64_t at_ms, std::int64_t seq, const domain::scan_name& meant) {
    auto& seen = admit(all, 0, at_ms, seq);
    seen.reason = reason::shown_again;
    auto what = *domain::decode_scan(all.kiosks[0].journal.back());
    what.kind = domain::scan_kind::shown_again;
    what.refers_to = meant;
    all.kiosks[0].journal.back() = domain::encode_scan(what);
}

TEST(Checkers, the_quiet_history_is_right) {
    auto all = quiet();
    admit(all, 0, 1'000);
    EXPECT_TRUE(judge(all).empty()) << judge(all).front().what;
}

TEST(Checkers, i1_green_without_a_durable_row) {
    auto all = quiet();
    admit(all, 0, 1'000);
    all.kiosks[0].journal.clear();
    EXPECT_FALSE(check_greens_are_durable(all).empty());
    auto bare = quiet();
    admit(bare, 0, 1'000).scan.reset();
    EXPECT_FALSE(check_greens_are_durable(bare).empty());
}

TEST(Checkers, i2_acknowledged_row_gone) {
    auto all = quiet();
    admit(all, 0, 1'000);
    all.server.clear();
    EXPECT_TRUE(check_acknowledged_rows_survive(all).empty());
    all.kiosks[0].acked = 1;
    EXPECT_FALSE(check_acknowledged_rows_survive(all).empty());
}

TEST(Checkers, i3_server_is_not_the_union) {
    auto missing = quiet();
    admit(missing, 0, 1'000);
    missing.server.clear();
    EXPECT_FALSE(check_server_is_union(missing).empty());
    auto invented = quiet();
    admit(invented, 0, 1'000);
    invented.kiosks[0].journal.clear();
    EXPECT_FALSE(check_server_is_union(invented).empty());
    auto twice = quiet();
    admit(twice, 0, 1'000);
    twice.server.push_back(twice.server.front());
    EXPECT_FALSE(check_server_is_union(twice).empty());
}

TEST(Checkers, i4_repeat_changed_the_state) {
    auto all = quiet();
    all.repeats = {{1, 1}};
    EXPECT_TRUE(check_repeats_are_harmless(all).empty());
    all.repeats.push_back({1, 2});
    EXPECT_FALSE(check_repeats_are_harmless(all).empty());
}

TEST(Checkers, i5_device_does_not_know_what_the_server_told) {
    const auto with = [](const gate_protocol::feed_item& item) {
        auto all = quiet();
        all.feed = {gate_protocol::encode_item(item)};
        all.feed_end = {1, 1};
        all.kiosks[0].judged = true;
        all.kiosks[0].cursor = {1, 1};
        all.kiosks[0].knows[all.codes[0]] = {};
        return all;
    };
    gate_protocol::deny deny{quiet().codes[0], 2, false};
    auto all = with(deny);
    EXPECT_FALSE(check_devices_converge(all).empty());
    all.kiosks[0].knows[all.codes[0]].min_generation = 2;
    EXPECT_TRUE(check_devices_converge(all).empty());
    all.kiosks[0].cursor = {1, 0};
    EXPECT_FALSE(check_devices_converge(all).empty());
    gate_protocol::admission_elsewhere passage;
    passage.code = quiet().codes[0];
    passage.scan = name(9);
    passage.point = {1};
    EXPECT_FALSE(check_devices_converge(with(passage)).empty());
    gate_protocol::roster_put put;
    put.code = quiet().codes[0];
    EXPECT_FALSE(check_devices_converge(with(put)).empty());
}

TEST(Checkers, i6_second_green) {
    auto same = quiet();
    admit(same, 0, 1'000);
    admit(same, 0, 5'000, 2);
    EXPECT_FALSE(check_single_entry(same).empty());
    auto window = quiet();
    admit(window, 0, 1'000);
    admit(window, 1, 1'500);
    EXPECT_TRUE(check_single_entry(window).empty()); // the other could not know yet
    auto heard = window;
    heard.answers.back().at_ms = 9'000;
    heard.kiosks[1].rounds.push_back({2'000, 3'000});
    EXPECT_FALSE(check_single_entry(heard).empty());
    heard.put_back_ms.push_back(2'500);
    EXPECT_TRUE(check_single_entry(heard).empty());
}

TEST(Checkers, i6_home_gate_and_shown_again) {
    auto all = quiet();
    all.people.rules.event.home_gates = 2;
    all.people.rules.event.gate_points = {{1}, {2}};
    all.codes[0] = "00000001445566778899aabbccddeeff"; // gate 1 stands at point 2
    admit(all, 0, 1'000).offline = true;
    EXPECT_FALSE(check_single_entry(all).empty());
    auto again = quiet();
    admit(again, 0, 1'000);
    show_again(again, 9'000, 2, name(11));
    EXPECT_FALSE(check_single_entry(again).empty());
    // An admission after the first, of which nobody saw the green, may be shown; but once.
    auto dark = quiet();
    admit(dark, 0, 1'000);
    show_again(dark, 9'000, 3, name(12));
    EXPECT_TRUE(check_single_entry(dark).empty());
    show_again(dark, 12'000, 4, name(12));
    EXPECT_FALSE(check_single_entry(dark).empty());
}

TEST(Checkers, i6_nobody_saw_the_green) {
    auto all = quiet();
    admit(all, 0, 1'000);
    auto what = *domain::decode_scan(all.kiosks[0].journal[0]);
    what.code_known = true;
    for (std::size_t at = 0; at < 16; ++at) what.code[at] = static_cast<std::uint8_t>(0x11 * at);
    all.kiosks[0].journal[0] = domain::encode_scan(what);
    all.kiosks[0].unseen = {{2'000, what.id}};
    all.answers[0].reason = reason::not_stored;
    all.answers[0].scan.reset();
    auto told = all.answers[0];
    told.at_ms = 5'000;
    told.reason = reason::already_in;
    all.answers.push_back(told);
    EXPECT_FALSE(check_single_entry(all).empty());
    auto damaged = all;
    damaged.kiosks[0].damage.push_back({3'000, fault::log_cut});
    EXPECT_TRUE(check_single_entry(damaged).empty());
    all.answers.pop_back();
    show_again(all, 4'000, 2, what.id);
    all.answers.push_back(told);
    EXPECT_TRUE(check_single_entry(all).empty());
}

TEST(Checkers, i7_report_missing_or_false) {
    auto all = quiet();
    admit(all, 0, 1'000);
    admit(all, 1, 1'500);
    EXPECT_FALSE(check_reports_are_exact(all).empty());
    domain::double_admission report;
    for (const auto& row : all.server) {
        domain::admission_claim claim;
        claim.id = row.what.id;
        claim.device = row.what.device;
        claim.seq = row.what.seq;
        claim.corrected_ms = row.what.corrected_ms();
        claim.point = row.what.point;
        report.claims.push_back(claim);
    }
    all.reports = {report};
    EXPECT_TRUE(check_reports_are_exact(all).empty());
    auto invented = quiet();
    admit(invented, 0, 1'000);
    invented.reports = {report};
    EXPECT_FALSE(check_reports_are_exact(invented).empty());
}

TEST(Checkers, i8_winner_by_arrival) {
    auto all = quiet();
    domain::double_admission report;
    for (const std::int64_t ms : {1'000, 2'000}) {
        domain::admission_claim claim;
        claim.id = name(static_cast<std::uint8_t>(ms / 1'000));
        claim.device = {ms};
        claim.seq = 1;
        claim.corrected_ms = ms;
        report.claims.push_back(claim);
    }
    all.reports = {report};
    EXPECT_TRUE(check_winner_is_orderless(all).empty());
    std::swap(all.reports[0].claims[0], all.reports[0].claims[1]);
    EXPECT_FALSE(check_winner_is_orderless(all).empty());
}

TEST(Checkers, i9_green_below_a_denial) {
    auto all = quiet();
    all.kiosks[0].lessons.push_back({500, all.codes[0], 2, {}, 0});
    admit(all, 0, 1'000);
    EXPECT_FALSE(check_denials_hold(all).empty());
    auto unlearnt = all;
    unlearnt.kiosks[0].damage.push_back({700, fault::database_lost});
    EXPECT_TRUE(check_denials_hold(unlearnt).empty());
    auto newer = quiet();
    newer.kiosks[0].lessons.push_back({500, newer.codes[0], 0, domain::roster_state::confirmed, 2});
    admit(newer, 0, 1'000);
    EXPECT_FALSE(check_denials_hold(newer).empty());
}

TEST(Checkers, i10_green_that_is_wrong) {
    const auto wrong = [](auto change) {
        auto all = quiet();
        admit(all, 0, 1'000);
        change(all);
        return !check_greens_are_right(all).empty();
    };
    EXPECT_FALSE(wrong([](history&) {}));
    EXPECT_TRUE(wrong([](history& all) { all.people.guests[0].kind = guest_kind::other_event; }));
    EXPECT_TRUE(wrong([](history& all) { all.people.guests[0].kind = guest_kind::forged_own_key; }));
    EXPECT_TRUE(wrong([](history& all) { all.people.guests[0].flags = ticket::flag_test; }));
    EXPECT_TRUE(wrong([](history& all) { all.people.guests[0].not_after_s = -601; }));
    EXPECT_TRUE(wrong([](history& all) { all.kiosks[0].rounds.clear(); }));
    EXPECT_TRUE(wrong([](history& all) { all.answers[0].decided_ms += 601'000; }));
    EXPECT_TRUE(wrong([](history& all) { all.answers[0].at_ms = 73LL * 3'600'000; }));
    EXPECT_TRUE(wrong([](history& all) {
        all.people.guests[0].row.scope = {1};
        all.people.rules.points[0].sessions = {{2}};
    }));
    EXPECT_TRUE(wrong([](history& all) {
        all.kiosks[0].lessons.push_back({500, all.codes[0], 0, domain::roster_state::cancelled, 1});
    }));
    EXPECT_TRUE(wrong([](history& all) {
        all.people.guests[0].kind = guest_kind::forged_stolen_key;
        all.people.opens_ms = 900'000'000;
        all.people.guests[0].issued_at_s = 0;
        all.kiosks[0].rounds = {{880'000'000, 880'000'001}};
        all.answers[0].at_ms = 890'000'000;
    }));
}

TEST(Checkers, i11_seq_again_or_a_gap) {
    auto gap = quiet();
    admit(gap, 0, 1'000);
    admit(gap, 0, 2'000, 3);
    EXPECT_FALSE(check_seq_is_strict(gap).empty());
    auto twice = quiet();
    admit(twice, 0, 1'000);
    auto other = twice.answers.front();
    other.scan = name(99);
    twice.answers.push_back(other);
    EXPECT_FALSE(check_seq_is_strict(twice).empty());
}

TEST(Checkers, i12_honest_guest_saw_red) {
    auto all = quiet();
    admit(all, 0, 1'000).reason = reason::forged;
    EXPECT_FALSE(check_honest_never_red(all).empty());
    all.answers[0].newest = 2; // an old code of somebody who holds a newer one
    EXPECT_TRUE(check_honest_never_red(all).empty());
}

TEST(Checkers, i13_backlog_stays) {
    auto all = quiet();
    all.kiosks[0].drained = false;
    EXPECT_FALSE(check_backlog_drains(all).empty());
    all.kiosks[0].drained = true;
    all.kiosks[0].heal_rounds = 9;
    all.kiosks[0].heal_rounds_max = 8;
    EXPECT_FALSE(check_backlog_drains(all).empty());
}

TEST(Checkers, i14_more_on_the_wire_than_agreed) {
    auto all = quiet();
    all.bodies = {gate_protocol::encode(gate_protocol::sync_request{})};
    EXPECT_TRUE(check_wire_is_minimal(all).empty());
    all.kiosks[0].roster_kept = 1;
    EXPECT_FALSE(check_wire_is_minimal(all).empty());
    all.kiosks[0].roster_kept = 0;
    all.bodies = {R"({"version":1,"phone":"+7"})"};
    EXPECT_FALSE(check_wire_is_minimal(all).empty());
    all.bodies = {R"({"items":["{\"kind\":\"roster\",\"name\":\"somebody@example.org\"}"]})"};
    EXPECT_FALSE(check_wire_is_minimal(all).empty());
}

TEST(Checkers, i15_copy_that_nobody_noticed) {
    auto all = quiet();
    admit(all, 0, 1'000);
    admit(all, 1, 1'500);
    all.kiosks[1].copy_of = 0;
    EXPECT_FALSE(check_copies_are_noticed(all).empty());
    all.standings[2] = gate_protocol::device_standing::quarantined;
    EXPECT_TRUE(check_copies_are_noticed(all).empty());
}

TEST(Checkers, i16_two_answers_to_one_question) {
    auto all = quiet();
    all.double_questions = {{0, reason::admitted, reason::admitted}};
    EXPECT_TRUE(check_same_answer_everywhere(all).empty());
    all.double_questions.push_back({0, reason::shown_again, reason::already_in});
    EXPECT_TRUE(check_same_answer_everywhere(all).empty());
    all.double_questions.push_back({0, reason::admitted, reason::already_in});
    EXPECT_FALSE(check_same_answer_everywhere(all).empty());
}

TEST(Checkers, i2_acknowledged_before_it_was_kept) {
    auto all = quiet();
    EXPECT_TRUE(check_acknowledged_rows_survive(all).empty());
    all.kiosks[0].acks_too_early = 1;
    EXPECT_FALSE(check_acknowledged_rows_survive(all).empty());
}

TEST(Checkers, i5_issued_again_and_never_denied) {
    auto all = quiet();
    for (auto& kiosk : all.kiosks) kiosk.judged = false;
    gate_protocol::roster_put put;
    put.code = all.codes[0];
    put.row.generation = 2;
    all.feed = {gate_protocol::encode_item(put)};
    all.feed_end = {1, 1};
    EXPECT_FALSE(check_devices_converge(all).empty());
    all.feed_end = {1, 2}; // the denial stands behind what anybody has asked for
    EXPECT_TRUE(check_devices_converge(all).empty());
    all.feed.push_back(gate_protocol::encode_item(gate_protocol::deny{all.codes[0], 2, false}));
    EXPECT_TRUE(check_devices_converge(all).empty());
}

TEST(Checkers, i15_quarantine_of_a_device_that_nobody_has_copied) {
    auto all = quiet();
    all.kiosks[0].quarantined_ms = 500;
    EXPECT_FALSE(check_copies_are_noticed(all).empty());
    all.kiosks[0].numbers_again = true;
    EXPECT_TRUE(check_copies_are_noticed(all).empty());
    all.kiosks[0].numbers_again = false;
    all.put_back_ms = {400};
    EXPECT_TRUE(check_copies_are_noticed(all).empty());
    all.put_back_ms = {600};
    EXPECT_FALSE(check_copies_are_noticed(all).empty());
    all.kiosks[1].device = all.kiosks[0].device;
    all.kiosks[1].copy_of = 0;
    EXPECT_TRUE(check_copies_are_noticed(all).empty());
}

} // namespace
} // namespace krug::simulation
