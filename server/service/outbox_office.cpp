#include "service/outbox_office.hpp"

#include "ground/check.hpp"
#include "ground/clock.hpp"
#include "store/database.hpp"
#include "store/outbox_store.hpp"
#include "store/programme_store.hpp"

#include <algorithm>
#include <map>

namespace krug::service {

mail_kind mail_for(domain::registration_status status) {
    using enum domain::registration_status;
    switch (status) {
    case unconfirmed: return mail_kind::confirm_email;
    case pending: return mail_kind::pending;
    case confirmed: return mail_kind::ticket;
    case waitlisted: return mail_kind::waitlisted;
    case declined: return mail_kind::declined;
    case cancelled:
    case expired: return mail_kind::cancelled;
    }
    KRUG_CHECK(!"a status outside its enumeration");
    return mail_kind::cancelled;
}

using store::transaction;

namespace {

constexpr std::int64_t lease_seconds = 600;
constexpr std::int64_t hour = 3600;
constexpr std::int64_t day = 24 * hour;
constexpr std::size_t mails_an_hour = 3;
constexpr std::size_t mails_a_day = 10;

/// When the next mail may go to an address that got mails at `times` (rising, none older than a day).
ground::utc_seconds next_slot(const std::vector<ground::utc_seconds>& times, ground::utc_seconds now) {
    const auto slot_after = [&](std::size_t bound, std::int64_t span) {
        return times.size() < bound ? now : std::max(now, times[times.size() - bound] + span);
    };
    return std::max(slot_after(mails_an_hour, hour), slot_after(mails_a_day, day));
}

/// The mails of this day by address, those that are leased meanwhile included.
class address_book {
public:
    address_book(transaction& tx, ground::utc_seconds now) : tx_(tx), now_(now) {}

    /// `now` when one more may go, and then it counts; else the time to wait for.
    ground::utc_seconds ask(const std::string& address_key) {
        if (address_key.empty()) return now_; // no address any more: the mail room finds out and gives it up
        auto found = times_.find(address_key);
        if (found == times_.end())
            found = times_.emplace(address_key, store::mail_times(tx_, address_key, now_ - day)).first;
        const auto slot = next_slot(found->second, now_);
        if (slot == now_) found->second.push_back(now_);
        return slot;
    }

private:
    transaction& tx_;
    ground::utc_seconds now_;
    std::map<std::string, std::vector<ground::utc_seconds>> times_;
};

mail_job job_of(const store::outbox_row& row) {
    const auto kind = domain::parse_word<mail_kind>(row.kind);
    KRUG_CHECK(kind.has_value()); // only our own words are ever written
    mail_job job;
    job.event = row.event;
    job.number = row.number;
    job.registration = row.registration;
    job.kind = *kind;
    job.attempts = row.attempts + 1;
    job.created_at = row.created_at;
    job.mailing = row.mailing;
    // Who crashed while sending cannot say how far it came.
    job.may_have_arrived = row.state == "ambiguous" || row.state == "sending";
    return job;
}

} // namespace

outbox_office::outbox_office(store::database& database, ground::clock& clock) : database_(database), clock_(clock) {}

std::vector<mail_job> outbox_office::lease(int most) {
    KRUG_CHECK(most > 0);
    const auto now = clock_.now();
    // Looked for by a reader first: an idle mail room never makes the writer work.
    const bool any = !database_.read([&](transaction& tx) { return store::due_mail(tx, now, 1, false); }).empty();
    if (!any) return {};
    return database_.write([&](transaction& tx) {
        address_book addresses(tx, now);
        std::vector<mail_job> jobs;
        std::size_t found = 0;
        do { // until something may go: a flood for one address must not hide what is due behind it
            const auto due = store::due_mail(tx, now, most, true);
            found = due.size();
            for (const auto& row : due) {
                const auto slot = addresses.ask(row.address_key);
                if (slot > now) {
                    store::defer_mail(tx, row, slot);
                    continue;
                }
                store::start_mail(tx, row, now + lease_seconds);
                jobs.push_back(job_of(row));
            }
        } while (jobs.empty() && found == static_cast<std::size_t>(most));
        // In a quiet hour only: it reads every address of the day.
        if (found < static_cast<std::size_t>(most)) store::forget_addresses(tx, now - day);
        return jobs;
    });
}

void outbox_office::mark_sent(const mail_job& job) {
    const auto now = clock_.now();
    database_.write([&](transaction& tx) { store::settle_sent(tx, job.event, job.number, now); });
}

void outbox_office::mark_retry(const mail_job& job, ground::utc_seconds next_at, std::string_view failure,
                               bool may_have_arrived) {
    KRUG_CHECK(next_at > 0);
    const bool ambiguous = may_have_arrived || job.may_have_arrived;
    database_.write([&](transaction& tx) {
        store::settle_retry(tx, job.event, job.number, job.attempts, next_at, failure, ambiguous);
    });
}

void outbox_office::mark_dead(const mail_job& job, std::string_view failure) {
    database_.write([&](transaction& tx) { store::settle_dead(tx, job.event, job.number, job.attempts, failure); });
}

outbox_counts outbox_office::counts(domain::event_id event) {
    const auto tally = database_.read([&](transaction& tx) { return store::tally_mail(tx, event); });
    return {tally.queued, tally.sent, tally.dead};
}

std::vector<outbox_office::session_news> outbox_office::session_news_of(domain::event_id event, std::int64_t mail) {
    std::vector<session_news> news;
    for (const auto& each : database_.read([&](transaction& tx) { return store::session_news_of(tx, event, mail); }))
        news.push_back({each.session, each.left});
    return news;
}

void enqueue_mail(transaction& tx, domain::event_id event, domain::registration_id registration, mail_kind kind,
                  ground::utc_seconds now) {
    store::insert_mail(tx, event, registration, domain::word_of(kind), now);
}

} // namespace krug::service
