// A programme session: a part of an event with its own room, time and seats. Never a login or a connection.
// Values only; whoever needs a session may include this.
#pragma once

#include "domain/event.hpp"

namespace krug::domain {

enum class session_sign_up { none = 1, optional = 2, required = 3 };
inline constexpr std::array<std::pair<session_sign_up, std::string_view>, 3> session_sign_up_words{{
    {session_sign_up::none, "none"}, {session_sign_up::optional, "optional"},
    {session_sign_up::required, "required"}}};
constexpr words<session_sign_up> words_of(session_sign_up) { return session_sign_up_words; }

enum class clash_policy { allow = 1, warn = 2, block = 3 };
inline constexpr std::array<std::pair<clash_policy, std::string_view>, 3> clash_policy_words{{
    {clash_policy::allow, "allow"}, {clash_policy::warn, "warn"}, {clash_policy::block, "block"}}};
constexpr words<clash_policy> words_of(clash_policy) { return clash_policy_words; }

struct session {
    session_id id; ///< number inside the event, also the scope in tickets
    event_id event;
    std::string title; ///< 1..300 characters
    event_kind kind = event_kind::other;
    std::string room; ///< name of a room of the venue, or free text
    std::optional<utc_seconds> starts_at;
    std::optional<utc_seconds> ends_at;
    std::optional<std::int64_t> capacity;
    session_sign_up sign_up = session_sign_up::none;
    clash_policy clash = clash_policy::warn;
    std::string description; ///< Markdown subset
    std::vector<event_person> people; ///< speakers and moderators
    std::vector<std::string> tags;    ///< at most 10 of 1..40 characters, none twice; the public programme is filtered by them
};

/// Seats as a page needs them. `limit` none = unlimited.
struct seat_count {
    std::optional<std::int64_t> limit;
    std::int64_t taken = 0;
    std::int64_t waiting = 0;
    /// Seats that a new person could get now; none = unlimited. While anyone waits there is none.
    std::optional<std::int64_t> free() const {
        if (!limit) return std::nullopt;
        return waiting > 0 || taken >= *limit ? 0 : *limit - taken;
    }
};

/// What a label says of seats, the same on every page, in every letter and in the API.
enum class fullness { free = 1, filling = 2, full = 3 };
inline constexpr std::array<std::pair<fullness, std::string_view>, 3> fullness_words{{
    {fullness::free, "free"}, {fullness::filling, "filling"}, {fullness::full, "full"}}};
constexpr words<fullness> words_of(fullness) { return fullness_words; }
/// Filling from three quarters on; full when a new person would wait. Without a limit it is always free.
constexpr fullness fullness_of(const seat_count& seats) {
    if (!seats.limit) return fullness::free;
    if (seats.waiting > 0 || seats.taken >= *seats.limit) return fullness::full;
    return seats.taken * 4 >= *seats.limit * 3 ? fullness::filling : fullness::free;
}

} // namespace krug::domain
