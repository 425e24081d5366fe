// One scan in, one answer out, and nothing green before both copies of its record are on the disk.
// The kiosk's composition calls present() from one thread at a time; sync calls reload() under the same lock.
#pragma once

#include "domain/admission.hpp"
#include "domain/admission_words.hpp"
#include "gatekeeper/clock_watch.hpp"
#include "gate_protocol/code_reader.hpp"
#include "gatekeeper/disk.hpp"
#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "ticket/signing_key.hpp"

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::gatekeeper {

inline constexpr std::int64_t repeat_ms = 3'000;
/// So many codes may lie before the camera together, each with its own answer to repeat.
inline constexpr std::size_t codes_in_view_max = 8;
/// A connection counts as alive for so long after the last exchange.
inline constexpr std::int64_t online_ms = 90'000;
inline constexpr std::int64_t lately_ms = 300'000;

/// Makes the text that is kept beside a record for the server's eyes only.
using enclosing = std::function<std::string(const domain::scan_name& scan)>;
/// Records that staff may take back here.
inline constexpr std::size_t undoable_kept = 20;

struct presentation {
    std::string_view code;
    domain::passage direction = domain::passage::in;
    bool identity_checked = false; ///< staff at the kiosk have compared the document
    std::string_view listed;       ///< roster hash of a guest whom staff chose from the list; then `code` names the choice
    bool overridden = false;       ///< staff admit against an amber verdict that a person may judge
    enclosing enclose{};           ///< with overridden: their reason
};

struct answer {
    domain::verdict verdict;
    std::optional<domain::scan_name> scan; ///< set when the record is on the disk, twice
    std::string name, table, session;      ///< of the guest, where the list knows
    bool offline = false;
    bool overridable = false; ///< staff may admit against it: a person can judge it, and it is known whose code this is
    bool repeated = false; ///< the camera saw the same code again: nothing new was recorded
};

class gatekeeper {
public:
    /// `boot` names this start of the computer. References must outlive the gatekeeper.
    gatekeeper(disk& disk, const ground::clock& clock, ground::randomness& random, domain::scan_name boot);

    /// Reads the standing orders again. Throws disk_failure.
    void reload();
    /// The point this device stands at; must be among its terms, otherwise the first of them is taken.
    void stand_at(domain::admission_point_id point);

    /// Never throws for a failing disk: the answer is then not_stored (or red, where the code alone says so) and the
    /// next call tries to open the disk again. Throws std::runtime_error only if the system has no random bytes.
    answer present(const presentation& shown);

    /// Takes in a guest without a registration by the rules of this point, counting the device's own walk-ins. Green
    /// only when record and enclosed text are on the disk. Nothing is recorded for a no.
    answer admit_walk_in(const enclosing& enclose);
    /// Undoes one of the last records of this start that let somebody in or out. False: it is none of them, or the
    /// disk refused.
    bool take_back(const domain::scan_name& which);

    /// Someone else met a failure on the same disk: nothing is trusted before it was opened again.
    void note_trouble(const std::string& what);
    /// Opens a disk that had failed again; true if it may be written to.
    bool disk_ready();

    /// An exchange with the server has just ended well / failed.
    void heard_from_server(std::int64_t steady_ms);
    void lost_server();

    const orders& standing() const { return orders_; }
    domain::admission_point_id point() const;
    clock_reading clock_now() const;
    bool online() const;
    /// Since the last exchange, by corrected time; very large when there was none.
    std::int64_t lease_age_seconds() const;
    /// People let in during the last five minutes since this start.
    std::int64_t admitted_lately() const;
    /// What went wrong with the disk, for staff; empty when all is well.
    const std::string& disk_trouble() const { return trouble_; }
    /// The texts for this answer in one language.
    domain::verdict_details details(const answer& given, domain::language in) const;

private:
    struct known_key {
        ticket::verifier verifier;
        domain::key_standing standing;
    };

    device_clocks clocks() const;
    domain::ticket_claims claims_of(const ticket::parsed_ticket& parsed) const;
    domain::admission_question question(const read_code& code, const presentation& shown) const;
    void add_history(domain::admission_question& asked, ticket_history known) const;
    /// When it happens, by which clocks, and how much of the feed is known.
    void stamp(domain::scan& what) const;
    domain::scan record_for(const domain::admission_question& asked, const domain::verdict& given,
                            const read_code& code, std::string_view text);
    /// Both copies of a finished record; throws disk_failure. Inside a transaction.
    void write_down(domain::scan& what, const enclosing& enclose);
    bool may_write();
    answer judge_and_store(const read_code& code, const presentation& shown);
    answer without_disk(const read_code& code, const presentation& shown) const;
    struct recent_answer;
    recent_answer* recent_for(const std::string& key, const presentation& shown, std::int64_t now);
    bool still_holds(recent_answer& recent, const read_code& code, const presentation& shown);
    void remember(const std::string& key, const presentation& shown, std::int64_t now, const answer& given);
    void describe(answer& given, const ticket_history& known) const;
    void note_admission();
    const domain::admission_point_rules* rules_of(domain::admission_point_id point) const;

    disk& disk_;
    const ground::clock& clock_;
    ground::randomness& random_;
    domain::scan_name boot_;
    orders orders_;
    std::vector<known_key> keys_;
    domain::admission_point_id wanted_point_;
    std::int64_t heard_ms_ = 0;
    bool heard_ = false;
    bool broken_ = false;
    std::string trouble_;
    std::deque<std::int64_t> admitted_ms_; ///< steady; of the last five minutes
    std::deque<domain::scan> undoable_; ///< newest last
    /// What was just answered, for the camera that reads the same codes again.
    struct recent_answer {
        std::string key; ///< SHA-256 of the whole text
        std::int64_t seen_ms = 0;
        bool doubtful = false; ///< the orders have changed since
        answer given;
    };
    std::vector<recent_answer> recent_; ///< the one seen longest ago first
    domain::passage recent_direction_ = domain::passage::in;
    bool recent_identity_ = false;
};

} // namespace krug::gatekeeper
