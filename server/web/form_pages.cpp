// The organisers' pages of their questions: the list with its order and archive, the editor of one, and the preview.
#include "domain/text_rules.hpp"
#include "render/pages/form_page.hpp"
#include "web/form_words.hpp"
#include "web/refusals.hpp"
#include "web/registration_form.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <charconv>

namespace krug::web {

namespace {

using domain::action;
using domain::field_kind;
using domain::form_field;
using domain::registration_form;
using render::language;

constexpr std::size_t spare_rows = 3;

std::string kind_words(field_kind kind, language lang) {
    switch (kind) {
    case field_kind::text: return say(lang, "короткий текст", "short text");
    case field_kind::long_text: return say(lang, "длинный текст", "long text");
    case field_kind::one_of: return say(lang, "один из вариантов", "one of the options");
    case field_kind::many_of: return say(lang, "несколько вариантов", "several options");
    case field_kind::yes_no: return say(lang, "да или нет", "yes or no");
    case field_kind::number: return say(lang, "число", "number");
    case field_kind::date: return say(lang, "дата", "date");
    case field_kind::phone: return say(lang, "телефон", "telephone");
    case field_kind::country: return say(lang, "страна", "country");
    case field_kind::municipality: break;
    }
    return say(lang, "город или район", "town or district");
}

std::string capital(std::string text, language lang) {
    // The first letter of a Russian word is two bytes; our words begin with а–п (U+0430–U+043F), ч or others listed here.
    if (lang == language::en) {
        text[0] = static_cast<char>(text[0] - 'a' + 'A');
        return text;
    }
    const auto second = static_cast<unsigned char>(text[1]);
    if (static_cast<unsigned char>(text[0]) == 0xD0 && second >= 0xB0) text[1] = static_cast<char>(second - 0x20);
    if (static_cast<unsigned char>(text[0]) == 0xD1 && second < 0x90) {
        text[0] = static_cast<char>(0xD0);
        text[1] = static_cast<char>(second + 0x20);
    }
    return text;
}

std::string category_name(const domain::guest_category& category, language lang) {
    return lang == language::en && !category.name_en.empty() ? category.name_en : category.name;
}

/// «обязательно · на входе · только пресса · если «Нужен доклад?» – Да»
std::string rules_words(const registration_form& form, const form_field& field,
                        const std::vector<domain::guest_category>& categories, language lang) {
    std::string words;
    const auto add = [&](const std::string& part) { words += (words.empty() ? "" : " · ") + part; };
    if (field.required) add(say(lang, "обязательно", "required"));
    if (field.when == domain::field_moment::door) add(say(lang, "спрашивают на входе", "asked at the door"));
    if (field.asked_along)
        add(say(lang, "и сопровождающих, и каждого в группе", "also of companions and of each member of a group"));
    if (field.shown_at_door) add(say(lang, "видно на входе", "shown at the door"));
    if (!field.categories.empty()) {
        std::string names;
        for (const auto id : field.categories) {
            std::string name = say(lang, "без категории", "no category");
            for (const auto& each : categories)
                if (each.id == id) name = category_name(each, lang);
            names += (names.empty() ? "" : ", ") + name;
        }
        add(say(lang, "только ", "only ") + names);
    }
    if (const auto* other = form.find(field.if_field)) {
        std::string answers;
        for (const auto& key : field.if_answers) answers += (answers.empty() ? "" : ", ") + answer_words(*other, key, lang);
        add(say(lang, "если «", "if “") + label_of(*other, lang) + say(lang, "» – ", "” is ") + answers);
    }
    return words;
}

std::string base_url(const call& asked) { return base_of(asked) + "/form"; }

/// Why a change of the whole form was refused, in one sentence.
std::string problem_of(const registration_form& wanted, const domain::refusal& why, language lang) {
    if (why.fields.empty()) return sentence_of(why, lang);
    const auto& error = why.fields.front();
    if (error.field == "questions") return say(lang, "Больше вопросов анкета не вместит: уберите лишние.", "The form holds no more questions: remove some.");
    std::size_t at = 0;
    const auto open = error.field.find('[');
    if (open != std::string::npos) std::from_chars(error.field.data() + open + 1, error.field.data() + error.field.size(), at);
    const auto label = at < wanted.fields.size() ? "«" + label_of(wanted.fields[at], lang) + "»: " : std::string();
    if (error.field.ends_with("if_question") || error.field.ends_with("if_answers"))
        return label + say(lang, "этот вопрос зависит от ответа на другой, который должен стоять раньше и не быть в архиве.",
                           "this question depends on the answer to another one, which must stand before it and be asked.");
    return label + sentence_of(error, lang);
}

response show(const call& asked, const std::string& problem = {}, int status = 200) {
    const auto about = event_of(asked);
    const auto lang = asked.lang;
    const auto form = asked.on.forms.find(asked.event);
    const auto answered = asked.on.forms.answered(asked.event);
    const auto categories = asked.on.doors.categories(asked.event);
    render::questions_view view;
    view.action = base_url(asked);
    view.version = std::to_string(form.version);
    view.preview_url = view.action + "/preview";
    view.problem = problem;
    std::size_t asked_of_people = 0;
    for (const auto& field : form.fields) asked_of_people += !field.archived;
    for (const auto& field : form.fields) {
        render::form_line line;
        line.key = field.key;
        line.label = label_of(field, lang);
        line.kind = kind_words(field.kind, lang);
        line.rules = rules_words(form, field, categories, lang);
        if (const auto count = answered.find(field.key); count != answered.end())
            line.answers = say(lang, "ответов: ", "answers: ") + std::to_string(count->second);
        line.edit_url = view.action + "/" + field.key;
        if (field.archived) {
            view.archived.push_back(std::move(line));
            continue;
        }
        line.number = std::to_string(view.questions.size() + 1);
        line.may_rise = !view.questions.empty();
        line.may_sink = view.questions.size() + 1 < asked_of_people;
        view.questions.push_back(std::move(line));
    }
    view.summary = say(lang, "Своих вопросов: ", "Questions of your own: ") + std::to_string(view.questions.size());
    if (asked_of_people < domain::form_fields_max) {
        view.add_url = view.action + "/new";
        for (const auto key : domain::ready_question_keys)
            if (form.find(key) == nullptr)
                view.ready.push_back({std::string(key), label_of(*domain::ready_question(key), lang), "", false, false});
    }
    const auto frame = work_frame_of(asked, render::work_section::form, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response show_questions(call& asked) { return show(asked); }

std::int64_t version_in(const std::string& text) {
    return text == "0" ? 0 : std::max<std::int64_t>(number_in(text), 0);
}

/// Swaps with the neighbour among those that are asked.
void move_question(registration_form& form, const std::string& key, bool up) {
    std::vector<std::size_t> places;
    for (std::size_t at = 0; at < form.fields.size(); ++at)
        if (!form.fields[at].archived) places.push_back(at);
    for (std::size_t at = 0; at < places.size(); ++at) {
        if (form.fields[places[at]].key != key) continue;
        if (up && at > 0) std::swap(form.fields[places[at]], form.fields[places[at - 1]]);
        if (!up && at + 1 < places.size()) std::swap(form.fields[places[at]], form.fields[places[at + 1]]);
        return;
    }
}

response settle(const call& asked, const registration_form& wanted, std::int64_t version, const std::string& back) {
    const auto done = asked.on.forms.save(asked.actor, asked.event, wanted, version);
    if (done) return redirect(back);
    return show(asked, problem_of(wanted, done.error(), asked.lang), status_of(done.error().code));
}

response change_questions(call& asked) {
    const auto fields = posted(asked);
    auto form = asked.on.forms.find(asked.event);
    const auto& key = fields.text("question");
    const auto& what = fields.text("do");
    const auto list = base_url(asked);
    if (what == "up" || what == "down") {
        move_question(form, key, what == "up");
        return settle(asked, form, version_in(fields.text("version")), list + "#question-" + (domain::is_form_key(key) ? key : ""));
    }
    if (what == "restore") {
        for (auto& field : form.fields)
            if (field.key == key) field.archived = false;
        return settle(asked, form, version_in(fields.text("version")), list + "?done=saved");
    }
    if (what == "ready") {
        auto question = domain::ready_question(fields.text("ready"));
        if (!question) return error_answer(asked, 400);
        if (form.find(question->key) != nullptr) return redirect(list);
        if (question->kind == field_kind::municipality)
            if (const auto about = event_of(asked); about.venue && !about.venue->city.empty())
                question->options.push_back({"here", about.venue->city, "", false});
        form.fields.push_back(*std::move(question));
        return settle(asked, form, version_in(fields.text("version")), list + "?done=saved");
    }
    return error_answer(asked, 400);
}

// --- one question

/// What was typed of a question, and what is wrong with it.
struct typed_field {
    form_field field;
    std::string version, least, most, condition_error;
    std::vector<domain::field_error> wrong;
    bool is_new = false;
};

std::string free_key(const registration_form& form) {
    for (std::size_t number = form.fields.size() + 1;; ++number)
        if (const auto key = "q" + std::to_string(number); form.find(key) == nullptr) return key;
}

/// Neither of an option that stands nor of one that is just being taken away: its answers must not become another's.
std::string free_option_key(const form_field& before, const form_field& field) {
    const auto is_taken = [](const form_field& by, const std::string& key) {
        return std::any_of(by.options.begin(), by.options.end(), [&](const auto& each) { return each.key == key; });
    };
    for (std::size_t number = 1;; ++number)
        if (const auto key = "o" + std::to_string(number); !is_taken(before, key) && !is_taken(field, key)) return key;
}

void read_options(const form& fields, const form_field& before, form_field& into) {
    const auto keys = fields.all("option_key"), labels = fields.all("option"), labels_en = fields.all("option_en");
    into.options.clear();
    for (const auto& option : before.options)
        if (option.archived) into.options.push_back(option);
    std::vector<domain::form_option> offered;
    for (std::size_t at = 0; at < labels.size() && at < keys.size(); ++at) {
        if (domain::is_blank(labels[at])) continue;
        domain::form_option option{keys[at], labels[at], at < labels_en.size() ? labels_en[at] : "", false};
        const bool known = std::any_of(before.options.begin(), before.options.end(),
                                       [&](const auto& each) { return each.key == option.key; });
        if (!known) option.key.clear();
        offered.push_back(std::move(option));
    }
    into.options.insert(into.options.begin(), offered.begin(), offered.end());
    for (auto& option : into.options)
        if (option.key.empty()) option.key = free_option_key(before, into);
}

void read_condition(const form& fields, typed_field& typed, language lang) {
    auto& field = typed.field;
    field.if_field.clear();
    field.if_answers.clear();
    for (const auto& pair : fields.all("condition")) {
        const auto sign = pair.find('=');
        if (sign == std::string::npos) continue;
        const auto question = pair.substr(0, sign);
        if (!field.if_field.empty() && field.if_field != question) {
            typed.condition_error = say(lang, "Отметьте ответы одного вопроса.", "Tick answers of one question.");
            continue;
        }
        field.if_field = question;
        field.if_answers.push_back(pair.substr(sign + 1));
    }
}

std::optional<std::int64_t> bound_in(const std::string& text, std::string_view name, typed_field& typed) {
    if (text.empty()) return std::nullopt;
    std::int64_t number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault == std::errc() && end == text.data() + text.size()) return number;
    typed.wrong.push_back({std::string(name), "malformed", 0});
    return std::nullopt;
}

/// `before` is the question as it stands, or a new one.
typed_field read_field(const call& asked, const form& fields, const form_field& before, bool kind_is_fixed) {
    typed_field typed;
    auto& field = typed.field;
    field = before;
    typed.version = fields.text("version");
    field.label = fields.text("label");
    field.label_en = fields.text("label_en");
    field.hint = fields.text("hint");
    field.hint_en = fields.text("hint_en");
    if (const auto kind = domain::parse_word<field_kind>(fields.text("kind")); kind && !kind_is_fixed) field.kind = *kind;
    if (const auto when = domain::parse_word<domain::field_moment>(fields.text("moment"))) field.when = *when;
    field.required = fields.has("required");
    field.guest_may_change = fields.has("guest_may_change");
    field.shown_at_door = fields.has("shown_at_door");
    field.asked_along = fields.has("asked_along");
    field.categories.clear();
    for (const auto& each : fields.all("category")) field.categories.push_back({each == "0" ? 0 : number_in(each)});
    typed.least = fields.text("least");
    typed.most = fields.text("most");
    field.least = bound_in(typed.least, "least", typed);
    field.most = bound_in(typed.most, "most", typed);
    read_options(fields, before, field);
    read_condition(fields, typed, asked.lang);
    return typed;
}

std::string mend_of(const domain::field_error& error, language lang) {
    if (error.field == "options" && error.code == "required")
        return say(lang, "Напишите хотя бы два варианта.", "Write at least two options.");
    if (error.field == "options" && error.code == "too_many")
        return say(lang, "Вариантов может быть до 50.", "There can be up to 50 options.");
    if (error.field == "options" && error.code == "duplicate")
        return say(lang, "Два варианта называются одинаково.", "Two options have the same words.");
    if (error.field == "label" && error.code == "required") return say(lang, "Напишите вопрос.", "Write the question.");
    if (error.field == "most" && error.code == "order")
        return say(lang, "Верхняя граница меньше нижней.", "The upper bound is below the lower one.");
    if (error.field == "least" || error.field == "most")
        return say(lang, "Нужно целое число.", "It should be a whole number.");
    if (error.field == "asked_along")
        return say(lang, "О каждом можно спросить не больше восьми вопросов.", "At most eight questions can be asked about each person.");
    if (error.field == "if_question" && error.code == "not_accepted")
        return say(lang, "Сопровождающим не задают вопрос, от которого зависит этот. Отметьте и его.",
                   "Companions are not asked the question that this one depends on. Tick that one too.");
    if (error.field == "if_question" || error.field == "if_answers")
        return say(lang, "Вопрос, от которого зависит этот, должен стоять раньше.", "The question that this one depends on must stand before it.");
    return sentence_of(error, lang);
}

std::string anchor_of(const std::string& field) {
    if (field == "if_question" || field == "if_answers") return "condition";
    return field;
}

void fill_conditions(const registration_form& form, const form_field& field, language lang, render::form_field_view& view) {
    for (const auto& other : form.fields) {
        if (other.key == field.key) break; // earlier ones only
        if (other.archived) continue;
        const auto add = [&](const std::string& key, const std::string& words) {
            const bool chosen = field.if_field == other.key &&
                                std::find(field.if_answers.begin(), field.if_answers.end(), key) != field.if_answers.end();
            view.conditions.push_back({other.key + "=" + key, words, label_of(other, lang), chosen, false});
        };
        if (other.kind == field_kind::yes_no) {
            add("yes", say(lang, "Да", "Yes"));
            add("no", say(lang, "Нет", "No"));
        } else if (other.kind == field_kind::one_of || other.kind == field_kind::many_of) {
            for (const auto& option : other.options)
                if (!option.archived) add(option.key, option_words(option, lang));
        }
    }
}

void fill_options(const form_field& field, std::size_t spare, render::form_field_view& view) {
    const bool takes = field.kind == field_kind::one_of || field.kind == field_kind::many_of || field.kind == field_kind::municipality;
    if (!takes) return;
    std::size_t number = 0;
    for (const auto& option : field.options)
        if (!option.archived) view.options.push_back({std::to_string(++number), option.key, option.label, option.label_en});
    for (std::size_t more = 0; more < spare && number < domain::form_options_max; ++more)
        view.options.push_back({std::to_string(++number), "", "", ""});
}

response show_field(const call& asked, const registration_form& form, const typed_field& typed, int status = 200) {
    const auto lang = asked.lang;
    const auto& field = typed.field;
    const auto answered = asked.on.forms.answered(asked.event);
    const auto text = [&](std::string_view name, const std::string& value) {
        render::form_field shown{value, {}};
        for (const auto& error : typed.wrong)
            if (error.field == name) shown.error = mend_of(error, lang);
        return shown;
    };
    render::form_field_view view;
    view.back_url = base_url(asked);
    view.action = view.back_url + "/" + (typed.is_new ? std::string("new") : field.key);
    view.version = typed.version;
    view.is_new = typed.is_new;
    view.has_answers = answered.contains(field.key);
    view.is_kind_fixed = view.has_answers;
    view.has_bounds = field.kind == field_kind::number;
    view.has_suggestions = field.kind == field_kind::municipality;
    view.label = text("label", field.label);
    view.label_en = text("label_en", field.label_en);
    view.hint = text("hint", field.hint);
    view.hint_en = text("hint_en", field.hint_en);
    view.least = text("least", typed.least);
    view.most = text("most", typed.most);
    view.kind_words = kind_words(field.kind, lang);
    for (const auto& [kind, word] : domain::field_kind_words)
        view.kinds.push_back({std::string(word), capital(kind_words(kind, lang), lang), "", kind == field.kind, false});
    const bool at_door = field.when == domain::field_moment::door;
    view.moments = {{"registration", say(lang, "При регистрации", "At registration"), "", !at_door, false},
                    {"door", say(lang, "На входе, спрашивает команда", "At the door, asked by the team"), "", at_door, false}};
    view.required = field.required;
    view.guest_may_change = field.guest_may_change;
    view.shown_at_door = field.shown_at_door;
    view.asked_along = field.asked_along;
    const auto is_chosen = [&](domain::category_id id) {
        return std::find(field.categories.begin(), field.categories.end(), id) != field.categories.end();
    };
    const auto categories = asked.on.doors.categories(asked.event);
    if (!categories.empty()) view.categories.push_back({"0", say(lang, "Без категории", "No category"), "", is_chosen({}), false});
    for (const auto& each : categories)
        view.categories.push_back({std::to_string(each.id.value), category_name(each, lang), "", is_chosen(each.id), false});
    fill_options(field, spare_rows, view);
    fill_conditions(form, field, lang, view);
    view.condition_error = typed.condition_error;
    for (const auto& error : typed.wrong) {
        view.errors.push_back({anchor_of(error.field), mend_of(error, lang)});
        if (error.field == "options") view.options_error = view.errors.back().message;
        if (anchor_of(error.field) == "condition") view.condition_error = view.errors.back().message;
    }
    if (!typed.condition_error.empty()) view.errors.push_back({"condition", typed.condition_error});
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), lang);
    const auto about = event_of(asked);
    const auto frame = work_frame_of(asked, render::work_section::form, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

typed_field typed_of(const registration_form& form, const form_field& field) {
    typed_field typed;
    typed.field = field;
    typed.version = std::to_string(form.version);
    if (field.least) typed.least = std::to_string(*field.least);
    if (field.most) typed.most = std::to_string(*field.most);
    return typed;
}

typed_field new_field(const registration_form& form) {
    form_field field;
    field.key = free_key(form);
    auto typed = typed_of(form, field);
    typed.is_new = true;
    return typed;
}

response ask_new(call& asked) {
    const auto form = asked.on.forms.find(asked.event);
    return show_field(asked, form, new_field(form));
}

response ask_field(call& asked) {
    const auto form = asked.on.forms.find(asked.event);
    const auto* field = form.find(asked.place.at("question"));
    return field == nullptr ? error_answer(asked, 404) : show_field(asked, form, typed_of(form, *field));
}

/// Errors of this question alone, without its place in front: "questions[3].label" is "label".
void take_errors(const domain::refusal& why, std::size_t place, typed_field& typed) {
    const auto prefix = "questions[" + std::to_string(place) + "].";
    for (const auto& error : why.fields)
        if (error.field.starts_with(prefix)) typed.wrong.push_back({error.field.substr(prefix.size()), error.code, error.limit});
}

response save_one(call& asked, registration_form form, typed_field typed, std::size_t place) {
    const auto done = asked.on.forms.save(asked.actor, asked.event, form, version_in(typed.version));
    if (done) return redirect(base_url(asked) + "?done=saved#question-" + typed.field.key);
    take_errors(done.error(), place, typed);
    if (!typed.wrong.empty()) return show_field(asked, form, typed, 422);
    return show(asked, problem_of(form, done.error(), asked.lang), status_of(done.error().code));
}

response add_field(call& asked) {
    const auto fields = posted(asked);
    auto form = asked.on.forms.find(asked.event);
    auto typed = read_field(asked, fields, new_field(form).field, false);
    typed.is_new = true;
    if (fields.text("step") != "save") return show_field(asked, form, typed);
    if (!typed.wrong.empty() || !typed.condition_error.empty()) return show_field(asked, form, typed, 422);
    form.fields.push_back(typed.field);
    const auto place = form.fields.size() - 1;
    return save_one(asked, std::move(form), std::move(typed), place);
}

response save_field(call& asked) {
    const auto fields = posted(asked);
    auto form = asked.on.forms.find(asked.event);
    const auto found = std::find_if(form.fields.begin(), form.fields.end(),
                                    [&](const auto& each) { return each.key == asked.place.at("question"); });
    if (found == form.fields.end()) return error_answer(asked, 404);
    if (fields.text("step") == "remove") {
        form.fields.erase(found);
        return settle(asked, form, version_in(fields.text("version")), base_url(asked) + "?done=saved");
    }
    const bool fixed = asked.on.forms.answered(asked.event).contains(found->key);
    auto typed = read_field(asked, fields, *found, fixed);
    if (fields.text("step") != "save") return show_field(asked, form, typed);
    if (!typed.wrong.empty() || !typed.condition_error.empty()) return show_field(asked, form, typed, 422);
    *found = typed.field;
    const auto place = static_cast<std::size_t>(found - form.fields.begin());
    return save_one(asked, std::move(form), std::move(typed), place);
}

/// The form as a guest meets it; nothing can be sent from here.
response preview(call& asked) {
    const auto about = event_of(asked);
    auto view = form_view(asked, about, rules_for(asked, about, {}), {}, {});
    view.action = base_url(asked) + "/preview";
    return page(render::render_page(asked.on.pages, frame_of(asked), view));
}

response send_preview(call& asked) { return redirect(base_url(asked)); }

} // namespace

std::vector<route> form_routes() {
    using enum method;
    constexpr auto edit = action::edit_event;
    constexpr auto work = entrance::work;
    return {
        {get, "/work/events/{event}/form", edit, work, show_questions, "", "", "", ""},
        {post, "/work/events/{event}/form", edit, work, change_questions, "", "", "", ""},
        {get, "/work/events/{event}/form/preview", edit, work, preview, "", "", "", ""},
        {post, "/work/events/{event}/form/preview", edit, work, send_preview, "", "", "", ""},
        {get, "/work/events/{event}/form/new", edit, work, ask_new, "", "", "", ""},
        {post, "/work/events/{event}/form/new", edit, work, add_field, "", "", "", ""},
        {get, "/work/events/{event}/form/{question}", edit, work, ask_field, "", "", "", ""},
        {post, "/work/events/{event}/form/{question}", edit, work, save_field, "", "", "", ""},
    };
}

} // namespace krug::web
