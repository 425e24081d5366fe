// Who may do what: the access matrix as data, deny by default (safety rules, section on access).
// The route table names an action; web asks here; a missing cell is a refusal.
#pragma once

#include "domain/ids.hpp"
#include "domain/named.hpp"

#include <array>
#include <optional>
#include <vector>

namespace krug::domain {

enum class role {
    visitor = 1,       ///< anybody, not signed in
    attendee_link = 2, ///< holds the secret of one registration
    table_host = 3,
    door_staff = 4,
    kiosk = 5,
    desk = 6,
    event_manager = 7,
    owner = 8,
    privacy_officer = 9,
    auditor = 10,
    platform_admin = 11
};
inline constexpr std::array<std::pair<role, std::string_view>, 11> role_words{{
    {role::visitor, "visitor"}, {role::attendee_link, "attendee_link"}, {role::table_host, "table_host"},
    {role::door_staff, "door_staff"}, {role::kiosk, "kiosk"}, {role::desk, "desk"},
    {role::event_manager, "event_manager"}, {role::owner, "owner"}, {role::privacy_officer, "privacy_officer"},
    {role::auditor, "auditor"}, {role::platform_admin, "platform_admin"}}};
constexpr words<role> words_of(role) { return role_words; }
/// Roles that a staff account may be given.
bool is_staff_role(role which);

enum class action {
    view_published = 1,      ///< public pages, health, assets
    register_guest = 2,
    manage_registration = 3, ///< view, change, cancel one registration
    get_ticket = 4,
    see_names = 5,
    see_contacts = 6,
    see_needs = 7,
    check_in = 8,
    override_or_void = 9,
    export_list = 10,
    edit_event = 11,
    create_event = 12,
    mail_guests = 13,
    manage_devices = 14,
    manage_keys = 15,
    manage_staff = 16,
    erase = 17,
    read_audit = 18,
    manage_integrations = 19, ///< webhooks, API tokens
    manage_instance = 20,
    see_statistics = 21,      ///< counts without names
    own_account = 22,         ///< sign out, own password, own logins
    sync_device = 23
};
inline constexpr std::array<std::pair<action, std::string_view>, 23> action_words{{
    {action::view_published, "view_published"}, {action::register_guest, "register_guest"},
    {action::manage_registration, "manage_registration"}, {action::get_ticket, "get_ticket"},
    {action::see_names, "see_names"}, {action::see_contacts, "see_contacts"}, {action::see_needs, "see_needs"},
    {action::check_in, "check_in"}, {action::override_or_void, "override_or_void"},
    {action::export_list, "export_list"}, {action::edit_event, "edit_event"},
    {action::create_event, "create_event"}, {action::mail_guests, "mail_guests"},
    {action::manage_devices, "manage_devices"}, {action::manage_keys, "manage_keys"},
    {action::manage_staff, "manage_staff"}, {action::erase, "erase"}, {action::read_audit, "read_audit"},
    {action::manage_integrations, "manage_integrations"}, {action::manage_instance, "manage_instance"},
    {action::see_statistics, "see_statistics"}, {action::own_account, "own_account"},
    {action::sync_device, "sync_device"}}};
constexpr words<action> words_of(action) { return action_words; }

enum class reach {
    none = 1,     ///< denied
    own = 2,      ///< the one record the bearer's secret belongs to
    assigned = 3, ///< events the role was given for
    all = 4       ///< every event of the organisation the role was given in (for visitor: everything public)
};

/// The cell of the matrix; `none` when nobody wrote one.
reach reach_of(role who, action what);

/// One role given to a staff member: for one event, or for a whole organisation when `event` is 0.
struct assignment {
    role as = role::desk;
    organisation_id organisation; ///< 0 only for platform_admin
    event_id event;
};

/// May somebody with these assignments do `what` at an event of `owner`? Event 0 asks about the organisation.
bool may(const std::vector<assignment>& assignments, action what, organisation_id owner, event_id event);

} // namespace krug::domain
