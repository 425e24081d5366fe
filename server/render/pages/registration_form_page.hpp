// The pages "/e/{slug}/register": the form, the form with errors, the review before sending, and what
// follows. Filled and rendered by web/registration_pages.
#pragma once

#include "render/pages/page_frame.hpp"

namespace krug::render {

/// The event as the registration pages remind of it.
struct event_reminder {
    std::string title;
    std::string url;
    std::string day;  ///< "15 октября 2020, четверг"
    std::string time; ///< "15:00 по Тюмени (МСК+2)"
    std::string venue;
    std::string address;
    std::string admission;
    std::string age_mark;
    markup ring; ///< seat_ring; empty = no limit
    std::string contact_phone;
    std::string contact_phone_uri;
    std::string contact_email;
};
BOOST_DESCRIBE_STRUCT(event_reminder, (),
                      (title, url, day, time, venue, address, admission, age_mark, ring, contact_phone,
                       contact_phone_uri, contact_email))

/// One programme session to choose. Form field "session", value = session number.
struct session_choice {
    std::string value;
    std::string title;
    std::string time; ///< "15:40–16:20"
    std::string room;
    std::string seats; ///< "6 мест из 24"; "мест нет – запишем в лист ожидания"; "" = no limit
    bool is_full = false;
    bool is_filling = false;  ///< few seats left
    bool is_required = false; ///< everybody goes there: shown ticked and fixed
    bool is_selected = false;
    bool is_wrong = false; ///< takes part in the clash the error tells of
};
BOOST_DESCRIBE_STRUCT(session_choice, (),
                      (value, title, time, room, seats, is_full, is_filling, is_required, is_selected,
                       is_wrong))

/// A consent: its own document, its own box, never ticked beforehand. Form field "consent_{document}" =
/// version.
struct consent_choice {
    std::string document; ///< "registration", "access_needs", "news"
    std::string version;
    std::string title; ///< "Даю согласие на обработку персональных данных"
    std::string purpose; ///< "Для регистрации и встречи на входе. Храним до 15 января 2021."
    std::string url;     ///< "/consent/registration/3"
    bool is_required = false;
    bool is_given = false; ///< only when the form is shown again after the person ticked it
    std::string error;
};
BOOST_DESCRIBE_STRUCT(consent_choice, (),
                      (document, version, title, purpose, url, is_required, is_given, error))

/// A question of the organiser. Exactly one of the kind flags is set. Form field "answer_{name}"; whatever is shown brings
/// the hidden field "asked" with its name, so that a question that comes up later is asked and not passed over.
struct form_question {
    std::string name;
    std::string label;
    std::string hint;
    std::string value; ///< for text
    std::string error;
    std::string described; ///< ids of hint and error, for the control
    bool is_required = false;
    bool is_line = false;      ///< one line of text
    bool is_number = false;
    bool is_date = false;
    bool is_phone = false;
    bool is_select = false;    ///< one of many `choices`: countries
    bool is_paragraph = false; ///< several lines
    bool is_one_of = false;    ///< radio buttons of `choices`
    bool is_some_of = false;   ///< check boxes of `choices`
    bool is_hidden = false;    ///< not asked as the answers stand; a script may show it
    bool has_suggestions = false; ///< `choices` are offered while one writes
    std::string least, most;   ///< of a number; "" = no bound
    std::string if_name;       ///< asked only if this question has one of `if_values`; "" = always
    std::string if_values;     ///< "yes,no"
    std::string categories;    ///< "0,3": asked of these only; "" = of everybody
    std::vector<choice> choices;
};
BOOST_DESCRIBE_STRUCT(form_question, (),
                      (name, label, hint, value, error, described, is_required, is_line, is_number, is_date, is_phone, is_select,
                       is_paragraph, is_one_of, is_some_of, is_hidden, has_suggestions, least, most, if_name, if_values,
                       categories, choices))

/// Somebody who comes along. Form fields "companion_{number}_family_name", "companion_{number}_given_name" and those of
/// their own questions.
struct companion_fields {
    std::string number; ///< "1", "2"
    std::string family_name;
    std::string given_name;
    std::string error;
    std::vector<form_question> questions{};
};
BOOST_DESCRIBE_STRUCT(companion_fields, (), (number, family_name, given_name, error, questions))

/// Form fields: family_name, given_name, additional_name, email, phone, organisation, position, category,
/// session (repeats), table, access_need (repeats), answer_*, companion_*, consent_*, and the hidden ones:
/// csrf (of the frame), idempotency_key, form_stamp, and the trap `website`, which people leave empty.
/// Buttons: step=review (the usual one), step=add_companion.
struct registration_form_view {
    event_reminder event;
    std::string action; ///< "/e/slug/register"
    std::string idempotency_key;
    std::string form_stamp;         ///< signed time of showing the form
    std::vector<form_error> errors; ///< for the summary on top; the fields carry their own texts too
    std::string error_count; ///< tr_n: "Осталось поправить 4 места"; "" without errors
    form_field family_name, given_name, additional_name, email, phone, organisation, position;
    std::string category_error;
    std::vector<choice> categories; ///< radio buttons; empty = not asked
    std::string sessions_error;
    std::vector<session_choice> sessions; ///< empty = nothing to choose
    std::string table_error;
    std::vector<choice> tables; ///< radio buttons; empty = not asked
    std::vector<form_question> questions;
    std::vector<choice> access_needs;             ///< services; empty = not asked
    std::optional<consent_choice> access_consent; ///< the consent of its own for access needs
    std::string access_deadline; ///< "Перевод на жестовый язык закажем, если отметите до 12 октября."
    std::vector<companion_fields> companions;
    bool may_add_companion = false;
    std::vector<consent_choice> consents;
    bool is_waitlist =
        false; ///< no seats: the person joins the waitlist, and the page says so before the form
    bool needs_approval = false; ///< the organisers decide about each registration
    bool asks_code = false; ///< of an invitation
    bool needs_code = false; ///< nobody registers without one
    form_field code;
    std::string code_note; ///< "Код принят"; "" = none given or wrong
    bool may_be_minor = false; ///< a parent may register a child
    bool is_minor = false;
    form_field guardian_family_name, guardian_given_name, guardian_additional_name, guardian_phone;
    std::string guardian_error; ///< the box that the guardian ticks
    bool guardian_agrees = false;
    std::string companions_note; ///< whether they take seats
    std::string group_url;       ///< to register many at once; "" = not offered
    std::vector<fact> opening;   ///< categories that are not open now: name, from when
};
BOOST_DESCRIBE_STRUCT(registration_form_view, (),
                      (event, action, idempotency_key, form_stamp, errors, error_count, family_name,
                       given_name, additional_name, email, phone, organisation, position, category_error,
                       categories, sessions_error, sessions, table_error, tables, questions, asks_code, needs_code, code, code_note,
                       may_be_minor, is_minor, guardian_family_name, guardian_given_name, guardian_additional_name,
                       guardian_phone, guardian_error, guardian_agrees, companions_note, group_url, opening, access_needs,
                       access_consent, access_deadline, companions, may_add_companion, consents, is_waitlist,
                       needs_approval))

std::string render_page(const page_engine& engine, const page_frame& frame,
                        const registration_form_view& view);

/// "Всё верно?": what was typed, and the same fields hidden. Buttons: step=send, step=change (back to the
/// form).
struct registration_review_view {
    event_reminder event;
    std::string action;
    std::vector<fact> facts; ///< "Фамилия, имя, отчество" → "Ёлкина Анна Сергеевна"
    std::vector<fact> needs;          ///< access needs as words (label = name); empty = none
    std::vector<fact> consents;       ///< label = what was agreed to
    std::vector<hidden_field> fields; ///< everything of the form, also idempotency_key and form_stamp
    bool is_waitlist = false;
};
BOOST_DESCRIBE_STRUCT(registration_review_view, (),
                      (event, action, facts, needs, consents, fields, is_waitlist))

std::string render_page(const page_engine& engine, const page_frame& frame,
                        const registration_review_view& view);

/// After sending when the address has to be confirmed. The same for known and unknown addresses.
struct mail_sent_view {
    event_reminder event;
    std::string email;      ///< as typed
    std::string held_until; ///< "до 14:32"; "" = no hold
};
BOOST_DESCRIBE_STRUCT(mail_sent_view, (), (event, email, held_until))

std::string render_page(const page_engine& engine, const page_frame& frame, const mail_sent_view& view);

/// Reached from the letter; the button confirms (POST), opening the page changes nothing.
struct confirm_email_view {
    event_reminder event;
    std::string action;
    std::string person; ///< given name
};
BOOST_DESCRIBE_STRUCT(confirm_email_view, (), (event, action, person))

std::string render_page(const page_engine& engine, const page_frame& frame, const confirm_email_view& view);

} // namespace krug::render
