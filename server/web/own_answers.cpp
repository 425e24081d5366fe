#include "web/own_answers.hpp"

#include "render/pages/form_page.hpp"
#include "web/event_words.hpp"
#include "web/form_words.hpp"
#include "web/refusals.hpp"

namespace krug::web {

namespace {

struct own {
    service::registration_view registration;
    service::event_view event;
    domain::registration_form questions; ///< without those that the guest may not change
};

/// Nothing when the secret is wrong; an absent one looks the same.
std::optional<own> find_own(const call& asked) {
    auto registration = asked.on.registrations.find_by_secret(asked.place.at("secret"));
    if (!registration) return std::nullopt;
    auto event = asked.on.events.find_event(registration->registration.event);
    if (!event) return std::nullopt;
    auto questions = asked.on.forms.find(event->event.id);
    return own{std::move(*registration), std::move(*event), std::move(questions)};
}

bool may_answer(const call& asked, const own& mine) {
    return domain::is_live(mine.registration.registration.status) &&
           mine.event.event.state != domain::event_state::cancelled && !is_over(mine.event.event.time, asked.on.clock.now());
}

domain::form_reader reader_of(const own& mine) { return {mine.registration.registration.category, false, true}; }

response show(const call& asked, const own& mine, const std::vector<domain::form_answer>& answers, const form_errors& errors,
              int status = 200) {
    render::own_answers_view view;
    view.event = reminder_of(mine.event, showing_for(asked));
    view.back_url = "/r/" + mine.registration.manage_secret;
    view.action = view.back_url + "/answers";
    view.errors = errors;
    if (!errors.empty())
        view.error_count = render::tr_n(asked.lang, "Осталось поправить {n} место", static_cast<std::int64_t>(errors.size()));
    for (auto& question : questions_of(mine.questions, reader_of(mine), answers, errors, asked.lang))
        if (mine.questions.find(question.name)->guest_may_change) view.questions.push_back(std::move(question));
    auto frame = frame_of(asked);
    frame.is_private = true;
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response ask_answers(call& asked) {
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    if (!may_answer(asked, *mine)) return redirect("/r/" + mine->registration.manage_secret);
    return show(asked, *mine, mine->registration.registration.answers, {});
}

response save_answers(call& asked) {
    const auto mine = find_own(asked);
    if (!mine) return error_answer(asked, 404);
    const auto back = "/r/" + mine->registration.manage_secret;
    const auto fields = form::parse(asked.http.body);
    if (!fields) return error_answer(asked, 400);
    if (!may_answer(asked, *mine)) return redirect(back);
    const auto& r = mine->registration.registration;
    const auto answers = read_answers(mine->questions, *fields);
    const domain::actor guest{domain::actor_kind::attendee, r.id.value, {}};
    const auto done = asked.on.forms.answer(guest, r.event, r.id, answers);
    if (done) return redirect(back);
    if (done.error().fields.empty()) return refused(asked, done.error());
    return show(asked, *mine, answers, errors_of(done.error().fields, mine->questions, asked.lang), 422);
}

} // namespace

std::vector<route> own_answer_routes() {
    using enum method;
    constexpr auto manage = domain::action::manage_registration;
    return {
        {get, "/r/{secret}/answers", manage, entrance::attendee, ask_answers, "", "", "", ""},
        {post, "/r/{secret}/answers", manage, entrance::attendee, save_answers, "", "", "", ""},
    };
}

} // namespace krug::web
