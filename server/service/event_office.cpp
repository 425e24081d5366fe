#include "service/event_office.hpp"

#include "domain/seats.hpp"
#include "ground/check.hpp"
#include "ground/clock.hpp"
#include "service/event_change.hpp"
#include "service/form_office.hpp"
#include "service/key_office.hpp"
#include "service/outbox_office.hpp"
#include "service/registration_office.hpp"
#include "service/request_trace.hpp"
#include "service/staff_office.hpp"
#include "store/category_store.hpp"
#include "store/database.hpp"
#include "store/event_store.hpp"
#include "store/feed_store.hpp"
#include "store/mailing_store.hpp"
#include "store/outbox_store.hpp"
#include "store/programme_store.hpp"
#include "store/scan_store.hpp"
#include "store/session_store.hpp"
#include "store/sign_up_store.hpp"
#include "store/table_store.hpp"
#include "store/venue_store.hpp"

#include <algorithm>
#include <array>

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

constexpr int parents_max = 10;

/// All that chance has to say about one change, drawn before the transaction.
struct drawn_numbers : drawn_copy {
    std::vector<std::int64_t> organisations;
    std::int64_t venue = 0;
};

drawn_numbers draw(ground::randomness& random, std::size_t organisers) {
    drawn_numbers drawn{draw_copy(random), {}, 0};
    for (std::size_t left = organisers; left > 0; --left) drawn.organisations.push_back(draw_number(random));
    drawn.venue = draw_number(random);
    return drawn;
}

domain::event_id unused(transaction& tx, const drawn_copy& drawn) {
    // Four draws out of 2^32 that are all taken would need more events than there will ever be.
    const auto free = std::find_if(drawn.events.begin(), drawn.events.end(),
                                   [&](auto each) { return !store::is_event_number_taken(tx, each); });
    KRUG_CHECK(free != drawn.events.end());
    return *free;
}

std::optional<domain::organisation> known_organisation(transaction& tx, std::string_view slug_or_name) {
    if (auto found = store::find_organisation_by_slug(tx, slug_or_name)) return found;
    return store::find_organisation_by_name(tx, slug_or_name);
}

/// May an event of `owner` be shown beside `other`? Somebody else's draft is nobody's business.
bool may_name(const std::optional<domain::event>& other, domain::organisation_id owner) {
    return other && (other->owner == owner || other->state != domain::event_state::draft);
}

void check_parent(transaction& tx, const domain::event& event, field_errors& wrong) {
    if (!event.parent) return;
    auto above = store::find_event(tx, *event.parent);
    if (!may_name(above, event.owner)) {
        wrong.push_back({"parent", "unknown", 0});
        return;
    }
    // An event is not part of itself, by whatever detour.
    for (int left = parents_max; above; --left) {
        if (above->id == event.id || left == 0) {
            wrong.push_back({"parent", "not_accepted", 0});
            return;
        }
        if (!above->parent) return;
        above = store::find_event(tx, *above->parent);
    }
}

void check_links(transaction& tx, const domain::event& event, field_errors& wrong) {
    for (std::size_t at = 0; at < event.links.size(); ++at) {
        const auto field = "links[" + std::to_string(at) + "]";
        const auto other = event.links[at].other;
        if (other == event.id) wrong.push_back({field, "not_accepted", 0});
        else if (!may_name(store::find_event(tx, other), event.owner)) wrong.push_back({field, "unknown", 0});
    }
}

void check_organisers_differ(transaction& tx, const event_draft& draft, field_errors& wrong) {
    std::vector<std::pair<domain::organisation_id, domain::organiser_role>> seen;
    for (std::size_t at = 0; at < draft.organisers.size(); ++at) {
        const auto known = known_organisation(tx, draft.organisers[at].organisation);
        if (!known) continue;
        const std::pair named{known->id, draft.organisers[at].role};
        if (std::find(seen.begin(), seen.end(), named) != seen.end())
            wrong.push_back({"organisers[" + std::to_string(at) + "]", "duplicate", 0});
        seen.push_back(named);
    }
}

/// What only the database can say about a draft. Nothing is written.
field_errors check_against_others(transaction& tx, const domain::event& event, const event_draft& draft) {
    field_errors wrong;
    check_parent(tx, event, wrong);
    check_links(tx, event, wrong);
    check_organisers_differ(tx, draft, wrong);
    return wrong;
}

std::vector<domain::event_organiser> name_organisers(transaction& tx, const event_draft& draft,
                                                     const drawn_numbers& drawn) {
    std::vector<domain::event_organiser> organisers;
    for (std::size_t at = 0; at < draft.organisers.size(); ++at) {
        const auto& [name, role] = draft.organisers[at];
        auto organisation = known_organisation(tx, name);
        if (!organisation) {
            const auto base = slug_from(name, "organisation");
            const auto slug = free_slug(base, store::slugs_like(tx, store::slug_table::organisation, base));
            organisation = domain::organisation{{drawn.organisations.at(at)}, slug, name, "", "", ""};
            store::insert_organisation(tx, *organisation);
        }
        organisers.push_back({organisation->id, role, organisation->name, organisation->slug});
    }
    return organisers;
}

std::optional<domain::venue_id> name_venue(transaction& tx, const event_draft& draft, domain::organisation_id owner,
                                           const drawn_numbers& drawn) {
    if (draft.venue.empty()) return std::nullopt;
    if (const auto known = store::find_venue_by_slug(tx, draft.venue)) return known;
    if (const auto known = store::find_venue_by_name(tx, draft.venue, owner)) return known;
    domain::venue venue;
    venue.id = {drawn.venue};
    venue.owner = owner;
    const auto base = slug_from(draft.venue, "venue");
    venue.slug = free_slug(base, store::slugs_like(tx, store::slug_table::venue, base));
    venue.name = draft.venue;
    venue.address_raw = draft.venue_address;
    venue.city = draft.venue_city;
    venue.timezone = draft.event.time.timezone;
    store::insert_venue(tx, venue);
    return venue.id;
}

std::string free_event_slug(transaction& tx, const std::string& title) {
    const auto base = slug_from(title, "event");
    return free_slug(base, store::slugs_like(tx, store::slug_table::event, base));
}

void open_first_door(transaction& tx, domain::event_id event) {
    domain::admission_point_rules door;
    door.id = store::next_admission_point(tx, event);
    door.name = "Вход";
    door.name_en = "Entrance";
    store::save_admission_point(tx, event, door);
}

/// Does the door need to know? Texts and contacts it never shows.
bool door_sees(const domain::event& before, const domain::event& after) {
    return before.text.title != after.text.title || before.time.starts_at != after.time.starts_at ||
           before.time.ends_at != after.time.ends_at || before.time.timezone != after.time.timezone;
}

bool stands_for_data(const domain::event_organiser& named) {
    const bool answers = named.role == domain::organiser_role::organiser ||
                         named.role == domain::organiser_role::co_organiser;
    return answers && !named.name.empty();
}

std::string version_fact(std::int64_t version) { return "version=" + std::to_string(version); }

} // namespace

void tell_rules_changed(transaction& tx, store::locked_event& event) {
    const store::feed_note note{"rules", 0};
    store::insert_feed(tx, event.rules.id, ++event.last_feed, {&note, 1});
    store::save_numbers(tx, event);
}

event_office::event_office(store::database& database, ground::clock& clock, ground::randomness& random,
                           key_office& keys)
    : database_(database), clock_(clock), random_(random), keys_(keys) {}

domain::result<domain::event_id> event_office::create_event(const domain::actor& by, domain::organisation_id owner,
                                                            const event_draft& draft) {
    auto checked = draft;
    if (const auto made = made_before("event")) return domain::event_id{*made};
    if (auto wrong = check_event(checked); !wrong.empty()) return refuse_fields(std::move(wrong));
    const auto now = clock_.now();
    const auto drawn = draw(random_, checked.organisers.size());
    const auto trace = trace_of_request();
    const auto create = [&](transaction& tx) -> domain::result<domain::event_id> {
        if (!store::find_organisation(tx, owner)) return refuse_field("owner", "unknown");
        auto event = checked.event;
        event.id = unused(tx, drawn);
        event.owner = owner;
        event.version = 1;
        event.state = domain::event_state::draft;
        event.created_at = now;
        if (event.slug.empty()) event.slug = free_event_slug(tx, event.text.title);
        else if (store::find_event_by_slug(tx, event.slug))
            return refuse_field("slug", "duplicate", refusal_code::duplicate);
        if (auto wrong = check_against_others(tx, event, checked); !wrong.empty())
            return refuse_fields(std::move(wrong));
        event.organisers = name_organisers(tx, checked, drawn);
        event.venue = name_venue(tx, checked, owner, drawn);
        store::insert_event(tx, event, domain::seat_limit(event.capacity, event.registration.overbooking_percent));
        open_first_door(tx, event.id);
        keys_.create_event_key(tx, event.id, now, drawn.key_seed);
        record_audit(tx, by, "create_event", event.id, event.id.value, "", now);
        trace.leave(tx, "event", event.id.value);
        return event.id;
    };
    return with_second_look([&] { return database_.write(create); });
}

domain::result<std::int64_t> event_office::update_event(const domain::actor& by, domain::event_id id,
                                                        const event_draft& draft, std::int64_t if_version) {
    auto checked = draft;
    if (auto wrong = check_event(checked); !wrong.empty()) return refuse_fields(std::move(wrong));
    const auto now = clock_.now();
    const auto drawn = draw(random_, checked.organisers.size());
    const auto update = [&](transaction& tx) -> domain::result<std::int64_t> {
        auto locked = store::lock_event(tx, id);
        const auto before = store::find_event(tx, id);
        if (!locked || !before) return refuse(refusal_code::not_found);
        if (if_version != 0 && if_version != before->version)
            return refuse(refusal_code::version_mismatch, before->version);
        auto event = checked.event;
        event.id = id;
        event.owner = before->owner;
        event.state = before->state;
        if (event.slug.empty()) event.slug = before->slug;
        if (event.slug != before->slug && store::find_event_by_slug(tx, event.slug))
            return refuse_field("slug", "duplicate", refusal_code::duplicate);
        if (auto wrong = check_against_others(tx, event, checked); !wrong.empty())
            return refuse_fields(std::move(wrong));
        const auto told = told_facts_in(tx, id);
        event.organisers = name_organisers(tx, checked, drawn);
        event.venue = name_venue(tx, checked, event.owner, drawn);
        // A published event keeps whoever answers for the personal data that is being collected; where the settings
        // named somebody for it, there was nobody to lose.
        if (event.state == domain::event_state::published &&
            std::any_of(before->organisers.begin(), before->organisers.end(), stands_for_data) &&
            std::none_of(event.organisers.begin(), event.organisers.end(), stands_for_data))
            return refuse(refusal_code::operator_not_named);
        store::update_event(tx, event);
        store::set_seat_limit(tx, id, {}, domain::seat_limit(event.capacity, event.registration.overbooking_percent));
        const auto version = store::raise_event_version(tx, id);
        store::note_event_changed(tx, id, now);
        if (door_sees(*before, event)) tell_rules_changed(tx, *locked);
        if (event.state != domain::event_state::cancelled) promote_waiting(tx, id, now);
        if (checked.tell_guests) note_change(tx, id, told, now);
        record_audit(tx, by, "update_event", id, id.value, version_fact(version), now);
        return version;
    };
    return with_second_look([&] { return database_.write(update); });
}

std::optional<domain::organisation_id> event_office::owner_of(domain::event_id id) {
    constexpr std::size_t owners_max = 10'000;
    {
        const std::lock_guard lock(owners_mutex_);
        if (const auto known = owners_.find(id.value); known != owners_.end()) return known->second;
    }
    const auto owner = database_.read([&](transaction& tx) { return store::event_owner(tx, id); });
    if (!owner) return owner;
    const std::lock_guard lock(owners_mutex_);
    if (owners_.size() >= owners_max) owners_.clear();
    owners_.emplace(id.value, *owner);
    return owner;
}

domain::result<void> event_office::publish_event(const domain::actor& by, domain::event_id id,
                                                 bool operator_named_elsewhere) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        const auto locked = store::lock_event(tx, id);
        const auto event = store::find_event(tx, id);
        if (!locked || !event) return refuse(refusal_code::not_found);
        if (event->state == domain::event_state::cancelled) return refuse(refusal_code::event_cancelled);
        if (event->state != domain::event_state::draft) return {};
        if (!operator_named_elsewhere &&
            std::none_of(event->organisers.begin(), event->organisers.end(), stands_for_data))
            return refuse(refusal_code::operator_not_named);
        store::save_event_state(tx, id, domain::event_state::published);
        const auto version = store::raise_event_version(tx, id);
        store::note_event_changed(tx, id, now);
        record_audit(tx, by, "publish_event", id, id.value, version_fact(version), now);
        return {};
    });
}

domain::result<void> event_office::cancel_event(const domain::actor& by, domain::event_id id) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        auto locked = store::lock_event(tx, id);
        if (!locked) return refuse(refusal_code::not_found);
        if (locked->rules.state == domain::event_state::cancelled) return {};
        store::save_event_state(tx, id, domain::event_state::cancelled);
        const auto version = store::raise_event_version(tx, id);
        store::note_event_changed(tx, id, now);
        tell_rules_changed(tx, *locked);
        store::insert_mail_for_live(tx, id, domain::word_of(mail_kind::event_cancelled), now);
        record_audit(tx, by, "cancel_event", id, id.value, version_fact(version), now);
        return {};
    });
}

namespace {

/// The same text and rules on another day: nothing that names a day, another system or what became of it.
domain::event fresh_copy(const domain::event& of) {
    auto copy = of;
    copy.version = 1;
    copy.state = domain::event_state::draft;
    const auto timezone = of.time.timezone;
    copy.time = {};
    copy.time.timezone = timezone;
    copy.registration.opens_at.reset();
    copy.registration.closes_at.reset();
    copy.references.clear();
    copy.links.clear();
    return copy;
}

/// Sessions, categories, doors and tables keep their numbers, so that each door goes on serving its sessions and each
/// table its guests. A host's link is of its event: the copy's is another one.
void copy_sessions(transaction& tx, domain::event_id from, domain::event_id to, const hour_mover& move) {
    for (auto& session : store::sessions_of(tx, from)) {
        session.event = to;
        for (auto* hour : {&session.starts_at, &session.ends_at})
            if (*hour) *hour = move ? std::optional(move(**hour)) : std::nullopt;
        store::insert_session(tx, session);
    }
    for (const auto& category : store::categories_of(tx, from)) store::save_category(tx, to, category);
    auto tables = store::round_tables(tx, from);
    for (auto& table : tables) table.event = to;
    store::insert_round_tables(tx, tables);
    for (const auto& point : store::admission_points(tx, from)) store::save_admission_point(tx, to, point);
    store::continue_numbers(tx, from, to);
    if (const auto rule = store::reminder_rule_of(tx, from)) store::save_reminder_rule(tx, to, *rule);
    if (const auto clash = store::clash_policy_of(tx, from)) store::save_clash_policy(tx, to, *clash, false);
}

} // namespace

drawn_copy draw_copy(ground::randomness& random) {
    drawn_copy drawn;
    for (auto& each : drawn.events)
        while (!each) each.value = random.next_u32();
    random.fill(drawn.key_seed);
    return drawn;
}

domain::event_id insert_copy(transaction& tx, key_office& keys, domain::event copy, domain::event_id from, const drawn_copy& drawn,
                             ground::utc_seconds now, const hour_mover& move) {
    copy.id = unused(tx, drawn);
    copy.created_at = now;
    copy.slug = free_event_slug(tx, copy.text.title);
    store::insert_event(tx, copy, domain::seat_limit(copy.capacity, copy.registration.overbooking_percent));
    copy_sessions(tx, from, copy.id, move);
    copy_form(tx, from, copy.id);
    store::save_sign_up_terms(tx, copy.id, copy.registration.terms);
    keys.create_event_key(tx, copy.id, now, drawn.key_seed);
    return copy.id;
}

domain::result<domain::event_id> event_office::clone_event(const domain::actor& by, domain::event_id id) {
    if (const auto made = made_before("event")) return domain::event_id{*made};
    const auto trace = trace_of_request();
    const auto now = clock_.now();
    const auto drawn = draw_copy(random_);
    const auto clone = [&](transaction& tx) -> domain::result<domain::event_id> {
        const auto original = store::find_event(tx, id);
        if (!original) return refuse(refusal_code::not_found);
        const auto copy = insert_copy(tx, keys_, fresh_copy(*original), id, drawn, now);
        record_audit(tx, by, "clone_event", copy, id.value, "", now);
        trace.leave(tx, "event", copy.value);
        return copy;
    };
    return with_second_look([&] { return database_.write(clone); });
}

} // namespace krug::service
