// What every file of the JSON API does with its call: numbers and limits out of the address, moments of wishes, links.
// Only for web/*_api.cpp.
#pragma once

#include "web/call.hpp"
#include "web/json_body.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace krug::web {

using handler = std::function<response(call&)>;

/// The {name} of the address in its one decimal form, > 0; nothing for "01", "-1", "2^63" or a word.
std::optional<std::int64_t> number_in_place(const call& asked, std::string_view name);
/// ?limit=1..500, 50 when it is not given; nothing when it is something else.
std::optional<int> limit_of(const call& asked);
/// 422 for one member of the body or of the query.
response wrong_field(const call& asked, std::string_view field, std::string_view code, std::int64_t limit = 0);
/// 404 in the caller's language.
response not_here(const call& asked);
/// Does the actor have anything to do with this event, beyond being somebody?
bool has_part_in_event(const call& asked);
/// The event, if a token may read it: any at which its person works; else only what every visitor finds listed.
std::optional<service::event_view> readable_event(const call& asked);
/// The query has only these names (and lang); else the answer that names the first stranger.
std::optional<response> strange_query(const call& asked, std::initializer_list<std::string_view> known);
/// The body of "registration_new" (or of a walk-in) as a request; its source is the caller's to set.
domain::registration_request registration_request_of(const call& asked, const json_object& body);
/// "" for "0194f3…-…" that is no UUID; else its 32 hexadecimal digits in lower case. Dashes may be missing.
std::string read_uuid(std::string_view text);
/// With dashes, 8-4-4-4-12.
std::string write_uuid(std::string_view hex);

/// Members that are absent leave what stands; null empties it.
void take_text(const json_object& body, std::string_view name, std::string& into);
template <class Enum> void take_word(const json_object& body, std::string_view name, Enum& into) {
    if (const auto value = body.word<Enum>(name)) into = *value;
}
void take_moment(const json_object& body, std::string_view name, std::optional<ground::utc_seconds>& into);
void take_whole(const json_object& body, std::string_view name, std::optional<std::int64_t>& into);

} // namespace krug::web
