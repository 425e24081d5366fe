// JSON API: programme sessions of an event.
#include "web/event_json.hpp"
#include "web/api_routes.hpp"
#include "web/idempotency.hpp"
#include "web/programme_words.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace krug::web {

namespace json = boost::json;

namespace {

const service::event_view::session_row* find_row(const service::event_view& view, std::optional<std::int64_t> number) {
    for (const auto& row : view.sessions)
        if (number && row.session.id.value == *number) return &row;
    return nullptr;
}

void take_people(const json_object& body, std::string_view name, domain::person_role role,
                 std::vector<domain::event_person>& into) {
    if (!body.has(name)) return;
    std::erase_if(into, [&](const auto& each) {
        const bool moderates = each.role == domain::person_role::moderator;
        return moderates == (role == domain::person_role::moderator);
    });
    for (const auto& each : body.objects(name)) into.push_back({role, each.text("name"), each.text("title"), {}});
}

void apply(const json_object& body, domain::session& session) {
    take_text(body, "title", session.title);
    take_word(body, "kind", session.kind);
    take_text(body, "room", session.room);
    take_moment(body, "starts_at", session.starts_at);
    take_moment(body, "ends_at", session.ends_at);
    take_whole(body, "capacity", session.capacity);
    take_word(body, "sign_up", session.sign_up);
    take_word(body, "clash", session.clash);
    take_text(body, "description", session.description);
    if (body.has("tags")) session.tags = body.texts("tags");
    take_people(body, "speakers", domain::person_role::speaker, session.people);
    take_people(body, "moderators", domain::person_role::moderator, session.people);
    for (auto& each : session.people) each.session = session.id;
}

response answer_with(const call& asked, std::int64_t number, int status) {
    const auto view = asked.on.events.find_event(asked.event);
    const auto* row = view ? find_row(*view, number) : nullptr;
    if (row == nullptr) return not_here(asked);
    auto body = session_body(*row);
    json::array warnings;
    if (const auto programme = asked.on.programmes.find(asked.event))
        for (const auto& warning : warnings_about(programme->warnings, row->session.id))
            warnings.push_back(warning_body(warning, *view, asked.lang));
    if (!warnings.empty()) body["warnings"] = std::move(warnings); // whoever reads it later finds the same session
    return json_answer(body, status);
}

response list_sessions(call& asked) {
    if (auto strange = strange_query(asked, {})) return *strange;
    const auto view = readable_event(asked);
    if (!view) return not_here(asked);
    json::array items;
    for (const auto& row : view->sessions) items.push_back(session_body(row));
    return json_answer({{"items", std::move(items)}, {"next", nullptr}});
}

response show_session(call& asked) {
    const auto view = readable_event(asked);
    const auto* row = view ? find_row(*view, number_in_place(asked, "session")) : nullptr;
    return row == nullptr ? not_here(asked) : json_answer(session_body(*row));
}

response add_session(call& asked) {
    const auto body = read_json(asked, "session_new");
    if (!body) return body.error();
    domain::session session;
    session.event = asked.event;
    apply(*body, session);
    const auto made = asked.on.events.add_session(asked.actor, session, !body->has("clash"));
    return made ? answer_with(asked, made->value, 201) : refused(asked, made.error());
}

response change_session(call& asked) {
    const auto body = read_json(asked, "session_change");
    if (!body) return body.error();
    const auto view = asked.on.events.find_event(asked.event);
    const auto* row = view ? find_row(*view, number_in_place(asked, "session")) : nullptr;
    if (row == nullptr) return not_here(asked);
    auto session = row->session;
    apply(*body, session);
    const auto done = asked.on.events.update_session(asked.actor, session, body->yes_no("tell_guests").value_or(true));
    return done ? answer_with(asked, session.id.value, 200) : refused(asked, done.error());
}

response remove_session(call& asked) {
    const auto number = number_in_place(asked, "session");
    if (!number) return not_here(asked);
    const auto done = asked.on.events.remove_session(asked.actor, asked.event, {*number});
    if (!done) return refused(asked, done.error());
    response answer;
    answer.status = 204;
    return answer;
}

} // namespace

std::vector<route> session_api_routes() {
    using enum method;
    using enum domain::action;
    constexpr auto api = entrance::api;
    return {
        {get, "/api/v1/events/{event}/sessions", view_published, api, list_sessions, "сессии программы",
         "programme sessions", "", "session_list"},
        {post, "/api/v1/events/{event}/sessions", edit_event, api, once(add_session), "добавить сессию", "add a session",
         "session_new", "session"},
        {get, "/api/v1/events/{event}/sessions/{session}", view_published, api, show_session, "одна сессия",
         "one session", "", "session"},
        {patch, "/api/v1/events/{event}/sessions/{session}", edit_event, api, change_session, "изменить сессию",
         "change a session", "session_change", "session"},
        {del, "/api/v1/events/{event}/sessions/{session}", edit_event, api, remove_session,
         "убрать сессию, на которую никто не записан", "remove a session nobody has chosen", "", ""},
    };
}

} // namespace krug::web
