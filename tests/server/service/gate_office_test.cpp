// If this fails, two doors of one event know different lists: a guest is sent home at one that the other let in.
#include "cast/front_house.hpp"
#include "domain/upload.hpp"
#include "service/code_office.hpp"
#include "service/key_change.hpp"
#include "service/scan_import.hpp"
#include "store/device_store.hpp"
#include "ticket/digest.hpp"
#include "ticket/short_code.hpp"
#include "ticket/ticket.hpp"

#include <map>
#include <memory>
#include <set>
#include <sstream>

namespace krug::service {
namespace {

using cast::fields_of;
using cast::opening_day;
using domain::refusal_code;
using gate_protocol::device_standing;
using kinds = std::map<std::string, int>;

std::array<std::uint8_t, 32> raw_of(const ticket::signing_key& key) {
    std::array<std::uint8_t, 32> raw{};
    const auto open_part = key.open_part().raw();
    std::copy(open_part.begin(), open_part.end(), raw.begin());
    return raw;
}

/// A kiosk as the protocol sees it: it makes chained records, signs what it sends and believes only what verifies.
struct kiosk {
    std::shared_ptr<const ticket::signing_key> key; ///< a clone has the same
    gate_protocol::enrol_response enrolled;
    std::vector<domain::scan_record> journal;
    std::int64_t acked = 0;
    domain::feed_cursor at;
    domain::digest chain{};
    std::vector<std::string> told; ///< the list as it was told in this epoch

    domain::scan next(domain::scan_kind kind, const receipt& guest, std::int64_t wall_ms) const {
        domain::scan record;
        record.kind = kind;
        record.reason = kind == domain::scan_kind::exit ? domain::verdict_reason::exit_recorded
                                                         : domain::verdict_reason::admitted;
        record.device = enrolled.device;
        record.incarnation = 1;
        record.seq = journal.empty() ? 1 : domain::link_of(*domain::decode_scan(journal.back()), {}).last_seq + 1;
        record.id[0] = static_cast<std::uint8_t>(enrolled.device.value);
        record.id[1] = static_cast<std::uint8_t>(enrolled.device.value >> 8);
        record.id[14] = static_cast<std::uint8_t>(record.seq >> 8);
        record.id[15] = static_cast<std::uint8_t>(record.seq);
        record.event = enrolled.event;
        record.point = enrolled.terms.points.front();
        record.wall_ms = wall_ms;
        if (!guest.ticket_text.empty()) {
            const auto facts = ticket::parse_ticket(guest.ticket_text)->facts;
            record.ticket = facts.id;
            record.generation = facts.generation;
        }
        if (!journal.empty()) record.previous = gate_protocol::hash_of(journal.back());
        return record;
    }
    domain::scan_name keep(const domain::scan& record) {
        journal.push_back(domain::encode_scan(record));
        return record.id;
    }
    gate_protocol::sync_request request() const {
        gate_protocol::sync_request request;
        request.cursor = at;
        request.acked_seq = acked;
        request.head_seq = journal.empty() ? 0 : domain::link_of(*domain::decode_scan(journal.back()), {}).last_seq;
        request.incarnation = 1;
        if (!journal.empty()) request.chain_head = gate_protocol::hash_of(journal.back());
        for (const auto& record : journal)
            if (domain::decode_scan(record)->seq > acked && request.rows.size() < gate_protocol::sync_rows_max)
                request.rows.push_back(record);
        return request;
    }
};

class gate_desk : public cast::front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        event = published(round_table());
    }

    gate_protocol::enrol_request asking(const device_invitation& invited, const ticket::signing_key& key) {
        gate_protocol::enrol_request request;
        request.one_time = gate_protocol::read_enrolment_code(invited.code)->one_time;
        request.device_key = raw_of(key);
        return request;
    }
    kiosk enrol(domain::event_id where, std::uint8_t seed = 1) {
        ticket::key32 raw{};
        raw.fill(seed);
        kiosk device{std::make_shared<ticket::signing_key>(raw), {}, {}, 0, {}, {}, {}};
        const auto invited = *gate->invite_device(alice, where, {}, "Киоск " + std::to_string(seed));
        device.enrolled = *gate->enrol(asking(invited, *device.key));
        return device;
    }
    domain::result<gate_protocol::sync_response> send(const kiosk& device, const gate_protocol::sync_request& request) {
        const auto body = gate_protocol::encode(request);
        return gate->sync(device.enrolled.token, body, device.key->sign(gate_protocol::signed_part(body)));
    }
    /// One round, believed as a kiosk believes: same place or a newer epoch from its beginning, chain and head good.
    gate_protocol::sync_response round(kiosk& device) { return believe(device, *send(device, device.request())); }
    gate_protocol::sync_response believe(kiosk& device, gate_protocol::sync_response got) {
        device.acked = got.ack_seq;
        if (got.standing != device_standing::active) {
            EXPECT_FALSE(got.head);
            EXPECT_TRUE(got.items.empty());
            return got;
        }
        if (got.from != device.at || got.from.n == 0) {
            EXPECT_TRUE(got.from.n == 0 && (got.from.epoch > device.at.epoch || device.at.n == 0)) << "the feed went back";
            device.at = got.from;
            device.chain = {};
            device.told.clear();
        }
        for (const auto& item : got.items) {
            EXPECT_TRUE(gate_protocol::decode_item(item)) << item;
            device.chain = gate_protocol::chain_after(device.chain, item);
            device.told.push_back(item);
        }
        device.at.n += static_cast<std::int64_t>(got.items.size());
        EXPECT_TRUE(got.head.has_value());
        if (!got.head) return got;
        EXPECT_EQ(got.head->at, device.at);
        EXPECT_EQ(got.head->chain, device.chain);
        const auto key = ticket::public_key::from_hex(keys->event_keys(device.enrolled.event).at(0).public_key);
        EXPECT_TRUE(ticket::verifier(*key).verify(gate_protocol::signed_part(*got.head), got.head->signature));
        return got;
    }
    void sync_all(kiosk& device) {
        for (int left = 50; left > 0; --left)
            if (!round(device).more && device.acked >= device.request().head_seq) return;
        ADD_FAILURE() << "the device never gets ready";
    }
    /// Who is on the list as the device has heard it, by code; and how often each kind was told.
    static std::map<std::string, gate_protocol::roster_put> list_of(const kiosk& device) {
        std::map<std::string, gate_protocol::roster_put> list;
        for (const auto& text : device.told) {
            const auto item = *gate_protocol::decode_item(text);
            if (const auto* put = std::get_if<gate_protocol::roster_put>(&item)) list[put->code] = *put;
        }
        return list;
    }
    template <class Item> static std::vector<Item> items_of(const kiosk& device) {
        std::vector<Item> items;
        for (const auto& text : device.told) {
            const auto item = *gate_protocol::decode_item(text);
            if (const auto* one = std::get_if<Item>(&item)) items.push_back(*one);
        }
        return items;
    }
    std::string code_of(const receipt& guest) {
        return ticket::roster_hash(guest.event, keys->ticket_id_of(guest.event, guest.id, now_of(guest).ticket.salt));
    }
    device_line line_of(const kiosk& device) {
        for (const auto& line : gate->devices(device.enrolled.event))
            if (line.id == device.enrolled.device) return line;
        ADD_FAILURE() << "no such device";
        return {};
    }
    check_in_answer show(const receipt& guest) {
        check_in_command what;
        what.event = guest.event;
        what.code = guest.ticket_text;
        what.scan_id = chance.hex(16);
        return *check_ins->check_in(alice, what);
    }
    std::int64_t admissions(const receipt& guest) {
        return static_cast<std::int64_t>(check_ins->scans_of(guest.event, guest.id).size());
    }
    /// The database as an older backup has it: the event's numbers and the device's mark from before.
    void put_back(const kiosk& device, std::int64_t acked) {
        database().write([&](store::transaction& tx) {
            auto row = *store::find_device(tx, device.enrolled.device);
            row.acked_seq = acked;
            store::save_device(tx, row);
        });
    }
    domain::result<void> change(key_change what) { return change_keys(database(), clock, chance, *keys, alice, event, what); }
    domain::event_id event;
};

// The key is changed in the middle of an evening, and a door that is behind never finds its way back, or shuts.
TEST_P(gate_desk, changed_keys_reach_a_device_however_far_behind) {
    const auto before = join(event);
    auto device = enrol(event);
    sync_all(device);
    const auto old_key = keys->event_keys(event).at(0).id;
    for (int more = 0; more < 3; ++more) join(event);
    ASSERT_TRUE(change(key_change::rotate));
    EXPECT_EQ(change_keys(database(), clock, chance, *keys, alice, {4711}, key_change::rotate).error().code, refusal_code::not_found);
    const auto after = join(event);

    const auto rows = keys->event_keys(event);
    ASSERT_EQ(rows.size(), 2u);
    for (const auto& row : rows) EXPECT_EQ(row.state, row.id == old_key ? "retired" : "active");
    const auto fresh_key = ticket::to_hex(ticket::parse_ticket(after.ticket_text)->facts.key_id);
    EXPECT_NE(fresh_key, old_key);
    EXPECT_EQ(show(before).reason, domain::verdict_reason::admitted) << "a ticket of the former key";
    EXPECT_EQ(show(after).reason, domain::verdict_reason::admitted);

    // The head is signed by a key that the device has never heard of: the page begins with it.
    auto version = device.enrolled.keys.version;
    const auto told = [&](std::map<domain::key_standing, int> wanted) {
        const auto got = *send(device, device.request());
        EXPECT_EQ(got.from.n, 0);
        EXPECT_GT(got.from.epoch, device.at.epoch);
        const auto first = *gate_protocol::decode_item(got.items.at(0));
        const auto& set = std::get<gate_protocol::key_set>(first);
        EXPECT_GT(set.version, version) << "or the device would pass it over";
        version = set.version;
        const auto root = ticket::public_key::from(device.enrolled.root_key);
        EXPECT_TRUE(ticket::verifier(*root).verify(gate_protocol::signed_part(set), set.signature));
        std::map<domain::key_standing, int> standings;
        for (const auto& each : set.keys) {
            ++standings[each.standing];
            const auto key = *ticket::public_key::from(each.key);
            if (each.standing == domain::key_standing::active) {
                EXPECT_TRUE(ticket::verifier(key).verify(gate_protocol::signed_part(*got.head), got.head->signature));
            }
        }
        EXPECT_EQ(standings, wanted);
        device.at.epoch = got.from.epoch;
    };
    using enum domain::key_standing;
    told({{active, 1}, {retired, 1}});
    ASSERT_TRUE(change(key_change::compromised));
    told({{active, 1}, {roster_only, 2}});
    EXPECT_EQ(show(before).reason, domain::verdict_reason::already_in) << "whom the list knows is not turned away";
    ASSERT_TRUE(change(key_change::bury));
    told({{active, 1}, {dead, 2}});
    EXPECT_EQ(show(after).colour, domain::verdict_colour::red) << "its key is dead";
    ASSERT_TRUE(change(key_change::bury)) << "a repeat is harmless";
}

// A second process (the command in a shell) changes the keys: the service signs with the new one within seconds.
TEST_P(gate_desk, keys_changed_by_another_process_are_noticed) {
    auto device = enrol(event);
    sync_all(device);
    join(event);
    const auto other_database = another();
    key_office other_keys(*other_database, clock, chance, master_key{});
    ASSERT_TRUE(change_keys(*other_database, clock, chance, other_keys, alice, event, key_change::compromised));
    clock.advance_seconds(3);
    const auto fresh_key = ticket::to_hex(ticket::parse_ticket(join(event).ticket_text)->facts.key_id);
    const auto got = *send(device, device.request());
    EXPECT_EQ(ticket::to_hex(got.head->key), fresh_key);
    const auto rows = keys->event_keys(event);
    const auto one = std::find_if(rows.begin(), rows.end(), [](const auto& row) { return row.state == "active"; });
    EXPECT_EQ(one->id, fresh_key);
}

// A tablet whose network is dead for good: what it recorded comes by hand, once, and nobody else's does.
TEST_P(gate_desk, records_come_by_file) {
    auto device = enrol(event);
    sync_all(device);
    const auto guest = join(event);
    device.keep(device.next(domain::scan_kind::admit, guest, opening_day * 1000));
    device.keep(device.next(domain::scan_kind::exit, guest, opening_day * 1000 + 60'000));
    const auto body = gate_protocol::encode(device.request());
    const auto line_by = [&](const ticket::signing_key& key) {
        return ticket::to_base64url(key.sign(gate_protocol::signed_part(body))) + " " + body + "\n";
    };
    std::istringstream forged(line_by(ticket::signing_key(ticket::key32{9})));
    EXPECT_EQ(fields_of(import_scans(database(), clock, *keys, alice, forged).error()), "line:malformed");
    EXPECT_EQ(admissions(guest), 0);
    for (const int fresh : {2, 0}) {
        std::istringstream in(line_by(*device.key));
        const auto done = import_scans(database(), clock, *keys, alice, in);
        ASSERT_TRUE(done);
        EXPECT_EQ(done->rows, 2);
        EXPECT_EQ(done->fresh, fresh);
        EXPECT_EQ(done->waiting, 0);
    }
    EXPECT_EQ(admissions(guest), 2);
    // And when the network comes back after all, the device finds everything there.
    EXPECT_EQ(round(device).ack_seq, 2);
    EXPECT_EQ(line_of(device).state, "enrolled");
    std::istringstream rubbish("abc\n");
    EXPECT_FALSE(import_scans(database(), clock, *keys, alice, rubbish));
    // A stretch from the middle waits for what is before it.
    device.keep(device.next(domain::scan_kind::admit, guest, opening_day * 1000 + 120'000));
    device.keep(device.next(domain::scan_kind::exit, guest, opening_day * 1000 + 180'000));
    auto late = device.request();
    late.rows.erase(late.rows.begin(), late.rows.end() - 1);
    const auto text = gate_protocol::encode(late);
    std::istringstream gap(ticket::to_base64url(device.key->sign(gate_protocol::signed_part(text))) + " " + text);
    const auto waiting = import_scans(database(), clock, *keys, alice, gap);
    ASSERT_TRUE(waiting);
    EXPECT_EQ(waiting->waiting, 1);
    EXPECT_EQ(waiting->fresh, 0);
}

// A code that was photographed over a shoulder enrols a second, foreign kiosk; an old print still works.
TEST_P(gate_desk, an_invitation_enrols_one_device_within_ten_minutes) {
    const ticket::signing_key key(ticket::key32{1}), other(ticket::key32{2});
    const auto invited = *gate->invite_device(alice, event, {}, "Стойка 1");
    EXPECT_EQ(invited.expires_at, opening_day + 600);
    const auto code = gate_protocol::read_enrolment_code(invited.code);
    ASSERT_TRUE(code);
    EXPECT_EQ(code->url, "https://krug.example");
    EXPECT_EQ(code->root_fingerprint, ticket::sha256(keys->root_public_key()));
    auto guessed = asking(invited, key);
    guessed.one_time[3] ^= 1;
    EXPECT_EQ(gate->enrol(guessed).error().code, refusal_code::code_used);
    clock.advance_seconds(600);
    const auto first = gate->enrol(asking(invited, key));
    ASSERT_TRUE(first);
    EXPECT_EQ(first->event, event);
    EXPECT_EQ(first->token.size(), 43u);
    EXPECT_EQ(first->root_key, keys->root_public_key());
    const auto root = ticket::public_key::from(first->root_key);
    EXPECT_TRUE(ticket::verifier(*root).verify(gate_protocol::signed_part(first->keys), first->keys.signature));
    EXPECT_EQ(gate->enrol(asking(invited, other)).error().code, refusal_code::code_used);
    const auto late = *gate->invite_device(alice, event, {}, "Стойка 2");
    EXPECT_EQ(gate->devices(event).at(1).state, "invited");
    clock.advance_seconds(601);
    EXPECT_EQ(gate->enrol(asking(late, key)).error().code, refusal_code::code_expired);
    EXPECT_EQ(gate->devices(event).at(1).state, "expired");
    EXPECT_EQ(fields_of(gate->invite_device(alice, event, {}, "").error()), "name:required");
    EXPECT_EQ(gate->invite_device(alice, event, {77}, "x").error().code, refusal_code::not_found);
    EXPECT_EQ(gate->invite_device(alice, {4711}, {}, "x").error().code, refusal_code::not_found);
    auto crooked = asking(*gate->invite_device(alice, event, {}, "Стойка 3"), key);
    crooked.device_key.fill(0xff);
    const auto refused = gate->enrol(crooked);
    EXPECT_FALSE(refused);
}

// A guest with another service's ticket: the kiosk learns its hash, never the code, and brings the arrival home.
TEST_P(gate_desk, outside_codes_reach_the_devices) {
    const auto guest = join(event), other = join(event);
    auto device = enrol(event);
    sync_all(device);
    EXPECT_EQ(list_of(device).at(code_of(guest)).short_code, "");
    code_office codes(database(), clock, *keys);
    const code_office::outside_code given[] = {{guest.id, "4600051000057"}};
    ASSERT_TRUE(codes.give_codes(alice, event, given));
    sync_all(device);
    EXPECT_EQ(list_of(device).at(code_of(guest)).short_code, ticket::code_hash("4600051000057"));
    EXPECT_EQ(list_of(device).at(code_of(other)).short_code, "");
    for (const auto& item : device.told) EXPECT_EQ(item.find("4600051000057"), std::string::npos);
    // As the kiosk records it: by the roster's name for the guest.
    auto record = device.next(domain::scan_kind::admit, {}, clock.now_ms());
    const auto raw = *ticket::from_hex(code_of(guest));
    std::copy(raw.begin(), raw.end(), record.code.begin());
    record.code_known = true;
    device.keep(record);
    sync_all(device);
    EXPECT_EQ(admissions(guest), 1);
    EXPECT_EQ(admissions(other), 0);
}

// A thief with the token but not the key, or the other way round, reads no list and writes no scan.
TEST_P(gate_desk, token_and_key_belong_together) {
    auto device = enrol(event, 1), other = enrol(event, 2);
    const auto body = gate_protocol::encode(device.request());
    const auto good = device.key->sign(gate_protocol::signed_part(body));
    EXPECT_EQ(gate->sync("x", body, good).error().code, refusal_code::wrong_credentials);
    EXPECT_EQ(gate->sync("", body, good).error().code, refusal_code::wrong_credentials);
    EXPECT_EQ(gate->sync(other.enrolled.token, body, good).error().code, refusal_code::wrong_credentials);
    EXPECT_EQ(gate->sync(device.enrolled.token, body + " ", good).error().code, refusal_code::wrong_credentials);
    const std::string nonsense = "{\"x\":1}";
    EXPECT_EQ(gate->sync(device.enrolled.token, nonsense, device.key->sign(gate_protocol::signed_part(nonsense)))
                  .error()
                  .code,
              refusal_code::invalid);
    EXPECT_TRUE(gate->sync(device.enrolled.token, body, good));
    // Rows of another device in its own envelope.
    other.keep(other.next(domain::scan_kind::admit, join(event), clock.now_ms()));
    auto request = device.request();
    request.rows = other.journal;
    EXPECT_EQ(fields_of(send(device, request).error()), "rows:not_a_choice");
}

// A door that listens is told of what concerns it, and of nothing else; a stranger is told nothing.
TEST_P(gate_desk, the_bell_rings_for_what_a_sync_would_bring) {
    const auto guest = join(event);
    auto device = enrol(event, 1), other = enrol(event, 2);
    sync_all(device);
    sync_all(other);
    const auto ask = [&](const kiosk& who) {
        const auto body = gate_protocol::encode(gate_protocol::bell_request{who.at, 20});
        return *gate->hear_bell(who.enrolled.token, body, who.key->sign(gate_protocol::signed_part_of_bell(body)));
    };
    sync_all(device);
    auto heard = gate->look_for_news(ask(device));
    EXPECT_FALSE(heard.news);
    EXPECT_EQ(heard.end, device.at);
    EXPECT_EQ(ask(device).event, event);
    // Another event's guests are no news here; a cancellation is, until it was fetched.
    join(published(round_table("Другой стол")));
    EXPECT_FALSE(gate->look_for_news(ask(device)).news);
    ASSERT_TRUE(registrations->cancel(alice, event, guest.id));
    heard = gate->look_for_news(ask(device));
    EXPECT_TRUE(heard.news);
    sync_all(device);
    EXPECT_EQ(device.at, heard.end);
    EXPECT_FALSE(gate->look_for_news(ask(device)).news);
    // After a restore, and when the device itself is revoked.
    gate->begin_epoch();
    EXPECT_TRUE(gate->look_for_news(ask(device)).news);
    sync_all(device);
    EXPECT_FALSE(gate->look_for_news(ask(device)).news);
    ASSERT_TRUE(gate->revoke_device(alice, event, device.enrolled.device));
    EXPECT_TRUE(gate->look_for_news(ask(device)).news);
    // Token and key belong together here too, and a signature for a sync is none for the bell.
    const auto body = gate_protocol::encode(gate_protocol::bell_request{other.at, 20});
    const auto refused = [&](const std::string& token, std::span<const std::uint8_t> signature) {
        return gate->hear_bell(token, body, signature).error().code;
    };
    EXPECT_EQ(refused(other.enrolled.token, other.key->sign(gate_protocol::signed_part(body))), refusal_code::wrong_credentials);
    EXPECT_EQ(refused(device.enrolled.token, other.key->sign(gate_protocol::signed_part_of_bell(body))), refusal_code::wrong_credentials);
    EXPECT_EQ(refused("", other.key->sign(gate_protocol::signed_part_of_bell(body))), refusal_code::wrong_credentials);
}

// The list must be whole: everybody with their standing, every later change, over any number of pages.
TEST_P(gate_desk, the_feed_tells_everything_in_pages_and_then_what_changes) {
    std::vector<receipt> guests;
    for (int at = 0; at < 1'100; ++at) guests.push_back(join(event));
    auto device = enrol(event);
    const auto first = round(device);
    EXPECT_EQ(first.items.size(), 1'000u);
    EXPECT_TRUE(first.more);
    sync_all(device);
    auto list = list_of(device);
    EXPECT_EQ(list.size(), guests.size());
    EXPECT_EQ(items_of<gate_protocol::rules>(device).size(), 1u);
    EXPECT_EQ(items_of<gate_protocol::key_set>(device).size(), 1u);
    EXPECT_EQ(list.at(code_of(guests[7])).number,
              gate_protocol::attendee_number_hash(event, guests[7].attendee_no));
    EXPECT_EQ(list.at(code_of(guests[7])).name, "Пётр Г.");
    EXPECT_TRUE(round(device).items.empty());
    // What changes afterwards comes alone.
    ASSERT_TRUE(registrations->cancel(alice, event, guests[3].id));
    ASSERT_TRUE(registrations->reissue(alice, event, guests[4].id));
    const auto in = show(guests[5]);
    ASSERT_TRUE(check_ins->void_scan(alice, event, in.scan_id));
    const auto changes = round(device);
    EXPECT_EQ(changes.items.size(), 5u); // cancelled, re-issued, denied, in, taken back
    list = list_of(device);
    EXPECT_EQ(list.at(code_of(guests[3])).row.state, domain::roster_state::cancelled);
    EXPECT_EQ(list.at(code_of(guests[4])).row.generation, 2);
    const auto denied = items_of<gate_protocol::deny>(device);
    ASSERT_EQ(denied.size(), 1u);
    EXPECT_EQ(denied[0].code, code_of(guests[4]));
    EXPECT_EQ(denied[0].min_generation, 2);
    const auto passages = items_of<gate_protocol::admission_elsewhere>(device);
    ASSERT_EQ(passages.size(), 2u);
    EXPECT_EQ(passages[0].code, code_of(guests[5]));
    EXPECT_FALSE(passages[0].voided);
    EXPECT_TRUE(passages[1].voided);
    EXPECT_EQ(passages[1].scan, passages[0].scan);
    // A second device hears the very same texts, so that both chains agree.
    auto second = enrol(event, 2);
    sync_all(second);
    device.told.resize(std::min(device.told.size(), second.told.size()));
    EXPECT_TRUE(std::equal(device.told.begin(), device.told.end(), second.told.begin()));
}

// What a kiosk recorded stands here: by the ticket's id and by the hash of the list; each scan once.
TEST_P(gate_desk, scans_come_up_and_are_told_to_the_others) {
    const auto by_ticket = join(event), by_list = join(event), stranger_here = join(event);
    auto device = enrol(event, 1), other = enrol(event, 2);
    sync_all(device);
    sync_all(other);
    clock.advance_seconds(60);
    const auto first = device.keep(device.next(domain::scan_kind::admit, by_ticket, clock.now_ms()));
    auto typed = device.next(domain::scan_kind::admit, {}, clock.now_ms());
    typed.code_known = true;
    const auto hash = *ticket::from_hex(code_of(by_list));
    std::copy(hash.begin(), hash.end(), typed.code.begin());
    device.keep(typed);
    auto unknown = device.next(domain::scan_kind::refuse, {}, clock.now_ms());
    unknown.reason = domain::verdict_reason::not_on_list;
    device.keep(unknown);
    auto got = round(device);
    EXPECT_EQ(got.durable_seq, 0);
    EXPECT_EQ(got.ack_seq, 3);
    EXPECT_EQ(line_of(device).unsent, 0);
    EXPECT_EQ(registrations->find(event, by_ticket.id, false)->first_admitted_at, opening_day + 60);
    EXPECT_TRUE(registrations->find(event, by_list.id, false)->inside);
    EXPECT_FALSE(registrations->find(event, stranger_here.id, false)->first_admitted_at);
    EXPECT_EQ(show(by_ticket).reason, domain::verdict_reason::already_in);
    EXPECT_EQ(show(by_ticket).first_device, "Киоск 1");
    EXPECT_EQ(attendance->statistics(event).attended, 2);
    round(other);
    const auto heard = items_of<gate_protocol::admission_elsewhere>(other);
    ASSERT_EQ(heard.size(), 2u);
    EXPECT_EQ(heard[0].code, code_of(by_ticket));
    EXPECT_EQ(heard[0].scan, first);
    EXPECT_EQ(heard[0].device, device.enrolled.device);
    EXPECT_EQ(heard[1].code, code_of(by_list));
    // The answer was lost: everything comes once more and changes nothing.
    device.acked = 0;
    got = round(device);
    EXPECT_EQ(got.durable_seq, 3);
    EXPECT_EQ(got.ack_seq, 3);
    EXPECT_EQ(got.standing, device_standing::active);
    EXPECT_EQ(admissions(by_ticket), 3); // one from the kiosk, two shown here
    round(other);
    EXPECT_EQ(items_of<gate_protocol::admission_elsewhere>(other).size(), 2u);
    // A gap is not stored over: the device is sent back to where it ends.
    for (int at = 0; at < 3; ++at) device.keep(device.next(domain::scan_kind::admit, stranger_here, clock.now_ms()));
    auto gappy = device.request();
    gappy.rows.erase(gappy.rows.begin());
    EXPECT_EQ(send(device, gappy)->ack_seq, 3);
    EXPECT_EQ(admissions(stranger_here), 0);
    EXPECT_EQ(round(device).ack_seq, 6);
    EXPECT_EQ(admissions(stranger_here), 3);
}

// A long evening offline comes up in rounds within one second; an acknowledgement that is forgotten sends all again.
TEST_P(gate_desk, a_backlog_drains_and_every_acknowledgement_is_kept) {
    const auto guest = join(event);
    auto device = enrol(event);
    for (int at = 0; at < 450; ++at) device.keep(device.next(domain::scan_kind::refuse, guest, clock.now_ms()));
    for (const std::int64_t expected : {200, 400, 450}) {
        const auto got = round(device);
        EXPECT_EQ(got.ack_seq, expected);
        EXPECT_EQ(line_of(device).unsent, 450 - expected);
    }
    EXPECT_EQ(round(device).durable_seq, 450);
}

// A damaged journal says which stretch is lost; what comes after the loss must still be taken.
TEST_P(gate_desk, uploads_go_on_after_a_declared_loss) {
    const auto guest = join(event);
    auto device = enrol(event);
    device.keep(device.next(domain::scan_kind::admit, guest, clock.now_ms()));
    round(device);
    auto loss = device.next(domain::scan_kind::loss, {}, clock.now_ms());
    loss.refers_seq = 9; // 2..9
    loss.previous = {};
    device.keep(loss);
    EXPECT_EQ(round(device).ack_seq, 9);
    auto after = device.next(domain::scan_kind::refuse, guest, clock.now_ms());
    EXPECT_EQ(after.seq, 10);
    device.keep(after);
    EXPECT_EQ(round(device).ack_seq, 10);
    device.keep(device.next(domain::scan_kind::refuse, guest, clock.now_ms()));
    EXPECT_EQ(round(device).ack_seq, 11);
    EXPECT_EQ(line_of(device).state, "enrolled");
}

// Two computers that speak with one name: both are put aside, nothing of theirs is dropped and nothing believed.
TEST_P(gate_desk, a_cloned_device_goes_into_quarantine) {
    const auto guest = join(event), victim = join(event), later = join(event);
    auto device = enrol(event);
    sync_all(device);
    auto clone = device;
    device.keep(device.next(domain::scan_kind::admit, guest, clock.now_ms()));
    sync_all(device);
    auto other_story = clone.next(domain::scan_kind::admit, victim, clock.now_ms());
    other_story.id[7] = 99;
    clone.keep(other_story);
    auto got = believe(clone, *send(clone, clone.request()));
    EXPECT_EQ(got.standing, device_standing::quarantined);
    EXPECT_EQ(line_of(device).state, "quarantined");
    EXPECT_EQ(admissions(victim), 1); // kept …
    EXPECT_FALSE(registrations->find(event, victim.id, false)->first_admitted_at); // … and not believed
    EXPECT_EQ(attendance->statistics(event).attended, 1);
    registration_filter came;
    came.attended = true;
    EXPECT_EQ(registrations->list(event, came).total, 1);
    EXPECT_EQ(show(victim).reason, domain::verdict_reason::admitted);
    // The honest one goes on sending: into quarantine, to the last row, over several rounds.
    for (int at = 0; at < 401; ++at) device.keep(device.next(domain::scan_kind::admit, later, clock.now_ms()));
    for (const std::int64_t expected : {201, 401, 402}) {
        got = round(device);
        EXPECT_EQ(got.standing, device_standing::quarantined);
        EXPECT_EQ(got.ack_seq, expected);
    }
    EXPECT_EQ(admissions(later), 401);
    EXPECT_EQ(show(later).reason, domain::verdict_reason::admitted);
    auto third = enrol(event, 3);
    sync_all(third);
    EXPECT_EQ(items_of<gate_protocol::admission_elsewhere>(third).size(), 3u); // guest, and the two shown here
}

// The server was put back and a copied device came first: the true one has nothing to send under a number that is taken, and
// the guests it let in would be on no list.
TEST_P(gate_desk, a_copy_shows_by_its_newest_record_alone) {
    const auto guest = join(event), victim = join(event);
    auto device = enrol(event);
    sync_all(device);
    auto clone = device;
    auto other_story = clone.next(domain::scan_kind::admit, victim, clock.now_ms());
    other_story.id[7] = 99;
    clone.keep(other_story);
    sync_all(clone);
    device.keep(device.next(domain::scan_kind::admit, guest, clock.now_ms()));
    auto nothing_to_send = device.request();
    nothing_to_send.rows.clear();
    nothing_to_send.acked_seq = nothing_to_send.head_seq;
    const auto told = *send(device, nothing_to_send);
    EXPECT_EQ(told.standing, device_standing::quarantined);
    EXPECT_EQ(told.ack_seq, 0) << "all of it once more";
    EXPECT_EQ(told.durable_seq, 0);
    EXPECT_EQ(admissions(guest), 0);
    ASSERT_TRUE(send(device, device.request()));
    EXPECT_EQ(admissions(guest), 1);
    EXPECT_EQ(send(device, nothing_to_send)->ack_seq, 1) << "and not for ever";
}

// A stolen kiosk is switched off: no list any more, but what it recorded is not lost.
TEST_P(gate_desk, a_revoked_device_may_only_hand_in) {
    const auto guest = join(event);
    auto device = enrol(event);
    sync_all(device);
    for (int at = 0; at < 201; ++at) device.keep(device.next(domain::scan_kind::admit, guest, clock.now_ms()));
    EXPECT_EQ(gate->revoke_device(charlie, published(round_table("Другой")), device.enrolled.device).error().code,
              refusal_code::not_found);
    ASSERT_TRUE(gate->revoke_device(alice, event, device.enrolled.device));
    ASSERT_TRUE(gate->revoke_device(alice, event, device.enrolled.device));
    join(event);
    for (const std::int64_t expected : {200, 201}) {
        const auto got = round(device);
        EXPECT_EQ(got.standing, device_standing::revoked);
        EXPECT_EQ(got.ack_seq, expected);
    }
    EXPECT_EQ(attendance->statistics(event).attended, 0);
    EXPECT_EQ(line_of(device).state, "revoked");
    const auto unused = *gate->invite_device(alice, event, {}, "Забытый");
    ASSERT_TRUE(gate->revoke_device(alice, event, unused.device));
    EXPECT_EQ(gate->enrol(asking(unused, ticket::signing_key(ticket::key32{5}))).error().code, refusal_code::code_used);
}

// A void of a scan that never reached us must not stop the service, and a good one counts for its guest.
TEST_P(gate_desk, voids_from_a_kiosk) {
    const auto guest = join(event);
    auto device = enrol(event), other = enrol(event, 2);
    const auto admitted = device.keep(device.next(domain::scan_kind::admit, guest, clock.now_ms()));
    auto unknown = device.next(domain::scan_kind::voided, guest, clock.now_ms());
    unknown.refers_to[4] = 77;
    device.keep(unknown);
    auto of_refusal = device.next(domain::scan_kind::refuse, {}, clock.now_ms());
    of_refusal.reason = domain::verdict_reason::not_on_list;
    const auto refused = device.keep(of_refusal);
    auto odd = device.next(domain::scan_kind::voided, guest, clock.now_ms());
    odd.refers_to = refused;
    device.keep(odd);
    sync_all(device);
    sync_all(other);
    EXPECT_EQ(show(guest).reason, domain::verdict_reason::already_in);
    auto undo = device.next(domain::scan_kind::voided, {}, clock.now_ms()); // names no ticket, only the scan
    undo.refers_to = admitted;
    device.keep(undo);
    sync_all(device);
    sync_all(other);
    EXPECT_FALSE(registrations->find(event, guest.id, false)->first_admitted_at);
    EXPECT_EQ(show(guest).reason, domain::verdict_reason::admitted);
    const auto heard = items_of<gate_protocol::admission_elsewhere>(other);
    ASSERT_EQ(heard.size(), 2u);
    EXPECT_TRUE(heard[1].voided);
    EXPECT_EQ(heard[1].scan, admitted);
}

// A kiosk of one event learns nothing of another, and its scans count only there.
TEST_P(gate_desk, devices_serve_one_event) {
    const auto other_event = published(round_table("Другой"));
    const auto guest = join(event), foreign = join(other_event);
    auto device = enrol(event);
    auto strange = device.next(domain::scan_kind::admit, foreign, clock.now_ms());
    strange.event = other_event;
    device.keep(strange);
    auto claimed = device.next(domain::scan_kind::admit, foreign, clock.now_ms()); // their ticket in our event's name
    device.keep(claimed);
    sync_all(device);
    EXPECT_EQ(device.acked, 2);
    EXPECT_EQ(list_of(device).size(), 1u);
    EXPECT_TRUE(list_of(device).contains(code_of(guest)));
    EXPECT_FALSE(registrations->find(other_event, foreign.id, false)->first_admitted_at);
    EXPECT_EQ(attendance->statistics(event).attended, 0);
    EXPECT_TRUE(check_ins->recent(other_event, 10).empty());
}

/// What a list says when order and repetition are taken away.
template <class Device> std::set<std::string> sum_of(const Device& device) {
    std::map<std::string, std::string> last;
    std::set<std::string> sum;
    for (const auto& text : device.told) {
        const auto item = *gate_protocol::decode_item(text);
        if (const auto* put = std::get_if<gate_protocol::roster_put>(&item)) last["roster " + put->code] = text;
        else if (const auto* denied = std::get_if<gate_protocol::deny>(&item)) last["deny " + denied->code] = text;
        else if (!std::holds_alternative<gate_protocol::rules>(item)) sum.insert(text);
    }
    for (const auto& [name, text] : last) sum.insert(text);
    return sum;
}

// The organiser would look at yesterday's rehearsal, or an old kiosk would stop at an answer it does not know.
TEST_P(gate_desk, a_device_tells_how_it_is_doing) {
    auto device = enrol(event);
    const auto send_report = [&](gate_protocol::device_report report) {
        auto request = device.request();
        request.report = std::move(report);
        const auto body = gate_protocol::encode(request);
        return gate->sync(device.enrolled.token, body, device.key->sign(gate_protocol::signed_part(body)), {true, false});
    };
    EXPECT_FALSE(send(device, device.request())->takes_report);
    EXPECT_EQ(gate->devices(event).at(0).report.at, 0);
    gate_protocol::device_report report;
    report.kind = gate_protocol::device_kind::phone;
    report.version = "0.1.0";
    report.wall_ms = clock.now_ms() + 90'000;
    report.error_ms = 20;
    report.admitted_5_minutes = 35;
    EXPECT_TRUE(send_report(report)->takes_report);
    auto line = gate->devices(event).at(0);
    EXPECT_EQ(line.report.at, clock.now());
    EXPECT_EQ(line.report.kind, "phone");
    EXPECT_EQ(line.report.version, "0.1.0");
    EXPECT_EQ(line.report.skew_ms, 90'000);
    EXPECT_EQ(line.report.admitted_5_minutes, 35);
    EXPECT_EQ(line.report.rehearsal_at, 0);
    // A rehearsal is told at once; a later report without it leaves it standing.
    clock.advance_seconds(1);
    report.rehearsal = gate_protocol::rehearsal_result{
        clock.now(), false, {gate_protocol::rehearsal_part::sound, gate_protocol::rehearsal_part::disk}};
    ASSERT_TRUE(send_report(report));
    report.rehearsal.reset();
    clock.advance_seconds(60);
    report.wall_ms = clock.now_ms() - 5;
    ASSERT_TRUE(send_report(report));
    line = gate->devices(event).at(0);
    EXPECT_EQ(line.report.skew_ms, -5);
    EXPECT_EQ(line.report.rehearsal_at, clock.now() - 60);
    EXPECT_FALSE(line.report.rehearsal_ready);
    EXPECT_EQ(line.report.rehearsal_failed, (std::vector<std::string>{"sound", "disk"}));
}

// Two cut-off doors let one ticket in twice: the organiser is told once, with both, whatever came up first; a third
// opens the question again; voids close it.
TEST_P(gate_desk, double_admissions_are_reported_once_with_all_entries) {
    const auto guest = join(event), other = join(event);
    std::vector<kiosk> gates{enrol(event, 1), enrol(event, 2), enrol(event, 3)};
    for (auto& door : gates) sync_all(door);
    clock.advance_seconds(600);
    const auto base = clock.now_ms();
    gates[0].keep(gates[0].next(domain::scan_kind::admit, guest, base + 5'000));
    gates[1].keep(gates[1].next(domain::scan_kind::admit, guest, base + 1'000));
    auto unsure = gates[2].next(domain::scan_kind::admit, guest, base + 1'200);
    unsure.error_ms = 700;
    gates[2].keep(unsure);
    gates[0].keep(gates[0].next(domain::scan_kind::admit, other, base + 6'000));
    const auto open = [&] { return conflicts->list(event, true, 0, 50); };
    round(gates[0]);
    EXPECT_TRUE(open().empty());
    round(gates[1]);
    ASSERT_EQ(open().size(), 1u);
    auto line = open()[0];
    EXPECT_EQ(line.registration, guest.id);
    ASSERT_EQ(line.entries.size(), 2u);
    EXPECT_EQ(line.entries[0].device, "Киоск 2"); // the earlier one counts, though it came later
    EXPECT_EQ(line.entries[0].at_ms, base + 1'000);
    EXPECT_EQ(line.entries[1].device, "Киоск 1");
    EXPECT_FALSE(line.order_unknown);
    // Decided, and the same once more; another answer comes too late.
    ASSERT_TRUE(conflicts->resolve(alice, event, line.number, conflict_answer::same_person, ""));
    ASSERT_TRUE(conflicts->resolve(alice, event, line.number, conflict_answer::same_person, ""));
    EXPECT_EQ(conflicts->resolve(alice, event, line.number, conflict_answer::copied, "").error().code,
              refusal_code::wrong_state);
    EXPECT_EQ(conflicts->count_open(event), 0);
    gates[1].acked = 0; // the same rows again open nothing
    round(gates[1]);
    EXPECT_EQ(conflicts->count_open(event), 0);
    round(gates[2]);
    ASSERT_EQ(open().size(), 1u);
    line = open()[0];
    EXPECT_EQ(line.number, 1);
    EXPECT_EQ(line.entries.size(), 3u);
    EXPECT_TRUE(line.order_unknown); // 200 ms apart, 700 ms unsure
    EXPECT_EQ(line.resolution, "");
    // A mistake is taken back; the two that are left stay a question.
    EXPECT_EQ(fields_of(conflicts->resolve(alice, event, 1, conflict_answer::mistake, "").error()), "scan_id:required");
    EXPECT_EQ(fields_of(conflicts->resolve(alice, event, 1, conflict_answer::mistake, std::string(32, '0')).error()),
              "scan_id:not_a_choice");
    const auto last = line.entries[2].scan_id, middle = line.entries[1].scan_id;
    ASSERT_TRUE(conflicts->resolve(alice, event, 1, conflict_answer::mistake, last));
    ASSERT_TRUE(conflicts->resolve(alice, event, 1, conflict_answer::mistake, last));
    ASSERT_EQ(open().size(), 1u);
    EXPECT_EQ(open()[0].entries.size(), 2u);
    ASSERT_TRUE(conflicts->resolve(alice, event, 1, conflict_answer::mistake, middle));
    EXPECT_EQ(conflicts->count_open(event), 0);
    EXPECT_EQ(conflicts->find(event, 1)->resolution, "mistake");
    EXPECT_EQ(conflicts->resolve(alice, event, 9, conflict_answer::copied, "").error().code, refusal_code::not_found);
}

// Whatever order three doors come back in, everybody is told the same.
TEST_P(gate_desk, the_report_does_not_depend_on_the_order_of_arrival) {
    std::vector<std::vector<std::string>> told;
    std::vector<int> order{0, 1, 2};
    std::uint8_t seed = 10;
    do {
        const auto here = published(round_table());
        const auto guest = join(here);
        std::vector<kiosk> gates;
        for (int door = 0; door < 3; ++door) gates.push_back(enrol(here, seed++));
        for (auto& door : gates) sync_all(door);
        const auto base = clock.now_ms() + 1'000;
        for (std::size_t door = 0; door < 3; ++door)
            gates[door].keep(gates[door].next(domain::scan_kind::admit, guest, base + static_cast<std::int64_t>(door) * 900));
        auto undo = gates[2].next(domain::scan_kind::voided, {}, base + 5'000);
        undo.refers_to = domain::decode_scan(gates[2].journal.back())->id;
        gates[2].keep(undo);
        for (const auto door : order) round(gates[static_cast<std::size_t>(door)]);
        std::vector<std::string> lines;
        for (const auto& line : conflicts->list(here, false, 0, 50))
            for (const auto& entry : line.entries) lines.push_back(std::to_string(entry.at_ms - base) + line.state);
        told.push_back(lines);
    } while (std::next_permutation(order.begin(), order.end()));
    ASSERT_EQ(told.size(), 6u);
    EXPECT_EQ(told[0], (std::vector<std::string>{"0open", "900open"}));
    for (const auto& each : told) EXPECT_EQ(each, told[0]);
}

// A copied ticket: every copy is refused from then on, the guest has a new one.
TEST_P(gate_desk, a_copied_ticket_is_issued_anew) {
    const auto guest = join(event);
    auto first = enrol(event, 1), second = enrol(event, 2);
    sync_all(first);
    sync_all(second);
    first.keep(first.next(domain::scan_kind::admit, guest, clock.now_ms()));
    second.keep(second.next(domain::scan_kind::admit, guest, clock.now_ms() + 60'000));
    round(first);
    round(second);
    ASSERT_EQ(conflicts->count_open(event), 1);
    ASSERT_TRUE(conflicts->resolve(alice, event, 1, conflict_answer::copied, ""));
    EXPECT_EQ(conflicts->find(event, 1)->state, "resolved");
    EXPECT_EQ(show(guest).reason, domain::verdict_reason::revoked);
    sync_all(first);
    EXPECT_EQ(items_of<gate_protocol::deny>(first).size(), 1u);
}

// After a restore the devices get the whole list anew, as the tables have it, and bring what the copy lacks.
TEST_P(gate_desk, a_new_epoch_is_a_fresh_and_whole_list) {
    const auto guest = join(event), lost = join(event), gone = join(event);
    auto device = enrol(event);
    const auto in = show(guest);
    ASSERT_TRUE(registrations->reissue(alice, event, lost.id));
    ASSERT_TRUE(registrations->cancel(alice, event, gone.id));
    const auto mistaken = show(join(event));
    ASSERT_TRUE(check_ins->void_scan(alice, event, mistaken.scan_id));
    device.keep(device.next(domain::scan_kind::exit, guest, clock.now_ms()));
    sync_all(device);
    const auto before = sum_of(device);
    const auto told_before = device.told.size();
    gate->begin_epoch();
    const auto got = round(device);
    EXPECT_EQ(got.from, (domain::feed_cursor{2, 0}));
    EXPECT_FALSE(got.more);
    EXPECT_EQ(sum_of(device), before);
    EXPECT_EQ(list_of(device).size(), 4u);
    EXPECT_LT(device.told.size(), told_before); // told once each, not as history
    EXPECT_EQ(items_of<gate_protocol::rules>(device).size(), 1u);
    EXPECT_TRUE(round(device).items.empty());
    // Life goes on in the new epoch, for others too.
    const auto late = join(event);
    EXPECT_EQ(round(device).items.size(), 1u);
    auto second = enrol(event, 2);
    sync_all(second);
    EXPECT_EQ(second.at.epoch, 2);
    EXPECT_TRUE(list_of(second).contains(code_of(late)));
    EXPECT_EQ(show(guest).first_point, in.first_point.empty() ? "Вход" : in.first_point);
}

// The database was put back under the service: whichever way a device shows it, it gets a fresh list at once.
TEST_P(gate_desk, a_device_that_knows_more_than_the_server_begins_a_new_epoch) {
    const auto guest = join(event);
    auto device = enrol(event);
    sync_all(device);
    auto ahead = device.request();
    ahead.cursor.n += 5; // it has read what this database never told
    auto got = *send(device, ahead);
    EXPECT_EQ(got.from, (domain::feed_cursor{2, 0}));
    EXPECT_EQ(got.head->at.n, static_cast<std::int64_t>(got.items.size()));
    believe(device, got);
    EXPECT_TRUE(list_of(device).contains(code_of(guest)));
    EXPECT_TRUE(round(device).items.empty());
    // It has read a row that is here but was never told: our history is another one.
    join(event);
    ahead = device.request();
    ahead.cursor.n += 1;
    got = *send(device, ahead);
    EXPECT_EQ(got.from, (domain::feed_cursor{3, 0}));
    believe(device, got);
    // It was told that more of its scans are kept than are.
    for (int at = 0; at < 3; ++at) device.keep(device.next(domain::scan_kind::refuse, guest, clock.now_ms()));
    sync_all(device);
    put_back(device, 1);
    got = round(device);
    EXPECT_EQ(got.from, (domain::feed_cursor{4, 0}));
    sync_all(device);
    EXPECT_EQ(device.acked, 3);
    EXPECT_EQ(line_of(device).state, "enrolled");
    EXPECT_EQ(device.at.epoch, 4);
    // It lives in an epoch that this database has not seen yet.
    ahead = device.request();
    ahead.cursor = {9, 2};
    got = *send(device, ahead);
    EXPECT_EQ(got.from, (domain::feed_cursor{10, 0}));
    // A lie about the epoch must not use up the numbers.
    ahead.cursor = {std::numeric_limits<std::int64_t>::max(), 0};
    EXPECT_EQ(fields_of(send(device, ahead).error()), "epoch:out_of_range");
}

// The database was put back by hand and has told others something else under the numbers that this device has read: it
// would believe nothing any more and know no cancellation until somebody begins a new epoch.
TEST_P(gate_desk, a_device_that_read_another_list_begins_a_new_epoch) {
    const auto guest = join(event);
    auto device = enrol(event), other = enrol(event, 2), silent = enrol(event, 3);
    for (auto* each : {&device, &other, &silent}) sync_all(*each);
    const auto offer = [&](const kiosk& which, const std::optional<domain::digest>& chain) {
        auto request = which.request();
        request.feed_chain = chain;
        const auto body = gate_protocol::encode(request);
        return *gate->sync(which.enrolled.token, body, which.key->sign(gate_protocol::signed_part(body)), {true, true});
    };
    EXPECT_FALSE(send(device, device.request())->takes_feed_chain) << "a device that offers nothing is told nothing new";
    auto got = offer(device, device.chain);
    EXPECT_TRUE(got.takes_feed_chain);
    EXPECT_EQ(got.from, device.at);
    auto elsewhere = device.chain;
    elsewhere[7] ^= 1;
    got = offer(device, elsewhere);
    EXPECT_EQ(got.from, (domain::feed_cursor{2, 0}));
    believe(device, got);
    EXPECT_TRUE(list_of(device).contains(code_of(guest)));
    // Once is enough: in the new telling all agree, and whoever stands in the old one is led over without a word.
    EXPECT_EQ(offer(device, device.chain).from, device.at);
    EXPECT_EQ(offer(other, elsewhere).from, (domain::feed_cursor{2, 0}));
    sync_all(silent);
    EXPECT_EQ(silent.at.epoch, 2);
    // In the middle of a telling as well as at its end.
    auto middle = device.request();
    middle.cursor.n = 1;
    middle.feed_chain = gate_protocol::chain_after({}, device.told.front());
    const auto body = gate_protocol::encode(middle);
    EXPECT_EQ(gate->sync(device.enrolled.token, body, device.key->sign(gate_protocol::signed_part(body)))->from,
              (domain::feed_cursor{2, 1}));
}

// Rules of a door that change reach every device; with an older version of them a closed door would stay open.
TEST_P(gate_desk, changed_rules_are_told) {
    auto device = enrol(event);
    sync_all(device);
    auto rules = check_ins->admission_points(event).at(0);
    rules.name = "Главный вход";
    ASSERT_TRUE(check_ins->save_admission_point(alice, event, rules));
    auto draft = round_table("Круглый стол перенесён");
    ASSERT_TRUE(events->update_event(alice, event, draft, 0));
    round(device);
    const auto told = items_of<gate_protocol::rules>(device);
    ASSERT_EQ(told.size(), 3u);
    EXPECT_LT(told[0].version, told[1].version);
    EXPECT_LT(told[1].version, told[2].version);
    EXPECT_EQ(told[2].points.at(0).name, "Главный вход");
    EXPECT_EQ(told[2].event.title, "Круглый стол перенесён");
}

KRUG_ON_BOTH(gate_desk);

} // namespace
} // namespace krug::service
