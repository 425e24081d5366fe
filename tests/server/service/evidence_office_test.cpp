// If this fails, evidence says something else than the doors saw, or a changed log still looks untouched.
#include "cast/front_house.hpp"
#include "service/evidence_office.hpp"
#include "store/retention_store.hpp"
#include "store/scan_store.hpp"
#include "store/statement.hpp"
#include "ticket/digest.hpp"
#include "ticket/signing_key.hpp"

namespace krug::service {
namespace {

using cast::opening_day;

class evidence_of_doors : public cast::front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        office.emplace(database(), clock, chance, *keys);
        event = published(round_table());
    }
    void TearDown() override {
        office.reset();
        front_house::TearDown();
    }

    std::string show(domain::event_id at, const receipt& guest, domain::passage direction = domain::passage::in) {
        check_in_command what;
        what.event = at;
        what.code = guest.ticket_text;
        what.scan_id = chance.hex(16);
        what.direction = direction;
        const auto answer = check_ins->check_in(alice, what);
        if (!answer) throw std::logic_error("refused");
        return answer->scan_id;
    }
    struct reading {
        evidence found;
        std::string log;
        std::vector<attendance_row> people;
    };
    reading read(domain::event_id of) {
        reading all;
        all.found = office->read(of, [&](std::string_view piece) { all.log += piece; },
                                 [&](const attendance_row& row) { all.people.push_back(row); });
        return all;
    }
    domain::evidence_pack kept(domain::event_id of) {
        const auto now = office->read_log(of, std::nullopt, [](std::string_view) {});
        domain::evidence_pack pack;
        pack.event = of;
        pack.code = office->draw_code();
        pack.log_count = now.count;
        pack.log_last = now.last_number;
        pack.log_last_ms = now.last_ms;
        pack.log_hash = now.sha256;
        pack.report_hash = std::string(64, '0');
        pack.public_key = keys->event_keys(of).at(0).public_key;
        pack.number = office->keep_pack(alice, pack);
        return pack;
    }
    log_standing standing(const domain::evidence_pack& pack) {
        clock.advance_seconds(21);
        return office->check(pack.code)->standing;
    }
    void spoil(const std::string& sql) {
        database().write([&](store::transaction& tx) { store::execute(tx, "spoil", sql, event.value); });
    }

    std::optional<evidence_office> office;
    domain::event_id event;
};

// The figures of the report, the lists and the log tell three different stories.
TEST_P(evidence_of_doors, figures_lists_and_log_come_from_one_snapshot) {
    const auto first = join(event), second = join(event), third = join(event);
    show(event, second);
    const auto mistaken = show(event, third);
    show(event, second); // again: amber, a record but no admission
    ASSERT_TRUE(check_ins->void_scan(alice, event, mistaken));
    const auto all = read(event);
    EXPECT_EQ(all.found.log.count, 4);
    EXPECT_EQ(all.found.log.sha256, ticket::sha256_hex(all.log));
    EXPECT_EQ(std::count(all.log.begin(), all.log.end(), '\n'), 2 + all.found.log.count);
    EXPECT_EQ(all.found.figures.registered, 3);
    EXPECT_EQ(all.found.figures.confirmed, 3);
    EXPECT_EQ(all.found.figures.attended, 1);
    EXPECT_EQ(all.found.figures.unique, 1);
    EXPECT_EQ(all.found.figures.first_time, 1);
    EXPECT_EQ(all.found.figures.first_in_ms, opening_day * 1000);
    ASSERT_EQ(all.people.size(), 3u);
    EXPECT_EQ(std::count_if(all.people.begin(), all.people.end(), [](const auto& row) { return row.first_in_ms.has_value(); }), 1);
    // The same as the page of figures says.
    const auto counted = attendance->statistics(event);
    EXPECT_EQ(counted.attended, all.found.figures.attended);
    EXPECT_EQ(counted.registered, all.found.figures.registered);
    EXPECT_EQ(counted.unique, all.found.figures.unique);
    for (const auto* word : {"Гостев", "guest", "@", "Пётр"}) EXPECT_EQ(all.log.find(word), std::string::npos) << word;
}

// An event nobody came to has a log as well.
TEST_P(evidence_of_doors, an_empty_log_has_a_hash) {
    const auto all = read(event);
    EXPECT_EQ(all.found.log.count, 0);
    EXPECT_EQ(all.found.log.last_number, 0);
    EXPECT_EQ(all.log, domain::scan_log_head(event));
    EXPECT_EQ(all.found.log.sha256, ticket::sha256_hex(all.log));
    EXPECT_EQ(all.found.figures.attended, 0);
    const auto pack = kept(event);
    EXPECT_EQ(standing(pack), log_standing::same);
}

// Who came last month is counted as new, and whoever was erased as somebody.
TEST_P(evidence_of_doors, first_time_looks_at_earlier_events_of_the_same_organisation) {
    const auto earlier = published(round_table("Прошлая встреча"));
    const auto regular = join(earlier);
    show(earlier, regular);
    clock.advance_seconds(3'600);
    domain::registration_request again;
    again.event = event;
    again.name = {"Другая", "Фамилия", ""};
    again.source = domain::registration_source::api;
    again.email = database().read([&](store::transaction& tx) {
        return store::find_registration(tx, earlier, regular.id)->registration.email;
    });
    show(event, *registrations->register_guest({}, again));
    const auto fresh = join(event);
    show(event, fresh);
    auto figures = read(event).found.figures;
    EXPECT_EQ(figures.attended, 2);
    EXPECT_EQ(figures.first_time, 1);
    database().write([&](store::transaction& tx) {
        const auto ids = std::array{fresh.id};
        store::pseudonymise(tx, event, ids);
        store::erase_people(tx, event, ids, clock.now());
    });
    figures = read(event).found.figures;
    EXPECT_EQ(figures.attended, 2) << "whoever was erased still came";
    EXPECT_EQ(figures.unique, 2);
    EXPECT_EQ(figures.first_time, 0);
    EXPECT_EQ(figures.unknown, 1);
}

// A log in which somebody changed one record years later still looks good, or an honest one looks forged.
TEST_P(evidence_of_doors, a_check_tells_same_grown_and_different) {
    const auto guest = join(event), late = join(event);
    show(event, guest);
    const auto pack = kept(event);
    EXPECT_EQ(pack.number, 1);
    EXPECT_EQ(standing(pack), log_standing::same);
    show(event, late);
    show(event, late);
    EXPECT_EQ(standing(pack), log_standing::grown);
    EXPECT_EQ(office->check(pack.code)->since, 2);
    EXPECT_EQ(kept(event).number, 2);
    ASSERT_EQ(office->packs(event, 10).size(), 2u);

    spoil("UPDATE scan SET scanned_ms = scanned_ms + 1 WHERE event_id = :event AND number = 1");
    EXPECT_EQ(standing(pack), log_standing::different);
    spoil("UPDATE scan SET scanned_ms = scanned_ms - 1 WHERE event_id = :event AND number = 1");
    EXPECT_EQ(standing(pack), log_standing::grown);
    spoil("UPDATE scan SET registration_id = registration_id + 1 WHERE event_id = :event AND number = 1");
    EXPECT_EQ(standing(pack), log_standing::different);
    spoil("DELETE FROM scan WHERE event_id = :event");
    EXPECT_EQ(standing(pack), log_standing::different);
    EXPECT_FALSE(office->check("1234567890123456"));
}

// Erasing a person, as the law demands, must not turn the evidence of everybody else red.
TEST_P(evidence_of_doors, erasing_people_leaves_the_log_as_it_was) {
    const auto guest = join(event);
    show(event, guest);
    const auto pack = kept(event);
    database().write([&](store::transaction& tx) {
        const auto ids = std::array{guest.id};
        store::pseudonymise(tx, event, ids);
        store::erase_people(tx, event, ids, clock.now());
    });
    EXPECT_EQ(standing(pack), log_standing::same);
}

// Thousands ask for one code, and each makes the server read a hundred thousand records.
TEST_P(evidence_of_doors, a_check_is_believed_for_a_while) {
    show(event, join(event));
    const auto pack = kept(event);
    EXPECT_EQ(office->check(pack.code)->standing, log_standing::same);
    show(event, join(event));
    EXPECT_EQ(office->check(pack.code)->standing, log_standing::same) << "read again at once";
    clock.advance_seconds(21);
    EXPECT_EQ(office->check(pack.code)->standing, log_standing::grown);
}

// The beginning of a grown log has to give the hash of then.
TEST_P(evidence_of_doors, the_first_records_can_be_read_alone) {
    for (int guests = 0; guests < 3; ++guests) show(event, join(event));
    const auto pack = kept(event);
    show(event, join(event));
    std::string first;
    const auto state = office->read_log(event, 3, [&](std::string_view piece) { first += piece; });
    EXPECT_EQ(state.count, 3);
    EXPECT_EQ(state.sha256, pack.log_hash);
    EXPECT_EQ(ticket::sha256_hex(first), pack.log_hash);
    EXPECT_EQ(office->read_log(event, 0, [](std::string_view) {}).count, 0);
}

// Two packs at once would each take the memory of one.
TEST_P(evidence_of_doors, one_pack_of_an_event_at_a_time) {
    const auto other = published(round_table("Другая встреча")), third = published(round_table("Третья встреча"));
    {
        const auto held = office->take_turn(event);
        ASSERT_TRUE(held);
        EXPECT_FALSE(office->take_turn(event));
        const auto second = office->take_turn(other);
        EXPECT_TRUE(second);
        EXPECT_FALSE(office->take_turn(third)) << "the third would take the thread that serves the door";
    }
    EXPECT_TRUE(office->take_turn(third));
    EXPECT_TRUE(office->take_turn(event));
}

// A signature that nobody can check is decoration.
TEST_P(evidence_of_doors, signs_with_the_key_of_the_event) {
    const auto made = office->sign(event, "# krug-evidence/1\n");
    ASSERT_EQ(made.signature.size(), 64u);
    const auto key = ticket::public_key::from_hex(made.public_key);
    ASSERT_TRUE(key);
    EXPECT_TRUE(ticket::verifier(*key).verify(ticket::bytes_of("# krug-evidence/1\n"), ticket::bytes_of(made.signature)));
    EXPECT_EQ(evidence_office::public_key_pem(std::string(64, '0')),
              "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END PUBLIC KEY-----\n");
}

// What goes by session has to stand by session.
TEST_P(evidence_of_doors, counts_by_session_and_by_category) {
    const auto session = session_for(event, 0);
    auto door = check_ins->admission_points(event).at(0);
    door.id = {};
    door.name = "Зал 2";
    door.sessions = {session};
    const auto hall = *check_ins->save_admission_point(alice, event, door);
    const auto guest = join(event), other = join(event);
    show(event, other);
    check_in_command what;
    what.event = event;
    what.code = guest.ticket_text;
    what.point = hall;
    what.scan_id = chance.hex(16);
    ASSERT_TRUE(check_ins->check_in(alice, what));
    const auto figures = read(event).found.figures;
    ASSERT_EQ(figures.by_session.size(), 1u);
    EXPECT_EQ(figures.by_session[0].attended, 1);
    EXPECT_EQ(figures.attended, 2);
    ASSERT_EQ(figures.by_category.size(), 1u);
    EXPECT_EQ(figures.by_category[0].attended, 2);
}

KRUG_ON_BOTH(evidence_of_doors);

} // namespace
} // namespace krug::service
