#include "service/registration_changes.hpp"

#include "domain/text_rules.hpp"
#include "service/event_desk.hpp"
#include "service/status_steps.hpp"

namespace krug::service {

using domain::refusal_code;
using domain::registration_status;

namespace {

constexpr std::size_t reason_length_max = 500;

domain::refusal refuse(refusal_code code, std::int64_t at = 0) { return {code, at, {}}; }

/// The registration ends as `status`; its seat goes to whoever waits.
void end_as(event_desk& desk, store::registration_row& row, registration_status status, ground::utc_seconds now) {
    auto& r = row.registration;
    leave_status_step(desk, r.id);
    release(desk.tx(), desk, row, now);
    r.status = status;
    r.hold_until = 0;
    r.changed_at = now;
    store::save_standing(desk.tx(), row);
    desk.tell_devices(r.id);
}

} // namespace

domain::result<void> cancel_in(event_desk& desk, store::registration_row& row, ground::utc_seconds now) {
    if (row.registration.status == registration_status::cancelled) return {};
    if (!domain::is_live(row.registration.status)) return refuse(refusal_code::wrong_state);
    end_as(desk, row, registration_status::cancelled, now);
    desk.mail(row.registration, mail_kind::cancelled);
    promote(desk.tx(), desk, now);
    return {};
}

domain::result<void> approve_in(event_desk& desk, store::registration_row& row, ground::utc_seconds now, bool over_capacity) {
    auto& r = row.registration;
    if (desk.rules().state == domain::event_state::cancelled) return refuse(refusal_code::event_cancelled);
    if (r.status == registration_status::confirmed) return {};
    if (!domain::holds_seat(r.status) && !r.takes_no_seat && !has_kept_seat(desk, r.id)) {
        domain::seat_pool* const pools[] = {&desk.whole_event(), desk.quota_of(r.category)};
        for (const auto* pool : pools)
            if (pool != nullptr && !pool->has_free_seat() && !over_capacity) return refuse(refusal_code::full, *pool->limit);
        for (auto* pool : pools) {
            if (pool == nullptr) continue;
            if (!pool->has_free_seat()) pool->limit = pool->taken + 1;
            if (r.status == registration_status::waitlisted) --pool->waiting;
            ++pool->taken;
        }
    }
    leave_status_step(desk, r.id); // a seat that was kept is theirs again
    seat_person(desk.tx(), desk, row, now);
    desk.mail(r, mail_kind::ticket);
    return {};
}

domain::result<void> decline_in(event_desk& desk, store::registration_row& row, ground::utc_seconds now, const std::string& reason) {
    if (row.registration.status == registration_status::declined) return {};
    if (!domain::is_live(row.registration.status)) return refuse(refusal_code::wrong_state);
    end_as(desk, row, registration_status::declined, now);
    store::save_decline_reason(desk.tx(), row.registration.event, row.registration.id, reason);
    desk.mail(row.registration, mail_kind::declined);
    promote(desk.tx(), desk, now);
    return {};
}

std::optional<domain::refusal> fault_in_reason(const std::string& reason) {
    if (reason.empty()) return std::nullopt;
    const auto fault = domain::fault_in_prose(reason, reason_length_max);
    if (!fault) return std::nullopt;
    return domain::refusal{refusal_code::invalid, 0,
                           {{"reason", std::string(domain::word_of(*fault)), static_cast<std::int64_t>(reason_length_max)}}};
}

} // namespace krug::service
