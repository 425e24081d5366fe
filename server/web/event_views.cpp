#include "web/event_views.hpp"

#include "domain/phone.hpp"
#include "domain/seats.hpp"
#include "domain/told_facts.hpp"
#include "render/markdown.hpp"
#include "web/event_words.hpp"
#include "web/form.hpp"

#include <algorithm>
#include <set>

namespace krug::web {

namespace {

using render::language;

std::string foreign_language(const std::string& of_text, language page) {
    return of_text == render::code(page) ? std::string() : of_text;
}

std::string address_of(const std::optional<domain::venue>& venue) {
    return venue ? domain::address_of(*venue) : std::string();
}

std::string phone_words(const domain::event_contact& contact) {
    return contact.phone_raw.empty() && !contact.phone.empty() ? domain::show_phone(contact.phone) : contact.phone_raw;
}

std::string people_line(const std::vector<domain::event_person>& people, language lang) {
    std::string line;
    for (const auto& person : people) {
        const auto role = role_words(person.role, lang);
        line += (line.empty() ? "" : "; ") + person.name;
        if (!role.empty()) line += " (" + role + ")";
    }
    return line;
}

render::programme_item programme_item_of(const service::event_view& found, const service::event_view::session_row& row,
                                         const showing& to, bool sign_up_open) {
    const auto& [session, seats] = row;
    render::programme_item item;
    item.anchor = "s" + std::to_string(session.id.value);
    item.time = hours_of(session, found.event.time, to.lang);
    if (session.starts_at)
        item.starts_iso = calendar::print_rfc3339(*session.starts_at, zone_named(found.event.time.timezone));
    item.title = session.title;
    if (session.kind != domain::event_kind::other && session.kind != found.event.kind) item.kind = kind_words(session.kind, to.lang);
    item.room = session.room;
    item.people = people_line(session.people, to.lang);
    item.description = session.description.empty() ? render::markup{} : render::markdown(session.description);
    if (session.starts_at && found.event.state != domain::event_state::cancelled)
        item.calendar_url = path_of(found.event) + "/sessions/" + std::to_string(session.id.value) + ".ics";
    for (const auto& tag : session.tags) item.tags.push_back({tag, path_of(found.event) + "?tag=" + percent_encode(tag) + "#programme"});
    item.is_key = session.sign_up == domain::session_sign_up::none;
    if (item.is_key) return item;
    item.label = fullness_words(row.seats, to.lang);
    item.is_filling = domain::fullness_of(row.seats) == domain::fullness::filling;
    item.ring = seats_ring(seats, to.lang, false);
    item.seats = seats_words(seats, to.lang);
    item.is_full = seats.free() == 0;
    if (sign_up_open) item.sign_up_url = path_of(found.event) + "/register";
    return item;
}

std::string day_of(const domain::session& session, const calendar::zone& where) {
    if (!session.starts_at) return {};
    const auto date = where.local(*session.starts_at).date;
    return calendar::print_period({date.year, date.month, date.day});
}

/// The programme by days, narrowed to what was asked for; filters are offered where there is something to choose from.
void tell_programme(render::event_view& view, const service::event_view& found, const programme_choice& choice, const showing& to,
                    bool sign_up_open) {
    constexpr std::size_t short_programme = 8;
    const auto where = zone_named(found.event.time.timezone);
    std::set<std::string> days, rooms, tags;
    for (const auto& row : found.sessions) {
        if (auto day = day_of(row.session, where); !day.empty()) days.insert(std::move(day));
        if (!row.session.room.empty()) rooms.insert(row.session.room);
        tags.insert(row.session.tags.begin(), row.session.tags.end());
    }
    const auto has_tag = [&](const domain::session& session) {
        return choice.tag.empty() || std::find(session.tags.begin(), session.tags.end(), choice.tag) != session.tags.end();
    };
    std::int64_t shown = 0;
    std::string open_day = "none";
    for (const auto& row : found.sessions) {
        const auto day = day_of(row.session, where);
        if ((!choice.day.empty() && day != choice.day) || (!choice.room.empty() && row.session.room != choice.room) || !has_tag(row.session)) continue;
        if (day != open_day) {
            std::string title;
            if (days.size() > 1 && row.session.starts_at) title = calendar::date_words(where.local(*row.session.starts_at).date, calendar_language(to.lang));
            else if (days.size() > 1) title = render::tr(to.lang, "Время уточняется");
            view.programme.push_back({std::move(title), {}});
            open_day = day;
        }
        view.programme.back().items.push_back(programme_item_of(found, row, to, sign_up_open));
        ++shown;
    }
    const bool narrowed = !choice.day.empty() || !choice.room.empty() || !choice.tag.empty();
    if (!narrowed && found.sessions.size() <= short_programme && tags.empty()) return;
    render::programme_filter filter;
    filter.action = path_of(found.event);
    filter.is_filtered = narrowed;
    const auto offer = [&](const std::set<std::string>& all, const std::string& chosen, std::vector<render::choice>& into, auto words) {
        if (all.size() < 2 && chosen.empty()) return;
        into.push_back({"", render::tr(to.lang, "Любой"), "", chosen.empty(), false});
        for (const auto& each : all) into.push_back({each, words(each), "", each == chosen, false});
    };
    const auto as_it_is = [](const std::string& text) { return text; };
    offer(days, choice.day, filter.days, [&](const std::string& day) {
        const auto known = calendar::parse_period(day);
        return known ? calendar::short_date({known->year, known->month, known->day}, false, calendar_language(to.lang)) : day;
    });
    offer(rooms, choice.room, filter.rooms, as_it_is);
    offer(tags, choice.tag, filter.tags, as_it_is);
    if (narrowed) {
        const auto some = render::tr_n(to.lang, "{n} сессия", shown), all = std::to_string(found.sessions.size());
        filter.found = render::tr(to.lang, "{some} из {all}", {{"some", some}, {"all", all}});
    }
    view.filter = std::move(filter);
}

render::event_metadata metadata_of(const service::event_view& found, const showing& to) {
    const auto& event = found.event;
    const auto zone = zone_named(event.time.timezone);
    render::event_metadata facts;
    facts.name = event.text.title;
    facts.description = event.text.summary;
    facts.starts = event.time.starts_at ? calendar::print_rfc3339(*event.time.starts_at, zone) : event.time.period;
    if (event.time.ends_at) facts.ends = calendar::print_rfc3339(*event.time.ends_at, zone);
    facts.state = event.state == domain::event_state::cancelled ? "cancelled" : "scheduled";
    facts.url = to.public_url + path_of(event);
    facts.language = event.text.language;
    facts.is_free = event.admission.price_kopecks == 0;
    facts.age_range = age_mark_words(event.age_mark);
    facts.capacity = event.capacity.value_or(0);
    if (found.venue) {
        facts.venue = found.venue->name;
        facts.region = found.venue->region;
        facts.city = found.venue->city;
        facts.street = found.venue->street;
        if (!found.venue->house.empty()) facts.street += (facts.street.empty() ? "" : ", ") + found.venue->house;
        if (facts.city.empty() && facts.street.empty()) facts.street = found.venue->address_raw;
        for (const auto& code : found.venue->access_features.value_or(std::vector<std::string>()))
            facts.access_features.push_back(service_words(code, to.lang));
    }
    for (const auto& each : event.organisers) facts.organisers.push_back(each.name);
    for (const auto& each : event.people)
        if (each.role == domain::person_role::speaker) facts.performers.push_back(each.name);
    return facts;
}

void tell_people(render::event_view& view, const domain::event& event, language lang) {
    for (const auto& person : event.people) {
        if (person.session || person.role == domain::person_role::quoted) continue;
        auto about = person.title;
        if (person.role != domain::person_role::speaker)
            about = role_words(person.role, lang) + (about.empty() ? "" : ", " + about);
        view.speakers.push_back({person.name, about});
    }
    for (const auto& each : event.organisers)
        view.organisers.push_back({each.name, role_words(each.role, lang), "", each.role == domain::organiser_role::organiser});
}

void tell_seats(render::event_view& view, const domain::seat_count& seats, language lang) {
    view.ring = seats_ring(seats, lang, true);
    view.is_full = seats.free() == 0;
    if (!seats.limit) return;
    view.seats_short = view.is_full ? render::tr(lang, "Мест нет") : render::tr_n(lang, "{n} место", *seats.free());
    const auto words = seats_words(seats, lang);
    view.seats = view.is_full ? words : render::tr(lang, "Осталось {seats}", {{"seats", words}});
}

} // namespace

std::string path_of(const domain::event& event) { return "/e/" + event.slug; }

std::string place_line(const service::event_view& found) {
    if (!found.venue) return {};
    const auto address = address_of(found.venue);
    return found.venue->name + (address.empty() ? "" : ", " + address);
}

std::vector<std::string> data_operators_of(const domain::event& event) {
    std::vector<std::string> names;
    for (const auto& each : event.organisers)
        if (each.role == domain::organiser_role::organiser || each.role == domain::organiser_role::co_organiser)
            names.push_back(each.name);
    return names;
}

std::string host_of(std::string_view public_url) {
    const auto scheme = public_url.find("://");
    auto host = scheme == std::string_view::npos ? public_url : public_url.substr(scheme + 3);
    return std::string(host.substr(0, host.find_first_of(":/")));
}

sign_up_state sign_up_of(const domain::event& event, const showing& to) {
    if (event.state != domain::event_state::cancelled && is_over(event.time, to.now)) return {};
    const auto allowed = domain::may_register(event, to.now, false);
    if (allowed) return {true, ""};
    const auto& why = allowed.error();
    switch (why.code) {
    case domain::refusal_code::registration_not_open: {
        const auto opens = moment_in(event.time.timezone, why.at, to.lang);
        return {false, render::tr(to.lang, "Регистрация откроется: {moment}.", {{"moment", opens}})};
    }
    case domain::refusal_code::registration_closed: return {false, render::tr(to.lang, "Регистрация закрыта.")};
    case domain::refusal_code::invitation_needed:
        return {false, render::tr(to.lang, "Участие по приглашениям организаторов.")};
    case domain::refusal_code::event_not_published:
        return {false, render::tr(to.lang, "Это черновик: его видят только организаторы.")};
    default: return {};
    }
}

render::event_card card_of(const service::event_line& line, const showing& to) {
    render::event_card card;
    card.url = "/e/" + line.slug;
    card.title = line.title;
    card.kind = kind_words(line.kind, to.lang);
    card.when = when_of(line.time, to.now, to.lang).brief;
    if (card.when.empty()) card.when = render::tr(to.lang, "Дата уточняется");
    card.disc = disc_of(line.time, to.lang);
    card.place = line.venue_name;
    if (!line.city.empty() && line.venue_name.find(line.city) == std::string::npos)
        card.place += (card.place.empty() ? "" : ", ") + line.city;
    card.admission = line.admission.raw;
    card.age_mark = age_mark_words(line.age_mark);
    card.summary = line.summary;
    card.is_cancelled = line.state == domain::event_state::cancelled;
    if (card.is_cancelled || is_over(line.time, to.now)) return card;
    card.ring = seats_ring(line.seats, to.lang, true);
    card.seats = seats_words(line.seats, to.lang);
    card.is_full = line.seats.free() == 0;
    return card;
}

render::event_view event_view_of(const service::event_view& found, const showing& to, const programme_choice& choice) {
    const auto& event = found.event;
    const auto when = when_of(event.time, to.now, to.lang);
    render::event_view view;
    view.title = event.text.title;
    view.text_lang = foreign_language(event.text.language, to.lang);
    view.kind = kind_words(event.kind, to.lang);
    view.summary = event.text.summary;
    view.description = event.text.description.empty() ? render::markup{} : render::markdown(event.text.description);
    view.day = when.day.empty() ? render::tr(to.lang, "Дата уточняется") : when.day;
    view.time = when.time;
    view.starts_iso = when.starts_iso;
    view.elsewhere = when.elsewhere;
    view.disc = disc_of(event.time, to.lang);
    if (found.venue) view.venue = found.venue->name;
    view.address = address_of(found.venue);
    view.admission = event.admission.raw;
    view.price = price_words(event.admission.price_kopecks, to.lang);
    view.who_may_come = access_words(event.admission.access, to.lang);
    view.age_mark = age_mark_words(event.age_mark);
    view.is_cancelled = event.state == domain::event_state::cancelled;
    view.is_over = !view.is_cancelled && (event.state == domain::event_state::finished || is_over(event.time, to.now));
    const auto sign_up = sign_up_of(event, to);
    if (!view.is_over && !view.is_cancelled) tell_seats(view, found.seats, to.lang);
    if (sign_up.is_open) view.register_url = path_of(event) + "/register";
    view.register_note = sign_up.note;
    if (event.time.starts_at && !view.is_cancelled) view.calendar_url = path_of(event) + ".ics";
    tell_programme(view, found, choice, to, sign_up.is_open);
    for (const auto& child : found.children)
        if (child.is_public)
            view.children.push_back({child.title, "/e/" + child.slug, kind_words(child.kind, to.lang), when_of(child.time, to.now, to.lang).brief});
    if (found.venue && found.venue->access_features)
        for (const auto& code : *found.venue->access_features)
            view.access.push_back({service_words(code, to.lang), "", true, false, false});
    tell_people(view, event, to.lang);
    view.contact_phone = phone_words(event.contact);
    view.contact_phone_uri = event.contact.phone;
    view.contact_email = event.contact.email;
    // A larger event that is not public yet is nobody's news.
    if (found.parent_is_public) {
        view.series_title = *found.parent_title;
        view.series_url = "/e/" + *found.parent_slug;
    }
    view.canonical_url = to.public_url + path_of(event);
    view.json_ld = render::event_json_ld(metadata_of(found, to));
    view.is_unlisted = event.visibility == domain::event_visibility::unlisted || event.state == domain::event_state::draft;
    return view;
}

render::event_reminder reminder_of(const service::event_view& found, const showing& to) {
    const auto& event = found.event;
    const auto when = when_of(event.time, to.now, to.lang);
    render::event_reminder reminder;
    reminder.title = event.text.title;
    reminder.url = path_of(event);
    reminder.day = when.day.empty() ? render::tr(to.lang, "Дата уточняется") : when.day;
    reminder.time = when.time + (when.elsewhere.empty() ? "" : ", " + when.elsewhere);
    if (found.venue) reminder.venue = found.venue->name;
    reminder.address = address_of(found.venue);
    reminder.admission = event.admission.raw;
    reminder.age_mark = age_mark_words(event.age_mark);
    reminder.contact_phone = phone_words(event.contact);
    reminder.contact_phone_uri = event.contact.phone;
    reminder.contact_email = event.contact.email;
    return reminder;
}

render::letter_frame letter_frame_of(const service::event_view& found, const showing& to) {
    const auto reminder = reminder_of(found, to);
    render::letter_frame frame;
    frame.lang = to.lang;
    frame.event_title = reminder.title;
    frame.event_kind = kind_words(found.event.kind, to.lang);
    frame.day = reminder.day;
    frame.time = reminder.time;
    frame.venue = reminder.venue;
    frame.address = reminder.address;
    frame.admission = reminder.admission;
    frame.event_url = to.public_url + reminder.url;
    frame.contact_phone = reminder.contact_phone;
    frame.contact_email = reminder.contact_email;
    for (const auto& name : data_operators_of(found.event))
        frame.operator_name += (frame.operator_name.empty() ? "" : ", ") + name;
    frame.policy_url = to.public_url + "/consent/personal_data/1?event=" + found.event.slug;
    return frame;
}

std::optional<calendar::calendar_event> calendar_entry(const service::event_view& found, const showing& to) {
    const auto& event = found.event;
    if (!event.time.starts_at) return std::nullopt;
    calendar::calendar_event entry;
    entry.uid = calendar::uid_of(event.id, host_of(to.public_url));
    entry.sequence = event.version - 1;
    entry.stamp = found.changed_at; // so that the same file is the same bytes
    entry.starts_at = *event.time.starts_at;
    if (event.time.ends_at && *event.time.ends_at > entry.starts_at) entry.ends_at = event.time.ends_at;
    entry.cancelled = event.state == domain::event_state::cancelled;
    entry.title = event.text.title;
    entry.description = event.text.summary;
    entry.location = place_line(found);
    entry.url = to.public_url + path_of(event);
    entry.organiser_email = event.contact.email;
    if (const auto names = data_operators_of(event); !names.empty()) entry.organiser = names.front();
    return entry;
}

std::optional<calendar::calendar_event> session_calendar_entry(const service::event_view& found, const domain::session& session,
                                                               const showing& to) {
    if (!session.starts_at) return std::nullopt;
    const auto& event = found.event;
    calendar::calendar_event entry;
    entry.uid = "session-" + std::to_string(session.id.value) + "-" + calendar::uid_of(event.id, host_of(to.public_url));
    entry.sequence = event.version - 1;
    entry.stamp = found.changed_at; // so that the same file is the same bytes
    entry.starts_at = *session.starts_at;
    if (session.ends_at && *session.ends_at > entry.starts_at) entry.ends_at = session.ends_at;
    entry.cancelled = event.state == domain::event_state::cancelled;
    entry.title = session.title;
    entry.description = event.text.title;
    const auto place = place_line(found);
    entry.location = session.room + (session.room.empty() || place.empty() ? "" : ", ") + place;
    entry.url = to.public_url + path_of(event) + "#s" + std::to_string(session.id.value);
    return entry;
}

} // namespace krug::web
