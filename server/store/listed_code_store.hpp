// Codes beside the signed ticket that let a registration in, by their hash; at most one a registration.
// Called by service only, inside a transaction.
#pragma once

#include "domain/ids.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

struct listed_code {
    std::string hash; ///< ticket::code_hash
    domain::registration_id registration;
    std::int64_t generation = 0; ///< of the ticket it goes with; 0 = every (printed by somebody else)
};
std::optional<listed_code> find_listed_code(transaction& tx, domain::event_id event, const std::string& hash);
std::optional<listed_code> listed_code_of(transaction& tx, domain::event_id event, domain::registration_id whose);
bool has_listed_codes(transaction& tx, domain::event_id event);
void forget_listed_code(transaction& tx, domain::event_id event, domain::registration_id whose);
/// Throws duplicate_key if the registration has a code already, or another one has this.
void insert_listed_code(transaction& tx, domain::event_id event, const listed_code& code);

void save_short_codes_wanted(transaction& tx, domain::event_id event, bool wanted);
bool short_codes_wanted(transaction& tx, domain::event_id event);
std::vector<domain::event_id> events_with_short_codes(transaction& tx);
/// Confirmed registrations that are not erased, without a code, or with one of an older generation of their ticket; at most `most`.
struct uncoded {
    domain::registration_id registration;
    std::uint32_t salt = 0;
    std::uint16_t generation = 1;
};
std::vector<uncoded> without_short_code(transaction& tx, domain::event_id event, int most);
/// Who has a short code now, by number.
std::vector<uncoded> with_short_code(transaction& tx, domain::event_id event);

} // namespace krug::store
