// JSON API: the programme of an event as a whole – its policy, its rooms, and what is wrong with it.
#include "web/api_routes.hpp"
#include "web/event_json.hpp"
#include "web/programme_words.hpp"

#include <boost/json.hpp>

namespace krug::web {

namespace json = boost::json;

namespace {

response show_programme(call& asked) {
    const auto about = asked.on.events.find_event(asked.event);
    const auto programme = asked.on.programmes.find(asked.event);
    if (!about || !programme) return not_here(asked);
    json::array rooms, warnings;
    for (const auto& room : programme->rooms)
        rooms.push_back({{"name", room.name},
                         {"capacity", room.capacity ? json::value(*room.capacity) : json::value(nullptr)},
                         {"step_free", room.step_free ? json::value(*room.step_free) : json::value(nullptr)}});
    for (const auto& warning : programme->warnings) warnings.push_back(warning_body(warning, *about, asked.lang));
    auto answer = json_answer({{"clash", domain::word_of(programme->clash)}, {"rooms", std::move(rooms)}, {"warnings", std::move(warnings)}});
    return answer.set("etag", "\"" + std::to_string(about->event.version) + "\"");
}

response change_programme(call& asked) {
    const auto body = read_json(asked, "programme_change");
    if (!body) return body.error();
    service::programme_office::change what;
    what.clash = body->word<domain::clash_policy>("clash");
    if (body->has("rooms")) {
        what.rooms.emplace();
        for (const auto& each : body->objects("rooms")) {
            domain::room room;
            room.name = each.text("name");
            room.capacity = each.whole("capacity");
            room.step_free = each.yes_no("step_free");
            what.rooms->push_back(std::move(room));
        }
    }
    if (const auto done = asked.on.programmes.save(asked.actor, asked.event, what); !done) return refused(asked, done.error());
    return show_programme(asked);
}

} // namespace

std::vector<route> programme_api_routes() {
    using enum method;
    constexpr auto edit = domain::action::edit_event;
    return {
        {get, "/api/v1/events/{event}/programme", edit, entrance::api, show_programme,
         "программа целиком: правило для одновременных сессий, залы, замечания", "the programme as a whole: policy of clashes, rooms, warnings",
         "", "programme"},
        {put, "/api/v1/events/{event}/programme", edit, entrance::api, change_programme,
         "задать правило для всех сессий и залы площадки", "set the policy of all sessions and the rooms of the venue",
         "programme_change", "programme"},
    };
}

} // namespace krug::web
