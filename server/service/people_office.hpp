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

/// What may be done to many registrations' state with a way back.
enum class state_change { approve = 1, decline = 2, cancel = 3 };
/// How long it can be taken back, and how long its letters wait.
inline constexpr std::int64_t state_undo_seconds = 600;

/// A change of many that can still be taken back.
struct open_change {
    std::int64_t step = 0;
    state_change what{};
    std::int64_t people = 0; ///< who would be put back
    std::int64_t made_by = 0; ///< staff
    ground::utc_seconds ends_at = 0;
};
/// What taking a change back did.
struct taken_back {
    std::int64_t back = 0;          ///< are what they were
    std::int64_t changed_since = 0; ///< somebody has changed their state meanwhile, or they did: that stands
    struct stayed_person {
        domain::registration_id who;
        std::string_view why; ///< admitted, registered_again, erased
    };
    std::vector<stayed_person> stayed; ///< could not be put back
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

    /// Changes the state of these registrations in one transaction, all or none, in the order given; who has the state already is passed
    /// over. For ten minutes it can be taken back: until then letters wait, and what cancelled and declined people held is kept for
    /// them, so nobody moves up into it. `step` > 0 adds to a change that the same person has just begun, so that a long list goes
    /// in portions. Refuses as registration_office's single changes do, with `at` the registration that stood in the way
    /// (not_found: none of this event, or no such change to add to).
    domain::result<group_outcome> change_state(const domain::actor& by, domain::event_id event, std::span<const domain::registration_id> ids,
                                               state_change what, const std::string& reason = {}, std::int64_t step = 0);
    /// Puts everybody back whose state nobody has changed since, with seat, ticket, sessions, tables and place in line; once. Nobody
    /// is written to who was not told. Who came in on the new ticket, has registered again or was erased stays. Never takes a
    /// seat beyond the capacity: what was kept is what is given back. Refuses with not_found (too late, or taken back),
    /// event_cancelled.
    domain::result<taken_back> undo_state(const domain::actor& by, domain::event_id event, std::int64_t step);
    std::vector<open_change> open_changes(domain::event_id event); ///< the latest first
    /// Gives away what was kept for changes that can no longer be taken back, and forgets what merged registrations were. Returns
    /// how many changes ended. Called once a minute.
    std::int64_t end_changes();

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
    /// stay where they were made. Can be taken back for a day. Refuses with not_found, wrong_state (one of them is not live), duplicate (both were
    /// admitted: then it is not clear that they are one person), invalid (kept: the other one was admitted and has to stay).
    domain::result<void> merge(const domain::actor& by, domain::event_id event, domain::registration_id kept,
                               domain::registration_id given_up, const merge_choice& take);

    /// Takes a merge back, whole or not at all: both are what they were, with names, contacts, sessions, tables, tags, needs, companions
    /// and state, and the one given up has its old ticket again. Refuses with not_found (too late, none, or taken back),
    /// version_mismatch (either was changed or admitted since; at = its number), full (its seat has gone; at = the session, 0 = of the
    /// event or a category), invalid (table: full).
    domain::result<void> undo_merge(const domain::actor& by, domain::event_id event, std::int64_t merge);
    /// The merge of which this registration is a part and which can still be taken back.
    struct open_merge {
        std::int64_t number = 0;
        domain::registration_id kept, given_up;
        ground::utc_seconds ends_at = 0;
    };
    std::optional<open_merge> merge_of(domain::event_id event, domain::registration_id who);

    /// Words with commas between, as they were saved; nothing before the first time.
    std::optional<std::string> columns(const domain::actor& by);
    void save_columns(const domain::actor& by, const std::string& columns);

private:
    store::database& database_;
    ground::clock& clock_;
    key_office& keys_;
};

} // namespace krug::service
