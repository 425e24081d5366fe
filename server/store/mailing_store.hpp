// One letter to many: the mailings of an event, how far each has come, and what people answered to reminders.
// Called by service only, inside a transaction.
#pragma once

#include "domain/event.hpp"
#include "domain/reminder.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace krug::store {

class transaction;

struct mailing_row {
    domain::event_id event;
    std::int64_t number = 0;
    std::string kind; ///< the word of the letters
    std::string mark; ///< what it is about; one mailing a mark
    ground::utc_seconds created_at = 0;
    ground::utc_seconds due_at = 0; ///< > 0 while letters are still to be promised
    domain::registration_id last_told;
    std::int64_t told = 0;
    ground::utc_seconds tickets_before = 0;
    std::string facts;
};

/// Gives the row its number and returns it; nothing when the mark has been used. The event's counters must be locked.
std::optional<std::int64_t> insert_mailing(transaction& tx, const mailing_row& row);
/// The one that has been due longest.
std::optional<mailing_row> due_mailing(transaction& tx, ground::utc_seconds now);
std::optional<mailing_row> find_mailing(transaction& tx, domain::event_id event, std::int64_t number);
/// The change of the event of which nobody has been told yet.
std::optional<mailing_row> unbegun_change(transaction& tx, domain::event_id event);
/// due_at, last_told, told and tickets_before.
void save_mailing(transaction& tx, const mailing_row& row);
/// When the latest mailing of this kind was begun; 0 = never.
ground::utc_seconds last_mailing(transaction& tx, domain::event_id event, std::string_view kind);

/// Which of the confirmed a mailing is for.
struct mailing_audience {
    std::vector<domain::session_id> sessions; ///< only who chose one of these; empty = all
    bool wanted_only = false;                 ///< not those who want no reminders
};
/// Promises letters to the next `most` people of the mailing and moves its last_told and told. Returns how many; fewer
/// than `most` = there are no more. Who has a letter of this kind waiting in the outbox gets no second one. The event's
/// counters must be locked.
std::int64_t enqueue_mailing(transaction& tx, mailing_row& mailing, const mailing_audience& who, int most,
                             ground::utc_seconds now);

/// Promises one letter to each of these registrations (all different) and moves the mailing's told. The event's counters must
/// be locked.
void promise_letters(transaction& tx, mailing_row& mailing, std::span<const std::int64_t> ids, ground::utc_seconds now);

/// A mailing with what became of its letters.
struct mailing_tally {
    mailing_row row;
    std::int64_t sent = 0, waiting = 0, failed = 0;
};
/// Of one event, latest first, at most `most`.
std::vector<mailing_tally> mailings_of(transaction& tx, domain::event_id event, int most);

/// Confirmed registrations with an address.
std::int64_t count_reachable(transaction& tx, domain::event_id event);

std::optional<domain::reminder_rule> reminder_rule_of(transaction& tx, domain::event_id event);
void save_reminder_rule(transaction& tx, domain::event_id event, const domain::reminder_rule& rule);
/// Published events that start later than `from` and at or before `until`.
struct starting_event {
    domain::event_id id;
    domain::event_time time;
};
std::vector<starting_event> events_starting(transaction& tx, ground::utc_seconds from, ground::utc_seconds until);

struct attendee_reply {
    ground::utc_seconds coming_at = 0; ///< 0 = has not said so
    bool no_reminders = false;
};
attendee_reply reply_of(transaction& tx, domain::event_id event, domain::registration_id id);
void save_reply(transaction& tx, domain::event_id event, domain::registration_id id, const attendee_reply& reply);
/// Confirmed people who have said that they come.
std::int64_t count_coming(transaction& tx, domain::event_id event);

} // namespace krug::store
