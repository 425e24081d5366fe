// What an organiser may write about an event, a session, a venue or an organisation: every wrong field by name.
// Called by event_office before its transactions.
#pragma once

#include "domain/result.hpp"
#include "service/event_office.hpp"

#include <string>
#include <vector>

namespace krug::service {

using field_errors = std::vector<domain::field_error>;

/// Fields as the JSON API names them ("title", "registration.closes_at", "organisers[0]"); empty when all is well.
/// Normalises what has one form: the contact's telephone (E.164 beside the text as typed) and e-mail. Titles and
/// descriptions stay letter for letter. A time zone is checked for its form only: whoever reads it knows the zones.
field_errors check_event(event_draft& draft);
field_errors check_session(const domain::session& what);
field_errors check_organisation(const domain::organisation& what);
field_errors check_venue(const domain::venue& what);

/// ASCII a-z 0-9 '-', 1..80, no hyphen at either end or twice.
bool is_slug(std::string_view text);
/// A slug from a title, with room for a number behind it; `fallback` when no letter of the title can be written so.
std::string slug_from(std::string_view title, std::string_view fallback);
/// `base`, or base-2, base-3 …: the first that is not among `taken`.
std::string free_slug(const std::string& base, const std::vector<std::string>& taken);

} // namespace krug::service
