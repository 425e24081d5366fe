// How often badges were printed, and the event's way of printing them.
// Called by service only, inside a transaction.
#pragma once

#include "domain/badge.hpp"

#include <optional>
#include <span>
#include <vector>

namespace krug::store {

class transaction;

struct badge_row {
    domain::registration_id id;
    domain::person_name name;
    std::string organisation, language;
    domain::category_id category;
    std::vector<int> tables;
    domain::ticket_stamp ticket;
    std::int64_t printed = 0; ///< how often
};
/// Confirmed people in the order of the paper list (family name, ё with е); `only` > 0: that one.
std::vector<badge_row> badge_rows(transaction& tx, domain::event_id event, domain::registration_id only);
/// One more print of each.
void add_prints(transaction& tx, domain::event_id event, std::span<const domain::registration_id> whose, domain::utc_seconds now);
struct print_count {
    std::int64_t people = 0, prints = 0;
};
print_count count_prints(transaction& tx, domain::event_id event);
std::int64_t prints_of(transaction& tx, domain::event_id event, domain::registration_id whose);

std::optional<domain::badge_setting> find_badge_setting(transaction& tx, domain::event_id event);
void save_badge_setting(transaction& tx, domain::event_id event, const domain::badge_setting& setting);

/// Events whose badges come at check-in, and the number of their last scan.
struct printing_event {
    domain::event_id event;
    std::int64_t last_scan = 0;
};
std::vector<printing_event> events_printing(transaction& tx);
/// Who was let in by a scan after number `after` and has no badge yet; each once, at most `most`.
std::vector<domain::registration_id> admitted_without_badge(transaction& tx, domain::event_id event, std::int64_t after, int most);

} // namespace krug::store
