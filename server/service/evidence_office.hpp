// What an organiser shows to whoever was not there: the scan log with its hash, the figures that follow from it, packs
// with a public address, and signatures that openssl alone can check.
// Called by web (evidence pages, public check, JSON API).
#pragma once

#include "domain/evidence.hpp"
#include "domain/staff.hpp"
#include "service/attendance_office.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace krug::ground {
class randomness;
}

namespace krug::service {

/// The scan log up to a moment.
struct scan_log_state {
    std::int64_t count = 0;
    std::int64_t last_number = 0; ///< 0 = no record
    std::int64_t last_ms = 0;     ///< when the last record was made
    std::string sha256;           ///< 64 hex digits, of exactly the bytes that were given
};

struct evidence_figures {
    std::int64_t registered = 0; ///< live: confirmed, unconfirmed, pending, waitlisted
    std::int64_t confirmed = 0, attended = 0;
    std::int64_t unique = 0;     ///< people among them, counted once per e-mail or full name
    std::int64_t first_time = 0; ///< of these, people nobody let in at an earlier event of the same organisation here
    std::int64_t unknown = 0;    ///< of these, people whose data was erased, so that nobody can say
    std::int64_t walk_ins = 0, on_paper = 0;
    std::optional<std::int64_t> first_in_ms, last_scan_ms; ///< of admissions and exits that stand
    std::vector<count_of> by_session, by_category;         ///< `inside` stays 0
};

struct evidence {
    scan_log_state log;
    evidence_figures figures;
};

/// How the log stands to what it was when the pack was made.
enum class log_standing { same = 1, grown = 2, different = 3 };

struct pack_check {
    domain::evidence_pack pack;
    log_standing standing = log_standing::different;
    std::int64_t since = 0; ///< records that came after
};

struct signed_text {
    std::string signature;  ///< 64 bytes, Ed25519 (RFC 8032)
    std::string public_key; ///< 64 hex digits
};

using text_sink = std::function<void(std::string_view)>;

class evidence_office {
public:
    evidence_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys);
    ~evidence_office();

    /// The right to make the event's pack: one at a time an event, two in this process; gives it back when it goes.
    class turn {
    public:
        turn(turn&& other) noexcept = default;
        turn& operator=(turn&&) = delete;

    private:
        friend class evidence_office;
        explicit turn(std::shared_ptr<void> held) : held_(std::move(held)) {}
        std::shared_ptr<void> held_;
    };
    /// Nothing while another pack of the event, or two of other events, are made.
    std::optional<turn> take_turn(domain::event_id event);

    /// One snapshot: the log goes to `log` piece by piece, then everybody of the attendance list (as attendance_office
    /// lists them, in paper order) to `person`. Figures follow from that very log.
    evidence read(domain::event_id event, const text_sink& log, const std::function<void(const attendance_row&)>& person);
    /// The first `most` records of the log; all of them without.
    scan_log_state read_log(domain::event_id event, std::optional<std::int64_t> most, const text_sink& log);

    /// For a public address (ticket/public_code.hpp).
    std::string draw_code();
    /// By the event's active key. `text` says in its first line what it is, so that no other signed thing looks like it.
    signed_text sign(domain::event_id event, std::string_view text);
    /// SubjectPublicKeyInfo in PEM, as openssl reads it.
    static std::string public_key_pem(std::string_view public_key_hex);

    /// Keeps the pack and the line in the audit trail; the number it got. made_at and number are filled in.
    std::int64_t keep_pack(const domain::actor& by, domain::evidence_pack pack);
    std::vector<domain::evidence_pack> packs(domain::event_id event, int most);
    /// Reads the log again and compares; what was found is believed for twenty seconds, because anybody may ask.
    std::optional<pack_check> check(std::string_view code);

private:
    struct memory;
    store::database& database_;
    ground::clock& clock_;
    ground::randomness& random_;
    key_office& keys_;
    std::shared_ptr<memory> memory_;
};

} // namespace krug::service
