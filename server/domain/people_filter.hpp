// Which of an event's registrations somebody means: the list of attendees, saved views and messages ask in the same words.
// Values only; as a text it holds fixed words and numbers, never anything personal.
#pragma once

#include "domain/registration.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace krug::domain {

/// Tags that every event has.
inline constexpr std::int64_t vip_tag = 1, press_tag = 2, first_own_tag = 10, last_own_tag = 999;

struct people_filter {
    bool live = false; ///< any status that still counts; leaves `status` empty
    std::optional<registration_status> status;
    std::optional<bool> attended;
    std::optional<category_id> category; ///< 0 = of no category
    session_id session;
    std::optional<int> table; ///< 0 = sits at none
    std::int64_t tag = 0;     ///< 0 = whatever their tags
    std::string reads;        ///< "ru", "en"; "" = either
    bool certified = false;   ///< holds a certificate that stands
    bool operator==(const people_filter&) const = default;

    bool is_empty() const { return *this == people_filter(); }
};

/// "state=confirmed&attended=no&category=2": as it stands in addresses and is kept. "" for everybody.
std::string write_filter(const people_filter& filter);
/// One member of such a text. False for a name that is none of a filter's, or a value that cannot be.
bool read_filter_member(people_filter& filter, std::string_view name, std::string_view value);
/// Nothing when the text is not one of write_filter.
std::optional<people_filter> read_filter(std::string_view text);

} // namespace krug::domain
