// What anybody may read about events: the list, one event, calendar files, the feed, the texts of consents.
#include "render/file_name.hpp"
#include "render/markdown.hpp"
#include "render/pages/figures.hpp"
#include "render/pages/notice_page.hpp"
#include "ticket/digest.hpp"
#include "web/consent_texts.hpp"
#include "web/event_feed.hpp"
#include "web/event_views.hpp"
#include "web/event_words.hpp"
#include "web/public_call.hpp"
#include "web/refusals.hpp"
#include "web/route.hpp"

#include <algorithm>
#include <set>

namespace krug::web {

namespace {

constexpr int shared_page_ms = 1000;
constexpr int upcoming_per_page = 20;
constexpr int past_shown = 12;
constexpr int feed_events_max = 100;

/// A page that is the same for everybody who is not signed in; it carries no mark of a form.
response shared_page(const call& asked, const auto& view, bool on_events) {
    auto frame = frame_of(asked);
    frame.on_events = on_events;
    if (asked.login) return page(render::render_page(asked.on.pages, frame, view));
    frame.csrf_token.clear();
    return page(render::render_page(asked.on.pages, frame, view), 200, asked.query.has("lang") ? 0 : shared_page_ms);
}

std::string month_at(ground::utc_seconds at, const std::string& timezone) {
    const auto date = zone_named(timezone).local(at).date;
    return calendar::print_period({date.year, date.month, 0});
}

std::set<domain::event_kind> kinds_of(const form& query) {
    std::set<domain::event_kind> kinds;
    for (const auto& word : query.all("kind"))
        if (const auto kind = domain::parse_word<domain::event_kind>(word)) kinds.insert(*kind);
    return kinds;
}

service::event_filter filter_of(const form& query) {
    service::event_filter filter;
    filter.text = query.text("q").substr(0, 200);
    filter.city = query.text("city");
    filter.month = query.text("month");
    filter.month_at = month_at;
    filter.only_free_seats = query.text("free") == "1";
    return filter;
}

/// Reads on until there are `most` lines of the wanted kinds: the office filters by one kind, a visitor by several.
service::event_page read_page(service::event_office& events, service::event_filter filter,
                              const std::set<domain::event_kind>& kinds, int most, auto&& wanted) {
    service::event_page page;
    if (kinds.size() == 1) filter.kind = *kinds.begin();
    filter.limit = most;
    do {
        auto part = events.list_public_events(filter);
        for (auto& line : part.items)
            if ((kinds.empty() || kinds.contains(line.kind)) && wanted(line)) page.items.push_back(std::move(line));
        page.next = filter.cursor = part.next;
    } while (!filter.cursor.empty() && page.items.size() < static_cast<std::size_t>(most));
    return page;
}

void tell_filter(render::event_list_view& view, call& asked, const service::event_filter& filter,
                 const std::set<domain::event_kind>& kinds) {
    const auto lang = asked.lang;
    view.text = filter.text;
    view.only_free = filter.only_free_seats;
    view.is_filtered = !filter.text.empty() || !filter.city.empty() || !filter.month.empty() || filter.only_free_seats ||
                       !kinds.empty();
    for (const auto kind :
         {domain::event_kind::round_table, domain::event_kind::project_session, domain::event_kind::working_meeting,
          domain::event_kind::presentation, domain::event_kind::seminar, domain::event_kind::forum})
        view.kinds.push_back({std::string(domain::word_of(kind)), kind_words(kind, lang, true), "", kinds.contains(kind), false});
    const auto choices = asked.on.events.public_filter_choices(month_at);
    const auto any = render::tr(lang, "Любой");
    view.cities.push_back({"", any, "", filter.city.empty(), false});
    for (const auto& city : choices.cities) view.cities.push_back({city, city, "", city == filter.city, false});
    view.months.push_back({"", any, "", filter.month.empty(), false});
    for (const auto& month : choices.months)
        if (const auto known = calendar::parse_period(month))
            view.months.push_back({month, calendar::period_words(*known, calendar_language(lang)), "",
                                   month == filter.month, false});
}

std::string next_page_url(const form& query, const std::string& cursor) {
    if (cursor.empty()) return {};
    std::string url = "/?after=" + percent_encode(cursor);
    for (const auto& [name, value] : query.fields())
        if (name != "after" && name != "lang" && !value.empty()) url += "&" + name + "=" + percent_encode(value);
    return url;
}

response show_list(call& asked) {
    const auto to = showing_for(asked);
    const auto kinds = kinds_of(asked.query);
    auto filter = filter_of(asked.query);
    render::event_list_view view;
    tell_filter(view, asked, filter, kinds);

    filter.upcoming_only = true;
    filter.cursor = asked.query.text("after");
    const auto soon = read_page(asked.on.events, filter, kinds, upcoming_per_page,
                                [&](const auto& line) { return !is_over(line.time, to.now); });
    for (const auto& line : soon.items) {
        auto card = card_of(line, to);
        if (!view.first && filter.cursor.empty() && !card.is_cancelled) {
            // Only the large card carries the button, so only its rules are looked up.
            const auto found = asked.on.events.find_event(line.id);
            if (found && sign_up_of(found->event, to).is_open) card.register_url = card.url + "/register";
            view.first = std::move(card);
        } else {
            card.ring = seats_ring(line.seats, to.lang, false);
            view.upcoming.push_back(std::move(card));
        }
    }
    if (!view.first && !view.upcoming.empty()) {
        view.first = view.upcoming.front();
        view.upcoming.erase(view.upcoming.begin());
    }
    view.next_url = next_page_url(asked.query, soon.next);
    view.found = render::tr_n(to.lang, "Найдено: {n} событие", static_cast<std::int64_t>(soon.items.size()));
    if (!filter.cursor.empty() || filter.only_free_seats) return shared_page(asked, view, true);

    filter.upcoming_only = false;
    const auto all = read_page(asked.on.events, filter, kinds, past_shown,
                               [&](const auto& line) { return is_over(line.time, to.now); });
    for (const auto& line : all.items)
        if (view.past.size() < past_shown) view.past.push_back(card_of(line, to));
    return shared_page(asked, view, true);
}

/// The event behind the slug, unless it is a draft that this visitor may not edit.
std::optional<service::event_view> visible_event(const call& asked) {
    auto found = asked.on.events.find_event_by_slug(asked.place.at("slug"));
    if (found && found->event.state == domain::event_state::draft && !may_preview(asked, *found)) return std::nullopt;
    return found;
}

/// Where what comes of this event, its series and its organiser can be followed.
void offer_feeds(const call& asked, const service::event_view& found, render::event_view& view) {
    const auto path = path_of(found.event);
    view.feed_url = path + ".atom";
    view.feeds.push_back({render::tr(asked.lang, "Новости события, Atom"), view.feed_url});
    if (asked.on.series.find(found.event.id).events.size() > 1) {
        view.feeds.push_back({render::tr(asked.lang, "Все встречи серии – в календарь"), path + "/series.ics"});
        view.feeds.push_back({render::tr(asked.lang, "Все встречи серии, Atom"), path + "/series.atom"});
    }
    if (found.event.visibility != domain::event_visibility::listed || found.event.state == domain::event_state::draft) return;
    for (const auto& each : found.event.organisers)
        if (each.role == domain::organiser_role::organiser && !each.slug.empty()) {
            view.feeds.push_back({each.name + render::tr(asked.lang, ": события – в календарь"), "/o/" + each.slug + ".ics"});
            view.feeds.push_back({each.name + render::tr(asked.lang, ": события, Atom"), "/o/" + each.slug + ".atom"});
        }
}

response show_event(call& asked) {
    const auto found = visible_event(asked);
    if (!found) return error_answer(asked, 404);
    const programme_choice choice{asked.query.text("day").substr(0, 10), asked.query.text("room").substr(0, 600),
                                  asked.query.text("tag").substr(0, 200)};
    auto view = event_view_of(*found, showing_for(asked), choice);
    for (const auto& line : asked.on.tables.list(found->event.id)) {
        const render::seat_count seats{line.taken, line.table.seats, 0};
        view.tables.push_back({std::to_string(line.table.number), line.table.topic, line.table.host,
                               render::round_table(asked.lang, line.table.number, seats),
                               render::tr_n(asked.lang, "{n} место", line.free()), line.free() == 0});
    }
    offer_feeds(asked, *found, view);
    if (found->event.state == domain::event_state::draft)
        return page(render::render_page(asked.on.pages, frame_of(asked), view));
    return shared_page(asked, view, false);
}

response calendar_answer(const call& asked, std::vector<calendar::calendar_event> entries, const std::string& name,
                         calendar::calendar_feed feed) {
    return conditional(asked, download(calendar::write_calendar(entries, feed), "text/calendar; charset=utf-8",
                                       render::content_disposition(render::file_disposition::attachment, name)));
}

response give_event_calendar(call& asked) {
    const auto found = visible_event(asked);
    if (!found) return error_answer(asked, 404);
    const auto to = showing_for(asked);
    const auto entry = calendar_entry(*found, to);
    if (!entry) {
        const domain::refusal why{domain::refusal_code::event_has_no_date, 0, {}};
        const render::notice_view notice{render::tr(to.lang, "Файла для календаря пока нет"), sentence_of(why, to.lang),
                                         path_of(found->event), render::tr(to.lang, "К странице события"), false};
        return page(render::render_page(asked.on.pages, frame_of(asked), notice), 404);
    }
    return calendar_answer(asked, {*entry}, found->event.slug + ".ics", {});
}

response give_session_calendar(call& asked) {
    const auto found = visible_event(asked);
    if (!found) return error_answer(asked, 404);
    for (const auto& row : found->sessions)
        if (std::to_string(row.session.id.value) == asked.place.at("session"))
            if (const auto entry = session_calendar_entry(*found, row.session, showing_for(asked)))
                return calendar_answer(asked, {*entry}, found->event.slug + "-" + asked.place.at("session") + ".ics", {});
    return error_answer(asked, 404);
}

std::vector<service::event_view> coming_events(call& asked, ground::utc_seconds now) {
    service::event_filter filter;
    filter.upcoming_only = true;
    std::vector<service::event_view> events;
    for (const auto& line : read_page(asked.on.events, filter, {}, feed_events_max,
                                      [&](const auto& each) { return !is_over(each.time, now); })
                                .items)
        if (auto found = asked.on.events.find_event(line.id)) events.push_back(std::move(*found));
    return events;
}

response give_calendar_feed(call& asked) {
    const auto to = showing_for(asked);
    std::vector<calendar::calendar_event> entries;
    for (const auto& found : coming_events(asked, to.now))
        if (auto entry = calendar_entry(found, to)) entries.push_back(std::move(*entry));
    return calendar_answer(asked, std::move(entries), "events.ics", {render::tr(to.lang, "Круг: события"), 6});
}

response give_atom_feed(call& asked) {
    response answer;
    const auto to = showing_for(asked);
    answer.body = write_event_feed({render::tr(to.lang, "Круг: события"), "/", "/events.atom", "/"}, coming_events(asked, to.now), asked);
    answer.set("content-type", "application/atom+xml; charset=utf-8").set("cache-control", "private, no-cache");
    return conditional(asked, std::move(answer));
}

response show_consent(call& asked) {
    const auto& site = asked.on.settings;
    data_keepers who{{}, "", site.operator_name, site.operator_inn, site.operator_address,
                     site.operator_registry_number, site.help_email.empty() ? site.help_phone : site.help_email};
    if (asked.query.has("event")) {
        const auto found = asked.on.events.find_event_by_slug(asked.query.text("event"));
        if (!found || (found->event.state == domain::event_state::draft && !may_preview(asked, *found)))
            return error_answer(asked, 404);
        who.operators = data_operators_of(found->event);
        who.event_title = found->event.text.title;
        const auto& contact = found->event.contact;
        if (!contact.email.empty() || !contact.phone_raw.empty())
            who.contact = contact.email.empty() ? contact.phone_raw : contact.email;
    }
    const auto text = find_consent(asked.place.at("document"), asked.place.at("version"), who, asked.lang);
    if (!text) return error_answer(asked, 404);
    render::consent_view view;
    view.title = text->title;
    view.text = render::markdown(text->markdown, 1);
    view.version = asked.place.at("version");
    view.text_hash = ticket::sha256_hex(text->markdown);
    return shared_page(asked, view, false);
}

} // namespace

std::vector<route> event_routes() {
    using enum method;
    constexpr auto read = domain::action::view_published;
    auto all = feed_routes(); // before the pages: "club.atom" is no event's name
    const std::vector<route> pages{
        {get, "/", read, entrance::open, show_list, "", "", "", ""},
        {get, "/events.ics", read, entrance::open, give_calendar_feed, "", "", "", ""},
        {get, "/events.atom", read, entrance::open, give_atom_feed, "", "", "", ""},
        {get, "/e/{slug}.ics", read, entrance::open, give_event_calendar, "", "", "", ""},
        {get, "/e/{slug}", read, entrance::open, show_event, "", "", "", ""},
        {get, "/e/{slug}/sessions/{session}.ics", read, entrance::open, give_session_calendar, "", "", "", ""},
        {get, "/consent/{document}/{version}", read, entrance::open, show_consent, "", "", "", ""},
    };
    all.insert(all.end(), pages.begin(), pages.end());
    return all;
}

} // namespace krug::web
