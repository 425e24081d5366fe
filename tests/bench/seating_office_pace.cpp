// If this is wrong, five hundred people stand while the organiser's "apply" writes, or the door behind them stands still.
// bench_seating_office_pace sqlite|postgresql: propose and apply as the service does them, reading and writing included,
// for 500 people at 60 tables over 4 rounds, and the slowest check-in at the door meanwhile.
#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "service/check_in_office.hpp"
#include "service/door_office.hpp"
#include "service/event_office.hpp"
#include "service/key_office.hpp"
#include "service/registration_office.hpp"
#include "service/seating_office.hpp"
#include "service/table_office.hpp"
#include "store/migrations.hpp"
#include "store_contract/database_under_test.hpp"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <thread>
#include <type_traits>

namespace {

using namespace krug;
using clock_now = std::chrono::steady_clock;

constexpr int people = 500, table_count = 60, chairs = 9, rounds = 4;

/// What was done, or the end: a figure of a house that refuses would mean nothing.
template <class T> T must(domain::result<T> done) {
    if (!done) std::fprintf(stderr, "refused with code %d\n", static_cast<int>(done.error().code)), std::exit(1);
    if constexpr (!std::is_void_v<T>) return *std::move(done);
}

double seconds_since(clock_now::time_point begun) { return std::chrono::duration<double>(clock_now::now() - begun).count(); }

struct house {
    explicit house(store::backend kind) : place(kind), database([&] {
        store::database_settings settings;
        settings.url = place.url();
        settings.readers = 4;
        settings.writers = 4;
        return settings;
    }()) {
        store::migrate(database, clock.now());
    }

    store_contract::fresh_place place;
    ground::system_clock clock;
    ground::system_randomness random;
    store::database database;
    service::key_office keys{database, clock, random, {}};
    service::event_office events{database, clock, random, keys};
    service::registration_office registrations{database, clock, random, keys};
    service::check_in_office check_ins{database, clock, random, keys, registrations,
                                       [](std::string_view, ground::utc_seconds) { return 300; }};
    service::door_office doors{database, clock, keys, [](std::string_view, ground::utc_seconds) { return 300; }};
    service::table_office tables{database, clock, random, keys};
    service::seating_office seating{database, clock, keys};
};

/// An event with everybody registered; returns the attendee numbers.
std::vector<std::string> fill(house& at, const domain::actor& by, domain::event_id event) {
    for (const char* name : {"НКО", "Бизнес", "Власть", "Инноваторы", "Граждане"})
        must(at.doors.save_category(by, event, {{}, name, "", "blue"}));
    std::vector<domain::registration_request> requests;
    for (int each = 0; each < people; ++each) {
        domain::registration_request request;
        request.event = event;
        request.name = {"Гостев" + std::to_string(each), "Пётр", ""};
        request.organisation = "Организация " + std::to_string(each * 7 % 120);
        request.category = {1 + each % 5};
        request.source = domain::registration_source::import_file;
        requests.push_back(std::move(request));
    }
    std::vector<std::string> numbers;
    for (const auto& receipt : at.registrations.register_list(by, std::move(requests))) numbers.push_back(must(receipt).attendee_no);
    domain::round_table like;
    like.event = event;
    like.seats = chairs;
    must(at.tables.add(by, like, table_count));
    return numbers;
}

} // namespace

int main(int count, char** words) {
    if (count != 2) return 2;
    const auto kind = std::strcmp(words[1], "postgresql") == 0 ? store::backend::postgresql : store::backend::sqlite;
    if (!store_contract::fresh_place::available(kind)) return 2;
    house at(kind);
    const domain::actor shell{domain::actor_kind::shell, 0, {}};
    const auto owner = must(at.events.add_organisation(shell, {{}, "alliance", "Альянс", "", "Тюмень", ""}));
    service::event_draft draft;
    draft.event.text.title = "Форум";
    draft.organisers = {{"alliance", domain::organiser_role::organiser}};
    const auto event = must(at.events.create_event(shell, owner, draft));
    must(at.events.publish_event(shell, event));
    const auto numbers = fill(at, shell, event);

    service::seating_wish wish;
    wish.rounds = rounds;
    auto begun = clock_now::now();
    const auto proposed = at.seating.propose(event, wish);
    const double proposing = seconds_since(begun);
    if (!proposed) return 1;

    std::atomic<bool> over{false};
    double slowest = 0;
    int shown = 0;
    std::jthread door([&] {
        while (!over) {
            service::check_in_command asked;
            asked.event = event;
            asked.attendee_no = numbers[static_cast<std::size_t>(shown++ % people)];
            asked.scan_id = at.random.hex(16);
            const auto asked_at = clock_now::now();
            must(at.check_ins.check_in(shell, asked));
            slowest = std::max(slowest, seconds_since(asked_at));
        }
    });
    begun = clock_now::now();
    const auto changed = at.seating.apply(shell, event, wish, proposed->mark, false);
    const double applying = seconds_since(begun);
    over = true;
    door.join();
    if (!changed || *changed != people) return 1;
    std::printf("seating: propose on %s, seconds\t%.2f\t\t\t2.00\n", words[1], proposing);
    std::printf("seating: apply on %s, seconds\t%.2f\t\t\t\n", words[1], applying);
    std::printf("seating: slowest of %d check-ins meanwhile, %s, s\t%.3f\t\t\t1.000\n", shown, words[1], slowest);
}
