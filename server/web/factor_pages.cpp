#include "web/factor_pages.hpp"

#include "calendar/words.hpp"
#include "render/pages/factor_page.hpp"
#include "render/qr.hpp"
#include "ticket/digest.hpp"
#include "web/event_words.hpp"
#include "web/passkey_pages.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

namespace krug::web {

namespace {

using domain::action;
using domain::refusal_code;

constexpr std::int64_t few_codes = 3;

render::markup qr_of(const std::string& uri, render::language lang) {
    const auto symbol = render::encode_qr(uri, render::qr_level::medium);
    return {render::write_qr_svg(symbol, {"factor-qr", say(lang, "Код для приложения", "Code for the app"),
                                          say(lang, "То же, что ключ, записанный рядом буквами.", "The same as the key written beside it in letters.")})};
}

void show_passkeys(render::factor_view& view, const call& asked, const shown_factor& shown) {
    const auto now = asked.on.clock.now();
    const auto where = calendar::zone::moscow();
    for (const auto& each : asked.on.passkeys.list(asked.login->staff.id)) {
        const auto number = std::to_string(each.number);
        render::passkey_item item{number, each.name, short_moment(each.created_at, now, where, asked.lang),
                                  each.used_at > 0 ? calendar::age_words(each.used_at, now, calendar_language(asked.lang)) : "",
                                  "/work/account/passkeys/" + number + "/remove", ""};
        if (each.number == shown.removed_passkey) {
            item.error = shown.removal_fault;
            view.errors.push_back({"pw" + number, shown.removal_fault});
        }
        view.passkeys.push_back(std::move(item));
    }
    const auto& staff = asked.login->staff;
    if (auto offer = passkey_offer_for(asked, service::passkey_purpose::registering, asked.login->csrf_secret, staff.id)) {
        render::passkey_making making;
        making.site_name = offer->site;
        making.question = std::move(*offer);
        making.user = ticket::to_base64url(ticket::bytes_of("krug staff " + std::to_string(staff.id.value)));
        making.user_name = staff.email;
        view.making = std::move(making);
    }
    view.passkey_name = {shown.passkey_name, shown.passkey_fault};
    if (!shown.passkey_fault.empty()) view.errors.push_back({"passkey_name", shown.passkey_fault});
}

response show_own(call& asked) { return show_factor(asked, {}); }

response begin(call& asked) {
    const auto begun = asked.on.factors.begin_app(*asked.login);
    if (!begun) return redirect("/work/account/factor"); // it is in use already: the page says so
    shown_factor shown;
    shown.seed = *begun;
    return show_factor(asked, shown);
}

response confirm_app(call& asked) {
    shown_factor shown;
    auto codes = asked.on.factors.confirm_app(*asked.login, posted(asked).text("code"));
    if (codes) {
        shown.fresh_codes = std::move(*codes);
        asked.login->lacks_factor = false;
        return show_factor(asked, shown);
    }
    if (codes.error().code == refusal_code::wrong_state) return redirect("/work/account/factor");
    shown.seed = asked.on.factors.begun_app(*asked.login);
    shown.code_fault = say(asked.lang, "Код не подошёл. Впишите тот, что приложение показывает сейчас.",
                           "The code did not match. Type the one that the app shows now.");
    shown.status = 422;
    return show_factor(asked, shown);
}

response renew_codes(call& asked) {
    auto codes = asked.on.factors.renew_recovery_codes(*asked.login);
    if (!codes) return redirect("/work/account/factor");
    shown_factor shown;
    shown.fresh_codes = std::move(*codes);
    return show_factor(asked, shown);
}

response remove_app(call& asked) {
    const auto done = asked.on.factors.remove_app(*asked.login, posted(asked).text("password"), asked.http.address);
    if (done) return redirect("/work/account/factor?done=saved");
    if (done.error().code == refusal_code::wrong_state) return redirect("/work/account/factor");
    shown_factor shown;
    shown.status = status_of(done.error().code);
    shown.password_fault = removal_words(done.error(), asked.lang);
    return show_factor(asked, shown);
}

} // namespace

response show_factor(const call& asked, const shown_factor& shown) {
    const auto state = asked.on.factors.state_of(asked.login->staff.id);
    render::factor_view view;
    view.is_demanded = asked.login->lacks_factor && !state.any();
    view.has_app = state.app;
    view.has_any = state.any();
    view.may_begin = !state.app && !shown.seed;
    if (shown.seed) {
        view.qr = qr_of(shown.seed->uri, asked.lang);
        view.seed = shown.seed->text;
    }
    view.code.error = shown.code_fault;
    view.password.error = shown.password_fault;
    if (!shown.code_fault.empty()) view.errors.push_back({"code", shown.code_fault});
    if (!shown.password_fault.empty()) view.errors.push_back({"password", shown.password_fault});
    show_passkeys(view, asked, shown);
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    for (const auto& code : shown.fresh_codes) view.fresh_codes.push_back({code, ""});
    view.codes_left = render::tr_n(asked.lang, "Остался {n} код восстановления", state.recovery_codes);
    view.are_few = state.recovery_codes < few_codes;
    view.asks_password = state.app && state.passkeys == 0;
    const auto frame = work_frame_of(asked, render::work_section::account);
    return page(render::render_page(asked.on.pages, frame, view), shown.status);
}

std::string removal_words(const domain::refusal& refusal, render::language lang) {
    if (refusal.code == refusal_code::not_allowed)
        return say(lang, "Организация требует второй фактор: сначала добавьте другой.", "The organisation demands a second factor: add another one first.");
    if (refusal.code == refusal_code::wrong_credentials) return say(lang, "Пароль не подошёл.", "The password did not match.");
    if (refusal.code == refusal_code::invalid)
        return say(lang, "Пароль короче 15 знаков. Сначала смените его на более длинный.", "The password is shorter than 15 characters. Change it to a longer one first.");
    return sentence_of(refusal, lang);
}

std::vector<route> factor_routes() {
    using enum method;
    constexpr auto own = action::own_account;
    constexpr auto fresh = freshness::always;
    return {
        {get, "/work/account/factor", own, entrance::work, show_own, "", "", "", ""},
        {post, "/work/account/factor/begin", own, entrance::work, begin, "", "", "", "", false, fresh},
        {post, "/work/account/factor/confirm", own, entrance::work, confirm_app, "", "", "", "", false, fresh},
        {post, "/work/account/factor/codes", own, entrance::work, renew_codes, "", "", "", "", false, fresh},
        {post, "/work/account/factor/remove", own, entrance::work, remove_app, "", "", "", "", false, fresh},
    };
}

} // namespace krug::web
