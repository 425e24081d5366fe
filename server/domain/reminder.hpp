// When people are reminded of an event, as its organisers wish. Values only; calendar turns them into moments.
// Whoever needs the rule may include this.
#pragma once

#include "domain/named.hpp"

#include <array>

namespace krug::domain {

/// The two reminders that an event may have.
enum class reminder_slot { day_before = 1, hours_before = 2 };
inline constexpr std::array<std::pair<reminder_slot, std::string_view>, 2> reminder_slot_words{{
    {reminder_slot::day_before, "day_before"}, {reminder_slot::hours_before, "hours_before"}}};
constexpr words<reminder_slot> words_of(reminder_slot) { return reminder_slot_words; }

inline constexpr int reminder_hours_max = 12;

struct reminder_rule {
    bool day_before = true;
    int hours_before = 0; ///< 1..reminder_hours_max; 0 = none
    bool operator==(const reminder_rule&) const = default;
};

} // namespace krug::domain
