// One's own account: password, keys for programs, logins.
#include "calendar/words.hpp"
#include "render/pages/work_event_page.hpp"
#include "web/device_words.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>

namespace krug::web {

namespace {

using domain::action;

struct scope_words {
    std::string_view scopes, ru, en;
};
constexpr scope_words scope_table[] = {
    {"", "Всё, что можете вы", "Everything that you may do"},
    {"check_in,see_names", "Отмечать вход", "Check people in"},
    {"register_guest,manage_registration,get_ticket,see_names,see_contacts", "Записывать и менять записи",
     "Register people and change registrations"},
    {"see_statistics", "Только числа", "Counts only"},
    {"see_names,see_statistics,export_list", "Читать списки", "Read lists"},
};

std::string scope_name(const std::string& scopes, render::language lang) {
    for (const auto& each : scope_table)
        if (each.scopes == scopes) return say(lang, each.ru, each.en);
    return scopes;
}

struct shown_account {
    std::vector<domain::field_error> wrong;
    std::string old_password_fault, token_name, fresh_token;
    int status = 200;
};

std::vector<render::fact> roles_of(const call& asked) {
    std::vector<render::fact> facts;
    const auto organisations = asked.on.events.list_organisations();
    for (const auto& given : asked.login->staff.assignments) {
        std::string where = say(asked.lang, "Вся установка", "The whole installation");
        for (const auto& each : organisations)
            if (each.id == given.organisation) where = each.name;
        if (given.event)
            if (const auto about = asked.on.events.find_event(given.event)) where = about->event.text.title;
        facts.push_back({staff_role_words(given.as, asked.lang), where});
    }
    return facts;
}

response show(const call& asked, const shown_account& shown) {
    const auto& staff = asked.login->staff;
    const auto now = asked.on.clock.now();
    const auto where = calendar::zone::moscow();
    const auto when = [&](ground::utc_seconds at) {
        return short_moment(at, now, where, asked.lang) + " (" + calendar::zone_label(at, where, calendar_language(asked.lang)) + ")";
    };
    const auto fault = [&](const std::string& field) {
        for (const auto& each : shown.wrong)
            if (each.field == field) return sentence_of(each, asked.lang);
        return std::string();
    };
    render::account_view view;
    view.name = staff.name;
    view.email = staff.email;
    view.old_password.error = shown.old_password_fault;
    view.new_password.error = fault("password");
    view.token_name = {shown.token_name, fault("name")};
    for (const auto& [anchor, field] : {std::pair{"old_password", &view.old_password}, std::pair{"new_password", &view.new_password},
                                        std::pair{"token_name", &view.token_name}})
        if (!field->error.empty()) view.errors.push_back({anchor, field->error});
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    view.roles = roles_of(asked);
    view.fresh_token = shown.fresh_token;
    for (const auto& each : scope_table)
        view.scopes.push_back({std::string(each.scopes), say(asked.lang, each.ru, each.en), "", each.scopes.empty(), false});
    for (const auto& token : asked.on.staff.list_tokens(staff.id))
        view.tokens.push_back({std::to_string(token.id), token.name, scope_name(token.scopes, asked.lang), when(token.created_at),
                               token.revoked});
    for (const auto& login : asked.on.staff.list_logins(*asked.login)) {
        const auto number = std::to_string(login.number);
        view.logins.push_back({device_words(login.device, asked.lang), when(login.created_at),
                               calendar::age_words(login.seen_at, now, calendar_language(asked.lang)),
                               login.is_this || login.number == 0 ? "" : "/work/account/logins/" + number + "/end", login.is_this});
        view.has_other_logins = view.has_other_logins || !login.is_this;
    }
    const auto factor = asked.on.factors.state_of(staff.id);
    view.has_factor = factor.any();
    if (factor.any()) view.codes_left = render::tr_n(asked.lang, "Остался {n} код восстановления", factor.recovery_codes);
    view.password_hint = factor.any() ? say(asked.lang, "Не короче 8 знаков; лучше фраза из нескольких слов.",
                                            "At least 8 characters; best a phrase of several words.")
                                      : say(asked.lang, "Не короче 15 знаков: хватит четырёх-пяти слов. Со вторым фактором – от 8.",
                                            "At least 15 characters: four or five words will do. With a second factor, 8.");
    const auto frame = work_frame_of(asked, render::work_section::account);
    return page(render::render_page(asked.on.pages, frame, view), shown.status);
}

response show_account(call& asked) { return show(asked, {}); }

response change_password(call& asked) {
    const auto fields = posted(asked);
    const auto done = asked.on.staff.change_password(*asked.login, fields.text("old_password"), fields.text("new_password"));
    if (done) return redirect("/work/account?done=password");
    shown_account shown;
    shown.status = done.error().code == domain::refusal_code::too_many ? 429 : 422;
    shown.wrong = done.error().fields;
    if (done.error().code == domain::refusal_code::wrong_credentials)
        shown.old_password_fault = say(asked.lang, "Это не нынешний пароль. Проверьте раскладку и регистр.",
                                       "This is not your present password. Check the keyboard layout and the case.");
    else if (shown.wrong.empty()) shown.old_password_fault = sentence_of(done.error(), asked.lang);
    return show(asked, shown);
}

response create_token(call& asked) {
    // A token never asks for a factor: who has to have one and has not would walk around it.
    if (asked.login->lacks_factor) return redirect("/work/account/factor");
    const auto fields = posted(asked);
    shown_account shown;
    shown.token_name = fields.text("token_name");
    const auto made = asked.on.staff.create_token(asked.actor, asked.login->staff.id, shown.token_name, fields.text("scope"));
    if (!made) {
        if (made.error().fields.empty()) return refused(asked, made.error());
        shown.wrong = made.error().fields;
        shown.status = 422;
        return show(asked, shown);
    }
    // Shown in the answer itself: it is nowhere to be read a second time.
    shown.fresh_token = *made;
    shown.token_name.clear();
    return show(asked, shown);
}

response revoke_token(call& asked) {
    const auto number = number_in(asked.place.at("token"));
    if (number == 0) return error_answer(asked, 404);
    const auto done = asked.on.staff.revoke_token(asked.actor, asked.login->staff.id, number);
    return done ? redirect("/work/account?done=revoked") : refused(asked, done.error());
}

response end_login(call& asked) {
    const auto done = asked.on.staff.end_login(*asked.login, number_in(asked.place.at("login")));
    return done ? redirect("/work/account?done=revoked") : refused(asked, done.error());
}

response end_logins(call& asked) {
    asked.on.staff.end_other_logins(*asked.login);
    return redirect("/work/account?done=added");
}

} // namespace

std::vector<route> account_routes() {
    using enum method;
    constexpr auto own = action::own_account;
    return {
        {get, "/work/account", own, entrance::work, show_account, "", "", "", ""},
        {post, "/work/account/password", own, entrance::work, change_password, "", "", "", ""},
        // A token never asks again, so it is made by who has just proved to be there.
        {post, "/work/account/tokens", own, entrance::work, create_token, "", "", "", "", false, freshness::always},
        {post, "/work/account/tokens/{token}/revoke", own, entrance::work, revoke_token, "", "", "", ""},
        {post, "/work/account/logins/{login}/end", own, entrance::work, end_login, "", "", "", ""},
        {post, "/work/account/logins/end", own, entrance::work, end_logins, "", "", "", ""},
    };
}

} // namespace krug::web
