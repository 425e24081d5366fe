// Messages that organisers write to many, and what comes back: outcomes, feedback, the end of news.
// Called by web (message pages, feedback, letters) and by serve, which knows the hours of the night.
#pragma once

#include "domain/message.hpp"
#include "domain/staff.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace krug::store {
class database;
class transaction;
}
namespace krug::ground {
class clock;
}

namespace krug::service {

class key_office;

/// Whom a message would reach as things stand.
struct message_reach {
    std::int64_t recipients = 0;  ///< letters: one a registration, for news one an address
    std::int64_t unreachable = 0; ///< meant, but without an address that anybody confirmed, or without consent to news
    std::int64_t english = 0;     ///< of the recipients: read English
};

struct message_outcomes {
    std::int64_t sent = 0, waiting = 0, failed = 0, withdrawn = 0, spared = 0; ///< spared: did not fit any more when it was written
    bool is_going_on = false; ///< letters are still to be put into the outbox
    std::vector<std::pair<domain::registration_id, std::string>> failures; ///< with a stable word, at most a hundred
};

/// One message in the organisers' list.
struct message_line {
    domain::message message;
    message_outcomes outcomes; ///< without failures; of messages that have begun
};

/// Is it a time at which nobody is woken, by the clock of the place? Whoever knows the time zones brings it.
using daytime = std::function<bool(const std::string& timezone, ground::utc_seconds at)>;

struct feedback {
    int stars = 0; ///< 1..5
    std::string words;
};
struct feedback_result {
    std::int64_t answers = 0;
    std::array<std::int64_t, 5> by_stars{}; ///< of one, two … five; all 0 below feedback_shown_from answers
    std::vector<std::string> words;         ///< the same, in no order of time
};

class message_office {
public:
    message_office(store::database& database, ground::clock& clock, key_office& keys);

    /// A draft. Refuses with not_found, invalid (the fields of check_message), too_many (messages_max).
    domain::result<std::int64_t> write(const domain::actor& by, const domain::message& what);
    /// Sort, filter and texts of a draft. Refuses as write does, and with wrong_state and version_mismatch.
    domain::result<void> rewrite(const domain::actor& by, const domain::message& what);
    /// A draft, or one that is over without a single letter. Refuses with not_found, wrong_state.
    domain::result<void> remove(const domain::actor& by, domain::event_id event, std::int64_t number);
    std::optional<domain::message> find(domain::event_id event, std::int64_t number);
    std::vector<message_line> list(domain::event_id event); ///< the latest fifty

    message_reach reach(const domain::message& what);
    /// The recipients behind `after`, at most `most`, for looking at the letter as one of them.
    std::vector<domain::registration_id> recipients(const domain::message& what, domain::registration_id after, int most);

    /// Begins now, once: a repeat is harmless. Refuses with not_found, wrong_state (begun or stopped are no drafts),
    /// version_mismatch (another text or another number of recipients than the organiser saw), full (nobody to write to),
    /// too_many (messages_a_day; at = when), event_not_published.
    domain::result<void> send(const domain::actor& by, domain::event_id event, std::int64_t number, std::int64_t version,
                              std::int64_t expected);
    /// Either `at` (later than now, within schedule_days_max) or `hours_after` the end of the event. Refuses as send does, and
    /// with invalid (at, hours_after), event_has_no_date.
    domain::result<void> schedule(const domain::actor& by, domain::event_id event, std::int64_t number, std::int64_t version,
                                  ground::utc_seconds at, std::int64_t hours_after, bool at_night);
    /// A scheduled one becomes a draft again; of one that has begun what has not gone is withdrawn. Returns how many letters.
    /// Refuses with not_found, wrong_state.
    domain::result<std::int64_t> withdraw(const domain::actor& by, domain::event_id event, std::int64_t number);
    /// A letter to the author alone in each language that is written. Refuses with not_found, not_allowed (no person), too_many.
    domain::result<void> try_out(const domain::actor& by, domain::event_id event, std::int64_t number);
    message_outcomes outcomes(const domain::message& what);

    /// Begins what is due; what would go at night without anybody having meant it waits for the morning. Called often, and
    /// cheap when nothing is scheduled. Returns how many were begun.
    std::int64_t begin_due(const daytime& is_day);

    /// For the letter: the message, if it is still to go to this person.
    std::optional<domain::message> for_letter(domain::event_id event, std::int64_t mailing, domain::registration_id to);
    /// For a letter to the author: whose it is.
    struct trial {
        domain::message message;
        std::string email, name, language;
    };
    std::optional<trial> for_trial(domain::event_id event, std::int64_t mail_number);

    /// One answer a person, which they may change. Refuses with invalid (stars, words).
    domain::result<void> give_feedback(domain::event_id event, domain::registration_id who, const feedback& given);
    std::optional<feedback> feedback_of(domain::event_id event, domain::registration_id who);
    feedback_result feedback_results(domain::event_id event);

    /// The text behind /u/…: ends news and opens nothing else.
    std::string news_secret(const domain::registration& who) const;
    struct news_standing {
        domain::event_id event;
        domain::registration_id who;
        bool wanted = false;
    };
    /// Nothing for a text that is none of ours.
    std::optional<news_standing> find_news(std::string_view secret);
    /// Ending takes the consent back everywhere at the organisation where the address gave it. Twice is harmless.
    void set_news(const news_standing& whose, bool wanted);

private:
    std::string feedback_key(domain::event_id event, domain::registration_id who) const;
    domain::result<void> judge(store::transaction& tx, const domain::message& what, std::int64_t version, ground::utc_seconds now);
    void begin(store::transaction& tx, domain::message what, ground::utc_seconds now);

    store::database& database_;
    ground::clock& clock_;
    key_office& keys_;
};

} // namespace krug::service
