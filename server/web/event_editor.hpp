// The form of one event with its sessions: what was typed, what it means, and every fault beside its field.
// work_event_pages calls it; nothing typed is ever lost.
#pragma once

#include "render/pages/work_event_page.hpp"
#include "service/event_office.hpp"
#include "web/form.hpp"

#include <map>
#include <string>
#include <vector>

namespace krug::web {

/// Field name to text: from a posted form, or from an event as it stands.
using typed_fields = std::map<std::string, std::string>;

typed_fields fields_of(const form& posted);
/// As the editor would show this event.
typed_fields fields_of(const service::event_view& about, render::language lang);
/// An empty form; `organiser` is who the event will belong to.
typed_fields fields_for_new(const std::string& organiser, const std::string& timezone);

/// "" in `key` of a session that is new.
struct typed_session {
    std::string key; ///< "3", or "new1"
    domain::session value;
    bool is_new = false;
    bool is_removed = false;
    bool is_changed = false; ///< other than it stands
};

struct event_reading {
    service::event_draft draft;
    std::vector<typed_session> sessions;
    std::vector<render::form_error> errors; ///< by the name of the field, in the order of the form
};
/// Reads everything, and judges all that can be judged without the database. `before` is the event as it stands.
event_reading read_event(const typed_fields& typed, const service::event_view* before, render::language lang);
/// What an office refused, beside the fields of the form.
std::vector<render::form_error> errors_of(const domain::refusal& refusal, const event_reading& reading,
                                          render::language lang);

/// The form with what was typed. Actions, state and version are the caller's to fill in.
render::event_editor_view editor_view_of(const typed_fields& typed, const std::vector<render::form_error>& errors,
                                         render::language lang);

/// One more empty row, as the buttons of the form ask.
void add_session_row(typed_fields& typed);
void add_organiser_row(typed_fields& typed);

} // namespace krug::web
