// Signing in and out.
#include "render/pages/factor_page.hpp"
#include "render/pages/work_event_page.hpp"
#include "web/account_link_pages.hpp"
#include "web/confirm_pages.hpp"
#include "web/cookies.hpp"
#include "web/device_words.hpp"
#include "web/passkey_pages.hpp"
#include "web/route.hpp"

namespace krug::web {

namespace {

constexpr std::string_view work_desk = "/work";

/// What binds the question for a passkey to this browser before anybody is signed in.
std::string_view visit_cookie(const site_settings& settings) { return settings.secure_cookies ? "__Host-krug-visit" : "krug-visit"; }
constexpr std::size_t visit_bytes = 32;

response show_form(const call& asked, render::sign_in_view view, int status) {
    auto visit = read_cookie(asked.http, visit_cookie(asked.on.settings));
    const bool is_new = visit.size() != 2 * visit_bytes;
    if (is_new) visit = asked.on.random.hex(visit_bytes);
    view.passkey = passkey_offer_for(asked, service::passkey_purpose::signing_in, visit);
    auto frame = frame_of(asked);
    frame.on_sign_in = true;
    frame.is_private = true;
    // The form's own address names nothing of what was asked for.
    frame.display.return_to = "/sign-in";
    auto answer = page(render::render_page(asked.on.pages, frame, view), status);
    if (is_new && view.passkey) set_cookie(answer, asked.on.settings, visit_cookie(asked.on.settings), visit, 0);
    return answer;
}

response ask_to_sign_in(call& asked) {
    const auto next = safe_next(asked.query.text("next"));
    if (asked.login) return redirect(next.empty() ? work_desk : next);
    render::sign_in_view view;
    view.next = next;
    // A cookie without a login behind it: the login has ended meanwhile.
    const auto cookie = read_cookie(asked.http, login_cookie(asked.on.settings));
    view.is_set = asked.query.has("set");
    view.is_expired = !view.is_set && !cookie.empty() && !asked.on.staff.find_waiting_login(cookie);
    return show_form(asked, view, 200);
}

response sign_in(call& asked) {
    const auto fields = form::parse(asked.http.body);
    if (!fields) return error_answer(asked, 400);
    render::sign_in_view view;
    view.email = fields->text("email");
    view.next = safe_next(fields->text("next"));
    if (check_mark(asked, fields->text("csrf")) == mark_state::wrong) {
        view.is_expired = true;
        return show_form(asked, view, 422);
    }
    const auto& on = asked.on;
    auto opened = on.staff.sign_in(view.email, fields->text("password"), asked.http.address, device_of(asked.http));
    if (!opened) {
        view.is_wrong = true;
        if (opened.error().code != domain::refusal_code::too_many) return show_form(asked, view, 422);
        const auto wait = std::max<std::int64_t>(opened.error().at - on.clock.now(), 1);
        view.wait = wait_words(asked.lang, wait);
        auto answer = show_form(asked, view, 429);
        return answer.set("retry-after", std::to_string(wait));
    }
    // Whatever login this browser had before ends: nobody goes on under a name that was put there for them.
    if (const auto old = read_cookie(asked.http, login_cookie(on.settings)); !old.empty()) on.staff.sign_out(old);
    const auto on_to = opened->awaits_factor ? "/sign-in/factor" + (view.next.empty() ? "" : "?next=" + percent_encode(view.next))
                                             : std::string(view.next.empty() ? work_desk : std::string_view(view.next));
    auto answer = redirect(on_to);
    set_cookie(answer, on.settings, login_cookie(on.settings), opened->secret, 0);
    return answer;
}

/// Who has given the right password and not yet the second factor.
std::optional<service::login> waiting_at(const call& asked) {
    const auto cookie = read_cookie(asked.http, login_cookie(asked.on.settings));
    return cookie.empty() ? std::nullopt : asked.on.staff.find_waiting_login(cookie);
}

response show_factor_form(const call& asked, const service::login& waiting, render::sign_in_factor_view view, int status) {
    view.has_app = asked.on.factors.state_of(waiting.staff.id).app;
    view.passkey = passkey_offer_for(asked, service::passkey_purpose::confirming, waiting.csrf_secret, waiting.staff.id);
    auto frame = frame_of(asked);
    frame.on_sign_in = true;
    frame.is_private = true;
    frame.display.return_to = "/sign-in/factor";
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response ask_for_factor(call& asked) {
    render::sign_in_factor_view view;
    view.next = safe_next(asked.query.text("next"));
    if (asked.login) return redirect(view.next.empty() ? work_desk : std::string_view(view.next));
    const auto waiting = waiting_at(asked);
    if (!waiting) return redirect("/sign-in"); // five minutes are over: the password is asked again
    return show_factor_form(asked, *waiting, view, 200);
}

response give_factor(call& asked) {
    const auto fields = form::parse(asked.http.body);
    const auto waiting = waiting_at(asked);
    if (!waiting) return redirect("/sign-in");
    render::sign_in_factor_view view;
    view.next = safe_next(fields->text("next"));
    auto opened = brings_passkey(*fields) ? asked.on.passkeys.confirm(*waiting, passkey_in(*fields))
                                          : asked.on.factors.confirm(*waiting, fields->text("code"), asked.http.address);
    if (!opened) {
        view.is_wrong = true;
        if (opened.error().code != domain::refusal_code::too_many) return show_factor_form(asked, *waiting, view, 422);
        const auto wait = std::max<std::int64_t>(opened.error().at - asked.on.clock.now(), 1);
        view.wait = wait_words(asked.lang, wait);
        auto answer = show_factor_form(asked, *waiting, view, 429);
        return answer.set("retry-after", std::to_string(wait));
    }
    auto answer = redirect(view.next.empty() ? work_desk : std::string_view(view.next));
    set_cookie(answer, asked.on.settings, login_cookie(asked.on.settings), opened->secret, 0);
    return answer;
}

/// A key alone: the browser has asked for PIN or finger.
response sign_in_by_passkey(call& asked) {
    const auto fields = form::parse(asked.http.body);
    const auto& on = asked.on;
    render::sign_in_view view;
    view.next = safe_next(fields->text("next"));
    auto opened = on.passkeys.sign_in(passkey_in(*fields), read_cookie(asked.http, visit_cookie(on.settings)), device_of(asked.http));
    if (!opened) {
        view.is_key_wrong = true;
        return show_form(asked, view, 422);
    }
    if (const auto old = read_cookie(asked.http, login_cookie(on.settings)); !old.empty()) on.staff.sign_out(old);
    auto answer = redirect(view.next.empty() ? work_desk : std::string_view(view.next));
    set_cookie(answer, on.settings, login_cookie(on.settings), opened->secret, 0);
    return answer;
}

response sign_out(call& asked) {
    const auto& on = asked.on;
    on.staff.sign_out(read_cookie(asked.http, login_cookie(on.settings)));
    auto answer = redirect("/");
    set_cookie(answer, on.settings, login_cookie(on.settings), "", -1);
    return answer.set("clear-site-data", "\"cache\"");
}

} // namespace

std::vector<route> login_routes() {
    using enum method;
    auto routes = account_link_routes();
    const std::vector<route> own{
        {get, "/sign-in", domain::action::view_published, entrance::open, ask_to_sign_in, "", "", "", ""},
        {post, "/sign-in", domain::action::view_published, entrance::open, sign_in, "", "", "", "", true},
        {post, "/sign-in/passkey", domain::action::view_published, entrance::open, sign_in_by_passkey, "", "", "", ""},
        {get, "/sign-in/factor", domain::action::view_published, entrance::open, ask_for_factor, "", "", "", ""},
        {post, "/sign-in/factor", domain::action::view_published, entrance::open, give_factor, "", "", "", ""},
        {post, "/sign-out", domain::action::own_account, entrance::work, sign_out, "", "", "", ""},
    };
    routes.insert(routes.end(), own.begin(), own.end());
    return routes;
}

} // namespace krug::web
