// Opening the journal: database, flight log, ballast, and making the two copies equal.
#include "journal/journal_state.hpp"
#include "journal/prepared.hpp"

#include "gate_protocol/sync.hpp"
#include "ground/check.hpp"
#include "ground/log.hpp"
#include "journal/embedded_sql.hpp"
#include "journal/reconciliation.hpp"

#include <soci/sqlite3/soci-sqlite3.h>

#include <algorithm>
#include <fcntl.h>
#include <sstream>
#include <unistd.h>

namespace krug::journal {
namespace {

constexpr int sqlite_full = 13;
constexpr const char* damaged = "journal database damaged";

/// Statements end at a line's end with ';': true for our own files, which is all this ever reads.
void run_script(soci::session& sql, std::string_view script) {
    std::string statement;
    while (!script.empty()) {
        const auto end = script.find('\n');
        const auto line = script.substr(0, end);
        script.remove_prefix(end == std::string_view::npos ? script.size() : end + 1);
        if (line.starts_with("--")) continue;
        statement += std::string(line) + '\n';
        if (!line.ends_with(';')) continue;
        sql << statement;
        statement.clear();
    }
}

void migrate(soci::session& sql) {
    int version = 0;
    sql << "PRAGMA user_version", soci::into(version);
    const auto& scripts = embedded_sql();
    if (version > static_cast<int>(scripts.size()))
        throw gatekeeper::disk_failure("journal made by a newer krug-kiosk", false);
    for (auto at = static_cast<std::size_t>(version); at < scripts.size(); ++at) {
        sql << "BEGIN IMMEDIATE";
        run_script(sql, scripts[at]);
        sql << "PRAGMA user_version = " + std::to_string(at + 1);
        sql << "COMMIT";
    }
}

/// SQLite's checks say in a text what they found. A page that could not be read is no damage: the list stays.
void judge_check(const std::string& answer) {
    if (answer == "ok") return;
    if (answer.find("error code=") != std::string::npos) throw gatekeeper::disk_failure("journal check", false);
    throw gatekeeper::disk_failure(damaged, false);
}

std::unique_ptr<soci::session> connect(const std::filesystem::path& file, const std::string& options) {
    auto text = "db=\"" + file.string() + "\" timeout=0";
    if (!options.empty()) text += ' ' + options;
    auto sql = std::make_unique<soci::session>(soci::sqlite3, text);
    std::string answer;
    // Exclusive before WAL: then the index of the log lies in memory and no second process can come between.
    *sql << "PRAGMA locking_mode = EXCLUSIVE", soci::into(answer);
    *sql << "PRAGMA journal_mode = WAL", soci::into(answer);
    if (answer != "wal") throw gatekeeper::disk_failure("journal cannot keep a write-ahead log here", false);
    *sql << "PRAGMA synchronous = FULL";
    *sql << "PRAGMA foreign_keys = ON";
    *sql << "PRAGMA trusted_schema = OFF";
    *sql << "PRAGMA wal_autocheckpoint = 4000", soci::into(answer);
    *sql << "PRAGMA quick_check(1)", soci::into(answer);
    judge_check(answer);
    migrate(*sql);
    // The indexes of the records too: a guest missing from one would be let in twice.
    *sql << "PRAGMA integrity_check('scans')", soci::into(answer);
    if (answer != "ok") {
        *sql << "REINDEX scans";
        *sql << "PRAGMA integrity_check('scans')", soci::into(answer);
        judge_check(answer);
        ground::log_warning("journal_reindexed");
    }
    return sql;
}

/// True if what stands in the file is wrong, false if the disk or somebody else keeps us from it. A schema that lost a
/// letter shows as an ordinary error in a statement of ours.
bool is_damage(const soci::soci_error& failed) {
    const auto* known = dynamic_cast<const soci::sqlite3_soci_error*>(&failed);
    if (known == nullptr) return true; // SOCI's own: a value of another type than the column's
    switch (known->result() & 0xff) {
    case 3: case 5: case 6: case 7: case 8: case 10: case sqlite_full: case 14: // PERM BUSY LOCKED NOMEM READONLY IOERR CANTOPEN
        return false;
    default:
        return true;
    }
}

/// What stands in a row beside the record, in one text: copies to search by, which must say the same as the record.
std::string copies_of(const domain::scan& what) {
    const auto last = what.kind == domain::scan_kind::loss ? what.refers_seq : what.seq;
    std::ostringstream text;
    text << last << ' ' << ticket::to_hex(what.id) << ' ' << static_cast<int>(what.kind) << ' ' << code_text(what) << ' '
         << what.point.value << ' ' << (what.direction == domain::passage::out) << ' ' << what.late_ticket << ' '
         << what.corrected_ms();
    return text.str();
}

std::vector<found_row> read_rows(soci::session& sql) {
    std::vector<found_row> rows;
    long long seq = 0;
    std::string record, hash, copies;
    soci::statement all =
        (sql.prepare << "SELECT seq, record, hash, last_seq || ' ' || id || ' ' || kind || ' ' || code || ' ' || point || "
                        "' ' || leaving || ' ' || late || ' ' || at_ms FROM scans ORDER BY seq",
         soci::into(seq), soci::into(record), soci::into(hash), soci::into(copies));
    all.execute();
    while (all.fetch()) {
        found_row row;
        row.seq = seq;
        const auto raw = ticket::from_hex(record);
        row.whole = raw && raw->size() == row.record.size();
        if (row.whole) {
            std::copy(raw->begin(), raw->end(), row.record.begin());
            const auto what = domain::decode_scan(row.record);
            row.whole = what && ticket::to_hex(gate_protocol::hash_of(row.record)) == hash;
            row.copies_agree = row.whole && copies_of(*what) == copies;
        }
        rows.push_back(row);
    }
    return rows;
}

} // namespace

journal::state::state(journal_settings wanted, const ground::clock& time, ground::randomness& source)
    : settings(std::move(wanted)), clock(time), random(source) {}

journal::state::~state() { close(); }

void journal::state::close() noexcept {
    in_transaction = false;
    healthy = false;
    try {
        prepared.reset();
        sql.reset();
    } catch (...) { // a connection that cannot even be closed is as good as closed
        ground::log_warning("journal_close_failed");
    }
    flight.reset();
}

void journal::state::throw_failure(const char* step, const soci::soci_error& failed) {
    healthy = false;
    const auto* known = dynamic_cast<const soci::sqlite3_soci_error*>(&failed);
    const bool full = known != nullptr && known->result() == sqlite_full;
    if (full) release_ballast();
    throw gatekeeper::disk_failure(std::string("journal ") + step + ", code " +
                                       std::to_string(known != nullptr ? known->result() : 0),
                                   full);
}

void journal::state::open_database() {
    try {
        sql = connect(settings.folder / "journal.db", settings.database_options);
        check_seal();
        (void)read_rows(*sql);
        prepared = std::make_unique<write_path_statements>(*sql);
    } catch (const soci::soci_error& failed) {
        if (!is_damage(failed)) throw_failure("open", failed);
        throw gatekeeper::disk_failure(damaged, false);
    }
}

/// The flight log has every record; roster and rules come again with the next sync.
void journal::state::set_database_aside() {
    const auto file = (settings.folder / "journal.db").string();
    const auto stamp = std::to_string(clock.now());
    prepared.reset();
    sql.reset();
    for (const char* part : {"", "-wal"})
        if (::access((file + part).c_str(), F_OK) == 0)
            std::filesystem::rename(file + part, file + ".damaged-" + stamp + part);
    ground::log_error("journal_damaged");
    report.database_replaced = true;
}

void journal::state::open() {
    close();
    report = {};
    try {
        open_database();
    } catch (const gatekeeper::disk_failure& failure) {
        if (std::string_view(failure.what()) != damaged) throw;
        set_database_aside();
        open_database();
    }
    flight = std::make_unique<flight_log>((settings.folder / "flight.log").string());
    repair();
    epoch = number("epoch");
    take_ballast();
    healthy = true;
}

void journal::state::write_loss(std::int64_t first, std::int64_t last) {
    auto loss = loss_row(settings.device, settings.event, head.incarnation, first, last);
    random.fill(std::as_writable_bytes(std::span(loss.id)));
    loss.wall_ms = clock.now_ms();
    loss.boot_ms = clock.steady_ms();
    const auto record = domain::encode_scan(loss);
    insert_row(loss, record, gate_protocol::hash_of(record));
}

void journal::state::repair() {
    guarded("repair", [this] {
        auto rows = read_rows(*sql);
        const auto& contents = flight->found();
        const auto plan = reconcile(rows, contents.records, contents.bad_slots, number("acked"));

        head.incarnation =
            incarnation_after(plan, contents.records, number("incarnation"), report.database_replaced);

        *sql << "BEGIN IMMEDIATE";
        in_transaction = true;
        set("incarnation", head.incarnation);
        for (const long long seq : plan.remove) *sql << "DELETE FROM scans WHERE seq = :s", soci::use(seq, "s");
        for (const long long seq : plan.rewrite) {
            const auto row = std::find_if(rows.begin(), rows.end(), [seq](const auto& each) { return each.seq == seq; });
            *sql << "DELETE FROM scans WHERE seq = :s", soci::use(seq, "s");
            insert_row(*domain::decode_scan(row->record), row->record, gate_protocol::hash_of(row->record));
        }
        for (const auto& record : plan.insert)
            insert_row(*domain::decode_scan(record), record, gate_protocol::hash_of(record));
        for (const auto& stretch : plan.lost) write_loss(stretch.first, stretch.last);
        if (plan.hidden) {
            const auto name = ticket::to_hex(*plan.hidden);
            *sql << "INSERT OR IGNORE INTO hidden (id) VALUES (:i)", soci::use(name, "i");
        }
        write_seal();
        *sql << "COMMIT";
        in_transaction = false;
        report.reinserted = plan.insert.size() + plan.rewrite.size();
        report.lost_stretches = plan.lost.size();
        report.hidden_admission = plan.hidden.has_value();

        rows = read_rows(*sql);
        if (plan.rewrite_flight || !plan.lost.empty()) {
            std::vector<domain::scan_record> all;
            for (const auto& row : rows) all.push_back(row.record);
            flight->rewrite(all);
        } else if (plan.append_last) {
            flight->append(plan.flight.back());
        }
        head.seq = 0;
        head.hash = {};
        if (rows.empty()) return;
        const auto last = *domain::decode_scan(rows.back().record);
        head.seq = last.kind == domain::scan_kind::loss ? last.refers_seq : last.seq;
        head.hash = gate_protocol::hash_of(rows.back().record);
    });
    if (report.reinserted > 0 || report.lost_stretches > 0)
        ground::log_warning("journal_repaired", {{"reinserted", static_cast<std::int64_t>(report.reinserted)},
                                                 {"lost_stretches", static_cast<std::int64_t>(report.lost_stretches)}});
}

std::string journal::state::seal() {
    std::string name, text, all;
    soci::statement rows = (sql->prepare << "SELECT name, value FROM state WHERE name <> 'seal' UNION ALL "
                                            "SELECT 'rules ' || epoch, document FROM rules UNION ALL "
                                            "SELECT code, min_generation || ' ' || blocked FROM deny ORDER BY 1",
                            soci::into(name), soci::into(text));
    rows.execute();
    while (rows.fetch()) all += std::to_string(name.size()) + ' ' + name + std::to_string(text.size()) + ' ' + text;
    return ticket::sha256_hex(all);
}

void journal::state::write_seal() { set("seal", seal()); }

void journal::state::check_seal() {
    const auto kept = value("seal"); // a journal of an earlier version has none yet
    if (!kept.empty() && kept != seal()) throw gatekeeper::disk_failure(damaged, false);
}

void journal::state::take_ballast() {
    const auto file = (settings.folder / "ballast").string();
    without_ballast = false;
    if (settings.ballast_bytes == 0) return;
    const int handle = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (handle < 0) {
        without_ballast = true;
        return;
    }
    if (::posix_fallocate(handle, 0, static_cast<off_t>(settings.ballast_bytes)) != 0) {
        without_ballast = true;
        (void)!::ftruncate(handle, 0); // what little could be had is better left to the uploads
    }
    ::close(handle);
}

bool journal::state::release_ballast() noexcept {
    if (without_ballast || settings.ballast_bytes == 0) return false;
    without_ballast = true;
    return ::truncate((settings.folder / "ballast").c_str(), 0) == 0;
}

} // namespace krug::journal
