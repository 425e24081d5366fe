// The volunteer's phone: roster, deny list and records as its browser has loaded them, and what has to be written back.
// phone_door composes it with the gatekeeper; the page makes every change durable before anybody sees its answer.
#pragma once

#include "gatekeeper/disk.hpp"
#include "gatekeeper/shelf.hpp"
#include "ground/clock.hpp"
#include "ground/randomness.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace krug::phone {

struct kept_scan {
    domain::scan what;
    domain::scan_record record{};
    domain::digest hash{};
    std::int64_t last() const { return what.kind == domain::scan_kind::loss ? what.refers_seq : what.seq; }
};

/// Where a page of the feed belongs in the browser's database.
struct page_place {
    std::int64_t epoch = 0;
    std::int64_t from = 0;
    std::vector<std::int64_t> forget; ///< epochs whose pages are of no use any more; never `epoch` with from > 0
};

/// The same promises as the kiosk's journal, kept in memory: nothing here throws, because the part that can fail, the
/// browser's database, comes afterwards; when it does fail, this object is thrown away and loaded anew.
class memory_journal final : public gatekeeper::disk, public gatekeeper::shelf {
public:
    memory_journal(const ground::clock& clock, ground::randomness& random) : clock_(clock), random_(random) {}

    // --- loading, in this order
    /// Text of state_text(); false if it is none. Also for a device that was never enrolled: then nothing else is called.
    bool load_state(std::string_view text);
    /// Records in any order; what is damaged or missing between them is declared lost when loading ends.
    void load_record(const domain::scan_record& record);
    void load_page(std::int64_t epoch, const std::vector<std::string>& items);
    /// `shown_seq`: the last record whose green screen is known to have been shown. Later admissions are "shown again".
    void loaded(std::int64_t shown_seq);

    void enrolled(domain::device_id device, domain::event_id event, const domain::digest& root_key,
                  const gate_protocol::device_terms& terms, const gate_protocol::key_set& keys,
                  const gatekeeper::clock_measure& clock);

    // --- gatekeeper::disk
    void begin() override {}
    gatekeeper::ticket_history history(gatekeeper::lookup by, const std::string& hash) override;
    gatekeeper::journal_head head() override { return {head_.seq, incarnation_, head_.hash}; }
    void insert(const domain::scan& what, const domain::scan_record& record, const domain::digest& hash) override;
    void commit() override;
    void roll_back() noexcept override { waiting_.reset(); }
    void append_flight(const domain::scan_record&) override {}
    void reopen() override {}
    gatekeeper::orders standing_orders() override;

    // --- gatekeeper::shelf
    gate_protocol::sync_request next_request(std::size_t rows_max) override;
    /// The same for every record after `seq`, acknowledged or not: for a file.
    gate_protocol::sync_request request_after(std::int64_t seq, std::size_t rows_max) const;
    gatekeeper::feed_progress progress() override;
    void apply(const gatekeeper::round_effects& effects) override;

    // --- what must become durable; taking it empties it
    std::vector<kept_scan> take_fresh_records();
    std::optional<page_place> take_page();
    /// All but roster, admissions and records, as one line of JSON.
    std::string state_text() const;

    // --- for the screen
    struct found_guest {
        std::string code, name, table;
        domain::roster_state state = domain::roster_state::confirmed;
        bool inside = false;
    };
    /// Guests whose name or table answers to the words; at most `most`. Nothing for fewer than two letters.
    std::vector<found_guest> search(std::string_view words, std::size_t most) const;
    const std::vector<kept_scan>& scans() const { return scans_; }
    const kept_scan* find_scan(const domain::scan_name& id) const;
    bool is_voided(const domain::scan_name& id) const;
    const gate_protocol::roster_put* listed(const std::string& code) const;
    /// Guests with an admission that stands, and no exit after it.
    std::int64_t guests_inside() const { return static_cast<std::int64_t>(inside_.size()); }
    /// Guests on the list whose registration is confirmed.
    std::int64_t guests_expected() const;
    bool shows_names() const;
    const domain::digest& root_key() const { return root_key_; }
    std::int64_t acked() const { return acked_; }

private:
    /// One epoch's list.
    struct epoch_rows {
        std::unordered_map<std::string, gate_protocol::roster_put> roster;
        std::unordered_map<std::string, std::string> by_number, by_short_code; ///< to the roster code
        std::unordered_map<std::string, gate_protocol::admission_elsewhere> elsewhere; ///< by scan id
        std::unordered_map<std::string, std::vector<std::string>> elsewhere_of;        ///< roster code to scan ids
        std::optional<gate_protocol::rules> rules;
    };
    struct denied {
        int min_generation = 0;
        bool blocked = false;
    };

    epoch_rows& rows_of(std::int64_t epoch);
    void put(epoch_rows& rows, const gate_protocol::feed_item& item, bool replayed);
    void remove(epoch_rows& rows, const std::string& code);
    void apply_page(const gatekeeper::round_effects::page& page);
    void write_loss(std::int64_t first, std::int64_t last);
    void add(kept_scan fresh);
    void recount(const std::string& code);
    void recount_all();
    std::vector<domain::earlier_scan> earlier_of(const std::string& code, std::vector<domain::scan_name>* ids) const;

    const ground::clock& clock_;
    ground::randomness& random_;

    domain::device_id device_;
    domain::event_id event_;
    domain::digest root_key_{};
    gate_protocol::device_terms terms_;
    gate_protocol::key_set keys_;
    gate_protocol::device_standing standing_ = gate_protocol::device_standing::active;
    gatekeeper::clock_measure measure_;
    gatekeeper::feed_place applied_;
    std::optional<gatekeeper::feed_place> staged_;
    domain::utc_seconds head_time_ = 0;
    std::int64_t acked_ = 0;
    std::uint32_t incarnation_ = 1;
    std::map<std::string, denied> deny_;
    std::vector<gate_protocol::message> messages_;

    std::map<std::int64_t, epoch_rows> epochs_; ///< the one worked by and the one being collected
    std::vector<kept_scan> scans_;              ///< by seq
    std::unordered_map<std::string, std::vector<std::size_t>> scans_of_; ///< code text to places in scans_
    std::set<domain::scan_name> hidden_, voided_;
    std::set<std::string> inside_; ///< roster codes
    mutable std::optional<std::int64_t> expected_; ///< counted when somebody asks after the list has changed
    gatekeeper::journal_head head_;
    std::optional<kept_scan> waiting_;
    std::vector<kept_scan> fresh_;
    std::optional<page_place> page_;
};

} // namespace krug::phone
