// What the public handlers ask of a call again and again: for whom to show, and whether a draft may be seen.
// event_pages and registration_pages only.
#pragma once

#include "web/call.hpp"
#include "web/event_views.hpp"

namespace krug::web {

inline showing showing_for(const call& asked) {
    return {asked.lang, asked.on.clock.now(), asked.on.settings.public_url};
}

/// Drafts are seen by those who may edit the event.
inline bool may_preview(const call& asked, const service::event_view& found) {
    return domain::may(asked.actor.assignments, domain::action::edit_event, found.event.owner, found.event.id);
}

} // namespace krug::web
