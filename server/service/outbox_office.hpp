// The outbox: mail that was promised in the same transaction as what it speaks of.
// Called by the offices (enqueue) and by the mail room (lease, settle).
#pragma once

#include "domain/registration.hpp"
#include "domain/reminder.hpp"
#include "domain/result.hpp"
#include "domain/staff.hpp"
#include "domain/told_facts.hpp"

#include <functional>
#include <optional>
#include <vector>

namespace krug::store {
class database;
class transaction;
}
namespace krug::ground {
class clock;
}

namespace krug::service {

/// What a mail is about; one template each.
enum class mail_kind { ticket = 1, confirm_email = 2, waitlisted = 3, promoted = 4, pending = 5, declined = 6,
                       cancelled = 7, event_cancelled = 8, still_registered = 9, changed = 10, reminder = 11, session_seat = 12,
                       message = 13, message_try = 14 };
inline constexpr std::array<std::pair<mail_kind, std::string_view>, 14> mail_kind_words{{
    {mail_kind::ticket, "ticket"}, {mail_kind::confirm_email, "confirm_email"},
    {mail_kind::waitlisted, "waitlisted"}, {mail_kind::promoted, "promoted"}, {mail_kind::pending, "pending"},
    {mail_kind::declined, "declined"}, {mail_kind::cancelled, "cancelled"},
    {mail_kind::event_cancelled, "event_cancelled"}, {mail_kind::still_registered, "still_registered"},
    {mail_kind::changed, "changed"}, {mail_kind::reminder, "reminder"}, {mail_kind::session_seat, "session_seat"},
    {mail_kind::message, "message"}, {mail_kind::message_try, "message_try"}}};
constexpr domain::words<mail_kind> words_of(mail_kind) { return mail_kind_words; }
/// What tells somebody where they stand.
mail_kind mail_for(domain::registration_status status);

struct mail_job {
    domain::event_id event;
    std::int64_t number = 0;
    domain::registration_id registration;
    mail_kind kind{};
    int attempts = 0;
    ground::utc_seconds created_at = 0;
    bool may_have_arrived = false; ///< an earlier try broke between the final dot and the answer
    std::int64_t mailing = 0;      ///< the letter to many that it is one of; 0 = to this person alone
};

/// Tells which reminder of an event is to go now. Whoever knows the time zones brings it.
using reminder_clock = std::function<std::optional<domain::reminder_slot>(
    const domain::event_time& time, const domain::reminder_rule& rule, ground::utc_seconds now)>;

/// One letter to many, for the organisers' list.
struct mailing_line {
    std::int64_t number = 0;
    mail_kind kind{};
    ground::utc_seconds begun_at = 0;
    bool is_going_on = false; ///< letters are still to be put into the outbox
    std::int64_t told = 0, sent = 0, waiting = 0, failed = 0;
};

/// What an attendee answered to a reminder.
struct attendee_reply {
    ground::utc_seconds coming_at = 0; ///< 0 = has not said so
    bool no_reminders = false;
};

struct outbox_counts { std::int64_t queued = 0, sent = 0, dead = 0; };

class outbox_office {
public:
    outbox_office(store::database& database, ground::clock& clock);

    /// Takes up to `most` jobs that are due and keeps them for ten minutes; a crash gives them back.
    std::vector<mail_job> lease(int most);
    void mark_sent(const mail_job& job);
    void mark_retry(const mail_job& job, ground::utc_seconds next_at, std::string_view failure, bool may_have_arrived);
    void mark_dead(const mail_job& job, std::string_view failure);
    outbox_counts counts(domain::event_id event); ///< event 0 = all

    // Letters to many.

    /// Puts the next portion of letters of the mailing that is due longest into the outbox: at most 500 in one short
    /// transaction, so that registrations go on between. Returns how many letters; 0 = nothing is due. A crash loses and
    /// repeats none.
    std::int64_t fan_out();
    /// Begins the reminders whose moment has come, each once for a start of an event. Called once a minute.
    std::int64_t begin_reminders(const reminder_clock& due);
    /// A change that waits for its two minutes goes now: its author is done.
    void tell_now(domain::event_id event);
    /// Confirmed people with an address: whom a change or a reminder reaches.
    std::int64_t reachable(domain::event_id event);
    std::int64_t coming(domain::event_id event); ///< how many of the confirmed have said that they come
    std::vector<mailing_line> mailings(domain::event_id event); ///< the latest fifty

    domain::reminder_rule reminder_rule_of(domain::event_id event);
    /// Refuses with invalid (hours_before) and not_found.
    domain::result<void> set_reminder_rule(const domain::actor& by, domain::event_id event,
                                           const domain::reminder_rule& rule);

    attendee_reply reply_of(domain::event_id event, domain::registration_id id);
    /// «Приду». Twice is harmless. Refuses with not_found, wrong_state (not confirmed).
    domain::result<void> say_coming(domain::event_id event, domain::registration_id id);
    domain::result<void> set_reminders_wanted(domain::event_id event, domain::registration_id id, bool wanted);

    /// What the guests had been told before the change that this mailing speaks of; nothing when it is none.
    std::optional<domain::told_facts> told_before(domain::event_id event, std::int64_t mailing);
    /// The seats in sessions that a letter speaks of; empty when it is about something else.
    struct session_news {
        domain::session_id session;
        domain::session_id left; ///< given back for it; 0 = none
    };
    std::vector<session_news> session_news_of(domain::event_id event, std::int64_t mail);
    /// What a reminder is about: the start that it reminds of; 0 when it is none.
    ground::utc_seconds reminded_start(domain::event_id event, std::int64_t mailing);

private:
    store::database& database_;
    ground::clock& clock_;
};

/// Inside somebody's transaction. A person without an e-mail gets none. Beyond three mails an hour or ten a day for one
/// address over all events the job is kept back until the hour has passed (never dropped).
void enqueue_mail(store::transaction& tx, domain::event_id event, domain::registration_id registration, mail_kind kind,
                  ground::utc_seconds now);

/// When and where the event is, as this transaction sees it.
domain::told_facts told_facts_in(store::transaction& tx, domain::event_id event);
/// After a change of a published event: when time, place, hours or room are others than `before`, everybody whom it
/// concerns is written to in two minutes, or as soon as tell_now is called; who changes again meanwhile adds to the same
/// letter, and who changes back takes it away.
void note_change(store::transaction& tx, domain::event_id event, const domain::told_facts& before,
                 ground::utc_seconds now);

} // namespace krug::service
