#include "web/programme_words.hpp"

#include "web/work_words.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <iterator>

namespace krug::web {

namespace {

using render::language;

std::string quoted(const std::string& title, language lang) { return say(lang, "«", "“") + title + say(lang, "»", "”"); }

const domain::session* session_of(const service::event_view& about, domain::session_id which) {
    for (const auto& row : about.sessions)
        if (row.session.id == which) return &row.session;
    return nullptr;
}

} // namespace

std::string warning_words(const domain::programme_warning& warning, const service::event_view& about, language lang) {
    const auto* one = session_of(about, warning.session);
    const auto* two = session_of(about, warning.other);
    const auto title = quoted(one != nullptr ? one->title : "", lang), other = quoted(two != nullptr ? two->title : "", lang);
    const auto room = one != nullptr ? one->room : std::string();
    const auto limit = std::to_string(warning.limit), count = std::to_string(warning.count);
    switch (warning.what) {
    case domain::programme_fault::room_too_small:
        return say(lang, title + ": мест " + count + ", а зал «" + room + "» вмещает " + limit + ".",
                   title + ": " + count + " seats are offered, the room “" + room + "” has " + limit + ".");
    case domain::programme_fault::room_overfull:
        return say(lang, title + ": записалось " + count + ", а зал «" + room + "» вмещает " + limit + ".",
                   title + ": " + count + " people have signed up, the room “" + room + "” has " + limit + " seats.");
    case domain::programme_fault::person_twice:
        return say(lang, warning.who + ": одновременно в " + title + " и в " + other + ".",
                   warning.who + " is in " + title + " and in " + other + " at the same time.");
    case domain::programme_fault::room_twice:
        return say(lang, title + " и " + other + " идут одновременно в одном зале: " + room + ".",
                   title + " and " + other + " are in one room at the same time: " + room + ".");
    case domain::programme_fault::outside_event:
        return say(lang, title + " выходит за время события.", title + " is outside the hours of the event.");
    case domain::programme_fault::no_step_free:
        return say(lang, title + ": в зал «" + room + "» ведут ступени, а путь без ступеней нужен гостям: " + count + ".",
                   title + ": the room “" + room + "” has steps, and guests need a way without them: " + count + ".");
    }
    return {};
}

boost::json::object warning_body(const domain::programme_warning& warning, const service::event_view& about, language lang) {
    namespace json = boost::json;
    const auto number = [](std::int64_t value) { return value > 0 ? json::value(value) : json::value(nullptr); };
    return {{"code", domain::word_of(warning.what)},
            {"session", warning.session.value},
            {"other", number(warning.other.value)},
            {"who", warning.who.empty() ? json::value(nullptr) : json::value(warning.who)},
            {"limit", number(warning.limit)},
            {"count", number(warning.count)},
            {"detail", warning_words(warning, about, lang)}};
}

std::vector<domain::programme_warning> warnings_about(const std::vector<domain::programme_warning>& all, domain::session_id session) {
    std::vector<domain::programme_warning> some;
    std::copy_if(all.begin(), all.end(), std::back_inserter(some),
                 [&](const auto& each) { return each.session == session || each.other == session; });
    return some;
}

} // namespace krug::web
