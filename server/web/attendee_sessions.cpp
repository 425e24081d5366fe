// The organisers' page of one guest's sessions: what the guest could choose, chosen by staff.
#include "web/event_views.hpp"
#include "web/session_choice_form.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

namespace krug::web {

namespace {

struct shown_choice {
    const std::vector<domain::chosen_session>* typed = nullptr;
    const domain::refusal* why = nullptr;
};

std::string person_path(const call& asked) { return base_of(asked) + "/people/" + asked.place.at("registration"); }

std::optional<service::registration_view> person_of(const call& asked) {
    const auto number = number_in(asked.place.at("registration"));
    return number > 0 ? asked.on.registrations.find(asked.event, {number}, false) : std::nullopt;
}

response show(const call& asked, const service::registration_view& person, const shown_choice& what, int status) {
    const auto about = event_of(asked);
    const auto& who = person.registration;
    render::attendee_sessions_view view;
    view.person = asked.may(domain::action::see_names) ? domain::full_name(who.name) : person.attendee_no;
    view.status = status_words(who.status, asked.lang);
    view.back_url = person_path(asked);
    if (domain::is_live(who.status) && about.event.state != domain::event_state::cancelled) {
        view.form = choice_form_of(about, who, what.typed, what.why, {asked.lang, asked.on.clock.now(), asked.on.settings.public_url});
        if (!view.form.wishes.empty()) view.form.action = person_path(asked) + "/sessions";
        view.form.is_saved = asked.query.text("saved") == "1" && what.why == nullptr;
    }
    return page(render::render_page(asked.on.pages, work_frame_of(asked, render::work_section::people, &about), view), status);
}

response ask(call& asked) {
    const auto person = person_of(asked);
    return person ? show(asked, *person, {}, 200) : error_answer(asked, 404);
}

response choose(call& asked) {
    const auto person = person_of(asked);
    if (!person) return error_answer(asked, 404);
    const auto wanted = wishes_in(posted(asked), event_of(asked));
    const auto done = asked.on.registrations.choose_sessions(asked.actor, asked.event, person->registration.id, wanted);
    if (done) return redirect(person_path(asked) + "/sessions?saved=1");
    const auto why = done.error();
    return show(asked, *person, {&wanted, &why}, 422);
}

} // namespace

std::vector<route> attendee_session_routes() {
    using enum method;
    constexpr auto manage = domain::action::manage_registration;
    return {
        {get, "/work/events/{event}/people/{registration}/sessions", manage, entrance::work, ask, "", "", "", ""},
        {post, "/work/events/{event}/people/{registration}/sessions", manage, entrance::work, choose, "", "", "", ""},
    };
}

} // namespace krug::web
