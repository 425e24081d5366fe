// Letters to many: the outbox office's second half.
#include "ground/check.hpp"
#include "ground/clock.hpp"
#include "service/outbox_office.hpp"
#include "service/staff_office.hpp"
#include "store/database.hpp"
#include "store/event_store.hpp"
#include "store/mailing_store.hpp"
#include "store/message_store.hpp"
#include "store/outbox_store.hpp"
#include "store/registration_store.hpp"
#include "store/session_store.hpp"
#include "store/venue_store.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>

namespace krug::service {

namespace json = boost::json;

using domain::refusal_code;
using store::transaction;

namespace {

constexpr int portion = 500;
constexpr std::int64_t second_thought_seconds = 120;
constexpr std::int64_t second_thoughts_end_seconds = 900; // a program that changes every minute still gets its letter out
/// Whoever got a ticket so shortly before a reminder has just read when and where.
constexpr std::int64_t fresh_ticket_seconds = 6 * 3600;
constexpr std::int64_t reminders_apart_seconds = 3 * 3600;
constexpr std::int64_t look_ahead_seconds = 3 * 86'400;
constexpr int mailings_shown = 50;

json::value number_or_null(const std::optional<std::int64_t>& number) {
    return number ? json::value(*number) : json::value(nullptr);
}
std::optional<std::int64_t> maybe_number(const json::value& from) {
    return from.is_null() ? std::nullopt : std::optional(from.to_number<std::int64_t>());
}
std::string text_of(const json::value& from) { return std::string(from.as_string()); }

std::string write_facts(const domain::told_facts& facts) {
    json::array sessions;
    for (const auto& each : facts.sessions)
        sessions.push_back(json::object{{"id", each.id.value}, {"title", each.title}, {"room", each.room},
                                        {"starts_at", number_or_null(each.starts_at)},
                                        {"ends_at", number_or_null(each.ends_at)}, {"by_sign_up", each.by_sign_up}});
    const auto& time = facts.time;
    return json::serialize(json::object{{"starts_at", number_or_null(time.starts_at)},
                                        {"ends_at", number_or_null(time.ends_at)},
                                        {"precision", domain::word_of(time.precision)}, {"period", time.period},
                                        {"timezone", time.timezone}, {"venue", facts.venue},
                                        {"address", facts.address}, {"sessions", std::move(sessions)}});
}

/// Only ever of write_facts: anything else is a bug and throws.
domain::told_facts read_facts(const std::string& text) {
    const auto from = json::parse(text);
    domain::told_facts facts;
    facts.time.starts_at = maybe_number(from.at("starts_at"));
    facts.time.ends_at = maybe_number(from.at("ends_at"));
    const auto precision = domain::parse_word<domain::date_precision>(text_of(from.at("precision")));
    KRUG_CHECK(precision.has_value());
    facts.time.precision = *precision;
    facts.time.period = text_of(from.at("period"));
    facts.time.timezone = text_of(from.at("timezone"));
    facts.venue = text_of(from.at("venue"));
    facts.address = text_of(from.at("address"));
    for (const auto& each : from.at("sessions").as_array())
        facts.sessions.push_back({{each.at("id").to_number<std::int64_t>()}, text_of(each.at("title")),
                                  text_of(each.at("room")), maybe_number(each.at("starts_at")),
                                  maybe_number(each.at("ends_at")), each.at("by_sign_up").as_bool()});
    return facts;
}

/// "2020-10-15" in UTC: near enough to tell a month that has gone from one to come.
std::string day_text(ground::utc_seconds at) {
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds{std::chrono::seconds{at}})};
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                  static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return text.data();
}

/// Nobody is written to about what is over, whoever corrects a typo in it.
bool is_to_come(const domain::event& event, ground::utc_seconds now) {
    if (event.state != domain::event_state::published) return false;
    if (const auto over = domain::over_at(event.time)) return now < *over;
    return event.time.period.empty() || day_text(now).substr(0, event.time.period.size()) <= event.time.period;
}

std::string mark_of(domain::reminder_slot slot, ground::utc_seconds starts_at) {
    return std::string(domain::word_of(slot)) + " " + std::to_string(starts_at);
}

ground::utc_seconds start_in(const std::string& mark) {
    const auto blank = mark.find(' ');
    return blank == std::string::npos ? 0 : std::stoll(mark.substr(blank + 1));
}

/// Whom a mailing is for as things stand; nothing when it has nothing left to say.
std::optional<store::mailing_audience> audience_of(transaction& tx, const store::mailing_row& mailing,
                                                   ground::utc_seconds now) {
    const auto event = store::find_event(tx, mailing.event);
    if (!event || !is_to_come(*event, now)) return std::nullopt;
    store::mailing_audience who;
    if (mailing.kind == domain::word_of(mail_kind::reminder)) {
        if (event->time.starts_at != start_in(mailing.mark) || now >= *event->time.starts_at) return std::nullopt;
        who.wanted_only = true;
        return who;
    }
    const auto changed = domain::difference(read_facts(mailing.facts), told_facts_in(tx, mailing.event));
    if (!changed.any()) return std::nullopt;
    if (changed.concerns_all()) return who;
    for (const auto& each : changed.moved) who.sessions.push_back(each.now.id);
    return who;
}

} // namespace

domain::told_facts told_facts_in(transaction& tx, domain::event_id event) {
    const auto found = store::find_event(tx, event);
    KRUG_CHECK(found.has_value()); // the caller has found it
    const auto where = found->venue ? store::find_venue(tx, *found->venue) : std::nullopt;
    return domain::told_facts_of(*found, where, store::sessions_of(tx, event));
}

void note_change(transaction& tx, domain::event_id event, const domain::told_facts& before, ground::utc_seconds now) {
    const auto found = store::find_event(tx, event);
    if (!found || !is_to_come(*found, now) || !domain::difference(before, told_facts_in(tx, event)).any()) return;
    if (auto waiting = store::unbegun_change(tx, event)) {
        waiting->due_at = std::min(now + second_thought_seconds, waiting->created_at + second_thoughts_end_seconds);
        waiting->tickets_before = now;
        store::save_mailing(tx, *waiting);
        return;
    }
    store::mailing_row row;
    row.event = event;
    row.kind = domain::word_of(mail_kind::changed);
    row.mark = "version " + std::to_string(found->version);
    row.created_at = row.tickets_before = now;
    row.due_at = now + second_thought_seconds;
    row.facts = write_facts(before);
    const auto number = store::insert_mailing(tx, row);
    KRUG_CHECK(number.has_value()); // a version is reached once
}

std::int64_t outbox_office::fan_out() {
    const auto now = clock_.now();
    // Looked for by a reader first: an idle mail room never makes the writer work.
    if (!database_.read([&](transaction& tx) { return store::due_mailing(tx, now).has_value(); })) return 0;
    return database_.write([&](transaction& tx) -> std::int64_t {
        const auto due = store::due_mailing(tx, now);
        if (!due || !store::lock_event(tx, due->event)) return 0;
        // Again, now that nobody else can move it.
        auto mailing = store::find_mailing(tx, due->event, due->number);
        if (!mailing || mailing->due_at == 0 || mailing->due_at > now) return 0;
        std::int64_t told = 0;
        if (mailing->kind == domain::word_of(mail_kind::message)) {
            const auto what = store::message_of_mailing(tx, mailing->event, mailing->number);
            if (what && what->state == domain::message_state::begun)
                told = store::enqueue_message(tx, *mailing, *what, portion, now);
        } else if (const auto who = audience_of(tx, *mailing, now)) {
            told = store::enqueue_mailing(tx, *mailing, *who, portion, now);
        }
        if (told < portion) mailing->due_at = 0;
        store::save_mailing(tx, *mailing);
        return told;
    });
}

std::int64_t outbox_office::begin_reminders(const reminder_clock& due) {
    const auto now = clock_.now();
    struct candidate {
        domain::event_id event;
        domain::event_time time;
        std::string mark;
    };
    const auto wanted = database_.read([&](transaction& tx) {
        std::vector<candidate> found;
        for (const auto& each : store::events_starting(tx, now, now + look_ahead_seconds)) {
            const auto rule = store::reminder_rule_of(tx, each.id).value_or(domain::reminder_rule{});
            const auto slot = due(each.time, rule, now);
            if (!slot) continue;
            if (now < store::last_mailing(tx, each.id, domain::word_of(mail_kind::reminder)) + reminders_apart_seconds) continue;
            found.push_back({each.id, each.time, mark_of(*slot, *each.time.starts_at)});
        }
        return found;
    });
    std::int64_t begun = 0;
    for (const auto& each : wanted)
        begun += database_.write([&](transaction& tx) -> std::int64_t {
            if (!store::lock_event(tx, each.event)) return 0;
            store::mailing_row row;
            row.event = each.event;
            row.kind = domain::word_of(mail_kind::reminder);
            row.mark = each.mark;
            row.created_at = row.due_at = now;
            row.tickets_before = now - fresh_ticket_seconds;
            return store::insert_mailing(tx, row) ? 1 : 0;
        });
    return begun;
}

void outbox_office::tell_now(domain::event_id event) {
    const auto now = clock_.now();
    database_.write([&](transaction& tx) {
        if (!store::lock_event(tx, event)) return;
        auto waiting = store::unbegun_change(tx, event);
        if (!waiting) return;
        waiting->due_at = now;
        store::save_mailing(tx, *waiting);
    });
}

std::int64_t outbox_office::reachable(domain::event_id event) {
    return database_.read([&](transaction& tx) { return store::count_reachable(tx, event); });
}

std::int64_t outbox_office::coming(domain::event_id event) {
    return database_.read([&](transaction& tx) { return store::count_coming(tx, event); });
}

std::vector<mailing_line> outbox_office::mailings(domain::event_id event) {
    std::vector<mailing_line> lines;
    for (const auto& each :
         database_.read([&](transaction& tx) { return store::mailings_of(tx, event, mailings_shown); })) {
        const auto kind = domain::parse_word<mail_kind>(each.row.kind);
        KRUG_CHECK(kind.has_value()); // only our own words are ever written
        lines.push_back({each.row.number, *kind, each.row.created_at, each.row.due_at > 0, each.row.told, each.sent,
                         each.waiting, each.failed});
    }
    return lines;
}

domain::reminder_rule outbox_office::reminder_rule_of(domain::event_id event) {
    return database_.read([&](transaction& tx) { return store::reminder_rule_of(tx, event); }).value_or(domain::reminder_rule{});
}

domain::result<void> outbox_office::set_reminder_rule(const domain::actor& by, domain::event_id event,
                                                      const domain::reminder_rule& rule) {
    if (rule.hours_before < 0 || rule.hours_before > domain::reminder_hours_max)
        return domain::refusal{refusal_code::invalid, 0, {{"hours_before", "out_of_range", domain::reminder_hours_max}}};
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::lock_event(tx, event)) return domain::refusal{refusal_code::not_found, 0, {}};
        if (store::reminder_rule_of(tx, event) == rule) return {};
        store::save_reminder_rule(tx, event, rule);
        record_audit(tx, by, "set_reminders", event, event.value,
                     "day=" + std::to_string(rule.day_before) + " hours=" + std::to_string(rule.hours_before), now);
        return {};
    });
}

attendee_reply outbox_office::reply_of(domain::event_id event, domain::registration_id id) {
    const auto row = database_.read([&](transaction& tx) { return store::reply_of(tx, event, id); });
    return {row.coming_at, row.no_reminders};
}

domain::result<void> outbox_office::say_coming(domain::event_id event, domain::registration_id id) {
    const auto now = clock_.now();
    return database_.write([&](transaction& tx) -> domain::result<void> {
        const auto row = store::find_registration(tx, event, id);
        if (!row) return domain::refusal{refusal_code::not_found, 0, {}};
        if (row->registration.status != domain::registration_status::confirmed)
            return domain::refusal{refusal_code::wrong_state, 0, {}};
        auto reply = store::reply_of(tx, event, id);
        if (reply.coming_at > 0) return {};
        reply.coming_at = now;
        store::save_reply(tx, event, id, reply);
        record_audit(tx, {domain::actor_kind::attendee, id.value, {}}, "registration_coming", event, id.value, "", now);
        return {};
    });
}

domain::result<void> outbox_office::set_reminders_wanted(domain::event_id event, domain::registration_id id, bool wanted) {
    return database_.write([&](transaction& tx) -> domain::result<void> {
        if (!store::find_registration(tx, event, id)) return domain::refusal{refusal_code::not_found, 0, {}};
        auto reply = store::reply_of(tx, event, id);
        reply.no_reminders = !wanted;
        store::save_reply(tx, event, id, reply);
        return {};
    });
}

std::optional<domain::told_facts> outbox_office::told_before(domain::event_id event, std::int64_t mailing) {
    const auto row = database_.read([&](transaction& tx) { return store::find_mailing(tx, event, mailing); });
    if (!row || row->kind != domain::word_of(mail_kind::changed)) return std::nullopt;
    return read_facts(row->facts);
}

ground::utc_seconds outbox_office::reminded_start(domain::event_id event, std::int64_t mailing) {
    const auto row = database_.read([&](transaction& tx) { return store::find_mailing(tx, event, mailing); });
    return row && row->kind == domain::word_of(mail_kind::reminder) ? start_in(row->mark) : 0;
}

} // namespace krug::service
