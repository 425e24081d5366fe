#include "service/session_choice.hpp"

#include "ground/check.hpp"
#include "store/registration_store.hpp"
#include "store/table_store.hpp"

#include <algorithm>

namespace krug::service {

using domain::chosen_session;
using domain::session_id;
using standing_of_choice = domain::session_choice::state;

namespace {

/// What is asked for, once each, without what was left before: somebody who moved from A to X and asks again keeps X.
std::vector<chosen_session> once_each(std::span<const chosen_session> wanted, std::span<const domain::session_choice> standing) {
    const auto is_held = [&](session_id which, standing_of_choice as) {
        return std::any_of(standing.begin(), standing.end(),
                           [&](const auto& each) { return each.session == which && each.standing == as; });
    };
    std::vector<chosen_session> kept;
    for (const auto& each : wanted) {
        if (std::any_of(kept.begin(), kept.end(), [&](const auto& known) { return known.session == each.session; })) continue;
        const bool left_for_another = std::any_of(wanted.begin(), wanted.end(), [&](const auto& other) {
            return other.leaves == each.session && is_held(other.session, standing_of_choice::seated);
        });
        if (left_for_another && !is_held(each.session, standing_of_choice::seated)) continue;
        auto one = each;
        if (is_held(one.session, standing_of_choice::seated)) one.leaves = {};
        kept.push_back(one);
    }
    // A seat that is to be left stays until the other one is got, named or not.
    for (std::size_t at = 0, all = kept.size(); at < all; ++at) {
        const chosen_session left{kept[at].leaves};
        const bool named = std::any_of(kept.begin(), kept.end(), [&](const auto& known) { return known.session == left.session; });
        if (left.session && !named && is_held(left.session, standing_of_choice::seated)) kept.push_back(left);
    }
    return kept;
}

const domain::session_hours* hours_of(const std::vector<domain::session_hours>& hours, session_id which) {
    const auto found = std::find_if(hours.begin(), hours.end(), [&](const auto& each) { return each.id == which; });
    return found == hours.end() ? nullptr : &*found;
}

/// The seat in a session is given back, and with it the places at its tables.
void leave_session(session_seats_in_hand& seats, domain::registration_id who, session_id session, domain::utc_seconds now) {
    store::delete_session_seat(seats.tx, seats.event, who, session);
    bool sat = false;
    for (const auto& place : store::places_of(seats.tx, seats.event, who))
        if (place.session == session) {
            store::delete_place(seats.tx, seats.event, who, session, place.round);
            sat = true;
        }
    if (sat) store::refresh_tables(seats.tx, seats.event, std::span(&who, 1), now);
}

std::string field_of(std::span<const chosen_session> wanted, session_id which) {
    for (std::size_t at = 0; at < wanted.size(); ++at)
        if (wanted[at].session == which) return "sessions[" + std::to_string(at) + "]";
    return "sessions";
}

} // namespace

void settle_session_lines(session_seats_in_hand& seats, domain::utc_seconds now) {
    std::vector<session_id> open;
    bool anybody = false;
    for (const auto& each : seats.hours)
        if (seats.pools.contains(each.id.value) && !domain::is_session_over(each, now)) {
            open.push_back(each.id);
            anybody = anybody || seats.pools.at(each.id.value).waiting > 0;
        }
    if (!anybody) return;
    auto& tx = seats.tx;
    domain::session_lines lines;
    lines.first = [&](session_id session) -> std::optional<domain::session_waiter> {
        const auto row = store::first_in_line(tx, seats.event, session);
        return row ? std::optional(domain::session_waiter{row->registration, row->leaves}) : std::nullopt;
    };
    lines.grant = [&](const domain::session_waiter& waiter, session_id into) {
        store::save_session_seat(tx, seats.event, {waiter.who, into, standing_of_choice::seated, 0, {}});
        std::vector<session_id> ended;
        if (waiter.leaves) {
            leave_session(seats, waiter.who, waiter.leaves, now);
            for (const auto& other : store::session_seats(tx, seats.event, waiter.who))
                if (other.leaves == waiter.leaves) {
                    store::delete_session_seat(tx, seats.event, waiter.who, other.session);
                    ended.push_back(other.session);
                }
        }
        seats.moved(waiter.who, into, waiter.leaves);
        return ended;
    };
    domain::settle_lines(seats.pools, open, store::has_swaps(tx, seats.event), lines);
}

std::vector<domain::field_error> faults_of_choice(std::span<const chosen_session> wanted,
                                                  std::span<const domain::session_choice> standing,
                                                  const std::vector<domain::session_hours>& hours, domain::utc_seconds now) {
    const auto kept = once_each(wanted, standing);
    const auto is_new = [&](session_id which) {
        return std::none_of(standing.begin(), standing.end(), [&](const auto& each) { return each.session == which; });
    };
    std::vector<domain::field_error> faults;
    for (const auto& each : kept) {
        const auto* known = hours_of(hours, each.session);
        const bool offered = known != nullptr && known->sign_up != domain::session_sign_up::none;
        if (is_new(each.session) && !offered) faults.push_back({field_of(wanted, each.session), "not_a_choice", 0});
        else if (is_new(each.session) && domain::is_session_over(*known, now))
            faults.push_back({field_of(wanted, each.session), "in_the_past", 0});
        const bool can_leave = std::any_of(standing.begin(), standing.end(), [&](const auto& held) {
            return held.session == each.leaves && held.standing == standing_of_choice::seated;
        });
        if (each.leaves && (each.leaves == each.session || !can_leave))
            faults.push_back({field_of(wanted, each.session), "not_a_choice", 0});
    }
    if (!faults.empty()) return faults;
    for (const auto& clash : domain::clashes_among(kept, hours)) {
        // What stands was allowed once, or was moved by the organisers: nobody has to give it back to change the rest.
        if (clash.policy != domain::clash_policy::block || (!is_new(clash.one) && !is_new(clash.other))) continue;
        faults.push_back({field_of(wanted, clash.other), "clash", clash.one.value});
    }
    return faults;
}

bool apply_choice(session_seats_in_hand& seats, const domain::registration& who, std::span<const chosen_session> asked,
                  domain::utc_seconds now) {
    const auto wanted = once_each(asked, who.sessions);
    auto& tx = seats.tx;
    bool changed = false;
    const auto wish_for = [&](session_id which) {
        return std::find_if(wanted.begin(), wanted.end(), [&](const auto& each) { return each.session == which; });
    };
    std::vector<session_id> held; // seats that stay
    for (const auto& stands : who.sessions) {
        auto& pool = seats.pools.at(stands.session.value);
        const auto wish = wish_for(stands.session);
        if (wish == wanted.end()) {
            if (stands.standing == standing_of_choice::seated) {
                --pool.taken;
                domain::give_back_seat(pool);
            } else if (stands.standing == standing_of_choice::waiting) {
                --pool.waiting;
            }
            leave_session(seats, who.id, stands.session, now);
            changed = true;
        } else if (stands.standing == standing_of_choice::seated) {
            held.push_back(stands.session);
        }
    }
    const auto rows = store::session_seats(tx, seats.event, who.id);
    for (auto row : rows) { // places in line keep their number, with or without a seat that is given back
        const auto wish = wish_for(row.session);
        if (row.standing != standing_of_choice::waiting || wish == wanted.end() || wish->leaves == row.leaves) continue;
        row.leaves = wish->leaves;
        store::save_session_seat(tx, seats.event, row);
        changed = true;
    }
    std::vector<store::session_seat> fresh;
    for (const auto& wish : wanted) {
        if (std::any_of(rows.begin(), rows.end(), [&](const auto& row) { return row.session == wish.session; })) continue;
        store::session_seat seat{who.id, wish.session, standing_of_choice::wanted, 0, {}};
        if (domain::holds_seat(who.status)) {
            auto& pool = seats.pools.at(wish.session.value);
            seat.standing = domain::take_session_seat(pool, seat.queue_number);
            if (seat.standing == standing_of_choice::waiting) seat.leaves = wish.leaves;
            const bool gives_back = seat.standing == standing_of_choice::seated && wish.leaves &&
                                    std::find(held.begin(), held.end(), wish.leaves) != held.end();
            if (gives_back) {
                auto& left = seats.pools.at(wish.leaves.value);
                --left.taken;
                domain::give_back_seat(left);
                leave_session(seats, who.id, wish.leaves, now);
                std::erase(held, wish.leaves);
            }
        }
        fresh.push_back(seat);
        changed = true;
    }
    // A seat that went for one of them cannot go for the others any more: those wishes end, the new ones before they begin.
    const auto is_gone = [&](const store::session_seat& seat) {
        return seat.leaves && std::find(held.begin(), held.end(), seat.leaves) == held.end();
    };
    for (const auto& seat : fresh)
        if (is_gone(seat)) --seats.pools.at(seat.session.value).waiting;
    std::erase_if(fresh, is_gone);
    store::insert_session_seats(tx, seats.event, fresh);
    for (const auto& row : store::session_seats(tx, seats.event, who.id))
        if (is_gone(row)) {
            --seats.pools.at(row.session.value).waiting;
            store::delete_session_seat(tx, seats.event, who.id, row.session);
        }
    return changed;
}

} // namespace krug::service
