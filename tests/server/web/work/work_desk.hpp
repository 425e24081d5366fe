// The organisers' side of the cast: people signed in at their desks on the day, and words to ask of their pages.
// Tests of the organisers' pages only.
#pragma once

#include "cast/cast.hpp"
#include "server/web/public/visitor.hpp"

#include <string>
#include <string_view>

namespace krug::web_test {

inline constexpr ground::utc_seconds doors_open = 1'602'752'400; ///< 15 October 2020, 14:00 in Tyumen, an hour before

/// The cast's house on the day of the event, with Alice and Bob at their browsers.
class work_desk : public cast::cast {
public:
    work_desk();

    krug::cast::browser alice_at, bob_at;

    static std::string page_of(domain::event_id event, std::string_view rest = "");
    /// The manager of the cast's event alone.
    krug::cast::person make_manager();
};

/// Everything the new-event form asks for, as a person would type it.
krug::cast::fields typed_event(std::string_view title);
/// The fields of `form` with this one set to another value.
krug::cast::fields with(krug::cast::fields form, const std::string& name, std::string value);
/// The number behind "/work/events/" in an address.
domain::event_id event_in(std::string_view address);
/// What stands between the first `before` and the next `after`, or "".
std::string between(std::string_view text, std::string_view before, std::string_view after);
/// How often the text holds the part.
std::size_t count_of(std::string_view text, std::string_view part);

} // namespace krug::web_test
