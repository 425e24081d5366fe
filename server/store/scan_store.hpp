// Scans, admission points, devices and the feed that devices follow.
// Called by service only, inside a transaction.
#pragma once

#include "domain/admission_facts.hpp"
#include "domain/ids.hpp"

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
    std::string scan_id;
    domain::device_id device;
    std::int64_t incarnation = 0, seq = 0;
    std::string kind;
    domain::registration_id registration;
    domain::ticket_id ticket;
    std::int64_t generation = 0, category = 0, scope = 0;
    domain::admission_point_id point;
    std::string verdict, reason;
    std::int64_t operator_id = 0;
    std::int64_t scanned_ms = 0, received_ms = 0;
    std::int64_t wall_ms = 0, boot_ms = 0;
    std::string boot_id;
    std::int64_t offset_ms = 0, error_ms = 0, feed_cursor = 0;
    std::string code_hash, voids, override_reason, prev_hash, hash;
    bool quarantined = false;
};

/// Throws duplicate_key when a scan_id is there already.
void insert_scans(transaction& tx, std::span<const scan_row> rows);
std::optional<scan_row> find_scan(transaction& tx, const std::string& scan_id);
/// Every scan of one registration, in the order of arrival.
std::vector<scan_row> scans_of(transaction& tx, domain::event_id event, domain::registration_id registration);
/// Latest first, refusals included, voids left out (they show as voided).
std::vector<scan_row> latest_scans(transaction& tx, domain::event_id event, int limit);
std::vector<std::string> voided_among(transaction& tx, domain::event_id event, std::int64_t from_number);

/// All scans of an event in the order of arrival, streamed.
void each_scan(transaction& tx, domain::event_id event, const std::function<void(const scan_row&)>& each);

std::vector<domain::admission_point_rules> admission_points(transaction& tx, domain::event_id event);
/// Inserts or replaces by number.
void save_admission_point(transaction& tx, domain::event_id event, const domain::admission_point_rules& rules);
/// The next free number of the event.
domain::admission_point_id next_admission_point(transaction& tx, domain::event_id event);

} // namespace krug::store
