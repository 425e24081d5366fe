// Messages that organisers write, whom they reach and what became of them; and what people thought of the event.
// Called by service only, inside a transaction.
#pragma once

#include "domain/message.hpp"
#include "store/mailing_store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace krug::store {

class transaction;

/// Gives the message its number and returns it. The event's counters must be locked.
std::int64_t insert_message(transaction& tx, const domain::message& what);
/// Everything but number, author and birth; the version becomes what.version.
void save_message(transaction& tx, const domain::message& what);
void delete_message(transaction& tx, domain::event_id event, std::int64_t number);
std::optional<domain::message> find_message(transaction& tx, domain::event_id event, std::int64_t number);
std::optional<domain::message> message_of_mailing(transaction& tx, domain::event_id event, std::int64_t mailing);
/// Latest first, at most `most`.
std::vector<domain::message> messages_of(transaction& tx, domain::event_id event, int most);
/// Of all events.
std::vector<domain::message> scheduled_messages(transaction& tx);
std::int64_t count_messages(transaction& tx, domain::event_id event);
std::int64_t count_begun(transaction& tx, domain::event_id event, ground::utc_seconds after);

/// How many letters it would be now: one a registration, for news one an address.
std::int64_t count_recipients(transaction& tx, const domain::message& what);
/// Whom the filter finds and who cannot be written to: no address, an address that nobody confirmed, no consent.
std::int64_t count_unreachable(transaction& tx, const domain::message& what);
/// Recipients by number, after `after`, at most `most`.
std::vector<domain::registration_id> recipients_of(transaction& tx, const domain::message& what,
                                                   domain::registration_id after, int most);
/// How many of the recipients read English.
std::int64_t count_english(transaction& tx, const domain::message& what);
/// Does it still reach this person?
bool reaches(transaction& tx, const domain::message& what, domain::registration_id who);
/// Promises letters to the next `most` recipients and moves the mailing. Returns how many were looked at; fewer than `most` =
/// there are no more. The event's counters must be locked.
std::int64_t enqueue_message(transaction& tx, mailing_row& mailing, const domain::message& what, int most,
                             ground::utc_seconds now);

/// What became of the letters of a mailing.
struct outcome_counts {
    std::int64_t sent = 0, waiting = 0, failed = 0, withdrawn = 0, spared = 0; ///< spared: rightly not written to any more
};
outcome_counts outcomes_of(transaction& tx, domain::event_id event, std::int64_t mailing);
/// Whom the letter did not reach, with the stable word of the reason; at most `most`.
std::vector<std::pair<domain::registration_id, std::string>> failed_recipients(transaction& tx, domain::event_id event,
                                                                               std::int64_t mailing, int most);
/// Letters that wait are given up ("withdrawn"); how many.
std::int64_t withdraw_letters(transaction& tx, domain::event_id event, std::int64_t mailing);

/// A letter to the author alone; the outbox names nobody. The event's counters must be locked.
struct message_try {
    domain::event_id event;
    std::int64_t mail_number = 0;
    std::int64_t message_number = 0;
    domain::staff_id staff;
    std::string language;
    ground::utc_seconds made_at = 0;
};
void insert_try(transaction& tx, const message_try& one);
std::optional<message_try> find_try(transaction& tx, domain::event_id event, std::int64_t mail_number);
std::int64_t count_tries(transaction& tx, domain::staff_id staff, ground::utc_seconds after);

struct feedback_row {
    int stars = 0;
    std::string words;
};
std::optional<feedback_row> find_feedback(transaction& tx, domain::event_id event, const std::string& key);
void save_feedback(transaction& tx, domain::event_id event, const std::string& key, const feedback_row& row);
void delete_feedback(transaction& tx, domain::event_id event, const std::string& key);
/// In an order that says nothing of when they came.
std::vector<feedback_row> feedback_of(transaction& tx, domain::event_id event);

/// Ends the consent to news of everybody with the address of this registration at the events of the same organisation.
void end_news(transaction& tx, domain::event_id event, domain::registration_id who, ground::utc_seconds now);
/// Gives it again, to this registration alone.
void begin_news(transaction& tx, domain::event_id event, domain::registration_id who, ground::utc_seconds now);
bool has_news(transaction& tx, domain::event_id event, domain::registration_id who);

} // namespace krug::store
