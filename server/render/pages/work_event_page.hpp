// Organisers' pages around events: sign-in, list of events, the editor of one event with its sessions, own
// account. Filled and rendered by web.
#pragma once

#include "render/pages/factor_page.hpp"

namespace krug::render {

/// "/sign-in". Stands in the public frame. Form fields: email, password, next.
struct sign_in_view {
    std::string email;     ///< as typed
    std::string next;      ///< route to go on to; "" = the work desk
    bool is_wrong = false; ///< the same words for a wrong address, a wrong password and a locked account
    bool is_key_wrong = false;       ///< the passkey was refused
    bool is_expired = false;         ///< signed out because of time
    bool is_set = false;             ///< comes from a link: account and password are set now
    std::string wait;                ///< too many attempts: "через 2 минуты"; "" otherwise
    std::optional<passkey_offer> passkey; ///< POST /sign-in/passkey, by the script
};
BOOST_DESCRIBE_STRUCT(sign_in_view, (), (email, next, is_wrong, is_key_wrong, is_expired, is_set, wait, passkey))
std::string render_page(const page_engine& engine, const page_frame& frame, const sign_in_view& view);

/// One event in the organisers' list. Exactly one of the state flags is set.
struct work_event_row {
    std::string url; ///< "/work/events/17"
    std::string title;
    std::string when;
    std::string place;
    std::string organisation;
    std::string registered; ///< "54 из 60"
    std::string admitted;   ///< "38"; "" before the day
    bool is_draft = false, is_published = false, is_running = false, is_cancelled = false,
         is_finished = false;
};
BOOST_DESCRIBE_STRUCT(work_event_row, (),
                      (url, title, when, place, organisation, registered, admitted, is_draft, is_published,
                       is_running, is_cancelled, is_finished))

/// "/work". Filter parameters: q, state.
struct work_event_list_view {
    std::string text;
    std::vector<choice> states;
    std::vector<work_event_row> events;
    bool is_filtered = false;
    std::string next_url;
    std::string previous_url;
};
BOOST_DESCRIBE_STRUCT(work_event_list_view, (), (text, states, events, is_filtered, next_url, previous_url))
std::string render_page(const page_engine& engine, const work_frame& frame, const work_event_list_view& view);

/// A programme session in the editor. Form fields "session_{number}_title", …_kind, …_room, …_starts (HH:MM),
/// …_ends, …_capacity, …_sign_up, …_people, …_remove (check box).
struct session_editor {
    std::string number; ///< session number; "new1" for a fresh row
    form_field title;
    std::vector<choice> kinds;
    form_field room;
    form_field date; ///< "2020-10-15"
    form_field starts;
    form_field ends;
    form_field capacity;          ///< "" = no limit
    std::vector<choice> sign_ups; ///< none, optional, required
    form_field people;
    bool is_new = false;
    bool is_removed = false;
};
BOOST_DESCRIBE_STRUCT(session_editor, (),
                      (number, title, kinds, room, date, starts, ends, capacity, sign_ups, people, is_new,
                       is_removed))

/// One organiser line in the editor. Form fields "organiser_{number}_name", "organiser_{number}_role".
struct organiser_editor {
    std::string number;
    form_field name;
    std::vector<choice> roles;
};
BOOST_DESCRIBE_STRUCT(organiser_editor, (), (number, name, roles))

/// "/work/events/new" and "/work/events/{id}/edit". Form fields carry the names of the members; version is
/// If-Match. Buttons: step=save, step=add_session, step=add_organiser. POST publish_url, cancel_url and clone_url
/// are forms of their own beside it.
struct event_editor_view {
    std::string action;
    std::string version; ///< of the event that is being changed; "" for a new one
    bool is_new = false;
    bool is_draft = false, is_published = false, is_cancelled = false, is_finished = false;
    std::string publish_url; ///< "" = not now
    std::string cancel_url;
    std::string clone_url;
    std::vector<form_error> errors;
    std::string error_count;
    form_field title, slug, summary, description;
    std::vector<choice> kinds;
    std::vector<choice> age_marks;
    std::vector<choice> languages;
    std::vector<choice> visibilities;
    std::vector<choice> date_precisions; ///< minute, day, month
    form_field date;                     ///< "2020-10-15" or "2020-08"
    form_field starts;                   ///< "15:00"
    form_field ends;                     ///< "" = not known
    form_field end_date;                 ///< of events over several days; "" = the same day
    std::vector<choice> timezones;
    form_field venue, address, city;
    form_field admission, price;
    std::vector<choice> accesses; ///< who may enter: not_stated, open, registered_only, invited_only
    form_field capacity, overbooking_percent;
    std::vector<choice> registration_modes; ///< open, approval, invitation
    form_field opens_at, closes_at;         ///< "2020-10-01T10:00", local time of the event
    bool confirm_email = false;
    form_field contact_phone, contact_email;
    std::vector<organiser_editor> organisers;
    std::vector<session_editor> sessions;
    std::vector<choice> parents; ///< events that this one may be part of; empty = there are none
    std::string series_url;      ///< to repeat it; "" = a new one
    std::string programme_url;   ///< the sessions on their grid; "" = a new one
    std::string tell_note; ///< whom a change of time or place is told to, in numbers; "" = nobody is there to be told
    bool tell_guests = true;
    std::string capacity_floor; ///< "Меньше 54 поставить нельзя: столько уже подтверждено."; "" = free
};
BOOST_DESCRIBE_STRUCT(event_editor_view, (),
                      (action, version, is_new, is_draft, is_published, is_cancelled, is_finished, publish_url,
                       cancel_url, clone_url, errors, error_count, title, slug, summary, description, kinds,
                       age_marks, languages, visibilities, date_precisions, date, starts, ends, end_date,
                       timezones, venue, address, city, admission, price, accesses, capacity,
                       overbooking_percent, registration_modes, opens_at, closes_at, confirm_email,
                       contact_phone, contact_email, organisers, sessions, parents, series_url, programme_url, tell_note, tell_guests, capacity_floor))
std::string render_page(const page_engine& engine, const work_frame& frame, const event_editor_view& view);

/// An API token: shown whole once, at making.
struct token_row {
    std::string id;
    std::string name;
    std::string scope;
    std::string made;
    bool is_revoked = false;
};
BOOST_DESCRIBE_STRUCT(token_row, (), (id, name, scope, made, is_revoked))

struct login_row {
    std::string device; ///< "Firefox, Windows"
    std::string since;
    std::string seen;
    std::string end_url; ///< POST; "" = this one, or one that cannot be named
    bool is_this = false;
};
BOOST_DESCRIBE_STRUCT(login_row, (), (device, since, seen, end_url, is_this))

/// "/work/account". Forms: POST …/password (old_password, new_password), …/tokens (name, scope),
/// …/tokens/{id}/revoke, …/logins/end, …/logins/{number}/end.
struct account_view {
    std::string name;
    std::string email;
    std::vector<form_error> errors;
    std::string error_count;
    form_field old_password, new_password, token_name;
    std::vector<fact> roles;       ///< role, where it holds
    std::string fresh_token;       ///< just made; never shown again
    std::vector<choice> scopes;
    std::vector<token_row> tokens;
    std::vector<login_row> logins;
    bool has_other_logins = false;
    bool has_factor = false;
    std::string codes_left; ///< recovery codes: "Осталось 7 кодов"; "" = no factor
    std::string password_hint; ///< how long a new password has to be
};
BOOST_DESCRIBE_STRUCT(account_view, (),
                      (name, email, errors, error_count, old_password, new_password, token_name, roles,
                       fresh_token, scopes, tokens, logins, has_other_logins, has_factor, codes_left, password_hint))
std::string render_page(const page_engine& engine, const work_frame& frame, const account_view& view);

/// One role of one person. Form: POST remove_url.
struct staff_role_row {
    std::string role;
    std::string where;      ///< an event's title, or the organisation's name
    std::string remove_url; ///< "" = not allowed
    std::string staff;      ///< hidden fields of the form
    std::string as;
    std::string organisation;
    std::string event;
};
BOOST_DESCRIBE_STRUCT(staff_role_row, (), (role, where, remove_url, staff, as, organisation, event))

struct staff_row {
    std::string name;
    std::string email;
    bool is_you = false;
    bool has_password = false;
    bool has_factor = false;
    std::string reset_url; ///< POST, takes the second factor of somebody who lost it; "" = not allowed, or there is none
    std::vector<staff_role_row> roles;
};
BOOST_DESCRIBE_STRUCT(staff_row, (), (name, email, is_you, has_password, has_factor, reset_url, roles))

/// Whether an organisation demands second factors. Form: POST /work/staff/demand (organisation, demanded).
struct factor_demand {
    std::string organisation; ///< number
    std::string name;
    bool is_demanded = false;
};
BOOST_DESCRIBE_STRUCT(factor_demand, (), (organisation, name, is_demanded))

/// Somebody who was invited and has not come yet. Forms: POST resend_url, POST revoke_url.
struct invitation_row {
    std::string email;
    std::string role, where;
    std::string state; ///< "Отправлено сегодня в 12:40, действует до …"
    bool is_over = false;
    std::string resend_url, revoke_url;
};
BOOST_DESCRIBE_STRUCT(invitation_row, (), (email, role, where, state, is_over, resend_url, revoke_url))

/// "/work/staff". Form: POST action (email, role, place); place is "organisation:N" or "event:N".
struct staff_view {
    std::string action;
    std::vector<form_error> errors;
    std::string error_count;
    std::vector<staff_row> people;
    std::vector<invitation_row> invitations;
    std::string fresh_link; ///< of the invitation just made, where no mail goes out; shown once
    form_field email;
    std::vector<choice> roles;
    std::vector<choice> places;
    std::vector<factor_demand> demands; ///< of the organisations that the reader owns
};
BOOST_DESCRIBE_STRUCT(staff_view, (),
                      (action, errors, error_count, people, invitations, fresh_link, email, roles, places, demands))
std::string render_page(const page_engine& engine, const work_frame& frame, const staff_view& view);

} // namespace krug::render
