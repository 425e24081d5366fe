// Scans and admission points.
// Called by service only, inside a transaction.
#pragma once

#include "domain/scan.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace krug::store {

class transaction;

/// One immutable row; the columns are explained in the schema.
struct scan_row {
    domain::event_id event;
    std::int64_t number = 0;
    std::string scan_id; ///< 32 hex digits
    domain::device_id device;
    std::int64_t incarnation = 0, seq = 0;
    domain::scan_kind kind = domain::scan_kind::refuse;
    domain::verdict_reason reason = domain::verdict_reason::forged;
    domain::registration_id registration;
    domain::ticket_id ticket;
    std::int64_t generation = 0;
    domain::admission_point_id point;
    domain::staff_id staff;
    std::int64_t scanned_ms = 0, error_ms = 0, received_ms = 0;
    domain::feed_cursor known;
    std::int64_t published_n = 0;
    std::string code_hash, refers_to, override_reason, hash, record, doubt;
};

/// Throws duplicate_key when a scan_id is there already.
void insert_scans(transaction& tx, std::span<const scan_row> rows);
std::optional<scan_row> find_scan(transaction& tx, const std::string& scan_id);
/// Those of `scan_ids` (all different) that there are, in no promised order.
std::vector<scan_row> find_scans(transaction& tx, std::span<const std::string> scan_ids);
std::optional<scan_row> scan_numbered(transaction& tx, domain::event_id event, std::int64_t number);
/// Every scan of one registration, in the order of arrival.
std::vector<scan_row> scans_of(transaction& tx, domain::event_id event, domain::registration_id registration);
/// The same of some registrations (all different) at once.
std::vector<scan_row> scans_of(transaction& tx, domain::event_id event,
                               std::span<const domain::registration_id> registrations);
/// Latest first, refusals included, voids left out (they show as voided).
std::vector<scan_row> latest_scans(transaction& tx, domain::event_id event, int limit);
/// Scans taken back by a void that arrived as number `from_number` or later.
std::vector<std::string> voided_since(transaction& tx, domain::event_id event, std::int64_t from_number);

/// Says whose scan it is and where the feed told of it: for records whose guest became known after them.
void name_guest_of_scan(transaction& tx, const scan_row& row);
/// Walk-ins of one admission point that stand.
std::int64_t count_walk_ins(transaction& tx, domain::event_id event, domain::admission_point_id point);

/// All scans of an event in the order of arrival, streamed.
void each_scan(transaction& tx, domain::event_id event, const std::function<void(const scan_row&)>& each);

/// Admissions, exits and voids of known guests, quarantined ones left out: what attendance is derived from.
struct passage_row {
    std::int64_t number = 0;
    std::string scan_id;
    domain::scan_kind kind = domain::scan_kind::admit;
    std::string refers_to;
    domain::registration_id registration;
    domain::admission_point_id point;
    domain::device_id device;
    std::int64_t scanned_ms = 0;
};
/// Those that arrived after number `after`, in the order of arrival, at most `most`.
std::vector<passage_row> passages_after(transaction& tx, domain::event_id event, std::int64_t after, int most);
/// Those of these numbers whose guest is known, in no promised order.
std::vector<passage_row> passages_numbered(transaction& tx, domain::event_id event, std::span<const std::int64_t> numbers);
/// Numbers after `after` of walk-ins whose guest is not known yet (name_guest_of_scan will tell), ascending.
std::vector<std::int64_t> unnamed_walk_ins(transaction& tx, domain::event_id event, std::int64_t after);
/// The number of the event's last scan, 0 = none.
std::int64_t last_scan_number(transaction& tx, domain::event_id event);
/// When each device's last scan was made, by its corrected time.
std::vector<std::pair<domain::device_id, std::int64_t>> last_scans_of_devices(transaction& tx, domain::event_id event);

std::vector<domain::admission_point_rules> admission_points(transaction& tx, domain::event_id event);
/// Inserts or replaces by number.
void save_admission_point(transaction& tx, domain::event_id event, const domain::admission_point_rules& rules);
/// The next free number of the event.
domain::admission_point_id next_admission_point(transaction& tx, domain::event_id event);

} // namespace krug::store
