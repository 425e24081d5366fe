#include "service/series_office.hpp"

#include "domain/seats.hpp"
#include "ground/check.hpp"
#include "ground/clock.hpp"
#include "service/event_change.hpp"
#include "service/key_office.hpp"
#include "service/outbox_office.hpp"
#include "service/registration_office.hpp"
#include "service/staff_office.hpp"
#include "store/database.hpp"
#include "store/event_store.hpp"
#include "store/programme_store.hpp"
#include "store/session_store.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

constexpr std::int64_t days_max = 3 * 366;

void move_time(std::optional<ground::utc_seconds>& at, const std::string& timezone, std::int64_t days, const day_mover& move) {
    if (at) at = move(*at, timezone, days);
}

/// The original on another day: nothing that names another system or what became of it.
domain::event on_another_day(const domain::event& of, std::int64_t days, const day_mover& move) {
    auto copy = of;
    copy.version = 1;
    copy.state = domain::event_state::draft;
    for (auto* at : {&copy.time.starts_at, &copy.time.ends_at, &copy.registration.opens_at, &copy.registration.closes_at})
        move_time(*at, of.time.timezone, days, move);
    copy.time.raw.clear();
    copy.references.clear();
    copy.links.clear();
    return copy;
}

occurrence occurrence_of(store::related_event&& from) {
    return {from.id, std::move(from.slug), std::move(from.title), from.state, std::move(from.time), from.position};
}

} // namespace

series_office::series_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys)
    : database_(database), clock_(clock), random_(random), keys_(keys) {}

domain::result<int> series_office::repeat(const domain::actor& by, domain::event_id event, std::span<const std::int64_t> days,
                                          const std::string& rule, bool publish, const day_mover& move) {
    if (days.empty()) return refuse_field("days", "required");
    if (days.size() > occurrences_max) return refuse_field("days", "out_of_range");
    for (const auto each : days)
        if (each < 1 || each > days_max) return refuse_field("days", "out_of_range");
    const auto now = clock_.now();
    std::vector<drawn_copy> drawn;
    for (std::size_t left = days.size(); left > 0; --left) drawn.push_back(draw_copy(random_));
    const auto series_number = draw_number(random_);
    const auto make = [&](transaction& tx) -> domain::result<int> {
        const auto locked = store::lock_event(tx, event);
        const auto original = store::find_event(tx, event);
        if (!locked || !original) return refuse(refusal_code::not_found);
        if (!original->time.starts_at) return refuse(refusal_code::event_has_no_date);
        auto known = store::series_of(tx, event);
        if (!known) {
            store::insert_series(tx, {series_number, original->owner, rule}, now);
            store::add_to_series(tx, series_number, event, 0);
            known = std::pair(store::series_row{series_number, original->owner, rule}, std::int64_t{0});
        } else if (known->first.rule != rule) {
            store::save_series_rule(tx, known->first.id, rule);
        }
        std::set<std::int64_t> taken;
        for (const auto& each : store::events_of_series(tx, known->first.id)) taken.insert(each.position);
        int made = 0;
        for (std::size_t at = 0; at < days.size(); ++at) {
            const auto position = known->second + days[at];
            if (!taken.insert(position).second) continue;
            auto copy = on_another_day(*original, days[at], move);
            if (publish && original->state == domain::event_state::published) copy.state = domain::event_state::published;
            const auto id = insert_copy(tx, keys_, std::move(copy), event, drawn[at], now, [&](ground::utc_seconds hour) {
                return move(hour, original->time.timezone, days[at]);
            });
            store::add_to_series(tx, known->first.id, id, position);
            record_audit(tx, by, "repeat_event", id, event.value, "", now);
            ++made;
        }
        return made;
    };
    return with_second_look([&] { return database_.write(make); });
}

series_view series_office::find(domain::event_id event) {
    return database_.read([&](transaction& tx) {
        series_view view;
        const auto known = store::series_of(tx, event);
        if (!known) return view;
        view.rule = known->first.rule;
        for (auto& each : store::events_of_series(tx, known->first.id)) view.events.push_back(occurrence_of(std::move(each)));
        return view;
    });
}

domain::result<int> series_office::copy_to_following(const domain::actor& by, domain::event_id event, bool tell_guests,
                                                     const day_mover& move) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<int> {
        const auto original = store::find_event(tx, event);
        const auto known = store::series_of(tx, event);
        if (!original || !known) return refuse(refusal_code::not_found);
        if (!original->time.starts_at) return refuse(refusal_code::event_has_no_date);
        const auto sessions = store::sessions_of(tx, event);
        std::map<std::int64_t, store::related_event> following; // in one order for all, so that no two changes deadlock
        for (auto& each : store::events_of_series(tx, known->first.id))
            if (each.position > known->second && each.state != domain::event_state::cancelled) following.emplace(each.id.value, std::move(each));
        int changed = 0;
        for (const auto& [number, line] : following) {
            auto locked = store::lock_event(tx, line.id);
            const auto before = store::find_event(tx, line.id);
            KRUG_CHECK(locked && before);
            const auto over = domain::over_at(before->time);
            if (over && *over <= now) continue;
            const auto days = line.position - known->second;
            const auto told = told_facts_in(tx, line.id);
            auto after = on_another_day(*original, days, move);
            after.id = line.id;
            after.slug = before->slug;
            after.state = before->state;
            after.references = before->references;
            after.links = before->links;
            after.created_at = before->created_at;
            store::update_event(tx, after);
            store::set_seat_limit(tx, line.id, {}, domain::seat_limit(after.capacity, after.registration.overbooking_percent));
            // Sessions are of one number in the whole series; those that only one of them has stay as they are.
            const auto own = store::sessions_of(tx, line.id);
            for (auto session : sessions) {
                if (std::none_of(own.begin(), own.end(), [&](const auto& each) { return each.id == session.id; })) continue;
                session.event = line.id;
                move_time(session.starts_at, original->time.timezone, days, move);
                move_time(session.ends_at, original->time.timezone, days, move);
                store::update_session(tx, session);
                store::set_seat_limit(tx, line.id, session.id, session.capacity);
            }
            const auto version = store::raise_event_version(tx, line.id);
            store::note_event_changed(tx, line.id, now);
            tell_rules_changed(tx, *locked);
            promote_waiting(tx, line.id, now);
            if (tell_guests) note_change(tx, line.id, told, now);
            record_audit(tx, by, "update_event", line.id, number, "version=" + std::to_string(version), now);
            ++changed;
        }
        return changed;
    });
}

} // namespace krug::service
