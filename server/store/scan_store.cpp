#include "store/scan_store.hpp"

#include "ground/check.hpp"
#include "store/dialect.hpp"
#include "store/json_rows.hpp"
#include "store/new_rows.hpp"
#include "store/transaction.hpp"

#include <algorithm>

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;
using maybe = std::optional<std::int64_t>;

/// The only form of an event's number that the index scan_by_registration answers to; its migration says why.
#define KRUG_AT_EVENT "event_id + 0"
#define KRUG_SCAN_COLUMNS                                                                                     \
    "event_id, number, scan_id, device_id, incarnation, seq, kind, reason, registration_id, ticket_id, "      \
    "ticket_generation, admission_point_id, operator_id, scanned_ms, error_ms, received_ms, known_epoch, "    \
    "known_n, published_n, code_hash, refers_to, override_reason, hash, record, doubt"

domain::scan_kind kind_of(const text& word) {
    using enum domain::scan_kind;
    for (const auto kind : {admit, refuse, overridden, exit, voided, shown_again, walk_in, loss})
        if (word == domain::word_of(kind)) return kind;
    KRUG_CHECK(!"a kind of scan that is none of ours");
    return refuse;
}

template <class... In>
std::vector<scan_row> read_rows(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    std::vector<scan_row> rows;
    for (const auto& columns :
         query<number, number, text, number, number, number, text, number, number, number, number, number, number,
               number, number, number, number, number, number, text, text, text, text, text, text>(tx, name, sql,
                                                                                                   in...)) {
        scan_row row;
        text kind;
        number reason = 0;
        std::tie(row.event.value, row.number, row.scan_id, row.device.value, row.incarnation, row.seq, kind, reason,
                 row.registration.value, row.ticket.value, row.generation, row.point.value, row.staff.value,
                 row.scanned_ms, row.error_ms, row.received_ms, row.known.epoch, row.known.n, row.published_n,
                 row.code_hash, row.refers_to, row.override_reason, row.hash, row.record, row.doubt) = columns;
        row.kind = kind_of(kind);
        const auto known = domain::reason_numbered(static_cast<int>(reason));
        KRUG_CHECK(known.has_value());
        row.reason = *known;
        rows.push_back(std::move(row));
    }
    return rows;
}

constexpr std::pair<domain::entry_rule, std::string_view> entry_rules[] = {
    {domain::entry_rule::once, "once"},
    {domain::entry_rule::once_a_day, "once_a_day"},
    {domain::entry_rule::after_exit, "after_exit"}};

text entry_word(domain::entry_rule rule) {
    for (const auto& [value, word] : entry_rules)
        if (value == rule) return text(word);
    return {};
}

domain::entry_rule entry_of(const text& word) {
    for (const auto& [value, known] : entry_rules)
        if (known == word) return value;
    KRUG_CHECK(!"an entry rule that is none of ours");
    return {};
}

template <class Id> text join(const std::vector<Id>& ids) {
    text joined;
    for (const auto& id : ids) {
        if (!joined.empty()) joined += ',';
        joined += std::to_string(id.value);
    }
    return joined;
}

template <class Id> std::vector<Id> split(const text& joined) {
    std::vector<Id> ids;
    for (std::size_t at = 0; at < joined.size();) {
        const auto comma = std::min(joined.find(',', at), joined.size());
        ids.push_back(Id{std::stoll(joined.substr(at, comma - at))});
        at = comma + 1;
    }
    return ids;
}

std::optional<int> whole(const maybe& value) {
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
}
maybe wide(const std::optional<int>& value) { return value ? maybe(*value) : std::nullopt; }

} // namespace

void insert_scans(transaction& tx, std::span<const scan_row> rows) {
    new_rows fresh("insert_scan", "scan (" KRUG_SCAN_COLUMNS ")");
    for (const auto& row : rows)
        fresh.add(row.event, row.number, row.scan_id, row.device, row.incarnation, row.seq, domain::word_of(row.kind),
                  static_cast<number>(row.reason), row.registration, row.ticket, row.generation, row.point, row.staff,
                  row.scanned_ms, row.error_ms, row.received_ms, row.known.epoch, row.known.n, row.published_n,
                  row.code_hash, row.refers_to, row.override_reason, row.hash, row.record, row.doubt);
    fresh.insert(tx);
}

std::optional<scan_row> find_scan(transaction& tx, const std::string& scan_id) {
    auto rows = read_rows(tx, "find_scan", "SELECT " KRUG_SCAN_COLUMNS " FROM scan WHERE scan_id = :scan", scan_id);
    if (rows.empty()) return std::nullopt;
    return rows.front();
}

std::vector<scan_row> find_scans(transaction& tx, std::span<const text> scan_ids) {
    json_rows asked;
    for (const auto& id : scan_ids) {
        asked.next();
        asked.add("asked", id);
    }
    return read_rows(tx, "find_scans",
                     "SELECT " KRUG_SCAN_COLUMNS " FROM scan WHERE scan_id" +
                         one_of(tx, ":rows", {"asked", column_type::text}),
                     asked.text());
}

std::optional<scan_row> scan_numbered(transaction& tx, domain::event_id event, std::int64_t number_in_event) {
    auto rows = read_rows(tx, "scan_numbered",
                          "SELECT " KRUG_SCAN_COLUMNS " FROM scan WHERE event_id = :event AND number = :number", event,
                          number_in_event);
    if (rows.empty()) return std::nullopt;
    return rows.front();
}

std::vector<scan_row> scans_of(transaction& tx, domain::event_id event,
                               std::span<const domain::registration_id> registrations) {
    if (registrations.empty()) return {};
    json_rows asked;
    for (const auto id : registrations) {
        asked.next();
        asked.add("asked", id.value);
    }
    auto rows = read_rows(tx, "scans_of_many",
                     "SELECT " KRUG_SCAN_COLUMNS " FROM scan WHERE " KRUG_AT_EVENT " = :event AND registration_id" +
                         one_of(tx, ":rows", {"asked", column_type::whole}),
                     event, asked.text());
    std::sort(rows.begin(), rows.end(), [](const scan_row& one, const scan_row& two) { return one.number < two.number; });
    return rows;
}

std::vector<scan_row> scans_of(transaction& tx, domain::event_id event, domain::registration_id registration) {
    return read_rows(tx, "scans_of",
                     "SELECT " KRUG_SCAN_COLUMNS " FROM scan WHERE " KRUG_AT_EVENT " = :event AND "
                     "registration_id = :registration ORDER BY number",
                     event.value, registration.value);
}

std::vector<scan_row> latest_scans(transaction& tx, domain::event_id event, int limit) {
    return read_rows(tx, "latest_scans",
                     "SELECT " KRUG_SCAN_COLUMNS " FROM scan WHERE event_id = :event AND kind <> 'void' "
                     "ORDER BY number DESC LIMIT :most",
                     event.value, number{limit});
}

std::vector<std::string> voided_since(transaction& tx, domain::event_id event, std::int64_t from_number) {
    std::vector<std::string> voided;
    for (const auto& [scan_id] : query<text>(tx, "voided_since",
                                             "SELECT refers_to FROM scan WHERE event_id = :event AND number >= :from "
                                             "AND kind = 'void'",
                                             event.value, from_number))
        voided.push_back(scan_id);
    return voided;
}

void name_guest_of_scan(transaction& tx, const scan_row& row) {
    execute(tx, "name_guest_of_scan",
            "UPDATE scan SET registration_id = :registration, published_n = :published, override_reason = :why "
            "WHERE event_id = :event AND number = :number",
            row.registration, row.published_n, row.override_reason, row.event, row.number);
}

std::int64_t count_walk_ins(transaction& tx, domain::event_id event, domain::admission_point_id point) {
    const auto row = query_one<number>(
        tx, "count_walk_ins",
        "SELECT COUNT(*) FROM scan s WHERE s.event_id = :event AND s.admission_point_id = :point "
        "AND s.kind = 'walk_in' AND s.doubt <> 'quarantine' AND NOT EXISTS (SELECT 1 FROM scan v "
        "WHERE v." KRUG_AT_EVENT " = s.event_id AND v.registration_id = s.registration_id AND v.registration_id > 0 "
        "AND v.kind = 'void' AND v.doubt <> 'quarantine' AND v.refers_to = s.scan_id)",
        event, point);
    return std::get<0>(*row);
}

void each_scan(transaction& tx, domain::event_id event, const std::function<void(const scan_row&)>& each) {
    // In pages by number, so that memory stays flat however many scans there are.
    constexpr number page = 2000;
    for (number after = 0;;) {
        const auto rows = read_rows(tx, "scan_page",
                                    "SELECT " KRUG_SCAN_COLUMNS " FROM scan WHERE event_id = :event AND "
                                    "number > :after ORDER BY number LIMIT :most",
                                    event.value, after, page);
        for (const auto& row : rows) each(row);
        if (rows.size() < static_cast<std::size_t>(page)) return;
        after = rows.back().number;
    }
}

namespace {

template <class... Bound>
std::vector<passage_row> read_passages(transaction& tx, std::string_view name, const text& condition, const Bound&... bound) {
    std::vector<passage_row> rows;
    for (auto& [at, scan_id, kind, refers_to, registration, point, device, scanned] :
         query<number, text, text, text, number, number, number, number>(
             tx, name,
             "SELECT number, scan_id, kind, refers_to, registration_id, admission_point_id, device_id, scanned_ms "
             "FROM scan WHERE event_id = :event AND registration_id > 0 AND doubt <> 'quarantine' "
             "AND kind IN ('admit', 'override', 'walk_in', 'exit', 'void') AND " +
                 condition,
             bound...))
        rows.push_back({at, std::move(scan_id), kind_of(kind), std::move(refers_to), {registration}, {point}, {device},
                        scanned});
    return rows;
}

} // namespace

std::vector<passage_row> passages_after(transaction& tx, domain::event_id event, std::int64_t after, int most) {
    return read_passages(tx, "passages_after", "number > :after ORDER BY number LIMIT :most", event, after, most);
}

std::vector<passage_row> passages_numbered(transaction& tx, domain::event_id event, std::span<const std::int64_t> numbers) {
    json_rows asked;
    for (const auto at : numbers) {
        asked.next();
        asked.add("asked", at);
    }
    return read_passages(tx, "passages_numbered", "number" + one_of(tx, ":rows", {"asked", column_type::whole}), event,
                         text(asked.text()));
}

std::vector<std::int64_t> unnamed_walk_ins(transaction& tx, domain::event_id event, std::int64_t after) {
    std::vector<std::int64_t> numbers;
    for (const auto& [at] : query<number>(tx, "unnamed_walk_ins",
                                          "SELECT number FROM scan WHERE event_id = :event AND number > :after "
                                          "AND registration_id = 0 AND kind = 'walk_in' AND doubt <> 'quarantine' ORDER BY number",
                                          event, after))
        numbers.push_back(at);
    return numbers;
}

std::int64_t last_scan_number(transaction& tx, domain::event_id event) {
    const auto row =
        query_one<number>(tx, "last_scan_number", "SELECT last_scan FROM event_counter WHERE event_id = :event", event);
    return row ? std::get<0>(*row) : 0;
}

std::vector<std::pair<domain::device_id, std::int64_t>> last_scans_of_devices(transaction& tx, domain::event_id event) {
    std::vector<std::pair<domain::device_id, std::int64_t>> last;
    for (const auto& [device, at] : query<number, number>(
             tx, "last_scans_of_devices",
             "SELECT d.id, (SELECT s.scanned_ms FROM scan s WHERE s.device_id = d.id AND s.device_id > 0 "
             "ORDER BY s.seq DESC LIMIT 1) FROM device d WHERE d.event_id = :event AND EXISTS "
             "(SELECT 1 FROM scan t WHERE t.device_id = d.id AND t.device_id > 0)",
             event))
        last.emplace_back(domain::device_id{device}, at);
    return last;
}

std::vector<domain::admission_point_rules> admission_points(transaction& tx, domain::event_id event) {
    std::vector<domain::admission_point_rules> points;
    for (const auto& row :
         query<number, text, text, number, text, text, number, maybe, maybe, text, number, number, number, maybe, number,
               number>(
             tx, "admission_points",
             "SELECT id, name, name_en, area, sessions, categories, sign_up_required, opens_minutes_before, "
             "closes_minutes_after, entry_rule, exits_scanned, walk_ins, walk_in_limit, standby_after_minutes, "
             "identity_check, home_gate "
             "FROM admission_point WHERE event_id = :event AND removed = 0 ORDER BY id",
             event.value)) {
        domain::admission_point_rules rules;
        number area = 0, sign_up = 0, exits = 0, walk_ins = 0, limit = 0, identity = 0, gate = 0;
        text sessions, categories, entry;
        maybe opens, closes, standby;
        std::tie(rules.id.value, rules.name, rules.name_en, area, sessions, categories, sign_up, opens, closes, entry,
                 exits, walk_ins, limit, standby, identity, gate) = row;
        rules.identity_check = identity != 0;
        rules.home_gate = gate != 0;
        rules.area = static_cast<int>(area);
        rules.sessions = split<domain::session_id>(sessions);
        rules.categories = split<domain::category_id>(categories);
        rules.sign_up_required = sign_up != 0;
        rules.opens_minutes_before = whole(opens);
        rules.closes_minutes_after = whole(closes);
        rules.entries = entry_of(entry);
        rules.exits_scanned = exits != 0;
        rules.walk_ins = walk_ins != 0;
        rules.walk_in_limit = static_cast<int>(limit);
        rules.standby_after_minutes = whole(standby);
        points.push_back(std::move(rules));
    }
    return points;
}

void save_admission_point(transaction& tx, domain::event_id event, const domain::admission_point_rules& rules) {
    execute(tx, "save_admission_point",
            "INSERT INTO admission_point (event_id, id, name, name_en, area, sessions, categories, sign_up_required, "
            "opens_minutes_before, closes_minutes_after, entry_rule, exits_scanned, walk_ins, walk_in_limit, "
            "standby_after_minutes, identity_check, home_gate, removed) VALUES (:event, :id, :name, :name_en, :area, :sessions, :categories, "
            ":sign_up, :opens, :closes, :entry, :exits, :walk_ins, :limit, :standby, :identity, :gate, 0) "
            "ON CONFLICT (event_id, id) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, "
            "area = excluded.area, sessions = excluded.sessions, categories = excluded.categories, "
            "sign_up_required = excluded.sign_up_required, opens_minutes_before = excluded.opens_minutes_before, "
            "closes_minutes_after = excluded.closes_minutes_after, entry_rule = excluded.entry_rule, "
            "exits_scanned = excluded.exits_scanned, walk_ins = excluded.walk_ins, "
            "walk_in_limit = excluded.walk_in_limit, standby_after_minutes = excluded.standby_after_minutes, "
            "identity_check = excluded.identity_check, home_gate = excluded.home_gate, removed = 0",
            event.value, rules.id.value, rules.name, rules.name_en, number{rules.area}, join(rules.sessions),
            join(rules.categories), number{rules.sign_up_required ? 1 : 0}, wide(rules.opens_minutes_before),
            wide(rules.closes_minutes_after), entry_word(rules.entries), number{rules.exits_scanned ? 1 : 0},
            number{rules.walk_ins ? 1 : 0}, number{rules.walk_in_limit}, wide(rules.standby_after_minutes),
            number{rules.identity_check ? 1 : 0}, number{rules.home_gate ? 1 : 0});
}

domain::admission_point_id next_admission_point(transaction& tx, domain::event_id event) {
    const auto row = query_one<number>(tx, "next_admission_point",
                                       "UPDATE event_counter SET last_admission_point = last_admission_point + 1 "
                                       "WHERE event_id = :event RETURNING last_admission_point",
                                       event.value);
    KRUG_CHECK(row.has_value()); // the caller has found the event
    return {std::get<0>(*row)};
}

} // namespace krug::store
