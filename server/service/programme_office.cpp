#include "service/programme_office.hpp"

#include "ground/clock.hpp"
#include "service/event_change.hpp"
#include "service/key_office.hpp"
#include "service/staff_office.hpp"
#include "store/database.hpp"
#include "store/event_store.hpp"
#include "store/programme_store.hpp"
#include "store/session_store.hpp"
#include "store/venue_store.hpp"

#include <algorithm>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

/// Services that somebody asks for who cannot take steps.
bool needs_step_free(const std::vector<std::string>& needs) {
    return std::any_of(needs.begin(), needs.end(),
                       [](const auto& each) { return each == "step_free" || each == "wheelchair_space"; });
}

/// Guests of each session who cannot take steps; of a need that cannot be opened any more nothing is known.
std::map<std::int64_t, std::int64_t> step_free_guests(transaction& tx, domain::event_id event, const key_office& keys) {
    std::map<std::int64_t, std::int64_t> guests;
    for (const auto& each : store::needs_of_seated(tx, event))
        if (needs_step_free(keys.open_needs(event, each.who, each.sealed)))
            for (const auto session : each.sessions) ++guests[session.value];
    return guests;
}

} // namespace

programme_office::programme_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys)
    : database_(database), clock_(clock), random_(random), keys_(keys) {}

std::optional<programme_view> programme_office::find(domain::event_id event) {
    return database_.read([&](transaction& tx) -> std::optional<programme_view> {
        const auto found = store::find_event(tx, event);
        if (!found) return std::nullopt;
        programme_view view;
        view.clash = store::clash_policy_of(tx, event).value_or(domain::clash_policy::warn);
        domain::programme_facts facts;
        facts.time = found->time;
        facts.sessions = store::sessions_of(tx, event);
        for (const auto& pool : store::seats_of(tx, event)) facts.seats[pool.scope.value] = pool.seats;
        if (!facts.sessions.empty()) facts.step_free_guests = step_free_guests(tx, event, keys_);
        if (const auto venue = found->venue ? store::find_venue(tx, *found->venue) : std::nullopt) {
            facts.rooms = view.rooms = venue->rooms;
            facts.venue_features = venue->access_features;
            view.may_have_rooms = venue->owner == found->owner;
        }
        view.warnings = domain::judge_programme(facts);
        return view;
    });
}

domain::result<void> programme_office::save(const domain::actor& by, domain::event_id event, const change& what) {
    if (what.rooms) {
        if (what.rooms->size() > rooms_max) return domain::refusal{refusal_code::invalid, 0, {{"rooms", "too_long", rooms_max}}};
        domain::venue checked; // rooms are judged as those of a new venue are
        checked.name = "-";
        checked.timezone = "UTC";
        checked.rooms = *what.rooms;
        if (auto wrong = check_venue(checked); !wrong.empty()) return refuse_fields(std::move(wrong));
    }
    std::vector<std::int64_t> numbers;
    for (std::size_t left = what.rooms ? what.rooms->size() : 0; left > 0; --left) numbers.push_back(draw_number(random_));
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        const auto locked = store::lock_event(tx, event);
        const auto found = store::find_event(tx, event);
        if (!locked || !found) return refuse(refusal_code::not_found);
        if (!what.rooms && !what.clash) return {};
        if (what.rooms) {
            const auto venue = found->venue ? store::find_venue(tx, *found->venue) : std::nullopt;
            if (!venue) return refuse_field("rooms", "required");
            if (venue->owner != found->owner) return refuse_field("rooms", "not_accepted");
            auto rooms = *what.rooms;
            for (std::size_t at = 0; at < rooms.size(); ++at) {
                rooms[at].id = {numbers[at]};
                for (const auto& known : venue->rooms)
                    if (known.name == rooms[at].name) rooms[at].id = known.id;
            }
            store::save_rooms(tx, venue->id, rooms);
            record_audit(tx, by, "save_rooms", event, venue->id.value, "rooms=" + std::to_string(rooms.size()), now);
        }
        if (what.clash) {
            store::save_clash_policy(tx, event, *what.clash, true);
            record_audit(tx, by, "save_clash_policy", event, event.value, std::string(domain::word_of(*what.clash)), now);
        }
        store::raise_event_version(tx, event);
        return {};
    });
}

} // namespace krug::service
