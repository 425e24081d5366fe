// What organisers do with events, programme sessions, venues and organisations.
// Called by web and commands; every function is one transaction.
#pragma once

#include "domain/result.hpp"
#include "domain/session.hpp"
#include "domain/staff.hpp"
#include "domain/venue.hpp"

#include <functional>
#include <mutex>
#include <unordered_map>

namespace krug::store {
class database;
}
namespace krug::ground {
class clock;
class randomness;
}

namespace krug::service {

class key_office;

/// An event with what a page about it shows: seats, sessions with their seats, venue, owner.
struct event_view {
    domain::event event;
    domain::organisation owner;
    std::optional<domain::venue> venue;
    domain::seat_count seats;
    struct session_row {
        domain::session session;
        domain::seat_count seats;
    };
    std::vector<session_row> sessions; ///< by start, then number
    std::optional<std::string> parent_title, parent_slug;
    bool parent_is_public = false;              ///< published, and listed unless this event is unlisted itself
    std::vector<domain::event_id> private_links; ///< linked events that are not public; the team alone may know of them
    ground::utc_seconds changed_at = 0;         ///< when what everybody reads of it last changed
    struct child_row { ///< an event of which this one is the parent
        domain::event_id id;
        std::string slug, title;
        domain::event_kind kind{};
        domain::event_time time;
        bool is_public = false; ///< published and listed; the others are shown at work only
    };
    std::vector<child_row> children; ///< by start, those without an instant last; cancelled ones are left out
};

/// One line of a list of events.
struct event_line {
    domain::event_id id;
    domain::organisation_id owner;
    std::string slug, title, summary;
    domain::event_kind kind{};
    domain::event_state state{};
    domain::event_visibility visibility{};
    domain::event_time time;
    std::string venue_name, city;
    std::optional<int> age_mark;
    domain::admission_terms admission;
    domain::seat_count seats;
    std::int64_t confirmed = 0;
};

/// Tells the month, "2020-10", of an instant where the event is held. Whoever knows the time zones brings it.
using month_reader = std::function<std::string(ground::utc_seconds at, const std::string& timezone)>;

struct event_filter {
    std::string text;                               ///< found in title, summary, venue; folded by search_key
    std::optional<domain::event_kind> kind;
    std::string city;
    std::string month;                              ///< "2020-10" or ""
    month_reader month_at;                          ///< asked with `month`; without it only events without an hour fit
    bool only_free_seats = false;
    bool upcoming_only = false;                     ///< ends later than now, or has no instant
    std::string cursor;                             ///< from the page before, "" at first
    int limit = 50;                                 ///< 1..500
};
struct event_page {
    std::vector<event_line> items;
    std::string next; ///< "" = no more
};

/// Everything an organiser may set. `organisers` name organisations by slug or by official name (made when new).
struct event_draft {
    domain::event event; ///< id, owner, slug (may be "": made from the title), version, state, created_at are not read
    struct named_organiser {
        std::string organisation; ///< slug or official name
        domain::organiser_role role{};
    };
    std::vector<named_organiser> organisers;
    std::string venue;  ///< slug or name, "" = none; made from the name when new
    std::string venue_address; ///< raw address for a venue that is made new
    std::string venue_city;    ///< its city
    bool tell_guests = true;   ///< on a change of a published event's time or place: write to whom it concerns
};

class event_office {
public:
    event_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys);

    /// Creates a draft with its seat pool, counters, signing key and the admission point «Вход» (number 1).
    /// Refuses with invalid (fields named as in the JSON API) or duplicate (slug taken).
    domain::result<domain::event_id> create_event(const domain::actor& by, domain::organisation_id owner,
                                                  const event_draft& draft);
    /// Replaces what may be changed. `if_version` 0 = whatever stands. A larger capacity promotes those who wait,
    /// in the same transaction; a smaller one never unseats anybody (the limit stays at what is taken). Another time or
    /// place of a published event is told to everybody confirmed (outbox_office.hpp, note_change).
    /// Refuses with not_found, version_mismatch (at = the version that stands), invalid, duplicate (slug taken),
    /// operator_not_named (a published event would lose the one who answers for the personal data).
    domain::result<std::int64_t> update_event(const domain::actor& by, domain::event_id id, const event_draft& draft,
                                              std::int64_t if_version);
    /// draft → published. Refuses with operator_not_named when no organiser stands for the personal data (unless the
    /// settings of the installation name who does),
    /// event_cancelled, not_found; publishing twice is harmless.
    domain::result<void> publish_event(const domain::actor& by, domain::event_id id,
                                       bool operator_named_elsewhere = false);
    /// Any state → cancelled, and a mail to everybody who is live. Cancelling twice is harmless.
    domain::result<void> cancel_event(const domain::actor& by, domain::event_id id);
    /// A new draft with the same text, rules and sessions, without dates and people's registrations.
    domain::result<domain::event_id> clone_event(const domain::actor& by, domain::event_id id);

    /// Whose event it is; nothing when there is none. One small query: asked at every request about an event.
    std::optional<domain::organisation_id> owner_of(domain::event_id id);
    std::optional<event_view> find_event(domain::event_id id);
    std::optional<event_view> find_event_by_slug(std::string_view slug);
    /// Published and listed events only: with `upcoming_only` the nearest first, else the latest first; without any
    /// date last. Both lists end after a cursor that is none of theirs.
    event_page list_public_events(const event_filter& filter);
    /// Events that the actor may see at work, in any state, latest first.
    event_page list_staff_events(const domain::actor& by, const event_filter& filter);
    /// Cities and months that the public list can be filtered by.
    struct filter_choices { std::vector<std::string> cities, months; };
    filter_choices public_filter_choices(const month_reader& month_at = {});

    /// With `clash_of_event` it takes the policy that the event's sessions have, whatever `what` says.
    domain::result<domain::session_id> add_session(const domain::actor& by, const domain::session& what,
                                                   bool clash_of_event = false);
    /// Other hours or another room are told to whom they concern, unless `tell_guests` is false. `if_version` is of the
    /// event, 0 = whatever stands. Refuses with not_found, version_mismatch (at = the version that stands), invalid.
    domain::result<void> update_session(const domain::actor& by, const domain::session& what, bool tell_guests = true,
                                        std::int64_t if_version = 0);
    /// Refuses with wrong_state when anybody has chosen it or an admission point serves it.
    domain::result<void> remove_session(const domain::actor& by, domain::event_id event, domain::session_id id);

    domain::result<domain::organisation_id> add_organisation(const domain::actor& by, const domain::organisation& what);
    std::vector<domain::organisation> list_organisations();
    std::optional<domain::organisation> find_organisation(std::string_view slug);
    domain::result<domain::venue_id> add_venue(const domain::actor& by, const domain::venue& what);
    std::vector<domain::venue> list_venues();

private:
    store::database& database_;
    ground::clock& clock_;
    ground::randomness& random_;
    key_office& keys_;
    std::mutex owners_mutex_;
    std::unordered_map<std::int64_t, domain::organisation_id> owners_; ///< an event never changes hands, and stays
};

} // namespace krug::service
