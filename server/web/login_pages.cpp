// Signing in and out.
#include "render/pages/work_event_page.hpp"
#include "web/cookies.hpp"
#include "web/route.hpp"

namespace krug::web {

namespace {

constexpr std::string_view work_desk = "/work";

/// Only a page of ours for signed-in people that can be shown again: a redirect target is never somebody's text.
std::string safe_next(std::string_view to) {
    if (!to.starts_with('/') || to.starts_with("//") || to.size() > 500 ||
        to.find_first_of("\r\n\\#") != std::string_view::npos)
        return {};
    const auto path = to.substr(0, std::min(to.find('?'), to.size()));
    for (const auto& each : all_routes())
        if (each.method == method::get && each.entrance == entrance::work && match(each.pattern, path)) return std::string(to);
    return {};
}

response show_form(const call& asked, const render::sign_in_view& view, int status) {
    auto frame = frame_of(asked);
    frame.on_sign_in = true;
    frame.is_private = true;
    // The form's own address names nothing of what was asked for.
    frame.display.return_to = "/sign-in";
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response ask_to_sign_in(call& asked) {
    const auto next = safe_next(asked.query.text("next"));
    if (asked.login) return redirect(next.empty() ? work_desk : next);
    render::sign_in_view view;
    view.next = next;
    // A cookie without a login behind it: the login has ended meanwhile.
    view.is_expired = !read_cookie(asked.http, login_cookie(asked.on.settings)).empty();
    return show_form(asked, view, 200);
}

std::string wait_words(render::language lang, std::int64_t seconds) {
    return seconds < 90 ? render::tr_n(lang, "через {n} секунду", seconds)
                        : render::tr_n(lang, "через {n} минуту", (seconds + 59) / 60);
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
    auto opened = on.staff.sign_in(view.email, fields->text("password"), asked.http.address);
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
    return {
        {get, "/sign-in", domain::action::view_published, entrance::open, ask_to_sign_in, "", "", "", ""},
        {post, "/sign-in", domain::action::view_published, entrance::open, sign_in, "", "", "", "", true},
        {post, "/sign-out", domain::action::own_account, entrance::work, sign_out, "", "", "", ""},
    };
}

} // namespace krug::web
