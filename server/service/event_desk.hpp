// The seats of one event in the hands of one transaction: who takes them, gives them back and moves up.
// For the offices that change registrations (registration_office, merging).
#pragma once

#include "domain/quota.hpp"
#include "domain/registration.hpp"
#include "domain/seats.hpp"
#include "ground/check.hpp"
#include "service/outbox_office.hpp"
#include "service/session_choice.hpp"
#include "store/category_store.hpp"
#include "store/event_store.hpp"
#include "store/feed_store.hpp"
#include "store/form_store.hpp"
#include "store/outbox_store.hpp"
#include "store/programme_store.hpp"
#include "store/registration_store.hpp"
#include "store/sign_up_store.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace krug::service {

/// How often a ticket can be issued anew: its field has 16 bits.
inline constexpr std::uint16_t generation_max = 65535;

/// The event's numbers and pools while one transaction moves them; written back once, by save().
class event_desk {
public:
    static std::optional<event_desk> open(store::transaction& tx, domain::event_id event) {
        auto locked = store::lock_event(tx, event);
        if (!locked) return std::nullopt;
        return event_desk(tx, std::move(*locked));
    }

    const domain::event& rules() const { return locked_.rules; }
    int seating_rounds() const { return locked_.seating_rounds; }
    /// Read when the first one is asked something; an event without questions never pays for it.
    const domain::registration_form& form() {
        if (!form_) form_ = store::form_of(tx_, rules().id);
        return *form_;
    }
    store::transaction& tx() const { return tx_; }
    domain::seat_pool& whole_event() { return pools_.at(0); }
    domain::seat_pool* session_pool(domain::session_id session) {
        const auto found = pools_.find(session.value);
        return session && found != pools_.end() ? &found->second : nullptr;
    }
    std::map<std::int64_t, domain::seat_pool>& pools() { return pools_; }
    /// Of all sessions, read when they are first asked for.
    const std::vector<domain::session_hours>& hours() {
        if (!hours_) hours_ = store::session_hours_of(tx_, rules().id);
        return *hours_;
    }
    /// The pools as those who choose sessions need them. Whoever moves is told to devices and written to.
    session_seats_in_hand session_seats() {
        return {tx_, rules().id, pools_, hours(), [this](auto who, auto into, auto left) {
                    tell_devices(who);
                    moved_.push_back({who, into, left});
                }};
    }
    /// Of the category's limit; none for a category without one.
    domain::seat_pool* quota_of(domain::category_id category) {
        const auto found = pools_.find(domain::quota_scope(category).value);
        return found == pools_.end() ? nullptr : &found->second;
    }
    std::vector<domain::seat_pool> quotas() const {
        std::vector<domain::seat_pool> all;
        for (auto from = pools_.lower_bound(domain::quota_scope_base); from != pools_.end(); ++from) all.push_back(from->second);
        return all;
    }
    /// A seat of the event and of the category, or a place in the line.
    domain::seat_decision take_seat(domain::category_id category, domain::registration_mode mode, bool confirm) {
        return domain::take_seat_in(whole_event(), quota_of(category), quotas(), mode, confirm);
    }
    /// 0 is everybody's.
    bool has_category(domain::category_id wanted) {
        if (!categories_) categories_ = store::categories_of(tx_, rules().id);
        return !wanted || std::any_of(categories_->begin(), categories_->end(), [&](const auto& each) { return each.id == wanted; });
    }
    const std::vector<domain::category_terms>& category_terms() {
        if (!category_terms_) category_terms_ = store::category_terms_of(tx_, rules().id);
        return *category_terms_;
    }

    domain::registration_id next_registration() { return {++locked_.last_registration}; }
    void tell_devices(domain::registration_id id) { told_.push_back({"roster", id.value}); }
    /// Older generations of this ticket are refused everywhere from the next sync on, and never forgotten.
    void deny_older(domain::registration_id id) { told_.push_back({"deny", id.value}); }
    void mail(const domain::registration& whom, mail_kind kind) {
        if (!whom.email.empty()) mails_.push_back({whom.id, domain::word_of(kind)});
    }
    /// The number that the letter promised last will have.
    std::int64_t last_mail() const { return locked_.last_mail + static_cast<std::int64_t>(mails_.size()); }
    /// All letters of this transaction.
    void hold_letters_until(ground::utc_seconds at) { letters_not_before_ = at; }

    /// Looks up, at once for all, who is registered under one of these addresses; asked for by namesakes().
    void look_for_namesakes(const std::vector<std::string>& email_keys) {
        for (auto& known : store::live_by_email(tx_, rules().id, email_keys))
            namesakes_[known.email_key].push_back(std::move(known));
    }
    const std::vector<store::namesake>& namesakes(const std::string& email_key) { return namesakes_[email_key]; }

    /// What this very request has made, here or in an earlier transaction.
    std::optional<domain::registration> made_by(const std::string& request_key) const {
        for (const auto& row : new_rows_)
            if (row.request_key == request_key) return row.registration;
        const auto made = store::find_by_request(tx_, rules().id, request_key);
        return made ? std::optional(registration(*made)) : std::nullopt;
    }
    /// One that is there, also when it is written only with the others.
    domain::registration registration(domain::registration_id id) const {
        for (const auto& row : new_rows_)
            if (row.registration.id == id) return row.registration;
        return std::move(store::find_registration(tx_, rules().id, id)->registration);
    }

    /// Everybody who registers in this transaction is written at its end, in one statement a table.
    void add(const store::registration_row& row, std::span<const store::session_seat> seats,
             const domain::registration_request& asked, std::string sealed_needs) {
        const auto id = row.registration.id;
        new_rows_.push_back(row);
        new_seats_.insert(new_seats_.end(), seats.begin(), seats.end());
        for (const auto& each : asked.consents) new_consents_.push_back({id, each, row.registration.created_at});
        if (!row.registration.answers.empty()) new_answers_.emplace_back(id, row.registration.answers);
        if (!sealed_needs.empty()) new_needs_.emplace_back(id, std::move(sealed_needs));
        if (!row.email_key.empty()) namesakes_[row.email_key].push_back({id, row.email_key, row.search_key});
    }

    /// Writes whoever was added so far, where others look for them in the database.
    void write_new() {
        const auto event = rules().id;
        store::insert_registrations(tx_, new_rows_);
        store::insert_session_seats(tx_, event, new_seats_);
        store::insert_consents(tx_, event, new_consents_);
        for (const auto& [whose, answers] : new_answers_) store::insert_answers(tx_, event, whose, answers);
        for (const auto& [whose, sealed] : new_needs_) store::insert_need(tx_, event, whose, sealed);
        new_rows_.clear();
        new_seats_.clear();
        new_consents_.clear();
        new_answers_.clear();
        new_needs_.clear();
    }

    void save(ground::utc_seconds now) {
        write_new();
        const auto event = rules().id;
        for (const auto& [scope, pool] : pools_)
            if (pool != before_.at(scope)) store::save_pool(tx_, event, pool);
        store::insert_feed(tx_, event, locked_.last_feed + 1, told_);
        locked_.last_feed += static_cast<std::int64_t>(told_.size());
        const auto news = mail_moves();
        store::insert_mails(tx_, event, locked_.last_mail + 1, mails_, now, letters_not_before_);
        store::insert_session_news(tx_, event, news);
        locked_.last_mail += static_cast<std::int64_t>(mails_.size());
        store::save_numbers(tx_, locked_);
    }

private:
    event_desk(store::transaction& tx, store::locked_event locked) : tx_(tx), locked_(std::move(locked)) {
        for (auto& pool : store::seat_pools(tx, rules().id)) pools_.emplace(pool.scope.value, pool);
        KRUG_CHECK(pools_.contains(0));
        before_ = pools_;
    }

    /// One letter to each who got a seat in sessions, however many; whoever is sent a ticket now reads it there.
    std::vector<store::session_news> mail_moves() {
        std::vector<store::session_news> news;
        std::map<std::int64_t, std::int64_t> letters; // person, number of the letter; 0 = none is needed
        for (const auto& mail : mails_) letters.emplace(mail.to.value, 0);
        for (const auto& move : moved_) {
            if (!letters.contains(move.who.value)) {
                const auto row = store::find_registration(tx_, rules().id, move.who);
                const bool addressed = row && !row->registration.email.empty();
                if (addressed) mails_.push_back({move.who, domain::word_of(mail_kind::session_seat)});
                letters.emplace(move.who.value, addressed ? locked_.last_mail + static_cast<std::int64_t>(mails_.size()) : 0);
            }
            if (const auto letter = letters.at(move.who.value); letter > 0)
                if (std::none_of(news.begin(), news.end(), [&](const auto& known) { return known.mail == letter && known.session == move.into; }))
                    news.push_back({letter, move.into, move.left});
        }
        return news;
    }

    struct session_move {
        domain::registration_id who;
        domain::session_id into, left;
    };

    store::transaction& tx_;
    store::locked_event locked_;
    std::map<std::int64_t, domain::seat_pool> pools_, before_;
    std::optional<domain::registration_form> form_;
    std::optional<std::vector<domain::category_terms>> category_terms_;
    std::optional<std::vector<domain::guest_category>> categories_;
    std::vector<store::feed_note> told_;
    std::vector<store::new_mail> mails_;
    ground::utc_seconds letters_not_before_ = 0;
    std::vector<session_move> moved_;
    std::optional<std::vector<domain::session_hours>> hours_;
    std::map<std::string, std::vector<store::namesake>> namesakes_;
    std::vector<store::registration_row> new_rows_;
    std::vector<store::session_seat> new_seats_;
    std::vector<store::new_consent> new_consents_;
    std::vector<std::pair<domain::registration_id, std::vector<domain::form_answer>>> new_answers_;
    std::vector<std::pair<domain::registration_id, std::string>> new_needs_;
};

/// Takes what a seated person wanted of the sessions; whoever finds one full waits for it.
std::vector<store::session_seat> seat_in_sessions(event_desk& desk, domain::registration_id who,
                                                  std::vector<store::session_seat> wanted);
/// Frees whatever the registration holds or waits for. Its status is the caller's to set.
void release(store::transaction& tx, event_desk& desk, store::registration_row& row, ground::utc_seconds now);
/// A seat of the event has been counted: the person gets a ticket and tries for the sessions.
void seat_person(store::transaction& tx, event_desk& desk, store::registration_row& row, ground::utc_seconds now);
/// Moves up in every pool; the event's own first, since only seated people wait for sessions. Returns how many got a seat
/// at the event.
std::int64_t promote(store::transaction& tx, event_desk& desk, ground::utc_seconds now);
/// Another category of somebody who has or waits for a seat: the seat goes out of one limit into the other. Refuses with
/// category: full, and has changed nothing then.
domain::result<void> move_quota(event_desk& desk, const domain::registration& who, domain::category_id to);
/// Somebody whom a confirmed one brought along: their held seat is theirs, an expired one is asked for again.
void confirm_along(store::transaction& tx, event_desk& desk, store::registration_row& row, ground::utc_seconds now);

/// Everything a hurried person may type to find somebody, the name first: it is also the order of lists.
std::string search_key_of(const domain::registration& r);

} // namespace krug::service
