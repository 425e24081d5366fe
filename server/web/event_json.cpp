#include "web/event_json.hpp"

#include "calendar/moment.hpp"
#include "calendar/zone.hpp"
#include "web/api_call.hpp"

#include <boost/json.hpp>

namespace krug::web {

namespace json = boost::json;
using domain::word_of;

namespace {

using faults = std::vector<domain::field_error>;

/// The event that a slug or number names, when the caller may see it at all.
std::optional<domain::event_id> named_event(const call& asked, const json_object& body, std::string_view name) {
    const auto number = body.whole(name);
    const auto found = number ? asked.on.events.find_event({*number}) : asked.on.events.find_event_by_slug(body.text(name));
    return found ? std::optional(found->event.id) : std::nullopt;
}

void read_time(const json_object& body, domain::event_time& time, faults& wrong) {
    take_moment(body, "starts_at", time.starts_at);
    take_moment(body, "ends_at", time.ends_at);
    take_text(body, "period", time.period);
    take_text(body, "timezone", time.timezone);
    take_text(body, "time_raw", time.raw);
    if (const auto said = body.word<domain::date_precision>("date_precision")) {
        time.precision = *said;
    } else if (time.starts_at && (body.has("starts_at") || time.precision == domain::date_precision::instant)) {
        time.precision = domain::date_precision::instant;
    } else if (body.has("period") && !time.period.empty()) {
        time.precision = time.period.size() <= 4   ? domain::date_precision::year
                         : time.period.size() <= 7 ? domain::date_precision::month
                                                   : domain::date_precision::day;
    } else if (body.has("starts_at") || body.has("period")) {
        time.precision = domain::date_precision::unknown;
    }
    // What was known before and does not go with what is said now falls away, unless it was said now too.
    const bool instant = time.precision == domain::date_precision::instant;
    if (instant && !body.has("period")) time.period.clear();
    if (!instant && !body.has("starts_at")) time.starts_at.reset();
    if (!instant && !body.has("ends_at")) time.ends_at.reset();
    if (time.precision == domain::date_precision::unknown && !body.has("period")) time.period.clear();
    if (!time.timezone.empty() && !calendar::zone::find(time.timezone)) wrong.push_back({"timezone", "unknown", 0});
}

void read_venue(const json_object& body, service::event_draft& draft) {
    if (!body.has("venue")) return;
    draft.venue = body.text("venue");
    draft.venue_address.clear();
    const auto parts = body.object("venue");
    if (!parts) return;
    draft.venue = parts->text("slug").empty() ? parts->text("name") : parts->text("slug");
    draft.venue_address = parts->text("address");
}

void read_rules(const json_object& body, domain::registration_rules& rules) {
    const auto given = body.object("registration");
    if (!given) return;
    take_moment(*given, "opens_at", rules.opens_at);
    take_moment(*given, "closes_at", rules.closes_at);
    take_word(*given, "mode", rules.mode);
    if (const auto confirm = given->yes_no("confirm_email")) rules.confirm_email = *confirm;
    if (const auto percent = given->whole("overbooking_percent")) rules.overbooking_percent = static_cast<int>(*percent);
}

void read_contact(const json_object& body, domain::event_contact& contact) {
    const auto given = body.object("contact");
    if (!given) return;
    if (given->has("phone")) {
        contact.phone.clear();
        contact.phone_raw = given->text("phone");
    }
    take_text(*given, "email", contact.email);
}

void read_admission(const json_object& body, domain::admission_terms& terms) {
    const auto given = body.object("admission");
    if (!given) return;
    take_whole(*given, "price_kopecks", terms.price_kopecks);
    take_word(*given, "access", terms.access);
    take_text(*given, "raw", terms.raw);
}

void read_lists(const call& asked, const json_object& body, service::event_draft& draft, faults& wrong) {
    if (body.has("organisers")) {
        draft.organisers.clear();
        for (const auto& each : body.objects("organisers")) {
            service::event_draft::named_organiser named;
            named.organisation = each.text("organisation");
            named.role = each.word<domain::organiser_role>("role").value_or(domain::organiser_role::organiser);
            draft.organisers.push_back(std::move(named));
        }
    }
    if (body.has("people")) {
        draft.event.people.clear();
        for (const auto& each : body.objects("people"))
            draft.event.people.push_back({*each.word<domain::person_role>("role"), each.text("name"), each.text("title"), {}});
    }
    if (body.has("references")) {
        draft.event.references.clear();
        for (const auto& each : body.objects("references"))
            draft.event.references.push_back({each.text("system"), each.text("external"), each.text("url")});
    }
    if (body.has("links")) {
        draft.event.links.clear();
        for (const auto& each : body.objects("links")) {
            const auto other = named_event(asked, each, "event");
            if (!other) wrong.push_back({"links[" + std::to_string(draft.event.links.size()) + "].event", "unknown", 0});
            draft.event.links.push_back({*each.word<domain::event_relation>("relation"), other.value_or(domain::event_id{}), "", ""});
        }
    }
}

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

template <class Number> json::value number_or_null(const std::optional<Number>& number) {
    return number ? json::value(*number) : json::value(nullptr);
}

void write_time(const domain::event_time& time, json::object& body) {
    body["starts_at"] = json_moment(time.starts_at);
    body["ends_at"] = json_moment(time.ends_at);
    body["date_precision"] = word_of(time.precision);
    body["period"] = text_or_null(time.period);
    body["timezone"] = time.timezone;
}

json::object admission_body(const domain::admission_terms& terms) {
    return {{"price_kopecks", number_or_null(terms.price_kopecks)}, {"access", word_of(terms.access)}, {"raw", terms.raw}};
}

json::array people_body(const std::vector<domain::event_person>& people) {
    json::array all;
    for (const auto& each : people)
        all.push_back({{"role", word_of(each.role)}, {"name", each.name}, {"title", each.title}});
    return all;
}

void write_lists(const domain::event& event, json::object& body) {
    json::array organisers, references, links;
    for (const auto& each : event.organisers)
        organisers.push_back({{"organisation", each.slug}, {"role", word_of(each.role)}, {"name", each.name}});
    for (const auto& each : event.references)
        references.push_back({{"system", each.system}, {"external", each.external}, {"url", each.url}});
    for (const auto& each : event.links)
        links.push_back({{"relation", word_of(each.relation)}, {"event", each.other.value}, {"slug", each.other_slug},
                         {"title", each.other_title}});
    body["organisers"] = std::move(organisers);
    body["people"] = people_body(event.people);
    body["references"] = std::move(references);
    body["links"] = std::move(links);
}

} // namespace

service::event_draft draft_of(const service::event_view& view) {
    service::event_draft draft;
    draft.event = view.event;
    if (draft.event.contact.phone_raw.empty()) draft.event.contact.phone_raw = draft.event.contact.phone;
    for (const auto& each : view.event.organisers) draft.organisers.push_back({each.slug, each.role});
    if (view.venue) draft.venue = view.venue->slug;
    return draft;
}

std::vector<domain::field_error> apply_to_draft(const call& asked, const json_object& body, service::event_draft& draft) {
    faults wrong;
    auto& event = draft.event;
    take_text(body, "title", event.text.title);
    take_text(body, "summary", event.text.summary);
    take_text(body, "description", event.text.description);
    take_text(body, "language", event.text.language);
    take_text(body, "slug", event.slug);
    take_word(body, "kind", event.kind);
    take_word(body, "visibility", event.visibility);
    take_whole(body, "capacity", event.capacity);
    if (body.has("age_mark")) {
        const auto mark = body.whole("age_mark");
        event.age_mark = mark ? std::optional(static_cast<int>(*mark)) : std::nullopt;
    }
    if (body.has("parent")) {
        event.parent = body.is_null("parent") ? std::nullopt : named_event(asked, body, "parent");
        if (!event.parent && !body.is_null("parent")) wrong.push_back({"parent", "unknown", 0});
    }
    read_time(body, event.time, wrong);
    read_venue(body, draft);
    read_rules(body, event.registration);
    read_contact(body, event.contact);
    read_admission(body, event.admission);
    read_lists(asked, body, draft, wrong);
    return wrong;
}

std::string event_url(const call& asked, std::string_view slug) {
    return asked.on.settings.public_url + "/e/" + std::string(slug);
}

json::object seats_body(const domain::seat_count& seats) {
    return {{"limit", number_or_null(seats.limit)},
            {"taken", seats.taken},
            {"waiting", seats.waiting},
            {"free", number_or_null(seats.free())},
            {"fullness", word_of(domain::fullness_of(seats))}};
}

json::object session_body(const service::event_view::session_row& row) {
    const auto& session = row.session;
    json::array speakers, moderators;
    for (const auto& each : session.people)
        (each.role == domain::person_role::moderator ? moderators : speakers)
            .push_back({{"name", each.name}, {"title", each.title}});
    return {{"id", session.id.value},
            {"title", session.title},
            {"kind", word_of(session.kind)},
            {"room", session.room},
            {"starts_at", json_moment(session.starts_at)},
            {"ends_at", json_moment(session.ends_at)},
            {"capacity", number_or_null(session.capacity)},
            {"sign_up", word_of(session.sign_up)},
            {"clash", word_of(session.clash)},
            {"description", session.description},
            {"speakers", std::move(speakers)},
            {"moderators", std::move(moderators)},
            {"tags", json::array(session.tags.begin(), session.tags.end())},
            {"seats", seats_body(row.seats)}};
}

json::object event_body(const call& asked, const service::event_view& view) {
    const auto& event = view.event;
    json::object body{{"id", event.id.value}, {"version", event.version}, {"slug", event.slug},
                      {"organisation", view.owner.slug}, {"title", event.text.title}, {"kind", word_of(event.kind)},
                      {"summary", event.text.summary}, {"description", event.text.description},
                      {"language", event.text.language}, {"state", word_of(event.state)},
                      {"visibility", word_of(event.visibility)}};
    write_time(event.time, body);
    body["time_raw"] = event.time.raw;
    body["venue"] = view.venue ? json::value{{"slug", view.venue->slug}, {"name", view.venue->name},
                                             {"address", view.venue->address_raw}}
                               : json::value(nullptr);
    body["capacity"] = number_or_null(event.capacity);
    body["registration"] = {{"opens_at", json_moment(event.registration.opens_at)},
                            {"closes_at", json_moment(event.registration.closes_at)},
                            {"mode", word_of(event.registration.mode)},
                            {"confirm_email", event.registration.confirm_email},
                            {"overbooking_percent", event.registration.overbooking_percent}};
    body["contact"] = {{"phone", event.contact.phone_raw.empty() ? event.contact.phone : event.contact.phone_raw},
                       {"email", event.contact.email}};
    body["age_mark"] = number_or_null(event.age_mark);
    const bool is_ours = has_part_in_event(asked); // others hear of no draft that it belongs to
    body["parent"] = view.parent_slug && (view.parent_is_public || is_ours) ? json::value(*view.parent_slug) : json::value(nullptr);
    body["admission"] = admission_body(event.admission);
    write_lists(event, body);
    if (!is_ours) {
        json::array links;
        for (const auto& each : body["links"].as_array())
            if (std::none_of(view.private_links.begin(), view.private_links.end(), [&](auto other) { return other.value == each.at("event").as_int64(); }))
                links.push_back(each);
        body["links"] = std::move(links);
    }
    body["seats"] = seats_body(view.seats);
    json::array sessions;
    for (const auto& row : view.sessions) sessions.push_back(session_body(row));
    body["sessions"] = std::move(sessions);
    body["url"] = event_url(asked, event.slug);
    return body;
}

json::object event_line_body(const call& asked, const service::event_line& line) {
    json::object body{{"id", line.id.value},           {"slug", line.slug},
                      {"title", line.title},           {"summary", line.summary},
                      {"kind", word_of(line.kind)},    {"state", word_of(line.state)},
                      {"visibility", word_of(line.visibility)}};
    write_time(line.time, body);
    body["venue"] = text_or_null(line.venue_name);
    body["city"] = text_or_null(line.city);
    body["age_mark"] = number_or_null(line.age_mark);
    body["admission"] = admission_body(line.admission);
    body["seats"] = seats_body(line.seats);
    body["confirmed"] = line.confirmed;
    body["url"] = event_url(asked, line.slug);
    return body;
}

} // namespace krug::web
