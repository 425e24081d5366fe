// Certificates of participation: by which rule they are earned, and what stands on one. Values and pure rules.
// The certificate office decides by it; pages show it.
#pragma once

#include "domain/ids.hpp"
#include "domain/named.hpp"
#include "domain/registration.hpp"
#include "ground/clock.hpp"

#include <array>
#include <cstdint>
#include <string>

namespace krug::domain {

enum class certificate_basis { admitted = 1, share = 2, sessions = 3 };
inline constexpr std::array<std::pair<certificate_basis, std::string_view>, 3> certificate_basis_words{{
    {certificate_basis::admitted, "admitted"}, {certificate_basis::share, "share"}, {certificate_basis::sessions, "sessions"}}};
constexpr words<certificate_basis> words_of(certificate_basis) { return certificate_basis_words; }

struct certificate_rule {
    certificate_basis basis = certificate_basis::admitted;
    std::int64_t minimum = 1; ///< share: 1..100 per cent of the event's time; sessions: 1..1,000; admitted: 1
    std::int64_t hours = 0;   ///< stated on the paper, 0..999, 0 = not stated
    std::string signer;       ///< "Иванова М. П., председатель"; "" = a blank line
};

/// What the rule looks at.
struct participation {
    bool admitted = false;
    std::int64_t inside_ms = 0; ///< of the event's time
    std::int64_t event_ms = 0;  ///< how long the event is, 0 = not known
    std::int64_t sessions = 0;
};
/// Does somebody who took part like this earn one? A share of an unknown length is earned by nobody.
bool earns(const certificate_rule& rule, const participation& how);

enum class certificate_state { valid = 1, revoked = 2, replaced = 3 };
inline constexpr std::array<std::pair<certificate_state, std::string_view>, 3> certificate_state_words{{
    {certificate_state::valid, "valid"}, {certificate_state::revoked, "revoked"}, {certificate_state::replaced, "replaced"}}};
constexpr words<certificate_state> words_of(certificate_state) { return certificate_state_words; }

struct certificate {
    event_id event;
    std::int64_t number = 0; ///< 1, 2, … in the event
    registration_id registration;
    std::string code; ///< of the public address, 16 digits
    certificate_state state = certificate_state::valid;
    utc_seconds issued_at = 0, changed_at = 0; ///< changed_at 0 = it stands
    staff_id issued_by;
    std::int64_t hours = 0;
    std::string signer, name_mark;
};

/// «П. А. С.» of «Примерова Анна Сергеевна»; "" of nobody.
std::string initials(const person_name& name);

} // namespace krug::domain
