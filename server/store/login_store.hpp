// What lets staff in: logins of browsers and API tokens, both known by hashes only.
// Called by service only, inside a transaction.
#pragma once

#include "domain/ids.hpp"
#include "domain/staff.hpp"
#include "ground/clock.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::store {

class transaction;

struct login_row {
    std::string id_hash; ///< SHA-256 of the cookie's secret, hex
    domain::staff_id staff;
    std::string csrf_secret;
    ground::utc_seconds created_at = 0;
    ground::utc_seconds seen_at = 0;
    std::int64_t number = 0;              ///< on the person's own list; 0 = older than the list
    std::string device;                   ///< stable words, "" = not known
    ground::utc_seconds confirmed_at = 0; ///< when the person last proved to be there
    bool awaits_factor = false;           ///< opens nothing before the second factor was given
};
void insert_login(transaction& tx, const login_row& row);
std::optional<login_row> find_login(transaction& tx, std::string_view id_hash);
std::vector<login_row> logins_of(transaction& tx, domain::staff_id staff); ///< latest seen first
/// Never moves back.
void touch_login(transaction& tx, std::string_view id_hash, ground::utc_seconds now);
void delete_login(transaction& tx, std::string_view id_hash);
/// False when the person has no login of this number.
bool delete_login_numbered(transaction& tx, domain::staff_id staff, std::int64_t number);
/// Every login of the person but the one with this csrf secret ("" = every one).
void delete_logins_of(transaction& tx, domain::staff_id staff, std::string_view but_csrf_secret);
/// Logins made before `created_before` or last seen before `seen_before`.
void delete_old_logins(transaction& tx, ground::utc_seconds created_before, ground::utc_seconds seen_before);

struct token_row {
    std::int64_t id = 0;
    std::string token_hash; ///< SHA-256 of the text, hex
    domain::staff_id staff;
    std::string name;
    std::string scopes; ///< comma separated actions, "" = all that the person may
    ground::utc_seconds created_at = 0;
    ground::utc_seconds revoked_at = 0; ///< 0 = in force
};
/// Throws duplicate_key when the number is taken.
void insert_token(transaction& tx, const token_row& row);
/// Who bears a token, with all roles of the person. One query, since every call of the API asks it; nothing for a token
/// that is unknown or revoked, or whose person was removed.
struct token_bearer {
    std::int64_t token = 0;
    domain::staff_id staff;
    std::string scopes;
    std::vector<domain::assignment> assignments; ///< by organisation, event and role
};
std::optional<token_bearer> find_bearer(transaction& tx, std::string_view token_hash);
std::vector<token_row> tokens_of(transaction& tx, domain::staff_id staff); ///< latest first
/// False when the person has no such token; revoking twice keeps the first time.
bool revoke_token(transaction& tx, domain::staff_id staff, std::int64_t id, ground::utc_seconds now);

} // namespace krug::store
