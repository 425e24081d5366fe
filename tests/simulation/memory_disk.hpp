// If this promises more than a disk keeps, a lost green goes unseen. A device's journal in memory with the files'
// behaviour at faults; repair, loss rows, incarnations and what counts as sent are the product's own functions. The files
// and SQL of kiosk/journal itself are proved in its own tests and in the rig of faults.
#pragma once

#include "device_memory.hpp"
#include "ground/clock.hpp"
#include "journal/reconciliation.hpp"

#include <map>
#include <set>
#include <unordered_map>

namespace krug::simulation {

struct memory_identity {
    domain::device_id device;
    domain::event_id event;
};

class memory_disk final : public device_memory {
public:
    /// `keep_log`: write-ahead commits are remembered one by one, so that a damaged log can drop the last of them.
    memory_disk(memory_identity who, const ground::clock& clock, ground::randomness& random, storage_weather weather,
                planted bug, bool keep_log);

    /// As files were damaged in era 1.
    void damage_ends_only() { middle_too_ = false; }

    void begin() override;
    gatekeeper::ticket_history history(gatekeeper::lookup by, const std::string& hash) override;
    gatekeeper::journal_head head() override;
    void insert(const domain::scan& what, const domain::scan_record& record, const domain::digest& hash) override;
    void commit() override;
    void roll_back() noexcept override;
    void append_flight(const domain::scan_record& record) override;
    void reopen() override;
    gatekeeper::orders standing_orders() override;
    gate_protocol::sync_request next_request(std::size_t rows_max) override;
    gatekeeper::feed_progress progress() override;
    void apply(const gatekeeper::round_effects& effects) override;
    std::int64_t rounds_applied() const override { return rounds_applied_; }

    void enrolled(const gate_protocol::device_terms& terms, const gate_protocol::key_set& keys,
                  const gatekeeper::clock_measure& clock) override;
    void start(std::optional<fault> damage, dice& draw) override;
    std::vector<domain::scan_name> found_unseen() override { return std::exchange(unseen_, {}); }
    std::vector<domain::scan_record> records() override;
    std::unique_ptr<device_memory> clone(const ground::clock& clock, ground::randomness& random,
                                         storage_weather weather) override;

private:
    struct kept_row {
        domain::scan what;
        domain::scan_record record{};
        domain::digest hash{};
        bool whole = true;
    };
    struct denial {
        int min_generation = 0;
        bool blocked = false;
    };
    struct passage_told {
        domain::scan_name scan{};
        domain::device_id device;
        domain::admission_point_id point;
        bool leaving = false, voided = false;
        std::int64_t at_ms = 0;
    };
    struct epoch_rows {
        std::unordered_map<std::string, gate_protocol::roster_put> roster;
        std::unordered_map<std::string, std::string> by_short_code, by_number;
        std::unordered_map<std::string, std::vector<passage_told>> elsewhere; ///< by code
        std::optional<gate_protocol::rules> rules;
    };
    /// What the database file says once everything is synced.
    struct tables {
        std::map<std::int64_t, kept_row> scans;
        std::unordered_map<std::string, std::vector<std::int64_t>> by_code; ///< seqs of passages
        std::set<std::string> late;
        std::set<domain::scan_name> hidden;
        std::unordered_map<std::string, denial> deny;
        std::map<std::int64_t, epoch_rows> epochs;
        std::vector<gate_protocol::message> messages;
        gate_protocol::device_terms terms;
        gate_protocol::key_set keys;
        gatekeeper::clock_measure clock;
        std::uint32_t incarnation = 0;
        std::int64_t acked = 0, head_time = 0;
        gate_protocol::device_standing standing = gate_protocol::device_standing::active;
        gatekeeper::feed_place applied, staged;
    };
    using change = std::function<void(tables&)>;
    struct slot {
        domain::scan_record record{};
        bool whole = true;
    };

    void durable(change what);
    /// The rows of one transaction, and whose green is seen with it.
    void write_rows(const std::vector<kept_row>& rows, const std::vector<domain::scan_name>& shown);
    void look_for_unseen();
    void repair(bool replaced);
    void damage_files(fault kind, dice& draw);
    void drop_last_commits(std::int64_t most);
    std::int64_t late_used() const;
    kept_row loss(std::int64_t first, std::int64_t last);
    void put_row(tables& into, const kept_row& row) const;
    void apply_page(tables& into, const gatekeeper::round_effects::page& page) const;
    void apply_item(tables& into, epoch_rows& rows, const gate_protocol::feed_item& item) const;
    bool is(planted bug) const { return bug_ == bug; }

    memory_identity who_;
    const ground::clock& clock_;
    ground::randomness& random_;
    storage_weather weather_;
    std::int64_t rounds_applied_ = 0;
    planted bug_;
    bool keep_log_;
    bool middle_too_ = true; ///< damage of both copies may take records from the middle

    // on the disk
    tables live_, base_;
    std::vector<change> log_; ///< commits since base_
    std::vector<slot> flight_;
    // gone with the power
    std::vector<kept_row> pending_;
    std::vector<domain::scan_name> shown_;
    std::vector<domain::scan_name> unseen_; ///< what an onlooker notes
    gatekeeper::journal_head head_;
    bool writing_ = false;
    bool unsure_commit_ = false; ///< a sync was under way when the power failed
    bool unsure_slot_ = false;
    std::vector<kept_row> unsure_rows_;
    std::vector<domain::scan_name> unsure_shown_;
};

} // namespace krug::simulation
