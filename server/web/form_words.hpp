// The organiser's questions in words: as they are asked on a page, as they are read from it, and what was answered.
// Every page that shows questions or answers calls it.
#pragma once

#include "domain/form.hpp"
#include "render/pages/registration_form_page.hpp"
#include "web/form.hpp"
#include "web/registration_form.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace krug::web {

std::string label_of(const domain::form_field& field, render::language lang);
std::string option_words(const domain::form_option& option, render::language lang);
/// What was answered, as people say it: «Да», the labels of what was chosen, «15.10.2020», the name of the country.
std::string answer_words(const domain::form_field& field, std::string_view value, render::language lang);
/// In the order of the form; an answer to no question of it stands last, under its key.
std::vector<render::fact> answer_facts(const domain::registration_form& form, const std::vector<domain::form_answer>& answers,
                                       render::language lang);

/// What stands before a question's key on a page where several people answer: no key has a dash, so nothing is mixed up.
std::string companion_prefix(std::size_t number);
/// "answer_{prefix}KEY" of every question of the form, the boxes of one question joined.
std::vector<domain::form_answer> read_answers(const domain::registration_form& form, const krug::web::form& fields,
                                              const std::string& prefix = {});
/// The same fields again, to be sent hidden.
std::vector<render::hidden_field> answer_fields(const domain::registration_form& form,
                                              const std::vector<domain::form_answer>& answers, const std::string& prefix = {});
/// Questions that are asked as the answers stand, but stood not on the page that was sent ("asked" names those that did).
std::vector<std::string> not_yet_asked(const domain::registration_form& form, const domain::form_reader& reader,
                                       const std::vector<domain::form_answer>& answers, const std::vector<std::string>& on_page,
                                       const std::string& prefix = {});
/// All questions that the reader may be asked; those that wait for another answer are hidden.
std::vector<render::form_question> questions_of(const domain::registration_form& form, const domain::form_reader& reader,
                                                const std::vector<domain::form_answer>& answers, const form_errors& errors,
                                                render::language lang, const std::string& prefix = {});
/// A wrong answer, named by its question: «Сколько вас: число от 1 до 5.» `error.field` is "answers.KEY"
/// or "companions[N].answers.KEY", whose sentence says who is meant.
std::string answer_sentence(const domain::registration_form& form, const domain::field_error& error, render::language lang);

} // namespace krug::web
