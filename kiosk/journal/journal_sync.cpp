// What sync changes: acknowledgements, the feed, terms, keys. One transaction an answer.
#include "journal/journal.hpp"

#include "journal/journal_state.hpp"

#include "gate_protocol/sync.hpp"
#include "ground/check.hpp"

#include <algorithm>
#include <sstream>

namespace krug::journal {
namespace {

using gate_protocol::feed_item;

domain::digest digest_of(const std::string& hex) {
    domain::digest out{};
    if (hex.empty()) return out;
    const auto raw = ticket::from_hex(hex);
    KRUG_CHECK(raw && raw->size() == out.size());
    std::copy(raw->begin(), raw->end(), out.begin());
    return out;
}

/// Writes feed items into one epoch's rows; prepared once for a whole page.
class page_writer {
public:
    page_writer(journal::state& owner, std::int64_t epoch);
    void operator()(const gate_protocol::roster_put& item);
    void operator()(const gate_protocol::roster_remove& item);
    void operator()(const gate_protocol::deny& item);
    void operator()(const gate_protocol::key_set& item);
    void operator()(const gate_protocol::admission_elsewhere& item);
    void operator()(const gate_protocol::rules& item);
    void operator()(const gate_protocol::message& item);

private:
    journal::state& owner_;
    soci::session& sql_;
    long long epoch_;
    std::string code_, sessions_, number_, short_code_, name_, seat_, scan_;
    long long generation_ = 0, category_ = 0, standing_ = 0, scope_ = 0, place_ = 0, flags_ = 0;
    long long device_ = 0, point_ = 0, leaving_ = 0, at_ms_ = 0, voided_ = 0;
    soci::statement put_, admission_;
};

page_writer::page_writer(journal::state& owner, std::int64_t epoch)
    : owner_(owner), sql_(*owner.sql), epoch_(epoch),
      put_((sql_.prepare << "INSERT OR REPLACE INTO roster (epoch, code, generation, category, standing, scope, "
                            "sessions, place, flags, number, short_code, name, seat) "
                            "VALUES (:e, :c, :g, :k, :s, :o, :l, :p, :f, :n, :h, :a, :t)",
            soci::use(epoch_), soci::use(code_), soci::use(generation_), soci::use(category_), soci::use(standing_),
            soci::use(scope_), soci::use(sessions_), soci::use(place_), soci::use(flags_), soci::use(number_),
            soci::use(short_code_), soci::use(name_), soci::use(seat_))),
      admission_((sql_.prepare << "INSERT INTO elsewhere (epoch, scan, code, device, point, leaving, at_ms, voided) "
                                  "VALUES (:e, :i, :c, :d, :p, :l, :a, :v) ON CONFLICT (epoch, scan) DO UPDATE SET "
                                  "voided = max(voided, excluded.voided)",
                  soci::use(epoch_), soci::use(scan_), soci::use(code_), soci::use(device_), soci::use(point_),
                  soci::use(leaving_), soci::use(at_ms_), soci::use(voided_))) {}

void page_writer::operator()(const gate_protocol::roster_put& item) {
    const auto& row = item.row;
    code_ = item.code;
    generation_ = row.generation;
    category_ = row.category.value;
    standing_ = static_cast<long long>(row.state);
    scope_ = row.scope.value;
    std::vector<std::int64_t> sessions;
    for (const auto& session : row.sessions) sessions.push_back(session.value);
    sessions_ = write_list(sessions);
    place_ = row.waitlist_place;
    flags_ = (row.check_identity ? 1 : 0) | (row.needs_answer ? 2 : 0) | (row.reentry ? 4 : 0) | (row.crew ? 8 : 0);
    number_ = item.number;
    short_code_ = item.short_code;
    name_ = item.name;
    seat_ = item.table;
    put_.execute(true);
}

void page_writer::operator()(const gate_protocol::roster_remove& item) {
    sql_ << "DELETE FROM roster WHERE epoch = :e AND code = :c", soci::use(epoch_), soci::use(item.code);
}

// Merged into one list for all epochs: what was denied once stays denied while the event lasts.
void page_writer::operator()(const gate_protocol::deny& item) {
    const int generation = item.min_generation;
    const int blocked = item.blocked ? 1 : 0;
    sql_ << "INSERT INTO deny (code, min_generation, blocked) VALUES (:c, :g, :b) ON CONFLICT (code) DO UPDATE SET "
            "min_generation = max(min_generation, excluded.min_generation), blocked = excluded.blocked",
        soci::use(item.code), soci::use(generation), soci::use(blocked);
}

void page_writer::operator()(const gate_protocol::key_set& item) {
    if (item.version < owner_.number("keys_version")) return;
    owner_.set("keys", gate_protocol::encode_item(item));
    owner_.set("keys_version", item.version);
}

void page_writer::operator()(const gate_protocol::admission_elsewhere& item) {
    scan_ = ticket::to_hex(item.scan);
    code_ = item.code;
    device_ = item.device.value;
    point_ = item.point.value;
    leaving_ = item.direction == domain::passage::out ? 1 : 0;
    at_ms_ = item.at_ms;
    voided_ = item.voided ? 1 : 0;
    admission_.execute(true);
}

void page_writer::operator()(const gate_protocol::rules& item) {
    const auto text = gate_protocol::encode_item(item);
    sql_ << "INSERT OR REPLACE INTO rules (epoch, document) VALUES (:e, :d)", soci::use(epoch_), soci::use(text);
}

void page_writer::operator()(const gate_protocol::message& item) {
    sql_ << "INSERT INTO messages (ru, en) VALUES (:r, :e)", soci::use(item.ru), soci::use(item.en);
    sql_ << "DELETE FROM messages WHERE n <= (SELECT max(n) FROM messages) - 20";
}

void forget_epoch(soci::session& sql, std::int64_t epoch) {
    const long long gone = epoch;
    for (const char* table : {"roster", "elsewhere", "rules"})
        sql << std::string("DELETE FROM ") + table + " WHERE epoch = :e", soci::use(gone);
}

void apply_page(journal::state& owner, const gatekeeper::round_effects::page& page) {
    auto& sql = *owner.sql;
    const auto epoch = page.reached.at.epoch;
    if (page.staging && page.begins) {
        forget_epoch(sql, epoch);
        const auto before = owner.number("staged_epoch");
        if (before != 0 && before != epoch) forget_epoch(sql, before);
    }
    page_writer write(owner, epoch);
    for (const auto& item : page.items) std::visit(write, item);
    const bool takes_over = page.staging && page.complete;
    if (page.staging && !page.complete) {
        owner.set("staged_epoch", epoch);
        owner.set("staged_n", page.reached.at.n);
        owner.set("staged_chain", ticket::to_hex(page.reached.chain));
        return;
    }
    if (takes_over) {
        const auto old = owner.number("epoch");
        if (old != epoch) forget_epoch(sql, old);
        owner.set("staged_epoch", 0);
        owner.set("epoch", epoch);
    }
    owner.set("n", page.reached.at.n);
    owner.set("chain", ticket::to_hex(page.reached.chain));
    if (page.complete) owner.set("head_time", page.time);
}

void write_terms(journal::state& owner, const gate_protocol::device_terms& terms) {
    std::vector<std::int64_t> points;
    for (const auto& point : terms.points) points.push_back(point.value);
    owner.set("points", write_list(points));
    owner.set("test_mode", terms.test_mode ? 1 : 0);
    owner.set("lease_seconds", terms.lease_seconds);
}

void write_clock(journal::state& owner, const gatekeeper::clock_measure& clock) {
    owner.set("clock", write_list({clock.offset_ms, clock.error_ms, clock.wall_ms, clock.boot_ms}));
    owner.set("clock_boot", ticket::to_hex(clock.boot));
}

gatekeeper::clock_measure read_clock_measure(journal::state& owner) {
    gatekeeper::clock_measure clock;
    const auto numbers = read_list(owner.value("clock"));
    const auto boot = ticket::from_hex(owner.value("clock_boot"));
    if (numbers.size() != 4 || !boot || boot->size() != clock.boot.size()) return clock;
    clock.offset_ms = numbers[0];
    clock.error_ms = numbers[1];
    clock.wall_ms = numbers[2];
    clock.boot_ms = numbers[3];
    std::copy(boot->begin(), boot->end(), clock.boot.begin());
    clock.taken = true;
    return clock;
}

template <class Item> std::optional<Item> stored_item(const std::string& text) {
    if (text.empty()) return std::nullopt;
    auto decoded = gate_protocol::decode_item(text);
    KRUG_CHECK(decoded && std::holds_alternative<Item>(*decoded));
    return std::get<Item>(*std::move(decoded));
}

/// The guests' data go; what was recorded at the door stays for the upload.
void wipe_roster(journal::state& owner) {
    for (const char* table : {"roster", "elsewhere", "messages"}) *owner.sql << std::string("DELETE FROM ") + table;
    owner.set("n", 0); // should the organiser change their mind, the list comes again from its beginning
    owner.set("chain", "");
    owner.set("head_time", 0);
    owner.set("staged_epoch", 0);
}

} // namespace

void journal::apply(const gatekeeper::round_effects& effects) {
    auto& owner = *state_;
    owner.need_health();
    owner.guarded("begin", [&owner] {
        *owner.sql << "BEGIN IMMEDIATE";
        owner.in_transaction = true;
    });
    const auto head_before = owner.head;
    bool lost = false;
    try {
        owner.guarded("apply", [&] {
            const gatekeeper::sent_before before{owner.number("acked"), owner.head.seq,
                                                 static_cast<gate_protocol::device_standing>(owner.number("standing", 1))};
            if (gatekeeper::lost_here(effects, before)) {
                // The server has records this journal does not know: both copies lost their end.
                ++owner.head.incarnation;
                owner.set("incarnation", owner.head.incarnation);
                owner.write_loss(owner.head.seq + 1, effects.ack_seq);
                lost = true;
            }
            owner.set("acked", gatekeeper::sent_up_to(effects, before));
            owner.set("standing", static_cast<int>(effects.standing));
            if (effects.terms) write_terms(owner, *effects.terms);
            if (effects.clock) write_clock(owner, *effects.clock);
            if (effects.standing == gate_protocol::device_standing::revoked) wipe_roster(owner);
            if (effects.feed) apply_page(owner, *effects.feed);
            owner.write_seal();
        });
        owner.guarded("commit", [&owner] { *owner.sql << "COMMIT"; });
    } catch (...) {
        roll_back();
        owner.head = head_before;
        throw;
    }
    owner.in_transaction = false;
    owner.epoch = owner.number("epoch");
    // Opening writes the loss row to the flight log too and finds the new head.
    if (lost) owner.open();
}

void journal::enrolled(const gate_protocol::device_terms& terms, const gate_protocol::key_set& keys,
                       const gatekeeper::clock_measure& clock) {
    auto& owner = *state_;
    owner.guarded("enrol", [&] {
        *owner.sql << "BEGIN IMMEDIATE";
        owner.in_transaction = true;
        write_terms(owner, terms);
        write_clock(owner, clock);
        owner.set("keys", gate_protocol::encode_item(keys));
        owner.set("keys_version", keys.version);
        owner.write_seal();
        *owner.sql << "COMMIT";
        owner.in_transaction = false;
    });
}

gate_protocol::sync_request journal::next_request(std::size_t rows_max) {
    state_->need_health();
    gate_protocol::sync_request request;
    const auto reached = progress();
    request.cursor = reached.staged ? reached.staged->at : reached.applied.at;
    request.acked_seq = state_->guarded("read", [this] { return state_->number("acked"); });
    request.head_seq = state_->head.seq;
    request.incarnation = state_->head.incarnation;
    request.chain_head = state_->head.hash;
    request.rows = records_after(request.acked_seq, rows_max);
    return request;
}

std::vector<gate_protocol::enclosure> journal::enclosures(std::size_t limit) {
    auto& owner = *state_;
    owner.need_health();
    return owner.guarded("read", [&] {
        const long long acked = owner.number("acked");
        const long long most = static_cast<long long>(limit);
        std::string scan;
        gate_protocol::enclosure one;
        std::vector<gate_protocol::enclosure> found;
        soci::statement rows = (owner.sql->prepare << "SELECT scan, enclosed FROM enclosures WHERE seq <= :a ORDER BY seq LIMIT :l",
                                soci::use(acked), soci::use(most), soci::into(scan), soci::into(one.enclosed));
        rows.execute();
        while (rows.fetch()) {
            const auto raw = ticket::from_hex(scan);
            KRUG_CHECK(raw && raw->size() == one.scan.size());
            std::copy(raw->begin(), raw->end(), one.scan.begin());
            found.push_back(one);
        }
        return found;
    });
}

void journal::delivered(const std::vector<domain::scan_name>& taken, const ticket::key32& key) {
    auto& owner = *state_;
    owner.need_health();
    owner.guarded("delivered", [&] {
        *owner.sql << "BEGIN IMMEDIATE";
        owner.in_transaction = true;
        for (const auto& scan : taken) {
            const auto name = ticket::to_hex(scan);
            *owner.sql << "DELETE FROM enclosures WHERE scan = :i", soci::use(name, "i");
        }
        owner.set("enclosing_key", ticket::to_hex(key));
        owner.write_seal();
        *owner.sql << "COMMIT";
        owner.in_transaction = false;
    });
}

gatekeeper::feed_progress journal::progress() {
    auto& owner = *state_;
    return owner.guarded("read", [&owner] {
        gatekeeper::feed_progress reached;
        reached.applied = {{owner.number("epoch"), owner.number("n")}, digest_of(owner.value("chain"))};
        if (const auto staged = owner.number("staged_epoch"))
            reached.staged = {{staged, owner.number("staged_n")}, digest_of(owner.value("staged_chain"))};
        reached.keys_version = owner.number("keys_version");
        return reached;
    });
}

gatekeeper::orders journal::standing_orders() {
    auto& owner = *state_;
    return owner.guarded("read", [&owner] {
        gatekeeper::orders orders;
        auto& sql = *owner.sql;
        orders.device = owner.settings.device;
        orders.event = owner.settings.event;
        for (const auto point : read_list(owner.value("points"))) orders.terms.points.push_back({point});
        orders.terms.test_mode = owner.number("test_mode") != 0;
        orders.terms.lease_seconds = owner.number("lease_seconds", domain::lease_seconds_max);
        if (auto keys = stored_item<gate_protocol::key_set>(owner.value("keys"))) orders.keys = *std::move(keys);
        const auto standing = owner.number("standing", 1);
        orders.revoked = standing == static_cast<int>(gate_protocol::device_standing::revoked);
        orders.quarantined = standing == static_cast<int>(gate_protocol::device_standing::quarantined);
        orders.known = {owner.number("epoch"), owner.number("n")};
        orders.snapshot_at = owner.number("head_time");
        // While a new epoch is being collected the whole old list stays in force: guests do not wait for it.
        orders.list_complete = orders.snapshot_at != 0;
        orders.clock = read_clock_measure(owner);
        const long long epoch = orders.known.epoch;
        const long long acked = owner.number("acked");
        std::string document;
        sql << "SELECT document FROM rules WHERE epoch = :e", soci::use(epoch), soci::into(document);
        if (auto rules = sql.got_data() ? stored_item<gate_protocol::rules>(document) : std::nullopt) {
            orders.rules = *std::move(rules);
            orders.rules_known = true;
        }
        long long count = 0;
        sql << "SELECT count(*) FROM roster WHERE epoch = :e", soci::use(epoch), soci::into(count);
        orders.roster_rows = count;
        sql << "SELECT count(DISTINCT code) FROM scans s WHERE late = 1 AND NOT EXISTS "
               "(SELECT 1 FROM roster r WHERE r.epoch = :e AND r.code = s.code)",
            soci::use(epoch), soci::into(count);
        orders.late_tickets_used = count;
        sql << "SELECT count(*) FROM scans WHERE last_seq > :a", soci::use(acked), soci::into(count);
        orders.unsent = count;
        sql << "SELECT count(*) FROM enclosures", soci::into(count);
        orders.enclosures = count;
        if (const auto key = owner.value("enclosing_key"); !key.empty()) orders.enclosing_key = digest_of(key);
        long long point = 0;
        soci::statement walk_ins = (sql.prepare << "SELECT point, count(*) FROM scans s WHERE kind = 7 AND NOT EXISTS "
                                                   "(SELECT 1 FROM scans v WHERE v.code = s.code AND v.kind = 5) GROUP BY point",
                                    soci::into(point), soci::into(count));
        walk_ins.execute();
        while (walk_ins.fetch()) orders.walk_ins[point] = count;
        gate_protocol::message message;
        soci::statement messages = (sql.prepare << "SELECT ru, en FROM messages ORDER BY n", soci::into(message.ru),
                                    soci::into(message.en));
        messages.execute();
        while (messages.fetch()) orders.messages.push_back(message);
        return orders;
    });
}

} // namespace krug::journal
