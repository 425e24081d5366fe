#include "service/people_office.hpp"

#include "domain/search_key.hpp"
#include "domain/text_rules.hpp"
#include "domain/transliteration.hpp"
#include "ground/clock.hpp"
#include "service/key_office.hpp"
#include "service/merging.hpp"
#include "service/registration_changes.hpp"
#include "service/staff_office.hpp"
#include "service/status_steps.hpp"
#include "store/database.hpp"
#include "store/merge_store.hpp"
#include "store/people_store.hpp"
#include "store/registration_store.hpp"
#include "store/status_step_store.hpp"

#include <algorithm>
#include <unordered_map>

namespace krug::service {

using domain::refusal;
using domain::refusal_code;
using store::transaction;

namespace {

refusal refuse(refusal_code code) { return {code, 0, {}}; }
refusal refuse_name(std::string_view field, domain::text_fault fault, std::size_t most) {
    return {refusal_code::invalid, 0, {{std::string(field), std::string(domain::word_of(fault)), static_cast<std::int64_t>(most)}}};
}

bool is_of_the_house(std::int64_t tag) { return tag == domain::vip_tag || tag == domain::press_tag; }

} // namespace

people_office::people_office(store::database& database, ground::clock& clock, key_office& keys)
    : database_(database), clock_(clock), keys_(keys) {}

std::vector<tag_line> people_office::tags(domain::event_id event) {
    std::vector<tag_line> lines{{domain::vip_tag, "", 0}, {domain::press_tag, "", 0}};
    for (auto& row : database_.read([&](transaction& tx) { return store::tags_of(tx, event); })) {
        if (is_of_the_house(row.number)) lines[static_cast<std::size_t>(row.number - 1)].people = row.people;
        else lines.push_back({row.number, std::move(row.name), row.people});
    }
    return lines;
}

domain::result<std::int64_t> people_office::name_tag(const domain::actor& by, domain::event_id event, std::string_view name) {
    if (const auto fault = domain::fault_in_line(name, tag_name_max)) return refuse_name("tag", *fault, tag_name_max);
    const auto key = domain::search_key(name);
    if (key.empty()) return refuse_name("tag", domain::text_fault::empty, tag_name_max);
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<std::int64_t> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        if (const auto known = store::find_tag(tx, event, key)) return *known;
        const auto number = store::insert_tag(tx, event, std::string(name), key);
        if (number == 0) return refuse(refusal_code::too_many);
        record_audit(tx, by, "add_tag", event, number, "", now);
        return number;
    });
}

domain::result<void> people_office::remove_tag(const domain::actor& by, domain::event_id event, std::int64_t tag) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, event) || !store::has_tag(tx, event, tag)) return refuse(refusal_code::not_found);
        store::delete_tag(tx, event, tag);
        record_audit(tx, by, "remove_tag", event, tag, "", now);
        return {};
    });
}

domain::result<group_outcome> people_office::mark(const domain::actor& by, domain::event_id event,
                                                  std::span<const domain::registration_id> ids, std::int64_t tag, bool on) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<group_outcome> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        if (!is_of_the_house(tag) && !store::has_tag(tx, event, tag)) return refuse(refusal_code::not_found);
        store::group_step step{event, 0, on, tag, now, by.id, store::put_tag(tx, event, tag, ids, on)};
        group_outcome done;
        done.changed = static_cast<std::int64_t>(step.people.size());
        if (done.changed == 0) return done;
        done.step = store::insert_group_step(tx, step);
        record_audit(tx, by, on ? "tag_people" : "untag_people", event, tag, "people=" + std::to_string(done.changed), now);
        return done;
    });
}

domain::result<std::int64_t> people_office::undo(const domain::actor& by, domain::event_id event, std::int64_t number) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<std::int64_t> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        const auto step = store::find_group_step(tx, event, number);
        if (!step || step->made_at + undo_seconds < now) return refuse(refusal_code::not_found);
        if (!is_of_the_house(step->tag) && !store::has_tag(tx, event, step->tag)) return refuse(refusal_code::not_found);
        const auto back = store::put_tag(tx, event, step->tag, step->people, !step->added);
        store::delete_group_step(tx, event, number);
        record_audit(tx, by, "undo_tags", event, step->tag, "people=" + std::to_string(back.size()), now);
        return static_cast<std::int64_t>(back.size());
    });
}

domain::result<group_outcome> people_office::change_state(const domain::actor& by, domain::event_id event,
                                                          std::span<const domain::registration_id> ids, state_change what,
                                                          const std::string& reason, std::int64_t step) {
    if (auto fault = fault_in_reason(reason)) return *std::move(fault);
    struct stopped { // thrown to take everything back
        refusal why;
    };
    const auto now = clock_.now();
    try {
        return database_.write([&](transaction& tx) {
            auto done = change_state_of(tx, by, event, ids, what, reason, step, now);
            if (!done) throw stopped{done.error()};
            return done;
        });
    } catch (const stopped& at) {
        return at.why;
    }
}

domain::result<taken_back> people_office::undo_state(const domain::actor& by, domain::event_id event, std::int64_t step) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) { return take_back_step(tx, by, event, step, now); });
}

std::vector<open_change> people_office::open_changes(domain::event_id event) {
    const auto now = clock_.now();
    std::vector<open_change> open;
    for (const auto& each : database_.read([&](transaction& tx) { return store::open_status_steps(tx, event, now); })) {
        const auto what = each.what == "approve"   ? state_change::approve
                          : each.what == "decline" ? state_change::decline
                                                   : state_change::cancel;
        open.push_back({each.number, what, each.people, each.made_by, each.ends_at});
    }
    return open;
}

std::int64_t people_office::end_changes() {
    const auto now = clock_.now();
    // Looked for by a reader first: a quiet minute never makes the writer work.
    const auto [steps, merges] = database_.read([&](transaction& tx) {
        return std::pair(store::ended_status_steps(tx, now, 1).size(), store::has_old_merges(tx, now - undo_seconds));
    });
    if (steps == 0 && !merges) return 0;
    return database_.write([&](transaction& tx) {
        store::forget_merges(tx, now - undo_seconds);
        return end_steps(tx, now);
    });
}

std::map<domain::registration_id, std::vector<std::int64_t>> people_office::tags_of(domain::event_id event,
                                                                                    std::span<const domain::registration_id> ids) {
    std::map<domain::registration_id, std::vector<std::int64_t>> found;
    for (const auto& [who, tag] : database_.read([&](transaction& tx) { return store::tags_of_people(tx, event, ids); }))
        found[who].push_back(tag);
    return found;
}

std::vector<saved_view> people_office::views(const domain::actor& by, domain::event_id event) {
    std::vector<saved_view> lines;
    for (auto& row : database_.read([&](transaction& tx) { return store::people_views(tx, event, {by.id}); }))
        lines.push_back({row.number, row.is_shared, row.owner.value == by.id, std::move(row.name), row.filter});
    return lines;
}

domain::result<std::int64_t> people_office::save_view(const domain::actor& by, domain::event_id event, std::string_view name,
                                                      const domain::people_filter& filter, bool shared) {
    if (by.kind != domain::actor_kind::staff) return refuse(refusal_code::not_allowed);
    if (const auto fault = domain::fault_in_line(name, view_name_max)) return refuse_name("view_name", *fault, view_name_max);
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<std::int64_t> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        if (store::people_views(tx, event, {by.id}).size() >= own_views_max) return refuse(refusal_code::too_many);
        const auto number = store::insert_people_view(tx, event, {0, {by.id}, shared, std::string(name), filter});
        record_audit(tx, by, "save_view", event, number, shared ? "shared" : "own", now);
        return number;
    });
}

domain::result<void> people_office::remove_view(const domain::actor& by, domain::event_id event, std::int64_t number) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        const auto known = store::find_people_view(tx, event, number);
        if (!known || (!known->is_shared && known->owner.value != by.id)) return refuse(refusal_code::not_found);
        store::delete_people_view(tx, event, number);
        record_audit(tx, by, "remove_view", event, number, "", now);
        return {};
    });
}

namespace {

/// Ё and е, capitals, Cyrillic and Latin spellings of one name alike; family and given name in either order.
std::string alike_key(const domain::person_name& name) {
    auto family = domain::search_key(domain::transliterate(name.family)), given = domain::search_key(domain::transliterate(name.given));
    if (given < family) std::swap(family, given);
    return family.empty() ? std::string() : family + " " + given; // a single name alone tells too little
}

} // namespace

std::vector<duplicate_pair> people_office::duplicates(domain::event_id event) {
    const auto people = database_.read([&](transaction& tx) { return store::people_to_compare(tx, event); });
    std::map<std::pair<domain::registration_id, domain::registration_id>, std::vector<std::string_view>> found;
    const auto compare = [&](std::string_view why, const auto& key_of) {
        std::unordered_map<std::string, domain::registration_id> first;
        for (const auto& each : people) {
            auto key = key_of(each);
            if (key.empty()) continue;
            const auto [known, fresh] = first.emplace(std::move(key), each.id);
            if (!fresh) found[{known->second, each.id}].push_back(why);
        }
    };
    compare("email", [](const auto& each) { return each.email_key; });
    compare("phone", [](const auto& each) { return each.phone; });
    compare("name", [](const auto& each) { return alike_key(each.name); });
    std::vector<duplicate_pair> pairs;
    for (auto& [both, why] : found) pairs.push_back({both.first, both.second, std::move(why)});
    std::stable_sort(pairs.begin(), pairs.end(), [](const auto& a, const auto& b) { return a.why.size() > b.why.size(); });
    if (pairs.size() > duplicates_shown) pairs.resize(duplicates_shown);
    return pairs;
}

domain::result<void> people_office::merge(const domain::actor& by, domain::event_id event, domain::registration_id kept,
                                          domain::registration_id given_up, const merge_choice& take) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (auto done = merge_registrations(tx, keys_, by, event, kept, given_up, take, now); !done) return done;
        record_audit(tx, by, "merge_registrations", event, kept.value, "given_up=" + std::to_string(given_up.value), now);
        record_audit(tx, by, "merge_registrations", event, given_up.value, "kept=" + std::to_string(kept.value), now);
        return {};
    });
}

domain::result<void> people_office::undo_merge(const domain::actor& by, domain::event_id event, std::int64_t merge) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        const auto step = store::find_merge(tx, event, merge);
        if (!step || step->made_at + undo_seconds < now) return refuse(refusal_code::not_found);
        if (auto done = part_registrations(tx, event, *step, now); !done) return done;
        for (const auto& [one, other] : {std::pair(step->kept, step->given_up), std::pair(step->given_up, step->kept)})
            record_audit(tx, by, "part_registrations", event, one.value, "other=" + std::to_string(other.value), now);
        return {};
    });
}

std::optional<people_office::open_merge> people_office::merge_of(domain::event_id event, domain::registration_id who) {
    const auto now = clock_.now();
    const auto step = database_.read([&](transaction& tx) { return store::merge_of(tx, event, who); });
    if (!step || step->made_at + undo_seconds < now) return std::nullopt;
    return open_merge{step->number, step->kept, step->given_up, step->made_at + undo_seconds};
}

std::optional<std::string> people_office::columns(const domain::actor& by) {
    return database_.read([&](transaction& tx) { return store::people_columns(tx, {by.id}); });
}

void people_office::save_columns(const domain::actor& by, const std::string& columns) {
    database_.write([&](transaction& tx) { store::save_people_columns(tx, {by.id}, columns); });
}

} // namespace krug::service
