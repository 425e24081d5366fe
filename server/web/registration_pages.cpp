// From the form to the ticket: registering, with everything that keeps programs and double clicks from harm.
#include "domain/text_rules.hpp"
#include "render/pages/notice_page.hpp"
#include "ticket/digest.hpp"
#include "web/cookies.hpp"
#include "web/event_words.hpp"
#include "web/form_words.hpp"
#include "web/group_pages.hpp"
#include "web/feedback_pages.hpp"
#include "web/own_registration.hpp"
#include "web/public_call.hpp"
#include "web/refusals.hpp"
#include "web/registration_form.hpp"
#include "web/route.hpp"

#include <algorithm>
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

/// 0, or the seconds to wait: codes are not to be guessed.
std::int64_t wait_for_code(const call& asked, const std::string& code) {
    return code.empty() ? 0 : asked.on.codes_tried->take(network_of(asked.http.address), asked.on.clock);
}

/// Why nobody can register now; nothing while somebody can. A draft has no form, not even for those who preview it.
/// A code opens what is closed to others; the form of an event by invitation is shown, since it asks for the code.
std::optional<response> closed_answer(const call& asked, const std::optional<service::event_view>& found, const form_rules& rules) {
    if (!found || found->event.state == domain::event_state::draft) return error_answer(asked, 404);
    const auto to = showing_for(asked);
    if (is_over(found->event.time, to.now))
        return cannot_register(asked, *found, {domain::refusal_code::registration_closed, 0, {}});
    const bool by_invitation = found->event.registration.mode == domain::registration_mode::invitation;
    auto event = rules.invitation ? domain::opened_by_code(found->event) : found->event;
    if (by_invitation && !rules.invitation) event.registration.mode = domain::registration_mode::open;
    const auto allowed = domain::may_register(event, to.now, false);
    if (!allowed) return cannot_register(asked, *found, allowed.error());
    return std::nullopt;
}

response show_form(const call& asked, const service::event_view& found, const form_rules& rules,
                   const typed_form& typed, const form_errors& errors) {
    return page(render::render_page(asked.on.pages, frame_of(asked), form_view(asked, found, rules, typed, errors)),
                errors.empty() ? 200 : 422);
}

response ask_to_register(call& asked) {
    const auto found = asked.on.events.find_event_by_slug(asked.place.at("slug"));
    if (!found || found->event.state == domain::event_state::draft) return error_answer(asked, 404);
    typed_form typed;
    typed.code = asked.query.text("code");
    if (const auto wait = wait_for_code(asked, typed.code)) return error_answer(asked, 429, wait);
    const auto rules = rules_for(asked, *found, typed.code);
    if (auto closed = closed_answer(asked, found, rules)) return *closed;
    form_errors errors;
    if (!rules.code_error.empty()) errors = errors_of({{"code", rules.code_error, 0}}, rules.questions, asked.lang);
    return show_form(asked, *found, rules, typed, errors);
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

/// The content is part of the key: who goes back and corrects something sends another registration.
std::string key_of(const typed_form& typed) { return typed.key + "-" + ticket::sha256_hex(content_of(typed)).substr(0, 32); }

domain::registration_id number_in(const std::string& body) {
    std::int64_t number = 0;
    std::from_chars(body.data(), body.data() + body.size(), number);
    return {number};
}

/// Where the very same form has led before; nothing when it was not sent.
std::optional<response> made_before(const call& asked, const service::event_view& found, const typed_form& typed) {
    auto& done_before = asked.on.idempotency;
    const auto key = key_of(typed);
    const auto before = done_before.open(form_principal, key, std::to_string(found.event.id.value));
    if (!before) return std::nullopt;
    if (!*before) {
        done_before.release(form_principal, key);
        return std::nullopt;
    }
    domain::registration_request request;
    request.email = typed.email;
    if ((*before)->status == static_cast<int>(kept::repeated)) return say_mail_sent(asked, found, request.email);
    return lead_to(asked, found, request, number_in((*before)->body));
}

response register_person(call& asked, const service::event_view& found, const form_rules& rules, const typed_form& typed,
                         domain::registration_request request) {
    if (const auto wait = wait_to_register(asked, request)) return error_answer(asked, 429, wait);
    auto& done_before = asked.on.idempotency;
    const auto key = key_of(typed);
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
                return show_form(asked, found, rules, typed, errors_of(done.error().fields, rules.questions, asked.lang));
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

/// Without a script a question that an answer has opened was not on the page yet: it is asked now.
form_errors further_questions(const call& asked, const domain::registration_form& questions, const typed_form& typed,
                              const domain::registration_request& request) {
    form_errors errors;
    const auto add = [&](const std::string& prefix, const std::string& key) {
        errors.push_back({"answer_" + prefix + key, render::tr(asked.lang, "По вашим ответам есть ещё вопрос: «{question}»",
                                                               {{"question", label_of(*questions.find(key), asked.lang)}})});
    };
    for (const auto& key : not_yet_asked(questions, {request.category, false, true}, typed.answers, typed.on_page)) add("", key);
    for (std::size_t at = 0; at < typed.companions.size() && !request.companions.empty(); ++at) {
        const auto& who = typed.companions[at];
        if (domain::is_blank(who.name.family) && domain::is_blank(who.name.given)) continue;
        const auto prefix = companion_prefix(at + 1);
        for (const auto& key : not_yet_asked(questions, {request.category, false, true, true}, who.answers, typed.on_page, prefix))
            add(prefix, key);
    }
    return errors;
}

response take_form(call& asked) {
    const auto found = asked.on.events.find_event_by_slug(asked.place.at("slug"));
    const auto fields = form::parse(asked.http.body);
    if (!fields) return error_answer(asked, 400);
    if (!found || found->event.state == domain::event_state::draft) return error_answer(asked, 404);
    const auto& code = fields->text("code");
    if (const auto wait = wait_for_code(asked, code)) return error_answer(asked, 429, wait);
    const auto rules = rules_for(asked, *found, code);
    const auto& questions = rules.questions;
    auto typed = read_typed(*fields, questions);
    // The second of two clicks finds the code used up, by the first one.
    if (!rules.code_error.empty() && fields->text("step") == "send")
        if (auto made = made_before(asked, *found, typed)) return *std::move(made);
    if (auto closed = closed_answer(asked, found, rules)) return *closed;
    if (typed.key.empty()) typed.key = asked.on.random.hex(16);
    if (fields->text("step") == "change") return show_form(asked, *found, rules, typed, {});
    if (fields->text("step") == "add_companion") {
        typed.companions.emplace_back();
        return show_form(asked, *found, rules, typed, {});
    }
    if (const auto errors = doubt(asked, *fields, typed)) return show_form(asked, *found, rules, typed, *errors);
    domain::registration_request request;
    auto errors = check_typed(typed, *found, rules, asked.lang, request);
    for (auto& further : further_questions(asked, questions, typed, request)) {
        const auto same = std::find_if(errors.begin(), errors.end(), [&](const auto& each) { return each.anchor == further.anchor; });
        if (same != errors.end()) same->message = std::move(further.message); // nobody could answer what they did not see
        else errors.push_back(std::move(further));
    }
    if (!errors.empty()) return show_form(asked, *found, rules, typed, errors);
    if (fields->text("step") == "send") return register_person(asked, *found, rules, typed, std::move(request));
    return page(render::render_page(asked.on.pages, frame_of(asked), review_view(asked, *found, rules, typed, request)));
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
    for (auto& each : group_routes()) routes.push_back(std::move(each));
    for (auto& each : own_registration_routes()) routes.push_back(std::move(each));
    for (auto& each : feedback_routes()) routes.push_back(std::move(each));
    return routes;
}

} // namespace krug::web
