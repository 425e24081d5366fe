// Somebody who was let in without a ticket would never be on the list, or twice, or be registered by a lost device.
#include "cast/front_house.hpp"
#include "domain/upload.hpp"
#include "gate_protocol/enclosures.hpp"
#include "store/scan_store.hpp"
#include "ticket/enclosed.hpp"

namespace krug::service {
namespace {

using gate_protocol::enclosed_text;

class enclosure_intake : public cast::front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        gate.emplace(database(), clock, chance, *keys, cast::tyumen_offset, "https://krug.example", std::nullopt, &*registrations);
        event = published(table_for(2));
        const auto invited = *gate->invite_device(alice, event, {}, "Киоск");
        gate_protocol::enrol_request request;
        request.one_time = gate_protocol::read_enrolment_code(invited.code)->one_time;
        const auto open_part = device_key.open_part().raw();
        std::copy(open_part.begin(), open_part.end(), request.device_key.begin());
        enrolled = *gate->enrol(request);
        key = deliver({})->key;
    }

    /// A record of the device, brought to the server.
    domain::scan_name recorded(domain::scan_kind kind, const domain::scan_name& refers_to = {}) {
        domain::scan what;
        what.kind = kind;
        what.reason = kind == domain::scan_kind::overridden ? domain::verdict_reason::already_in : domain::verdict_reason::admitted;
        what.device = enrolled.device;
        what.incarnation = 1;
        what.seq = static_cast<std::int64_t>(journal.size()) + 1;
        what.id[0] = static_cast<std::uint8_t>(what.seq);
        what.code = ticket::sha256(what.id);
        what.event = event;
        what.point = enrolled.terms.points.front();
        what.wall_ms = clock.now_ms();
        what.refers_to = refers_to;
        if (!journal.empty()) what.previous = gate_protocol::hash_of(journal.back());
        journal.push_back(domain::encode_scan(what));
        gate_protocol::sync_request request;
        request.head_seq = what.seq;
        request.acked_seq = what.seq - 1;
        request.incarnation = 1;
        request.chain_head = gate_protocol::hash_of(journal.back());
        request.rows = {journal.back()};
        const auto body = gate_protocol::encode(request);
        EXPECT_EQ(gate->sync(enrolled.token, body, device_key.sign(gate_protocol::signed_part(body)))->ack_seq, what.seq);
        return what.id;
    }
    gate_protocol::enclosure enclosed(const domain::scan_name& scan, const enclosed_text& text) {
        return {scan, ticket::enclose(key, ticket::bytes_of(gate_protocol::encode(text)), gate_protocol::enclosure_place(scan), chance)};
    }
    domain::result<gate_protocol::enclosures_response> deliver(std::vector<gate_protocol::enclosure> items) {
        const auto body = gate_protocol::encode(gate_protocol::enclosures_request{std::move(items)});
        return gate->take_enclosures(enrolled.token, body, device_key.sign(gate_protocol::signed_enclosures(body)));
    }
    std::vector<registration_line> people() {
        registration_filter filter;
        return registrations->list(event, filter).items;
    }

    ticket::signing_key device_key{ticket::key32{5}};
    gate_protocol::enrol_response enrolled;
    std::vector<domain::scan_record> journal;
    domain::event_id event;
    ticket::key32 key{};
};

const enclosed_text anna{"Щукина", "Анна", "anna@guests.example", ""};

// The board had looked between the scan and the name, and counted one guest less for ever.
TEST_P(enclosure_intake, a_walk_in_named_after_the_board_looked_is_counted) {
    const auto first = recorded(domain::scan_kind::walk_in);
    const auto second = recorded(domain::scan_kind::walk_in);
    const enclosed_text boris{"Гусев", "Борис", "", ""};
    ASSERT_EQ(deliver({enclosed(second, boris)})->taken, std::vector{second});
    EXPECT_EQ(attendance->live(event).attended, 1);
    ASSERT_EQ(deliver({enclosed(first, anna)})->taken, std::vector{first});
    for (int look = 0; look < 2; ++look) {
        const auto counted = attendance->live(event);
        EXPECT_EQ(counted.attended, 2);
        EXPECT_EQ(counted.inside, 2);
        ASSERT_EQ(counted.by_point.size(), 1u);
        EXPECT_EQ(counted.by_point.front().attended, 2);
        EXPECT_EQ(attendance->who_came(event).size(), 2u);
    }
    EXPECT_EQ(attendance->statistics(event).attended, 2);
}

// The device hears no answer and sends again, as often as it likes.
TEST_P(enclosure_intake, a_walk_in_is_registered_once) {
    const auto scan = recorded(domain::scan_kind::walk_in);
    EXPECT_EQ(people().size(), 0u);
    for (int again = 0; again < 3; ++again) EXPECT_EQ(deliver({enclosed(scan, anna)})->taken, std::vector{scan});
    const auto found = people();
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].registration.name.family, "Щукина");
    EXPECT_EQ(found[0].registration.source, domain::registration_source::walk_in);
    EXPECT_EQ(found[0].registration.status, domain::registration_status::confirmed);
    EXPECT_TRUE(found[0].inside);
    EXPECT_EQ(attendance->statistics(event).attended, 1);
}

// The guest is inside: a full event gets one more line, not one person fewer.
TEST_P(enclosure_intake, beyond_the_capacity_the_list_says_so) {
    join(event);
    join(event);
    const auto scan = recorded(domain::scan_kind::walk_in);
    EXPECT_EQ(deliver({enclosed(scan, anna)})->taken.size(), 1u);
    EXPECT_EQ(people().size(), 3u);
    EXPECT_EQ(pool_of(event).taken, 3);
    EXPECT_EQ(attendance->statistics(event).attended, 1);
}

// Somebody had registered by page and forgot: the scan is theirs, not another person's.
TEST_P(enclosure_intake, who_was_on_the_list_stays_one_person) {
    auto request = stranger(event);
    request.name = {"Щукина", "Анна", ""};
    request.email = "anna@guests.example";
    const auto known = join(request);
    const auto scan = recorded(domain::scan_kind::walk_in);
    EXPECT_EQ(deliver({enclosed(scan, anna)})->taken.size(), 1u);
    EXPECT_EQ(people().size(), 1u);
    EXPECT_EQ(check_ins->scans_of(event, known.id).size(), 1u);
}

// Staff typed the wrong name and took it back before the connection returned.
TEST_P(enclosure_intake, what_was_taken_back_registers_nobody) {
    const auto scan = recorded(domain::scan_kind::walk_in);
    recorded(domain::scan_kind::voided, scan);
    EXPECT_EQ(deliver({enclosed(scan, anna)})->taken.size(), 1u);
    EXPECT_EQ(people().size(), 0u);
    EXPECT_EQ(attendance->statistics(event).attended, 0);
}

// Other words under another record, another device's record, a record that is not here, an unreadable text.
TEST_P(enclosure_intake, only_a_text_of_its_own_record_is_taken) {
    const auto scan = recorded(domain::scan_kind::walk_in);
    const auto admitted = recorded(domain::scan_kind::admit);
    auto moved = enclosed(admitted, anna);
    moved.scan = scan;
    auto unknown = enclosed({}, anna);
    auto broken = enclosed(scan, anna);
    broken.enclosed.back() = broken.enclosed.back() == 'A' ? 'Q' : 'A';
    EXPECT_TRUE(deliver({moved, unknown, broken, enclosed(admitted, anna)})->taken.empty());
    EXPECT_EQ(people().size(), 0u);
}

TEST_P(enclosure_intake, staff_reasons_come_to_their_scan) {
    const auto scan = recorded(domain::scan_kind::overridden);
    EXPECT_EQ(deliver({enclosed(scan, {"", "", "", "Разрешил организатор"})})->taken.size(), 1u);
    const auto kept = database().read([&](store::transaction& tx) { return store::find_scan(tx, ticket::to_hex(scan)); });
    EXPECT_EQ(kept->override_reason, "Разрешил организатор");
}

// A lost kiosk, or whoever has only its token, registers nobody.
TEST_P(enclosure_intake, strangers_and_revoked_devices_are_refused) {
    const auto scan = recorded(domain::scan_kind::walk_in);
    const auto body = gate_protocol::encode(gate_protocol::enclosures_request{{enclosed(scan, anna)}});
    EXPECT_FALSE(gate->take_enclosures("no", body, device_key.sign(gate_protocol::signed_enclosures(body))));
    EXPECT_FALSE(gate->take_enclosures(enrolled.token, body, device_key.sign(gate_protocol::signed_part(body))));
    ASSERT_TRUE(gate->revoke_device(alice, event, enrolled.device));
    EXPECT_TRUE(deliver({enclosed(scan, anna)})->taken.empty());
    EXPECT_EQ(people().size(), 0u);
}

KRUG_ON_BOTH(enclosure_intake);

} // namespace
} // namespace krug::service
