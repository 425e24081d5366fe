// JSON API: events that repeat.
#include "calendar/moment.hpp"
#include "web/api_routes.hpp"
#include "web/event_json.hpp"
#include "web/idempotency.hpp"
#include "web/series_days.hpp"

#include <boost/json.hpp>

namespace krug::web {

namespace json = boost::json;

namespace {

json::object series_body(const call& asked) {
    const auto series = asked.on.series.find(asked.event);
    json::array items;
    for (const auto& each : series.events)
        items.push_back({{"id", each.id.value}, {"slug", each.slug}, {"title", each.title}, {"state", domain::word_of(each.state)},
                         {"starts_at", json_moment(each.time.starts_at)}, {"timezone", each.time.timezone}, {"url", event_url(asked, each.slug)}});
    return {{"rule", series.rule.empty() ? json::value(nullptr) : json::value(series.rule)}, {"items", std::move(items)}, {"next", nullptr}};
}

response show_series(call& asked) { return json_answer(series_body(asked)); }

response repeat_event(call& asked) {
    // Every copy belongs to the organisation: whoever works at this one event only could not even open them.
    if (!domain::may(asked.actor.assignments, domain::action::create_event, asked.owner, {}))
        return refused(asked, {domain::refusal_code::not_allowed, 0, {}});
    const auto body = read_json(asked, "series_new");
    if (!body) return body.error();
    const auto rule = calendar::parse_rrule(body->text("rule"));
    if (!rule) return wrong_field(asked, "rule", "malformed");
    std::vector<calendar::local_date> skipped;
    const auto& except = body->texts("except");
    for (std::size_t at = 0; at < except.size(); ++at) {
        const auto day = calendar::parse_period(except[at]);
        if (!day || day->day == 0) return wrong_field(asked, "except[" + std::to_string(at) + "]", "malformed");
        skipped.push_back({day->year, day->month, day->day});
    }
    const auto about = asked.on.events.find_event(asked.event);
    if (!about) return not_here(asked);
    if (!about->event.time.starts_at) return refused(asked, {domain::refusal_code::event_has_no_date, 0, {}});
    const auto days = days_after(about->event.time, *rule, skipped);
    if (days.empty()) return wrong_field(asked, "rule", "not_accepted"); // it gives no other day
    const auto made = asked.on.series.repeat(asked.actor, asked.event, days, calendar::print_rrule(*rule),
                                             body->yes_no("publish").value_or(false), wall_clock_mover());
    if (!made) return refused(asked, made.error());
    auto answer = series_body(asked);
    answer["made"] = *made;
    return json_answer(answer, *made > 0 ? 201 : 200);
}

response carry_over(call& asked) {
    const auto body = read_json(asked, "series_following");
    if (!body) return body.error();
    const auto changed = asked.on.series.copy_to_following(asked.actor, asked.event, body->yes_no("tell_guests").value_or(true), wall_clock_mover());
    if (!changed) return refused(asked, changed.error());
    auto answer = series_body(asked);
    answer["changed"] = *changed;
    return json_answer(answer);
}

} // namespace

std::vector<route> series_api_routes() {
    using enum method;
    constexpr auto edit = domain::action::edit_event;
    return {
        {get, "/api/v1/events/{event}/series", edit, entrance::api, show_series, "все встречи серии по дням", "all events of the series, by day", "", "series"},
        {post, "/api/v1/events/{event}/series", domain::action::create_event, entrance::api, once(repeat_event),
         "повторить событие по правилу RRULE (FREQ=WEEKLY или MONTHLY, INTERVAL, BYDAY, COUNT или UNTIL, не больше 52 дней) в тот же час по местным часам; "
         "день, который в серии уже есть, не повторяется",
         "repeat the event by an RRULE (FREQ=WEEKLY or MONTHLY, INTERVAL, BYDAY, COUNT or UNTIL, at most 52 days) at the same hour of the local clock; "
         "a day that the series has already is not repeated",
         "series_new", "series"},
        {post, "/api/v1/events/{event}/series/following", edit, entrance::api, once(carry_over),
         "перенести это событие, каким оно стало, на все следующие встречи серии", "carry this event as it is now over to all that follow in its series",
         "series_following", "series"},
    };
}

} // namespace krug::web
