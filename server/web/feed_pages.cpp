// What can be followed: the news of one event, the meetings of a series, whatever an organiser does. Atom and calendars.
#include "render/file_name.hpp"
#include "web/event_feed.hpp"
#include "web/event_words.hpp"
#include "web/refusals.hpp"
#include "web/route.hpp"

#include <algorithm>

namespace krug::web {

namespace {

constexpr std::size_t entries_max = 100;
constexpr int looked_at_max = 500; // of the coming events, for those of one organiser

response atom(const call& asked, const feed_about& about, const std::vector<service::event_view>& events) {
    response answer;
    answer.body = write_event_feed(about, events, asked);
    answer.set("content-type", "application/atom+xml; charset=utf-8").set("cache-control", "private, no-cache");
    return conditional(asked, std::move(answer));
}

response calendar_of(const call& asked, const std::string& title, const std::string& file, const std::vector<service::event_view>& events) {
    constexpr int refresh_hours = 6;
    const auto to = showing_for(asked);
    std::vector<calendar::calendar_event> entries;
    for (const auto& found : events)
        if (auto entry = calendar_entry(found, to)) entries.push_back(std::move(*entry));
    return conditional(asked, download(calendar::write_calendar(entries, {title, refresh_hours}), "text/calendar; charset=utf-8",
                                       render::content_disposition(render::file_disposition::attachment, file)));
}

std::optional<service::event_view> visible_event(const call& asked) {
    auto found = asked.on.events.find_event_by_slug(asked.place.at("slug"));
    if (found && found->event.state == domain::event_state::draft && !may_preview(asked, *found)) return std::nullopt;
    return found;
}

/// Everybody may read it, and find it.
bool is_listed(const service::event_view& found) {
    return found.event.state != domain::event_state::draft && found.event.visibility == domain::event_visibility::listed;
}

/// The event itself and, by start, the public events that are part of it.
response give_event_atom(call& asked) {
    auto found = visible_event(asked);
    if (!found) return error_answer(asked, 404);
    const feed_about about{found->event.text.title, path_of(found->event), path_of(found->event) + ".atom", ""};
    std::vector<service::event_view> events;
    const auto children = found->children;
    events.push_back(std::move(*found));
    for (const auto& child : children)
        if (child.is_public && events.size() < entries_max)
            if (auto part = asked.on.events.find_event(child.id)) events.push_back(std::move(*part));
    return atom(asked, about, events);
}

/// Those of the series that everybody may read, and the one that was asked for; cancelled ones stay, as cancelled.
std::vector<service::event_view> series_of(const call& asked, const service::event_view& found) {
    std::vector<service::event_view> events;
    for (const auto& each : asked.on.series.find(found.event.id).events)
        if (auto one = asked.on.events.find_event(each.id); one && events.size() < entries_max)
            if (is_listed(*one) || one->event.id == found.event.id) events.push_back(std::move(*one));
    if (events.empty()) events.push_back(found);
    return events;
}

response give_series_atom(call& asked) {
    const auto found = visible_event(asked);
    if (!found) return error_answer(asked, 404);
    return atom(asked, {found->event.text.title, path_of(found->event), path_of(found->event) + "/series.atom", ""}, series_of(asked, *found));
}

response give_series_calendar(call& asked) {
    const auto found = visible_event(asked);
    if (!found) return error_answer(asked, 404);
    return calendar_of(asked, found->event.text.title, found->event.slug + "-series.ics", series_of(asked, *found));
}

struct organiser_events {
    std::string name;
    std::vector<service::event_view> coming;
};

/// What an organisation does, as owner or as one of the organisers. Nothing for one that has never done anything in public.
std::optional<organiser_events> events_of_organiser(const call& asked) {
    const auto who = asked.on.events.find_organisation(asked.place.at("slug"));
    if (!who) return std::nullopt;
    const auto does = [&](const service::event_view& found) {
        const auto& organisers = found.event.organisers;
        return std::any_of(organisers.begin(), organisers.end(), [&](const auto& each) { return each.organisation == who->id; });
    };
    organiser_events all{who->name, {}};
    bool was_any = false;
    const auto now = asked.on.clock.now();
    for (const bool coming : {true, false}) {
        service::event_filter filter;
        filter.upcoming_only = coming;
        filter.limit = looked_at_max;
        for (const auto& line : asked.on.events.list_public_events(filter).items) {
            const bool over = is_over(line.time, now);
            if (over == coming || (!coming && was_any) || all.coming.size() >= entries_max) continue;
            auto found = asked.on.events.find_event(line.id);
            if (!found || !does(*found)) continue;
            was_any = true;
            if (coming) all.coming.push_back(std::move(*found));
        }
    }
    if (!was_any) return std::nullopt;
    return all;
}

response give_organiser_atom(call& asked) {
    const auto all = events_of_organiser(asked);
    if (!all) return error_answer(asked, 404);
    return atom(asked, {all->name, "/", "/o/" + asked.place.at("slug") + ".atom", ""}, all->coming);
}

response give_organiser_calendar(call& asked) {
    const auto all = events_of_organiser(asked);
    if (!all) return error_answer(asked, 404);
    return calendar_of(asked, all->name, asked.place.at("slug") + ".ics", all->coming);
}

} // namespace

std::vector<route> feed_routes() {
    using enum method;
    constexpr auto read = domain::action::view_published;
    return {
        {get, "/e/{slug}.atom", read, entrance::open, give_event_atom, "", "", "", ""},
        {get, "/e/{slug}/series.atom", read, entrance::open, give_series_atom, "", "", "", ""},
        {get, "/e/{slug}/series.ics", read, entrance::open, give_series_calendar, "", "", "", ""},
        {get, "/o/{slug}.atom", read, entrance::open, give_organiser_atom, "", "", "", ""},
        {get, "/o/{slug}.ics", read, entrance::open, give_organiser_calendar, "", "", "", ""},
    };
}

} // namespace krug::web
