#include "domain/access.hpp"

namespace krug::domain {

namespace {

struct cell {
    action what;
    role who;
    reach how;
};

using enum role;
constexpr auto a = reach::all;
constexpr auto e = reach::assigned;
constexpr auto o = reach::own;

// What is not written here is denied. The order follows the actions.
constexpr cell matrix[] = {
    {action::view_published, visitor, a}, {action::view_published, attendee_link, a},
    {action::view_published, table_host, a}, {action::view_published, door_staff, a},
    {action::view_published, kiosk, e}, {action::view_published, desk, a},
    {action::view_published, event_manager, a}, {action::view_published, owner, a},
    {action::view_published, privacy_officer, a}, {action::view_published, auditor, a},
    {action::view_published, platform_admin, a},

    {action::register_guest, visitor, a}, {action::register_guest, attendee_link, o},
    {action::register_guest, table_host, a}, {action::register_guest, desk, e},
    {action::register_guest, event_manager, e}, {action::register_guest, owner, a},

    {action::manage_registration, attendee_link, o}, {action::manage_registration, desk, e},
    {action::manage_registration, event_manager, e}, {action::manage_registration, owner, a},

    {action::get_ticket, attendee_link, o}, {action::get_ticket, desk, e},
    {action::get_ticket, event_manager, e}, {action::get_ticket, owner, a},

    {action::see_names, table_host, e}, {action::see_names, door_staff, e}, {action::see_names, kiosk, e},
    {action::see_names, desk, e}, {action::see_names, event_manager, e}, {action::see_names, owner, a},

    {action::see_contacts, attendee_link, o}, {action::see_contacts, desk, e},
    {action::see_contacts, event_manager, e}, {action::see_contacts, owner, a},
    {action::see_contacts, privacy_officer, e},

    {action::see_needs, attendee_link, o}, {action::see_needs, event_manager, e},
    {action::see_needs, privacy_officer, e},

    {action::check_in, table_host, e}, {action::check_in, door_staff, e}, {action::check_in, kiosk, e},
    {action::check_in, desk, e}, {action::check_in, event_manager, e}, {action::check_in, owner, a},

    {action::override_or_void, desk, e}, {action::override_or_void, event_manager, e},
    {action::override_or_void, owner, a},

    {action::export_list, event_manager, e}, {action::export_list, owner, a},
    {action::export_list, privacy_officer, e},

    {action::edit_event, event_manager, e}, {action::edit_event, owner, a},
    {action::create_event, event_manager, e}, {action::create_event, owner, a},
    {action::mail_guests, event_manager, e}, {action::mail_guests, owner, a},
    {action::manage_devices, event_manager, e}, {action::manage_devices, owner, a},
    {action::manage_keys, owner, a},
    {action::manage_staff, event_manager, e}, {action::manage_staff, owner, a},
    {action::erase, attendee_link, o}, {action::erase, owner, a}, {action::erase, privacy_officer, e},

    {action::read_audit, event_manager, e}, {action::read_audit, owner, a},
    {action::read_audit, privacy_officer, e}, {action::read_audit, auditor, e},

    {action::manage_integrations, owner, a},
    {action::manage_instance, platform_admin, a},

    {action::see_statistics, desk, e}, {action::see_statistics, event_manager, e},
    {action::see_statistics, owner, a}, {action::see_statistics, auditor, e},
    {action::see_statistics, privacy_officer, e}, {action::see_statistics, door_staff, e},

    {action::own_account, table_host, a}, {action::own_account, door_staff, a}, {action::own_account, desk, a},
    {action::own_account, event_manager, a}, {action::own_account, owner, a},
    {action::own_account, privacy_officer, a}, {action::own_account, auditor, a},
    {action::own_account, platform_admin, a},

    {action::sync_device, kiosk, e},
};

} // namespace

bool is_staff_role(role which) { return which != visitor && which != attendee_link && which != kiosk; }

reach reach_of(role who, action what) {
    for (const auto& each : matrix)
        if (each.who == who && each.what == what) return each.how;
    return reach::none;
}

bool may(const std::vector<assignment>& assignments, action what, organisation_id owner_of_event, event_id event) {
    for (const auto& given : assignments) {
        const auto how = reach_of(given.as, what);
        if (how == reach::none || how == reach::own) continue;
        if (given.as == platform_admin || what == action::own_account || what == action::view_published) return true;
        if (given.organisation != owner_of_event) continue;
        // A role given for the whole organisation covers each of its events; one given for an event covers that one.
        if (!given.event || given.event == event) return true;
    }
    return false;
}

} // namespace krug::domain
