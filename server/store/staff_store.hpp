// Staff accounts and the roles they were given.
// Called by service only, inside a transaction.
#pragma once

#include "domain/staff.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace krug::store {

class transaction;

/// Throws duplicate_key when the address is taken. Roles are not written.
void insert_staff(transaction& tx, const domain::staff& what, std::string_view password_hash, ground::utc_seconds now);
void save_password(transaction& tx, domain::staff_id who, std::string_view hash);

struct staff_account {
    domain::staff staff; ///< with the assignments
    std::string password_hash; ///< "" = none is set
};
std::optional<staff_account> find_staff(transaction& tx, domain::staff_id who);
/// By the address as it is compared.
std::optional<staff_account> find_staff_by_email(transaction& tx, std::string_view email);
/// By name: who has a role of the organisation, with the assignments of that organisation only; organisation 0 =
/// everybody with everything.
std::vector<domain::staff> staff_of(transaction& tx, domain::organisation_id organisation);

/// Giving a role twice changes nothing.
void insert_role(transaction& tx, domain::staff_id who, const domain::assignment& given);
/// False when there was no such role.
bool delete_role(transaction& tx, domain::staff_id who, const domain::assignment& which);

} // namespace krug::store
