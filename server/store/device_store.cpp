#include "store/device_store.hpp"

#include "store/dialect.hpp"
#include "store/statement.hpp"
#include "store/transaction.hpp"

#include <algorithm>

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;
using maybe = std::optional<std::int64_t>;

#define KRUG_DEVICE_COLUMNS                                                                                   \
    "id, event_id, admission_point_id, name, state, code_hash, code_expires_at, code_tries, public_key, "     \
    "token_hash, created_at, enrolled_at, last_seen_at, acked_seq, head_seq, report_at, report_kind, "         \
    "report_version, report_skew_ms, report_error_ms, report_admitted, rehearsal_at, rehearsal_ready, rehearsal_failed"

template <class... In>
std::vector<device_row> read_devices(transaction& tx, std::string_view name, const text& sql, const In&... in) {
    std::vector<device_row> rows;
    for (auto& columns : query<number, number, number, text, text, text, number, number, text, text, number, number,
                               number, number, number, number, text, text, number, number, number,
                               number, number, text>(tx, name, sql, in...)) {
        device_row row;
        number ready = 0;
        auto& report = row.report;
        std::tie(row.id.value, row.event.value, row.point.value, row.name, row.state, row.code_hash,
                 row.code_expires_at, row.code_tries, row.public_key, row.token_hash, row.created_at, row.enrolled_at,
                 row.last_seen_at, row.acked_seq, row.head_seq, report.at, report.kind, report.version, report.skew_ms,
                 report.error_ms, report.admitted_5_minutes, report.rehearsal_at, ready, report.rehearsal_failed) =
            std::move(columns);
        report.rehearsal_ready = ready != 0;
        rows.push_back(std::move(row));
    }
    return rows;
}

std::optional<device_row> first_of(std::vector<device_row> rows) {
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

} // namespace

void insert_device(transaction& tx, const device_row& d) {
    execute(tx, "insert_device",
            "INSERT INTO device (" KRUG_DEVICE_COLUMNS ") VALUES (:id, :event, :point, :name, :state, :code, :expires, "
            ":tries, :key, :token, :created, :enrolled, :seen, :acked, :head, :report, :kind, :version, :skew, :error, "
            ":admitted, :rehearsed, :ready, :failed)",
            d.id, d.event, d.point, d.name, d.state, d.code_hash, d.code_expires_at, d.code_tries, d.public_key,
            d.token_hash, d.created_at, d.enrolled_at, d.last_seen_at, d.acked_seq, d.head_seq, d.report.at,
            d.report.kind, d.report.version, d.report.skew_ms, d.report.error_ms, d.report.admitted_5_minutes,
            d.report.rehearsal_at, number{d.report.rehearsal_ready ? 1 : 0}, d.report.rehearsal_failed);
}

void save_device(transaction& tx, const device_row& d) {
    execute(tx, "save_device",
            "UPDATE device SET state = :state, code_hash = :code, code_expires_at = :expires, code_tries = :tries, "
            "public_key = :key, token_hash = :token, enrolled_at = :enrolled, last_seen_at = :seen, "
            "acked_seq = :acked, head_seq = :head, report_at = :report, report_kind = :kind, report_version = :version, "
            "report_skew_ms = :skew, report_error_ms = :error, report_admitted = :admitted, "
            "rehearsal_at = :rehearsed, rehearsal_ready = :ready, rehearsal_failed = :failed WHERE id = :id",
            d.state, d.code_hash, d.code_expires_at, d.code_tries, d.public_key, d.token_hash, d.enrolled_at,
            d.last_seen_at, d.acked_seq, d.head_seq, d.report.at, d.report.kind, d.report.version, d.report.skew_ms,
            d.report.error_ms, d.report.admitted_5_minutes, d.report.rehearsal_at,
            number{d.report.rehearsal_ready ? 1 : 0}, d.report.rehearsal_failed, d.id);
}

std::optional<device_row> find_device(transaction& tx, domain::device_id id) {
    static const text sql = "SELECT " KRUG_DEVICE_COLUMNS " FROM device WHERE id = :id";
    return first_of(read_devices(tx, "find_device", sql + lock_row(tx), id));
}

std::string device_state(transaction& tx, domain::device_id id) {
    const auto row = query_one<std::string>(tx, "device_state", "SELECT state FROM device WHERE id = :id", id);
    return row ? std::get<0>(*row) : std::string();
}

std::optional<device_row> find_device_by_token(transaction& tx, const std::string& token_hash) {
    return first_of(read_devices(tx, "find_device_by_token",
                                 "SELECT " KRUG_DEVICE_COLUMNS " FROM device WHERE token_hash = :token AND "
                                 "token_hash <> ''",
                                 token_hash));
}

std::optional<device_row> find_device_by_code(transaction& tx, const std::string& code_hash) {
    return first_of(read_devices(tx, "find_device_by_code",
                                 "SELECT " KRUG_DEVICE_COLUMNS " FROM device WHERE code_hash = :code AND "
                                 "code_hash <> ''",
                                 code_hash));
}

std::vector<device_row> devices_of(transaction& tx, domain::event_id event) {
    return read_devices(tx, "devices_of",
                        "SELECT " KRUG_DEVICE_COLUMNS " FROM device WHERE event_id = :event ORDER BY created_at, id",
                        event);
}

std::vector<std::pair<domain::device_id, std::string>> device_names(transaction& tx, domain::event_id event) {
    std::vector<std::pair<domain::device_id, std::string>> names;
    for (const auto& [id, name] :
         query<number, text>(tx, "device_names", "SELECT id, name FROM device WHERE event_id = :event", event))
        names.emplace_back(domain::device_id{id}, name);
    return names;
}

std::vector<chain_row> chain_of(transaction& tx, domain::device_id device, std::int64_t from, std::int64_t to) {
    std::vector<chain_row> rows;
    for (const auto& [seq, hash, record] :
         query<number, text, text>(tx, "chain_of",
                                   "SELECT seq, hash, record FROM scan WHERE device_id = :device AND device_id > 0 "
                                   "AND seq BETWEEN :from AND :to ORDER BY seq, number",
                                   device, from, to))
        if (rows.empty() || rows.back().seq != seq) rows.push_back({seq, hash, record});
    return rows;
}

std::vector<chain_row> records_at(transaction& tx, domain::device_id device, std::int64_t seq) {
    std::vector<chain_row> rows;
    for (const auto& [hash, record] :
         query<text, text>(tx, "records_at",
                           "SELECT hash, record FROM scan WHERE device_id = :device AND device_id > 0 AND seq = :seq "
                           "ORDER BY number",
                           device, seq))
        rows.push_back({seq, hash, record});
    return rows;
}

std::optional<chain_row> last_of_chain(transaction& tx, domain::device_id device, std::int64_t seq) {
    const auto row = query_one<number, text, text>(
        tx, "last_of_chain",
        "SELECT seq, hash, record FROM scan WHERE device_id = :device AND device_id > 0 AND seq <= :seq "
        "ORDER BY seq DESC, number LIMIT 1",
        device, seq);
    if (!row) return std::nullopt;
    return chain_row{std::get<0>(*row), std::get<1>(*row), std::get<2>(*row)};
}

std::optional<door_fact_row> door_facts(transaction& tx, domain::event_id event) {
    const auto row = query_one<text, text, maybe, maybe, maybe>(
        tx, "door_facts", "SELECT title, timezone, starts_at, ends_at, age_mark FROM event WHERE id = :event", event);
    if (!row) return std::nullopt;
    door_fact_row facts;
    std::tie(facts.title, facts.timezone, facts.starts_at, facts.ends_at, facts.age_mark) = *row;
    return facts;
}

std::vector<domain::session_times> session_times(transaction& tx, domain::event_id event) {
    std::vector<domain::session_times> sessions;
    for (const auto& [id, title, starts, ends] :
         query<number, text, maybe, maybe>(tx, "session_times",
                                           "SELECT id, title, starts_at, ends_at FROM session WHERE event_id = :event "
                                           "ORDER BY id",
                                           event))
        sessions.push_back({{id}, title, starts.value_or(0), ends.value_or(0)});
    return sessions;
}

std::optional<std::string> instance_value(transaction& tx, const std::string& name) {
    const auto row = query_one<text>(tx, "instance_value", "SELECT value FROM instance WHERE name = :name", name);
    return row ? std::optional(std::get<0>(*row)) : std::nullopt;
}

void save_instance_value(transaction& tx, const std::string& name, const std::string& value) {
    execute(tx, "save_instance_value",
            "INSERT INTO instance (name, value) VALUES (:name, :value) "
            "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            name, value);
}

std::int64_t highest_instance_number(transaction& tx, const std::string& prefix) {
    std::int64_t highest = 0;
    for (const auto& [value] : query<text>(tx, "highest_instance_number",
                                           "SELECT value FROM instance WHERE SUBSTR(name, 1, LENGTH(:prefix)) = :prefix", prefix))
        highest = std::max<std::int64_t>(highest, std::stoll(value));
    return highest;
}

void raise_instance_number(transaction& tx, const std::string& name, std::int64_t to) {
    execute(tx, "raise_instance_number",
            "INSERT INTO instance (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE "
            "SET value = excluded.value WHERE CAST(instance.value AS BIGINT) < CAST(excluded.value AS BIGINT)",
            name, std::to_string(to));
}

} // namespace krug::store
