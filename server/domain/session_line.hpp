// Who moves into which programme session when a seat opens: waiting lists, and seats that are given back for others.
// Called by the registration office inside its transaction, and by tests. Pure decisions; the caller writes.
#pragma once

#include "domain/seats.hpp"
#include "domain/session.hpp"

#include <functional>
#include <map>
#include <span>
#include <vector>

namespace krug::domain {

/// Somebody who waits for a session. `leaves` names the seat that is given back for the new one; 0 = none is.
struct session_waiter {
    registration_id who;
    session_id leaves;
};

/// What the caller knows and does for each line.
struct session_lines {
    /// Who waits longest for this session; nothing when nobody does. Asked again after each grant.
    std::function<std::optional<session_waiter>(session_id)> first;
    /// The first of `into` gets a seat there and gives back the one they leave. Returns for which other sessions this person
    /// had waited with the very seat that is given back: those wishes end with it.
    std::function<std::vector<session_id>(const session_waiter&, session_id into)> grant;
};

/// Gives every seat that is free to whoever waits longest for it, and goes on with what they give back, until nothing
/// moves; then lets those move in a ring who each stand first for what the next one gives back. Nobody gets into a
/// session before somebody who asked earlier. Each step takes one person out of a line, so there are at most as many
/// steps as people wait. `open` are the sessions that may still be entered; `swaps` tells that anybody waits with a seat.
/// Pools are kept in step. Returns how many moved.
std::int64_t settle_lines(std::map<std::int64_t, seat_pool>& pools, const std::vector<session_id>& open, bool swaps,
                          const session_lines& lines);

/// A capacity that was lowered below what is taken comes down as seats are given back.
void give_back_seat(seat_pool& pool);

/// When a session runs and how strictly it is taken, which is all that a clash is judged by.
struct session_hours {
    session_id id;
    std::optional<utc_seconds> starts_at, ends_at;
    clash_policy clash = clash_policy::warn;
    session_sign_up sign_up = session_sign_up::none;
};

/// Two sessions share a moment; touching ends do not. An end that nobody knows is taken as an hour, the length of a talk,
/// and a session without an hour clashes with nothing.
bool run_together(const session_hours& one, const session_hours& other);
/// Has it ended?
bool is_session_over(const session_hours& which, utc_seconds now);

/// A session that somebody chooses, and the one whose seat is given back for it (0 = none).
struct chosen_session {
    session_id session;
    session_id leaves{};
};
struct session_clash {
    session_id one, other; ///< in the order they were chosen
    clash_policy policy = clash_policy::warn; ///< the stricter of the two
};
/// Chosen sessions that run together, unless both allow it, one is given back for the other, or both are asked for in
/// exchange for the same seat (only one of them will be had).
std::vector<session_clash> clashes_among(std::span<const chosen_session> chosen, std::span<const session_hours> hours);

} // namespace krug::domain
