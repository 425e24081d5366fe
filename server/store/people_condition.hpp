// A people_filter as SQL: one condition for lists, counts, messages and changes of many.
// For the store's .cpp files only.
#pragma once

#include "domain/people_filter.hpp"
#include "store/statement.hpp"

#include <string>

namespace krug::store {

/// " AND …" for the registrations `r`; "" for everybody. The event is bound once more by itself, so the text may stand behind
/// any query that names r. Shapes are few: one part a member of the filter.
std::string people_condition(bound_values& bound, domain::event_id event, const domain::people_filter& filter);

/// Who may be written to: has an address that somebody has confirmed or vouched for. For news who consented, too.
std::string reachable_condition(bool news);

} // namespace krug::store
