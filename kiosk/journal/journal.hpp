// The device's memory on its local disk: roster, deny list, keys, rules and every scan, the scans twice.
// Composed by main; the gatekeeper and sync see it through disk and shelf. One thread at a time.
#pragma once

#include "domain/upload.hpp"
#include "gate_protocol/enclosures.hpp"
#include "gate_protocol/neighbours.hpp"
#include "gatekeeper/disk.hpp"
#include "gatekeeper/shelf.hpp"
#include "ground/clock.hpp"
#include "ground/randomness.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace krug::journal {

struct journal_settings {
    std::filesystem::path folder;
    domain::device_id device;
    domain::event_id event;
    std::size_t ballast_bytes = 8 * 1024 * 1024; ///< freed when the disk is full, so that uploads can finish
    std::string database_options;                ///< appended to the connect string, for example "vfs=NAME"
    /// Called before each step of the write path ("begin", "insert", "commit", "flight"): tests let it throw.
    std::function<void(const char* step)> before_step;
};

/// What opening found and repaired.
struct opening_report {
    std::size_t reinserted = 0; ///< rows the flight log gave back to the database
    std::size_t lost_stretches = 0;
    bool hidden_admission = false;
    bool database_replaced = false; ///< the old file is kept beside the new one
};

/// How a hub knows one of its neighbours.
struct paired_device {
    domain::device_id device;
    domain::digest key{};
    domain::chain_link last; ///< of what it has told; seq 0 = nothing
    bool set_aside = false;  ///< two devices speak with this name: nothing more is believed
};

struct told_stretch {
    std::vector<gate_protocol::admission_elsewhere> items;
    gate_protocol::hub_place reached;
    bool more = false;
};

/// What others need to know of a record: an admission, an exit, or the undo of one. Nothing for every other record.
std::optional<gate_protocol::admission_elsewhere> passage_of(const domain::scan& what);

class journal final : public gatekeeper::disk, public gatekeeper::shelf {
public:
    /// Opens or creates DATA/journal.db, DATA/flight.log and DATA/ballast and makes the two copies equal.
    /// Throws gatekeeper::disk_failure, also when another process has them open.
    journal(journal_settings settings, const ground::clock& clock, ground::randomness& random);
    ~journal() override;

    void begin() override;
    gatekeeper::ticket_history history(gatekeeper::lookup by, const std::string& hash) override;
    gatekeeper::journal_head head() override;
    void insert(const domain::scan& what, const domain::scan_record& record, const domain::digest& hash) override;
    void enclose(const domain::scan& what, const std::string& enclosed) override;
    void commit() override;
    void roll_back() noexcept override;
    void append_flight(const domain::scan_record& record) override;
    void reopen() override;
    gatekeeper::orders standing_orders() override;

    gate_protocol::sync_request next_request(std::size_t rows_max) override;
    gatekeeper::feed_progress progress() override;
    void apply(const gatekeeper::round_effects& effects) override;

    /// What enrolment brought: terms, keys, the first measure of the clock. Throws disk_failure.
    void enrolled(const gate_protocol::device_terms& terms, const gate_protocol::key_set& keys,
                  const gatekeeper::clock_measure& clock);
    /// A hub's neighbour by its device; nothing if it was never paired.
    std::optional<paired_device> paired(domain::device_id device);
    /// Adds it, or gives a known one its new key and forgets how far it had told.
    void pair(const paired_device& neighbour);
    /// One transaction: what a neighbour told and how far it has told now. The same again changes nothing; voided stays.
    void keep_told(const paired_device& neighbour, std::span<const gate_protocol::admission_elsewhere> told);
    /// What this hub knows beyond `heard`, its own records and its neighbours', at most `limit` in all.
    told_stretch told_after(const gate_protocol::hub_place& heard, std::size_t limit);
    /// One transaction: what the hub told this device, and how far it has been heard.
    void keep_heard(std::span<const gate_protocol::admission_elsewhere> told, const gate_protocol::hub_place& reached);
    gate_protocol::hub_place heard();
    /// Texts for the server whose records it has acknowledged, at most `limit`. Throws disk_failure, as the next one.
    std::vector<gate_protocol::enclosure> enclosures(std::size_t limit);
    /// Forgets what the server has taken and keeps the key to enclose for it.
    void delivered(const std::vector<domain::scan_name>& taken, const ticket::key32& key);
    /// Every record with its seq above `after`, oldest first, at most `limit`.
    std::vector<domain::scan_record> records_after(std::int64_t after, std::size_t limit);
    const opening_report& report() const;

    struct state; ///< complete in journal's own files only

private:
    std::unique_ptr<state> state_;
};

} // namespace krug::journal
