// What the team writes beside registrations: tags, saved lists, chosen columns, and the last change of many.
// Called by service only, inside a transaction.
#pragma once

#include "domain/people_filter.hpp"

#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace krug::store {

class transaction;

struct tag_row {
    std::int64_t number = 0;
    std::string name; ///< "" for the house's own
    std::int64_t people = 0;
};
/// Own ones with how many people have each, and those of the house that somebody has; by number.
std::vector<tag_row> tags_of(transaction& tx, domain::event_id event);
std::optional<std::int64_t> find_tag(transaction& tx, domain::event_id event, const std::string& name_key);
bool has_tag(transaction& tx, domain::event_id event, std::int64_t number);
/// The next free number, or 0 when there is none. The event's counters must be locked.
std::int64_t insert_tag(transaction& tx, domain::event_id event, const std::string& name, const std::string& name_key);
/// With everybody's marks.
void delete_tag(transaction& tx, domain::event_id event, std::int64_t number);

/// Of these, who had not (or had) the tag and has (or has not) now, in the order given. Unknown registrations are passed over.
std::vector<domain::registration_id> put_tag(transaction& tx, domain::event_id event, std::int64_t tag,
                                             std::span<const domain::registration_id> ids, bool on);
/// (registration, tag) of these people, by registration and tag.
std::vector<std::pair<domain::registration_id, std::int64_t>> tags_of_people(transaction& tx, domain::event_id event,
                                                                             std::span<const domain::registration_id> ids);

struct group_step {
    domain::event_id event;
    std::int64_t number = 0;
    bool added = false;
    std::int64_t tag = 0;
    ground::utc_seconds made_at = 0;
    std::int64_t made_by = 0;
    std::vector<domain::registration_id> people;
};
/// Forgets all but the event's latest twenty. Returns the number.
std::int64_t insert_group_step(transaction& tx, const group_step& step);
std::optional<group_step> find_group_step(transaction& tx, domain::event_id event, std::int64_t number);
void delete_group_step(transaction& tx, domain::event_id event, std::int64_t number);

struct people_view {
    std::int64_t number = 0;
    domain::staff_id owner;
    bool is_shared = false;
    std::string name;
    domain::people_filter filter;
};
/// Shared ones and this person's own, by name.
std::vector<people_view> people_views(transaction& tx, domain::event_id event, domain::staff_id whose);
std::optional<people_view> find_people_view(transaction& tx, domain::event_id event, std::int64_t number);
/// The event's counters must be locked.
std::int64_t insert_people_view(transaction& tx, domain::event_id event, const people_view& view);
void delete_people_view(transaction& tx, domain::event_id event, std::int64_t number);

/// What two live registrations of an event are compared by; by number.
struct compared_person {
    domain::registration_id id;
    domain::person_name name;
    std::string email_key, phone;
};
std::vector<compared_person> people_to_compare(transaction& tx, domain::event_id event);
std::optional<std::string> people_columns(transaction& tx, domain::staff_id whose);
void save_people_columns(transaction& tx, domain::staff_id whose, const std::string& columns);

} // namespace krug::store
