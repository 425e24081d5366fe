// The programme of an event as a whole: its hours, its policy, letters about seats in sessions, events that belong together.
// Called by service only, inside a transaction.
#pragma once

#include "domain/session_line.hpp"
#include "domain/venue.hpp"

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace krug::store {

class transaction;

/// By number.
std::vector<domain::session_hours> session_hours_of(transaction& tx, domain::event_id event);

/// None until somebody has set it.
std::optional<domain::clash_policy> clash_policy_of(transaction& tx, domain::event_id event);
/// For sessions to come; with `also_present` those that are there get it too.
void save_clash_policy(transaction& tx, domain::event_id event, domain::clash_policy policy, bool also_present);

/// A seat in a session that a letter speaks of.
struct session_news {
    std::int64_t mail = 0; ///< number of the letter in its event
    domain::session_id session;
    domain::session_id left; ///< given back for it; 0 = none
};
void insert_session_news(transaction& tx, domain::event_id event, std::span<const session_news> news);
std::vector<session_news> session_news_of(transaction& tx, domain::event_id event, std::int64_t mail);

/// Sealed needs of those who have a seat in any session.
struct seated_need {
    domain::registration_id who;
    std::string sealed;
    std::vector<domain::session_id> sessions;
};
std::vector<seated_need> needs_of_seated(transaction& tx, domain::event_id event);

/// The rooms of a venue, all of them: who keeps a number keeps its room, the others are new (number given by the caller) or go.
void save_rooms(transaction& tx, domain::venue_id venue, std::span<const domain::room> rooms);

/// An event as its parent or its series shows it.
struct related_event {
    domain::event_id id;
    std::string slug, title;
    domain::event_kind kind{};
    domain::event_state state{};
    domain::event_visibility visibility{};
    domain::event_time time;
    std::int64_t position = 0; ///< in a series: days after its first
};
/// Events of which this one is the parent, by start, those without an instant last.
std::vector<related_event> children_of(transaction& tx, domain::event_id parent);

struct series_row {
    std::int64_t id = 0;
    domain::organisation_id owner;
    std::string rule;
};
void insert_series(transaction& tx, const series_row& row, domain::utc_seconds now);
void save_series_rule(transaction& tx, std::int64_t series, const std::string& rule);
void add_to_series(transaction& tx, std::int64_t series, domain::event_id event, std::int64_t position);
/// The series of an event and its place there.
std::optional<std::pair<series_row, std::int64_t>> series_of(transaction& tx, domain::event_id event);
/// All of them, by place.
std::vector<related_event> events_of_series(transaction& tx, std::int64_t series);

} // namespace krug::store
