// Webhooks of an organisation: receivers, what they are told, what became of each message.
#include "calendar/words.hpp"
#include "render/pages/report_page.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/report_desk.hpp"
#include "web/webhook_words.hpp"
#include "web/work_frame.hpp"
#include "web/work_routes.hpp"
#include "web/work_words.hpp"

#include <algorithm>
#include <set>

namespace krug::web {

namespace {

using domain::action;
using domain::webhook_state;

constexpr int events_offered = 100, deliveries_shown = 100;

std::vector<domain::organisation> own_organisations(const call& asked) {
    std::vector<domain::organisation> own;
    for (auto& each : asked.on.events.list_organisations())
        if (domain::may(asked.actor.assignments, action::manage_integrations, each.id, {})) own.push_back(std::move(each));
    return own;
}

std::string state_words(const domain::webhook& hook, render::language lang) {
    switch (hook.state) {
    case webhook_state::active:
        return hook.failures == 0 ? say(lang, "работает", "works")
                                  : say(lang, "работает, неудач подряд: ", "works, failures in a row: ") + std::to_string(hook.failures);
    case webhook_state::paused: return say(lang, "остановлен", "paused");
    case webhook_state::failing: return say(lang, "остановлен сам: слишком много неудач подряд", "stopped by itself: too many failures in a row");
    }
    return {};
}

std::string scope_words(const call& asked, const domain::webhook& hook) {
    if (!hook.event) return say(asked.lang, "все события организации", "all events of the organisation");
    const auto about = asked.on.events.find_event(hook.event);
    return about ? about->event.text.title : std::string();
}

struct typed_hook {
    std::string url, organisation, scope;
    std::vector<std::string> kinds;
    std::vector<domain::field_error> wrong;
    std::string trouble; ///< of the whole form
    std::optional<service::webhook_office::made> made;
    int status = 200;
};

response show(const call& asked, const typed_hook& typed) {
    const auto own = own_organisations(asked);
    if (own.empty()) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    render::webhooks_view view;
    view.action = "/work/webhooks";
    if (typed.made) {
        view.fresh_secret = typed.made->secret;
        view.fresh_url = "/work/webhooks/" + std::to_string(typed.made->id);
    }
    view.url.value = typed.url;
    for (const auto& error : typed.wrong) {
        auto words = error.field == "url" && error.code == "not_accepted"
                         ? say(asked.lang, "Нужен адрес https с именем, открытым в интернете: не номер и не этот компьютер.",
                               "An https address with a public name is needed: no number and not this computer.")
                         : sentence_of(error, asked.lang);
        if (error.field == "url") view.url.error = words;
        view.errors.push_back({error.field, std::move(words)});
    }
    if (!typed.trouble.empty()) view.errors.push_back({"url", typed.trouble});
    if (!view.errors.empty()) view.error_count = error_count_words(view.errors.size(), asked.lang);
    for (const auto& each : own) {
        view.organisations.push_back({std::to_string(each.id.value), each.name, "", std::to_string(each.id.value) == typed.organisation, false});
        for (const auto& hook : asked.on.reports->webhooks.list(each.id))
            view.hooks.push_back({"/work/webhooks/" + std::to_string(hook.id), hook.url,
                                  scope_words(asked, hook) + " · " + std::to_string(hook.kinds.size()) + say(asked.lang, " видов сообщений", " kinds of messages"),
                                  state_words(hook, asked.lang), hook.state == webhook_state::failing});
    }
    view.events.push_back({"", say(asked.lang, "Все события организации", "All events of the organisation"), "", typed.scope.empty(), false});
    service::event_filter filter;
    filter.limit = events_offered;
    for (const auto& line : asked.on.events.list_staff_events(asked.actor, filter).items) {
        if (!domain::may(asked.actor.assignments, action::manage_integrations, line.owner, {})) continue;
        const auto id = std::to_string(line.id.value);
        view.events.push_back({id, line.title, "", id == typed.scope, false});
    }
    for (const auto kind : domain::webhook_kinds)
        view.kinds.push_back({std::string(kind), webhook_kind_words(kind, asked.lang), "",
                              std::find(typed.kinds.begin(), typed.kinds.end(), kind) != typed.kinds.end(), false});
    const auto frame = work_frame_of(asked, render::work_section::events);
    return page(render::render_page(asked.on.pages, frame, view), typed.status);
}

response show_hooks(call& asked) { return show(asked, {}); }

response add_hook(call& asked) {
    const auto fields = posted(asked);
    typed_hook typed{fields.text("url"), fields.text("organisation"), fields.text("scope"), fields.all("kind"), {}, "", std::nullopt, 422};
    const domain::organisation_id organisation{number_in(typed.organisation)};
    const domain::event_id event{number_in(typed.scope)};
    if (!typed.scope.empty() && !event) typed.wrong.push_back({"scope", "not_a_choice", 0});
    const auto own = own_organisations(asked);
    if (own.empty()) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    if (std::none_of(own.begin(), own.end(), [&](const auto& each) { return each.id == organisation; }))
        typed.wrong.push_back({"organisation", "not_a_choice", 0});
    if (!typed.wrong.empty()) return show(asked, typed);
    auto made = asked.on.reports->webhooks.add(asked.actor, organisation, event, typed.url, typed.kinds);
    if (made) {
        typed_hook fresh;
        fresh.made = std::move(*made);
        return show(asked, fresh);
    }
    const auto why = made.error();
    if (why.code == domain::refusal_code::too_many)
        typed.trouble = say(asked.lang, "Получателей уже двадцать: удалите лишнего.", "There are twenty receivers already: remove one.");
    else if (why.code == domain::refusal_code::invalid) typed.wrong = why.fields;
    else return refused(asked, why);
    return show(asked, typed);
}

/// The webhook of the address, if it is of an organisation whose integrations this person looks after.
std::optional<domain::webhook> hook_of(const call& asked) {
    auto hook = asked.on.reports->webhooks.find(number_in(asked.place.at("webhook")));
    if (!hook || !domain::may(asked.actor.assignments, action::manage_integrations, hook->organisation, hook->event)) return std::nullopt;
    return hook;
}

response show_hook(const call& asked, const domain::webhook& hook, const std::string& fresh_secret) {
    const auto base = "/work/webhooks/" + std::to_string(hook.id);
    const auto now = asked.on.clock.now();
    const auto where = calendar::zone::moscow();
    const auto in = calendar_language(asked.lang);
    render::webhook_view view;
    view.back_url = "/work/webhooks";
    view.target = hook.url;
    view.state = state_words(hook, asked.lang);
    view.is_bad = hook.state == webhook_state::failing;
    view.fresh_secret = fresh_secret;
    if (hook.state != webhook_state::active)
        view.note = say(asked.lang, "Пока вебхук остановлен, новые сообщения не собираются. Те, что ждут, уйдут после включения.",
                        "While the webhook is stopped no new messages are gathered. Those that wait leave when it is switched on.");
    (hook.state == webhook_state::active ? view.pause_url : view.resume_url) = base + (hook.state == webhook_state::active ? "/pause" : "/resume");
    if (hook.state != webhook_state::active) view.remove_url = base + "/remove";
    view.secret_url = base + "/secret";
    std::string kinds;
    for (const auto& kind : hook.kinds) kinds += (kinds.empty() ? "" : ", ") + webhook_kind_words(kind, asked.lang);
    const auto counted = asked.on.reports->webhooks.count(hook.id);
    view.facts = {{say(asked.lang, "О чём", "About"), kinds},
                  {say(asked.lang, "Откуда", "Of"), scope_words(asked, hook)},
                  {say(asked.lang, "Добавлен", "Added"), short_moment(hook.created_at, now, where, asked.lang)},
                  {say(asked.lang, "Доставлено", "Delivered"), calendar::number_words(counted.delivered, in)},
                  {say(asked.lang, "Ждут", "Waiting"), calendar::number_words(counted.queued, in)},
                  {say(asked.lang, "Не доставлено", "Given up"), calendar::number_words(counted.dead, in)}};
    const auto state = domain::parse_word<domain::delivery_state>(asked.query.text("state"));
    view.states = {{"", say(asked.lang, "Все", "All"), "", !state, false},
                   {"queued", say(asked.lang, "Ждут", "Waiting"), "", state == domain::delivery_state::queued, false},
                   {"delivered", say(asked.lang, "Доставлены", "Delivered"), "", state == domain::delivery_state::delivered, false},
                   {"dead", say(asked.lang, "Не доставлены", "Given up"), "", state == domain::delivery_state::dead, false}};
    for (const auto& one : asked.on.reports->webhooks.deliveries(hook.id, state ? std::string(domain::word_of(*state)) : "", deliveries_shown)) {
        render::delivery_row row;
        row.id = one.id;
        row.kind = webhook_kind_words(one.kind, asked.lang);
        if (one.occurred_at > 0) row.when = short_moment(one.occurred_at, now, where, asked.lang);
        row.state = delivery_words(one, asked.lang);
        if (one.next_at > now) row.next = say(asked.lang, "следующая попытка ", "next try ") + short_moment(one.next_at, now, where, asked.lang);
        row.is_good = one.state == domain::delivery_state::delivered;
        row.is_bad = one.state == domain::delivery_state::dead;
        row.is_waiting = one.state == domain::delivery_state::queued;
        if (hook.state == webhook_state::active) row.again_url = base + "/deliveries/" + one.id;
        view.deliveries.push_back(std::move(row));
    }
    const auto frame = work_frame_of(asked, render::work_section::events);
    return page(render::render_page(asked.on.pages, frame, view));
}

response show_one(call& asked) {
    const auto hook = hook_of(asked);
    return hook ? show_hook(asked, *hook, "") : error_answer(asked, 404);
}

using change = domain::result<void> (service::webhook_office::*)(const domain::actor&, std::int64_t);

response change_hook(const call& asked, change apply, const char* done) {
    const auto hook = hook_of(asked);
    if (!hook) return error_answer(asked, 404);
    const auto settled = (asked.on.reports->webhooks.*apply)(asked.actor, hook->id);
    if (!settled) return refused(asked, settled.error());
    return redirect("/work/webhooks/" + std::to_string(hook->id) + "?done=" + done);
}

response pause_hook(call& asked) { return change_hook(asked, &service::webhook_office::pause, "paused"); }
response resume_hook(call& asked) { return change_hook(asked, &service::webhook_office::resume, "resumed"); }

response remove_hook(call& asked) {
    const auto hook = hook_of(asked);
    if (!hook) return error_answer(asked, 404);
    const auto done = asked.on.reports->webhooks.remove(asked.actor, hook->id);
    return done ? redirect("/work/webhooks?done=saved") : refused(asked, done.error());
}

response renew_secret(call& asked) {
    const auto hook = hook_of(asked);
    if (!hook) return error_answer(asked, 404);
    const auto secret = asked.on.reports->webhooks.renew_secret(asked.actor, hook->id);
    return secret ? show_hook(asked, *hook, *secret) : refused(asked, secret.error());
}

response send_again(call& asked) {
    const auto hook = hook_of(asked);
    if (!hook) return error_answer(asked, 404);
    const auto done = asked.on.reports->webhooks.send_again(asked.actor, hook->id, asked.place.at("delivery"));
    return done ? redirect("/work/webhooks/" + std::to_string(hook->id) + "?done=again") : refused(asked, done.error());
}

} // namespace

std::vector<route> webhook_routes() {
    using enum method;
    constexpr auto integrations = action::manage_integrations;
    return {
        {get, "/work/webhooks", integrations, entrance::work, show_hooks, "", "", "", ""},
        {post, "/work/webhooks", integrations, entrance::work, add_hook, "", "", "", ""},
        {get, "/work/webhooks/{webhook}", integrations, entrance::work, show_one, "", "", "", ""},
        {post, "/work/webhooks/{webhook}/pause", integrations, entrance::work, pause_hook, "", "", "", ""},
        {post, "/work/webhooks/{webhook}/resume", integrations, entrance::work, resume_hook, "", "", "", ""},
        {post, "/work/webhooks/{webhook}/remove", integrations, entrance::work, remove_hook, "", "", "", ""},
        {post, "/work/webhooks/{webhook}/secret", integrations, entrance::work, renew_secret, "", "", "", ""},
        {post, "/work/webhooks/{webhook}/deliveries/{delivery}", integrations, entrance::work, send_again, "", "", "", ""},
    };
}

} // namespace krug::web
