// What stands around every organisers' page: person, rail of the event, a short message after an action.
// The organisers' pages call it.
#pragma once

#include "render/pages/page_frame.hpp"
#include "service/event_office.hpp"
#include "web/call.hpp"

#include <string_view>

namespace krug::web {

/// `about` is the event of the rail, when the page is about one. What the last action did stands in `?done=WORD`,
/// one of a closed list: nobody can put their own text on our page.
render::work_frame work_frame_of(const call& asked, render::work_section section,
                                 const service::event_view* about = nullptr);
/// The event of the address; the route has let the person in, so that it exists unless it was removed just now.
service::event_view event_of(const call& asked);
/// The organisation in whose name this person may create events, or nothing.
std::optional<domain::organisation> own_organisation(const call& asked);
/// "/work/events/17"
std::string base_of(const call& asked);

/// Reads the body; an empty form when it is broken (the route has refused those already).
form posted(const call& asked);
/// A whole number of ours as forms carry it: 1..2^53, no sign, no zero in front. 0 when it is none.
std::int64_t number_in(std::string_view text);
/// «Осталось поправить 2 места»
std::string error_count_words(std::size_t count, render::language lang);

} // namespace krug::web
