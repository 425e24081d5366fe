#include "commands/demo_people.hpp"
#include "commands/event_import.hpp"
#include "commands/settings_flags.hpp"
#include "commands/verbs.hpp"
#include "embedded/demo.hpp"
#include "service/password.hpp"
#include "store/retention_store.hpp"
#include "web/refusals.hpp"

#include <CLI/CLI.hpp>
#include <boost/json.hpp>

#include <atomic>
#include <fstream>
#include <sys/stat.h>
#include <thread>

namespace krug::commands {
namespace {

constexpr std::int64_t day_seconds = 24 * 3600;
constexpr const char* organiser_email = "organiser@krug.example";

template <class Value> Value must(domain::result<Value> result) {
    if (!result) {
        std::string fields;
        for (const auto& field : result.error().fields) fields += " " + field.field + "=" + field.code;
        throw command_failed({"Пример не загрузился: " + web::sentence_of(result.error(), render::language::ru) + fields,
                              "The demonstration did not load: " + web::sentence_of(result.error(), render::language::en) + fields});
    }
    if constexpr (!std::is_void_v<Value>) return std::move(*result);
}

/// People register from many threads at once, as at a real opening, so that ten thousand take seconds.
void register_people(installation& here, domain::event_id event, std::size_t first, std::size_t count) {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::vector<std::thread> hands;
    for (int hand = 0; hand < 16; ++hand)
        hands.emplace_back([&] {
            for (auto n = next++; n < count && !failed; n = next++) {
                auto person = invented_person(first + n);
                person.event = event;
                if (!here.registrations.register_guest(shell_actor(), std::move(person))) failed = true;
            }
        });
    for (auto& hand : hands) hand.join();
    if (failed) throw command_failed({"Участник примера не записался.", "An invented person could not be registered."});
}

/// Some of them come, spread over the last half hour before the start and a little after.
void let_in(installation& here, domain::event_id event, std::int64_t starts_at, std::size_t every_third_stays_away) {
    service::registration_filter filter;
    filter.limit = 500;
    std::size_t n = 0;
    do {
        const auto page = here.registrations.list(event, filter);
        for (const auto& line : page.items) {
            if (line.registration.status != domain::registration_status::confirmed) continue;
            if (++n % every_third_stays_away == 0) continue;
            service::check_in_command scan;
            scan.event = event;
            scan.attendee_no = line.attendee_no;
            scan.scan_id = here.random.hex(16);
            scan.scanned_at_ms = (starts_at - 2100 + static_cast<std::int64_t>(n * 37 % 2820)) * 1000;
            must(here.check_ins.check_in(shell_actor(), scan));
        }
        filter.cursor = page.next;
    } while (!filter.cursor.empty());
}

/// Letters to invented people are nobody's to send.
void put_letters_away(installation& here) {
    for (;;) {
        const auto jobs = here.outbox.lease(500);
        if (jobs.empty()) return;
        for (const auto& job : jobs) here.outbox.mark_sent(job);
    }
}

/// One event that is not from the articles, so that there is a door to stand at today; its title says what it is.
domain::event_id add_example(installation& here, domain::organisation_id owner, std::int64_t now) {
    service::event_draft draft;
    auto& what = draft.event;
    what.kind = domain::event_kind::round_table;
    what.text.title = "Пример: круглый стол «Город без ступеней»";
    what.text.summary = "Выдуманное событие: на нём можно попробовать регистрацию и вход.";
    what.text.description = "Это **пример**, его нет в расписании настоящих встреч. Зарегистрируйтесь, откройте билет "
                            "и отметьте себя на входе.";
    what.time.precision = domain::date_precision::instant;
    what.time.timezone = "Asia/Yekaterinburg";
    what.time.starts_at = (now / 3600 + 3) * 3600;
    what.time.ends_at = *what.time.starts_at + 3 * 3600;
    what.capacity = 40;
    what.admission = {0, domain::admission_access::open, "Вход свободный"};
    draft.organisers = {{"alliance", domain::organiser_role::organiser}};
    draft.event.slug = "primer";
    const auto event = must(here.events.create_event(shell_actor(), owner, draft));
    const auto session = [&](std::string title, std::int64_t from, std::int64_t to, std::optional<std::int64_t> seats) {
        domain::session part;
        part.event = event;
        part.title = std::move(title);
        part.kind = domain::event_kind::round_table;
        part.starts_at = *what.time.starts_at + from * 60;
        part.ends_at = *what.time.starts_at + to * 60;
        part.capacity = seats;
        part.sign_up = seats ? domain::session_sign_up::optional : domain::session_sign_up::none;
        part.room = seats ? "Малый зал" : "Большой зал";
        must(here.events.add_session(shell_actor(), part));
    };
    session("Открытие", 0, 30, std::nullopt);
    session("Стол: доступная остановка", 30, 90, 8);
    session("Стол: понятные надписи", 90, 150, 8);
    must(here.events.publish_event(shell_actor(), event, true));
    auto door = here.check_ins.admission_points(event).front();
    door.walk_ins = true;
    must(here.check_ins.save_admission_point(shell_actor(), event, door));
    return event;
}

void write_private(const std::filesystem::path& path, const std::string& text) {
    const auto before = ::umask(0077);
    std::ofstream file(path);
    file << text << '\n';
    file.close();
    ::umask(before);
    if (!file) throw command_failed({"Не могу записать " + path.string(), "Cannot write " + path.string()});
}

int demo(const settings_flags& flags, std::size_t registrations, const console& where) {
    const auto about = read_settings(flags, where);
    ground::standing_clock then(0);
    const ground::system_clock today;
    then.set(today.now());
    prepare_new(about);
    installation here(about, then);
    if (!here.events.list_organisations().empty())
        throw command_failed({"База не пуста: пример грузится только в пустую.",
                              "The database is not empty: the demonstration only goes into an empty one."});

    const auto& seed = embedded::demo().front();
    auto imported = import_events(here, seed.bytes);
    for (const auto& warning : imported.warnings) where.say(warning);
    const auto number_of = [&](std::string_view key) {
        for (const auto& [own, number] : imported.by_key)
            if (own == key) return number;
        throw command_failed({"В примерах нет события.", "The demonstration lacks an event."});
    };
    for (const auto& [slug, number] : imported.events) must(here.events.publish_event(shell_actor(), number, true));

    // The working meeting, lived through at its own time: people register before it and come on the day.
    const auto meeting = number_of("e1");
    const auto starts = *here.events.find_event(meeting)->event.time.starts_at;
    constexpr std::size_t days = 10;
    for (std::size_t day = 0; day < days; ++day) {
        then.set(starts - static_cast<std::int64_t>(days - day) * day_seconds);
        const auto from = registrations * day / days, to = registrations * (day + 1) / days;
        register_people(here, meeting, from, to - from);
    }
    then.set(starts + 3600);
    let_in(here, meeting, starts, 3);

    then.set(today.now());
    const auto example = add_example(here, imported.owner, today.now());
    register_people(here, example, 0, 24);
    imported.events.emplace_back("primer", example);
    put_letters_away(here);
    // The demonstration is of years ago: without this word it would have no names a day later.
    here.database.write([&](store::transaction& tx) { store::note_invented(tx, today.now()); });

    const auto password = service::fresh_password(here.random);
    domain::assignment role;
    role.as = domain::role::owner;
    role.organisation = imported.owner;
    const auto staff = must(here.staff.add_staff(shell_actor(), organiser_email, "Организатор (пример)", role, password));
    const auto token = must(here.staff.create_token(shell_actor(), staff, "demo", ""));

    boost::json::object events;
    for (const auto& [slug, number] : imported.events) events[slug] = number.value;
    const auto url = public_url_of(about);
    const boost::json::object said{{"url", url},
                                   {"staff", {{"email", organiser_email}, {"password", password}}},
                                   {"token", token},
                                   {"events", events}};
    write_private(about.data / "demo.json", boost::json::serialize(said));
    where.out << "URL       " << url << "\nstaff     " << organiser_email << "\npassword  " << password << "\ntoken     "
              << token << '\n';
    where.say({"Записано и в " + (about.data / "demo.json").string(), "Also written to " + (about.data / "demo.json").string()});
    return success;
}

struct import_words {
    std::string file;
};

int import_file(const settings_flags& flags, const import_words& words, const console& where) {
    std::ifstream file(words.file);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    if (!file.good() && text.empty())
        throw command_failed({"Не могу прочитать " + words.file, "Cannot read " + words.file});
    const ground::system_clock clock;
    installation here(read_settings(flags, where));
    const auto imported = import_events(here, text);
    for (const auto& warning : imported.warnings) where.say(warning);
    for (const auto& [slug, number] : imported.events) where.out << number.value << '\t' << slug << '\n';
    return success;
}

} // namespace

void add_demo(CLI::App& line, action& chosen, const console& where) {
    auto* verb = line.add_subcommand("demo", where.choose({"загрузить примеры в пустую базу", "load the demonstration into an empty database"}));
    const auto count = std::make_shared<std::size_t>(60);
    verb->add_option("--registrations", *count, where.choose({"сколько участников выдумать, 60 по умолчанию", "how many people to invent, 60 by default"}))
        ->check(CLI::Range(0, 200'000));
    const auto flags = add_settings_flags(*verb, where);
    verb->callback([=, &chosen] { chosen = [=](const console& at) { return demo(*flags, *count, at); }; });
}

void add_event(CLI::App& line, action& chosen, const console& where) {
    auto* group = line.add_subcommand("event", where.choose({"мероприятия", "events"}));
    group->require_subcommand(1);
    auto* verb = group->add_subcommand("import", where.choose({"загрузить мероприятия из файла JSON", "load events from a JSON file"}));
    const auto words = std::make_shared<import_words>();
    verb->add_option("FILE", words->file)->required();
    const auto flags = add_settings_flags(*verb, where);
    verb->callback([=, &chosen] { chosen = [=](const console& at) { return import_file(*flags, *words, at); }; });
}

} // namespace krug::commands
