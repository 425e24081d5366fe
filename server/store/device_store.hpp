// Kiosks and phones that were given a door: enrolment, tokens, where their uploads stand.
// Called by service only, inside a transaction.
#pragma once

#include "domain/scan.hpp"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace krug::store {

class transaction;

/// What a device last said of itself.
struct kept_report {
    std::int64_t at = 0;      ///< when it came; 0 = never
    std::string kind;         ///< kiosk, phone, hub
    std::string version;
    std::int64_t skew_ms = 0; ///< its own clock minus ours when it came
    std::int64_t error_ms = 0;
    std::int64_t admitted_5_minutes = 0;
    std::int64_t rehearsal_at = 0; ///< 0 = none
    bool rehearsal_ready = false;
    std::string rehearsal_failed;  ///< comma separated words
};

struct device_row {
    domain::device_id id;
    domain::event_id event;
    domain::admission_point_id point;
    std::string name;
    std::string state; ///< invited, enrolled, revoked, quarantined
    std::string code_hash;
    std::int64_t code_expires_at = 0, code_tries = 0;
    std::string public_key; ///< 64 hex digits
    std::string token_hash;
    std::int64_t created_at = 0, enrolled_at = 0, last_seen_at = 0;
    std::int64_t acked_seq = 0, head_seq = 0;
    kept_report report;
};
void insert_device(transaction& tx, const device_row& device);
void save_device(transaction& tx, const device_row& device);
/// With the row locked for this transaction.
std::optional<device_row> find_device(transaction& tx, domain::device_id id);
/// invited, enrolled, revoked, quarantined; "" for a device that is not there. Locks nothing.
std::string device_state(transaction& tx, domain::device_id id);
std::optional<device_row> find_device_by_token(transaction& tx, const std::string& token_hash);
std::optional<device_row> find_device_by_code(transaction& tx, const std::string& code_hash);
std::vector<device_row> devices_of(transaction& tx, domain::event_id event);
std::vector<std::pair<domain::device_id, std::string>> device_names(transaction& tx, domain::event_id event);

/// What the server holds of a device's chain, one row a seq: of two that claim one, that which came first, since the
/// other is kept as evidence of a copy only.
struct chain_row {
    std::int64_t seq = 0;
    std::string hash, record;
};
std::vector<chain_row> chain_of(transaction& tx, domain::device_id device, std::int64_t from, std::int64_t to);
/// Whatever the device, or who speaks in its name, sent under one seq: the chain's first, then the evidence.
std::vector<chain_row> records_at(transaction& tx, domain::device_id device, std::int64_t seq);
/// The last of them at `seq` or before: a row that declares a loss reaches further than its own seq.
std::optional<chain_row> last_of_chain(transaction& tx, domain::device_id device, std::int64_t seq);

/// Facts of an event that the verdict needs.
struct door_fact_row {
    std::string title, timezone;
    std::optional<std::int64_t> starts_at, ends_at, age_mark;
};
std::optional<door_fact_row> door_facts(transaction& tx, domain::event_id event);
std::vector<domain::session_times> session_times(transaction& tx, domain::event_id event);

/// Values of the instance by name, for example the feed's epoch.
std::optional<std::string> instance_value(transaction& tx, const std::string& name);
void save_instance_value(transaction& tx, const std::string& name, const std::string& value);
/// The greatest of the whole numbers whose names begin so; 0 when there is none.
std::int64_t highest_instance_number(transaction& tx, const std::string& prefix);
/// The same for a number that only rises: what is greater already stays.
void raise_instance_number(transaction& tx, const std::string& name, std::int64_t number);

} // namespace krug::store
