// Events as the pages and letters show them: from what the office found to the view structs of render.
// Public pages, organisers' previews and letters call it.
#pragma once

#include "calendar/icalendar.hpp"
#include "render/pages/event_list_page.hpp"
#include "render/pages/event_page.hpp"
#include "render/pages/letter.hpp"
#include "render/pages/registration_form_page.hpp"
#include "service/event_office.hpp"

namespace krug::web {

/// For whom and when something is shown.
struct showing {
    render::language lang = render::language::ru;
    ground::utc_seconds now = 0;
    std::string public_url; ///< without a slash at the end
};

/// Whether the form is there, and if not, why.
struct sign_up_state {
    bool is_open = false;
    std::string note; ///< «Регистрация откроется 1 октября …»; "" when there is nothing to say
};
sign_up_state sign_up_of(const domain::event& event, const showing& to);

render::event_card card_of(const service::event_line& line, const showing& to);
/// What a visitor narrowed the programme to; "" = everything.
struct programme_choice {
    std::string day; ///< "2026-10-15"
    std::string room, tag;
};
render::event_view event_view_of(const service::event_view& found, const showing& to, const programme_choice& choice = {});
render::event_reminder reminder_of(const service::event_view& found, const showing& to);
render::letter_frame letter_frame_of(const service::event_view& found, const showing& to);

/// "/e/slug"
std::string path_of(const domain::event& event);
/// «Точка кипения – Тюмень», Тюменская область, …
std::string place_line(const service::event_view& found);
/// The organisations that answer for the guests' personal data: organisers and co-organisers, in poster order.
std::vector<std::string> data_operators_of(const domain::event& event);

/// One session for a calendar file, under a name of its own; nothing without an instant.
std::optional<calendar::calendar_event> session_calendar_entry(const service::event_view& found, const domain::session& session,
                                                               const showing& to);
/// For a calendar file; nothing without an instant.
std::optional<calendar::calendar_event> calendar_entry(const service::event_view& found, const showing& to);
/// "krug.example.org" out of the public address.
std::string host_of(std::string_view public_url);

} // namespace krug::web
