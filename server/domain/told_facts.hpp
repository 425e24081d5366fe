// When and where, as guests were told; and what of it is another now.
// Offices compare before and after a change; letters say the difference in words.
#pragma once

#include "domain/session.hpp"
#include "domain/venue.hpp"

namespace krug::domain {

struct told_session {
    session_id id;
    std::string title, room;
    std::optional<utc_seconds> starts_at, ends_at;
    bool by_sign_up = false; ///< concerns only those who chose it
    bool operator==(const told_session&) const = default;
};

struct told_facts {
    event_time time; ///< `raw` is not compared
    std::string venue, address;
    std::vector<told_session> sessions;
};

/// The address as people read it: as its source has it, else city, street and house. "" when none is known.
std::string address_of(const venue& where);

/// When and where `event` is.
told_facts told_facts_of(const event& what, const std::optional<venue>& where, const std::vector<session>& sessions);

/// A programme session whose hours or room are others now.
struct told_move {
    told_session before, now;
};
struct told_difference {
    bool when = false;
    bool where = false;
    std::vector<told_move> moved; ///< sessions that stand in both
    bool any() const { return when || where || !moved.empty(); }
    /// Does it concern people who chose none of the moved sessions?
    bool concerns_all() const;
};
/// A session that came or went is no move: nobody was promised the one, and nobody could have chosen the other.
told_difference difference(const told_facts& before, const told_facts& now);

} // namespace krug::domain
