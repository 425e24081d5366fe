// The programme of an event as one thing: its rooms, its policy of clashes, and what is wrong with it.
// Called by web; every function is one transaction.
#pragma once

#include "domain/programme.hpp"
#include "domain/result.hpp"
#include "domain/staff.hpp"

#include <map>
#include <optional>
#include <vector>

namespace krug::store {
class database;
}
namespace krug::ground {
class clock;
class randomness;
}

namespace krug::service {

class key_office;

inline constexpr std::size_t rooms_max = 100;

struct programme_view {
    domain::clash_policy clash = domain::clash_policy::warn; ///< that sessions which are added get
    std::vector<domain::room> rooms;                         ///< of the venue, by name
    bool may_have_rooms = false; ///< the event has a venue of its own organisation
    std::vector<domain::programme_warning> warnings;
};

class programme_office {
public:
    programme_office(store::database& database, ground::clock& clock, ground::randomness& random, key_office& keys);

    /// Nothing when there is no such event. Needs are read only to be counted.
    std::optional<programme_view> find(domain::event_id event);

    struct change {
        std::optional<domain::clash_policy> clash; ///< for every session, those that are there and those to come
        std::optional<std::vector<domain::room>> rooms; ///< all of them; a room keeps its number by its name
    };
    /// Refuses with not_found, invalid (rooms: required without a venue, not_accepted at a venue of others, too_long;
    /// "rooms[0]": required, too_long, duplicate, out_of_range).
    domain::result<void> save(const domain::actor& by, domain::event_id event, const change& what);

private:
    store::database& database_;
    ground::clock& clock_;
    ground::randomness& random_;
    key_office& keys_;
};

} // namespace krug::service
