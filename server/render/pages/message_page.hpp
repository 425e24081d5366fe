// The organisers' pages of a message to many: writing it, looking at it before it goes, what became of it; and the feedback.
// Filled and rendered by web.
#pragma once

#include "render/pages/filter_fields.hpp"

namespace krug::render {

/// "/work/events/{id}/messages/new" and "…/messages/{n}/edit". Fields: those of the filter, sort, subject_ru, text_ru, subject_en,
/// text_en, hours_after, version.
struct message_form_view {
    std::string action;
    std::string back_url;
    bool is_new = false;
    std::string version;
    std::string hours_after; ///< kept from a ready message; "" = none
    std::vector<choice> sorts;
    filter_fields filter;
    form_field subject_ru, text_ru, subject_en, text_en;
    std::vector<fact> fields; ///< label = «{имя}», value = what comes in its place
    std::vector<form_error> errors;
    std::string error_count;
};
BOOST_DESCRIBE_STRUCT(message_form_view, (),
                      (action, back_url, is_new, version, hours_after, sorts, filter, subject_ru, text_ru, subject_en, text_en, fields,
                       errors, error_count))
std::string render_page(const page_engine& engine, const work_frame& frame, const message_form_view& view);

/// A letter as one person gets it.
struct letter_preview {
    std::string language; ///< "ru", "en": of the text
    std::string title;    ///< «По-русски»
    std::string subject;
    markup body;
};
BOOST_DESCRIBE_STRUCT(letter_preview, (), (language, title, subject, body))

struct failed_letter {
    std::string name;
    std::string url;
    std::string why;
};
BOOST_DESCRIBE_STRUCT(failed_letter, (), (name, url, why))

/// "/work/events/{id}/messages/{n}". POST action with do = try, send, schedule, schedule_after, withdraw, remove; fields version,
/// expected, day, clock, hours_after, at_night.
struct message_view {
    std::string action;
    std::string back_url;
    std::string edit_url; ///< "" = it is no draft any more
    std::string title;
    std::string state;
    std::string audience; ///< the filter as a sentence
    std::string sort;
    std::string problem;
    std::string recipients;  ///< «Получат 54 человека»
    std::string unreachable; ///< «Ещё 3 не получат: …»; "" = all can be reached
    std::string language_note;
    std::vector<letter_preview> previews;
    std::string person;      ///< as whom it is shown; "" = nobody is found
    std::string next_url;    ///< the next person
    std::string night_note;  ///< it is night there now; "" = it is day
    std::string send_label;  ///< «Отправить сейчас: 54»; "" = nobody to write to
    std::string version, expected;
    std::string day, clock, hours_after;
    std::string zone;        ///< «по времени площадки (МСК+2)»
    std::string scheduled_for;
    std::string try_address; ///< of who reads the page
    std::vector<fact> outcomes;
    std::vector<failed_letter> failures;
    bool is_draft = false, may_withdraw = false, may_remove = false, is_going = false;
    std::string withdraw_label;
};
BOOST_DESCRIBE_STRUCT(message_view, (),
                      (action, back_url, edit_url, title, state, audience, sort, problem, recipients, unreachable, language_note,
                       previews, person, next_url, night_note, send_label, version, expected, day, clock, hours_after, zone,
                       scheduled_for, try_address, outcomes, failures, is_draft, may_withdraw, may_remove, is_going, withdraw_label))
std::string render_page(const page_engine& engine, const work_frame& frame, const message_view& view);

struct star_row {
    std::string label; ///< «5 звёзд»
    std::string count;
    std::string share; ///< "62" per cent, for the bar
};
BOOST_DESCRIBE_STRUCT(star_row, (), (label, count, share))

/// "/work/events/{id}/feedback".
struct feedback_results_view {
    std::string back_url;
    std::string summary;
    std::string too_few; ///< why nothing is shown; "" = it is
    std::vector<star_row> stars;
    std::vector<fact> words; ///< value = what somebody wrote
};
BOOST_DESCRIBE_STRUCT(feedback_results_view, (), (back_url, summary, too_few, stars, words))
std::string render_page(const page_engine& engine, const work_frame& frame, const feedback_results_view& view);

/// "/r/{secret}/feedback". POST action, fields stars (1..5), words.
struct feedback_view {
    std::string action;
    std::string back_url;
    std::string event_title;
    std::vector<choice> stars;
    form_field words;
    std::string stars_error;
    bool is_given = false;
    bool is_saved = false; ///< just now
    std::vector<form_error> errors;
    std::string error_count;
};
BOOST_DESCRIBE_STRUCT(feedback_view, (),
                      (action, back_url, event_title, stars, words, stars_error, is_given, is_saved, errors, error_count))
std::string render_page(const page_engine& engine, const page_frame& frame, const feedback_view& view);

/// "/u/{secret}". POST action, field wanted = no, yes.
struct unsubscribe_view {
    std::string action;
    std::string organisers;
    bool is_off = false;
};
BOOST_DESCRIBE_STRUCT(unsubscribe_view, (), (action, organisers, is_off))
std::string render_page(const page_engine& engine, const page_frame& frame, const unsubscribe_view& view);

} // namespace krug::render
