#include "domain/certificate.hpp"

#include "domain/utf8.hpp"

namespace krug::domain {

bool earns(const certificate_rule& rule, const participation& how) {
    if (!how.admitted) return false;
    switch (rule.basis) {
    case certificate_basis::admitted: return true;
    case certificate_basis::share: return how.event_ms > 0 && how.inside_ms * 100 >= rule.minimum * how.event_ms;
    case certificate_basis::sessions: return how.sessions >= rule.minimum;
    }
    return false;
}

std::string initials(const person_name& name) {
    std::string letters;
    for (const auto* part : {&name.family, &name.given, &name.additional}) {
        const auto all = code_points(*part);
        if (all.empty()) continue;
        letters += letters.empty() ? "" : " ";
        append_utf8(letters, all.front());
        letters += '.';
    }
    return letters;
}

} // namespace krug::domain
