#include "store/evidence_store.hpp"

#include "ground/check.hpp"
#include "store/statement.hpp"
#include "store/transaction.hpp"

namespace krug::store {

namespace {

using domain::evidence_pack;
using text = std::string;
using number = std::int64_t;

domain::scan_kind kind_of_word(const text& word) {
    using enum domain::scan_kind;
    for (const auto kind : {admit, refuse, overridden, exit, voided, shown_again, walk_in, loss})
        if (word == domain::word_of(kind)) return kind;
    KRUG_CHECK(!"a kind of scan that is none of ours");
    return refuse;
}

#define KRUG_PACK_COLUMNS                                                                                              \
    "event_id, number, code, made_at, made_by, log_count, log_last, log_last_ms, log_hash, registered, attended, "     \
    "report_hash, public_key"

template <class... In>
std::vector<evidence_pack> read_packs(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    std::vector<evidence_pack> packs;
    for (auto& row : query<number, number, text, number, number, number, number, number, text, number, number, text, text>(
             tx, name, sql, in...)) {
        evidence_pack pack;
        std::tie(pack.event.value, pack.number, pack.code, pack.made_at, pack.made_by.value, pack.log_count, pack.log_last,
                 pack.log_last_ms, pack.log_hash, pack.registered, pack.attended, pack.report_hash, pack.public_key) = row;
        packs.push_back(std::move(pack));
    }
    return packs;
}

} // namespace

std::vector<domain::scan_log_entry> scan_log_after(transaction& tx, domain::event_id event, std::int64_t after, int most) {
    std::vector<domain::scan_log_entry> entries;
    for (auto& row : query<number, text, text, number, number, number, number, number, number, number, number, number,
                           number, text, text, text>(
             tx, "scan_log_after",
             "SELECT number, scan_id, kind, reason, registration_id, admission_point_id, device_id, incarnation, seq, "
             "operator_id, scanned_ms, error_ms, received_ms, refers_to, source, doubt FROM scan WHERE event_id = :event "
             "AND number > :after ORDER BY number LIMIT :most",
             event, after, most)) {
        domain::scan_log_entry entry;
        text kind;
        number reason = 0;
        std::tie(entry.number, entry.scan_id, kind, reason, entry.registration.value, entry.point.value, entry.device.value,
                 entry.incarnation, entry.seq, entry.staff.value, entry.scanned_ms, entry.error_ms, entry.received_ms,
                 entry.refers_to, entry.source, entry.doubt) = std::move(row);
        entry.kind = kind_of_word(kind);
        const auto known = domain::reason_numbered(static_cast<int>(reason));
        KRUG_CHECK(known.has_value());
        entry.reason = *known;
        entries.push_back(std::move(entry));
    }
    return entries;
}

std::int64_t count_scans_after(transaction& tx, domain::event_id event, std::int64_t after) {
    const auto row = query_one<number>(tx, "count_scans_after",
                                       "SELECT COUNT(*) FROM scan WHERE event_id = :event AND number > :after", event, after);
    return std::get<0>(*row);
}

std::int64_t insert_pack(transaction& tx, const domain::evidence_pack& pack) {
    const auto row = query_one<number>(
        tx, "insert_pack",
        "INSERT INTO evidence_pack (" KRUG_PACK_COLUMNS ") SELECT :event, COALESCE(MAX(p.number), 0) + 1, :code, :at, :by, "
        ":count, :last, :last_ms, :hash, :registered, :attended, :report, :key FROM evidence_pack p WHERE p.event_id = :event "
        "RETURNING number",
        pack.event, pack.code, pack.made_at, pack.made_by, pack.log_count, pack.log_last, pack.log_last_ms, pack.log_hash,
        pack.registered, pack.attended, pack.report_hash, pack.public_key);
    KRUG_CHECK(row.has_value());
    return std::get<0>(*row);
}

std::optional<domain::evidence_pack> find_pack(transaction& tx, const std::string& code) {
    auto packs = read_packs(tx, "find_pack", "SELECT " KRUG_PACK_COLUMNS " FROM evidence_pack WHERE code = :code", code);
    if (packs.empty()) return std::nullopt;
    return std::move(packs.front());
}

std::vector<domain::evidence_pack> packs_of(transaction& tx, domain::event_id event, int most) {
    return read_packs(tx, "packs_of",
                      "SELECT " KRUG_PACK_COLUMNS " FROM evidence_pack WHERE event_id = :event ORDER BY number DESC LIMIT :most",
                      event, number{most});
}

std::set<std::string> people_admitted_before(transaction& tx, domain::organisation_id owner, domain::event_id event,
                                             std::int64_t before_ms) {
    std::set<std::string> people;
    for (auto& [person] : query<text>(
             tx, "people_admitted_before",
             // The scans first and each person by their key: a planner that has not counted yet looks for every registration's scans.
             "WITH came AS MATERIALIZED (SELECT DISTINCT s.event_id, s.registration_id FROM event e JOIN scan s ON s.event_id = e.id "
             "WHERE e.owner_id = :owner AND e.id <> :event AND s.scanned_ms < :before AND s.registration_id > 0 "
             "AND s.kind IN ('admit', 'override', 'walk_in') AND s.doubt <> 'quarantine' AND NOT EXISTS (SELECT 1 FROM scan v "
             "WHERE v.event_id + 0 = s.event_id AND v.registration_id = s.registration_id AND v.kind = 'void' "
             "AND v.doubt <> 'quarantine' AND v.refers_to = s.scan_id)) "
             "SELECT DISTINCT CASE WHEN r.email_key <> '' THEN r.email_key ELSE r.search_key END FROM came c "
             "JOIN registration r ON r.event_id = c.event_id AND r.id = c.registration_id WHERE r.erased_at + 0 = 0",
             owner, event, before_ms))
        people.insert(std::move(person));
    return people;
}

} // namespace krug::store
