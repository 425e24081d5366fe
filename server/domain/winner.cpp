#include "domain/winner.hpp"

#include <algorithm>
#include <map>
#include <tuple>

namespace krug::domain {
namespace {

struct contender {
    const admission_claim* claim;
    std::int64_t ms; ///< corrected time, never less than that of an earlier seq of the same device
    std::size_t waits_for = 0;
    bool placed = false;
};

bool before(const contender& left, const contender& right) {
    return std::tie(left.ms, left.claim->device, left.claim->seq, left.claim->id) <
           std::tie(right.ms, right.claim->device, right.claim->seq, right.claim->id);
}

std::vector<contender> contenders_of(const std::vector<admission_claim>& claims) {
    std::vector<contender> all;
    for (const auto& claim : claims) all.push_back({&claim, claim.corrected_ms});
    std::sort(all.begin(), all.end(), [](const contender& left, const contender& right) {
        return std::tie(left.claim->device, left.claim->seq, left.claim->id) <
               std::tie(right.claim->device, right.claim->seq, right.claim->id);
    });
    for (std::size_t at = 1; at < all.size(); ++at)
        if (all[at].claim->device == all[at - 1].claim->device) all[at].ms = std::max(all[at].ms, all[at - 1].ms);
    for (auto& later : all)
        for (const auto& earlier : all)
            if (decided_knowing(*later.claim, *earlier.claim)) ++later.waits_for;
    std::sort(all.begin(), all.end(), before);
    return all;
}

std::int64_t day_of(std::int64_t ms, int offset_minutes) {
    const auto local = ms / 1000 + 60 * std::int64_t{offset_minutes};
    return local >= 0 ? local / 86400 : (local - 86399) / 86400;
}

bool is_first_admission(const admission_claim& claim) {
    return !claim.voided && !claim.by_override &&
           (claim.reason == verdict_reason::admitted || claim.reason == verdict_reason::admitted_late_ticket);
}

} // namespace

bool decided_knowing(const admission_claim& later, const admission_claim& earlier) {
    if (later.id == earlier.id) return false;
    if (later.device == earlier.device) return later.seq > earlier.seq;
    return earlier.published.n > 0 && later.known.epoch == earlier.published.epoch &&
           later.known.n >= earlier.published.n;
}

std::vector<admission_claim> in_winning_order(std::vector<admission_claim> claims) {
    std::sort(claims.begin(), claims.end(), [](const admission_claim& left, const admission_claim& right) {
        return std::tie(left.id) < std::tie(right.id);
    });
    claims.erase(std::unique(claims.begin(), claims.end(),
                             [](const admission_claim& left, const admission_claim& right) {
                                 return left.id == right.id;
                             }),
                 claims.end());
    auto all = contenders_of(claims);
    std::vector<admission_claim> ordered;
    while (ordered.size() < all.size()) {
        // Honest records never know each other both ways; forged ones may, and must not stop the report.
        contender* next = nullptr;
        for (auto& candidate : all)
            if (!candidate.placed && (next == nullptr || (next->waits_for > 0 && candidate.waits_for == 0)))
                next = &candidate;
        next->placed = true;
        ordered.push_back(*next->claim);
        for (auto& other : all)
            if (!other.placed && decided_knowing(*other.claim, *next->claim)) --other.waits_for;
    }
    return ordered;
}

std::vector<double_admission> find_double_admissions(const std::vector<admission_claim>& claims, entry_rule entries,
                                                     int utc_offset_minutes) {
    std::map<std::pair<int, std::int64_t>, std::vector<admission_claim>> places;
    for (const auto& claim : claims) {
        if (!is_first_admission(claim)) continue;
        const auto day = entries == entry_rule::once_a_day ? day_of(claim.corrected_ms, utc_offset_minutes) : 0;
        places[{claim.area, day}].push_back(claim);
    }
    std::vector<double_admission> found;
    for (auto& [place, here] : places) {
        double_admission report;
        report.area = place.first;
        report.day = place.second;
        report.claims = in_winning_order(std::move(here));
        if (report.claims.size() < 2) continue;
        const auto& first = report.claims[0];
        const auto& second = report.claims[1];
        const auto apart = std::max(first.corrected_ms, second.corrected_ms) -
                           std::min(first.corrected_ms, second.corrected_ms);
        report.order_unknown =
            !decided_knowing(second, first) && apart < first.error_ms + second.error_ms;
        found.push_back(std::move(report));
    }
    return found;
}

} // namespace krug::domain
