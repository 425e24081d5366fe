// The door as the server sees it: one code or number in, one verdict out, one immutable record kept.
// Called by web (door page, JSON API). Kiosks decide for themselves and come through gate_office.
#pragma once

#include "domain/scan.hpp"
#include "domain/registration.hpp"
#include "domain/staff.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <span>

namespace krug::store {
class database;
class transaction;
}
namespace krug::ground {
class clock;
class randomness;
}

namespace krug::service {

class key_office;
class registration_office;

/// Minutes east of UTC in an IANA zone at an instant; the room with the zone database gives it at start.
using zone_offset = std::function<int(std::string_view timezone, ground::utc_seconds at)>;

struct check_in_command {
    domain::event_id event;
    std::string code;        ///< scanned text, or "" when attendee_no is given
    std::string attendee_no; ///< typed nine digits
    domain::admission_point_id point; ///< 0 = the event's first
    std::string scan_id;     ///< 32 hex digits, made by the caller; the same id gives the same answer
    domain::passage direction = domain::passage::in;
    std::optional<std::int64_t> scanned_at_ms; ///< none = now
    std::string override_reason; ///< not "": staff admit an amber guest and say why
    bool identity_checked = false; ///< staff have just compared a document; kept is this word alone
};

struct check_in_answer {
    domain::verdict_colour colour{};
    domain::verdict_reason reason{};
    std::string scan_id;
    domain::registration_id registration; ///< 0 = not known
    std::string display_name;             ///< full name, for staff who may see names
    std::string door_name;                ///< «Имя Ф.»
    std::string attendee_no;
    std::string table;                    ///< "7", or "7 → 3" by rounds; "" = none
    std::vector<std::string> sessions;    ///< titles of the chosen sessions
    std::vector<std::string> hints;       ///< action words for staff: check_identity, companion…, never a diagnosis
    std::optional<std::int64_t> first_admitted_ms;
    std::string first_point, first_device;
    std::string named_session;            ///< the right one, when this is the wrong door
    std::optional<domain::guest_category> category; ///< with the colour of its lanyard
    bool repeated = false;                ///< the same scan_id had been answered before
    domain::verdict verdict;              ///< with what the sentence for people is made of:
    domain::event_rules rules;
    std::vector<domain::admission_point_rules> points;
};

struct recent_scan {
    std::string scan_id;
    std::int64_t scanned_at_ms = 0;
    domain::scan_kind kind{};
    domain::verdict_colour colour{};
    domain::verdict_reason reason{};
    std::string display_name; ///< "" when not known
    std::string point, device;
    bool voided = false;
};

class check_in_office {
public:
    check_in_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys,
                    registration_office& registrations, zone_offset offset);
    ~check_in_office();

    /// Decides by domain::decide_admission and keeps the record; green is returned only after the commit.
    /// Callers that come at once share a transaction. Refuses with not_found (event, point), invalid
    /// (neither code nor number; scan_id malformed, or duplicate: it was another guest's). Whether somebody may
    /// override is web's business.
    domain::result<check_in_answer> check_in(const domain::actor& by, const check_in_command& what);
    /// The same for a caller who does not wait for the commit: what it returns gives the question to the others when it
    /// is called, once, and returns at once. After the commit it calls back from another thread, with what gives the
    /// answer or throws the failure, to be called once.
    using answer_maker = std::function<domain::result<check_in_answer>()>;
    using beginning = std::function<void(std::function<void(answer_maker)>)>;
    domain::result<beginning> check_in_later(const domain::actor& by, const check_in_command& what);
    /// Many questions of one caller, decided in their order and committed together; an answer each, as of check_in().
    std::vector<domain::result<check_in_answer>> check_in_all(const domain::actor& by,
                                                              std::span<const check_in_command> questions);
    /// Takes a scan back: a new record of kind void. Twice is harmless. Refuses with not_found, wrong_state.
    domain::result<void> void_scan(const domain::actor& by, domain::event_id event, std::string_view scan_id);
    /// Somebody without a registration: makes one (source walk_in), counted against the capacity, and
    /// admits it. The same scan_id again, also after a crash in between, is the same guest. Refuses with full (the
    /// event, or what this point may take in: at = the limit), not_allowed (this point takes no walk-ins, or not now:
    /// at = when it opens or closed), not_found, invalid.
    domain::result<check_in_answer> admit_walk_in(const domain::actor& by, domain::registration_request request,
                                                  domain::admission_point_id point, std::string scan_id);
    /// Latest first, 1..200.
    std::vector<recent_scan> recent(domain::event_id event, int limit);
    /// Everything that happened at doors to one registration, in the order in which it came here.
    std::vector<recent_scan> scans_of(domain::event_id event, domain::registration_id whose);

    std::vector<domain::admission_point_rules> admission_points(domain::event_id event);
    domain::result<domain::admission_point_id> save_admission_point(const domain::actor& by, domain::event_id event,
                                                                    const domain::admission_point_rules& what); ///< id 0 = new

private:
    struct inside;
    std::unique_ptr<inside> inside_;
};

/// What a device and the verdict know of a registration.
domain::roster_row roster_row_of(const domain::registration& registration);
/// What happened before with one guest's ticket, as the verdict wants it.
std::vector<domain::earlier_scan> earlier_scans_of(store::transaction& tx, domain::event_id event,
                                                   domain::registration_id whose,
                                                   const std::vector<domain::admission_point_rules>& points);
/// What the verdict knows of an event, read in somebody's transaction.
domain::event_rules event_rules_of(store::transaction& tx, domain::event_id event, const zone_offset& offset);

} // namespace krug::service
