// Keeps the promise of the consents: what names a person is destroyed when its time is over, or when the person asks.
// What was destroyed is proved by acts that hold numbers only. Called by web, by the service once a day, and by commands.
#pragma once

#include "domain/result.hpp"
#include "domain/staff.hpp"
#include "service/erasure_ledger.hpp"

#include <functional>
#include <span>
#include <string>
#include <vector>

namespace krug::store {
class database;
class transaction;
struct locked_event;
}

namespace krug::service {

class registration_office;

struct destruction_act {
    std::int64_t number = 0;
    ground::utc_seconds at = 0;
    domain::registration_id registration; ///< 0 = everybody of the event whose time was over
    std::int64_t people = 0;
    std::string reason;     ///< asked (by the person), demanded (of staff), needs_age, data_age, restored
    std::string categories; ///< comma separated stable words
    std::string actor;      ///< "attendee 17", "staff 3", "system 0"
};

struct destroyed {
    std::int64_t needs = 0, people = 0, events = 0;
};

/// What is still there although its time is over. All zero: the promise is kept.
struct overdue {
    std::int64_t needs = 0, people = 0;
    std::int64_t answers = 0;   ///< kept answers to repeated requests, older than two days
    std::int64_t addresses = 0; ///< marks of where letters went, older than two days
    bool none() const { return needs + people + answers + addresses == 0; }
};

/// A letter that was promised to somebody; its text is nowhere kept.
struct promised_letter {
    std::string kind, state;
    ground::utc_seconds created_at = 0, sent_at = 0; ///< 0 = not sent
};

struct registration_pointer {
    domain::event_id event;
    domain::registration_id id;
};

class retention_office {
public:
    /// Outbox numbers of letters that are to be forgotten wherever copies of them lie.
    using forget_letters = std::function<void(domain::event_id event, std::span<const std::int64_t> mails)>;

    retention_office(store::database& database, ground::clock& clock, registration_office& registrations,
                     erasure_ledger ledger, forget_letters forget);

    /// Destroys what names this person in this registration: first into the ledger, then in the database, then copies
    /// of letters. A live participation is cancelled, and its seat goes on; the kiosks get the list anew. Twice is
    /// harmless. Refuses with not_found. Throws like a write; std::runtime_error when the ledger cannot be written.
    domain::result<void> erase(const domain::actor& by, domain::event_id event, domain::registration_id id);

    /// Everything whose time is over: needs, then people, then acts. Once a day, and harmless at any other time. Ends after
    /// the portion at hand when `stop` says so; the next run goes on.
    destroyed run(const std::function<bool()>& stop = {});
    /// Counts by query what run() should have destroyed a day ago or longer.
    overdue look();
    /// Erases again whom the ledger names and this database still knows. At every start, and after a restore.
    std::int64_t replay();

    /// Of one event, latest first.
    std::vector<destruction_act> acts(domain::event_id event);
    bool is_erased(domain::event_id event, domain::registration_id id);
    /// Registrations of the same address in any event, the asked one included.
    std::vector<registration_pointer> of_same_address(domain::event_id event, domain::registration_id id);
    std::vector<promised_letter> letters(domain::event_id event, domain::registration_id id);

private:
    struct chunk {
        std::vector<std::int64_t> mails;
        std::int64_t people = 0;
    };
    chunk erase_rows(store::transaction& tx, store::locked_event& locked, std::span<const domain::registration_id> ids,
                     ground::utc_seconds now);
    bool erase_one(const domain::actor& by, domain::event_id event, domain::registration_id id, const char* reason,
                   ground::utc_seconds now);
    std::int64_t erase_event(domain::event_id event, ground::utc_seconds now, const std::function<bool()>& stop);

    store::database& database_;
    ground::clock& clock_;
    registration_office& registrations_;
    erasure_ledger ledger_;
    forget_letters forget_;
};

} // namespace krug::service
