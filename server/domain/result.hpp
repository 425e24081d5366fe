// Refusals as values: a person asked for what cannot be. Failures are exceptions, bugs abort; neither comes here.
// Every room above ground may return one; the codes are the whole list of what a person can be told.
#pragma once

#include <boost/system/result.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace krug::domain {

/// Why something was refused. Numbers start at 1 and never change their meaning.
enum class refusal_code {
    not_found = 1,
    not_allowed = 2,
    invalid = 3,               ///< fields name what is wrong
    already_registered = 4,
    registration_not_open = 5, ///< facts.at: when it opens, 0 = not known
    registration_closed = 6,
    event_cancelled = 7,
    event_not_published = 8,
    full = 9,
    wrong_state = 10,          ///< for example confirming what was cancelled
    version_mismatch = 11,     ///< If-Match did not hold
    idempotency_mismatch = 12, ///< the same key with another body
    idempotency_in_flight = 13,
    code_expired = 14,
    code_used = 15,
    too_many = 16,             ///< facts.at: when to try again
    wrong_credentials = 17,
    invitation_needed = 18,
    duplicate = 19,
    event_has_no_date = 20,    ///< no calendar file for an event of which only the month is known
    operator_not_named = 21    ///< personal data may not be collected before someone answers for it
};

/// One field that is wrong, and how. `code` is a stable word: required, too_long, too_short, malformed,
/// not_a_choice, out_of_range, in_the_past, order, not_accepted, unknown, duplicate.
struct field_error {
    std::string field;
    std::string code;
    std::int64_t limit = 0; ///< the bound that was crossed, where there is one
};

struct refusal {
    refusal_code code = refusal_code::invalid;
    std::int64_t at = 0; ///< UTC seconds or a count, as the code says
    std::vector<field_error> fields;
};

template <class T> using result = boost::system::result<T, refusal>;

} // namespace krug::domain

namespace boost::system {
/// Asking a refused result for its value is a bug of the caller, so this ends in std::logic_error.
[[noreturn]] void throw_exception_from_error(const krug::domain::refusal& refused, const boost::source_location& where);
} // namespace boost::system
