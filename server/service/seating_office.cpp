#include "service/seating_office.hpp"

#include "domain/attendance.hpp"
#include "domain/search_key.hpp"
#include "ground/check.hpp"
#include "ground/clock.hpp"
#include "service/event_change.hpp"
#include "service/key_office.hpp"
#include "service/outbox_office.hpp"
#include "service/request_trace.hpp"
#include "service/staff_office.hpp"
#include "store/database.hpp"
#include "store/form_store.hpp"
#include "store/outbox_store.hpp"
#include "store/registration_store.hpp"
#include "store/scan_store.hpp"
#include "store/table_store.hpp"
#include "ticket/digest.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace krug::service {

using domain::held_by;
using domain::refusal_code;
using domain::table_place;
using store::transaction;

namespace {

constexpr std::size_t pairs_named_max = 50;
constexpr int passages_page = 5'000;

/// What a proposal is made of, as it stands in one moment.
struct gathered {
    std::vector<domain::round_table> tables;
    std::vector<store::guest_to_seat> guests;
    std::vector<table_place> places;
    std::set<std::int64_t> known; ///< have been at another event of this owner
    std::map<std::int64_t, int> sectors; ///< of who answered that question, by registration
};

/// Numbers of those with an admission that stands, at the session's doors or at any.
std::set<std::int64_t> who_came(transaction& tx, domain::event_id event, domain::session_id session) {
    const auto points = store::admission_points(tx, event);
    std::map<std::int64_t, std::vector<domain::scan_fact>> facts;
    std::int64_t from = 0;
    for (;;) {
        const auto rows = store::passages_after(tx, event, from, passages_page);
        for (const auto& row : rows) {
            const auto serves = [&](const auto& point) {
                return point.id == row.point &&
                       std::find(point.sessions.begin(), point.sessions.end(), session) != point.sessions.end();
            };
            if (session && row.kind != domain::scan_kind::voided && std::none_of(points.begin(), points.end(), serves))
                continue;
            facts[row.registration.value].push_back(
                {row.scan_id, row.kind, row.refers_to, row.scanned_ms, row.point, row.device});
        }
        if (!rows.empty()) from = rows.back().number;
        if (rows.size() < static_cast<std::size_t>(passages_page)) break;
    }
    std::set<std::int64_t> came;
    for (const auto& [id, seen] : facts)
        if (domain::derive_attendance(seen).first_in_ms) came.insert(id);
    return came;
}

/// Where the form asks for the sector of the organisation (the ready question of that key), the answers tell people apart.
void gather_sectors(transaction& tx, domain::event_id event, gathered& into) {
    const auto form = store::form_of(tx, event);
    const auto* question = form.find("sector");
    if (question == nullptr || question->archived || question->kind != domain::field_kind::one_of) return;
    std::vector<domain::registration_id> ids;
    for (const auto& guest : into.guests) ids.push_back(guest.id);
    for (const auto& [whose, answers] : store::answers_of_many(tx, event, ids))
        for (const auto& answer : answers)
            for (std::size_t at = 0; at < question->options.size(); ++at)
                if (answer.field == question->key && answer.value == question->options[at].key)
                    into.sectors[whose] = static_cast<int>(at) + 1;
}

gathered gather(transaction& tx, domain::event_id event, const seating_wish& wish) {
    gathered all;
    all.tables = store::round_tables(tx, event);
    std::erase_if(all.tables, [&](const auto& each) { return each.session != wish.session; });
    all.guests = store::guests_to_seat(tx, event, wish.session);
    if (wish.only_present) {
        const auto came = who_came(tx, event, wish.session);
        std::erase_if(all.guests, [&](const auto& each) { return !came.contains(each.id.value); });
    }
    all.places = store::places_at_tables(tx, event, wish.session);
    if (wish.mix_newcomers)
        for (const auto id : store::known_guests(tx, event)) all.known.insert(id.value);
    if (wish.mix_categories) gather_sectors(tx, event, all);
    return all;
}

/// The task for domain, and what the proposal says of it.
class draft {
public:
    draft(domain::event_id event, const seating_wish& wish, gathered all, const key_office& keys)
        : event_(event), wish_(wish), all_(std::move(all)), keys_(keys) {
        describe_tables();
        describe_people();
        lock_places();
        lock_access();
        task_.rounds = wish_.rounds;
        task_.seed = static_cast<std::uint64_t>(wish_.seed);
        write_mark();
    }

    const domain::seating_task& task() const { return task_; }
    const std::string& mark() const { return mark_; }

    seating_proposal finish(domain::seating_plan plan) && {
        seating_proposal made;
        made.wish = wish_;
        made.mark = mark_;
        made.tables = std::move(all_.tables);
        made.plan = std::move(plan);
        made.fixed = static_cast<std::int64_t>(task_.locks.size());
        made.access_unplaced = access_unplaced_;
        for (const auto& [organisation, count] : organisation_sizes_)
            made.largest_organisation = std::max(made.largest_organisation, count);
        for (std::size_t at = 0; at < all_.guests.size(); ++at) {
            auto& guest = all_.guests[at];
            const auto& person = task_.people[at];
            made.people.push_back({guest.id, std::move(guest.name), std::move(guest.organisation), guest.category,
                                   person.newcomer, fixed_.contains(guest.id.value), person.present_table});
            if (made.plan.tables.front()[at] != person.present_table) ++made.moved;
        }
        for (const auto& round : made.plan.figures)
            for (const auto& figures : round) {
                made.met_again += figures.met_before;
                made.same_organisation += figures.same_organisation;
            }
        name_pairs(made);
        return made;
    }

private:
    void describe_tables() {
        for (const auto& each : all_.tables) {
            domain::seating_table table;
            table.number = each.number;
            table.seats = each.seats;
            for (const auto category : each.categories) table.sectors.push_back(static_cast<int>(category.value));
            has_rules_ = has_rules_ || !each.categories.empty();
            task_.tables.push_back(std::move(table));
        }
    }

    void describe_people() {
        std::map<std::int64_t, int> present;
        for (const auto& place : all_.places)
            if (place.round == 1 && place.held != held_by::wanted) present[place.who.value] = place.table;
        std::map<std::string, int> organisations;
        for (const auto& guest : all_.guests) {
            domain::seated_person person;
            person.id = guest.id;
            // A table's own rule needs the category even where categories are not to be mixed.
            if (wish_.mix_categories || has_rules_) person.sector = static_cast<int>(guest.category.value);
            if (!has_rules_ && !all_.sectors.empty()) {
                const auto answered = all_.sectors.find(guest.id.value);
                person.sector = answered == all_.sectors.end() ? 0 : answered->second;
            }
            if (const auto key = domain::search_key(guest.organisation); wish_.mix_organisations && !key.empty())
                person.organisation = organisations.try_emplace(key, static_cast<int>(organisations.size()) + 1).first->second;
            if (person.organisation != 0) ++organisation_sizes_[person.organisation];
            person.newcomer = wish_.mix_newcomers && !all_.known.contains(guest.id.value);
            const auto sits = present.find(guest.id.value);
            if (sits != present.end()) person.present_table = sits->second;
            task_.people.push_back(person);
        }
        // Where everybody is new, nobody is to be told apart by it.
        if (all_.known.empty())
            for (auto& person : task_.people) person.newcomer = false;
    }

    void lock(domain::registration_id who, int table, int round) {
        task_.locks.push_back({who, table, round});
        ++held_[{table, round}];
        locked_.insert({who.value, round});
        fixed_.insert(who.value);
    }

    void lock_places() {
        std::set<std::int64_t> here;
        for (const auto& guest : all_.guests) here.insert(guest.id.value);
        for (const auto& place : all_.places)
            if ((place.held == held_by::guest || place.held == held_by::staff) && place.round <= wish_.rounds &&
                here.contains(place.who.value))
                lock(place.who, place.table, place.round);
    }

    /// Somebody who asked for a way without steps, or for quiet, keeps one such table in every round.
    void lock_access() {
        for (std::size_t at = 0; at < all_.guests.size(); ++at) {
            const auto& guest = all_.guests[at];
            if (guest.sealed_need.empty()) continue;
            bool step_free = false, quiet = false;
            for (const auto& need : keys_.open_needs(event_, guest.id, guest.sealed_need)) {
                step_free = step_free || need == "step_free" || need == "wheelchair_space";
                quiet = quiet || need == "quiet_room";
            }
            if (!step_free && !quiet) continue;
            if (!lock_to_access(guest, step_free, quiet)) ++access_unplaced_;
        }
    }

    bool lock_to_access(const store::guest_to_seat& guest, bool step_free, bool quiet) {
        const domain::round_table* best = nullptr;
        int best_free = 0;
        for (const auto& table : all_.tables) {
            if ((step_free && !table.step_free) || (quiet && !table.quiet) || !domain::admits(table, guest.category)) continue;
            int free = table.seats;
            for (int round = 1; round <= wish_.rounds; ++round)
                if (!locked_.contains({guest.id.value, round})) free = std::min(free, table.seats - held_[{table.number, round}]);
            if (free > best_free) best = &table, best_free = free;
        }
        if (best == nullptr) return false;
        for (int round = 1; round <= wish_.rounds; ++round)
            if (!locked_.contains({guest.id.value, round})) lock(guest.id, best->number, round);
        return true;
    }

    void write_mark() {
        std::string all = "seating/1 " + std::to_string(event_.value) + " " + std::to_string(wish_.session.value) + " " +
                          std::to_string(wish_.rounds) + " " + std::to_string(wish_.seed);
        for (const bool each : {wish_.mix_organisations, wish_.mix_categories, wish_.mix_newcomers, wish_.only_present})
            all += each ? " 1" : " 0";
        for (const auto& person : task_.people)
            all += "\np " + std::to_string(person.id.value) + " " + std::to_string(person.sector) + " " +
                   std::to_string(person.organisation) + " " + (person.newcomer ? "1 " : "0 ") +
                   std::to_string(person.present_table);
        for (const auto& table : task_.tables) {
            all += "\nt " + std::to_string(table.number) + " " + std::to_string(table.seats);
            for (const int sector : table.sectors) all += " " + std::to_string(sector);
        }
        for (const auto& each : task_.locks)
            all += "\nl " + std::to_string(each.person.value) + " " + std::to_string(each.table) + " " + std::to_string(each.round);
        mark_ = ticket::sha256_hex(all).substr(0, 32);
    }

    /// The pairs that sit together again, and colleagues at one table, by name as far as a page can show them.
    void name_pairs(seating_proposal& made) const {
        std::set<std::pair<std::size_t, std::size_t>> met;
        for (std::size_t round = 0; round < made.plan.tables.size(); ++round) {
            std::map<int, std::vector<std::size_t>> sitting;
            for (std::size_t at = 0; at < made.people.size(); ++at) sitting[made.plan.tables[round][at]].push_back(at);
            for (const auto& [table, people] : sitting)
                for (std::size_t one = 0; one < people.size(); ++one)
                    for (std::size_t other = one + 1; other < people.size(); ++other) {
                        const seating_pair pair{people[one], people[other], static_cast<int>(round) + 1, table};
                        const bool again = !met.insert({pair.one, pair.other}).second;
                        if (again && made.again.size() < pairs_named_max) made.again.push_back(pair);
                        const auto organisation = task_.people[pair.one].organisation;
                        if (organisation != 0 && organisation == task_.people[pair.other].organisation &&
                            made.colleagues.size() < pairs_named_max)
                            made.colleagues.push_back(pair);
                    }
        }
    }

    domain::event_id event_;
    seating_wish wish_;
    gathered all_;
    const key_office& keys_;
    domain::seating_task task_;
    std::string mark_;
    bool has_rules_ = false;
    std::map<int, int> organisation_sizes_;
    std::map<std::pair<int, int>, int> held_;           ///< table and round → places locked
    std::set<std::pair<std::int64_t, int>> locked_;     ///< person and round
    std::set<std::int64_t> fixed_;
    std::int64_t access_unplaced_ = 0;
};

std::map<std::int64_t, std::vector<int>> tables_by_person(const std::vector<table_place>& places) {
    std::map<std::int64_t, std::vector<std::pair<int, int>>> rounds;
    for (const auto& each : places)
        if (each.held != held_by::wanted) rounds[each.who.value].emplace_back(each.round, each.table);
    std::map<std::int64_t, std::vector<int>> tables;
    for (auto& [who, sits] : rounds) {
        std::sort(sits.begin(), sits.end());
        for (const auto& [round, table] : sits) tables[who].push_back(table);
    }
    return tables;
}

/// The seating of a session becomes these places. Returns whose tables are others now.
std::vector<domain::registration_id> write_places(transaction& tx, store::locked_event& locked, domain::session_id session,
                                                  const std::vector<table_place>& before,
                                                  const std::vector<table_place>& places, ground::utc_seconds now) {
    const auto event = locked.rules.id;
    store::replace_places(tx, event, session, places);
    const auto was = tables_by_person(before), is = tables_by_person(places);
    std::set<std::int64_t> moved;
    for (const auto* left : {&was, &is}) {
        const auto& right = left == &was ? is : was;
        for (const auto& [who, tables] : *left) {
            const auto other = right.find(who);
            if (other == right.end() || other->second != tables) moved.insert(who);
        }
    }
    std::vector<domain::registration_id> people;
    for (const auto id : moved) people.push_back({id});
    store::refresh_tables(tx, event, people, now);
    store::insert_roster_feed(tx, event, locked.last_feed + 1, people);
    locked.last_feed += static_cast<std::int64_t>(people.size());
    return people;
}

void mail_tickets(transaction& tx, store::locked_event& locked, const std::vector<domain::registration_id>& people,
                  ground::utc_seconds now) {
    std::vector<store::new_mail> mails;
    for (const auto id : people) {
        const auto row = store::find_registration(tx, locked.rules.id, id);
        if (!row || row->registration.email.empty() || row->registration.status != domain::registration_status::confirmed)
            continue;
        mails.push_back({id, domain::word_of(mail_kind::ticket)});
    }
    store::insert_mails(tx, locked.rules.id, locked.last_mail + 1, mails, now);
    locked.last_mail += static_cast<std::int64_t>(mails.size());
}

} // namespace

seating_office::seating_office(store::database& database, ground::clock& clock, key_office& keys)
    : database_(database), clock_(clock), keys_(keys) {}

seating_state seating_office::state(domain::event_id event, domain::session_id session) {
    return database_.read([&](transaction& tx) {
        seating_state state;
        if (const auto standing = store::seating_of(tx, event, session)) {
            state.rounds = standing->rounds;
            state.applied_at = standing->applied_at;
        }
        for (const auto& table : store::round_tables(tx, event))
            if (table.session == session) state.seats += table.seats;
        std::set<std::int64_t> sitting;
        for (const auto& place : store::places_at_tables(tx, event, session))
            if (place.round == 1 && place.held != held_by::wanted) sitting.insert(place.who.value);
        for (const auto& guest : store::guests_to_seat(tx, event, session))
            ++(sitting.contains(guest.id.value) ? state.seated : state.unseated);
        state.can_undo = store::rounds_before(tx, event, session).has_value();
        return state;
    });
}

std::vector<seated_guest> seating_office::people(domain::event_id event, domain::session_id session) {
    return database_.read([&](transaction& tx) {
        std::vector<seated_guest> people;
        std::map<std::int64_t, std::size_t> at;
        for (auto& guest : store::guests_to_seat(tx, event, session)) {
            at[guest.id.value] = people.size();
            people.push_back({guest.id, std::move(guest.name), std::move(guest.organisation), guest.category, {}});
        }
        for (const auto& place : store::places_at_tables(tx, event, session)) {
            const auto found = at.find(place.who.value);
            if (found != at.end() && place.held != held_by::wanted) people[found->second].places.push_back(place);
        }
        return people;
    });
}

domain::result<seating_proposal> seating_office::propose(domain::event_id event, const seating_wish& wish) {
    if (wish.rounds < 1 || wish.rounds > domain::seating_rounds_max)
        return domain::refusal{refusal_code::invalid, 0, {{"rounds", "out_of_range", domain::seating_rounds_max}}};
    draft made(event, wish, database_.read([&](transaction& tx) { return gather(tx, event, wish); }), keys_);
    auto plan = domain::propose_seating(made.task());
    if (!plan) return plan.error();
    return std::move(made).finish(*std::move(plan));
}

domain::result<std::int64_t> seating_office::apply(const domain::actor& by, domain::event_id event,
                                                   const seating_wish& wish, std::string_view mark, bool mail) {
    if (const auto made = made_before("seating")) return *made - 1;
    const auto trace = trace_of_request();
    // The plan is made again outside the transaction: the same task gives the same plan, and doors do not wait for it.
    const auto standing = database_.read([&](transaction& tx) { return store::seating_of(tx, event, wish.session); });
    if (standing && standing->mark == mark) return std::int64_t{0};
    const auto proposed = propose(event, wish);
    if (!proposed) return proposed.error();
    if (proposed->mark != mark) return refuse(refusal_code::version_mismatch);
    std::vector<table_place> planned;
    for (std::size_t round = 0; round < proposed->plan.tables.size(); ++round)
        for (std::size_t at = 0; at < proposed->people.size(); ++at)
            planned.push_back({proposed->people[at].id, wish.session, static_cast<int>(round) + 1,
                               proposed->plan.tables[round][at], held_by::plan});
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<std::int64_t> {
        auto locked = store::lock_event(tx, event);
        if (!locked) return refuse(refusal_code::not_found);
        const draft again(event, wish, gather(tx, event, wish), keys_);
        if (again.mark() != mark) return refuse(refusal_code::version_mismatch);
        const auto before = store::places_at_tables(tx, event, wish.session);
        std::map<std::pair<std::int64_t, int>, held_by> held;
        for (const auto& each : before) held[{each.who.value, each.round}] = each.held;
        auto places = planned;
        for (auto& place : places) { // what somebody chose stays theirs also in the next plan
            const auto was = held.find({place.who.value, place.round});
            if (was != held.end() && was->second != held_by::wanted) place.held = was->second;
        }
        const auto stood = store::seating_of(tx, event, wish.session);
        store::keep_places_before(tx, event, wish.session, stood ? stood->rounds : 0);
        const auto moved = write_places(tx, *locked, wish.session, before, places, now);
        store::save_seating(tx, event, wish.session, {wish.rounds, now, std::string(mark)});
        if (mail) mail_tickets(tx, *locked, moved, now);
        store::save_numbers(tx, *locked);
        record_audit(tx, by, "apply_seating", event, wish.session.value,
                     "rounds=" + std::to_string(wish.rounds) + " moved=" + std::to_string(moved.size()), now);
        trace.leave(tx, "seating", static_cast<std::int64_t>(moved.size()) + 1);
        return static_cast<std::int64_t>(moved.size());
    });
}

domain::result<std::int64_t> seating_office::undo(const domain::actor& by, domain::event_id event,
                                                  domain::session_id session) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<std::int64_t> {
        auto locked = store::lock_event(tx, event);
        if (!locked) return refuse(refusal_code::not_found);
        const auto rounds = store::rounds_before(tx, event, session);
        if (!rounds) return refuse(refusal_code::wrong_state);
        std::set<std::int64_t> here;
        for (const auto& guest : store::guests_to_seat(tx, event, session)) here.insert(guest.id.value);
        std::map<int, int> seats;
        for (const auto& table : store::round_tables(tx, event))
            if (table.session == session) seats[table.number] = table.seats;
        const auto before = store::places_at_tables(tx, event, session);
        std::vector<table_place> places;
        std::map<std::pair<int, int>, int> taken;
        for (const auto& place : store::places_before(tx, event, session)) {
            // Who has cancelled meanwhile does not come back, and no table holds more than it has chairs.
            if (!here.contains(place.who.value) || taken[{place.table, place.round}] >= seats[place.table]) continue;
            ++taken[{place.table, place.round}];
            places.push_back(place);
        }
        store::forget_places_before(tx, event, session);
        const auto moved = write_places(tx, *locked, session, before, places, now);
        if (*rounds > 0) store::save_seating(tx, event, session, {*rounds, now, ""});
        else store::delete_seating(tx, event, session);
        store::save_numbers(tx, *locked);
        record_audit(tx, by, "undo_seating", event, session.value, "moved=" + std::to_string(moved.size()), now);
        return static_cast<std::int64_t>(moved.size());
    });
}

domain::result<std::int64_t> seating_office::clear(const domain::actor& by, domain::event_id event,
                                                   domain::session_id session) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<std::int64_t> {
        auto locked = store::lock_event(tx, event);
        if (!locked) return refuse(refusal_code::not_found);
        const auto before = store::places_at_tables(tx, event, session);
        std::vector<table_place> places;
        for (const auto& place : before)
            if (place.held == held_by::guest || place.held == held_by::staff) places.push_back(place);
        const auto stood = store::seating_of(tx, event, session);
        if (places.size() == before.size() && !stood) return std::int64_t{0};
        store::keep_places_before(tx, event, session, stood ? stood->rounds : 0);
        const auto moved = write_places(tx, *locked, session, before, places, now);
        store::delete_seating(tx, event, session);
        store::save_numbers(tx, *locked);
        record_audit(tx, by, "clear_seating", event, session.value, "moved=" + std::to_string(moved.size()), now);
        return static_cast<std::int64_t>(moved.size());
    });
}

} // namespace krug::service
