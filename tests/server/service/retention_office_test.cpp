// If this fails, a promise of the consent is broken: somebody's data is still there after its time, or after they demanded
// that it be destroyed.
#include "cast/front_house.hpp"
#include "domain/retention.hpp"
#include "service/retention_office.hpp"
#include "service/staff_office.hpp"
#include "store/listed_code_store.hpp"
#include "store/retention_store.hpp"
#include "store/statement.hpp"
#include "ticket/digest.hpp"

#include <filesystem>
#include <fstream>
#include <map>

namespace krug::service {
namespace {

using cast::opening_day;
using domain::refusal_code;
constexpr std::int64_t day = 86'400;

/// Values that stand nowhere else, one for each place where a person can leave something.
const std::vector<std::string> seeds{"Забываева", "Ульяна-Семёновна", "zabyvaeva.nowhere@example.org", "+79123456701",
                                     "8 912 345-67-01", "Кооператив «Небыль»", "главная по забвению", "ответ-семя-417",
                                     "заметка-семя-418", "пропущена лично 419"};

class retention_desk : public cast::front_house {
protected:
    void SetUp() override {
        front_house::SetUp();
        if (IsSkipped()) return;
        open_office();
    }
    void open_office() {
        office.emplace(database(), clock, *registrations, erasure_ledger(folder() + "/erasures.tsv"),
                       [this](domain::event_id, std::span<const std::int64_t> mails) {
                           forgotten_letters.insert(forgotten_letters.end(), mails.begin(), mails.end());
                       });
    }
    domain::registration_request seeded(domain::event_id event) {
        domain::registration_request request;
        request.event = event;
        request.name = {seeds[0], seeds[1], ""};
        request.email = seeds[2];
        request.phone = seeds[4];
        request.organisation = seeds[5];
        request.position = seeds[6];
        request.answers = {{"wish", seeds[7]}};
        request.access_needs = {"wheelchair_space"};
        request.consents = {{"personal_data", 1}, {"access_needs", 1}};
        request.source = domain::registration_source::api;
        return request;
    }
    /// Registered, with a note, let in, and once more by hand with a remark.
    receipt somebody_known_everywhere(domain::event_id event) {
        const auto guest = join(seeded(event));
        registration_office::correction note;
        note.note = seeds[8];
        EXPECT_TRUE(registrations->correct(alice, event, guest.id, note));
        check_in_command what;
        what.event = event;
        what.code = guest.ticket_text;
        what.scan_id = chance.hex(16);
        EXPECT_TRUE(check_ins->check_in(alice, what));
        clock.advance_seconds(60);
        what.scan_id = chance.hex(16);
        what.override_reason = seeds[9]; // already in, and let in again by hand
        EXPECT_TRUE(check_ins->check_in(alice, what));
        return guest;
    }
    /// How often any of the values stands in any text of the database.
    std::int64_t hits() {
        return database().read([&](store::transaction& tx) {
            const auto tables = store::query<std::string>(
                tx, "tables",
                on_sqlite() ? "SELECT name FROM sqlite_master WHERE type = 'table'"
                            : "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema()");
            std::int64_t found = 0;
            for (const auto& [table] : tables) {
                std::string row;
                if (on_sqlite()) {
                    for (const auto& [column] : store::query<std::string>(tx, "columns " + table, "SELECT name FROM pragma_table_info('" + table + "')"))
                        row += (row.empty() ? "" : " || '|' || ") + ("COALESCE(CAST(\"" + column + "\" AS TEXT), '')");
                } else {
                    row = "CAST(t AS TEXT)";
                }
                for (const auto& seed : seeds)
                    found += std::get<0>(*store::query_one<std::int64_t>(
                        tx, "search " + table, "SELECT COUNT(*) FROM \"" + table + "\" t WHERE " + row + " LIKE '%' || :seed || '%'", seed));
            }
            return found;
        });
    }
    std::int64_t count(const std::string& table, const std::string& where) {
        return database().read([&](store::transaction& tx) {
            return std::get<0>(*store::query_one<std::int64_t>(tx, "count " + table + where, "SELECT COUNT(*) FROM " + table + " WHERE " + where));
        });
    }
    /// Everything that lies in the folder of the database, as bytes.
    std::string files() {
        std::string all;
        for (const auto& entry : std::filesystem::directory_iterator(folder())) {
            std::ifstream in(entry.path(), std::ios::binary);
            all.append(std::istreambuf_iterator<char>(in), {});
        }
        return all;
    }

    std::optional<retention_office> office;
    std::vector<std::int64_t> forgotten_letters;
};

// The consent says fourteen days for needs and 180 for the rest: on the day after, a query finds no row over age, and the
// counts of the evening are what they were.
TEST_P(retention_desk, time_destroys_and_counts_stay) {
    const auto event = published(table_for(3));
    somebody_known_everywhere(event);
    auto again = stranger(event); // the same person once more, under another name
    again.email = seeds[2];
    join(again);
    const auto other = join(event);
    database().write([&](store::transaction& tx) { store::insert_listed_code(tx, event, {std::string(32, 'a'), other.id, 0}); });
    join(event); // waits
    const auto later = published([&] {
        auto draft = round_table("Через год");
        draft.event.time.starts_at = opening_day + 400 * day;
        draft.event.time.ends_at.reset();
        return draft;
    }());
    const auto not_yet = join(later);
    const auto before = attendance->statistics(event);
    const auto end = opening_day + 10 * day + 7'200;
    clock.advance_seconds(end + domain::needs_days * day - 1 - clock.now());
    EXPECT_EQ(office->run().needs, 0);
    EXPECT_TRUE(office->look().none());
    clock.advance_seconds(1);
    EXPECT_EQ(office->run().needs, 1);
    EXPECT_EQ(count("registration_need", "1 = 1"), 0);
    EXPECT_GT(hits(), 0) << "the rest has its own time";
    clock.advance_seconds((domain::data_days - domain::needs_days) * day - 1);
    EXPECT_EQ(office->run().people, 0);
    clock.advance_seconds(1 + day);
    EXPECT_EQ(office->look().people, 4) << "a service that slept over the day shows it";
    const auto done = office->run();
    EXPECT_EQ(done.people, 4);
    EXPECT_TRUE(office->look().none());
    EXPECT_EQ(hits(), 0);
    EXPECT_EQ(count("registration", "erased_at = 0"), 1) << "next year's guest stays";
    EXPECT_EQ(count("listed_code", "1 = 1"), 0) << "another service's barcode leads to a person as well";
    EXPECT_TRUE(database().read([&](store::transaction& tx) { return store::without_short_code(tx, event, 10); }).empty())
        << "nobody gives the forgotten a new code";
    EXPECT_EQ(registrations->find(later, not_yet.id, false)->registration.name.given, "Пётр");
    const auto after = attendance->statistics(event);
    EXPECT_EQ(after.registered, before.registered);
    EXPECT_EQ(after.confirmed, before.confirmed);
    EXPECT_EQ(after.waitlisted, before.waitlisted);
    EXPECT_EQ(after.attended, before.attended);
    EXPECT_EQ(after.unique, before.unique);
    EXPECT_EQ(registrations->find(event, other.id, false)->registration.status, domain::registration_status::confirmed);
    // Two acts, oldest last: needs, then people. Nothing more the next day.
    const auto acts = office->acts(event);
    ASSERT_EQ(acts.size(), 2u);
    EXPECT_EQ(acts[0].reason, "data_age");
    EXPECT_EQ(acts[0].people, 4);
    EXPECT_EQ(acts[0].actor, "system 0");
    EXPECT_EQ(acts[1].reason, "needs_age");
    EXPECT_EQ(acts[1].categories, "needs");
    clock.advance_seconds(day);
    EXPECT_EQ(office->run().events, 0);
    // Three years later the acts have gone too.
    clock.advance_seconds(domain::acts_days * day);
    office->run();
    EXPECT_TRUE(office->acts(event).empty());
}

// The demonstration plays years ago: its invented people stay, and whoever registers for real beside them does not.
TEST_P(retention_desk, invented_people_have_no_time_to_run_out) {
    const auto event = published(table_for(0));
    const auto invented = join(event);
    database().write([&](store::transaction& tx) { store::note_invented(tx, clock.now()); });
    clock.advance_seconds(1);
    join(seeded(event));
    clock.advance_seconds(300 * day);
    EXPECT_EQ(office->look().people, 1);
    EXPECT_EQ(office->run().people, 1);
    EXPECT_TRUE(office->look().none());
    EXPECT_EQ(hits(), 0);
    EXPECT_EQ(now_of(invented).name.given, "Пётр");
    EXPECT_TRUE(office->erase(alice, event, invented.id)) << "on demand they go like anybody";
}

// An event without a date is no excuse for keeping people for ever.
TEST_P(retention_desk, an_undated_event_ends_for_its_data) {
    auto draft = round_table("Когда-нибудь");
    draft.event.time = {};
    draft.event.time.timezone = "Asia/Yekaterinburg";
    const auto event = published(draft);
    join(seeded(event));
    clock.advance_seconds(domain::undated_days * day - 1);
    EXPECT_EQ(office->run().people, 0);
    clock.advance_seconds(1);
    EXPECT_EQ(office->run().people, 1);
    EXPECT_EQ(hits(), 0);
}

// A service that is told to stop would go on destroying for minutes, and be killed in the middle of it.
TEST_P(retention_desk, a_stopping_service_leaves_the_rest_for_the_next_run) {
    auto draft = round_table("Когда-нибудь");
    draft.event.time = {};
    draft.event.time.timezone = "Asia/Yekaterinburg";
    const auto event = published(draft);
    for (int at = 0; at < 60; ++at) join(event);
    clock.advance_seconds(domain::undated_days * day);
    const auto some = office->run([] { return true; });
    EXPECT_EQ(some.people, 0) << "told before the first event";
    int asked = 0;
    const auto first = office->run([&] { return ++asked > 1; }); // after the first portion
    EXPECT_GT(first.people, 0);
    EXPECT_LT(first.people, 60);
    EXPECT_EQ(first.people + office->run().people, 60);
    EXPECT_EQ(office->acts(event).size(), 2u) << "each portion has its act";
}

// Somebody demands to be forgotten: nothing of them is left in the database or its files, their seat goes to the next in
// the queue, their link opens nothing, and the act names a number only.
TEST_P(retention_desk, a_person_is_forgotten_everywhere) {
    const auto event = published(table_for(1));
    const auto guest = somebody_known_everywhere(event);
    const auto next = join(event);
    ASSERT_EQ(status_of(next), domain::registration_status::waitlisted);
    const auto secret = registrations->find(event, guest.id, false)->manage_secret;
    database().write([&](store::transaction& tx) { store::insert_listed_code(tx, event, {std::string(32, 'b'), guest.id, 0}); });
    ASSERT_GT(hits(), 0);
    const domain::actor asking{domain::actor_kind::attendee, guest.id.value, {}};
    ASSERT_TRUE(office->erase(asking, event, guest.id));
    EXPECT_EQ(hits(), 0);
    if (on_sqlite()) {
        const auto bytes = files();
        for (const auto& seed : seeds) EXPECT_EQ(bytes.find(seed), std::string::npos) << seed;
    }
    EXPECT_EQ(status_of(next), domain::registration_status::confirmed);
    EXPECT_FALSE(registrations->find_by_secret(secret));
    EXPECT_FALSE(registrations->find_by_secret(keys->manage_secret(event, guest.id, "")));
    EXPECT_TRUE(office->is_erased(event, guest.id));
    EXPECT_EQ(status_of(guest), domain::registration_status::cancelled);
    EXPECT_FALSE(forgotten_letters.empty());
    EXPECT_EQ(count("listed_code", "1 = 1"), 0);
    EXPECT_EQ(count("outbox", "registration_id = " + std::to_string(guest.id.value) + " AND state IN ('queued', 'sending')"), 0);
    EXPECT_EQ(check_ins->scans_of(event, guest.id).size(), 2u) << "that somebody came in is a count";
    // Twice is harmless, and one act says it.
    ASSERT_TRUE(office->erase(asking, event, guest.id));
    const auto acts = office->acts(event);
    ASSERT_EQ(acts.size(), 1u);
    EXPECT_EQ(acts[0].registration, guest.id);
    EXPECT_EQ(acts[0].reason, "asked");
    EXPECT_EQ(office->erase(asking, event, {99}).error().code, refusal_code::not_found);
    // Registering again is a new beginning.
    const auto back = join(seeded(event));
    EXPECT_NE(back.id, guest.id);
    EXPECT_FALSE(office->is_erased(event, back.id));
}

// A database from yesterday's copy knows the person again: the ledger forgets them once more, and nobody else who has
// got the same number meanwhile.
TEST_P(retention_desk, a_forgotten_person_stays_forgotten) {
    const auto event = published(table_for(0));
    const auto guest = somebody_known_everywhere(event), stays = join(event);
    ASSERT_TRUE(office->erase(alice, event, guest.id));
    EXPECT_EQ(office->acts(event)[0].reason, "demanded");
    EXPECT_EQ(office->replay(), 0);
    // The row as the copy has it.
    const auto put_back = [&](std::int64_t salt) {
        database().write([&](store::transaction& tx) {
            store::execute(tx, "put_back",
                           "UPDATE registration SET family_name = :name, status = 'confirmed', erased_at = 0, ticket_salt = :salt "
                           "WHERE event_id = :event AND id = :id",
                           seeds[0], salt, event, guest.id);
        });
    };
    const auto salt = now_of(guest).ticket.salt;
    put_back(salt ^ 1U);
    EXPECT_EQ(office->replay(), 0) << "another person under the same number";
    EXPECT_EQ(now_of(guest).name.family, seeds[0]);
    put_back(salt);
    open_office(); // a new process reads the file
    EXPECT_EQ(office->replay(), 1);
    EXPECT_EQ(hits(), 0);
    EXPECT_EQ(office->acts(event)[0].reason, "restored");
    EXPECT_EQ(status_of(stays), domain::registration_status::confirmed);
    EXPECT_EQ(office->replay(), 0);
}

// Power cuts the ledger's last line: the whole lines still count, and the next one is not glued to the torn one.
TEST(erasure_ledger_file, survives_a_torn_line) {
    const auto file = std::filesystem::temp_directory_path() / ("krug-ledger-" + std::to_string(::getpid()));
    std::filesystem::remove(file);
    erasure_ledger ledger(file);
    EXPECT_TRUE(ledger.read().empty());
    ledger.append({100, {7}, {1}, 0xFFFFFFFF});
    std::ofstream(file, std::ios::app) << "200\t7\t2";
    EXPECT_EQ(ledger.read().size(), 1u);
    ledger.append({300, {7}, {3}, 5});
    const auto all = ledger.read();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].ticket_salt, 0xFFFFFFFFU);
    EXPECT_EQ(all[1].registration.value, 3);
    std::ofstream(file) << "this is something else\n";
    EXPECT_THROW(ledger.read(), std::runtime_error);
    std::filesystem::remove(file);
}

KRUG_ON_BOTH(retention_desk);

} // namespace
} // namespace krug::service
