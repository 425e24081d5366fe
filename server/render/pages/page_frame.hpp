// What stands around every page: language, display settings, navigation, help contact, the marks of its
// forms. Filled by web for each request; read by the page templates.
#pragma once

#include "render/page_engine.hpp"

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <vector>

namespace krug::render {

/// How this reader wants pages shown, as kept in the display cookie.
struct display_settings {
    std::string theme; ///< "light", "dark" or "" = as the device says
    bool more_contrast = false;
    bool large_text = false;
    bool is_light = false; ///< set by render from `theme`
    bool is_dark = false;  ///< set by render from `theme`
    bool is_auto = false;  ///< set by render from `theme`
    std::string return_to; ///< path (with query) to come back to after POST /display
};
BOOST_DESCRIBE_STRUCT(display_settings, (),
                      (theme, more_contrast, large_text, is_light, is_dark, is_auto, return_to))

/// The public frame. Every text is plain: escaping is the template's work.
struct page_frame {
    language lang = language::ru; ///< chooses the template variant; not a template field
    bool is_russian = false;      ///< set by render from `lang`
    std::string url_ru;           ///< this page in Russian, for example "/e/x?lang=ru"
    std::string url_en;           ///< this page in English
    display_settings display;
    std::string csrf_token;     ///< masked mark for every POST form of the page; "" leaves the field out
    std::string help_phone;     ///< as people write it: "8 (3452) 38-18-14"; "" = not given
    std::string help_phone_uri; ///< E.164 with plus: "+73452381814"
    std::string help_email;
    std::string operator_name; ///< who answers for personal data; "" = not named yet
    std::string policy_url;    ///< personal data policy; "" = none
    std::string source_url;    ///< where the program's source is; "" = not shown
    bool on_events = false;    ///< marks the current item of the site navigation
    bool on_sign_in = false;
    bool is_signed_in = false; ///< shows "Рабочий стол" instead of "Организаторам"
    bool is_private = false;   ///< asks search engines not to index: pages with a secret in the address
};
BOOST_DESCRIBE_STRUCT(page_frame, (),
                      (is_russian, url_ru, url_en, display, csrf_token, help_phone, help_phone_uri,
                       help_email, operator_name, policy_url, source_url, on_events, on_sign_in, is_signed_in,
                       is_private))

/// The event shown in the rail of the organisers' pages.
struct work_event {
    std::string title;
    std::string when;          ///< short: "чт, 15:00 · Тюмень"
    markup disc;               ///< render::date_disc
    std::string base_url;      ///< "/work/events/17", no slash at the end; the rail appends its sections
    std::string public_url;    ///< "/e/slug"
    std::string registrations; ///< count beside "Участники", formatted
    std::string devices;       ///< count beside "Точки входа", formatted
    bool may_edit = false;     ///< role lets the person change the event
    bool may_manage_devices = false;
    bool may_see_people = false;
    bool may_admit = false;
    bool may_export = false;
    bool may_audit = false;
    bool may_erase = false; ///< answers for personal data
    bool may_mail = false;  ///< writes to many guests at once
};
BOOST_DESCRIBE_STRUCT(work_event, (),
                      (title, when, disc, base_url, public_url, registrations, devices, may_edit,
                       may_manage_devices, may_see_people, may_admit, may_export, may_audit,
                       may_erase, may_mail))

/// Which item of the rail is the current one.
enum class work_section {
    none, events, overview, people, door, points, edit, exports, audit, account, staff, board, devices, privacy,
    letters, tables, seating, programme, form, sign_up
};

/// A short message on top after an action: "Сохранено".
struct flash {
    std::string text;
    bool is_bad = false;
};
BOOST_DESCRIBE_STRUCT(flash, (), (text, is_bad))

/// The organisers' frame: the public one plus rail and person.
struct work_frame {
    page_frame site;
    std::string person;              ///< name or e-mail of the signed-in person
    std::string role;                ///< in words
    std::optional<work_event> event; ///< none on pages outside an event
    std::optional<flash> notice;
    work_section section = work_section::none; ///< not a template field; render turns it into the flags below
    bool on_events = false, on_overview = false, on_people = false, on_door = false, on_points = false;
    bool on_board = false, on_devices = false, on_letters = false, on_tables = false, on_seating = false, on_programme = false, on_form = false, on_sign_up = false;
    bool on_edit = false, on_exports = false, on_audit = false, on_account = false, on_staff = false, on_privacy = false;
    bool may_create_events = false;
    bool may_manage_staff = false; ///< shows the people of the organisation
    bool may_see_instance_audit = false; ///< shows the journal of the whole installation
    bool may_see_reports = false;        ///< counts or integrations of a whole organisation
};
BOOST_DESCRIBE_STRUCT(work_frame, (),
                      (site, person, role, event, notice, on_events, on_overview, on_people, on_door,
                       on_board, on_devices, on_letters, on_tables, on_seating, on_programme, on_form, on_sign_up, on_points, on_edit, on_exports, on_audit,
                       on_account, on_staff, on_privacy,
                       may_create_events,
                       may_manage_staff, may_see_instance_audit, may_see_reports))

/// One line of the error summary: `anchor` is the id of the field it leads to (the field's name).
struct form_error {
    std::string anchor;
    std::string message; ///< says what to do, in the page's language
};
BOOST_DESCRIBE_STRUCT(form_error, (), (anchor, message))

/// One text field as it is shown again: what was typed and what is wrong with it.
struct form_field {
    std::string value;
    std::string error; ///< "" = nothing wrong
};
BOOST_DESCRIBE_STRUCT(form_field, (), (value, error))

/// One option of a select, of radio buttons or of check boxes.
struct choice {
    std::string value;
    std::string label;
    std::string note; ///< second line; "" = none
    bool is_selected = false;
    bool is_disabled = false;
};
BOOST_DESCRIBE_STRUCT(choice, (), (value, label, note, is_selected, is_disabled))

/// A name and its value in a list of facts.
struct fact {
    std::string label;
    std::string value;
};
BOOST_DESCRIBE_STRUCT(fact, (), (label, value))

/// A field carried through a form without being shown.
struct hidden_field {
    std::string name;
    std::string value;
};
BOOST_DESCRIBE_STRUCT(hidden_field, (), (name, value))

} // namespace krug::render
