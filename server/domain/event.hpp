// An event as the organiser described it: what, when, where, by whom, and the rules of registration.
// Values only; whoever needs an event may include this.
#pragma once

#include "domain/ids.hpp"
#include "domain/named.hpp"
#include "ground/clock.hpp"

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace krug::domain {

using ground::utc_seconds;

enum class event_kind {
    working_meeting = 1, project_session = 2, round_table = 3, presentation = 4, forum = 5,
    exhibition = 6, seminar = 7, workshop = 8, founding_assembly = 9, other = 10
};
inline constexpr std::array<std::pair<event_kind, std::string_view>, 10> event_kind_words{{
    {event_kind::working_meeting, "working_meeting"}, {event_kind::project_session, "project_session"},
    {event_kind::round_table, "round_table"}, {event_kind::presentation, "presentation"},
    {event_kind::forum, "forum"}, {event_kind::exhibition, "exhibition"}, {event_kind::seminar, "seminar"},
    {event_kind::workshop, "workshop"}, {event_kind::founding_assembly, "founding_assembly"},
    {event_kind::other, "other"}}};
constexpr words<event_kind> words_of(event_kind) { return event_kind_words; }

enum class event_state { draft = 1, published = 2, cancelled = 3, finished = 4 };
inline constexpr std::array<std::pair<event_state, std::string_view>, 4> event_state_words{{
    {event_state::draft, "draft"}, {event_state::published, "published"},
    {event_state::cancelled, "cancelled"}, {event_state::finished, "finished"}}};
constexpr words<event_state> words_of(event_state) { return event_state_words; }

enum class event_visibility { listed = 1, unlisted = 2 };
inline constexpr std::array<std::pair<event_visibility, std::string_view>, 2> event_visibility_words{{
    {event_visibility::listed, "listed"}, {event_visibility::unlisted, "unlisted"}}};
constexpr words<event_visibility> words_of(event_visibility) { return event_visibility_words; }

/// How exactly the date is known. Only `instant` has a calendar file, a weekday and a countdown.
enum class date_precision { unknown = 1, year = 2, month = 3, day = 4, instant = 5 };
inline constexpr std::array<std::pair<date_precision, std::string_view>, 5> date_precision_words{{
    {date_precision::unknown, "unknown"}, {date_precision::year, "year"}, {date_precision::month, "month"},
    {date_precision::day, "day"}, {date_precision::instant, "instant"}}};
constexpr words<date_precision> words_of(date_precision) { return date_precision_words; }

enum class registration_mode { open = 1, approval = 2, invitation = 3 };
inline constexpr std::array<std::pair<registration_mode, std::string_view>, 3> registration_mode_words{{
    {registration_mode::open, "open"}, {registration_mode::approval, "approval"},
    {registration_mode::invitation, "invitation"}}};
constexpr words<registration_mode> words_of(registration_mode) { return registration_mode_words; }

enum class organiser_role { organiser = 1, co_organiser = 2, partner = 3, venue_host = 4 };
inline constexpr std::array<std::pair<organiser_role, std::string_view>, 4> organiser_role_words{{
    {organiser_role::organiser, "organiser"}, {organiser_role::co_organiser, "co_organiser"},
    {organiser_role::partner, "partner"}, {organiser_role::venue_host, "venue_host"}}};
constexpr words<organiser_role> words_of(organiser_role) { return organiser_role_words; }

/// Who may enter, apart from what it costs: «Вход свободный» may mean either or both.
enum class admission_access { not_stated = 1, open = 2, registered_only = 3, invited_only = 4 };
inline constexpr std::array<std::pair<admission_access, std::string_view>, 4> admission_access_words{{
    {admission_access::not_stated, "not_stated"}, {admission_access::open, "open"},
    {admission_access::registered_only, "registered_only"}, {admission_access::invited_only, "invited_only"}}};
constexpr words<admission_access> words_of(admission_access) { return admission_access_words; }

enum class person_role { speaker = 1, moderator = 2, initiator = 3, opens = 4, quoted = 5 };
inline constexpr std::array<std::pair<person_role, std::string_view>, 5> person_role_words{{
    {person_role::speaker, "speaker"}, {person_role::moderator, "moderator"},
    {person_role::initiator, "initiator"}, {person_role::opens, "opens"}, {person_role::quoted, "quoted"}}};
constexpr words<person_role> words_of(person_role) { return person_role_words; }

enum class event_relation { prepares_for = 1, follows = 2 };
inline constexpr std::array<std::pair<event_relation, std::string_view>, 2> event_relation_words{{
    {event_relation::prepares_for, "prepares_for"}, {event_relation::follows, "follows"}}};
constexpr words<event_relation> words_of(event_relation) { return event_relation_words; }

struct event_text {
    std::string title;       ///< 1..300 characters, kept exactly as typed
    std::string summary;     ///< plain text, at most 500 characters
    std::string description; ///< Markdown subset, at most 20,000 characters
    std::string language = "ru";
};

struct event_time {
    std::optional<utc_seconds> starts_at; ///< set exactly when precision is `instant`
    std::optional<utc_seconds> ends_at;   ///< may stay unknown; never before starts_at
    date_precision precision = date_precision::unknown;
    std::string period;                       ///< "2020", "2020-08" or "2020-08-14" as precision says, else ""
    std::string timezone = "Europe/Moscow";   ///< IANA name
    std::string raw;                          ///< the phrase of the source, "15.00 по тюменскому времени"
};

/// Who may sign up whom, and from where. What an event does not use stays as it is here.
struct sign_up_terms {
    std::vector<std::string> email_domains; ///< as DNS knows them (xn--…); empty = any
    int companions_max = 0;                 ///< 0..10 a registration may bring along
    bool companions_outside = false;        ///< they take none of the seats
    bool minors = false;                    ///< a parent may register a child
    int group_max = 0;                      ///< 0 = no groups; 2..50 people by one contact

    bool operator==(const sign_up_terms&) const = default;
};

struct registration_rules {
    std::optional<utc_seconds> opens_at;
    std::optional<utc_seconds> closes_at; ///< none = when the event is over
    registration_mode mode = registration_mode::open;
    bool confirm_email = false;
    int overbooking_percent = 0; ///< 0..100 on top of the capacity
    std::int64_t form_version = 0; ///< rises with every change of the organiser's questions; 0 = there never were any
    sign_up_terms terms;
};

struct event_organiser {
    organisation_id organisation;
    organiser_role role = organiser_role::organiser;
    std::string name; ///< official name, read from the organisation
    std::string slug;
};

struct event_person {
    person_role role = person_role::speaker;
    std::string name;  ///< a person, a company or a project
    std::string title; ///< degree, post, city; may be ""
    session_id session; ///< 0 = the whole event
};

struct event_contact {
    std::string phone;     ///< E.164 or ""
    std::string phone_raw; ///< as written
    std::string email;
};

struct admission_terms {
    std::optional<std::int64_t> price_kopecks; ///< 0 = free of charge, none = not stated
    admission_access access = admission_access::not_stated;
    std::string raw; ///< the phrase of the source, «Вход свободный»
};

struct event_reference { ///< the same event in another system
    std::string system;  ///< "leader-id", "timepad"
    std::string external;
    std::string url;
};

struct event_link {
    event_relation relation = event_relation::follows;
    event_id other;
    std::string other_title; ///< read side only
    std::string other_slug;
};

struct event {
    event_id id;
    organisation_id owner;
    std::string slug; ///< ASCII a-z 0-9 '-', unique, 1..80
    std::int64_t version = 1;
    event_kind kind = event_kind::other;
    event_state state = event_state::draft;
    event_visibility visibility = event_visibility::listed;
    std::optional<venue_id> venue;
    std::optional<event_id> parent;
    std::optional<std::int64_t> capacity; ///< 1..1,000,000; none = no limit
    std::optional<int> age_mark;          ///< 0, 6, 12, 16, 18; none = not set
    utc_seconds created_at = 0;
    event_text text;
    event_time time;
    registration_rules registration;
    event_contact contact;
    admission_terms admission;
    std::vector<event_organiser> organisers; ///< in the order of the poster
    std::vector<event_person> people;
    std::vector<event_reference> references;
    std::vector<event_link> links;
};

/// When the event counts as over: its end, or 12 hours after its start when no end is known; none without an instant.
std::optional<utc_seconds> over_at(const event_time& time);

/// When registration ends by the rules: closes_at, else the end of the event (over_at); none = open until cancelled.
std::optional<utc_seconds> registration_ends_at(const event& which);

} // namespace krug::domain
