#include "web/form_words.hpp"

#include "render/country_names.hpp"
#include "web/refusals.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <cstdlib>

namespace krug::web {

namespace {

using domain::field_kind;
using render::language;
constexpr std::string_view prefix = "answers.";

std::string in_language(const std::string& ru, const std::string& en, language lang) {
    return lang == language::en && !en.empty() ? en : ru;
}

std::string words_between(const domain::form_field& field, language lang) {
    const auto number = [](const std::optional<std::int64_t>& bound) { return std::to_string(*bound); };
    if (field.least && field.most)
        return say(lang, "число от ", "a number from ") + number(field.least) + say(lang, " до ", " to ") + number(field.most);
    if (field.least) return say(lang, "число не меньше ", "a number of at least ") + number(field.least);
    if (field.most) return say(lang, "число не больше ", "a number of at most ") + number(field.most);
    return say(lang, "целое число", "a whole number");
}

/// What would be right instead.
std::string mend_of(const domain::form_field& field, const domain::field_error& error, language lang) {
    const auto& code = error.code;
    if (field.kind == field_kind::number && (code == "out_of_range" || code == "malformed"))
        return say(lang, "нужно ", "it should be ") + words_between(field, lang) + ".";
    if (field.kind == field_kind::date && code == "malformed")
        return say(lang, "нужна дата, например 15.10.2020.", "it should be a date, for example 15.10.2020.");
    if (field.kind == field_kind::phone && code != "required")
        return say(lang, "проверьте телефон, например 8 (3452) 38-18-14.", "check the phone number, for example +7 3452 38-18-14.");
    if (code == "too_long")
        return say(lang, "слишком длинно, уместите в ", "too long, keep it within ") + std::to_string(error.limit) +
               say(lang, " знаков.", " characters.");
    if (code == "required")
        return field.kind == field_kind::one_of || field.kind == field_kind::many_of || field.kind == field_kind::yes_no ||
                       field.kind == field_kind::country
                   ? say(lang, "выберите ответ.", "choose an answer.")
                   : say(lang, "напишите ответ.", "write an answer.");
    if (code == "not_a_choice") return say(lang, "выберите один из вариантов.", "choose one of the options.");
    return say(lang, "проверьте, нет ли опечатки или лишнего знака.", "check for a slip or a stray character.");
}

std::string joined(const std::vector<std::string>& all, std::string_view between) {
    std::string text;
    for (const auto& each : all) text += (text.empty() ? "" : std::string(between)) + each;
    return text;
}

void add_choices(const domain::form_field& field, const std::string& value, language lang, std::vector<render::choice>& into) {
    const auto chosen = domain::split_options(value);
    const auto is_chosen = [&](const std::string& key) { return std::find(chosen.begin(), chosen.end(), key) != chosen.end(); };
    if (field.kind == field_kind::yes_no) {
        into = {{"yes", say(lang, "Да", "Yes"), "", value == "yes", false}, {"no", say(lang, "Нет", "No"), "", value == "no", false}};
        return;
    }
    if (field.kind == field_kind::country) {
        into.push_back({"", say(lang, "Выберите страну", "Choose a country"), "", value.empty(), false});
        for (auto& each : render::countries_by_name(domain::country_codes(), lang))
            into.push_back({each.code, std::move(each.name), "", each.code == value, false});
        return;
    }
    for (const auto& option : field.options)
        if (!option.archived) {
            const auto label = option_words(option, lang);
            into.push_back({field.kind == field_kind::municipality ? label : option.key, label, "", is_chosen(option.key), false});
        }
}

} // namespace

std::string label_of(const domain::form_field& field, language lang) { return in_language(field.label, field.label_en, lang); }

std::string option_words(const domain::form_option& option, language lang) {
    return in_language(option.label, option.label_en, lang);
}

std::string answer_words(const domain::form_field& field, std::string_view value, language lang) {
    switch (field.kind) {
    case field_kind::yes_no:
        return value == "yes" ? say(lang, "Да", "Yes") : value == "no" ? say(lang, "Нет", "No") : std::string(value);
    case field_kind::country: return render::country_name(value, lang);
    case field_kind::date:
        if (value.size() == 10 && lang == language::ru)
            return std::string(value.substr(8)) + "." + std::string(value.substr(5, 2)) + "." + std::string(value.substr(0, 4));
        return std::string(value);
    case field_kind::one_of:
    case field_kind::many_of: {
        std::vector<std::string> labels;
        for (const auto& key : domain::split_options(value)) {
            const auto option = std::find_if(field.options.begin(), field.options.end(),
                                             [&](const auto& each) { return each.key == key; });
            labels.push_back(option == field.options.end() ? key : option_words(*option, lang));
        }
        return joined(labels, "; ");
    }
    case field_kind::text:
    case field_kind::long_text:
    case field_kind::number:
    case field_kind::phone:
    case field_kind::municipality: break;
    }
    return std::string(value);
}

std::vector<render::fact> answer_facts(const domain::registration_form& form, const std::vector<domain::form_answer>& answers,
                                       language lang) {
    std::vector<render::fact> facts;
    const auto given = domain::answers_of(answers);
    for (const auto& field : form.fields)
        if (const auto found = given.find(field.key); found != given.end())
            facts.push_back({label_of(field, lang), answer_words(field, found->second, lang)});
    for (const auto& each : answers)
        if (form.find(each.field) == nullptr) facts.push_back({each.field, each.value});
    return facts;
}

std::string companion_prefix(std::size_t number) { return "along" + std::to_string(number) + "-"; }

std::vector<domain::form_answer> read_answers(const domain::registration_form& form, const krug::web::form& fields,
                                              const std::string& prefix) {
    std::vector<domain::form_answer> answers;
    for (const auto& field : form.fields) {
        if (field.archived) continue;
        const auto name = "answer_" + prefix + field.key;
        if (!fields.has(name)) continue;
        auto value = field.kind == field_kind::many_of ? domain::join_options(fields.all(name)) : fields.text(name);
        std::erase(value, '\r'); // browsers end the lines of a text area with CR LF
        if (!value.empty()) answers.push_back({field.key, std::move(value)});
    }
    return answers;
}

std::vector<render::hidden_field> answer_fields(const domain::registration_form& form,
                                              const std::vector<domain::form_answer>& answers, const std::string& prefix) {
    std::vector<render::hidden_field> fields;
    for (const auto& each : answers) {
        const auto* question = form.find(each.field);
        const auto name = "answer_" + prefix + each.field;
        if (question == nullptr || question->kind != field_kind::many_of) fields.push_back({name, each.value});
        else
            for (auto& key : domain::split_options(each.value)) fields.push_back({name, std::move(key)});
    }
    return fields;
}

std::vector<std::string> not_yet_asked(const domain::registration_form& form, const domain::form_reader& reader,
                                       const std::vector<domain::form_answer>& answers, const std::vector<std::string>& on_page,
                                       const std::string& prefix) {
    std::vector<std::string> missing;
    const auto given = domain::answers_of(answers);
    for (const auto& field : form.fields)
        if (domain::is_asked(form, field, reader, given) && std::find(on_page.begin(), on_page.end(), prefix + field.key) == on_page.end())
            missing.push_back(field.key);
    return missing;
}

std::vector<render::form_question> questions_of(const domain::registration_form& form, const domain::form_reader& reader,
                                                const std::vector<domain::form_answer>& answers, const form_errors& errors,
                                                language lang, const std::string& prefix) {
    std::vector<render::form_question> questions;
    const auto given = domain::answers_of(answers);
    for (const auto& field : form.fields) {
        if (field.archived || (field.when == domain::field_moment::door && !reader.at_door)) continue;
        if (reader.is_along && !field.asked_along) continue;
        render::form_question shown;
        shown.name = prefix + field.key;
        shown.label = label_of(field, lang);
        shown.hint = in_language(field.hint, field.hint_en, lang);
        if (const auto found = given.find(field.key); found != given.end()) shown.value = found->second;
        for (const auto& error : errors)
            if (error.anchor == "answer_" + shown.name) shown.error = error.message;
        if (!shown.hint.empty()) shown.described = "answer_" + shown.name + "-h";
        if (!shown.error.empty()) shown.described += (shown.described.empty() ? "answer_" : " answer_") + shown.name + "-e";
        shown.is_required = field.required && reader.must_answer;
        shown.is_hidden = !domain::is_asked(form, field, reader, given);
        shown.is_line = field.kind == field_kind::text || field.kind == field_kind::municipality;
        shown.is_number = field.kind == field_kind::number;
        shown.is_date = field.kind == field_kind::date;
        shown.is_phone = field.kind == field_kind::phone;
        shown.is_select = field.kind == field_kind::country;
        shown.is_paragraph = field.kind == field_kind::long_text;
        shown.is_one_of = field.kind == field_kind::one_of || field.kind == field_kind::yes_no;
        shown.is_some_of = field.kind == field_kind::many_of;
        add_choices(field, shown.value, lang, shown.choices);
        shown.has_suggestions = field.kind == field_kind::municipality && !shown.choices.empty();
        if (field.least) shown.least = std::to_string(*field.least);
        if (field.most) shown.most = std::to_string(*field.most);
        if (!field.if_field.empty()) shown.if_name = prefix + field.if_field;
        shown.if_values = domain::join_options(field.if_answers);
        for (const auto id : field.categories) shown.categories += (shown.categories.empty() ? "" : ",") + std::to_string(id.value);
        questions.push_back(std::move(shown));
    }
    return questions;
}

std::string answer_sentence(const domain::registration_form& form, const domain::field_error& error, language lang) {
    if (error.field.starts_with("companions["))
        if (const auto at = error.field.find(prefix); at != std::string::npos) {
            const auto number = std::to_string(std::atoi(error.field.c_str() + 11) + 1);
            const domain::field_error own{error.field.substr(at), error.code, error.limit};
            return render::tr(lang, "Сопровождающий {number}", {{"number", number}}) + ". " + answer_sentence(form, own, lang);
        }
    const auto* field = error.field.starts_with(prefix) ? form.find(std::string_view(error.field).substr(prefix.size())) : nullptr;
    if (field == nullptr) return sentence_of(error, lang);
    return "«" + label_of(*field, lang) + "»: " + mend_of(*field, error, lang);
}

} // namespace krug::web
