// The device would believe a wrong server, forget a revoked ticket, or lose what it recorded, because a network did
// what networks do.
#include "cast/door_device.hpp"

#include <gtest/gtest.h>

namespace krug {
namespace {

using sync::round_end;
using enum domain::verdict_reason;

struct Round : testing::Test {
    Round() : server(keys), device(keys, server) {
        for (int number = 1; number <= 5; ++number) server.add(cast::guest_row(number));
    }
    void deny(int number, int generation) {
        gate_protocol::deny item;
        item.code = cast::guest_code(number);
        item.min_generation = generation;
        server.add(item);
    }
    cast::keyring keys;
    cast::door_server server;
    cast::door_device device;
};

// The first sync brings the list; the request is signed by the device's own key.
TEST_F(Round, first_sync_brings_everything) {
    EXPECT_EQ(device.guest(1).verdict.colour(), domain::verdict_colour::amber);
    EXPECT_EQ(device.sync_all().end, round_end::done);
    EXPECT_TRUE(device.gate().standing().list_complete);
    EXPECT_EQ(device.gate().standing().roster_rows, 5);
    const auto given = device.guest(1);
    EXPECT_EQ(given.verdict.reason, admitted);
    EXPECT_EQ(given.name, "Анна П.");
    EXPECT_FALSE(given.offline);
    EXPECT_EQ(server.last_target, "/kiosk/v1/sync");
    const auto signature = ticket::from_base64url(server.last_headers.back().second);
    ASSERT_TRUE(signature);
    const auto body = gate_protocol::encode(server.requests.back());
    EXPECT_TRUE(ticket::verifier(device.device_key.open_part()).verify(gate_protocol::signed_part(body), *signature));
}

// Pages arrive one by one; until the last one the device does not call itself ready.
TEST_F(Round, partial_list_is_not_ready) {
    server.page_items = 3;
    EXPECT_EQ(device.sync_once().end, round_end::more);
    EXPECT_FALSE(device.gate().standing().list_complete);
    EXPECT_EQ(device.guest(1).verdict.reason, stored_unverified);
    device.open(); // a restart in the middle goes on where it was
    EXPECT_EQ(device.sync_all().end, round_end::done);
    EXPECT_TRUE(device.gate().standing().list_complete);
    EXPECT_EQ(device.gate().standing().roster_rows, 5);
}

// An answer cut off after the server had stored the rows: sent again, stored once.
TEST_F(Round, lost_answers_change_nothing) {
    device.sync_all();
    device.guest(1);
    server.lose_answer = true;
    for (int time = 0; time < 3; ++time) EXPECT_EQ(device.sync_once().end, round_end::unreachable);
    EXPECT_FALSE(device.gate().online());
    EXPECT_EQ(device.gate().standing().unsent, 1);
    server.lose_answer = false;
    EXPECT_EQ(device.sync_all().end, round_end::done);
    EXPECT_EQ(server.rows().size(), 1u);
    EXPECT_EQ(device.gate().standing().unsent, 0);
    EXPECT_FALSE(server.fork_seen);
}

// A server restored from yesterday's backup is fed again what it forgot.
TEST_F(Round, rewinds_to_an_older_server) {
    device.sync_all();
    for (int number = 1; number <= 5; ++number) device.guest(number);
    device.sync_all();
    const auto all = server.rows();
    server.forget_after(2);
    device.guest(1);
    EXPECT_EQ(device.sync_all().end, round_end::done);
    EXPECT_EQ(server.rows().size(), 6u);
    for (const auto& [seq, record] : all) EXPECT_EQ(server.rows().at(seq), record);
}

// An old server would refuse a report, and with it every scan: it is never met with one, nor is it after a step back.
TEST_F(Round, reports_only_where_they_are_taken) {
    device.about_device.emplace().version = "1";
    EXPECT_EQ(device.sync_all().end, round_end::done);
    EXPECT_EQ(device.sync_all().end, round_end::done);
    for (const auto& request : server.requests) EXPECT_FALSE(request.report);
    server.change = [](auto& response) { response.takes_report = true; };
    EXPECT_FALSE(device.sync_once().reported);
    device.guest(1);
    EXPECT_TRUE(device.sync_once().reported);
    ASSERT_TRUE(server.requests.back().report);
    EXPECT_EQ(server.requests.back().report->wall_ms, device.clock.now_ms());
    EXPECT_EQ(device.gate().admitted_lately(), 1);
    device.clock.advance_seconds(301);
    EXPECT_EQ(device.gate().admitted_lately(), 0);
    server.change = nullptr;
    server.status = 422; // an older program stands there again
    EXPECT_EQ(device.sync_once().end, round_end::refused);
    server.status = 200;
    EXPECT_EQ(device.sync_once().end, round_end::done);
    EXPECT_FALSE(server.requests.back().report);
}

// A server put back by hand tells under known numbers what this device did not read: without a word about it the door
// would live on yesterday's list for ever.
TEST_F(Round, shows_a_server_that_was_put_back_where_it_stands) {
    server.takes_feed_chain = true;
    device.sync_all();
    const auto before = server.end().n;
    deny(1, 2);
    deny(2, 2);
    EXPECT_EQ(device.sync_all().end, round_end::done);
    EXPECT_TRUE(server.requests.back().feed_chain);
    const auto tell_otherwise = [&](int guest) {
        server.untell_after(before);
        for (int number = guest; number < guest + 3; ++number) deny(number, 2);
    };
    tell_otherwise(3);
    EXPECT_EQ(device.sync_all().end, round_end::done);
    EXPECT_EQ(device.gate().standing().known, server.end());
    for (const int number : {1, 2, 3, 5}) EXPECT_EQ(device.guest(number).verdict.reason, revoked) << number;
    // The device was off meanwhile: its first question shows nothing yet, and the answer is not believed.
    tell_otherwise(6);
    deny(9, 2);
    device.open();
    EXPECT_EQ(device.sync_once().detail, "chain_broken");
    EXPECT_EQ(device.sync_all().end, round_end::done);
    EXPECT_EQ(device.guest(6).verdict.reason, revoked);
    EXPECT_EQ(device.guest(1).verdict.reason, revoked) << "a denial is never forgotten";
}

// A server of last year would refuse the new member, and with it every scan.
TEST_F(Round, tells_no_chain_where_it_is_not_taken) {
    device.sync_all();
    device.sync_all();
    for (const auto& request : server.requests) EXPECT_FALSE(request.feed_chain);
    server.takes_feed_chain = true;
    device.sync_once();
    server.status = 422;
    device.sync_once();
    EXPECT_TRUE(server.requests.back().feed_chain);
    server.status = 200;
    device.sync_once();
    EXPECT_FALSE(server.requests.back().feed_chain);
}

// More rows than one request carries.
TEST_F(Round, backlog_goes_in_batches) {
    device.sync_all();
    server.unreachable = true;
    for (int time = 0; time < 250; ++time) {
        device.clock.advance_seconds(4);
        device.show("foreign code " + std::to_string(time));
    }
    server.unreachable = false;
    EXPECT_EQ(device.sync_all().end, round_end::done);
    EXPECT_EQ(server.rows().size(), 250u);
}

// A new epoch replaces the list whole, but what was revoked stays revoked.
TEST_F(Round, new_epoch_keeps_denials) {
    deny(1, 2);
    device.sync_all();
    EXPECT_EQ(device.guest(1).verdict.reason, revoked);
    server.page_items = 2;
    server.new_epoch({keys.usual(), cast::usual_rules(), cast::guest_row(1), cast::guest_row(2)});
    EXPECT_EQ(device.sync_once().end, round_end::more);
    EXPECT_EQ(device.guest(3).verdict.reason, admitted) << "the old list is whole and stays in force meanwhile";
    EXPECT_EQ(device.guest(1).verdict.reason, revoked);
    EXPECT_EQ(device.sync_all().end, round_end::done);
    EXPECT_EQ(device.gate().standing().known.epoch, 2);
    EXPECT_EQ(device.gate().standing().roster_rows, 2);
    EXPECT_EQ(device.guest(1).verdict.reason, revoked);
    EXPECT_EQ(device.guest(2).verdict.reason, admitted);
    EXPECT_EQ(device.guest(4).verdict.reason, not_on_list);
}

// Deny entries merge by the greater generation, in whatever order they come.
TEST_F(Round, deny_merges_by_maximum) {
    deny(1, 3);
    deny(1, 2);
    device.sync_all();
    EXPECT_EQ(device.guest(1, 2).verdict.reason, revoked);
    device.open();
    EXPECT_EQ(device.guest(1, 2).verdict.reason, revoked);
}

// A denial that arrives within three seconds of a green must end the echo of that green.
TEST_F(Round, repeated_code_is_not_green_after_denial) {
    device.sync_all();
    const auto code = ticket::write_ticket(cast::guest_ticket(1), keys.event);
    EXPECT_EQ(device.show(code).verdict.reason, admitted);
    device.sync_all();
    auto again = device.show(code);
    EXPECT_TRUE(again.repeated);
    EXPECT_EQ(again.verdict.reason, admitted);
    deny(1, 2);
    device.sync_all();
    again = device.show(code);
    EXPECT_FALSE(again.repeated);
    EXPECT_EQ(again.verdict.reason, revoked);
}

// What another gate admitted is known here after one sync; an own admission does not stand against itself.
TEST_F(Round, admissions_elsewhere) {
    device.sync_all();
    device.guest(1);
    const auto own = *domain::decode_scan(device.records().records_after(0, 1).front());
    gate_protocol::admission_elsewhere echo{cast::guest_code(1), own.id, {5}, {1}, domain::passage::in, own.corrected_ms(), true};
    server.add(echo); // staff have voided it on the server
    gate_protocol::admission_elsewhere other{cast::guest_code(2), {1, 2, 3}, {6}, {2}, domain::passage::in,
                                             (cast::doors_open - 60) * 1000, false};
    server.add(other);
    device.sync_all();
    EXPECT_EQ(device.guest(1).verdict.reason, admitted);
    const auto second = device.guest(2);
    EXPECT_EQ(second.verdict.reason, already_in);
    ASSERT_TRUE(second.verdict.first);
    EXPECT_EQ(second.verdict.first->at, cast::doors_open - 60);
    EXPECT_EQ(second.verdict.first->device.value, 6);
    other.voided = true;
    server.add(other);
    device.sync_all();
    EXPECT_EQ(device.guest(2).verdict.reason, admitted);
}

// A revoked device forgets the guests, shows no green, and still gives up its records.
TEST_F(Round, revoked_device) {
    device.sync_all();
    device.guest(1);
    server.standing = gate_protocol::device_standing::revoked;
    EXPECT_EQ(device.sync_all().end, round_end::done);
    EXPECT_EQ(device.guest(2).verdict.reason, device_revoked);
    EXPECT_EQ(device.gate().standing().roster_rows, 0);
    EXPECT_EQ(server.rows().size(), 1u);
    device.open();
    EXPECT_EQ(device.guest(2).verdict.reason, device_revoked);
    EXPECT_EQ(device.records().head().seq, 1);
    server.standing = gate_protocol::device_standing::active;
    EXPECT_EQ(device.sync_all().end, round_end::done);
    EXPECT_EQ(device.guest(2).verdict.reason, admitted);
}

// Nothing of an answer that cannot be believed may be applied.
TEST_F(Round, wrong_answers_change_nothing) {
    device.sync_all();
    deny(1, 2);
    using response = gate_protocol::sync_response;
    const std::vector<std::pair<const char*, std::function<void(response&)>>> lies = {
        {"head_missing", [](response& r) { r.head.reset(); }},
        {"wrong_event", [](response& r) { r.head->event = {1}; }},
        {"head_not_signed", [](response& r) { r.head->signature[5] ^= 1; }},
        {"head_not_signed", [this](response& r) { r.head->key = keys.root.id(); r.head->signature = keys.root.sign(gate_protocol::signed_part(*r.head)); }},
        {"chain_broken", [](response& r) { r.items.clear(); }},
        {"chain_broken", [](response& r) { r.head->chain[0] ^= 1; }},
        {"chain_broken", [](response& r) { r.head->at.n += 1; }},
        {"feed_went_back", [](response& r) { r.from.n -= 1; }},
        {"feed_went_back", [](response& r) { r.from = {1, 0}; }},
        {"feed_went_back", [](response& r) { r.from.epoch = 0; }},
        {"item_malformed", [](response& r) { r.items[0] = "{}"; }},
        {"keys_not_signed", [this](response& r) { auto set = keys.usual(); set.version = 9; r.items[0] = gate_protocol::encode_item(set); }},
    };
    for (const auto& [word, lie] : lies) {
        server.change = lie;
        const auto report = device.sync_once();
        EXPECT_EQ(report.end, round_end::not_believed) << word;
        EXPECT_EQ(report.detail, word);
        EXPECT_EQ(device.guest(2).verdict.reason == admitted || device.guest(2).verdict.reason == already_in, true);
    }
    server.change = nullptr;
    EXPECT_EQ(device.sync_all().end, round_end::done);
    EXPECT_EQ(device.guest(1).verdict.reason, revoked);
}

// A new signing key arrives with the feed and is believed because the organiser's root signed it.
TEST_F(Round, key_states) {
    device.sync_all();
    const ticket::signing_key fresh(cast::seed_of(40));
    const auto fresh_ticket = [&](int number) { return ticket::write_ticket(cast::guest_ticket(number), fresh); };
    device.clock.advance_seconds(4);
    EXPECT_EQ(device.show(fresh_ticket(1)).verdict.reason, forged);
    server.add(keys.signed_set(2, {keys.listed(keys.event, domain::key_standing::active),
                                   keys.listed(keys.older, domain::key_standing::dead),
                                   keys.listed(fresh, domain::key_standing::roster_only)}));
    device.sync_all();
    device.clock.advance_seconds(4);
    EXPECT_EQ(device.show(fresh_ticket(1)).verdict.reason, admitted);
    device.clock.advance_seconds(4);
    EXPECT_EQ(device.show(ticket::write_ticket(cast::guest_ticket(2), keys.older)).verdict.reason, forged);
    auto stranger = cast::guest_ticket(900);
    stranger.issued_at = static_cast<std::uint32_t>(cast::doors_open);
    device.clock.advance_seconds(4);
    EXPECT_EQ(device.show(ticket::write_ticket(stranger, fresh)).verdict.reason, not_on_list);
    // An older set does not bring the dead key back.
    server.add(keys.usual());
    device.sync_all();
    device.clock.advance_seconds(4);
    EXPECT_EQ(device.show(ticket::write_ticket(cast::guest_ticket(3), keys.older)).verdict.reason, forged);
}

// The server says no, or something that is not ours answers.
TEST_F(Round, refusals_and_rubbish) {
    server.status = 401;
    EXPECT_EQ(device.sync_once().end, round_end::refused);
    server.status = 503;
    EXPECT_EQ(device.sync_once().end, round_end::unreachable);
    server.status = 200;
    server.unreachable = true;
    EXPECT_EQ(device.sync_once().end, round_end::unreachable);
}

// A page and its cursor stand in one transaction: a crash in between leaves neither.
TEST_F(Round, crash_while_applying) {
    for (const std::string step : {"begin", "apply", "commit"}) {
        device.before_step = [step](const char* now) {
            if (now == step) throw gatekeeper::disk_failure(step, false);
        };
        EXPECT_EQ(device.sync_once().end, round_end::disk_failed);
        device.before_step = nullptr;
        device.open();
        EXPECT_EQ(device.records().progress().applied.at, domain::feed_cursor{});
        EXPECT_EQ(device.gate().standing().roster_rows, 0);
    }
    EXPECT_EQ(device.sync_all().end, round_end::done);
    EXPECT_EQ(device.gate().standing().roster_rows, 5);
}

// A copy was found out, and then the server was put back to before that: its records would stay on it for ever, since the
// server's place is that of the true device.
TEST_F(Round, quarantine_that_the_server_forgot) {
    gatekeeper::round_effects effects;
    effects.ack_seq = effects.asked_at_seq = 251;
    gatekeeper::sent_before before{251, 251, gate_protocol::device_standing::quarantined};
    EXPECT_EQ(gatekeeper::sent_up_to(effects, before), 0);
    // Only what went with the question counts while the rest follows.
    before = {0, 251, gate_protocol::device_standing::active};
    effects.sent_seq = 200;
    EXPECT_EQ(gatekeeper::sent_up_to(effects, before), 200);
    before.acked_seq = 200;
    effects.sent_seq = 251;
    EXPECT_EQ(gatekeeper::sent_up_to(effects, before), 251);
    // … and what the server does not hold is sent once more.
    effects.ack_seq = 240;
    EXPECT_EQ(gatekeeper::sent_up_to(effects, before), 240);

    device.sync_all();
    for (int number = 1; number <= 3; ++number) device.guest(number);
    device.sync_all();
    server.standing = gate_protocol::device_standing::quarantined;
    device.sync_all();
    server.standing = gate_protocol::device_standing::active;
    device.sync_once();
    EXPECT_EQ(device.gate().standing().unsent, 3);
    device.sync_all();
    EXPECT_EQ(device.gate().standing().unsent, 0);
    EXPECT_EQ(server.rows().size(), 3U);
}

} // namespace
} // namespace krug
