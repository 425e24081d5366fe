// The scan log as auditors read it, the packs that were made of it, and who had been to an earlier event.
// Called by service only, inside a transaction.
#pragma once

#include "domain/evidence.hpp"

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

/// Records of the event after number `after`, in the order of arrival, at most `most`.
std::vector<domain::scan_log_entry> scan_log_after(transaction& tx, domain::event_id event, std::int64_t after, int most);
/// How many records of the event came after number `after`.
std::int64_t count_scans_after(transaction& tx, domain::event_id event, std::int64_t after);

/// Gives the pack the event's next number and returns it. Throws duplicate_key when the code is taken.
std::int64_t insert_pack(transaction& tx, const domain::evidence_pack& pack);
std::optional<domain::evidence_pack> find_pack(transaction& tx, const std::string& code);
/// Of one event, latest first, at most `most`.
std::vector<domain::evidence_pack> packs_of(transaction& tx, domain::event_id event, int most);

/// People (as registration_brief::person names them) who were let in at another event of this organisation before
/// `before_ms`. Whoever was erased since is not among them.
std::set<std::string> people_admitted_before(transaction& tx, domain::organisation_id owner, domain::event_id event,
                                             std::int64_t before_ms);

} // namespace krug::store
