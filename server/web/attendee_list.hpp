// The list of an event's people: what it was asked for and its page, for everything that comes back to it.
// The files of the people's pages (attendee_list, attendee_changes, attendee_form, attendee_pages).
#pragma once

#include "web/people_filter_form.hpp"
#include "web/public_call.hpp"
#include "web/route.hpp"

#include <string>
#include <vector>

namespace krug::web {

/// What a list is asked for: filters in the address, and the words that are looked for, which no address carries.
struct list_wish {
    domain::people_filter filter;
    std::string text;
    std::string cursor;
};
list_wish wish_of(const call& asked, const form& fields);
service::registration_filter filter_of(const list_wish& wish);

/// "/work/events/{event}/people" with the filters of the request, so that the same list is come back to.
std::string people_url(const call& asked);
std::string with_member(std::string url, std::string_view name, std::string_view value);
std::string person_url(const call& asked, domain::registration_id id);
/// A link needs a text also when the name was destroyed.
std::string shown_name(const domain::person_name& name, render::language lang);

/// `chosen` and `problem` come from a change of many that was refused.
response list_people(const call& asked, const list_wish& wish, const std::vector<std::string>& chosen = {},
                     const std::string& problem = {}, int status = 200);

/// What is wrong with the one field that was asked for, else with the whole.
std::string reason_of(const domain::refusal& refusal, render::language lang);
/// Ready reasons for declining; what is chosen goes into the letter as it stands.
std::vector<render::choice> decline_reasons(render::language lang);
/// One's own words go before a ready reason.
std::string reason_in(const form& fields);

} // namespace krug::web
