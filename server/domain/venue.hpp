// A venue, its rooms and what helps people with disabilities there. Values only.
// Whoever speaks of places or organisations may include it.
#pragma once

#include "domain/ids.hpp"

#include <optional>
#include <string>
#include <vector>

namespace krug::domain {

struct room {
    room_id id;
    std::string name;
    std::optional<std::int64_t> capacity;
    std::optional<bool> step_free{}; ///< can it be reached without a step; none = nobody has said
};

struct venue {
    venue_id id;
    organisation_id owner;
    std::string slug;
    std::string name;
    std::string address_raw; ///< as the source has it, never corrected
    std::string region, city, street, house;
    std::string timezone; ///< IANA name
    std::optional<std::int64_t> capacity;
    /// Words of the access list (step_free, induction_loop, …); none = nobody has said, which is not "nothing".
    std::optional<std::vector<std::string>> access_features;
    std::vector<room> rooms;
};

struct organisation {
    organisation_id id;
    std::string slug;
    std::string name;       ///< official name as on a poster
    std::string short_name; ///< may be ""
    std::string city;
    std::string state_raw;  ///< for example «готовится к созданию»
};

} // namespace krug::domain
