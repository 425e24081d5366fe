#include "service/message_office.hpp"

#include "domain/text_rules.hpp"
#include "ground/check.hpp"
#include "ground/clock.hpp"
#include "service/key_office.hpp"
#include "service/outbox_office.hpp"
#include "service/staff_office.hpp"
#include "store/database.hpp"
#include "store/event_store.hpp"
#include "store/message_store.hpp"
#include "store/registration_store.hpp"
#include "store/staff_store.hpp"
#include "ticket/digest.hpp"

namespace krug::service {

using domain::message;
using domain::message_state;
using domain::refusal;
using domain::refusal_code;
using store::transaction;

namespace {

constexpr std::int64_t hour = 3600, day = 24 * hour;
constexpr int lines_shown = 50, failures_shown = 100;
/// A service that was away for longer does not bring yesterday's news.
constexpr std::int64_t stale_seconds = 2 * day;
constexpr std::size_t pointer_bytes = 8;

refusal refuse(refusal_code code, std::int64_t at = 0) { return {code, at, {}}; }

ticket::bytes raw_of(const master_key& key) {
    ticket::bytes raw;
    for (const auto each : key) raw.push_back(std::to_integer<std::uint8_t>(each));
    return raw;
}

message_outcomes outcomes_in(transaction& tx, const message& what) {
    message_outcomes told;
    if (what.mailing == 0) return told;
    const auto counts = store::outcomes_of(tx, what.event, what.mailing);
    told.sent = counts.sent;
    told.waiting = counts.waiting;
    told.failed = counts.failed;
    told.withdrawn = counts.withdrawn;
    told.spared = counts.spared;
    const auto mailing = store::find_mailing(tx, what.event, what.mailing);
    told.is_going_on = mailing && mailing->due_at > 0;
    return told;
}

/// When a scheduled message is to go; nothing while the event has no end that we know.
std::optional<ground::utc_seconds> due_at(const message& what, const domain::event& event) {
    if (what.send_at > 0) return what.send_at;
    const auto over = domain::over_at(event.time);
    return over ? std::optional(*over + what.hours_after * hour) : std::nullopt;
}

} // namespace

message_office::message_office(store::database& database, ground::clock& clock, key_office& keys)
    : database_(database), clock_(clock), keys_(keys) {}

domain::result<std::int64_t> message_office::write(const domain::actor& by, const message& what) {
    if (auto wrong = domain::check_message(what); !wrong.empty()) return refusal{refusal_code::invalid, 0, std::move(wrong)};
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<std::int64_t> {
        if (!store::lock_event(tx, what.event)) return refuse(refusal_code::not_found);
        if (store::count_messages(tx, what.event) >= domain::messages_max) return refuse(refusal_code::too_many);
        auto fresh = what;
        fresh.state = message_state::draft;
        fresh.version = 1;
        fresh.send_at = fresh.begun_at = fresh.mailing = 0;
        fresh.created_at = now;
        fresh.created_by = by.id;
        const auto number = store::insert_message(tx, fresh);
        record_audit(tx, by, "write_message", what.event, number, domain::word_of(what.sort), now);
        return number;
    });
}

domain::result<void> message_office::rewrite(const domain::actor& by, const message& what) {
    if (auto wrong = domain::check_message(what); !wrong.empty()) return refusal{refusal_code::invalid, 0, std::move(wrong)};
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, what.event)) return refuse(refusal_code::not_found);
        auto known = store::find_message(tx, what.event, what.number);
        if (!known) return refuse(refusal_code::not_found);
        if (known->state != message_state::draft) return refuse(refusal_code::wrong_state);
        if (known->version != what.version) return refuse(refusal_code::version_mismatch);
        known->sort = what.sort;
        known->filter = what.filter;
        known->subject_ru = what.subject_ru;
        known->text_ru = what.text_ru;
        known->subject_en = what.subject_en;
        known->text_en = what.text_en;
        known->hours_after = what.hours_after;
        ++known->version;
        store::save_message(tx, *known);
        record_audit(tx, by, "write_message", what.event, what.number, domain::word_of(what.sort), now);
        return {};
    });
}

domain::result<void> message_office::remove(const domain::actor& by, domain::event_id event, std::int64_t number) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        const auto known = store::find_message(tx, event, number);
        if (!known) return refuse(refusal_code::not_found);
        if (known->mailing > 0 || known->state == message_state::scheduled) return refuse(refusal_code::wrong_state);
        store::delete_message(tx, event, number);
        record_audit(tx, by, "remove_message", event, number, "", now);
        return {};
    });
}

std::optional<message> message_office::find(domain::event_id event, std::int64_t number) {
    return database_.read([&](transaction& tx) { return store::find_message(tx, event, number); });
}

std::vector<message_line> message_office::list(domain::event_id event) {
    return database_.read([&](transaction& tx) {
        std::vector<message_line> lines;
        for (auto& each : store::messages_of(tx, event, lines_shown)) {
            auto outcomes = outcomes_in(tx, each);
            lines.push_back({std::move(each), std::move(outcomes)});
        }
        return lines;
    });
}

message_reach message_office::reach(const message& what) {
    return database_.read([&](transaction& tx) {
        return message_reach{store::count_recipients(tx, what), store::count_unreachable(tx, what), store::count_english(tx, what)};
    });
}

std::vector<domain::registration_id> message_office::recipients(const message& what, domain::registration_id after, int most) {
    return database_.read([&](transaction& tx) { return store::recipients_of(tx, what, after, most); });
}

/// What sending and scheduling ask alike.
domain::result<void> message_office::judge(transaction& tx, const message& what, std::int64_t version, ground::utc_seconds now) {
    if (what.state != message_state::draft) return refuse(refusal_code::wrong_state);
    if (what.version != version) return refuse(refusal_code::version_mismatch);
    const auto event = store::find_event(tx, what.event);
    if (!event || event->state == domain::event_state::draft) return refuse(refusal_code::event_not_published);
    if (store::count_begun(tx, what.event, now - day) >= domain::messages_a_day) return refuse(refusal_code::too_many, now + day);
    return {};
}

void message_office::begin(transaction& tx, message what, ground::utc_seconds now) {
    store::mailing_row row;
    row.event = what.event;
    row.kind = domain::word_of(mail_kind::message);
    row.mark = "message " + std::to_string(what.number);
    row.created_at = row.due_at = now;
    row.tickets_before = now;
    const auto mailing = store::insert_mailing(tx, row);
    if (!mailing) return; // begun before
    what.state = message_state::begun;
    what.begun_at = now;
    what.mailing = *mailing;
    ++what.version;
    store::save_message(tx, what);
}

domain::result<void> message_office::send(const domain::actor& by, domain::event_id event, std::int64_t number,
                                          std::int64_t version, std::int64_t expected) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        const auto known = store::find_message(tx, event, number);
        if (!known) return refuse(refusal_code::not_found);
        if (known->state == message_state::begun) return {}; // pressed twice
        if (auto judged = judge(tx, *known, version, now); !judged) return judged;
        const auto recipients = store::count_recipients(tx, *known);
        if (recipients == 0) return refuse(refusal_code::full);
        if (recipients != expected) return refuse(refusal_code::version_mismatch, recipients);
        begin(tx, *known, now);
        record_audit(tx, by, "send_message", event, number, "people=" + std::to_string(recipients), now);
        return {};
    });
}

domain::result<void> message_office::schedule(const domain::actor& by, domain::event_id event, std::int64_t number,
                                              std::int64_t version, ground::utc_seconds at, std::int64_t hours_after, bool at_night) {
    const auto now = clock_.now();
    if (at != 0 && (at <= now || at > now + domain::schedule_days_max * day))
        return refusal{refusal_code::invalid, 0, {{"at", at <= now ? "in_the_past" : "out_of_range", 0}}};
    if (at == 0 && (hours_after < 1 || hours_after > domain::hours_after_max))
        return refusal{refusal_code::invalid, 0, {{"hours_after", "out_of_range", domain::hours_after_max}}};
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        auto known = store::find_message(tx, event, number);
        if (!known) return refuse(refusal_code::not_found);
        if (auto judged = judge(tx, *known, version, now); !judged) return judged;
        known->send_at = at;
        known->hours_after = at == 0 ? hours_after : 0;
        known->at_night = at_night;
        const auto about = store::find_event(tx, event);
        const auto due = due_at(*known, *about);
        if (!due) return refuse(refusal_code::event_has_no_date);
        if (*due <= now) return refusal{refusal_code::invalid, 0, {{at == 0 ? "hours_after" : "at", "in_the_past", 0}}};
        known->state = message_state::scheduled;
        ++known->version;
        store::save_message(tx, *known);
        record_audit(tx, by, "schedule_message", event, number, "at=" + std::to_string(*due), now);
        return {};
    });
}

domain::result<std::int64_t> message_office::withdraw(const domain::actor& by, domain::event_id event, std::int64_t number) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<std::int64_t> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        auto known = store::find_message(tx, event, number);
        if (!known) return refuse(refusal_code::not_found);
        if (known->state == message_state::stopped) return std::int64_t{0};
        if (known->state == message_state::draft) return refuse(refusal_code::wrong_state);
        std::int64_t gone = 0;
        if (known->state == message_state::scheduled) {
            known->state = message_state::draft;
        } else {
            auto mailing = store::find_mailing(tx, event, known->mailing);
            KRUG_CHECK(mailing.has_value());
            mailing->due_at = 0;
            store::save_mailing(tx, *mailing);
            gone = store::withdraw_letters(tx, event, known->mailing);
            known->state = message_state::stopped;
        }
        ++known->version;
        store::save_message(tx, *known);
        record_audit(tx, by, "withdraw_message", event, number, "letters=" + std::to_string(gone), now);
        return gone;
    });
}

domain::result<void> message_office::try_out(const domain::actor& by, domain::event_id event, std::int64_t number) {
    if (by.kind != domain::actor_kind::staff) return refuse(refusal_code::not_allowed);
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, event)) return refuse(refusal_code::not_found);
        const auto known = store::find_message(tx, event, number);
        if (!known) return refuse(refusal_code::not_found);
        if (store::count_tries(tx, {by.id}, now - hour) >= domain::tries_an_hour) return refuse(refusal_code::too_many, now + hour);
        for (const std::string_view language : {"ru", "en"})
            if (!(language == "ru" ? known->text_ru : known->text_en).empty())
                store::insert_try(tx, {event, 0, number, {by.id}, std::string(language), now});
        record_audit(tx, by, "try_message", event, number, "", now);
        return {};
    });
}

message_outcomes message_office::outcomes(const message& what) {
    return database_.read([&](transaction& tx) {
        auto told = outcomes_in(tx, what);
        told.failures = store::failed_recipients(tx, what.event, what.mailing, failures_shown);
        return told;
    });
}

std::int64_t message_office::begin_due(const daytime& is_day) {
    const auto now = clock_.now();
    struct due_message {
        message what;
        bool is_stale = false;
    };
    // Looked for by a reader first: an idle mail room never makes the writer work.
    const auto due = database_.read([&](transaction& tx) {
        std::vector<due_message> found;
        for (auto& each : store::scheduled_messages(tx)) {
            const auto event = store::find_event(tx, each.event);
            if (!event) continue;
            const auto at = due_at(each, *event);
            if (!at || *at > now) continue;
            // Nobody is thanked for an event that did not take place.
            const bool stale = *at + stale_seconds < now ||
                               (each.hours_after > 0 && event->state == domain::event_state::cancelled);
            if (!stale && !each.at_night && !is_day(event->time.timezone, now)) continue;
            found.push_back({std::move(each), stale});
        }
        return found;
    });
    std::int64_t begun = 0;
    for (const auto& each : due)
        begun += database_.write([&](transaction& tx) -> std::int64_t {
            if (!store::lock_event(tx, each.what.event)) return 0;
            auto known = store::find_message(tx, each.what.event, each.what.number);
            if (!known || known->state != message_state::scheduled || known->version != each.what.version) return 0;
            const domain::actor the_clock{domain::actor_kind::system, 0, {}};
            if (each.is_stale) {
                known->state = message_state::draft;
                ++known->version;
                store::save_message(tx, *known);
                record_audit(tx, the_clock, "miss_message", known->event, known->number, "", now);
                return 0;
            }
            const auto recipients = store::count_recipients(tx, *known);
            begin(tx, *known, now);
            record_audit(tx, the_clock, "send_message", known->event, known->number, "people=" + std::to_string(recipients), now);
            return 1;
        });
    return begun;
}

std::optional<message> message_office::for_letter(domain::event_id event, std::int64_t mailing, domain::registration_id to) {
    return database_.read([&](transaction& tx) -> std::optional<message> {
        auto what = store::message_of_mailing(tx, event, mailing);
        if (!what || what->state != message_state::begun || !store::reaches(tx, *what, to)) return std::nullopt;
        return what;
    });
}

std::optional<message_office::trial> message_office::for_trial(domain::event_id event, std::int64_t mail_number) {
    return database_.read([&](transaction& tx) -> std::optional<trial> {
        const auto one = store::find_try(tx, event, mail_number);
        const auto what = one ? store::find_message(tx, event, one->message_number) : std::nullopt;
        const auto whose = one ? store::find_staff(tx, one->staff) : std::nullopt;
        if (!what || !whose || !whose->staff.active) return std::nullopt;
        return trial{*what, whose->staff.email, whose->staff.name, one->language};
    });
}

std::string message_office::feedback_key(domain::event_id event, domain::registration_id who) const {
    const auto text = std::to_string(event.value) + " " + std::to_string(who.value);
    const auto mac = ticket::hmac_sha256(raw_of(keys_.derive("krug-feedback/1")), ticket::bytes_of(text));
    return ticket::to_hex(ticket::byte_view(mac).first(16));
}

domain::result<void> message_office::give_feedback(domain::event_id event, domain::registration_id who, const feedback& given) {
    if (given.stars < 1 || given.stars > 5) return refusal{refusal_code::invalid, 0, {{"stars", "required", 0}}};
    if (const auto fault = given.words.empty() ? std::nullopt : domain::fault_in_prose(given.words, domain::feedback_words_max);
        fault && *fault != domain::text_fault::empty)
        return refusal{refusal_code::invalid, 0, {{"words", std::string(domain::word_of(*fault)),
                                                   static_cast<std::int64_t>(domain::feedback_words_max)}}};
    const auto key = feedback_key(event, who);
    database_.write([&](transaction& tx) { store::save_feedback(tx, event, key, {given.stars, given.words}); });
    return {};
}

std::optional<feedback> message_office::feedback_of(domain::event_id event, domain::registration_id who) {
    const auto key = feedback_key(event, who);
    const auto row = database_.read([&](transaction& tx) { return store::find_feedback(tx, event, key); });
    return row ? std::optional(feedback{row->stars, row->words}) : std::nullopt;
}

feedback_result message_office::feedback_results(domain::event_id event) {
    feedback_result told;
    auto rows = database_.read([&](transaction& tx) { return store::feedback_of(tx, event); });
    told.answers = static_cast<std::int64_t>(rows.size());
    if (told.answers < domain::feedback_shown_from) return told;
    for (auto& row : rows) {
        ++told.by_stars[static_cast<std::size_t>(row.stars - 1)];
        if (!domain::is_blank(row.words)) told.words.push_back(std::move(row.words));
    }
    return told;
}

std::string message_office::news_secret(const domain::registration& who) const {
    const auto manage = keys_.manage_secret(who.event, who.id, who.secret_salt);
    auto raw = *ticket::from_base64url(manage);
    const auto mac = ticket::hmac_sha256(raw_of(keys_.derive("krug-news/1")), ticket::bytes_of(manage));
    raw.resize(pointer_bytes);
    raw.insert(raw.end(), mac.begin(), mac.end());
    return ticket::to_base64url(raw);
}

std::optional<message_office::news_standing> message_office::find_news(std::string_view secret) {
    const auto row = keys_.read_manage_secret(secret); // the same form, another secret in it
    if (!row) return std::nullopt;
    return database_.read([&](transaction& tx) -> std::optional<news_standing> {
        const auto who = store::find_registration(tx, row->event, row->registration);
        if (!who || who->registration.secret_salt.empty()) return std::nullopt;
        if (!ticket::same_text(secret, news_secret(who->registration))) return std::nullopt;
        return news_standing{row->event, row->registration, store::has_news(tx, row->event, row->registration)};
    });
}

void message_office::set_news(const news_standing& whose, bool wanted) {
    const auto now = clock_.now();
    database_.write([&](transaction& tx) {
        if (wanted) store::begin_news(tx, whose.event, whose.who, now);
        else store::end_news(tx, whose.event, whose.who, now);
        record_audit(tx, {domain::actor_kind::attendee, whose.who.value, {}}, wanted ? "begin_news" : "end_news", whose.event,
                     whose.who.value, "", now);
    });
}

} // namespace krug::service
