// JSON API: webhooks that hear of an event, and what became of their messages.
#include "web/api_call.hpp"
#include "web/api_routes.hpp"
#include "web/idempotency.hpp"
#include "web/json_schema.hpp"
#include "web/report_desk.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace krug::web {

namespace json = boost::json;
using domain::action;

namespace {

constexpr std::int64_t deliveries_most = 200;

json::object hook_body(const domain::webhook& hook) {
    json::array kinds;
    for (const auto& kind : hook.kinds) kinds.push_back(json::string(kind));
    return {{"id", hook.id},
            {"url", hook.url},
            {"event", hook.event ? json::value(hook.event.value) : json::value(nullptr)},
            {"kinds", std::move(kinds)},
            {"state", domain::word_of(hook.state)},
            {"failures", hook.failures},
            {"created_at", json_moment(hook.created_at)}};
}

/// Those that hear of the call's event: its own, and the organisation's for all events, for whoever looks after all of them.
bool hears(const call& asked, const domain::webhook& hook) {
    return hook.organisation == asked.owner && (!hook.event || hook.event == asked.event) &&
           domain::may(asked.actor.assignments, action::manage_integrations, hook.organisation, hook.event);
}

std::optional<domain::webhook> hook_of(const call& asked) {
    const auto number = number_in_place(asked, "webhook");
    auto hook = number ? asked.on.reports->webhooks.find(*number) : std::nullopt;
    if (!hook || !hears(asked, *hook)) return std::nullopt;
    return hook;
}

response list_hooks(call& asked) {
    if (auto strange = strange_query(asked, {})) return *strange;
    json::array items;
    for (const auto& hook : asked.on.reports->webhooks.list(asked.owner))
        if (hears(asked, hook)) items.push_back(hook_body(hook));
    return json_answer({{"items", std::move(items)}, {"next", nullptr}});
}

response add_hook(call& asked) {
    const auto body = read_json(asked, "webhook_new");
    if (!body) return body.error();
    const bool everywhere = body->yes_no("all_events").value_or(false);
    const auto made = asked.on.reports->webhooks.add(asked.actor, asked.owner, everywhere ? domain::event_id{} : asked.event, body->text("url"), body->texts("kinds"));
    if (!made) return refused(asked, made.error());
    const auto hook = asked.on.reports->webhooks.find(made->id);
    if (!hook) return not_here(asked);
    auto answer = hook_body(*hook);
    answer["secret"] = made->secret;
    return json_answer(answer, 201);
}

response show_hook(call& asked) {
    if (auto strange = strange_query(asked, {})) return *strange;
    const auto hook = hook_of(asked);
    return hook ? json_answer(hook_body(*hook)) : not_here(asked);
}

response change_hook(call& asked) {
    const auto hook = hook_of(asked);
    if (!hook) return not_here(asked);
    const auto body = read_json(asked, "webhook_change");
    if (!body) return body.error();
    const auto done = body->text("state") == "paused" ? asked.on.reports->webhooks.pause(asked.actor, hook->id) : asked.on.reports->webhooks.resume(asked.actor, hook->id);
    if (!done) return refused(asked, done.error());
    const auto again = asked.on.reports->webhooks.find(hook->id);
    return again ? json_answer(hook_body(*again)) : not_here(asked);
}

response remove_hook(call& asked) {
    const auto hook = hook_of(asked);
    if (!hook) return not_here(asked);
    const auto done = asked.on.reports->webhooks.remove(asked.actor, hook->id);
    if (!done) return refused(asked, done.error());
    response answer;
    answer.status = 204;
    return answer;
}

json::object delivery_body(const domain::webhook_delivery& one) {
    return {{"id", one.id},
            {"kind", one.kind},
            {"event", one.event.value},
            {"subject", one.subject > 0 ? json::value(one.subject) : json::value(nullptr)},
            {"occurred_at", one.occurred_at > 0 ? json_moment(one.occurred_at) : json::value(nullptr)},
            {"state", domain::word_of(one.state)},
            {"attempts", one.attempts},
            {"status", one.status > 0 ? json::value(one.status) : json::value(nullptr)},
            {"milliseconds", one.milliseconds},
            {"failure", one.failure.empty() ? json::value(nullptr) : json::value(json::string(one.failure))},
            {"next_at", one.next_at > 1 ? json_moment(one.next_at) : json::value(nullptr)},
            {"last_at", one.last_at > 0 ? json_moment(one.last_at) : json::value(nullptr)}};
}

response list_deliveries(call& asked) {
    if (auto strange = strange_query(asked, {"state", "limit"})) return *strange;
    const auto hook = hook_of(asked);
    if (!hook) return not_here(asked);
    const auto& state = asked.query.text("state");
    if (asked.query.has("state") && !domain::parse_word<domain::delivery_state>(state)) return wrong_field(asked, "state", "not_a_choice");
    const auto limit = limit_of(asked);
    if (!limit) return wrong_field(asked, "limit", "out_of_range", 500);
    json::array items;
    for (const auto& one : asked.on.reports->webhooks.deliveries(hook->id, state, std::min<int>(*limit, static_cast<int>(deliveries_most))))
        items.push_back(delivery_body(one));
    return json_answer({{"items", std::move(items)}, {"next", nullptr}});
}

response send_again(call& asked) {
    const auto hook = hook_of(asked);
    if (!hook) return not_here(asked);
    const auto body = read_json(asked, "nothing");
    if (!body) return body.error();
    const auto done = asked.on.reports->webhooks.send_again(asked.actor, hook->id, asked.place.at("delivery"));
    if (!done) return refused(asked, done.error());
    return json_answer({{"id", asked.place.at("delivery")}, {"state", "queued"}}, 202);
}

} // namespace

std::vector<json_schema> webhook_schemas() {
    using enum json_kind;
    const std::vector<std::string_view> kinds(domain::webhook_kinds.begin(), domain::webhook_kinds.end());
    const std::vector<json_member> hook{{"id", whole, "", true},
                                        {"url", text, "", true},
                                        {"event", whole, "", true, true},
                                        {"kinds", list, "text", true},
                                        {"state", word, "", true, false, 0, 0, {"active", "paused", "failing"}},
                                        {"failures", whole, "", true},
                                        {"created_at", moment, "", true}};
    auto fresh = hook;
    fresh.push_back({"secret", text, "", true});
    return {{"webhook_new", {{"url", text, "", true}, {"kinds", list, "text", true, false, 0, 20}, {"all_events", yes_no}}},
            {"webhook_change", {{"state", word, "", true, false, 0, 0, {"active", "paused"}}}},
            {"webhook", hook},
            {"webhook_fresh", fresh},
            {"webhook_list", {{"items", list, "webhook", true}, {"next", text, "", true, true}}},
            {"webhook_delivery",
             {{"id", text, "", true},
              {"kind", word, "", true, false, 0, 0, kinds},
              {"event", whole, "", true},
              {"subject", whole, "", true, true},
              {"occurred_at", moment, "", true, true},
              {"state", word, "", true, false, 0, 0, {"queued", "delivered", "dead"}},
              {"attempts", whole, "", true},
              {"status", whole, "", true, true},
              {"milliseconds", whole, "", true},
              {"failure", text, "", true, true},
              {"next_at", moment, "", true, true},
              {"last_at", moment, "", true, true}}},
            {"webhook_delivery_list", {{"items", list, "webhook_delivery", true}, {"next", text, "", true, true}}},
            {"webhook_sent_again", {{"id", text, "", true}, {"state", text, "", true}}}};
}

std::vector<route> webhook_api_routes() {
    using enum method;
    constexpr auto api = entrance::api;
    constexpr auto integrations = action::manage_integrations;
    return {
        {get, "/api/v1/events/{event}/webhooks", integrations, api, list_hooks, "вебхуки, которые слышат о событии",
         "webhooks that hear of the event", "", "webhook_list"},
        {post, "/api/v1/events/{event}/webhooks", integrations, api, once(add_hook), "добавить вебхук; секрет показывается один раз",
         "add a webhook; its secret is shown once", "webhook_new", "webhook_fresh"},
        {get, "/api/v1/events/{event}/webhooks/{webhook}", integrations, api, show_hook, "вебхук", "a webhook", "", "webhook"},
        {patch, "/api/v1/events/{event}/webhooks/{webhook}", integrations, api, change_hook, "остановить или включить вебхук",
         "pause or resume a webhook", "webhook_change", "webhook"},
        {del, "/api/v1/events/{event}/webhooks/{webhook}", integrations, api, remove_hook, "удалить вебхук с журналом",
         "remove a webhook with its log", "", ""},
        {get, "/api/v1/events/{event}/webhooks/{webhook}/deliveries", integrations, api, list_deliveries,
         "журнал доставки: ?state= ?limit=", "delivery log: ?state= ?limit=", "", "webhook_delivery_list"},
        {post, "/api/v1/events/{event}/webhooks/{webhook}/deliveries/{delivery}/resend", integrations, api, once(send_again),
         "отправить сообщение ещё раз", "send a message again", "nothing", "webhook_sent_again"},
    };
}

} // namespace krug::web
