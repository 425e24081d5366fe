// The inbox of double admissions: what the doors found out after they met again, and what was decided.
// Called by web (page and JSON API) for staff who may override.
#pragma once

#include "domain/registration.hpp"
#include "domain/result.hpp"
#include "domain/staff.hpp"

#include <optional>
#include <string>
#include <vector>

namespace krug::store {
class database;
class transaction;
}
namespace krug::ground {
class clock;
}

namespace krug::service {

class check_in_office;
class registration_office;
class key_office;

/// One of the admissions that met.
struct conflict_entry {
    std::string scan_id;
    std::int64_t at_ms = 0;    ///< corrected to server time
    std::int64_t error_ms = 0; ///< ±
    std::string point, device; ///< names; device "" = this server
    bool voided = false;       ///< taken back since
};

struct conflict_line {
    std::int64_t number = 0;
    domain::registration_id registration;
    domain::person_name name;
    std::string attendee_no;
    std::vector<conflict_entry> entries; ///< in the order in which they count; at least two unless taken back
    bool order_unknown = false;          ///< the first two lie closer than their clock errors
    ground::utc_seconds found_at = 0;
    std::string state;      ///< open, resolved, gone
    std::string resolution; ///< "", same_person, copied, mistake
    ground::utc_seconds resolved_at = 0;
};

enum class conflict_answer : std::uint8_t {
    same_person = 1, ///< nothing is wrong: the guest had gone out unseen
    copied = 2,      ///< the ticket is re-issued: every copy of the old one is refused from now on
    mistake = 3      ///< one of the admissions is taken back
};
/// "same_person", "copied", "mistake".
const char* word_of(conflict_answer answer);
std::optional<conflict_answer> conflict_answer_named(std::string_view word);

class conflict_office {
public:
    conflict_office(store::database& database, ground::clock& clock, key_office& keys, check_in_office& check_ins,
                    registration_office& registrations);

    /// Latest first; at most `most` (1..200) with numbers below `before` (0 = from the newest).
    std::vector<conflict_line> list(domain::event_id event, bool open_only, std::int64_t before, int most);
    std::optional<conflict_line> find(domain::event_id event, std::int64_t number);
    std::int64_t count_open(domain::event_id event);

    /// Decides one. `scan_id` (32 hex digits) names the admission to take back with `mistake`, and is empty otherwise.
    /// The same answer again is harmless. Refuses with not_found, invalid (scan_id: required, not_a_choice),
    /// wrong_state (decided otherwise, or nothing is left to decide).
    domain::result<void> resolve(const domain::actor& by, domain::event_id event, std::int64_t number,
                                 conflict_answer answer, std::string_view scan_id);

private:
    store::database& database_;
    ground::clock& clock_;
    key_office& keys_;
    check_in_office& check_ins_;
    registration_office& registrations_;
};

} // namespace krug::service
