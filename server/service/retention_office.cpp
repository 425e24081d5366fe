#include "service/retention_office.hpp"

#include "domain/retention.hpp"
#include "service/feed_epoch.hpp"
#include "service/registration_office.hpp"
#include "service/staff_office.hpp"
#include "store/database.hpp"
#include "store/registration_store.hpp"
#include "store/retention_store.hpp"

namespace krug::service {

using domain::refusal_code;
using store::transaction;

namespace {

constexpr std::int64_t day = 24 * 3600;
constexpr int people_at_once = 50; // a longer transaction would hold up who registers elsewhere
constexpr const char* all_categories = "name,contacts,work,answers,needs,notes,letters,lists";
constexpr const char* needs_category = "needs";

const domain::actor the_clock{domain::actor_kind::system, 0, {}};

domain::retention_dates dates_of(const store::holding_event& event) {
    domain::event_time time;
    time.starts_at = event.starts_at;
    time.ends_at = event.ends_at;
    return domain::kept_until(time, event.last_registered_at);
}

store::act_row act_of(domain::event_id event, domain::registration_id whose, std::int64_t people, const char* reason,
                      const char* categories, const domain::actor& by, ground::utc_seconds now) {
    store::act_row act;
    act.at = now;
    act.event = event;
    act.registration = whose;
    act.people = people;
    act.reason = reason;
    act.categories = categories;
    act.actor_kind = by.kind;
    act.actor_id = by.id;
    return act;
}

} // namespace

retention_office::retention_office(store::database& database, ground::clock& clock, registration_office& registrations,
                                   erasure_ledger ledger, forget_letters forget)
    : database_(database), clock_(clock), registrations_(registrations), ledger_(std::move(ledger)),
      forget_(std::move(forget)) {}

retention_office::chunk retention_office::erase_rows(transaction& tx, store::locked_event& locked,
                                                     std::span<const domain::registration_id> ids, ground::utc_seconds now) {
    const auto event = locked.rules.id;
    chunk gone;
    gone.mails = store::mails_of(tx, event, ids);
    gone.people = static_cast<std::int64_t>(ids.size());
    store::pseudonymise(tx, event, ids);
    store::erase_people(tx, event, ids, now);
    return gone;
}

bool retention_office::erase_one(const domain::actor& by, domain::event_id event, domain::registration_id id,
                                 const char* reason, ground::utc_seconds now) {
    const auto gone = database_.write([&](transaction& tx) {
        auto locked = store::lock_event(tx, event);
        if (!locked || store::erased_at(tx, event, id) != 0) return chunk{};
        auto one = erase_rows(tx, *locked, std::span(&id, 1), now);
        // The list that kiosks were told holds the name: it is told anew, and they drop the old one.
        tell_anew(tx, *locked);
        store::save_numbers(tx, *locked);
        store::insert_act(tx, act_of(event, id, 1, reason, all_categories, by, now));
        record_audit(tx, by, "erase_person", event, id.value, reason, now);
        return one;
    });
    if (gone.people > 0 && forget_) forget_(event, gone.mails);
    return gone.people > 0;
}

domain::result<void> retention_office::erase(const domain::actor& by, domain::event_id event, domain::registration_id id) {
    const auto now = clock_.now();
    const auto known = database_.read([&](transaction& tx) { return store::find_registration(tx, event, id); });
    if (!known) return domain::refusal{refusal_code::not_found, 0, {}};
    if (is_erased(event, id)) return {};
    if (domain::is_live(known->registration.status)) {
        // Refused only where there is nothing to cancel any more; the data goes all the same.
        [[maybe_unused]] const auto cancelled = registrations_.cancel(by, event, id);
    }
    // Before the database: a line too many forgets somebody who asked for it; a line too few would bring them back.
    ledger_.append({now, event, id, known->registration.ticket.salt});
    erase_one(by, event, id, by.kind == domain::actor_kind::attendee ? "asked" : "demanded", now);
    database_.scrub();
    return {};
}

std::int64_t retention_office::erase_event(domain::event_id event, ground::utc_seconds now, const std::function<bool()>& stop) {
    std::int64_t people = 0;
    const auto invented = database_.read([](transaction& tx) { return store::invented_until(tx); });
    database_.write([&](transaction& tx) { store::pseudonymise_all(tx, event, invented); });
    for (bool more = true; more;) {
        const auto gone = database_.write([&](transaction& tx) {
            auto locked = store::lock_event(tx, event);
            const auto ids = locked ? store::people_of(tx, event, invented, people_at_once) : std::vector<domain::registration_id>();
            if (ids.empty()) return chunk{};
            return erase_rows(tx, *locked, ids, now);
        });
        people += gone.people;
        more = gone.people > 0;
        if (more && forget_) forget_(event, gone.mails);
        if (stop && stop()) break; // what is gone has its act; the rest has another one
    }
    database_.write([&](transaction& tx) {
        auto locked = store::lock_event(tx, event);
        if (!locked) return;
        store::revoke_devices(tx, event);
        store::forget_feedback_words(tx, event);
        tell_anew(tx, *locked);
        store::save_numbers(tx, *locked);
        store::insert_act(tx, act_of(event, {}, people, "data_age", all_categories, the_clock, now));
        record_audit(tx, the_clock, "retention_people", event, 0, "people=" + std::to_string(people), now);
    });
    return people;
}

destroyed retention_office::run(const std::function<bool()>& stop) {
    const auto now = clock_.now();
    destroyed done;
    const auto invented = database_.read([](transaction& tx) { return store::invented_until(tx); });
    const auto holding = database_.read([&](transaction& tx) { return store::events_holding_people(tx, invented); });
    for (const auto& each : holding) {
        if (stop && stop()) break;
        const auto until = dates_of(each);
        if (each.needs > 0 && now >= until.needs_until) {
            done.needs += database_.write([&](transaction& tx) {
                const auto gone = store::delete_needs(tx, each.event, invented);
                store::insert_act(tx, act_of(each.event, {}, gone, "needs_age", needs_category, the_clock, now));
                record_audit(tx, the_clock, "retention_needs", each.event, 0, "people=" + std::to_string(gone), now);
                return gone;
            });
            ++done.events;
        }
        if (each.people > 0 && now >= until.data_until) {
            done.people += erase_event(each.event, now, stop);
            ++done.events;
        }
    }
    database_.write([&](transaction& tx) { store::delete_acts(tx, now - domain::acts_days * day); });
    if (done.events > 0) database_.scrub();
    return done;
}

overdue retention_office::look() {
    const auto now = clock_.now();
    return database_.read([&](transaction& tx) {
        overdue found;
        for (const auto& each : store::events_holding_people(tx, store::invented_until(tx))) {
            const auto until = dates_of(each);
            if (now >= until.needs_until + day) found.needs += each.needs;
            if (now >= until.data_until + day) found.people += each.people;
        }
        found.answers = store::count_old_answers(tx, now - 3 * day);
        found.addresses = store::count_old_addresses(tx, now - 3 * day);
        return found;
    });
}

std::int64_t retention_office::replay() {
    const auto now = clock_.now();
    std::int64_t again = 0;
    for (const auto& whom : ledger_.read()) {
        const auto known = database_.read([&](transaction& tx) { return store::find_registration(tx, whom.event, whom.registration); });
        // After a restore the number may belong to somebody else, who asked for nothing.
        if (!known || known->registration.ticket.salt != whom.ticket_salt || is_erased(whom.event, whom.registration)) continue;
        if (domain::is_live(known->registration.status)) {
            [[maybe_unused]] const auto cancelled = registrations_.cancel(the_clock, whom.event, whom.registration);
        }
        if (erase_one(the_clock, whom.event, whom.registration, "restored", now)) ++again;
    }
    if (again > 0) database_.scrub();
    return again;
}

std::vector<destruction_act> retention_office::acts(domain::event_id event) {
    return database_.read([&](transaction& tx) {
        std::vector<destruction_act> acts;
        for (const auto& row : store::acts_of(tx, event))
            acts.push_back({row.number, row.at, row.registration, row.people, row.reason, row.categories,
                            std::string(domain::word_of(row.actor_kind)) + " " + std::to_string(row.actor_id)});
        return acts;
    });
}

bool retention_office::is_erased(domain::event_id event, domain::registration_id id) {
    return database_.read([&](transaction& tx) { return store::erased_at(tx, event, id).value_or(0) > 0; });
}

std::vector<promised_letter> retention_office::letters(domain::event_id event, domain::registration_id id) {
    return database_.read([&](transaction& tx) {
        std::vector<promised_letter> all;
        for (const auto& row : store::letters_of(tx, event, id)) all.push_back({row.kind, row.state, row.created_at, row.sent_at});
        return all;
    });
}

std::vector<registration_pointer> retention_office::of_same_address(domain::event_id event, domain::registration_id id) {
    return database_.read([&](transaction& tx) {
        std::vector<registration_pointer> all;
        for (const auto& each : store::of_same_address(tx, event, id)) all.push_back({each.event, each.id});
        return all;
    });
}

} // namespace krug::service
