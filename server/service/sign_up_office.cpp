#include "service/sign_up_office.hpp"

#include "domain/text_rules.hpp"
#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "service/registration_office.hpp"
#include "service/staff_office.hpp"
#include "store/category_store.hpp"
#include "store/database.hpp"
#include "store/event_store.hpp"
#include "store/registration_store.hpp"
#include "store/sign_up_store.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

constexpr int companions_most = 10, group_least = 2, group_most = 50;
constexpr int invitations_at_once = 1000;

domain::refusal refuse(refusal_code code, std::int64_t at = 0) { return {code, at, {}}; }
domain::refusal refuse_field(std::string_view field, std::string_view code, std::int64_t limit = 0) {
    return {refusal_code::invalid, 0, {{std::string(field), std::string(code), limit}}};
}

bool has_category(transaction& tx, domain::event_id event, domain::category_id wanted) {
    const auto known = store::categories_of(tx, event);
    return std::any_of(known.begin(), known.end(), [&](const auto& each) { return each.id == wanted; });
}

domain::seat_pool* whole_of(std::vector<domain::seat_pool>& pools) {
    for (auto& pool : pools)
        if (!pool.scope) return &pool;
    return nullptr;
}

/// Seats that nobody keeps any more become free, and whoever waits moves up.
void free_seats(transaction& tx, domain::event_id event, std::int64_t seats, ground::utc_seconds now) {
    if (seats == 0) return;
    auto pools = store::seat_pools(tx, event);
    auto* whole = whole_of(pools);
    whole->taken -= seats;
    if (whole->limit && whole->wanted_limit) whole->limit = std::max(*whole->wanted_limit, whole->taken);
    store::save_pool(tx, event, *whole);
    promote_waiting(tx, event, now);
}

std::optional<domain::refusal> fault_in(const invitation_wish& wish, ground::utc_seconds now) {
    if (wish.count < 1 || wish.count > invitations_at_once) return refuse_field("count", "out_of_range", invitations_at_once);
    if (wish.uses_max < 1 || wish.uses_max > domain::invitation_uses_max)
        return refuse_field("uses_max", "out_of_range", domain::invitation_uses_max);
    if (!wish.code.empty() && (wish.count != 1 || !domain::read_code(wish.code))) return refuse_field("code", "malformed");
    if (wish.expires_at && *wish.expires_at <= now) return refuse_field("expires_at", "in_the_past");
    if (!wish.note.empty())
        if (const auto fault = domain::fault_in_title(wish.note, domain::invitation_note_max))
            return refuse_field("note", domain::word_of(*fault), domain::invitation_note_max);
    return std::nullopt;
}

} // namespace

sign_up_office::sign_up_office(store::database& database, ground::clock& clock, ground::randomness& random)
    : database_(database), clock_(clock), random_(random) {}

std::vector<category_line> sign_up_office::categories(domain::event_id event) {
    return database_.read([&](transaction& tx) {
        std::vector<category_line> lines;
        const auto terms = store::category_terms_of(tx, event);
        const auto pools = terms.empty() ? std::vector<domain::seat_pool>() : store::seat_pools(tx, event);
        for (auto& category : store::categories_of(tx, event)) {
            category_line line;
            line.terms.category = category.id;
            for (const auto& each : terms)
                if (each.category == category.id) line.terms = each;
            for (const auto& pool : pools)
                if (pool.scope == domain::quota_scope(category.id)) {
                    line.seats.limit = pool.limit;
                    line.seats.taken = pool.taken;
                    line.seats.waiting = pool.waiting;
                }
            line.category = std::move(category);
            lines.push_back(std::move(line));
        }
        return lines;
    });
}

domain::result<void> sign_up_office::save_category(const domain::actor& by, domain::event_id event,
                                                   const domain::category_terms& terms) {
    if (terms.quota && (*terms.quota < 0 || *terms.quota > 1'000'000)) return refuse_field("quota", "out_of_range", 1'000'000);
    if (terms.opens_at && terms.closes_at && *terms.closes_at <= *terms.opens_at) return refuse_field("closes_at", "order");
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, event) || !has_category(tx, event, terms.category)) return refuse(refusal_code::not_found);
        store::save_category_terms(tx, event, terms);
        promote_waiting(tx, event, now);
        store::raise_event_version(tx, event);
        record_audit(tx, by, "save_category_terms", event, terms.category.value, "", now);
        return {};
    });
}

domain::sign_up_terms sign_up_office::terms(domain::event_id event) {
    return database_.read([&](transaction& tx) { return store::sign_up_terms_of(tx, event); });
}

domain::result<void> sign_up_office::save_terms(const domain::actor& by, domain::event_id event, const domain::sign_up_terms& terms) {
    std::vector<domain::field_error> wrong;
    if (terms.companions_max < 0 || terms.companions_max > companions_most)
        wrong.push_back({"companions_max", "out_of_range", companions_most});
    if (terms.group_max != 0 && (terms.group_max < group_least || terms.group_max > group_most))
        wrong.push_back({"group_max", "out_of_range", group_most});
    if (terms.email_domains.size() > domain::email_domains_max)
        wrong.push_back({"email_domains", "too_many", static_cast<std::int64_t>(domain::email_domains_max)});
    if (!wrong.empty()) return domain::refusal{refusal_code::invalid, 0, std::move(wrong)};
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        store::save_sign_up_terms(tx, event, terms);
        store::raise_event_version(tx, event);
        record_audit(tx, by, "save_sign_up_terms", event, 0, "", now);
        return {};
    });
}

std::vector<domain::invitation> sign_up_office::invitations(domain::event_id event) {
    return database_.read([&](transaction& tx) { return store::invitations_of(tx, event); });
}

domain::result<std::vector<std::int64_t>> sign_up_office::invite(const domain::actor& by, domain::event_id event,
                                                                 const invitation_wish& wish) {
    const auto now = clock_.now();
    if (auto fault = fault_in(wish, now)) return *std::move(fault);
    domain::invitation like;
    like.uses_max = wish.uses_max;
    like.expires_at = wish.expires_at;
    like.category = wish.category;
    like.reserves = wish.reserves;
    like.note = wish.note;
    std::vector<domain::invitation> made(static_cast<std::size_t>(wish.count), like);
    for (auto& each : made)
        each.code = wish.code.empty()
                        ? domain::write_code(static_cast<std::uint64_t>(random_.next_u32()) << 32 | random_.next_u32())
                        : *domain::read_code(wish.code);
    return database_.write([&](transaction& tx) -> domain::result<std::vector<std::int64_t>> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        if (wish.category && !has_category(tx, event, wish.category)) return refuse_field("category", "not_a_choice");
        std::set<std::string> taken;
        const auto known = store::invitations_of(tx, event);
        if (known.size() + made.size() > domain::invitations_max)
            return refuse(refusal_code::full, static_cast<std::int64_t>(domain::invitations_max));
        for (const auto& each : known) taken.insert(each.code);
        for (auto& each : made) {
            if (!wish.code.empty() && taken.contains(each.code)) return refuse_field("code", "duplicate");
            // Drawn ones meet once in 10^14; whoever asks again gets others.
            if (!taken.insert(each.code).second) return refuse_field("count", "duplicate");
        }
        if (wish.reserves) {
            auto pools = store::seat_pools(tx, event);
            auto* whole = whole_of(pools);
            const auto kept = wish.uses_max * wish.count;
            const auto free = whole->limit ? *whole->limit - whole->taken - whole->waiting : kept;
            if (free < kept) return refuse(refusal_code::full, std::max<std::int64_t>(free, 0));
            whole->taken += kept;
            store::save_pool(tx, event, *whole);
        }
        store::insert_invitations(tx, event, made, now);
        record_audit(tx, by, "invite", event, made.front().number, "codes=" + std::to_string(made.size()), now);
        std::vector<std::int64_t> numbers;
        for (const auto& each : made) numbers.push_back(each.number);
        return numbers;
    });
}

domain::result<void> sign_up_office::revoke(const domain::actor& by, domain::event_id event, std::int64_t number) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        auto which = store::find_invitation(tx, event, number);
        if (!which) return refuse(refusal_code::not_found);
        if (which->revoked) return {};
        const auto kept = which->kept_seats();
        which->revoked = true;
        store::save_invitation(tx, event, *which);
        free_seats(tx, event, kept, now);
        record_audit(tx, by, "revoke_invitation", event, number, "", now);
        return {};
    });
}

domain::result<domain::invitation> sign_up_office::look_at(domain::event_id event, std::string_view typed) {
    const auto code = domain::read_code(typed);
    if (!code) return refuse_field("code", "unknown");
    const auto found = database_.read([&](transaction& tx) { return store::find_invitation(tx, event, *code); });
    if (!found) return refuse_field("code", "unknown");
    if (auto usable = domain::may_use(*found, clock_.now()); !usable) return usable.error();
    return *found;
}

std::int64_t sign_up_office::expire_invitations() {
    constexpr int at_once = 200;
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> std::int64_t {
        std::map<std::int64_t, std::vector<std::int64_t>> by_event;
        for (const auto& each : store::expired_invitations(tx, now, at_once)) by_event[each.event.value].push_back(each.number);
        std::int64_t freed = 0;
        for (const auto& [event, numbers] : by_event) {
            if (!store::lock_event(tx, {event})) continue;
            std::int64_t seats = 0;
            for (const auto number : numbers) {
                auto which = store::find_invitation(tx, {event}, number);
                // Used up or revoked meanwhile by somebody who held the event's lock before us.
                if (!which || !which->reserves) continue;
                seats += which->kept_seats();
                which->reserves = false;
                store::save_invitation(tx, {event}, *which);
            }
            free_seats(tx, {event}, seats, now);
            freed += seats;
        }
        return freed;
    });
}

} // namespace krug::service
