#include "service/figures_office.hpp"

#include "domain/figures.hpp"
#include "domain/search_key.hpp"
#include "ground/clock.hpp"
#include "service/key_office.hpp"
#include "service/recent_events.hpp"
#include "store/category_store.hpp"
#include "store/database.hpp"
#include "store/evidence_store.hpp"
#include "store/figures_store.hpp"
#include "store/table_store.hpp"

#include <algorithm>
#include <compare>
#include <map>
#include <mutex>
#include <unordered_map>
#include <unordered_set>

namespace krug::service {

using store::transaction;

namespace {

constexpr std::size_t events_kept = 4;
constexpr std::size_t visits_kept = 500'000; ///< 32 bytes each
constexpr std::int64_t overlap_seconds = 120; ///< a command that was begun earlier may commit later
constexpr std::int64_t earlier_kept_seconds = 600;
constexpr int answers_most = 5'000;
constexpr int needs_most = 5'000;
constexpr std::int64_t seconds_a_day = 86'400, quarter_seconds = 900;

/// One registration as counting needs it: numbers only, so that 50,000 of them are little.
struct counted {
    std::int64_t version = 0; ///< 0 = nobody has this number
    domain::registration_status status{};
    std::int64_t category = 0;
    ground::utc_seconds created_at = 0;
    std::size_t person = 0; ///< hash of who it is; 0 = nobody any more
    std::uint32_t organisation = 0;
};

struct known_event {
    store::people_sum sum;
    std::vector<counted> people; ///< by number: registrations are numbered on without gaps
    std::vector<std::string> organisations{std::string()};       ///< as first written; 0 = not stated
    std::unordered_map<std::string, std::uint32_t> organisation; ///< by search key
    std::optional<std::unordered_set<std::size_t>> earlier;      ///< who had been to other events before
    ground::utc_seconds earlier_at = 0;
};

/// One person's coming to one event.
struct visit {
    std::int64_t first_ms = 0, event = 0, registration = 0;
    std::size_t person = 0; ///< as above
    auto operator<=>(const visit&) const = default;
};

struct known_visits {
    store::event_state_of_doors state;
    std::vector<visit> visits;
    std::int64_t unique = 0;
};

std::size_t hash_of(const std::string& person) { return person.empty() ? 0 : std::hash<std::string>{}(person); }

void take_in(known_event& known, const std::vector<store::counted_person>& rows) {
    for (const auto& row : rows) {
        auto key = domain::search_key(row.organisation);
        std::uint32_t number = 0;
        if (!key.empty()) {
            const auto [at, is_new] =
                known.organisation.try_emplace(std::move(key), static_cast<std::uint32_t>(known.organisations.size()));
            if (is_new) known.organisations.push_back(row.organisation);
            number = at->second;
        }
        const auto at = static_cast<std::size_t>(row.id.value);
        if (at >= known.people.size()) known.people.resize(at + 1);
        known.people[at] = {row.version, row.status, row.category.value, row.created_at, hash_of(row.person), number};
    }
}

bool agrees(const known_event& known, const store::people_sum& sum) {
    std::int64_t versions = 0, count = 0;
    for (const auto& one : known.people) {
        versions += one.version;
        count += one.version > 0;
    }
    return count == sum.count && versions == sum.versions;
}

void carry_on(transaction& tx, domain::event_id event, known_event& known) {
    const auto sum = store::sum_of_people(tx, event);
    if (sum == known.sum) return;
    if (known.sum.count > 0) take_in(known, store::people_changed_since(tx, event, known.sum.changed_at - overlap_seconds));
    if (!agrees(known, sum)) {
        known.people.clear();
        known.organisation.clear();
        known.organisations.assign(1, {});
        take_in(known, store::people_changed_since(tx, event, 0));
    }
    known.sum = sum;
}

void name_largest(std::vector<named_count> all, std::vector<named_count>& into) {
    std::sort(all.begin(), all.end(), [](const auto& left, const auto& right) {
        return left.registered != right.registered ? left.registered > right.registered
               : left.attended != right.attended   ? left.attended > right.attended
                                                   : left.name < right.name;
    });
    named_count others;
    for (auto& row : all) {
        if (row.registered + row.attended == 0) continue; // nobody is of it any more
        if (into.size() < figures_office::named_most && !row.name.empty()) {
            into.push_back(std::move(row));
            continue;
        }
        others.registered += row.registered;
        others.attended += row.attended;
    }
    if (others.registered + others.attended > 0) into.push_back(std::move(others));
}

named_count told(std::string name, std::int64_t people) {
    if (domain::is_small_group(people)) return {std::move(name), 0, 0, 0, true};
    return {std::move(name), people, 0, 0, false};
}

std::vector<answer_figures> answers_in(transaction& tx, domain::event_id event) {
    std::map<std::string, answer_figures> fields;
    for (auto& row : store::answer_counts(tx, event, answers_most)) {
        auto& field = fields[row.field];
        field.field = row.field;
        field.rows.push_back(told(std::move(row.value), row.people));
    }
    std::vector<answer_figures> shown;
    for (auto& [name, field] : fields)
        if (field.rows.size() <= figures_office::values_most) shown.push_back(std::move(field));
    return shown;
}

/// `came` is by number, as long as the highest that came.
bool has_come(const std::vector<bool>& came, std::int64_t id) {
    return static_cast<std::size_t>(id) < came.size() && came[static_cast<std::size_t>(id)];
}

std::vector<named_count> tables_in(transaction& tx, domain::event_id event, const std::vector<bool>& came) {
    std::map<int, named_count> tables;
    for (const auto& table : store::round_tables(tx, event)) tables[table.number] = {table.topic, 0, 0, table.number, false};
    if (tables.empty()) return {};
    for (const auto& place : store::people_at_tables(tx, event)) {
        auto& table = tables[place.table];
        ++table.registered;
        table.attended += has_come(came, place.id.value);
    }
    std::vector<named_count> rows;
    for (auto& [number, row] : tables) rows.push_back(std::move(row));
    return rows;
}

known_visits visits_of(transaction& tx, const store::event_state_of_doors& state) {
    known_visits known{state, {}, 0};
    std::unordered_set<std::size_t> people;
    for (const auto& came : store::people_who_came(tx, state.event)) {
        known.visits.push_back({came.first_ms, state.event.value, came.registration.value, hash_of(came.person)});
        known.unique += known.visits.back().person != 0 && people.insert(known.visits.back().person).second;
    }
    return known;
}

} // namespace

struct figures_office::memory : recent_events<known_event, events_kept> {
    std::mutex visits_lock;
    std::map<std::int64_t, known_visits> visits; ///< by event
};

figures_office::figures_office(store::database& database, ground::clock& clock, attendance_office& attendance, key_office& keys)
    : database_(database), clock_(clock), attendance_(attendance), keys_(keys), memory_(std::make_unique<memory>()) {}
figures_office::~figures_office() = default;

event_figures figures_office::of_event(domain::event_id event, domain::organisation_id owner, const offset_reader& offset) {
    event_figures told_all;
    told_all.live = attendance_.live(event);
    const auto seen = attendance_.who_came(event);
    std::vector<bool> came(seen.empty() ? 0 : static_cast<std::size_t>(seen.back().id.value) + 1);
    std::int64_t first_ms = 0;
    for (const auto& guest : seen) {
        came[static_cast<std::size_t>(guest.id.value)] = true;
        if (first_ms == 0 || guest.first_in_ms < first_ms) first_ms = guest.first_in_ms;
    }
    const auto now = clock_.now();
    const std::lock_guard held(memory_->lock);
    auto& known = memory_->event(event);
    std::vector<store::sealed_need> needs;
    try {
        database_.read([&](transaction& tx) {
            carry_on(tx, event, known);
            std::map<std::int64_t, named_count> categories;
            for (const auto& one : store::categories_of(tx, event)) categories[one.id.value] = {one.name, 0, 0, one.id.value, false};
            std::vector<named_count> organisations;
            for (const auto& name : known.organisations) organisations.push_back({name, 0, 0, 0, false});
            std::map<std::int64_t, std::int64_t> days;
            std::map<std::int64_t, std::int64_t> quarters; // of an hour: no zone is offset by less
            std::unordered_set<std::size_t> people;
            people.reserve(seen.size());
            for (std::size_t id = 0; id < known.people.size(); ++id) {
                const auto& one = known.people[id];
                if (one.version == 0) continue;
                ++quarters[one.created_at - one.created_at % quarter_seconds];
                told_all.unconfirmed += one.status == domain::registration_status::unconfirmed;
                told_all.declined += one.status == domain::registration_status::declined;
                told_all.expired += one.status == domain::registration_status::expired;
                const bool is_live = domain::is_live(one.status), is_here = has_come(came, static_cast<std::int64_t>(id));
                if (!is_live && !is_here) continue;
                auto& category = categories[one.category];
                category.number = one.category;
                auto& organisation = organisations[one.organisation];
                category.registered += is_live;
                organisation.registered += is_live;
                category.attended += is_here;
                organisation.attended += is_here;
                if (is_here && one.person != 0) people.insert(one.person);
            }
            told_all.unique = static_cast<std::int64_t>(people.size());
            for (const auto& [begins, count] : quarters) {
                const auto at = begins + offset(begins);
                days[(at - (at % seconds_a_day + seconds_a_day) % seconds_a_day) / seconds_a_day] += count;
            }
            for (const auto& [day, count] : days) told_all.sign_ups.push_back({day, count});
            for (auto& [id, row] : categories) told_all.by_category.push_back(std::move(row));
            name_largest(std::move(organisations), told_all.by_organisation);
            told_all.by_table = tables_in(tx, event, came);
            told_all.by_answer = answers_in(tx, event);
            needs = store::sealed_needs(tx, event, needs_most);

            if (came.empty()) return;
            if (!known.earlier || now - known.earlier_at >= earlier_kept_seconds || now < known.earlier_at) {
                known.earlier.emplace();
                for (const auto& person : store::people_admitted_before(tx, owner, event, first_ms))
                    known.earlier->insert(hash_of(person));
                known.earlier_at = now;
            }
            if (known.earlier->empty()) return;
            std::int64_t fresh = 0;
            for (const auto person : people) fresh += !known.earlier->contains(person);
            told_all.first_time = fresh;
        });
    } catch (...) {
        known = {}; // half carried on is worse than forgotten
        throw;
    }
    std::map<std::string, std::int64_t> by_need;
    for (const auto& need : needs)
        for (const auto& code : keys_.open_needs(event, need.id, need.sealed)) ++by_need[code];
    for (const auto& [code, people] : by_need) told_all.by_need.push_back(told(code, people));
    return told_all;
}

period_figures figures_office::of_period(domain::organisation_id owner, ground::utc_seconds from, ground::utc_seconds until) {
    struct answer {
        std::vector<store::reported_event> events;
        std::vector<visit> visits;
        std::unordered_map<std::int64_t, std::int64_t> unique; ///< by event
    };
    const std::lock_guard held(memory_->visits_lock);
    auto found = database_.read([&](transaction& tx) {
        answer told{store::events_between(tx, owner, from, until, events_most + 1), {}, {}};
        for (const auto& state : store::states_of_doors(tx, owner, until)) {
            auto& known = memory_->visits[state.event.value];
            if (known.state != state) known = visits_of(tx, state);
            told.visits.insert(told.visits.end(), known.visits.begin(), known.visits.end());
            told.unique[state.event.value] = known.unique;
        }
        return told;
    });
    std::size_t kept = 0;
    for (const auto& [event, known] : memory_->visits) kept += known.visits.size();
    if (kept > visits_kept) memory_->visits.clear();
    period_figures told_all;
    told_all.is_cut = found.events.size() > static_cast<std::size_t>(events_most);
    if (told_all.is_cut) found.events.resize(static_cast<std::size_t>(events_most));

    std::unordered_map<std::int64_t, std::size_t> place;
    for (auto& event : found.events) {
        place[event.id.value] = told_all.events.size();
        auto& row = told_all.events.emplace_back();
        row.event = event.id;
        row.title = std::move(event.title);
        row.timezone = std::move(event.timezone);
        row.is_cancelled = event.state == domain::event_state::cancelled;
        row.starts_at = event.starts_at;
        row.planned = event.capacity;
        row.registered = event.registered;
        if (row.planned) told_all.all.planned = told_all.all.planned.value_or(0) + *row.planned;
        told_all.all.registered += row.registered;
    }
    // By the time of the first admission, so that "first" means what it says also between events of one period.
    std::sort(found.visits.begin(), found.visits.end());
    std::unordered_map<std::size_t, bool> seen; // who has been anywhere yet, and whether in the period
    seen.reserve(found.visits.size());
    for (const auto& one : found.visits) {
        const auto at = place.find(one.event);
        const bool in_period = at != place.end();
        const auto [person, is_first] =
            one.person == 0 ? std::pair(seen.end(), false) : seen.try_emplace(one.person, false);
        if (!in_period) continue;
        auto& row = told_all.events[at->second];
        ++row.attended;
        ++told_all.all.attended;
        if (one.person == 0) continue;
        row.first_time += is_first;
        told_all.all.first_time += is_first;
        told_all.all.unique += !person->second;
        person->second = true;
    }
    for (auto& row : told_all.events) row.unique = found.unique[row.event.value];
    return told_all;
}

} // namespace krug::service
