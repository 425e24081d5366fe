// The people who work at events, and who is asking: the actor of every change.
// Offices take an actor; web makes it from a login, a token, a device or an attendee's link.
#pragma once

#include "domain/access.hpp"
#include "ground/clock.hpp"

#include <string>

namespace krug::domain {

struct staff {
    staff_id id;
    std::string email;
    std::string name;
    std::string language = "ru";
    bool active = true;
    bool has_password = false;
    std::vector<assignment> assignments;
};

enum class actor_kind { visitor = 1, staff = 2, token = 3, attendee = 4, device = 5, system = 6, shell = 7 };
inline constexpr std::array<std::pair<actor_kind, std::string_view>, 7> actor_kind_words{{
    {actor_kind::visitor, "visitor"}, {actor_kind::staff, "staff"}, {actor_kind::token, "token"},
    {actor_kind::attendee, "attendee"}, {actor_kind::device, "device"}, {actor_kind::system, "system"},
    {actor_kind::shell, "shell"}}};
constexpr words<actor_kind> words_of(actor_kind) { return actor_kind_words; }

/// Who is asking. `id` is a staff, device or registration number as the kind says; never a name.
struct actor {
    actor_kind kind = actor_kind::visitor;
    std::int64_t id = 0;
    std::vector<assignment> assignments;
};

} // namespace krug::domain
