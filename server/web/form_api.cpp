#include "web/form_api.hpp"

#include "web/api_call.hpp"
#include "web/api_routes.hpp"

#include <boost/json.hpp>

namespace krug::web {

namespace json = boost::json;
using domain::action;

namespace {

json::value whole_or_null(const std::optional<std::int64_t>& bound) { return bound ? json::value(*bound) : json::value(nullptr); }

json::object option_body(const domain::form_option& option) {
    return {{"key", option.key}, {"label", option.label}, {"label_en", option.label_en}, {"archived", option.archived}};
}

domain::form_field field_of(const json_object& body) {
    domain::form_field field;
    field.key = body.text("key");
    field.kind = *body.word<domain::field_kind>("kind"); // the schema has judged it
    field.label = body.text("label");
    field.label_en = body.text("label_en");
    field.hint = body.text("hint");
    field.hint_en = body.text("hint_en");
    field.required = body.yes_no("required").value_or(false);
    field.when = body.word<domain::field_moment>("asked_at").value_or(domain::field_moment::registration);
    field.shown_at_door = body.yes_no("shown_at_door").value_or(false);
    field.guest_may_change = body.yes_no("guest_may_change").value_or(true);
    field.asked_along = body.yes_no("asked_along").value_or(false);
    for (const auto id : body.wholes("categories")) field.categories.push_back({id});
    field.least = body.whole("least");
    field.most = body.whole("most");
    for (const auto& option : body.objects("options"))
        field.options.push_back({option.text("key"), option.text("label"), option.text("label_en"),
                                 option.yes_no("archived").value_or(false)});
    field.if_field = body.text("if_question");
    field.if_answers = body.texts("if_answers");
    field.archived = body.yes_no("archived").value_or(false);
    return field;
}

response replace_questions(call& asked) {
    const auto body = read_json(asked, "questions_change");
    if (!body) return body.error();
    domain::registration_form wanted;
    for (const auto& each : body->objects("questions")) wanted.fields.push_back(field_of(each));
    const auto version = body->whole("version");
    const auto done = asked.on.forms.save(asked.actor, asked.event, std::move(wanted), version.value_or(-1));
    if (!done) return refused(asked, done.error());
    const auto form = asked.on.forms.find(asked.event);
    return json_answer({{"version", form.version}, {"questions", questions_body(form)}});
}

} // namespace

json::array questions_body(const domain::registration_form& form) {
    json::array all;
    for (const auto& field : form.fields) {
        json::array categories, options, if_answers;
        for (const auto id : field.categories) categories.push_back(id.value);
        for (const auto& option : field.options) options.push_back(option_body(option));
        for (const auto& key : field.if_answers) if_answers.push_back(json::value(key));
        all.push_back(json::object{{"key", field.key},
                                   {"kind", domain::word_of(field.kind)},
                                   {"label", field.label},
                                   {"label_en", field.label_en},
                                   {"hint", field.hint},
                                   {"hint_en", field.hint_en},
                                   {"required", field.required},
                                   {"asked_at", domain::word_of(field.when)},
                                   {"shown_at_door", field.shown_at_door},
                                   {"guest_may_change", field.guest_may_change},
                                   {"asked_along", field.asked_along},
                                   {"categories", std::move(categories)},
                                   {"least", whole_or_null(field.least)},
                                   {"most", whole_or_null(field.most)},
                                   {"options", std::move(options)},
                                   {"if_question", field.if_field.empty() ? json::value(nullptr) : json::value(field.if_field)},
                                   {"if_answers", std::move(if_answers)},
                                   {"archived", field.archived}});
    }
    return all;
}

std::vector<route> form_api_routes() {
    return {
        {method::put, "/api/v1/events/{event}/form", action::edit_event, entrance::api, replace_questions,
         "заменить вопросы анкеты целиком; у чего есть ответы, то уходит в архив",
         "replace the questions of the form as a whole; what has answers is archived", "questions_change", "questions"},
    };
}

} // namespace krug::web
