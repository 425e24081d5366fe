#include "domain/programme.hpp"

#include "domain/search_key.hpp"
#include "domain/session_line.hpp"

#include <algorithm>
#include <set>

namespace krug::domain {

namespace {

session_hours hours_of(const session& from) { return {from.id, from.starts_at, from.ends_at, from.clash, from.sign_up}; }

bool run_together(const session& one, const session& other) { return domain::run_together(hours_of(one), hours_of(other)); }

/// A name that nothing is left of to search by («—») is compared as it stands.
std::string key_of(const std::string& name) {
    auto key = search_key(name);
    return key.empty() ? name : key;
}

const room* room_of(const programme_facts& facts, const session& of) {
    if (of.room.empty()) return nullptr;
    const auto key = key_of(of.room);
    const auto found = std::find_if(facts.rooms.begin(), facts.rooms.end(), [&](const auto& each) { return key_of(each.name) == key; });
    return found == facts.rooms.end() ? nullptr : &*found;
}

/// Somebody has said that there are steps: of the room, or of the whole venue.
bool has_steps(const programme_facts& facts, const room* where) {
    if (where != nullptr && where->step_free) return !*where->step_free;
    const auto& said = facts.venue_features;
    return said && std::find(said->begin(), said->end(), "step_free") == said->end();
}

bool is_outside(const event_time& event, const session& which) {
    if (!event.starts_at || !which.starts_at) return false;
    if (*which.starts_at < *event.starts_at) return true;
    return event.ends_at && which.ends_at.value_or(*which.starts_at) > *event.ends_at;
}

void judge_people(const session& one, const session& other, std::vector<programme_warning>& found) {
    std::set<std::string> there, told;
    for (const auto& person : other.people) there.insert(key_of(person.name));
    for (const auto& person : one.people)
        if (auto key = key_of(person.name); there.contains(key) && told.insert(std::move(key)).second)
            found.push_back({programme_fault::person_twice, one.id, other.id, person.name, 0, 0});
}

} // namespace

std::vector<programme_warning> judge_programme(const programme_facts& facts) {
    std::vector<programme_warning> found;
    const auto& all = facts.sessions;
    for (std::size_t at = 0; at < all.size(); ++at) {
        const auto& one = all[at];
        const auto number = one.id.value;
        const auto seats = facts.seats.contains(number) ? facts.seats.at(number) : seat_count{};
        const auto* where = room_of(facts, one);
        if (where != nullptr && where->capacity) {
            if (one.capacity && *one.capacity > *where->capacity)
                found.push_back({programme_fault::room_too_small, one.id, {}, "", *where->capacity, *one.capacity});
            if (seats.taken > *where->capacity)
                found.push_back({programme_fault::room_overfull, one.id, {}, "", *where->capacity, seats.taken});
        }
        for (std::size_t later = at + 1; later < all.size(); ++later)
            if (run_together(one, all[later])) judge_people(one, all[later], found);
        for (std::size_t later = at + 1; later < all.size(); ++later)
            if (!one.room.empty() && key_of(one.room) == key_of(all[later].room) && run_together(one, all[later]))
                found.push_back({programme_fault::room_twice, one.id, all[later].id, "", 0, 0});
        if (is_outside(facts.time, one)) found.push_back({programme_fault::outside_event, one.id, {}, "", 0, 0});
        const auto guests = facts.step_free_guests.find(number);
        if (guests != facts.step_free_guests.end() && guests->second > 0 && !one.room.empty() && has_steps(facts, where))
            found.push_back({programme_fault::no_step_free, one.id, {}, "", 0, guests->second});
    }
    return found;
}

} // namespace krug::domain
