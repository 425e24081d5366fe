#include "domain/told_facts.hpp"

#include <algorithm>

namespace krug::domain {

namespace {

bool same_time(const event_time& left, const event_time& right) {
    return left.starts_at == right.starts_at && left.ends_at == right.ends_at && left.precision == right.precision &&
           left.period == right.period && left.timezone == right.timezone;
}

bool is_moved(const told_session& before, const told_session& now) {
    return before.starts_at != now.starts_at || before.ends_at != now.ends_at || before.room != now.room;
}

} // namespace

std::string address_of(const venue& where) {
    if (!where.address_raw.empty()) return where.address_raw;
    std::string address;
    for (const auto* part : {&where.city, &where.street, &where.house})
        if (!part->empty()) address += (address.empty() ? "" : ", ") + *part;
    return address;
}

told_facts told_facts_of(const event& what, const std::optional<venue>& where, const std::vector<session>& sessions) {
    told_facts told;
    told.time = what.time;
    if (where) {
        told.venue = where->name;
        told.address = address_of(*where);
    }
    for (const auto& each : sessions)
        told.sessions.push_back({each.id, each.title, each.room, each.starts_at, each.ends_at,
                                 each.sign_up != session_sign_up::none});
    return told;
}

bool told_difference::concerns_all() const {
    return when || where || std::any_of(moved.begin(), moved.end(), [](const auto& each) {
               return !each.before.by_sign_up || !each.now.by_sign_up;
           });
}

told_difference difference(const told_facts& before, const told_facts& now) {
    told_difference found;
    found.when = !same_time(before.time, now.time);
    found.where = before.venue != now.venue || before.address != now.address;
    for (const auto& was : before.sessions)
        for (const auto& is : now.sessions)
            if (was.id == is.id && is_moved(was, is)) found.moved.push_back({was, is});
    return found;
}

} // namespace krug::domain
