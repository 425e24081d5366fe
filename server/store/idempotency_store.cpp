#include "store/idempotency_store.hpp"

#include "store/statement.hpp"

namespace krug::store {

bool claim_key(transaction& tx, std::string_view principal, std::string_view key, std::string_view request_hash,
               ground::utc_seconds now, ground::utc_seconds forget_before, ground::utc_seconds stale_before) {
    // One statement, so that of two callers at once one writes the row and the other waits and finds it.
    return execute(tx, "claim_key",
                   "INSERT INTO idempotency (principal, idempotency_key, request_hash, state, status, body, created_at) "
                   "VALUES (:principal, :key, :hash, 'running', 0, '', :now) "
                   "ON CONFLICT (principal, idempotency_key) DO UPDATE SET request_hash = excluded.request_hash, "
                   "state = 'running', status = 0, body = '', created_at = excluded.created_at "
                   "WHERE idempotency.created_at < :forget OR (idempotency.request_hash = excluded.request_hash AND "
                   "(idempotency.state = 'stopped' OR (idempotency.state = 'running' AND idempotency.created_at < :stale)))",
                   principal, key, request_hash, now, forget_before, stale_before) == 1;
}

std::optional<idempotency_row> find_key(transaction& tx, std::string_view principal, std::string_view key) {
    const auto found = query_one<std::string, std::string, int, std::string, std::int64_t>(
        tx, "find_key",
        "SELECT request_hash, state, status, body, created_at FROM idempotency "
        "WHERE principal = :principal AND idempotency_key = :key",
        principal, key);
    if (!found) return std::nullopt;
    const auto& [hash, state, status, body, created_at] = *found;
    return idempotency_row{hash, state == "done", state == "made", status, body, created_at};
}

void note_made(transaction& tx, std::string_view principal, std::string_view key, std::string_view what) {
    execute(tx, "note_made",
            "UPDATE idempotency SET state = 'made', body = :what "
            "WHERE principal = :principal AND idempotency_key = :key AND state = 'running'",
            what, principal, key);
}

void finish_key(transaction& tx, std::string_view principal, std::string_view key, int status, std::string_view body) {
    execute(tx, "finish_key",
            "UPDATE idempotency SET state = 'done', status = :status, body = :body "
            "WHERE principal = :principal AND idempotency_key = :key AND state IN ('running', 'made')",
            status, body, principal, key);
}

void drop_running_key(transaction& tx, std::string_view principal, std::string_view key) {
    execute(tx, "drop_running_key",
            "DELETE FROM idempotency WHERE principal = :principal AND idempotency_key = :key AND state = 'running'",
            principal, key);
}

void stop_running_keys(transaction& tx) {
    execute(tx, "stop_running_keys", "UPDATE idempotency SET state = 'stopped' WHERE state = 'running'");
}

std::int64_t drop_old_keys(transaction& tx, ground::utc_seconds before, int most) {
    return execute(tx, "drop_old_keys",
                   "DELETE FROM idempotency WHERE (principal, idempotency_key) IN (SELECT principal, idempotency_key "
                   "FROM idempotency WHERE created_at < :before ORDER BY created_at LIMIT :most)",
                   before, most);
}

} // namespace krug::store
