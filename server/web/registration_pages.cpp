// From the form to the ticket: registering, with everything that keeps programs and double clicks from harm.
#include "render/pages/notice_page.hpp"
#include "ticket/digest.hpp"
#include "web/cookies.hpp"
#include "web/event_words.hpp"
#include "web/feedback_pages.hpp"
#include "web/own_registration.hpp"
#include "web/public_call.hpp"
#include "web/refusals.hpp"
#include "web/registration_form.hpp"
#include "web/route.hpp"

#include <charconv>

namespace krug::web {

namespace {

constexpr std::string_view form_principal = "registration form";

/// 1 = made, its number in the body; 2 = the person had registered before.
enum class kept { made = 1, repeated = 2 };

response cannot_register(const call& asked, const service::event_view& found, const domain::refusal& why) {
    auto note = sign_up_of(found.event, showing_for(asked)).note;
    auto title = sentence_of(why, asked.lang);
    if (note == title) note.clear();
    const render::notice_view view{std::move(title), std::move(note), path_of(found.event),
                                   render::tr(asked.lang, "К странице события"), false};
    return page(render::render_page(asked.on.pages, frame_of(asked), view), status_of(why.code));
}

/// Why nobody can register now; nothing while somebody can. A draft has no form, not even for those who preview it.
std::optional<response> closed_answer(const call& asked, const std::optional<service::event_view>& found) {
    if (!found || found->event.state == domain::event_state::draft) return error_answer(asked, 404);
    const auto to = showing_for(asked);
    if (is_over(found->event.time, to.now))
        return cannot_register(asked, *found, {domain::refusal_code::registration_closed, 0, {}});
    const auto allowed = domain::may_register(found->event, to.now, false);
    if (!allowed) return cannot_register(asked, *found, allowed.error());
    return std::nullopt;
}

response show_form(const call& asked, const service::event_view& found, const typed_form& typed,
                   const form_errors& errors) {
    return page(render::render_page(asked.on.pages, frame_of(asked), form_view(asked, found, typed, errors)),
                errors.empty() ? 200 : 422);
}

response ask_to_register(call& asked) {
    const auto found = asked.on.events.find_event_by_slug(asked.place.at("slug"));
    if (auto closed = closed_answer(asked, found)) return *closed;
    return show_form(asked, *found, {}, {});
}

/// 0, or the seconds to wait: registering costs a mail and maybe a seat, so one network or one mailbox gets so many.
std::int64_t wait_to_register(const call& asked, const domain::registration_request& request) {
    const auto& on = asked.on;
    if (const auto wait = on.sign_ups_per_network->take(network_of(asked.http.address), on.clock)) return wait;
    return on.sign_ups_per_mailbox->take(ticket::sha256_hex(request.email), on.clock);
}

response say_mail_sent(const call& asked, const service::event_view& found, const std::string& email) {
    auto answer = redirect(path_of(found.event) + "/registered");
    // The address is shown once on the next page and stands in no URL and no log.
    set_cookie(answer, asked.on.settings, sent_to_cookie, percent_encode(email), 600);
    return answer;
}

response lead_to(const call& asked, const service::event_view& found, const domain::registration_request& request,
                 domain::registration_id made) {
    if (found.event.registration.confirm_email) return say_mail_sent(asked, found, request.email);
    const auto view = asked.on.registrations.find(found.event.id, made, false);
    if (!view) return error_answer(asked, 404);
    return redirect("/r/" + view->manage_secret);
}

domain::registration_id number_in(const std::string& body) {
    std::int64_t number = 0;
    std::from_chars(body.data(), body.data() + body.size(), number);
    return {number};
}

response register_person(call& asked, const service::event_view& found, const typed_form& typed,
                         domain::registration_request request) {
    if (const auto wait = wait_to_register(asked, request)) return error_answer(asked, 429, wait);
    auto& done_before = asked.on.idempotency;
    // The content is part of the key: who goes back and corrects something sends another registration.
    const auto key = typed.key + "-" + ticket::sha256_hex(content_of(typed)).substr(0, 32);
    const auto event_text = std::to_string(found.event.id.value);
    const auto before = done_before.open(form_principal, key, event_text);
    if (!before) return say_mail_sent(asked, found, request.email); // the first of two clicks is still at work
    if (*before) {
        if ((*before)->status == static_cast<int>(kept::repeated)) return say_mail_sent(asked, found, request.email);
        return lead_to(asked, found, request, number_in((*before)->body));
    }
    const auto email = request.email;
    // In the registration's own row: a press repeated after a crash finds what the first one made.
    request.request_key = ticket::sha256_hex("form " + key);
    try {
        const auto done = asked.on.registrations.register_guest(asked.actor, request);
        if (!done) {
            done_before.release(form_principal, key);
            if (done.error().code == domain::refusal_code::invalid)
                return show_form(asked, found, typed, errors_of(done.error().fields, asked.lang));
            return cannot_register(asked, found, done.error());
        }
        const auto fate = done->repeated ? kept::repeated : kept::made;
        done_before.keep(form_principal, key, {static_cast<int>(fate), std::to_string(done->id.value)});
        if (done->repeated) return say_mail_sent(asked, found, email);
        return lead_to(asked, found, request, done->id);
    } catch (...) {
        done_before.release(form_principal, key);
        throw;
    }
}

/// A form that no person can have sent like this is shown again with everything typed: nobody loses a word.
std::optional<form_errors> doubt(const call& asked, const form& fields, typed_form& typed) {
    const auto again = [](std::string text) { return form_errors{{std::string(whole_form), std::move(text)}}; };
    if (check_mark(asked, fields.text("csrf")) == mark_state::wrong) {
        typed.stamp.clear();
        return again(render::tr(asked.lang, "Страница была открыта слишком давно. Проверьте анкету и отправьте ещё раз."));
    }
    const auto stamp = check_mark(asked, typed.stamp);
    if (stamp == mark_state::wrong) typed.stamp.clear();
    // Looking at the review costs nothing: only sending has to take as long as a person needs.
    const bool too_fast = stamp == mark_state::young && fields.text("step") == "send";
    if (!fields.text("website").empty() || stamp == mark_state::wrong || too_fast)
        return again(render::tr(asked.lang, "Анкета пришла слишком быстро, как от программы. Проверьте её и отправьте ещё раз."));
    return std::nullopt;
}

response take_form(call& asked) {
    const auto found = asked.on.events.find_event_by_slug(asked.place.at("slug"));
    const auto fields = form::parse(asked.http.body);
    if (!fields) return error_answer(asked, 400);
    if (auto closed = closed_answer(asked, found)) return *closed;
    auto typed = read_typed(*fields);
    if (typed.key.empty()) typed.key = asked.on.random.hex(16);
    if (fields->text("step") == "change") return show_form(asked, *found, typed, {});
    if (const auto errors = doubt(asked, *fields, typed)) return show_form(asked, *found, typed, *errors);
    domain::registration_request request;
    if (const auto errors = check_typed(typed, *found, asked.lang, request); !errors.empty())
        return show_form(asked, *found, typed, errors);
    if (fields->text("step") == "send") return register_person(asked, *found, typed, std::move(request));
    return page(render::render_page(asked.on.pages, frame_of(asked), review_view(asked, *found, typed, request)));
}

response show_registered(call& asked) {
    const auto found = asked.on.events.find_event_by_slug(asked.place.at("slug"));
    if (!found || found->event.state == domain::event_state::draft) return error_answer(asked, 404);
    const auto to = showing_for(asked);
    render::mail_sent_view view;
    view.event = reminder_of(*found, to);
    const auto kept_address = read_cookie(asked.http, sent_to_cookie);
    view.email = percent_decode(kept_address).value_or("");
    auto answer = page(render::render_page(asked.on.pages, frame_of(asked), view));
    if (!kept_address.empty()) set_cookie(answer, asked.on.settings, sent_to_cookie, "", -1);
    return answer;
}

} // namespace

std::vector<route> registration_routes() {
    using enum method;
    constexpr auto join = domain::action::register_guest;
    std::vector<route> routes{
        {get, "/e/{slug}/register", join, entrance::open, ask_to_register, "", "", "", ""},
        {post, "/e/{slug}/register", join, entrance::open, take_form, "", "", "", "", true},
        {get, "/e/{slug}/registered", join, entrance::open, show_registered, "", "", "", ""},
    };
    for (auto& each : own_registration_routes()) routes.push_back(std::move(each));
    for (auto& each : feedback_routes()) routes.push_back(std::move(each));
    return routes;
}

} // namespace krug::web
