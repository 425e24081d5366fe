// Second factors of staff: the app's sealed seed, recovery codes, wrong guesses, passkeys, and who must have one.
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

/// Does the person have an app in use or a passkey?
bool has_factor(transaction& tx, domain::staff_id who);

struct code_app_row {
    std::string sealed_seed;
    std::int64_t last_step = 0;
    ground::utc_seconds begun_at = 0;
    ground::utc_seconds confirmed_at = 0; ///< 0 = being set up
};
std::optional<code_app_row> find_code_app(transaction& tx, domain::staff_id who);
/// One that was being set up gives way; one in use stays, and then this is false.
bool begin_code_app(transaction& tx, domain::staff_id who, std::string_view sealed_seed, ground::utc_seconds now);
/// Takes the one being set up into use; `step` is that of the code that proved it.
void confirm_code_app(transaction& tx, domain::staff_id who, std::int64_t step, ground::utc_seconds now);
/// Uses up a step. False when it or a later one was used before.
bool use_code_step(transaction& tx, domain::staff_id who, std::int64_t step);
bool delete_code_app(transaction& tx, domain::staff_id who);

/// In the place of all older ones.
void save_recovery_codes(transaction& tx, domain::staff_id who, const std::vector<std::string>& hashes);
/// True once for each code.
bool use_recovery_code(transaction& tx, domain::staff_id who, std::string_view hash);
std::int64_t count_recovery_codes(transaction& tx, domain::staff_id who);
void delete_recovery_codes(transaction& tx, domain::staff_id who);

struct guess_row {
    int failures = 0;
    ground::utc_seconds next_at = 0;
};
/// With the row locked, so that many tries at once count one after the other.
guess_row lock_guesses(transaction& tx, domain::staff_id who);
void save_guesses(transaction& tx, domain::staff_id who, const guess_row& row);
guess_row find_guesses(transaction& tx, domain::staff_id who);

struct passkey_row {
    std::string credential_id; ///< base64url
    std::int64_t number = 0;
    domain::staff_id staff;
    std::string public_key; ///< "es256:" or "eddsa:" and hex
    std::int64_t sign_count = 0;
    std::string name;
    ground::utc_seconds created_at = 0, used_at = 0;
};
/// Throws duplicate_key when the credential or the number is there already.
void insert_passkey(transaction& tx, const passkey_row& row);
std::optional<passkey_row> find_passkey(transaction& tx, std::string_view credential_id);
std::vector<passkey_row> passkeys_of(transaction& tx, domain::staff_id who); ///< oldest first
/// False when the count stands at `sign_count` or further already (and is not 0): somebody has a copy of the key.
bool count_passkey_use(transaction& tx, std::string_view credential_id, std::int64_t sign_count, ground::utc_seconds now);
bool delete_passkey(transaction& tx, domain::staff_id who, std::int64_t number);
void delete_passkeys(transaction& tx, domain::staff_id who);

/// False when it was used before. Forgets those used before `forget_before`.
bool use_challenge(transaction& tx, std::string_view challenge, ground::utc_seconds now, ground::utc_seconds forget_before);

/// Does an organisation in which the person owns or manages demand a second factor?
bool is_factor_required(transaction& tx, domain::staff_id who);
bool organisation_requires_factor(transaction& tx, domain::organisation_id which);
void save_factor_rule(transaction& tx, domain::organisation_id which, bool required);

} // namespace krug::store
