// The organisers' routes by noun; work_pages joins them to what all_routes asks for.
// work_pages and the files that define them.
#pragma once

#include "web/route.hpp"

#include <vector>

namespace krug::web {

std::vector<route> work_event_routes();
std::vector<route> overview_routes();
std::vector<route> attendee_list_routes();   ///< these three before attendee_routes: "find", "undo", "new" are nobody's numbers
std::vector<route> attendee_change_routes();
std::vector<route> attendee_form_routes();
std::vector<route> attendee_routes();
std::vector<route> point_routes();
std::vector<route> board_routes();
std::vector<route> door_work_routes();
std::vector<route> privacy_routes();
std::vector<route> time_routes();
std::vector<route> export_routes();
std::vector<route> evidence_routes();
std::vector<route> letter_routes();
std::vector<route> message_routes();
std::vector<route> duplicate_routes(); ///< before attendee_routes: "duplicates" and "merge" are nobody's numbers
std::vector<route> import_routes(); ///< before attendee_routes: "import" is nobody's number
std::vector<route> audit_routes();
std::vector<route> account_routes();
std::vector<route> factor_routes();
std::vector<route> confirm_routes();
std::vector<route> passkey_routes();
std::vector<route> staff_routes();
std::vector<route> table_routes();
std::vector<route> seating_routes();
std::vector<route> figure_routes();
std::vector<route> badge_routes();
std::vector<route> webhook_routes();
std::vector<route> attendee_session_routes();
std::vector<route> programme_routes();
std::vector<route> creation_routes(); ///< before overview_routes: "create" is no event's number
std::vector<route> series_routes();
std::vector<route> form_routes();
std::vector<route> answer_routes();
std::vector<route> sign_up_routes();

} // namespace krug::web
