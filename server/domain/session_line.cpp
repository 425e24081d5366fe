#include "domain/session_line.hpp"

#include "ground/check.hpp"

#include <algorithm>
#include <set>

namespace krug::domain {

namespace {

constexpr utc_seconds talk_seconds = 3600;

/// One seat changes hands: the line is one shorter, the seats of what is left and of wishes that end with it follow.
void grant_seat(std::map<std::int64_t, seat_pool>& pools, const session_waiter& waiter, session_id into, const session_lines& lines) {
    auto& pool = pools.at(into.value);
    KRUG_CHECK(pool.waiting > 0);
    --pool.waiting;
    ++pool.taken;
    if (waiter.leaves) {
        auto& left = pools.at(waiter.leaves.value);
        KRUG_CHECK(left.taken > 0);
        --left.taken;
    }
    for (const auto ended : lines.grant(waiter, into)) {
        auto& other = pools.at(ended.value);
        KRUG_CHECK(other.waiting > 0);
        --other.waiting;
    }
}

/// A ring in "who stands first for X gives back Y": at most one arrow leaves each session, so following them finds it.
std::vector<session_id> find_ring(const std::map<std::int64_t, session_waiter>& first) {
    std::set<std::int64_t> known;
    for (const auto& [start, waiter] : first) {
        std::vector<session_id> way;
        auto at = start;
        while (!known.contains(at)) {
            known.insert(at);
            const auto here = first.find(at);
            if (here == first.end() || !here->second.leaves) break;
            way.push_back({at});
            at = here->second.leaves.value;
            const auto again = std::find(way.begin(), way.end(), session_id{at});
            if (again != way.end()) return {again, way.end()};
        }
    }
    return {};
}

} // namespace

void give_back_seat(seat_pool& pool) {
    if (pool.limit && pool.wanted_limit) pool.limit = std::max(*pool.wanted_limit, pool.taken);
}

std::int64_t settle_lines(std::map<std::int64_t, seat_pool>& pools, const std::vector<session_id>& open, bool swaps,
                          const session_lines& lines) {
    std::int64_t moved = 0;
    for (;;) {
        bool any = false;
        for (const auto session : open) {
            auto& pool = pools.at(session.value);
            while (promotions_due(pool) > 0) {
                const auto waiter = lines.first(session);
                KRUG_CHECK(waiter.has_value()); // the pool counts them
                grant_seat(pools, *waiter, session, lines);
                if (waiter->leaves) give_back_seat(pools.at(waiter->leaves.value));
                ++moved;
                any = true;
            }
        }
        if (any) continue; // what was given back may be wanted by a session that was looked at before
        if (!swaps) return moved;
        std::map<std::int64_t, session_waiter> first;
        for (const auto session : open)
            if (pools.at(session.value).waiting > 0) {
                const auto waiter = lines.first(session);
                KRUG_CHECK(waiter.has_value());
                first.emplace(session.value, *waiter);
            }
        const auto ring = find_ring(first);
        if (ring.empty()) return moved;
        // Everybody in the ring moves before any pool is looked at again: each session keeps as many as it had.
        for (const auto session : ring) grant_seat(pools, first.at(session.value), session, lines);
        moved += static_cast<std::int64_t>(ring.size());
    }
}

bool run_together(const session_hours& one, const session_hours& other) {
    if (!one.starts_at || !other.starts_at) return false;
    const auto end_of = [](const session_hours& each) { return each.ends_at.value_or(*each.starts_at + talk_seconds); };
    return *one.starts_at < end_of(other) && *other.starts_at < end_of(one);
}

bool is_session_over(const session_hours& which, utc_seconds now) {
    return which.starts_at && which.ends_at.value_or(*which.starts_at + talk_seconds) <= now;
}

std::vector<session_clash> clashes_among(std::span<const chosen_session> chosen, std::span<const session_hours> hours) {
    const auto hours_of = [&](session_id which) {
        const auto found = std::find_if(hours.begin(), hours.end(), [&](const auto& each) { return each.id == which; });
        return found == hours.end() ? nullptr : &*found;
    };
    std::vector<session_clash> clashes;
    for (std::size_t at = 0; at < chosen.size(); ++at) {
        const auto* one = hours_of(chosen[at].session);
        if (one == nullptr) continue;
        for (std::size_t later = at + 1; later < chosen.size(); ++later) {
            const auto* other = hours_of(chosen[later].session);
            if (other == nullptr || other->id == one->id) continue;
            const bool for_each_other = chosen[at].leaves == other->id || chosen[later].leaves == one->id;
            const bool one_of_two = chosen[at].leaves && chosen[at].leaves == chosen[later].leaves;
            if (for_each_other || one_of_two || !run_together(*one, *other)) continue;
            const auto policy = std::max(one->clash, other->clash);
            if (policy != clash_policy::allow) clashes.push_back({one->id, other->id, policy});
        }
    }
    return clashes;
}

} // namespace krug::domain
