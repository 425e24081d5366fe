// If this measures wrong, we call ourselves fast beside a ceiling that was never there.
// The statements of a registration and of a check-in with SQLite's own API on a database that Krug made: one thread,
// FULL, 64 a COMMIT, the event's numbers read and written once a COMMIT as the service does.
#include "pace.hpp"

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <sqlite3.h>
#include <string>
#include <string_view>
#include <variant>

namespace {

using namespace krug::bench;

constexpr const char* usage = "usage: bench_raw_sqlite FILE EVENT register|register-quiet|check-in SECONDS\n"
                              "prints: operations/s  operations\n";
constexpr int group = 64;

using value = std::variant<std::int64_t, std::string_view>;

class statement {
public:
    statement(sqlite3* on, const char* sql) : on_(on) {
        if (sqlite3_prepare_v3(on, sql, -1, SQLITE_PREPARE_PERSISTENT, &made_, nullptr) != SQLITE_OK) give_up();
    }
    statement(const statement&) = delete;
    statement& operator=(const statement&) = delete;
    ~statement() { sqlite3_finalize(made_); }

    /// Runs to the end; returns the number of rows and keeps the first row's numbers for `number`.
    int run(std::initializer_list<value> values) {
        int at = 0, rows = 0, step = SQLITE_ROW;
        for (const auto& each : values) bind(++at, each);
        while ((step = sqlite3_step(made_)) == SQLITE_ROW)
            if (rows++ == 0)
                for (int column = 0; column < sqlite3_column_count(made_) && column < 8; ++column)
                    first_[column] = sqlite3_column_int64(made_, column);
        if (step != SQLITE_DONE) give_up();
        sqlite3_reset(made_);
        return rows;
    }
    std::int64_t number(int column) const { return first_[column]; }

private:
    void bind(int at, const value& what) {
        if (const auto* number = std::get_if<std::int64_t>(&what)) {
            sqlite3_bind_int64(made_, at, *number);
        } else {
            const auto text = std::get<std::string_view>(what);
            sqlite3_bind_text(made_, at, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT);
        }
    }
    [[noreturn]] void give_up() const {
        std::fprintf(stderr, "bench_raw_sqlite: %s\n", sqlite3_errmsg(on_));
        std::exit(1);
    }

    sqlite3* on_;
    sqlite3_stmt* made_ = nullptr;
    std::int64_t first_[8] = {};
};

void execute(sqlite3* on, const char* sql) {
    if (sqlite3_exec(on, sql, nullptr, nullptr, nullptr) == SQLITE_OK) return;
    std::fprintf(stderr, "bench_raw_sqlite: %s\n", sqlite3_errmsg(on));
    std::exit(1);
}

/// 16 or 32 hex digits that no index finds in order.
std::string scattered(std::int64_t number, int digits) {
    char text[33];
    auto mixed = static_cast<std::uint64_t>(number) * 0x9e3779b97f4a7c15U;
    mixed ^= mixed >> 29;
    std::snprintf(text, sizeof text, "%016llx%016llx", static_cast<unsigned long long>(mixed * 0xbf58476d1ce4e5b9U),
                  static_cast<unsigned long long>(mixed));
    return std::string(text, static_cast<std::size_t>(digits));
}

/// The rising numbers of the event, held while one COMMIT is filled.
struct desk {
    sqlite3* on;
    std::int64_t event;
    std::int64_t registration = 0, feed = 0, mail = 0, scan = 0, now = 1'800'000'000;

    statement read_numbers{on, "SELECT last_registration, last_feed, last_mail, last_scan FROM event_counter WHERE event_id = ?"};
    statement save_numbers{on, "UPDATE event_counter SET last_registration = ?, last_feed = ?, last_mail = ?, last_scan = ? WHERE event_id = ?"};
    statement take_seats{on, "UPDATE seat_pool SET taken = taken + ? WHERE event_id = ? AND scope = 0"};
    statement namesakes{on, "SELECT id, search_key FROM registration WHERE event_id + 0 = ? AND email_key = ? AND email_key <> '' "
                            "AND status IN ('unconfirmed', 'pending', 'confirmed', 'waitlisted') ORDER BY id"};
    statement insert_registration{
        on, "INSERT INTO registration (event_id, id, status, source, queue_number, family_name, given_name, additional_name, "
            "search_key, email, email_key, phone, phone_raw, organisation, job_position, category, language, created_at, "
            "changed_at, hold_until, version, secret_salt, note, ticket_salt, ticket_generation, ticket_flags, "
            "ticket_issued_at, ticket_not_before, ticket_not_after) VALUES (?, ?, 'confirmed', 'api', 0, 'Щукина', "
            "'Аксинья', 'Петровна', ?, ?, ?, ?, ?, ?, 'начальник цеха', 0, 'ru', ?, ?, 0, 1, ?, '', ?, 1, 0, ?, ?, ?)"};
    statement insert_mail{on, "INSERT INTO outbox (event_id, number, registration_id, kind, state, attempts, created_at, "
                              "next_at, sent_at, failure) VALUES (?, ?, ?, 'ticket', 'queued', 0, ?, ?, 0, '')"};
    statement insert_feed{on, "INSERT INTO feed (event_id, n, kind, subject, item, chain) VALUES (?, ?, ?, ?, '', '')"};
    statement find_registration{on, "SELECT * FROM registration WHERE event_id = ? AND id = ?"};
    statement find_seats{on, "SELECT session_id, standing, queue_number FROM registration_session WHERE event_id = ? AND registration_id = ?"};
    statement find_scan{on, "SELECT * FROM scan WHERE scan_id = ?"};
    statement scans_of{on, "SELECT * FROM scan WHERE event_id + 0 = ? AND registration_id = ? AND registration_id > 0 ORDER BY number"};
    statement insert_scan{
        on, "INSERT INTO scan (event_id, number, scan_id, device_id, incarnation, seq, kind, reason, registration_id, "
            "ticket_id, ticket_generation, admission_point_id, operator_id, scanned_ms, error_ms, received_ms, known_epoch, "
            "known_n, published_n, code_hash, refers_to, override_reason, hash, record, doubt) VALUES (?, ?, ?, 0, 0, 0, "
            "'admit', 1, ?, ?, 1, 1, 1, ?, 0, ?, 0, 0, ?, '', '', '', '', '', '')"};

    void open() {
        if (read_numbers.run({event}) != 1) std::exit(1);
        registration = read_numbers.number(0);
        feed = read_numbers.number(1);
        mail = read_numbers.number(2);
        scan = read_numbers.number(3);
    }
    void save() { save_numbers.run({registration, feed, mail, scan, event}); }

    void register_one(bool with_email) {
        const auto id = ++registration;
        const auto number = std::to_string(id);
        const auto email = with_email ? "guest." + number + "@guests.example" : std::string();
        const auto key = with_email ? scattered(id, 16) : std::string();
        const auto phone = "+73452" + std::to_string(100'000 + id % 900'000);
        const auto organisation = "АНО «Ёмкость №" + number + "»";
        const auto search = "щукина аксинья петровна ано емкость " + number + " " + email + " " + phone;
        if (with_email) namesakes.run({event, key});
        const auto salt = scattered(id, 32);
        insert_registration.run({event, id, search, email, key, phone, phone, organisation, now, now, salt,
                                 id * 2654435761 % 4294967296, now, now, now + 86'400});
        if (with_email) insert_mail.run({event, ++mail, id, now, now});
        insert_feed.run({event, ++feed, std::string_view("roster"), id});
    }

    /// False when everybody has come.
    bool check_in_one() {
        if (scan >= registration) return false;
        const auto id = ++scan; // the n-th scan is the n-th person
        const auto uuid = scattered(id, 32);
        if (find_registration.run({event, id}) != 1) return false;
        find_seats.run({event, id});
        find_scan.run({std::string_view(uuid)});
        scans_of.run({event, id});
        insert_feed.run({event, ++feed, std::string_view("admission"), id});
        insert_scan.run({event, id, std::string_view(uuid), id, id * 2654435761, now * 1000, now * 1000, feed});
        return true;
    }
};

double measure(sqlite3* on, std::int64_t event, std::string_view what, double seconds, std::int64_t& done) {
    desk at{on, event};
    const auto since = steady::now();
    bool more = true;
    while (more && milliseconds_since(since) < seconds * 1000) {
        execute(on, "BEGIN IMMEDIATE");
        at.open();
        int filled = 0;
        for (; filled < group && more; ++filled) {
            if (what == "check-in") {
                more = at.check_in_one();
                if (!more) break;
            } else {
                at.register_one(what == "register");
            }
        }
        if (what != "check-in") at.take_seats.run({std::int64_t{filled}, event});
        at.save();
        execute(on, "COMMIT");
        done += filled;
    }
    return static_cast<double>(done) * 1000 / milliseconds_since(since);
}

} // namespace

int main(int count, char** words) {
    if (count != 5) {
        std::fputs(usage, stderr);
        return 2;
    }
    sqlite3* on = nullptr;
    if (sqlite3_open_v2(words[1], &on, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) return 1;
    execute(on, "PRAGMA trusted_schema = OFF; PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;"
                "PRAGMA cell_size_check = ON; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
                "PRAGMA wal_autocheckpoint = 16000; PRAGMA journal_size_limit = 67108864; PRAGMA cache_size = -16384;"
                "PRAGMA secure_delete = ON");
    // A ceiling has the right plans: without statistics the planner walks through the whole event for one person.
    execute(on, "ANALYZE event_counter; DELETE FROM sqlite_stat1;"
                "INSERT INTO sqlite_stat1 VALUES ('scan', 'scan_by_registration', '100000 10000 1'),"
                "('scan', 'sqlite_autoindex_scan_1', '100000 10000 1'), ('scan', 'scan_by_id', '100000 1'),"
                "('registration', 'registration_by_email', '100000 10000 1'),"
                "('registration', 'sqlite_autoindex_registration_1', '100000 10000 1'); ANALYZE sqlite_schema");
    std::int64_t done = 0;
    const auto rate = measure(on, std::atoll(words[2]), words[3], std::atof(words[4]), done);
    sqlite3_close(on);
    std::printf("%.0f\t%lld\n", rate, static_cast<long long>(done));
    return 0;
}
