// Certificates and the rule by which they are issued.
// Called by service only, inside a transaction.
#pragma once

#include "domain/certificate.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

std::optional<domain::certificate_rule> certificate_rule(transaction& tx, domain::event_id event);
/// Inserts or replaces.
void save_certificate_rule(transaction& tx, domain::event_id event, const domain::certificate_rule& rule);

/// Valid ones of the event, by registration.
std::vector<domain::certificate> standing_certificates(transaction& tx, domain::event_id event);
std::optional<domain::certificate> standing_certificate(transaction& tx, domain::event_id event, domain::registration_id whose);
std::optional<domain::certificate> find_certificate(transaction& tx, domain::event_id event, std::int64_t number);
std::optional<domain::certificate> find_certificate(transaction& tx, const std::string& code);
/// By number, highest first, below `before` (0 = from the highest), at most `most`.
std::vector<domain::certificate> certificates_of(transaction& tx, domain::event_id event, std::int64_t before, int most);
/// The highest number given, 0 = none. The caller has locked the event.
std::int64_t last_certificate(transaction& tx, domain::event_id event);
/// Throws duplicate_key when the code is taken or the registration has a valid one.
void insert_certificate(transaction& tx, const domain::certificate& one);
void end_certificate(transaction& tx, domain::event_id event, std::int64_t number, domain::certificate_state as,
                     ground::utc_seconds now);

} // namespace krug::store
