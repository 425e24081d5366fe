// The write path: what the gatekeeper calls between a code and a green screen.
#include "journal/journal.hpp"

#include "journal/journal_state.hpp"
#include "journal/prepared.hpp"

#include "gate_protocol/sync.hpp"
#include "ground/check.hpp"

#include <charconv>
#include <sstream>

namespace krug::journal {
namespace {

constexpr long long flag_identity = 1;
constexpr long long flag_answer = 2;
constexpr long long flag_reentry = 4;
constexpr long long flag_crew = 8;

gatekeeper::listed_ticket listed_of(const write_path_statements& row) {
    // A number outside its enumeration would end the process at the next rule that asks for it.
    if (row.standing < static_cast<long long>(domain::roster_state::confirmed) ||
        row.standing > static_cast<long long>(domain::roster_state::blocked))
        throw gatekeeper::disk_failure("journal list", false);
    gatekeeper::listed_ticket ticket;
    ticket.code = row.listed_code;
    ticket.name = row.name;
    ticket.table = row.seat;
    ticket.row.generation = static_cast<int>(row.generation);
    ticket.row.category.value = row.category;
    ticket.row.state = static_cast<domain::roster_state>(row.standing);
    ticket.row.scope.value = row.scope;
    for (const auto session : read_list(row.sessions)) ticket.row.sessions.push_back({session});
    ticket.row.waitlist_place = static_cast<int>(row.place);
    ticket.row.check_identity = (row.flags & flag_identity) != 0;
    ticket.row.needs_answer = (row.flags & flag_answer) != 0;
    ticket.row.reentry = (row.flags & flag_reentry) != 0;
    ticket.row.crew = (row.flags & flag_crew) != 0;
    return ticket;
}

domain::scan_name scan_name_of(const std::string& hex) {
    domain::scan_name name{};
    const auto raw = ticket::from_hex(hex);
    KRUG_CHECK(raw && raw->size() == name.size());
    std::copy(raw->begin(), raw->end(), name.begin());
    return name;
}

void add_earlier(gatekeeper::ticket_history& known, const write_path_statements& row, domain::device_id device) {
    domain::earlier_scan scan;
    scan.direction = row.leaving != 0 ? domain::passage::out : domain::passage::in;
    scan.at = row.at_ms / 1000;
    scan.point.value = row.point;
    scan.device = device;
    scan.voided = row.voided != 0;
    scan.shown = row.hidden == 0;
    known.earlier.push_back(scan);
    known.earlier_ids.push_back(scan_name_of(row.id));
}

} // namespace

std::string code_text(const domain::scan& what) {
    const ticket::byte_view all(what.code);
    return ticket::to_hex(what.code_known ? all.first(16) : all);
}

std::vector<std::int64_t> read_list(const std::string& text) {
    std::vector<std::int64_t> numbers;
    std::istringstream in(text);
    for (std::string part; std::getline(in, part, ',');) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), number);
        if (error != std::errc{} || end != part.data() + part.size()) throw gatekeeper::disk_failure("journal list", false);
        numbers.push_back(number);
    }
    return numbers;
}

std::string write_list(const std::vector<std::int64_t>& numbers) {
    std::string text;
    for (const auto number : numbers) text += (text.empty() ? "" : ",") + std::to_string(number);
    return text;
}

journal::journal(journal_settings settings, const ground::clock& clock, ground::randomness& random)
    : state_(std::make_unique<state>(std::move(settings), clock, random)) {
    state_->open();
}

journal::~journal() = default;

const opening_report& journal::report() const { return state_->report; }

std::string journal::state::value(const std::string& name, const std::string& otherwise) {
    std::string found;
    *sql << "SELECT value FROM state WHERE name = :n", soci::use(name, "n"), soci::into(found);
    return sql->got_data() ? found : otherwise;
}

std::int64_t journal::state::number(const std::string& name, std::int64_t otherwise) {
    const auto text = value(name);
    if (text.empty()) return otherwise;
    const auto numbers = read_list(text);
    return numbers.front();
}

void journal::state::set(const std::string& name, const std::string& value) {
    *sql << "INSERT INTO state (name, value) VALUES (:n, :v) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        soci::use(name, "n"), soci::use(value, "v");
}

void journal::state::insert_row(const domain::scan& what, const domain::scan_record& record,
                                const domain::digest& hash) {
    const long long seq = what.seq;
    const long long last = what.kind == domain::scan_kind::loss ? what.refers_seq : what.seq;
    const auto name = ticket::to_hex(what.id);
    const int kind = static_cast<int>(what.kind);
    const auto code = code_text(what);
    const long long point = what.point.value;
    const int leaving = what.direction == domain::passage::out ? 1 : 0;
    const int late = what.late_ticket ? 1 : 0;
    const long long at = what.corrected_ms();
    const auto record_text = ticket::to_hex(record);
    const auto hash_text = ticket::to_hex(hash);
    *sql << "INSERT INTO scans (seq, last_seq, id, kind, code, point, leaving, late, at_ms, record, hash) "
            "VALUES (:s, :l, :i, :k, :c, :p, :o, :t, :a, :r, :h)",
        soci::use(seq), soci::use(last), soci::use(name), soci::use(kind), soci::use(code), soci::use(point),
        soci::use(leaving), soci::use(late), soci::use(at), soci::use(record_text), soci::use(hash_text);
}

void journal::begin() {
    state_->guarded("begin", [this] {
        *state_->sql << "BEGIN IMMEDIATE";
        state_->in_transaction = true;
        state_->head_after_commit = state_->head;
    });
}

gatekeeper::ticket_history journal::history(gatekeeper::lookup by, const std::string& hash) {
    return state_->guarded("read", [&] {
        auto& asked = *state_->prepared;
        asked.code = hash;
        asked.epoch = state_->epoch;
        auto& find = by == gatekeeper::lookup::roster_code   ? asked.listed_by_code
                     : by == gatekeeper::lookup::short_code ? asked.listed_by_short_code
                                                            : asked.listed_by_number;
        gatekeeper::ticket_history known;
        if (find.execute(true)) {
            known.listed = listed_of(asked);
            asked.code = known.listed->code;
        } else if (by != gatekeeper::lookup::roster_code) {
            return known;
        }
        if (asked.denied.execute(true)) {
            known.min_generation = static_cast<int>(asked.min_generation);
            known.blocked = asked.blocked != 0;
        }
        asked.own_scans.execute();
        while (asked.own_scans.fetch()) add_earlier(known, asked, state_->settings.device);
        asked.hidden = 0;
        asked.other_scans.execute();
        while (asked.other_scans.fetch()) add_earlier(known, asked, {asked.device});
        return known;
    });
}

gatekeeper::journal_head journal::head() { return state_->head; }

void journal::insert(const domain::scan& what, const domain::scan_record& record, const domain::digest& hash) {
    state_->guarded("insert", [&] {
        // What was freed by giving up the ballast is kept for the uploads.
        if (state_->without_ballast) throw gatekeeper::disk_failure("disk full", true);
        state_->insert_row(what, record, hash);
        if (what.kind == domain::scan_kind::shown_again) {
            const auto shown = ticket::to_hex(what.refers_to);
            *state_->sql << "DELETE FROM hidden WHERE id = :i", soci::use(shown, "i");
        }
        state_->head_after_commit.seq = what.seq;
        state_->head_after_commit.hash = hash;
    });
}

void journal::enclose(const domain::scan& what, const std::string& enclosed) {
    state_->guarded("enclose", [&] {
        const auto name = ticket::to_hex(what.id);
        const long long seq = what.seq;
        *state_->sql << "INSERT INTO enclosures (scan, seq, enclosed) VALUES (:i, :s, :t)", soci::use(name, "i"),
            soci::use(seq, "s"), soci::use(enclosed, "t");
    });
}

void journal::commit() {
    state_->guarded("commit", [this] {
        *state_->sql << "COMMIT";
        state_->in_transaction = false;
        state_->head = state_->head_after_commit;
    });
}

void journal::roll_back() noexcept {
    if (!state_->in_transaction) return;
    state_->in_transaction = false;
    try {
        *state_->sql << "ROLLBACK";
    } catch (...) { // SQLite has rolled back by itself, or reopen() will find out
        state_->healthy = false;
    }
}

void journal::append_flight(const domain::scan_record& record) {
    if (state_->settings.before_step) state_->settings.before_step("flight");
    try {
        state_->flight->append(record);
    } catch (const gatekeeper::disk_failure& failure) {
        state_->healthy = false;
        if (failure.disk_full) state_->release_ballast();
        throw;
    }
}

void journal::reopen() {
    if (state_->healthy && state_->without_ballast) {
        // Nothing is broken, there is only no room: reading goes on, and room may have come back.
        state_->take_ballast();
        return;
    }
    try {
        state_->open();
    } catch (const std::filesystem::filesystem_error&) {
        throw gatekeeper::disk_failure("journal folder", false);
    }
}

std::vector<domain::scan_record> journal::records_after(std::int64_t after, std::size_t limit) {
    return state_->guarded("read records", [&] {
        std::vector<domain::scan_record> records;
        std::string text;
        const long long from = after;
        const long long most = static_cast<long long>(limit);
        soci::statement rows =
            (state_->sql->prepare << "SELECT record FROM scans WHERE last_seq > :s ORDER BY seq LIMIT :l",
             soci::use(from), soci::use(most), soci::into(text));
        rows.execute();
        while (rows.fetch()) {
            const auto raw = ticket::from_hex(text);
            KRUG_CHECK(raw && raw->size() == domain::scan_record_size);
            std::copy(raw->begin(), raw->end(), records.emplace_back().begin());
        }
        return records;
    });
}

} // namespace krug::journal
