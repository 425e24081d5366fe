// The chain of the audit trail: each row holds a hash over itself and the row before it, so that a row that is changed,
// taken out or put in shows. Called by commands (krug audit, krug check).
#pragma once

#include "store/audit_store.hpp"

#include <optional>
#include <string>

namespace krug::store {
class database;
}

namespace krug::service {

/// SHA-256 in hexadecimal digits of the former row's hash and this row's columns, each on a line of its own; the row's own
/// `chain` is not read. Text columns hold stable words and numbers only, so no line of theirs can look like another.
std::string chain_of(std::string_view former, const store::audit_row& row);

/// A row of the trail that was written down elsewhere: "17:2c26b46b…".
struct audit_head {
    std::int64_t number = 0;
    std::string chain;
};
std::optional<audit_head> parse_audit_head(std::string_view text);

struct audit_report {
    std::int64_t rows = 0;      ///< with a hash, each as it was written
    std::int64_t unchained = 0; ///< older than the chain: nothing proves them
    std::int64_t broken_at = 0; ///< number of the first row that is not what was written there; 0 = none
    bool cut_off = false;       ///< rows at the end are missing: the counter has given higher numbers
    bool head_missing = false;  ///< what was written down elsewhere is not in this trail
    audit_head last;            ///< to be written down elsewhere
    bool is_whole() const { return broken_at == 0 && !cut_off && !head_missing; }
};

/// Reads all of the trail, a thousand rows at a time. `known` is a head that somebody noted earlier: a trail that was made
/// anew from the beginning does not have it. Throws store::failure.
audit_report verify_audit(store::database& database, const std::optional<audit_head>& known = std::nullopt);

} // namespace krug::service
