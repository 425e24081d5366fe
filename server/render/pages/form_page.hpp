// The organisers' questions: the list, the editor of one, what the team enters for a guest, and the guest's own answers.
// Filled and rendered by web.
#pragma once

#include "render/pages/registration_form_page.hpp"

namespace krug::render {

/// One question in the list. Its buttons post to the list's action with `question` and `version`.
struct form_line {
    std::string key;
    std::string number; ///< place among those that are asked
    std::string label;
    std::string kind;    ///< "один из вариантов"
    std::string rules;   ///< "обязательно · только пресса · если «Нужен доклад?» – да"; "" = none
    std::string answers; ///< "ответов: 12"; "" = none yet
    std::string edit_url;
    bool may_rise = false, may_sink = false;
};
BOOST_DESCRIBE_STRUCT(form_line, (), (key, number, label, kind, rules, answers, edit_url, may_rise, may_sink))

/// "/work/events/{id}/form". POST action with do = up, down, restore, ready.
struct questions_view {
    std::string action;
    std::string version;
    std::string summary;
    std::string add_url; ///< "" = there are as many as may be
    std::string preview_url;
    std::string problem; ///< why the last change was refused; "" = it was not
    std::vector<form_line> questions;
    std::vector<form_line> archived;
    std::vector<choice> ready; ///< questions to pick from that are not there yet
};
BOOST_DESCRIBE_STRUCT(questions_view, (), (action, version, summary, add_url, preview_url, problem, questions, archived, ready))
std::string render_page(const page_engine& engine, const work_frame& frame, const questions_view& view);

/// One option of a question. Form fields "option_key", "option", "option_en" repeat in the same order.
struct option_row {
    std::string number;
    std::string key; ///< "" = new
    std::string label, label_en;
};
BOOST_DESCRIBE_STRUCT(option_row, (), (number, key, label, label_en))

/// "/work/events/{id}/form/{question}". Form fields carry the names of the members; category repeats.
/// Buttons: step = save, more (options and what the kind needs), remove.
struct form_field_view {
    std::string action;
    std::string back_url;
    std::string version;
    bool is_new = false;
    bool is_kind_fixed = false; ///< there are answers
    bool has_suggestions = false, has_bounds = false;
    bool has_answers = false;
    std::vector<form_error> errors;
    std::string error_count;
    form_field label, label_en, hint, hint_en, least, most;
    std::string kind_words;
    std::vector<choice> kinds;
    std::vector<choice> moments;
    bool required = false, shown_at_door = false, guest_may_change = false, asked_along = false;
    std::vector<choice> categories; ///< empty = the event has none
    std::vector<option_row> options;
    std::string options_error;
    std::vector<choice> conditions; ///< "question=answer" of earlier questions; empty = none can decide
    std::string condition_error;
};
BOOST_DESCRIBE_STRUCT(form_field_view, (),
                      (action, back_url, version, is_new, is_kind_fixed, has_suggestions, has_bounds, has_answers,
                       errors, error_count, label, label_en, hint, hint_en, least, most, kind_words, kinds, moments,
                       required, shown_at_door, guest_may_change, asked_along, categories, options, options_error, conditions, condition_error))
std::string render_page(const page_engine& engine, const work_frame& frame, const form_field_view& view);

/// "/work/events/{id}/people/{registration}/answers".
struct answers_view {
    std::string action;
    std::string back_url;
    std::string person;
    std::vector<form_error> errors;
    std::string error_count;
    std::vector<form_question> questions;
};
BOOST_DESCRIBE_STRUCT(answers_view, (), (action, back_url, person, errors, error_count, questions))
std::string render_page(const page_engine& engine, const work_frame& frame, const answers_view& view);

/// "/r/{secret}/answers".
struct own_answers_view {
    event_reminder event;
    std::string action;
    std::string back_url;
    std::vector<form_error> errors;
    std::string error_count;
    std::vector<form_question> questions;
};
BOOST_DESCRIBE_STRUCT(own_answers_view, (), (event, action, back_url, errors, error_count, questions))
std::string render_page(const page_engine& engine, const page_frame& frame, const own_answers_view& view);

} // namespace krug::render
