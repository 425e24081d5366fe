#include "commands/event_import.hpp"

#include "calendar/moment.hpp"
#include "store/network_store.hpp"
#include "web/refusals.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <map>
#include <set>

namespace krug::commands {
namespace {

namespace json = boost::json;

[[noreturn]] void fail_at(const std::string& place, const std::string& ru, const std::string& en) {
    throw command_failed({place + ": " + ru, place + ": " + en});
}

/// A member's text; "" for a missing member or null: what is not stated stays unsaid.
std::string text_of(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::vector<std::string> list_of(const json::object& from, std::string_view name) {
    std::vector<std::string> items;
    if (const auto* value = from.if_contains(name); value != nullptr && value->is_array())
        for (const auto& each : value->get_array())
            if (each.is_string()) items.emplace_back(each.get_string());
    return items;
}

std::vector<const json::object*> objects_of(const json::object& from, std::string_view name) {
    std::vector<const json::object*> items;
    if (const auto* value = from.if_contains(name); value != nullptr && value->is_array())
        for (const auto& each : value->get_array())
            if (each.is_object()) items.push_back(&each.get_object());
    return items;
}

class importer {
public:
    importer(installation& here, const json::object& file) : here_(here), file_(file) {}

    imported_events run() {
        for (const auto* each : objects_of(file_, "organizations")) read_organisation(*each);
        for (const auto* each : objects_of(file_, "people")) people_[text_of(*each, "id")] = *each;
        for (const auto* each : objects_of(file_, "venues")) venues_[text_of(*each, "id")] = *each;
        for (const auto* each : objects_of(file_, "events")) create(*each);
        for (const auto* each : objects_of(file_, "events")) connect(*each);
        if (const auto* plan = file_.if_contains("roadmap"); plan != nullptr && plan->is_object())
            read_roadmap(plan->get_object());
        return std::move(done_);
    }

private:
    void read_organisation(const json::object& from) {
        domain::organisation what;
        what.slug = text_of(from, "id");
        what.name = text_of(from, "name");
        what.short_name = text_of(from, "short");
        what.city = text_of(from, "city");
        what.state_raw = text_of(from, "state");
        if (const auto known = here_.events.find_organisation(what.slug)) {
            organisations_[what.slug] = known->id;
            return;
        }
        const auto added = here_.events.add_organisation(shell_actor(), what);
        if (!added) refuse(what.slug, added.error());
        organisations_[what.slug] = *added;
    }

    [[noreturn]] void refuse(const std::string& place, const domain::refusal& refusal) const {
        std::string ru = web::sentence_of(refusal, render::language::ru), en = web::sentence_of(refusal, render::language::en);
        for (const auto& field : refusal.fields) {
            ru += " " + field.field + ": " + web::sentence_of(field, render::language::ru);
            en += " " + field.field + ": " + web::sentence_of(field, render::language::en);
        }
        fail_at(place, ru, en);
    }

    /// One organisation runs this installation and keeps its events: the first of the file. Who organises what is said
    /// by the organisers, in the order and with the roles of the source.
    domain::organisation_id owner() const {
        const auto named = objects_of(file_, "organizations");
        if (named.empty()) fail_at("organizations", "в файле нет ни одной организации", "the file names no organisation");
        return organisations_.at(text_of(*named.front(), "id"));
    }

    domain::event_person person_of(const std::string& id, domain::person_role role) const {
        domain::event_person person;
        person.role = role;
        if (const auto known = people_.find(id); known != people_.end()) {
            person.name = text_of(known->second, "name");
            person.title = text_of(known->second, "title");
        } else {
            // A company or a project may speak too.
            for (const auto* each : objects_of(file_, "organizations"))
                if (text_of(*each, "id") == id) person.name = text_of(*each, "name");
        }
        if (person.name.empty()) person.name = id;
        return person;
    }

    void read_time(const json::object& from, domain::event& what) const {
        what.time.raw = text_of(from, "time_raw");
        const auto zone = text_of(from, "tz");
        what.time.timezone = !zone.empty() ? zone : zone_of_venue(from);
        const auto read = [&](std::string_view member) -> std::optional<ground::utc_seconds> {
            const auto text = text_of(from, member);
            if (text.empty()) return std::nullopt;
            const auto at = calendar::parse_rfc3339(text);
            if (!at) fail_at(text_of(from, "id") + "." + std::string(member), "время не читается", "the time cannot be read");
            return *at;
        };
        what.time.starts_at = read("starts_at");
        what.time.ends_at = read("ends_at");
        what.time.period = text_of(from, "period");
        what.time.precision = what.time.starts_at ? domain::date_precision::instant
                              : what.time.period.empty()
                                  ? domain::date_precision::unknown
                                  : domain::parse_word<domain::date_precision>(text_of(from, "date_precision"))
                                        .value_or(domain::date_precision::month);
    }

    std::string zone_of_venue(const json::object& from) const {
        if (const auto venue = venues_.find(text_of(from, "venue")); venue != venues_.end())
            if (const auto zone = text_of(venue->second, "tz"); !zone.empty()) return zone;
        return "Asia/Yekaterinburg";
    }

    service::event_draft draft_of(const json::object& from) const {
        service::event_draft draft;
        auto& what = draft.event;
        what.kind = domain::parse_word<domain::event_kind>(text_of(from, "kind")).value_or(domain::event_kind::other);
        what.text.title = text_of(from, "title");
        what.text.summary = text_of(from, "summary");
        what.text.description = text_of(from, "description");
        if (const auto language = text_of(from, "language"); !language.empty()) what.text.language = language;
        read_time(from, what);
        for (const auto& id : list_of(from, "organizers")) add_organiser(draft, id, domain::organiser_role::organiser);
        for (const auto& id : list_of(from, "partners")) add_organiser(draft, id, domain::organiser_role::partner);
        for (const auto& id : list_of(from, "hosts")) add_organiser(draft, id, domain::organiser_role::venue_host);
        if (draft.organisers.size() > 1 && list_of(from, "organizers").size() > 1)
            for (std::size_t at = 0; at < list_of(from, "organizers").size(); ++at)
                draft.organisers[at].role = domain::organiser_role::co_organiser; // equals: none stands above the other
        if (const auto id = text_of(from, "initiator"); !id.empty()) what.people.push_back(person_of(id, domain::person_role::initiator));
        if (const auto id = text_of(from, "opened_by"); !id.empty()) what.people.push_back(person_of(id, domain::person_role::opens));
        for (const auto& id : list_of(from, "speakers")) what.people.push_back(person_of(id, domain::person_role::speaker));
        for (const auto& id : list_of(from, "quoted")) what.people.push_back(person_of(id, domain::person_role::quoted));
        if (const auto* contact = from.if_contains("contact"); contact != nullptr && contact->is_object()) {
            what.contact.phone = text_of(contact->get_object(), "phone");
            what.contact.phone_raw = text_of(contact->get_object(), "phone_raw");
            what.contact.email = text_of(contact->get_object(), "email");
        }
        if (const auto* admission = from.if_contains("admission"); admission != nullptr && admission->is_object()) {
            const auto& terms = admission->get_object();
            if (const auto* price = terms.if_contains("price_rub"); price != nullptr && price->is_int64())
                what.admission.price_kopecks = price->get_int64() * 100;
            if (const auto* open = terms.if_contains("open"); open != nullptr && open->is_bool() && open->get_bool())
                what.admission.access = domain::admission_access::open;
            what.admission.raw = text_of(terms, "raw");
        }
        if (const auto* elsewhere = from.if_contains("registration"); elsewhere != nullptr && elsewhere->is_object()) {
            const auto& there = elsewhere->get_object();
            std::string system = text_of(there, "platform") == "Leader ID" ? "leader-id" : text_of(there, "platform");
            if (!system.empty()) what.references.push_back({system, text_of(there, "external_id"), text_of(there, "url")});
        }
        if (const auto* capacity = from.if_contains("capacity"); capacity != nullptr && capacity->is_int64())
            what.capacity = capacity->get_int64();
        if (const auto venue = venues_.find(text_of(from, "venue")); venue != venues_.end()) {
            draft.venue = text_of(venue->second, "name");
            draft.venue_address = text_of(venue->second, "address_raw");
        }
        return draft;
    }

    static void add_organiser(service::event_draft& draft, const std::string& id, domain::organiser_role role) {
        draft.organisers.push_back({id, role});
    }

    void add_venue(const json::object& from, domain::organisation_id owner) {
        const auto found = venues_.find(text_of(from, "venue"));
        if (found == venues_.end() || !made_venues_.insert(found->first).second) return;
        const auto& source = found->second;
        const auto known = here_.events.list_venues();
        const auto name = text_of(source, "name");
        if (std::any_of(known.begin(), known.end(), [&](const auto& each) { return each.name == name; })) return;
        domain::venue venue;
        venue.owner = owner;
        venue.name = name;
        venue.address_raw = text_of(source, "address_raw");
        venue.region = text_of(source, "region");
        venue.city = text_of(source, "city");
        venue.street = text_of(source, "street");
        venue.house = text_of(source, "house");
        venue.timezone = text_of(source, "tz");
        const auto added = here_.events.add_venue(shell_actor(), venue);
        if (!added) refuse(found->first, added.error());
    }

    void create(const json::object& from) {
        done_.owner = owner();
        add_venue(from, done_.owner);
        const auto made = here_.events.create_event(shell_actor(), done_.owner, draft_of(from));
        if (!made) refuse(text_of(from, "id"), made.error());
        events_[text_of(from, "id")] = *made;
        const auto view = here_.events.find_event(*made);
        done_.events.emplace_back(view->event.slug, *made);
        done_.by_key.emplace_back(text_of(from, "id"), *made);
    }

    /// The second pass: parents and links, now that every event has a number.
    void connect(const json::object& from) {
        auto draft = draft_of(from);
        const auto linked = [&](const std::string& id) {
            const auto found = events_.find(id);
            return found == events_.end() ? domain::event_id{} : found->second;
        };
        if (const auto parent = linked(text_of(from, "parent"))) draft.event.parent = parent;
        if (const auto other = linked(text_of(from, "prepares_for")))
            draft.event.links.push_back({domain::event_relation::prepares_for, other, "", ""});
        for (const auto& id : list_of(from, "follows"))
            if (const auto other = linked(id)) draft.event.links.push_back({domain::event_relation::follows, other, "", ""});
        if (!draft.event.parent && draft.event.links.empty()) return;
        const auto own = events_.at(text_of(from, "id"));
        draft.event.slug = here_.events.find_event(own)->event.slug;
        const auto saved = here_.events.update_event(shell_actor(), own, draft, 0);
        if (!saved) refuse(text_of(from, "id"), saved.error());
    }

    void read_roadmap(const json::object& plan) {
        std::int64_t position = 0;
        std::vector<store::network_phase> phases;
        for (const auto* from : objects_of(plan, "phases")) {
            store::network_phase phase;
            phase.unit = text_of(plan, "unit");
            phase.region = text_of(plan, "region");
            phase.position = ++position;
            phase.years_raw = text_of(*from, "years_raw").empty() ? text_of(*from, "years") : text_of(*from, "years_raw");
            phase.what = text_of(*from, "what");
            for (const auto& city : list_of(*from, "cities")) {
                phase.cities += (phase.cities.empty() ? "" : ", ") + city;
                ++phase.cities_count;
            }
            if (const auto* count = from->if_contains("cities_count"); count != nullptr && count->is_int64())
                phase.cities_count = count->get_int64();
            const auto years = calendar::read_year_span(phase.years_raw);
            if (years && !years->suspicious) {
                phase.first_year = years->from;
                phase.last_year = years->to;
            } else {
                phase.doubt = "years";
                done_.warnings.push_back(
                    {"Этап " + std::to_string(position) + " плана «" + phase.unit + "»: годы «" + phase.years_raw +
                         "» выглядят ошибкой. Записано как в источнике, ничего не исправлено.",
                     "Phase " + std::to_string(position) + " of the plan “" + phase.unit + "”: the years “" +
                         phase.years_raw + "” look wrong. Kept as written, nothing was corrected."});
            }
            phases.push_back(std::move(phase));
        }
        here_.database.write([&](store::transaction& tx) { store::replace_network(tx, phases); });
    }

    installation& here_;
    const json::object& file_;
    imported_events done_;
    std::map<std::string, domain::organisation_id> organisations_;
    std::map<std::string, json::object> people_, venues_;
    std::map<std::string, domain::event_id> events_;
    std::set<std::string> made_venues_;
};

} // namespace

imported_events import_events(installation& here, std::string_view text) {
    boost::system::error_code error;
    json::parse_options options;
    options.max_depth = 16;
    const auto file = json::parse(text, error, {}, options);
    if (error || !file.is_object()) fail_at("JSON", "файл не читается", "the file cannot be read");
    return importer(here, file.get_object()).run();
}

} // namespace krug::commands
