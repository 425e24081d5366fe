// Printed sign-in sheets: who stands in which row, and the marks that were entered from them.
// Called by service only, inside a transaction.
#pragma once

#include "domain/registration.hpp"

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace krug::store {

class transaction;

struct sheet_row {
    domain::event_id event;
    std::int64_t number = 0;
    domain::session_id session; ///< 0 = the whole event
    ground::utc_seconds printed_at = 0;
    domain::staff_id printed_by;
    std::vector<domain::registration_id> people; ///< in the order of the rows
};
/// The highest number given, 0 = none. The caller has locked the event.
std::int64_t last_sheet(transaction& tx, domain::event_id event);
void insert_sheet(transaction& tx, const sheet_row& row);
std::optional<sheet_row> find_sheet(transaction& tx, domain::event_id event, std::int64_t number);
/// Latest first, at most `most`.
std::vector<sheet_row> sheets_of(transaction& tx, domain::event_id event, int most);

/// Says of a record that was just inserted where it comes from.
void name_source(transaction& tx, const std::string& scan_id, const std::string& source);
/// Records of the event whose source is this sheet, with their source, voids left out, in the order of arrival.
std::vector<std::pair<std::string, std::string>> scans_from_sheet(transaction& tx, domain::event_id event, std::int64_t sheet);

} // namespace krug::store
