// The programme as a whole: what an organiser should know about it before the guests notice.
// Called by the programme office and by tests. Pure; nothing in here forbids anything.
#pragma once

#include "domain/session.hpp"
#include "domain/venue.hpp"

#include <map>
#include <vector>

namespace krug::domain {

enum class programme_fault {
    room_too_small = 1, ///< more seats are offered than the room has: limit = the room's, count = the session's
    room_overfull = 2,  ///< more people have signed up than the room has: limit = the room's, count = people
    person_twice = 3,   ///< `who` is in `other` at the same time
    room_twice = 4,     ///< `other` is in the same room at the same time
    outside_event = 5,  ///< begins before the event or ends after it
    no_step_free = 6    ///< the room cannot be reached without steps: count = guests of the session who need that
};
inline constexpr std::array<std::pair<programme_fault, std::string_view>, 6> programme_fault_words{{
    {programme_fault::room_too_small, "room_too_small"}, {programme_fault::room_overfull, "room_overfull"},
    {programme_fault::person_twice, "person_twice"}, {programme_fault::room_twice, "room_twice"},
    {programme_fault::outside_event, "outside_event"}, {programme_fault::no_step_free, "no_step_free"}}};
constexpr words<programme_fault> words_of(programme_fault) { return programme_fault_words; }

struct programme_warning {
    programme_fault what{};
    session_id session;
    session_id other{};  ///< the later number of a pair; 0 = the warning is about one session
    std::string who;     ///< name of the speaker or moderator, as written in `session`
    std::int64_t limit = 0, count = 0;
    bool operator==(const programme_warning&) const = default;
};

/// What the warnings are made of.
struct programme_facts {
    event_time time;
    std::vector<session> sessions;
    std::map<std::int64_t, seat_count> seats;    ///< by session number
    std::map<std::int64_t, std::int64_t> step_free_guests; ///< by session number: signed up and in need of a way without steps
    std::vector<room> rooms;
    std::optional<std::vector<std::string>> venue_features; ///< none = nobody has said
};

/// In the order of `sessions`, then of programme_fault. A pair is told once. Names of rooms and people are compared as
/// they are searched: ё is е, capitals do not count.
std::vector<programme_warning> judge_programme(const programme_facts& facts);

} // namespace krug::domain
