// The organisers' pages, all nouns together.
#include "web/work_routes.hpp"

namespace krug::web {

std::vector<route> work_routes() {
    std::vector<route> all;
    for (auto part : {creation_routes(), work_event_routes(), overview_routes(), import_routes(), duplicate_routes(), attendee_list_routes(), attendee_change_routes(), attendee_form_routes(), attendee_routes(), point_routes(), board_routes(),
                      door_work_routes(), time_routes(), export_routes(), evidence_routes(), letter_routes(), message_routes(),
                      privacy_routes(),
                      audit_routes(), account_routes(), staff_routes(), table_routes(),
                      seating_routes(), figure_routes(), badge_routes(), webhook_routes(), factor_routes(), passkey_routes(), confirm_routes(), attendee_session_routes(), programme_routes(), series_routes(), form_routes(), answer_routes(), sign_up_routes()})
        all.insert(all.end(), part.begin(), part.end());
    return all;
}

} // namespace krug::web
