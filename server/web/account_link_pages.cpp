#include "web/account_link_pages.hpp"

#include "domain/email.hpp"
#include "ground/clock.hpp"
#include "render/pages/account_link_page.hpp"
#include "ticket/digest.hpp"
#include "web/confirm_pages.hpp"
#include "web/cookies.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::refusal_code;
using service::link_kind;

/// Holds what binds an opened link to this browser.
std::string_view join_cookie(const site_settings& settings) { return settings.secure_cookies ? "__Host-krug-join" : "krug-join"; }

std::string browser_of(const call& asked) { return read_cookie(asked.http, join_cookie(asked.on.settings)); }

template <class View> response show(const call& asked, const View& view, int status = 200) {
    auto frame = frame_of(asked);
    frame.on_sign_in = true;
    frame.is_private = true;
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response show_over(const call& asked) {
    render::join_view view;
    view.is_over = true;
    return show(asked, view, 410);
}

response show_forgot(call& asked) { return show(asked, render::forgot_view{}); }

response ask_for_password(call& asked) {
    render::forgot_view view;
    view.email = form::parse(asked.http.body)->text("email");
    if (!domain::parse_email(view.email)) {
        view.error = say(asked.lang, "Напишите почту полностью, например anna@example.org.", "Write the whole address, for example anna@example.org.");
        return show(asked, view, 422);
    }
    if (const auto wait = asked.on.password_letters->take(network_of(asked.http.address), asked.on.clock); wait > 0) {
        view.wait = wait_words(asked.lang, wait);
        auto answer = show(asked, view, 429);
        return answer.set("retry-after", std::to_string(wait));
    }
    asked.on.invitations.ask_for_password(view.email, asked.language_code());
    view.is_sent = true;
    return show(asked, view);
}

/// Programs that look into mail open links too, so looking changes nothing.
response show_link(call& asked) {
    const auto& secret = asked.place.at("secret");
    const auto link = asked.on.invitations.look(secret, browser_of(asked));
    if (!link) return show_over(asked);
    render::join_view view;
    view.action = "/join/" + secret;
    view.is_invitation = link->kind == link_kind::invitation;
    view.email = link->email;
    view.made_by = link->made_by;
    const auto offer = offer_words(asked.on, *link, asked.lang);
    view.role = offer.role;
    view.place = offer.place;
    return show(asked, view);
}

response open_link(call& asked) {
    auto browser = browser_of(asked);
    const bool is_new = browser.size() != 64;
    if (is_new) browser = asked.on.random.hex(32);
    if (!asked.on.invitations.open(asked.place.at("secret"), browser)) return show_over(asked);
    auto answer = redirect("/join");
    set_cookie(answer, asked.on.settings, join_cookie(asked.on.settings), browser, service::invitation_office::invitation_seconds);
    return answer;
}

response show_form(const call& asked, const service::account_link& link, const std::string& name,
                   const std::vector<domain::field_error>& wrong) {
    render::accept_view view;
    view.is_invitation = link.kind == link_kind::invitation;
    view.email = link.email;
    const auto offer = offer_words(asked.on, link, asked.lang);
    view.role = offer.role;
    view.place = offer.place;
    view.name.value = name;
    for (const auto& each : wrong) {
        auto& field = each.field == "name" ? view.name : view.password;
        field.error = sentence_of(each, asked.lang);
        view.errors.push_back({each.field == "name" ? "name" : "password", field.error});
    }
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    return show(asked, view, wrong.empty() ? 200 : 422);
}

response show_accept(call& asked) {
    const auto link = asked.on.invitations.opened(browser_of(asked));
    return link ? show_form(asked, *link, "", {}) : show_over(asked);
}

response accept(call& asked) {
    const auto fields = form::parse(asked.http.body);
    const auto browser = browser_of(asked);
    const auto link = asked.on.invitations.opened(browser);
    if (!link) return show_over(asked);
    const auto done = asked.on.invitations.accept(browser, fields->text("name"), fields->text("password"));
    if (!done) {
        if (!done.error().fields.empty()) return show_form(asked, *link, fields->text("name"), done.error().fields);
        return done.error().code == refusal_code::not_found || done.error().code == refusal_code::not_allowed ? show_over(asked)
                                                                                                              : refused(asked, done.error());
    }
    auto answer = redirect("/sign-in?set=1");
    set_cookie(answer, asked.on.settings, join_cookie(asked.on.settings), "", -1);
    return answer;
}

} // namespace

offered_words offer_words(const offices& on, const service::account_link& link, render::language lang) {
    if (!link.offered) return {};
    offered_words words{staff_role_words(link.offered->as, lang), ""};
    if (link.offered->event) {
        if (const auto about = on.events.find_event(link.offered->event)) words.place = about->event.text.title;
        return words;
    }
    for (const auto& each : on.events.list_organisations())
        if (each.id == link.offered->organisation) words.place = each.name + say(lang, ", все события", ", all events");
    return words;
}

std::vector<route> account_link_routes() {
    using enum method;
    constexpr auto open_to_all = domain::action::view_published;
    return {
        {get, "/sign-in/forgot", open_to_all, entrance::open, show_forgot, "", "", "", ""},
        {post, "/sign-in/forgot", open_to_all, entrance::open, ask_for_password, "", "", "", ""},
        {get, "/join", open_to_all, entrance::open, show_accept, "", "", "", ""},
        {post, "/join", open_to_all, entrance::open, accept, "", "", "", ""},
        {get, "/join/{secret}", open_to_all, entrance::open, show_link, "", "", "", ""},
        {post, "/join/{secret}", open_to_all, entrance::open, open_link, "", "", "", ""},
    };
}

} // namespace krug::web
