// A guest would hold a promise – a seat, a ticket, an entry – that the service no longer knows of, because its disk failed or
// lost power at the wrong moment. Every call of the service's SQLite is failed in turn. KRUG_FAULT_FULL=1 takes many
// seeds for the power cuts; KRUG_FAULT_SEED shifts them.
#include "cast/scratch_folder.hpp"
#include "fault/vfs/platter.hpp"
#include "ground/clock.hpp"
#include "service/check_in_office.hpp"
#include "service/event_office.hpp"
#include "service/key_office.hpp"
#include "service/registration_office.hpp"
#include "store/database.hpp"
#include "store/failure.hpp"
#include "store/migrations.hpp"
#include "store/registration_store.hpp"

#include <gtest/gtest.h>
#include <sqlite3.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <set>

namespace krug::fault {
namespace {

constexpr ground::utc_seconds opening_day = 1'788'253'200;
constexpr int seats = 50;

bool full_run() { return std::getenv("KRUG_FAULT_FULL") != nullptr; }
std::uint64_t seed_shift() {
    const char* given = std::getenv("KRUG_FAULT_SEED");
    return given == nullptr ? 0 : std::strtoull(given, nullptr, 10);
}

/// The offices over one database file.
struct offices {
    explicit offices(const std::string& url)
        : database(settings_for(url)), keys(database, clock, random, service::master_key{}),
          registrations(database, clock, random, keys),
          check_ins(database, clock, random, keys, registrations, [](std::string_view, ground::utc_seconds) { return 300; }) {}
    static store::database_settings settings_for(const std::string& url) {
        store::database_settings settings;
        settings.url = url;
        settings.readers = 1;
        return settings;
    }
    ground::standing_clock clock{opening_day};
    ground::system_randomness random;
    store::database database;
    service::key_office keys;
    service::registration_office registrations;
    service::check_in_office check_ins;
};


struct ServerDisk : testing::Test {
    static void SetUpTestSuite() {
        register_vfs();
        template_folder = std::make_unique<cast::scratch_folder>();
        offices house("sqlite://" + (template_folder->path() / "krug.db").string());
        store::migrate(house.database, opening_day);
        service::event_office events(house.database, house.clock, house.random, house.keys);
        const domain::actor shell{domain::actor_kind::shell, 0, {}};
        const auto alliance = *events.add_organisation(shell, {{}, "alliance", "Альянс", "", "Тюмень", ""});
        const domain::actor owner{domain::actor_kind::staff, 1, {{domain::role::owner, alliance, {}}}};
        service::event_draft draft;
        draft.event.text.title = "Круглый стол";
        draft.event.kind = domain::event_kind::round_table;
        draft.event.time.precision = domain::date_precision::instant;
        draft.event.time.starts_at = opening_day + 600;
        draft.event.time.ends_at = opening_day + 7'200;
        draft.event.time.timezone = "Asia/Yekaterinburg";
        draft.event.capacity = seats;
        draft.organisers = {{"alliance", domain::organiser_role::organiser}};
        event = *events.create_event(owner, alliance, draft);
        ASSERT_TRUE(events.publish_event(owner, event));
        actor = owner;
    }
    static void TearDownTestSuite() { template_folder.reset(); }

    static platter& disk() { return platter::of_this_process(); }
    static std::unique_ptr<cast::scratch_folder> template_folder;
    static domain::event_id event;
    static domain::actor actor;
};
std::unique_ptr<cast::scratch_folder> ServerDisk::template_folder;
domain::event_id ServerDisk::event;
domain::actor ServerDisk::actor;

/// One evening of the service on the failing disk: what people were told, and what became of it.
struct evening {
    evening() {
        std::filesystem::copy_file(ServerDisk::template_folder->path() / "krug.db", folder.path() / "krug.db");
        platter::of_this_process().watch(folder.path());
    }
    ~evening() { platter::of_this_process().forget(); }
    std::string url(bool failing) const {
        return "sqlite://" + (folder.path() / "krug.db").string() + (failing ? std::string("?vfs=") + vfs_name : "");
    }

    static domain::registration_request guest(int number) {
        domain::registration_request request;
        request.event = ServerDisk::event;
        request.name = {"Гостева", "Анна", ""};
        request.email = "guest" + std::to_string(number) + "@example.org";
        request.source = domain::registration_source::api;
        return request;
    }
    static std::string scan_of(int number) {
        auto text = std::to_string(number);
        return std::string(32 - text.size(), '0') + text;
    }

    /// True when the office answered; failures of the disk are what we are here for.
    template <class Act> bool told(Act act) {
        try {
            act();
            return true;
        } catch (const store::failure&) {
            ++failures;
            return false;
        }
    }
    void register_guest(offices& house, int number) {
        if (promised.contains(number)) return;
        told([&] {
            const auto given = house.registrations.register_guest(ServerDisk::actor, guest(number));
            if (given) {
                promised[number] = *given;
                return;
            }
            // Written, but the disk did not say so: whoever asks again is known.
            ASSERT_EQ(given.error().code, domain::refusal_code::already_registered);
            service::registration_filter by_address;
            by_address.text = guest(number).email;
            const auto found = house.registrations.list(ServerDisk::event, by_address).items;
            ASSERT_EQ(found.size(), 1u);
            const auto view = house.registrations.find(ServerDisk::event, found.front().registration.id, false);
            auto& receipt = promised[number];
            receipt.id = view->registration.id;
            receipt.attendee_no = view->attendee_no;
            receipt.ticket_text = view->ticket_text;
        });
    }
    void check_in(offices& house, int number) {
        if (!promised.contains(number) || inside.contains(number)) return;
        told([&] {
            service::check_in_command command;
            command.event = ServerDisk::event;
            command.code = promised[number].ticket_text;
            command.scan_id = scan_of(number);
            const auto given = house.check_ins.check_in(ServerDisk::actor, command);
            ASSERT_TRUE(given.has_value());
            EXPECT_EQ(given->colour, domain::verdict_colour::green) << word_of(given->reason);
            if (given->colour == domain::verdict_colour::green) inside.insert(number);
        });
    }
    void cancel(offices& house, int number) {
        if (!promised.contains(number) || cancelled.contains(number)) return;
        told([&] {
            if (house.registrations.cancel(ServerDisk::actor, ServerDisk::event, promised[number].id)) cancelled.insert(number);
        });
    }

    void live(bool try_again) {
        std::unique_ptr<offices> house;
        if (!told([&] { house = std::make_unique<offices>(url(true)); })) {
            if (!try_again) return;
            house = std::make_unique<offices>(url(true)); // as systemd would
        }
        for (int round = 0; round < (try_again ? 2 : 1); ++round) {
            register_guest(*house, 1);
            check_in(*house, 1);
            register_guest(*house, 2);
            cancel(*house, 2);
            register_guest(*house, 3);
        }
        if (try_again) {
            // One call had failed, the process went on: by the second round everybody was served.
            EXPECT_EQ(promised.size(), 3u);
            EXPECT_EQ(inside.size(), 1u);
            EXPECT_EQ(cancelled.size(), 1u);
        }
    }

    /// What was promised is there, once; nothing is half there.
    void judge() {
        sqlite3* raw = nullptr;
        ASSERT_EQ(sqlite3_open((folder.path() / "krug.db").c_str(), &raw), SQLITE_OK);
        std::string found;
        const auto keep = [](void* into, int, char** values, char**) {
            *static_cast<std::string*>(into) = values[0];
            return 0;
        };
        EXPECT_EQ(sqlite3_exec(raw, "PRAGMA integrity_check", keep, &found, nullptr), SQLITE_OK);
        EXPECT_EQ(found, "ok");
        EXPECT_EQ(sqlite3_exec(raw, "SELECT count(*) FROM pragma_foreign_key_check", keep, &found, nullptr), SQLITE_OK);
        EXPECT_EQ(found, "0");
        sqlite3_close(raw);

        offices house(url(false));
        service::registration_filter everybody;
        everybody.limit = 100;
        const auto listed = house.registrations.list(ServerDisk::event, everybody).items;
        std::map<std::string, int> times;
        std::int64_t confirmed = 0;
        for (const auto& line : listed) {
            ++times[line.registration.email];
            confirmed += line.registration.status == domain::registration_status::confirmed;
        }
        for (const auto& [address, count] : times) EXPECT_EQ(count, 1) << "somebody stands twice";
        for (const auto& [number, receipt] : promised) {
            const auto found_again = house.registrations.find(ServerDisk::event, receipt.id, false);
            ASSERT_TRUE(found_again.has_value()) << "lost the registration of guest " << number;
            EXPECT_EQ(found_again->registration.email, guest(number).email);
            if (cancelled.contains(number)) {
                EXPECT_EQ(found_again->registration.status, domain::registration_status::cancelled);
            } else {
                EXPECT_EQ(found_again->attendee_no, receipt.attendee_no);
            }
            if (inside.contains(number)) {
                EXPECT_TRUE(found_again->inside) << "forgot who came in";
            }
        }
        for (const auto& pool : house.database.read([](store::transaction& tx) { return store::seat_pools(tx, ServerDisk::event); })) {
            if (!pool.scope) {
                EXPECT_EQ(pool.taken, confirmed) << "the counter of seats is off";
            }
        }
        // And life goes on.
        const auto next = house.registrations.register_guest(ServerDisk::actor, guest(99));
        EXPECT_TRUE(next.has_value());
    }

    cast::scratch_folder folder;
    std::map<int, service::receipt> promised;
    std::set<int> inside, cancelled;
    std::int64_t failures = 0;
};

const char* word_of(trouble how) {
    switch (how) {
    case trouble::io_error: return "io_error";
    case trouble::full: return "full";
    case trouble::sync_error: return "sync_error";
    case trouble::short_read: return "short_read";
    case trouble::bit_flip: return "bit_flip";
    case trouble::power_cut: return "power_cut";
    }
    return "";
}

void every_place(trouble how, bool for_ever, std::int64_t stride) {
    std::int64_t places = 0, runs = 0, failures = 0;
    if (full_run()) stride = 1;
    for (std::int64_t at = 1 + static_cast<std::int64_t>(seed_shift()) % stride; at < 100'000; at += stride) {
        SCOPED_TRACE(std::string(word_of(how)) + (for_ever ? " for ever from call " : " at call ") + std::to_string(at));
        evening tonight;
        auto& disk = platter::of_this_process();
        disk.arm(how, at, for_ever);
        tonight.live(!for_ever);
        const bool struck = disk.struck();
        disk.disarm();
        tonight.judge();
        ++runs;
        failures += tonight.failures;
        if (!struck || testing::Test::HasFailure()) break;
        places = at;
    }
    EXPECT_GT(places, 3);
    std::cout << "ledger\tserver_disk\t" << word_of(how) << (for_ever ? "_for_ever" : "_once") << "\tplaces=" << places
              << "\truns=" << runs << "\trefused=" << failures << "\n";
}

// One call of the disk fails: nobody is told yes for nothing, and whoever asks again is served by the same process.
TEST_F(ServerDisk, one_call_fails) {
    every_place(trouble::io_error, false, 4);
    every_place(trouble::full, false, 3);
    every_place(trouble::sync_error, false, 1);
}

// The disk is gone for good: every answer from there on is a no, and what had been a yes is there afterwards.
TEST_F(ServerDisk, every_call_fails_from_some_place_on) {
    every_place(trouble::io_error, true, 4);
    every_place(trouble::full, true, 3);
    every_place(trouble::sync_error, true, 1);
}

// A sync fails, the service goes on, and later the plug is pulled: a yes given in between holds.
TEST_F(ServerDisk, failed_sync_and_then_a_power_cut) {
    std::int64_t places = 0;
    for (std::int64_t at = 1; at < 100'000; ++at) {
        SCOPED_TRACE("sync " + std::to_string(at) + " fails");
        ground::seeded_randomness random(static_cast<std::uint64_t>(at) + seed_shift());
        evening tonight;
        disk().arm(trouble::sync_error, at);
        tonight.live(true);
        const bool struck = disk().struck();
        disk().cut_power(random, {0, 512});
        tonight.judge();
        if (!struck || HasFailure()) break;
        places = at;
    }
    EXPECT_GT(places, 3);
    std::cout << "ledger\tserver_disk\tsync_error_then_power_cut\tplaces=" << places << "\n";
}

// The plug is pulled at any call.
TEST_F(ServerDisk, power_cut_at_every_call) {
    std::int64_t places = 0, runs = 0;
    const std::uint64_t seeds = full_run() ? 26 : 1;
    const std::int64_t stride = full_run() ? 1 : 3;
    for (std::uint64_t seed = 1; seed <= seeds && !HasFailure(); ++seed)
        for (std::int64_t at = 1; at < 100'000; at += stride) {
            SCOPED_TRACE("power cut at call " + std::to_string(at) + ", seed " + std::to_string(seed));
            ground::seeded_randomness random(seed * 1'000'003 + static_cast<std::uint64_t>(at) + seed_shift());
            evening tonight;
            disk().arm(trouble::power_cut, at);
            tonight.live(false);
            const bool struck = disk().struck();
            disk().cut_power(random, {static_cast<double>(random.next_u32() % 21) / 100, random.next_u32() % 2 == 0 ? 512u : 4096u});
            tonight.judge();
            ++runs;
            if (!struck || HasFailure()) break;
            places = std::max(places, at);
        }
    std::cout << "ledger\tserver_disk\tpower_cut\tplaces=" << places << "\truns=" << runs << "\n";
}

} // namespace
} // namespace krug::fault
