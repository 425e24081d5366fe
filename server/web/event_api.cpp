// JSON API: events.
#include "web/event_json.hpp"
#include "web/form_api.hpp"
#include "web/api_routes.hpp"
#include "web/idempotency.hpp"
#include "web/problem.hpp"

#include <boost/json.hpp>

#include <charconv>

namespace krug::web {

namespace json = boost::json;

namespace {

bool may_create_in(const call& asked, domain::organisation_id organisation) {
    return domain::may(asked.actor.assignments, domain::action::create_event, organisation, {});
}

/// The named organisation, or the first one in which the actor may create events.
domain::result<domain::organisation_id> organisation_for(const call& asked, const json_object& body) {
    const domain::refusal no{domain::refusal_code::not_allowed, 0, {}};
    if (body.has("organisation")) {
        const auto named = asked.on.events.find_organisation(body.text("organisation"));
        if (!named) return domain::refusal{domain::refusal_code::invalid, 0, {{"organisation", "unknown", 0}}};
        if (!may_create_in(asked, named->id)) return no;
        return named->id;
    }
    for (const auto& given : asked.actor.assignments)
        if (given.organisation && may_create_in(asked, given.organisation)) return given.organisation;
    return no;
}

response with_version(const call& asked, domain::event_id id, int status = 200) {
    const auto view = asked.on.events.find_event(id);
    if (!view) return not_here(asked);
    auto answer = json_answer(event_body(asked, *view), status);
    return answer.set("etag", "\"" + std::to_string(view->event.version) + "\"");
}

response create_event_draft(call& asked) {
    const auto body = read_json(asked, "event_new");
    if (!body) return body.error();
    const auto organisation = organisation_for(asked, *body);
    if (!organisation) return refused(asked, organisation.error());
    service::event_draft draft;
    if (auto wrong = apply_to_draft(asked, *body, draft); !wrong.empty())
        return refused(asked, {domain::refusal_code::invalid, 0, std::move(wrong)});
    const auto made = asked.on.events.create_event(asked.actor, *organisation, draft);
    if (!made) return refused(asked, made.error());
    auto answer = with_version(asked, *made, 201);
    return answer.set("location", asked.on.settings.public_url + "/api/v1/events/" + std::to_string(made->value));
}

response list_events(call& asked) {
    if (auto strange = strange_query(asked, {"q", "kind", "city", "upcoming", "limit", "cursor"})) return *strange;
    service::event_filter filter;
    const auto limit = limit_of(asked);
    if (!limit) return wrong_field(asked, "limit", "out_of_range", 500);
    filter.limit = *limit;
    filter.text = asked.query.text("q");
    filter.city = asked.query.text("city");
    filter.cursor = asked.query.text("cursor");
    if (asked.query.has("kind")) {
        filter.kind = domain::parse_word<domain::event_kind>(asked.query.text("kind"));
        if (!filter.kind) return wrong_field(asked, "kind", "not_a_choice");
    }
    const auto& upcoming = asked.query.text("upcoming");
    if (asked.query.has("upcoming") && upcoming != "true" && upcoming != "false")
        return wrong_field(asked, "upcoming", "not_a_choice");
    filter.upcoming_only = upcoming == "true";
    const auto page = asked.on.events.list_staff_events(asked.actor, filter);
    json::array items;
    for (const auto& line : page.items) items.push_back(event_line_body(asked, line));
    return json_answer({{"items", std::move(items)}, {"next", page.next.empty() ? json::value(nullptr) : json::value(page.next)}});
}

response show_event(call& asked) {
    if (!readable_event(asked)) return not_here(asked);
    return with_version(asked, asked.event);
}

/// The version If-Match names: 0 = none was sent or any will do, nothing = one that never was.
std::optional<std::int64_t> wanted_version(const call& asked) {
    auto text = asked.http.header("if-match");
    if (text.empty() || text == "*") return 0;
    if (text.size() < 3 || text.front() != '"' || text.back() != '"') return std::nullopt;
    text = text.substr(1, text.size() - 2);
    std::int64_t version = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), version);
    if (error != std::errc() || end != text.data() + text.size() || version <= 0) return std::nullopt;
    return version;
}

response change_event(call& asked) {
    const auto body = read_json(asked, "event_change");
    if (!body) return body.error();
    const auto wanted = wanted_version(asked);
    if (!wanted) return refused(asked, {domain::refusal_code::version_mismatch, 0, {}});
    // Without If-Match the change goes on top of whatever stands: another hand in between means reading again.
    for (int tries_left = 3;; --tries_left) {
        const auto view = asked.on.events.find_event(asked.event);
        if (!view) return not_here(asked);
        if (*wanted != 0 && *wanted != view->event.version)
            return refused(asked, {domain::refusal_code::version_mismatch, view->event.version, {}});
        auto draft = draft_of(*view);
        draft.tell_guests = body->yes_no("tell_guests").value_or(true);
        if (auto wrong = apply_to_draft(asked, *body, draft); !wrong.empty())
            return refused(asked, {domain::refusal_code::invalid, 0, std::move(wrong)});
        const auto done = asked.on.events.update_event(asked.actor, asked.event, draft, view->event.version);
        if (done) return with_version(asked, asked.event);
        const bool overtaken = done.error().code == domain::refusal_code::version_mismatch;
        if (!overtaken || *wanted != 0 || tries_left == 0) return refused(asked, done.error());
    }
}

response publish_event(call& asked) {
    if (const auto body = read_json(asked, "nothing"); !body) return body.error();
    const auto done = asked.on.events.publish_event(asked.actor, asked.event);
    return done ? with_version(asked, asked.event) : refused(asked, done.error());
}

response cancel_event(call& asked) {
    if (const auto body = read_json(asked, "nothing"); !body) return body.error();
    const auto done = asked.on.events.cancel_event(asked.actor, asked.event);
    return done ? with_version(asked, asked.event) : refused(asked, done.error());
}

response clone_event(call& asked) {
    // The copy belongs to the organisation: whoever works at this one event only could not even open it.
    if (!may_create_in(asked, asked.owner)) return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    if (const auto body = read_json(asked, "nothing"); !body) return body.error();
    const auto made = asked.on.events.clone_event(asked.actor, asked.event);
    if (!made) return refused(asked, made.error());
    auto answer = with_version(asked, *made, 201);
    return answer.set("location", asked.on.settings.public_url + "/api/v1/events/" + std::to_string(made->value));
}

json::object form_field(std::string_view name, std::string_view kind, bool required) {
    return {{"name", name}, {"kind", kind}, {"required", required}};
}

json::object form_consent(const call& asked, std::string_view document, bool required) {
    return {{"document", document},
            {"version", 1},
            {"required", required},
            {"url", asked.on.settings.public_url + "/consent/" + std::string(document) + "/1"}};
}

response show_form(call& asked) {
    const auto view = readable_event(asked);
    if (!view) return not_here(asked);
    json::array fields{form_field("family_name", "text", true),
                       form_field("given_name", "text", false),
                       form_field("additional_name", "text", false),
                       form_field("email", "email", view->event.registration.confirm_email),
                       form_field("phone", "phone", false),
                       form_field("organisation", "text", false),
                       form_field("position", "text", false)};
    json::array sessions, needs;
    for (const auto& row : view->sessions)
        if (row.session.sign_up != domain::session_sign_up::none)
            sessions.push_back({{"value", row.session.id.value}, {"label", row.session.title}});
    if (!sessions.empty()) {
        auto field = form_field("sessions", "choices", false);
        field["choices"] = std::move(sessions);
        fields.push_back(std::move(field));
    }
    for (const auto code : domain::access_need_codes) needs.push_back({{"value", code}, {"label", code}});
    auto field = form_field("access_needs", "choices", false);
    field["choices"] = std::move(needs);
    fields.push_back(std::move(field));
    const auto questions = asked.on.forms.find(asked.event);
    return json_answer({{"fields", std::move(fields)},
                        {"version", questions.version},
                        {"questions", questions_body(questions)},
                        {"consents", json::array{form_consent(asked, "personal_data", true),
                                                 form_consent(asked, "access_needs", false),
                                                 form_consent(asked, "news", false)}}});
}

} // namespace

std::vector<route> event_api_routes() {
    using enum method;
    using enum domain::action;
    constexpr auto api = entrance::api;
    return {
        {post, "/api/v1/events", domain::action::create_event, api, once(create_event_draft), "создать мероприятие (черновик)",
         "create an event (a draft)", "event_new", "event"},
        {get, "/api/v1/events", view_published, api, list_events, "мероприятия, при которых работает владелец токена",
         "events at which the token's person works", "", "event_list"},
        {get, "/api/v1/events/{event}", view_published, api, show_event, "одно мероприятие с сессиями и местами",
         "one event with its sessions and seats", "", "event"},
        {patch, "/api/v1/events/{event}", edit_event, api, change_event,
         "изменить названные поля; с If-Match – только если версия та же; о другом времени или месте подтверждённым напишем через две минуты, если не сказать tell_guests: false",
         "change the members named; with If-Match only if the version still stands; confirmed people are written to about another "
         "time or place after two minutes, unless tell_guests is false",
         "event_change", "event"},
        {post, "/api/v1/events/{event}/publish", edit_event, api, once(publish_event), "опубликовать", "publish",
         "nothing", "event"},
        {post, "/api/v1/events/{event}/cancel", edit_event, api, once(cancel_event),
         "отменить и написать всем, кто зарегистрирован", "cancel and write to everybody registered", "nothing", "event"},
        {post, "/api/v1/events/{event}/clone", domain::action::create_event, api, once(clone_event),
         "новый черновик с тем же текстом и сессиями", "a new draft with the same text and sessions", "nothing", "event"},
        {get, "/api/v1/events/{event}/form", view_published, api, show_form, "поля и согласия формы регистрации",
         "fields and consents of the registration form", "", "form"},
    };
}

} // namespace krug::web
