// The feed that devices follow: what they must hear of, in one order for all devices of an event.
// Called by service only, inside a transaction.
#pragma once

#include "domain/ids.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace krug::store {

class transaction;

/// Something happened that devices must hear of: "roster", "deny" (subject: registration number), "admission" (scan
/// number), "rules", "keys" (subject 0).
struct feed_note {
    std::string_view kind;
    std::int64_t subject = 0;
};
/// Rows n = first, first + 1, … without their text. The caller holds the event's numbers (lock_event).
void insert_feed(transaction& tx, domain::event_id event, std::int64_t first, std::span<const feed_note> notes);

/// Whoever waits for news of the event hears of it after COMMIT. save_numbers and raise_event_version do the same; this
/// is for changes that move neither.
void announce(transaction& tx, domain::event_id event);

struct feed_row {
    std::int64_t n = 0;
    std::string kind;
    std::int64_t subject = 0;
    std::string item, chain; ///< "" until told
};
std::vector<feed_row> feed_after(transaction& tx, domain::event_id event, std::int64_t n, int most);
/// The number of the event's last row, told or not; 0 when there is none.
std::int64_t feed_end(transaction& tx, domain::event_id event);
/// The last row whose text is written, or nothing.
std::optional<feed_row> last_told(transaction& tx, domain::event_id event);
void tell(transaction& tx, domain::event_id event, const feed_row& row);
/// Begins the event's feed anew, out of the tables: keys, rules, every registration, every re-issued ticket's denial
/// and every passage that devices had been told of, which get their new n. Returns the last n; the caller holds the
/// event's numbers and writes it back.
std::int64_t rebuild_feed(transaction& tx, domain::event_id event);

} // namespace krug::store
