// What the team enters for a guest: answers to the organisers' questions, those of the door among them.
#include "render/pages/form_page.hpp"
#include "web/form_words.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"

namespace krug::web {

namespace {

std::optional<service::registration_view> person_of(const call& asked) {
    const auto number = number_in(asked.place.at("registration"));
    if (number == 0) return std::nullopt;
    return asked.on.registrations.find(asked.event, {number}, false);
}

std::string person_url(const call& asked, domain::registration_id id) {
    return base_of(asked) + "/people/" + std::to_string(id.value);
}

response show(const call& asked, const service::registration_view& whose, const domain::registration_form& questions,
              const std::vector<domain::form_answer>& answers, const form_errors& errors, int status = 200) {
    const auto about = event_of(asked);
    render::answers_view view;
    view.back_url = person_url(asked, whose.registration.id);
    view.action = view.back_url + "/answers";
    view.person = domain::full_name(whose.registration.name);
    view.errors = errors;
    if (!errors.empty()) view.error_count = error_count_words(errors.size(), asked.lang);
    view.questions = questions_of(questions, {whose.registration.category, true, false}, answers, errors, asked.lang);
    const auto frame = work_frame_of(asked, render::work_section::people, &about);
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response ask_answers(call& asked) {
    const auto whose = person_of(asked);
    if (!whose || !asked.may(domain::action::see_contacts)) return error_answer(asked, whose ? 403 : 404);
    return show(asked, *whose, asked.on.forms.find(asked.event), whose->registration.answers, {});
}

response save_answers(call& asked) {
    const auto whose = person_of(asked);
    if (!whose || !asked.may(domain::action::see_contacts)) return error_answer(asked, whose ? 403 : 404);
    const auto fields = posted(asked);
    const auto questions = asked.on.forms.find(asked.event);
    auto answers = read_answers(questions, fields);
    const domain::form_reader reader{whose->registration.category, true, false};
    const auto done = asked.on.forms.answer(asked.actor, asked.event, whose->registration.id, answers);
    if (!done && done.error().fields.empty()) return refused(asked, done.error());
    if (!done) return show(asked, *whose, questions, answers, errors_of(done.error().fields, questions, asked.lang), 422);
    // An answer may have opened another question, which nobody has seen without a script.
    if (!not_yet_asked(questions, reader, answers, fields.all("asked")).empty())
        return redirect(person_url(asked, whose->registration.id) + "/answers?done=saved");
    return redirect(person_url(asked, whose->registration.id) + "?done=saved");
}

} // namespace

std::vector<route> answer_routes() {
    using enum method;
    constexpr auto people = domain::action::manage_registration;
    return {
        {get, "/work/events/{event}/people/{registration}/answers", people, entrance::work, ask_answers, "", "", "", ""},
        {post, "/work/events/{event}/people/{registration}/answers", people, entrance::work, save_answers, "", "", "", ""},
    };
}

} // namespace krug::web
