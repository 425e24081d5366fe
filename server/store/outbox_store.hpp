// The outbox's rows: mail that was promised, and when each may go.
// Called by service only, inside a transaction.
#pragma once

#include "domain/ids.hpp"
#include "ground/clock.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace krug::store {

class transaction;

struct outbox_row {
    domain::event_id event;
    std::int64_t number = 0;
    domain::registration_id registration;
    std::string kind;
    std::string state; ///< queued, sending, sent, ambiguous, dead
    int attempts = 0;
    ground::utc_seconds created_at = 0;
    ground::utc_seconds next_at = 0;
    std::int64_t mailing = 0; ///< the letter to many that it is one of; 0 = to this person alone
    std::string address_key; ///< of the registration as it stands; "" = it has no address any more
};

struct new_mail {
    domain::registration_id to;
    std::string_view kind; ///< a fixed word
};
/// Queues mails that may go at once, or from `not_before` on. `first` and those behind it are the next of the event's
/// counter, which the caller has locked.
void insert_mails(transaction& tx, domain::event_id event, std::int64_t first, std::span<const new_mail> mails,
                  ground::utc_seconds now, ground::utc_seconds not_before = 0);
/// The same of one mail for a caller that does not count: the number is found here, and nothing is queued for a person without
/// an address. Numbers only rise, also if the caller writes an earlier count back into event_counter.
void insert_mail(transaction& tx, domain::event_id event, domain::registration_id registration, std::string_view kind,
                 ground::utc_seconds now);
/// One mail for every live registration of the event that has an address. Returns how many.
std::int64_t insert_mail_for_live(transaction& tx, domain::event_id event, std::string_view kind,
                                  ground::utc_seconds now);

/// The last number used, with the event's counters locked; and the new last one. For whoever inserts rows of its own.
std::int64_t lock_last_mail(transaction& tx, domain::event_id event);
void save_last_mail(transaction& tx, domain::event_id event, std::int64_t last);

/// What is due at `now`, at most `most`: letters to one person, longest due first, then those to many. With `lock`, rows that someone else holds are passed over.
std::vector<outbox_row> due_mail(transaction& tx, ground::utc_seconds now, int most, bool lock);
/// When mails went to this address, later than `after`, oldest first: the second of each.
std::vector<ground::utc_seconds> mail_times(transaction& tx, std::string_view address_key, ground::utc_seconds after);

/// When mails to this registration were promised, later than `after`, oldest first.
std::vector<ground::utc_seconds> promised_times(transaction& tx, domain::event_id event,
                                                domain::registration_id registration, ground::utc_seconds after);

/// state sending, attempts + 1, next_at as given.
void start_mail(transaction& tx, const outbox_row& row, ground::utc_seconds next_at);
/// Puts a mail off that was not tried.
void defer_mail(transaction& tx, const outbox_row& row, ground::utc_seconds next_at);
/// Whatever state it is in: sent is sent.
void settle_sent(transaction& tx, domain::event_id event, std::int64_t number, ground::utc_seconds now);
/// The two touch a mail only while its `attempts`-th try is the one under way: who lost the lease changes nothing.
void settle_retry(transaction& tx, domain::event_id event, std::int64_t number, int attempts,
                  ground::utc_seconds next_at, std::string_view failure, bool ambiguous);
void settle_dead(transaction& tx, domain::event_id event, std::int64_t number, int attempts, std::string_view failure);

/// Forgets to whom mails went that were sent before `before`.
void forget_addresses(transaction& tx, ground::utc_seconds before);

struct outbox_tally {
    std::int64_t queued = 0, sent = 0, dead = 0;
};
outbox_tally tally_mail(transaction& tx, domain::event_id event); ///< event 0 = all

/// Takes a letter out again that nobody has tried to send. Returns its kind, "" when there is none such.
std::string take_back_mail(transaction& tx, domain::event_id event, std::int64_t number);

} // namespace krug::store
