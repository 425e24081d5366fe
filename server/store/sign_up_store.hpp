// Terms of signing up, invitation codes, and who was registered by whom.
// Called by service only, inside a transaction.
#pragma once

#include "domain/quota.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

domain::sign_up_terms sign_up_terms_of(transaction& tx, domain::event_id event);
void save_sign_up_terms(transaction& tx, domain::event_id event, const domain::sign_up_terms& terms);

/// By number; a category without terms is left out.
std::vector<domain::category_terms> category_terms_of(transaction& tx, domain::event_id event);
/// Writes the terms and the pool of the quota: what is taken and waits is counted anew, and the limit never falls below it.
void save_category_terms(transaction& tx, domain::event_id event, const domain::category_terms& terms);
void remove_category_terms(transaction& tx, domain::event_id event, domain::category_id category);

/// The one who waits longest for the event and is of none of these categories.
std::optional<domain::registration_id> first_waiting_except(transaction& tx, domain::event_id event,
                                                            std::span<const domain::category_id> categories);

/// The newest first.
std::vector<domain::invitation> invitations_of(transaction& tx, domain::event_id event);
std::optional<domain::invitation> find_invitation(transaction& tx, domain::event_id event, std::int64_t number);
std::optional<domain::invitation> find_invitation(transaction& tx, domain::event_id event, const std::string& code);
/// Numbers are given on from the last one; returns the first. Throws duplicate_key if a code is taken.
std::int64_t insert_invitations(transaction& tx, domain::event_id event, std::span<domain::invitation> invitations,
                                domain::utc_seconds now);
void save_invitation(transaction& tx, domain::event_id event, const domain::invitation& what);
/// Expired ones that still keep seats, of any event.
struct expired_invitation {
    domain::event_id event;
    std::int64_t number = 0;
};
std::vector<expired_invitation> expired_invitations(transaction& tx, domain::utc_seconds now, int most);

/// Registers `whose` as brought along by `leader`.
void save_leader(transaction& tx, domain::event_id event, domain::registration_id whose, domain::registration_id leader,
                 bool takes_no_seat);
std::vector<domain::registration_id> brought_along(transaction& tx, domain::event_id event, domain::registration_id leader);
void save_representative(transaction& tx, domain::event_id event, domain::registration_id whose,
                         const domain::representative& who);
std::optional<domain::representative> representative_of(transaction& tx, domain::event_id event, domain::registration_id whose);

} // namespace krug::store
