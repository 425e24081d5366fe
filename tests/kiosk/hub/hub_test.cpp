// One ticket would open two doors of the same hall, or a stranger on the hall's network would speak for a kiosk.
#include "cast/door_device.hpp"
#include "hub/certificate.hpp"
#include "hub/hub_desk.hpp"
#include "sync/neighbour.hpp"

#include <gtest/gtest.h>

namespace krug::hub {
namespace {

namespace protocol = gate_protocol;

/// The hall's network: what a neighbour posts is answered by the hub's desk, unless the cable is out.
struct cable final : sync::transport {
    explicit cable(hub_desk& desk) : desk_(desk) {}
    sync::http_answer post(std::string_view target, const headers& with, std::string_view body) override {
        if (out) throw sync::transport_failure("cable");
        web::request asked;
        asked.method = web::method::post;
        asked.target = target;
        asked.body = body;
        for (const auto& [name, value] : with) {
            std::string lower(name);
            std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) { return std::tolower(c); });
            asked.headers.emplace_back(lower, value);
        }
        last = asked;
        auto given = desk_.answer(asked);
        if (lose_answer) throw sync::transport_failure("cut");
        return {given.status, given.body};
    }
    bool out = false, lose_answer = false;
    web::request last;

private:
    hub_desk& desk_;
};

class Hub : public testing::Test {
protected:
    Hub() : server(keys), hub(keys, server, 5), east(keys, server, 6), west(keys, server, 7) {
        for (int number = 1; number <= 5; ++number) server.add(cast::guest_row(number));
        for (auto* each : {&hub, &east, &west}) each->sync_all();
        server.unreachable = true; // from here on the hall has only itself
        for (auto* each : {&east, &west}) pair(*each);
    }

    protocol::hub_code code() {
        protocol::hub_code made;
        made.url = "https://10.0.0.5:8443";
        made.one_time.fill(static_cast<std::uint8_t>(++codes_made));
        codes.keep(made.one_time, hub.clock.now());
        return made;
    }
    void pair(cast::door_device& device) {
        const auto paired = sync::pair(wire, code(), device.device_key, {device_number(device)}, cast::tyumen);
        ASSERT_TRUE(paired);
        EXPECT_EQ(paired->hub.value, 5);
    }
    std::int64_t device_number(const cast::door_device& device) const { return &device == &east ? 6 : 7; }
    sync::neighbour& line(const cast::door_device& device) { return &device == &east ? east_line : west_line; }

    /// As the hall does: ask, take over what is known, decide, tell.
    gatekeeper::answer guest(cast::door_device& device, int number, bool tells = true) {
        device.clock.advance_seconds(4);
        const auto asked = line(device).ask(protocol::lookup::roster_code, cast::guest_code(number));
        if (asked && !asked->held) device.records().keep_heard(asked->known, device.records().heard());
        auto given = device.show(ticket::write_ticket(cast::guest_ticket(number), keys.event));
        if (tells) tell(device);
        return given;
    }
    std::optional<protocol::tell_response> tell(cast::door_device& device) {
        auto& told = told_seq[device_number(device)];
        auto answer = line(device).tell(device.records().heard(), device.records().records_after(told, 200));
        if (!answer) return answer;
        device.records().keep_heard(answer->items, answer->reached);
        told = answer->durable_seq;
        return answer;
    }
    using reason = domain::verdict_reason;

    int codes_made = 0;
    cast::keyring keys;
    cast::door_server server;
    cast::door_device hub, east, west;
    std::mutex door;
    hub_codes codes{hub.folder()};
    relayed carried{200, "{}"};
    int carried_count = 0;
    hub_desk desk{hub.records(), door, hub.clock, codes,
                  {{5}, cast::tyumen, [this](const web::request&) { return ++carried_count, carried; }}};
    cable wire{desk};
    sync::neighbour east_line{wire, wire, east.device_key, {6}, cast::tyumen};
    sync::neighbour west_line{wire, wire, west.device_key, {7}, cast::tyumen};
    std::map<std::int64_t, std::int64_t> told_seq;
};

// The internet is gone; a copied ticket that came in by the east door is known at the west one, with place and time.
TEST_F(Hub, a_second_door_knows_what_the_first_let_in) {
    EXPECT_EQ(guest(east, 1).verdict.reason, reason::admitted);
    const auto second = guest(west, 1);
    EXPECT_EQ(second.verdict.reason, reason::already_in);
    ASSERT_TRUE(second.verdict.first);
    EXPECT_EQ(second.verdict.first->device.value, 6);
    EXPECT_EQ(guest(west, 2).verdict.reason, reason::admitted);
    // The hub's own door, too.
    EXPECT_EQ(hub.guest(2).verdict.reason, reason::already_in);
    EXPECT_EQ(hub.guest(3).verdict.reason, reason::admitted);
    EXPECT_EQ(guest(east, 3).verdict.reason, reason::already_in);
}

// Two doors in the same second: one decides, the other waits for it, and nobody waits for ever.
TEST_F(Hub, holds_a_code_for_one_door) {
    const auto first = east_line.ask(protocol::lookup::roster_code, cast::guest_code(1));
    ASSERT_TRUE(first);
    EXPECT_FALSE(first->held);
    EXPECT_TRUE(west_line.ask(protocol::lookup::roster_code, cast::guest_code(1))->held);
    EXPECT_FALSE(east_line.ask(protocol::lookup::roster_code, cast::guest_code(1))->held) << "its own question again";
    EXPECT_FALSE(west_line.ask(protocol::lookup::roster_code, cast::guest_code(2))->held) << "another guest";
    // The first door's power is cut before it tells: after a moment the other may decide.
    hub.clock.advance_seconds(2);
    EXPECT_FALSE(west_line.ask(protocol::lookup::roster_code, cast::guest_code(1))->held);
}

// Telling ends the hold at once, also when the answer was a refusal: the queue does not stand still for it.
TEST_F(Hub, telling_lets_the_code_go) {
    guest(east, 1);
    EXPECT_FALSE(west_line.ask(protocol::lookup::roster_code, cast::guest_code(1))->held);
    guest(west, 1);
    EXPECT_FALSE(east_line.ask(protocol::lookup::roster_code, cast::guest_code(1))->held);
}

// The hub dies: its neighbours go on with all they heard up to then, and tell the rest when it is back.
TEST_F(Hub, neighbours_stand_alone_and_come_back) {
    guest(east, 1);
    tell(west);
    wire.out = true;
    EXPECT_EQ(guest(west, 1).verdict.reason, reason::already_in);
    EXPECT_EQ(guest(west, 4).verdict.reason, reason::admitted);
    wire.out = false;
    tell(west);
    EXPECT_EQ(guest(east, 4).verdict.reason, reason::already_in);
}

// The hub restarts from its disk: nothing that it acknowledged is gone.
TEST_F(Hub, keeps_what_it_was_told_through_a_restart) {
    guest(east, 1);
    hub.open();
    hub_desk again(hub.records(), door, hub.clock, codes, {{5}, cast::tyumen, [](const auto&) { return relayed{}; }});
    cable other(again);
    sync::neighbour line(other, other, west.device_key, {7}, cast::tyumen);
    const auto known = line.ask(protocol::lookup::roster_code, cast::guest_code(1));
    ASSERT_TRUE(known);
    ASSERT_EQ(known->known.size(), 1u);
    EXPECT_EQ(known->known.front().device.value, 6);
}

// An answer that is lost, a tale told twice: the same state, once.
TEST_F(Hub, repeats_are_harmless) {
    guest(east, 1, false);
    wire.lose_answer = true;
    EXPECT_FALSE(tell(east));
    wire.lose_answer = false;
    EXPECT_TRUE(tell(east));
    told_seq[6] = 0;
    EXPECT_TRUE(tell(east));
    const auto known = west_line.ask(protocol::lookup::roster_code, cast::guest_code(1));
    EXPECT_EQ(known->known.size(), 1u);
}

// A hub whose folder was replaced has another life: it is told and tells everything from the beginning.
TEST_F(Hub, another_life_begins_at_nothing) {
    guest(east, 1);
    tell(west);
    auto place = west.records().heard();
    EXPECT_NE(place.life, 0);
    place.life = 1;
    place.neighbours = place.own = 1000;
    const auto answer = west_line.tell(place, {});
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->items.size(), 1u);
}

// Later the server tells of the same admissions: they are not counted twice, and its undo reaches the hall.
TEST_F(Hub, the_servers_word_and_the_halls_agree) {
    const auto first = guest(east, 1);
    tell(west);
    protocol::admission_elsewhere same;
    same.code = cast::guest_code(1);
    same.scan = *first.scan;
    same.device = {6};
    same.point = {1};
    same.at_ms = cast::doors_open * 1000;
    same.voided = true;
    server.unreachable = false;
    server.add(same);
    west.sync_all();
    server.unreachable = true;
    wire.out = true;
    EXPECT_EQ(guest(west, 1).verdict.reason, reason::admitted) << "what was undone does not count";
}

// Somebody in the hall without a pairing, with another's name, a used code, or an old question in a new place.
TEST_F(Hub, strangers_are_refused) {
    const ticket::signing_key stranger(cast::seed_of(77));
    sync::neighbour unknown(wire, wire, stranger, {8}, cast::tyumen);
    EXPECT_FALSE(unknown.ask(protocol::lookup::roster_code, cast::guest_code(1)));
    EXPECT_EQ(unknown.last_status(), 401);
    sync::neighbour borrowed(wire, wire, stranger, {6}, cast::tyumen);
    EXPECT_FALSE(borrowed.tell({}, {}));
    EXPECT_EQ(borrowed.last_status(), 401);
    sync::neighbour elsewhere(wire, wire, east.device_key, {6}, {12345});
    EXPECT_FALSE(elsewhere.ask(protocol::lookup::roster_code, cast::guest_code(1)));
    EXPECT_EQ(elsewhere.last_status(), 409);

    const auto used = code();
    EXPECT_TRUE(sync::pair(wire, used, stranger, {8}, cast::tyumen));
    EXPECT_FALSE(sync::pair(wire, used, stranger, {9}, cast::tyumen)) << "a code works once";
    const auto old = code();
    hub.clock.advance_seconds(protocol::hub_code_seconds + 1);
    EXPECT_FALSE(sync::pair(wire, old, stranger, {9}, cast::tyumen)) << "and not for long";

    // The signature of a question does not fit the telling of it.
    east_line.ask(protocol::lookup::roster_code, cast::guest_code(1));
    auto moved = wire.last;
    moved.target = protocol::tell_target;
    EXPECT_NE(desk.answer(moved).status, 200);
}

// Guessing codes is stopped before it becomes a lottery.
TEST_F(Hub, wrong_codes_are_few) {
    protocol::hub_code wrong = code();
    wrong.one_time.fill(200);
    for (std::size_t time = 0; time < hub_desk::tries_max; ++time)
        EXPECT_EQ(sync::pair(wire, wrong, east.device_key, {9}, cast::tyumen).error().code,
                  domain::refusal_code::not_allowed);
    EXPECT_EQ(sync::pair(wire, code(), east.device_key, {9}, cast::tyumen).error().code, domain::refusal_code::too_many);
    hub.clock.advance_seconds(61);
    EXPECT_TRUE(sync::pair(wire, code(), east.device_key, {9}, cast::tyumen));
}

// A folder copied to a second device tells another story at a place the hub knows: nothing more of it is believed.
TEST_F(Hub, a_copied_device_is_set_aside) {
    guest(east, 1);
    guest(east, 2);
    cast::door_device copy(keys, server, 6);
    server.unreachable = false;
    copy.sync_all();
    server.unreachable = true;
    copy.guest(3);
    copy.guest(4);
    sync::neighbour line(wire, wire, copy.device_key, {6}, cast::tyumen);
    EXPECT_TRUE(line.tell({}, copy.records().records_after(0, 200)));
    EXPECT_FALSE(line.tell({}, {}));
    EXPECT_EQ(line.last_status(), 403);
}

// A neighbour without the internet reaches the server through the hub; nobody else does.
TEST_F(Hub, carries_a_neighbours_sync) {
    struct nowhere final : sync::transport {
        sync::http_answer post(std::string_view, const headers&, std::string_view) override {
            ++tried;
            throw sync::transport_failure("no road");
        }
        int tried = 0;
    } straight;
    sync::two_roads roads(straight, wire, east.clock, {6});
    const std::string body = "{}";
    const sync::transport::headers with{
        {"Authorization", "Bearer x"},
        {"Krug-Device-Signature", ticket::to_base64url(east.device_key.sign(protocol::signed_part(body)))}};
    EXPECT_EQ(roads.post(protocol::sync_target, with, body).status, 200);
    EXPECT_EQ(roads.post(protocol::sync_target, with, body).status, 200);
    EXPECT_EQ(straight.tried, 1) << "a closed road is not tried every time";
    EXPECT_EQ(wire.last.header("authorization"), "Bearer x");
    east.clock.advance_seconds(61);
    roads.post(protocol::sync_target, with, body);
    EXPECT_EQ(straight.tried, 2);
    carried.status = 0;
    EXPECT_THROW(roads.post(protocol::sync_target, with, body), sync::transport_failure);

    carried.status = 200;
    const int before = carried_count;
    sync::two_roads other(straight, wire, east.clock, {99});
    EXPECT_EQ(other.post(protocol::sync_target, with, body).status, 401);
    EXPECT_THROW(other.post(protocol::enrol_target, with, body), sync::transport_failure);
    EXPECT_EQ(carried_count, before);
}

// A disk that fails is said to the neighbour, who then decides by itself; the hub does not fall.
TEST_F(Hub, a_failing_disk_is_no_answer) {
    hub.before_step = [](const char*) { throw gatekeeper::disk_failure("test", false); };
    EXPECT_FALSE(east_line.ask(protocol::lookup::roster_code, cast::guest_code(1)));
    EXPECT_EQ(east_line.last_status(), 503);
}

// More codes at once than a hall has guests at its doors cannot fill the hub's memory.
TEST(Holds, are_bounded) {
    holds held;
    for (std::size_t at = 0; at < holds::codes_max; ++at) ASSERT_TRUE(held.take(std::to_string(at), {1}, 0));
    EXPECT_FALSE(held.take("one more", {1}, 0));
    EXPECT_TRUE(held.take("one more", {1}, protocol::hold_ms));
    held.release("one more", {2});
    EXPECT_FALSE(held.take("one more", {2}, protocol::hold_ms)) << "nobody lets go what another holds";
}

// The pin that staff carry must still be the hub's after its restart.
TEST(Certificate, stays_the_same) {
    const cast::scratch_folder folder;
    const auto first = own_certificate(folder.path());
    EXPECT_EQ(own_certificate(folder.path()).pin, first.pin);
    EXPECT_EQ(std::filesystem::status(first.key).permissions() & std::filesystem::perms::group_all,
              std::filesystem::perms::none);
    std::filesystem::resize_file(first.chain, 10);
    EXPECT_THROW(own_certificate(folder.path()), std::runtime_error);
}

} // namespace
} // namespace krug::hub
