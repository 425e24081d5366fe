// One-time links into accounts (invitations, new passwords) and the letters that carry them.
// Called by service only, inside a transaction.
#pragma once

#include "domain/staff.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::store {

class transaction;

struct account_link_row {
    std::int64_t id = 0;
    std::string kind;  ///< invitation, password, nobody
    std::string state; ///< open, used, revoked
    std::string salt;
    std::string email;
    domain::staff_id staff;
    std::optional<domain::assignment> offered;
    std::int64_t made_by = 0;
    ground::utc_seconds created_at = 0, expires_at = 0;
    std::string browser_hash; ///< "" = not opened yet
    ground::utc_seconds opened_at = 0;
};
/// Throws duplicate_key when the number is taken.
void insert_account_link(transaction& tx, const account_link_row& row);
std::optional<account_link_row> find_account_link(transaction& tx, std::int64_t id);
std::optional<account_link_row> find_account_link_of(transaction& tx, std::string_view browser_hash);
/// Open invitations of an organisation, the latest first.
std::vector<account_link_row> open_invitations(transaction& tx, domain::organisation_id organisation, int most);
/// Binds an open link to a browser, or to the same one again. False when another one has it, or when it is not open.
bool bind_account_link(transaction& tx, std::int64_t id, std::string_view browser_hash, ground::utc_seconds now);
/// open → `state`. False when it is not open.
bool close_account_link(transaction& tx, std::int64_t id, std::string_view state);
/// What was sent before opens nothing any more.
void renew_account_link(transaction& tx, std::int64_t id, std::string_view salt, ground::utc_seconds expires_at);
/// Ends every open link of this kind for the address.
void revoke_account_links(transaction& tx, std::string_view kind, std::string_view email);
/// Those that ended before `before`, with their letters.
void forget_account_links(transaction& tx, ground::utc_seconds before);

struct account_letter_row {
    std::int64_t number = 0;
    std::int64_t link = 0;
    std::string language;
    std::string state; ///< queued, sending, sent, ambiguous, dead
    int attempts = 0;
    ground::utc_seconds created_at = 0, next_at = 0;
};
void insert_account_letter(transaction& tx, const account_letter_row& row);
std::optional<account_letter_row> find_account_letter(transaction& tx, std::int64_t number);
/// Longest due first. With `lock`, rows that somebody else holds are passed over.
std::vector<account_letter_row> due_account_letters(transaction& tx, ground::utc_seconds now, int most, bool lock);
void start_account_letter(transaction& tx, std::int64_t number, ground::utc_seconds next_at);
/// Only while its `attempts`-th try is the one under way, but for sent: sent is sent.
void settle_account_letter(transaction& tx, std::int64_t number, int attempts, std::string_view state,
                           ground::utc_seconds next_at, std::string_view failure);
/// How many letters were promised to this address since `since`.
std::int64_t count_account_letters(transaction& tx, std::string_view email, ground::utc_seconds since);

} // namespace krug::store
