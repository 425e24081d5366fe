#include "service/event_desk.hpp"

#include "domain/search_key.hpp"
#include "domain/utf8.hpp"
#include "service/table_places.hpp"

namespace krug::service {

using domain::registration_status;
using store::registration_row;
using store::transaction;

std::string search_key_of(const domain::registration& r) {
    constexpr std::size_t length_max = 600; // code points: so much of it the index registration_listed can hold
    auto key = domain::search_key(domain::full_name(r.name));
    for (const auto* part : {&r.organisation, &r.email, &r.phone})
        if (!part->empty()) key += " " + domain::search_key(*part);
    if (key.size() <= length_max) return key;
    return domain::to_utf8(std::u32string_view(domain::code_points(key)).substr(0, length_max));
}

std::vector<store::session_seat> seat_in_sessions(event_desk& desk, domain::registration_id who,
                                                  std::vector<store::session_seat> wanted) {
    for (auto& seat : wanted) {
        if (seat.standing != domain::session_choice::state::wanted) continue;
        auto* pool = desk.session_pool(seat.session);
        KRUG_CHECK(pool != nullptr);
        seat.registration = who;
        seat.standing = domain::take_session_seat(*pool, seat.queue_number);
    }
    return wanted;
}

void release(transaction& tx, event_desk& desk, registration_row& row, ground::utc_seconds now) {
    auto& whole = desk.whole_event();
    auto* quota = desk.quota_of(row.registration.category);
    if (domain::holds_seat(row.registration.status) && !row.registration.takes_no_seat)
        for (auto* pool : {&whole, quota})
            if (pool != nullptr) {
                --pool->taken;
                domain::give_back_seat(*pool);
            }
    if (row.registration.status == registration_status::waitlisted) {
        --whole.waiting;
        if (quota != nullptr) --quota->waiting;
        row.queue_number = 0;
    }
    for (auto seat : store::session_seats(tx, row.registration.event, row.registration.id)) {
        auto* pool = desk.session_pool(seat.session);
        if (pool == nullptr || seat.standing == domain::session_choice::state::wanted) continue;
        if (seat.standing == domain::session_choice::state::seated) {
            --pool->taken;
            domain::give_back_seat(*pool);
        } else {
            --pool->waiting;
        }
        if (seat.leaves) { // it was asked for with a seat that is given back as well
            store::delete_session_seat(tx, row.registration.event, row.registration.id, seat.session);
            continue;
        }
        seat.standing = domain::session_choice::state::wanted;
        seat.queue_number = 0;
        store::save_session_seat(tx, row.registration.event, seat);
    }
    leave_tables(tx, row.registration, now);
}

void seat_person(transaction& tx, event_desk& desk, registration_row& row, ground::utc_seconds now) {
    auto& r = row.registration;
    r.status = registration_status::confirmed;
    row.queue_number = 0;
    r.hold_until = 0;
    const bool first = r.ticket.issued_at == 0;
    // Somebody who comes back after a cancellation gets a new generation: the old code stays refused.
    const auto generation = static_cast<std::uint16_t>(first ? 1 : std::min<int>(r.ticket.generation + 1, generation_max));
    r.ticket = domain::issue_ticket(now, r.ticket.salt, generation);
    r.changed_at = now;
    for (const auto& seat : seat_in_sessions(desk, r.id, store::session_seats(tx, r.event, r.id)))
        store::save_session_seat(tx, r.event, seat);
    store::save_standing(tx, row);
    settle_wish(tx, r, desk.seating_rounds(), now);
    desk.tell_devices(r.id);
}

std::int64_t promote(transaction& tx, event_desk& desk, ground::utc_seconds now) {
    auto& whole = desk.whole_event();
    const auto over = domain::over_at(desk.rules().time);
    // A seat at what will not be, or has been, is no good news.
    if (desk.rules().state == domain::event_state::cancelled || (over && now >= *over)) return 0;
    const auto due = domain::promotions_due(whole);
    std::int64_t moved = 0;
    for (; moved < due; ++moved) {
        // Who waits for a category that is full lets the next one pass.
        const auto full = domain::full_categories(desk.quotas());
        const auto next = full.empty() ? store::first_waiting(tx, desk.rules().id, {})
                                       : store::first_waiting_except(tx, desk.rules().id, full);
        KRUG_CHECK(next.has_value() || !full.empty()); // the pool counts them
        if (!next) break;
        auto row = store::find_registration(tx, desk.rules().id, *next);
        --whole.waiting;
        ++whole.taken;
        if (auto* quota = desk.quota_of(row->registration.category)) {
            --quota->waiting;
            ++quota->taken;
        }
        seat_person(tx, desk, *row, now);
        desk.mail(row->registration, mail_kind::promoted);
    }
    if (std::any_of(desk.pools().begin(), desk.pools().end(),
                    [](const auto& each) { return each.first != 0 && !domain::is_quota(each.second) && each.second.waiting > 0; })) {
        auto seats = desk.session_seats();
        settle_session_lines(seats, now);
    }
    return moved;
}

domain::result<void> move_quota(event_desk& desk, const domain::registration& who, domain::category_id to) {
    auto* from_pool = desk.quota_of(who.category);
    auto* to_pool = desk.quota_of(to);
    if (domain::holds_seat(who.status) && !who.takes_no_seat) {
        if (to_pool != nullptr && !to_pool->has_free_seat()) return domain::refusal{domain::refusal_code::invalid, 0, {{"category", "full", 0}}};
        if (from_pool != nullptr) {
            --from_pool->taken;
            domain::give_back_seat(*from_pool);
        }
        if (to_pool != nullptr) ++to_pool->taken;
    }
    if (who.status == registration_status::waitlisted) {
        if (from_pool != nullptr) --from_pool->waiting;
        if (to_pool != nullptr) ++to_pool->waiting;
    }
    return {};
}

void confirm_along(transaction& tx, event_desk& desk, registration_row& row, ground::utc_seconds now) {
    auto& r = row.registration;
    if (r.status == registration_status::unconfirmed) return seat_person(tx, desk, row, now);
    if (r.status != registration_status::expired) return;
    const auto decision = r.takes_no_seat ? domain::seat_decision{registration_status::confirmed, 0}
                                          : desk.take_seat(r.category, domain::registration_mode::open, false);
    if (decision.status == registration_status::confirmed) return seat_person(tx, desk, row, now);
    r.status = registration_status::waitlisted;
    row.queue_number = decision.queue_number;
    r.changed_at = now;
    store::save_standing(tx, row);
    desk.tell_devices(r.id);
}

} // namespace krug::service
