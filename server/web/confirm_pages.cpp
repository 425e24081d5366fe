#include "web/confirm_pages.hpp"

#include "domain/factor.hpp"
#include "ground/clock.hpp"
#include "render/pages/factor_page.hpp"
#include "web/passkey_pages.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"

#include <algorithm>
#include <utility>

namespace krug::web {

namespace {

constexpr std::string_view code_field = "confirm_code", password_field = "confirm_password";

bool is_proof(std::string_view field) { return field == code_field || field == password_field || is_passkey_field(field); }

std::string typed_in(const form& fields) { return fields.has(code_field) ? fields.text(code_field) : fields.text(password_field); }

/// Renews the login. A refusal is shown by the view; anything else means it was right.
std::optional<domain::refusal> try_to_confirm(call& asked, const form& fields) {
    auto renewed = brings_passkey(fields) ? asked.on.passkeys.confirm(*asked.login, passkey_in(fields))
                                          : asked.on.factors.confirm(*asked.login, typed_in(fields), asked.http.address);
    if (!renewed) return renewed.error();
    asked.renewed = std::exchange(renewed->secret, {});
    asked.login = std::move(*renewed);
    asked.actor.assignments = asked.login->staff.assignments;
    return std::nullopt;
}

response show(const call& asked, render::confirm_view view, const std::optional<domain::refusal>& wrong) {
    const auto state = asked.on.factors.state_of(asked.login->staff.id);
    view.asks_code = state.any();
    view.has_app = state.app;
    view.passkey = passkey_offer_for(asked, service::passkey_purpose::confirming, asked.login->csrf_secret, asked.login->staff.id);
    int status = 403;
    if (wrong) {
        view.is_wrong = true;
        status = 422;
        if (wrong->code == domain::refusal_code::too_many) {
            view.wait = wait_words(asked.lang, std::max<std::int64_t>(wrong->at - asked.on.clock.now(), 1));
            status = 429;
        }
    }
    auto frame = work_frame_of(asked, render::work_section::none);
    frame.site.display.return_to = "/work";
    return page(render::render_page(asked.on.pages, frame, view), status);
}

response ask(call& asked) {
    render::confirm_view view;
    view.action = "/work/confirm";
    view.next = safe_next(asked.query.text("next"));
    if (asked.is_fresh()) return redirect(view.next.empty() ? "/work" : std::string_view(view.next));
    auto answer = show(asked, view, {});
    answer.status = 200;
    return answer;
}

response confirm(call& asked) {
    const auto fields = posted(asked);
    render::confirm_view view;
    view.action = "/work/confirm";
    view.next = safe_next(fields.text("next"));
    if (const auto wrong = try_to_confirm(asked, fields)) return show(asked, view, wrong);
    return redirect(view.next.empty() ? "/work" : std::string_view(view.next));
}

} // namespace

bool asks_fresh_factor(const route& way) {
    if (way.entrance != entrance::work) return false; // a token was made under a fresh factor; others have no login
    if (way.fresh == freshness::always) return true;
    // Only what can be looked at without effect may be excused.
    if (way.fresh == freshness::shows && way.method == method::get) return false;
    return domain::asks_fresh_factor(way.action);
}

std::optional<response> confirm_in_place(call& asked) {
    render::confirm_view view;
    if (asked.http.method == method::get || asked.http.method == method::head)
        return redirect("/work/confirm?next=" + percent_encode(asked.http.target));
    // What is no form of fields (a file) is not carried along: the person is told to send it once more.
    const bool is_form = asked.http.header("content-type").starts_with("application/x-www-form-urlencoded");
    const auto fields = is_form ? form::parse(asked.http.body) : std::nullopt;
    if (!fields) {
        view.action = "/work/confirm";
        view.is_lost = true;
        return show(asked, view, {});
    }
    std::optional<domain::refusal> wrong;
    if (fields->has(code_field) || fields->has(password_field) || brings_passkey(*fields)) {
        wrong = try_to_confirm(asked, *fields);
        if (!wrong) return std::nullopt;
    }
    view.action = asked.http.target;
    for (const auto& [name, value] : fields->fields())
        if (name != "csrf" && !is_proof(name)) view.hidden.push_back({name, value});
    view.keeps_form = !view.hidden.empty();
    return show(asked, view, wrong);
}

std::string safe_next(std::string_view to) {
    if (!to.starts_with('/') || to.starts_with("//") || to.size() > 500 ||
        to.find_first_of("\r\n\\#") != std::string_view::npos)
        return {};
    const auto path = to.substr(0, std::min(to.find('?'), to.size()));
    for (const auto& each : all_routes())
        if (each.method == method::get && each.entrance == entrance::work && match(each.pattern, path)) return std::string(to);
    return {};
}

std::string wait_words(render::language lang, std::int64_t seconds) {
    return seconds < 90 ? render::tr_n(lang, "через {n} секунду", seconds)
                        : render::tr_n(lang, "через {n} минуту", (seconds + 59) / 60);
}

std::vector<route> confirm_routes() {
    using enum method;
    constexpr auto own = domain::action::own_account;
    return {
        {get, "/work/confirm", own, entrance::work, ask, "", "", "", ""},
        {post, "/work/confirm", own, entrance::work, confirm, "", "", "", ""},
    };
}

} // namespace krug::web
