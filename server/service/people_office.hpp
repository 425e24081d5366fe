// What the team keeps beside registrations: tags, saved lists, chosen columns; and taking a change of many back.
// Called by web (attendee pages).
#pragma once

#include "domain/people_filter.hpp"
#include "domain/staff.hpp"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace krug::store {
class database;
}
namespace krug::ground {
class clock;
}

namespace krug::service {

class key_office;

inline constexpr std::size_t tag_name_max = 40, view_name_max = 60, own_views_max = 30;
inline constexpr std::int64_t undo_seconds = 24 * 3600;

struct tag_line {
    std::int64_t number = 0;
    std::string name; ///< "" for those of the house: VIP, press
    std::int64_t people = 0;
};

/// What a change of many did.
struct group_outcome {
    std::int64_t step = 0; ///< for taking it back; 0 = it changed nobody
    std::int64_t changed = 0;
};

struct saved_view {
    std::int64_t number = 0;
    bool is_shared = false;
    bool is_own = false;
    std::string name;
    domain::people_filter filter;
};

/// Two registrations that may be one person's. `why` holds stable words: email, phone, name (ё and е, Latin spellings alike).
struct duplicate_pair {
    domain::registration_id first, second; ///< the earlier one first
    std::vector<std::string_view> why;
};
inline constexpr std::size_t duplicates_shown = 100;

/// Which values the registration that stays takes from the one that is given up.
struct merge_choice {
    bool name = false, email = false, phone = false, organisation = false, position = false, category = false, note = false;
};

class people_office {
public:
    people_office(store::database& database, ground::clock& clock, key_office& keys);

    /// VIP and press first, whether anybody has them or not; then the event's own.
    std::vector<tag_line> tags(domain::event_id event);
    /// The tag of that name; a new one when there is none that looks alike. Refuses with invalid (tag), not_found, too_many.
    domain::result<std::int64_t> name_tag(const domain::actor& by, domain::event_id event, std::string_view name);
    /// With everybody's marks. Refuses with not_found (those of the house stay).
    domain::result<void> remove_tag(const domain::actor& by, domain::event_id event, std::int64_t tag);
    /// Gives these people the tag or takes it. Who has it already, or is none of the event, is passed over. In one transaction.
    /// Refuses with not_found (no such tag).
    domain::result<group_outcome> mark(const domain::actor& by, domain::event_id event, std::span<const domain::registration_id> ids,
                                       std::int64_t tag, bool on);
    /// Takes a step back, once, within a day: exactly those whom it changed, whatever others did to other people since. Returns
    /// how many. Refuses with not_found (too old, or taken back).
    domain::result<std::int64_t> undo(const domain::actor& by, domain::event_id event, std::int64_t step);
    std::map<domain::registration_id, std::vector<std::int64_t>> tags_of(domain::event_id event,
                                                                         std::span<const domain::registration_id> ids);

    /// Shared ones and the person's own, by name.
    std::vector<saved_view> views(const domain::actor& by, domain::event_id event);
    /// Refuses with invalid (view_name), too_many, not_allowed (not a person), not_found.
    domain::result<std::int64_t> save_view(const domain::actor& by, domain::event_id event, std::string_view name,
                                           const domain::people_filter& filter, bool shared);
    /// An own one, or a shared one of anybody. Refuses with not_found.
    domain::result<void> remove_view(const domain::actor& by, domain::event_id event, std::int64_t number);

    /// Live registrations that look like one person's twice, at most duplicates_shown pairs; those that share an address come first.
    std::vector<duplicate_pair> duplicates(domain::event_id event);
    /// Makes one registration of two, in one transaction: `kept` takes the chosen values, the sessions, the table, the tags and the
    /// access needs that it had not; `given_up` ends as cancelled without a letter, its seat is free and its ticket refused. Scans
    /// stay where they were made. Final. Refuses with not_found, wrong_state (one of them is not live), duplicate (both were
    /// admitted: then it is not clear that they are one person), invalid (kept: the other one was admitted and has to stay).
    domain::result<void> merge(const domain::actor& by, domain::event_id event, domain::registration_id kept,
                               domain::registration_id given_up, const merge_choice& take);

    /// Words with commas between, as they were saved; nothing before the first time.
    std::optional<std::string> columns(const domain::actor& by);
    void save_columns(const domain::actor& by, const std::string& columns);

private:
    store::database& database_;
    ground::clock& clock_;
    key_office& keys_;
};

} // namespace krug::service
