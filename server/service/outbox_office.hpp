// The outbox: mail that was promised in the same transaction as what it speaks of.
// Called by the offices (enqueue) and by the mail room (lease, settle).
#pragma once

#include "domain/registration.hpp"
#include "domain/result.hpp"

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
                       cancelled = 7, event_cancelled = 8, still_registered = 9 };
inline constexpr std::array<std::pair<mail_kind, std::string_view>, 9> mail_kind_words{{
    {mail_kind::ticket, "ticket"}, {mail_kind::confirm_email, "confirm_email"},
    {mail_kind::waitlisted, "waitlisted"}, {mail_kind::promoted, "promoted"}, {mail_kind::pending, "pending"},
    {mail_kind::declined, "declined"}, {mail_kind::cancelled, "cancelled"},
    {mail_kind::event_cancelled, "event_cancelled"}, {mail_kind::still_registered, "still_registered"}}};
constexpr domain::words<mail_kind> words_of(mail_kind) { return mail_kind_words; }

struct mail_job {
    domain::event_id event;
    std::int64_t number = 0;
    domain::registration_id registration;
    mail_kind kind{};
    int attempts = 0;
    ground::utc_seconds created_at = 0;
    bool may_have_arrived = false; ///< an earlier try broke between the final dot and the answer
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

private:
    store::database& database_;
    ground::clock& clock_;
};

/// Inside somebody's transaction. A person without an e-mail gets none. Beyond three mails an hour or ten a day for one
/// address over all events the job is kept back until the hour has passed (never dropped).
void enqueue_mail(store::transaction& tx, domain::event_id event, domain::registration_id registration, mail_kind kind,
                  ground::utc_seconds now);

} // namespace krug::service
