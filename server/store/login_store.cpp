#include "store/login_store.hpp"

#include "store/statement.hpp"
#include "store/words.hpp"

namespace krug::store {

namespace {

using text = std::string;
using number = std::int64_t;

template <class... In>
std::vector<token_row> read_tokens(transaction& tx, std::string_view name, std::string_view rest, const In&... in) {
    std::vector<token_row> found;
    const auto sql = "SELECT id, token_hash, staff_id, name, scopes, created_at, revoked_at FROM api_token" + text(rest);
    for (const auto& row : query<number, text, domain::staff_id, text, text, number, number>(tx, name, sql, in...)) {
        token_row each;
        std::tie(each.id, each.token_hash, each.staff, each.name, each.scopes, each.created_at, each.revoked_at) = row;
        found.push_back(std::move(each));
    }
    return found;
}

template <class... In>
std::vector<login_row> read_logins(transaction& tx, std::string_view name, std::string_view rest, const In&... in) {
    std::vector<login_row> found;
    const auto sql = "SELECT id_hash, staff_id, csrf_secret, created_at, seen_at, number, device, confirmed_at, "
                     "awaits_factor FROM login" + text(rest);
    for (const auto& row :
         query<text, domain::staff_id, text, number, number, number, text, number, bool>(tx, name, sql, in...)) {
        login_row each;
        std::tie(each.id_hash, each.staff, each.csrf_secret, each.created_at, each.seen_at, each.number, each.device,
                 each.confirmed_at, each.awaits_factor) = row;
        found.push_back(std::move(each));
    }
    return found;
}

} // namespace

void insert_login(transaction& tx, const login_row& row) {
    execute(tx, "insert_login",
            "INSERT INTO login (id_hash, staff_id, csrf_secret, created_at, seen_at, number, device, confirmed_at, "
            "awaits_factor) VALUES (:hash, :staff, :csrf, :created, :seen, :number, :device, :confirmed, :awaits)",
            row.id_hash, row.staff, row.csrf_secret, row.created_at, row.seen_at, row.number, row.device, row.confirmed_at,
            row.awaits_factor ? 1 : 0);
}

std::optional<login_row> find_login(transaction& tx, std::string_view id_hash) {
    auto found = read_logins(tx, "find_login", " WHERE id_hash = :hash", id_hash);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<login_row> logins_of(transaction& tx, domain::staff_id staff) {
    return read_logins(tx, "logins_of", " WHERE staff_id = :staff ORDER BY seen_at DESC, id_hash", staff);
}

void touch_login(transaction& tx, std::string_view id_hash, ground::utc_seconds now) {
    execute(tx, "touch_login", "UPDATE login SET seen_at = :now WHERE id_hash = :hash AND seen_at < :now", now, id_hash);
}

void delete_login(transaction& tx, std::string_view id_hash) {
    execute(tx, "delete_login", "DELETE FROM login WHERE id_hash = :hash", id_hash);
}

bool delete_login_numbered(transaction& tx, domain::staff_id staff, std::int64_t number_of) {
    return execute(tx, "delete_login_numbered", "DELETE FROM login WHERE staff_id = :staff AND number = :number", staff,
                   number_of) > 0;
}

void delete_logins_of(transaction& tx, domain::staff_id staff, std::string_view but_csrf_secret) {
    execute(tx, "delete_logins_of", "DELETE FROM login WHERE staff_id = :staff AND csrf_secret <> :csrf", staff,
            but_csrf_secret);
}

void delete_old_logins(transaction& tx, ground::utc_seconds created_before, ground::utc_seconds seen_before) {
    execute(tx, "delete_old_logins", "DELETE FROM login WHERE created_at < :created OR seen_at < :seen", created_before,
            seen_before);
}

void insert_token(transaction& tx, const token_row& row) {
    execute(tx, "insert_token",
            "INSERT INTO api_token (id, token_hash, staff_id, name, scopes, created_at, revoked_at) "
            "VALUES (:id, :hash, :staff, :name, :scopes, :created, :revoked)",
            row.id, row.token_hash, row.staff, row.name, row.scopes, row.created_at, row.revoked_at);
}

std::optional<token_bearer> find_bearer(transaction& tx, std::string_view token_hash) {
    std::optional<token_bearer> found;
    for (const auto& [token, staff, scopes, role, organisation, event] :
         query<number, domain::staff_id, text, text, domain::organisation_id, domain::event_id>(
             tx, "find_bearer",
             "SELECT t.id, t.staff_id, t.scopes, COALESCE(r.role, ''), COALESCE(r.organisation_id, 0), "
             "COALESCE(r.event_id, 0) FROM api_token t JOIN staff s ON s.id = t.staff_id "
             "LEFT JOIN staff_role r ON r.staff_id = t.staff_id "
             "WHERE t.token_hash = :hash AND t.revoked_at = 0 AND s.state = 'active' "
             "ORDER BY r.organisation_id, r.event_id, r.role",
             token_hash)) {
        if (!found) found = token_bearer{token, staff, scopes, {}};
        if (!role.empty()) found->assignments.push_back({value_of<domain::role>(role), organisation, event});
    }
    return found;
}

std::vector<token_row> tokens_of(transaction& tx, domain::staff_id staff) {
    return read_tokens(tx, "tokens_of", " WHERE staff_id = :staff ORDER BY created_at DESC, id", staff);
}

bool revoke_token(transaction& tx, domain::staff_id staff, std::int64_t id, ground::utc_seconds now) {
    return execute(tx, "revoke_token",
                   "UPDATE api_token SET revoked_at = CASE WHEN revoked_at = 0 THEN :now ELSE revoked_at END "
                   "WHERE id = :id AND staff_id = :staff",
                   now, id, staff) > 0;
}

} // namespace krug::store
