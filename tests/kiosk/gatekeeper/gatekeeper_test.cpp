// A guest would meet a wrong colour at a kiosk that has every fact to know better.
#include "cast/door_device.hpp"

#include <gtest/gtest.h>

namespace krug {
namespace {

using enum domain::verdict_reason;

struct Door : testing::Test {
    Door() : server(keys), device(keys, server) {
        auto row = cast::guest_row(1);
        row.number = gate_protocol::attendee_number_hash(cast::tyumen, "123456788");
        row.short_code = ticket::code_hash("4600051000057");
        server.add(row);
        for (int number = 2; number <= 5; ++number) server.add(cast::guest_row(number));
        device.sync_all();
    }
    std::string late_ticket(int number, std::int64_t after_snapshot = 30) {
        auto facts = cast::guest_ticket(number);
        facts.issued_at = static_cast<std::uint32_t>(cast::doors_open + after_snapshot);
        return ticket::write_ticket(facts, keys.event);
    }
    cast::keyring keys;
    cast::door_server server;
    cast::door_device device;
};

// A camera reads one code many times: one record, one answer, no accusation.
TEST_F(Door, same_code_within_three_seconds_is_an_echo) {
    const auto code = ticket::write_ticket(cast::guest_ticket(1), keys.event);
    const auto first = device.show(code);
    EXPECT_EQ(first.verdict.reason, admitted);
    device.clock.advance_seconds(3);
    const auto second = device.show(code);
    EXPECT_TRUE(second.repeated);
    EXPECT_EQ(second.scan, first.scan);
    EXPECT_EQ(device.records().head().seq, 1);
    device.clock.advance_seconds(4);
    EXPECT_EQ(device.show(code).verdict.reason, already_in);
    EXPECT_EQ(device.records().head().seq, 2);
}

// Two tickets lie side by side before the camera: each keeps its own green while it lies there, one record each.
TEST_F(Door, codes_that_lie_side_by_side_keep_their_answers) {
    const auto one = ticket::write_ticket(cast::guest_ticket(1), keys.event);
    const auto other = ticket::write_ticket(cast::guest_ticket(2), keys.event);
    for (int second = 0; second < 20; ++second) {
        const auto& code = second % 2 == 0 ? one : other;
        const auto given = device.show(code);
        EXPECT_EQ(given.verdict.reason, admitted) << second;
        EXPECT_EQ(given.repeated, second > 1) << second;
        device.clock.advance_seconds(1);
    }
    EXPECT_EQ(device.records().head().seq, 2);
    device.clock.advance_seconds(3);
    EXPECT_EQ(device.show(one).verdict.reason, already_in);
}

// More codes than anybody holds up at once: nobody's answer is mixed with another's, the memory does not grow.
TEST_F(Door, only_the_latest_codes_are_remembered) {
    const auto guests = static_cast<int>(gatekeeper::codes_in_view_max) + 1;
    for (int number = 6; number <= guests + 5; ++number) server.add(cast::guest_row(number));
    device.sync_all();
    const auto code = [&](int number) { return ticket::write_ticket(cast::guest_ticket(number), keys.event); };
    for (int number = 6; number <= guests + 5; ++number) EXPECT_EQ(device.show(code(number)).verdict.reason, admitted);
    for (int number = 7; number <= guests + 5; ++number) EXPECT_TRUE(device.show(code(number)).repeated) << number;
    EXPECT_EQ(device.show(code(6)).verdict.reason, already_in); // the one that fell out
}

// Who goes out and comes in again within three seconds is a new arrival, not an echo of the first.
TEST_F(Door, leaving_ends_the_echo) {
    const auto code = ticket::write_ticket(cast::guest_ticket(1), keys.event);
    EXPECT_EQ(device.show(code).verdict.reason, admitted);
    device.show(code, domain::passage::out);
    EXPECT_FALSE(device.show(code).repeated);
}

// A deny entry arrives while two tickets lie in view: each is asked about anew.
TEST_F(Door, news_end_the_echo_of_every_code_in_view) {
    const auto one = ticket::write_ticket(cast::guest_ticket(1), keys.event);
    const auto other = ticket::write_ticket(cast::guest_ticket(2), keys.event);
    device.show(one);
    device.show(other);
    server.add(gate_protocol::deny{cast::guest_row(1).code, 2, false});
    device.sync_all();
    EXPECT_EQ(device.show(one).verdict.reason, revoked);
    EXPECT_TRUE(device.show(other).repeated);
}

// A forgery that names the guest before it must not ride on that guest's green.
TEST_F(Door, echo_is_by_the_whole_text) {
    device.show(ticket::write_ticket(cast::guest_ticket(1), keys.event));
    EXPECT_EQ(device.show(ticket::write_ticket(cast::guest_ticket(1), keys.root)).verdict.reason, forged);
}

// Ticket forgotten: the number read aloud or the badge's barcode finds the same guest, once.
TEST_F(Door, number_and_foreign_code_find_the_guest) {
    auto number = std::string("12345678");
    for (char check = '0'; check <= '9'; ++check)
        if (gate_protocol::understand(number + check, cast::tyumen).by == gate_protocol::lookup::number) number += check;
    ASSERT_EQ(number.size(), 9u);
    gate_protocol::roster_put row = cast::guest_row(1);
    row.number = gate_protocol::attendee_number_hash(cast::tyumen, number);
    row.short_code = ticket::code_hash("4600051000057");
    server.add(row);
    device.sync_all();
    device.clock.advance_seconds(4);
    EXPECT_EQ(device.show(number.substr(0, 3) + ' ' + number.substr(3, 3) + '-' + number.substr(6)).verdict.reason, admitted);
    device.clock.advance_seconds(4);
    EXPECT_EQ(device.show("4600051000057").verdict.reason, already_in);
    EXPECT_EQ(device.guest(1).verdict.reason, already_in);
    device.clock.advance_seconds(4);
    EXPECT_EQ(device.show("4600051000058").verdict.reason, not_on_list);
}

// Somebody who registered on the way to the hall gets in without a network, but a stolen key only so often.
TEST_F(Door, late_tickets_up_to_the_cap) {
    for (int number = 100; number < 120; ++number) {
        device.clock.advance_seconds(4);
        EXPECT_EQ(device.show(late_ticket(number)).verdict.reason, admitted_late_ticket) << number;
    }
    device.clock.advance_seconds(4);
    EXPECT_EQ(device.show(late_ticket(120)).verdict.reason, not_on_list);
    device.open(); // the count survives a restart
    device.clock.advance_seconds(4);
    EXPECT_EQ(device.show(late_ticket(121)).verdict.reason, not_on_list);
    for (int number = 100; number < 120; ++number) server.add(cast::guest_row(number));
    device.sync_all(); // now they are on the list and count no more
    device.clock.advance_seconds(4);
    EXPECT_EQ(device.show(late_ticket(121)).verdict.reason, admitted_late_ticket);
    EXPECT_EQ(device.guest(100).verdict.reason, already_in);
}

// Three days without a word from the server: nothing is promised any more, everything is recorded.
TEST_F(Door, lease_ends) {
    server.unreachable = true;
    device.clock.advance_seconds(domain::lease_seconds_max - 60);
    EXPECT_EQ(device.guest(1).verdict.reason, expired); // the day-ticket's own end comes first
    auto rules_ticket = cast::guest_ticket(2);
    rules_ticket.not_after = static_cast<std::uint32_t>(cast::doors_open + 10 * 86400);
    const auto code = ticket::write_ticket(rules_ticket, keys.event);
    EXPECT_EQ(device.show(code).verdict.reason, admitted);
    device.clock.advance_seconds(60);
    auto other = cast::guest_ticket(3);
    other.not_after = rules_ticket.not_after;
    const auto given = device.show(ticket::write_ticket(other, keys.event));
    EXPECT_EQ(given.verdict.reason, stored_unverified);
    EXPECT_TRUE(given.scan);
}

// A shorter lease set by the organiser holds.
TEST_F(Door, lease_may_be_shorter) {
    server.terms.lease_seconds = 600;
    device.sync_all();
    device.clock.advance_seconds(590);
    EXPECT_EQ(device.guest(1).verdict.reason, admitted);
    device.clock.advance_seconds(10);
    EXPECT_EQ(device.guest(2).verdict.reason, stored_unverified);
}

// The answer says where the device stands, and the guest's name only where it helps.
TEST_F(Door, names_stay_off_red_screens) {
    EXPECT_EQ(device.guest(1).name, "Анна П.");
    auto gone = cast::guest_row(2);
    gone.row.state = domain::roster_state::cancelled;
    server.add(gone);
    device.sync_all();
    const auto given = device.guest(2);
    EXPECT_EQ(given.verdict.reason, cancelled);
    EXPECT_EQ(given.name, "");
}

// Of an unknown code only a hash is kept.
TEST_F(Door, unknown_text_is_not_kept) {
    device.show("Иванов Иван +7 900 000-00-00");
    const auto what = *domain::decode_scan(device.records().records_after(0, 1).front());
    EXPECT_FALSE(what.code_known);
    EXPECT_EQ(what.code, ticket::sha256("Иванов Иван +7 900 000-00-00"));
    EXPECT_EQ(what.ticket.value, 0);
}

// A point the organiser did not allow is not stood at.
TEST_F(Door, point_must_be_allowed) {
    device.gate().stand_at({2});
    EXPECT_EQ(device.gate().point().value, 2);
    device.gate().stand_at({3});
    EXPECT_EQ(device.gate().point().value, 1);
}

// A device never enrolled or without any sync shows no green.
TEST_F(Door, nothing_known_nothing_green) {
    cast::door_device empty(keys, server, 6);
    EXPECT_EQ(empty.guest(1).verdict.colour() == domain::verdict_colour::green, false);
}

} // namespace
} // namespace krug
