#include "domain/seats.hpp"

#include "ground/check.hpp"

#include <algorithm>

namespace krug::domain {

namespace {
constexpr utc_seconds ticket_life_seconds = 400LL * 24 * 3600; // KT1: span of at most 400 days

refusal refuse(refusal_code code, std::int64_t at = 0) { return {code, at, {}}; }
} // namespace

std::optional<std::int64_t> seat_limit(std::optional<std::int64_t> capacity, int overbooking_percent) {
    if (!capacity) return std::nullopt;
    return *capacity + *capacity * overbooking_percent / 100;
}

result<void> may_register(const event& which, utc_seconds now, bool by_staff) {
    if (which.state == event_state::cancelled) return refuse(refusal_code::event_cancelled);
    if (by_staff) return {};
    if (which.state == event_state::draft) return refuse(refusal_code::event_not_published);
    if (which.state == event_state::finished) return refuse(refusal_code::registration_closed);
    const auto& rules = which.registration;
    if (rules.mode == registration_mode::invitation) return refuse(refusal_code::invitation_needed);
    if (rules.opens_at && now < *rules.opens_at) return refuse(refusal_code::registration_not_open, *rules.opens_at);
    const auto ends = registration_ends_at(which);
    if (ends && now >= *ends) return refuse(refusal_code::registration_closed, *ends);
    return {};
}

seat_decision take_seat(seat_pool& pool, registration_mode mode, bool confirm_email) {
    if (mode == registration_mode::approval) return {registration_status::pending, 0};
    if (pool.waiting == 0 && pool.has_free_seat()) {
        ++pool.taken;
        return {confirm_email ? registration_status::unconfirmed : registration_status::confirmed, 0};
    }
    ++pool.waiting;
    return {registration_status::waitlisted, ++pool.last_queue_number};
}

session_choice::state take_session_seat(seat_pool& pool, std::int64_t& queue_number) {
    const auto decision = take_seat(pool, registration_mode::open, false);
    queue_number = decision.queue_number;
    return decision.status == registration_status::confirmed ? session_choice::state::seated
                                                              : session_choice::state::waiting;
}

std::int64_t promotions_due(const seat_pool& pool) {
    if (!pool.limit) return pool.waiting;
    return std::clamp<std::int64_t>(*pool.limit - pool.taken, 0, pool.waiting);
}

ticket_stamp issue_ticket(utc_seconds now, std::uint32_t salt, std::uint16_t generation) {
    KRUG_CHECK(generation >= 1);
    return {salt, generation, 0, now, now, now + ticket_life_seconds};
}

} // namespace krug::domain
