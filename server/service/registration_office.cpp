#include "service/registration_office.hpp"

#include "domain/attendance.hpp"
#include "domain/email.hpp"
#include "domain/phone.hpp"
#include "domain/quota.hpp"
#include "domain/search_key.hpp"
#include "domain/text_rules.hpp"
#include "domain/utf8.hpp"
#include "ground/check.hpp"
#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "service/batch_run.hpp"
#include "service/key_office.hpp"
#include "service/merging.hpp"
#include "service/outbox_office.hpp"
#include "service/people_office.hpp"
#include "service/request_trace.hpp"
#include "service/session_choice.hpp"
#include "service/staff_office.hpp"
#include "service/table_places.hpp"
#include "store/batcher.hpp"
#include "store/category_store.hpp"
#include "store/database.hpp"
#include "store/feed_store.hpp"
#include "store/form_store.hpp"
#include "store/outbox_store.hpp"
#include "store/people_store.hpp"
#include "store/programme_store.hpp"
#include "store/registration_store.hpp"
#include "store/scan_store.hpp"
#include "store/sign_up_store.hpp"
#include "store/table_store.hpp"
#include "ticket/digest.hpp"

#include <algorithm>
#include <map>
#include <set>

namespace krug::service {

using domain::refusal_code;
using domain::registration_status;
using store::registration_row;
using store::transaction;

namespace {

constexpr std::uint16_t generation_max = 65535;
constexpr std::int64_t resend_span_seconds = 3600;
constexpr std::size_t resends_max = 3; // as many as the outbox lets through to one address in that time

domain::refusal refuse(refusal_code code, std::int64_t at = 0) { return {code, at, {}}; }
domain::refusal refuse_field(std::string_view field, std::string_view code) {
    return {refusal_code::invalid, 0, {{std::string(field), std::string(code), 0}}};
}

constexpr std::size_t reason_length_max = 500;
constexpr std::size_t people_together_max = 50;

std::optional<domain::refusal> fault_in_reason(const std::string& reason) {
    if (reason.empty()) return std::nullopt;
    const auto fault = domain::fault_in_prose(reason, reason_length_max);
    if (!fault) return std::nullopt;
    return domain::refusal{refusal_code::invalid, 0,
                           {{"reason", std::string(domain::word_of(*fault)), static_cast<std::int64_t>(reason_length_max)}}};
}

std::string email_key_of(const std::string& email) {
    if (email.empty()) return {};
    const auto address = domain::parse_email(email);
    return ticket::sha256_hex(address ? address->key : email).substr(0, 16);
}

/// Everything a hurried person may type to find somebody, the name first: it is also the order of lists.
std::string search_key_of(const domain::registration& r) {
    auto key = domain::search_key(domain::full_name(r.name));
    for (const auto* part : {&r.organisation, &r.email, &r.phone})
        if (!part->empty()) key += " " + domain::search_key(*part);
    return key;
}

std::string name_key_of(const domain::person_name& name) { return domain::search_key(domain::full_name(name)); }

/// One caller's wish with all that has to be drawn or derived outside the transaction.
struct registration_command {
    domain::actor by;
    domain::registration_request request;
    std::string search_key, name_key, email_key, secret_salt;
    std::string phone;
    std::uint32_t ticket_salt = 0;
    ground::utc_seconds now = 0;
    bool quiet = false; ///< no letter now
    std::vector<registration_command> along; ///< registered together with this one, or nobody is
    bool is_along = false;
    domain::registration_id leader; ///< who brings this one along, set when that one has a number
};

/// What was decided, before tickets are signed.
struct registered {
    domain::registration registration;
    bool repeated = false;
    std::vector<domain::registration> along;
};
using registration_outcome = domain::result<registered>;

mail_kind mail_for(registration_status status) {
    switch (status) {
    case registration_status::unconfirmed: return mail_kind::confirm_email;
    case registration_status::pending: return mail_kind::pending;
    case registration_status::confirmed: return mail_kind::ticket;
    case registration_status::waitlisted: return mail_kind::waitlisted;
    case registration_status::declined: return mail_kind::declined;
    case registration_status::cancelled:
    case registration_status::expired: return mail_kind::cancelled;
    }
    KRUG_CHECK(!"a status outside its enumeration");
    return mail_kind::ticket;
}

std::string ticket_id_text(domain::ticket_id id) {
    std::string hex;
    for (int shift = 60; shift >= 0; shift -= 4)
        hex.push_back("0123456789abcdef"[static_cast<std::uint64_t>(id.value) >> shift & 15U]);
    return hex;
}

/// The event's numbers and pools while one transaction moves them; written back once, by save().
class event_desk {
public:
    static std::optional<event_desk> open(transaction& tx, domain::event_id event) {
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
    transaction& tx() const { return tx_; }
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
    void add(const registration_row& row, std::span<const store::session_seat> seats,
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
        store::insert_mails(tx_, event, locked_.last_mail + 1, mails_, now);
        store::insert_session_news(tx_, event, news);
        locked_.last_mail += static_cast<std::int64_t>(mails_.size());
        store::save_numbers(tx_, locked_);
    }

private:
    event_desk(transaction& tx, store::locked_event locked) : tx_(tx), locked_(std::move(locked)) {
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

    transaction& tx_;
    store::locked_event locked_;
    std::map<std::int64_t, domain::seat_pool> pools_, before_;
    std::optional<domain::registration_form> form_;
    std::optional<std::vector<domain::category_terms>> category_terms_;
    std::optional<std::vector<domain::guest_category>> categories_;
    std::vector<store::feed_note> told_;
    std::vector<store::new_mail> mails_;
    std::vector<session_move> moved_;
    std::optional<std::vector<domain::session_hours>> hours_;
    std::map<std::string, std::vector<store::namesake>> namesakes_;
    std::vector<registration_row> new_rows_;
    std::vector<store::session_seat> new_seats_;
    std::vector<store::new_consent> new_consents_;
    std::vector<std::pair<domain::registration_id, std::vector<domain::form_answer>>> new_answers_;
    std::vector<std::pair<domain::registration_id, std::string>> new_needs_;
};

/// Takes what a seated person wanted of the sessions; whoever finds one full waits for it.
std::vector<store::session_seat> seat_in_sessions(event_desk& desk, domain::registration_id who,
                                                  std::vector<store::session_seat> wanted) {
    for (auto& seat : wanted) {
        if (seat.standing != domain::session_choice::state::wanted) continue;
        auto* pool = desk.session_pool(seat.session);
        KRUG_CHECK(pool != nullptr);
        seat.registration = who;
        seat.standing = domain::take_session_seat(*pool, seat.queue_number);
    }
    return wanted;
}

/// Frees whatever the registration holds or waits for. Its status is the caller's to set.
void release(transaction& tx, event_desk& desk, registration_row& row, ground::utc_seconds now) {
    auto& whole = desk.whole_event();
    auto* quota = desk.quota_of(row.registration.category);
    if (domain::holds_seat(row.registration.status) && !row.registration.takes_no_seat)
        for (auto* pool : {&whole, quota})
            if (pool != nullptr) {
                --pool->taken;
                domain::give_back_seat(*pool);
            }
    if (row.registration.status == registration_status::waitlisted) {
        --whole.waiting;
        if (quota != nullptr) --quota->waiting;
        row.queue_number = 0;
    }
    for (auto seat : store::session_seats(tx, row.registration.event, row.registration.id)) {
        auto* pool = desk.session_pool(seat.session);
        if (pool == nullptr || seat.standing == domain::session_choice::state::wanted) continue;
        if (seat.standing == domain::session_choice::state::seated) {
            --pool->taken;
            domain::give_back_seat(*pool);
        } else {
            --pool->waiting;
        }
        if (seat.leaves) { // it was asked for with a seat that is given back as well
            store::delete_session_seat(tx, row.registration.event, row.registration.id, seat.session);
            continue;
        }
        seat.standing = domain::session_choice::state::wanted;
        seat.queue_number = 0;
        store::save_session_seat(tx, row.registration.event, seat);
    }
    leave_tables(tx, row.registration, now);
}

/// A seat of the event has been counted: the person gets a ticket and tries for the sessions.
void seat_person(transaction& tx, event_desk& desk, registration_row& row, ground::utc_seconds now) {
    auto& r = row.registration;
    r.status = registration_status::confirmed;
    row.queue_number = 0;
    r.hold_until = 0;
    const bool first = r.ticket.issued_at == 0;
    // Somebody who comes back after a cancellation gets a new generation: the old code stays refused.
    const auto generation = static_cast<std::uint16_t>(first ? 1 : std::min<int>(r.ticket.generation + 1, generation_max));
    r.ticket = domain::issue_ticket(now, r.ticket.salt, generation);
    r.changed_at = now;
    for (const auto& seat : seat_in_sessions(desk, r.id, store::session_seats(tx, r.event, r.id)))
        store::save_session_seat(tx, r.event, seat);
    store::save_standing(tx, row);
    settle_wish(tx, r, desk.seating_rounds(), now);
    desk.tell_devices(r.id);
}

/// Moves up in every pool; the event's own first, since only seated people wait for sessions.
std::int64_t promote(transaction& tx, event_desk& desk, ground::utc_seconds now) {
    auto& whole = desk.whole_event();
    const auto over = domain::over_at(desk.rules().time);
    // A seat at what will not be, or has been, is no good news.
    if (desk.rules().state == domain::event_state::cancelled || (over && now >= *over)) return 0;
    const auto due = domain::promotions_due(whole);
    std::int64_t moved = 0;
    for (; moved < due; ++moved) {
        // Who waits for a category that is full lets the next one pass.
        const auto full = domain::full_categories(desk.quotas());
        const auto next = full.empty() ? store::first_waiting(tx, desk.rules().id, {})
                                       : store::first_waiting_except(tx, desk.rules().id, full);
        KRUG_CHECK(next.has_value() || !full.empty()); // the pool counts them
        if (!next) break;
        auto row = store::find_registration(tx, desk.rules().id, *next);
        --whole.waiting;
        ++whole.taken;
        if (auto* quota = desk.quota_of(row->registration.category)) {
            --quota->waiting;
            ++quota->taken;
        }
        seat_person(tx, desk, *row, now);
        desk.mail(row->registration, mail_kind::promoted);
    }
    if (std::any_of(desk.pools().begin(), desk.pools().end(),
                    [](const auto& each) { return each.first != 0 && !domain::is_quota(each.second) && each.second.waiting > 0; })) {
        auto seats = desk.session_seats();
        settle_session_lines(seats, now);
    }
    return moved;
}

/// Another category of somebody who has or waits for a seat: the seat goes out of one limit into the other.
domain::result<void> move_quota(event_desk& desk, const domain::registration& who, domain::category_id to) {
    auto* from_pool = desk.quota_of(who.category);
    auto* to_pool = desk.quota_of(to);
    if (domain::holds_seat(who.status) && !who.takes_no_seat) {
        if (to_pool != nullptr && !to_pool->has_free_seat()) return refuse_field("category", "full");
        if (from_pool != nullptr) {
            --from_pool->taken;
            domain::give_back_seat(*from_pool);
        }
        if (to_pool != nullptr) ++to_pool->taken;
    }
    if (who.status == registration_status::waitlisted) {
        if (from_pool != nullptr) --from_pool->waiting;
        if (to_pool != nullptr) ++to_pool->waiting;
    }
    return {};
}

/// Somebody whom a confirmed one brought along: their held seat is theirs, an expired one is asked for again.
void confirm_along(transaction& tx, event_desk& desk, registration_row& row, ground::utc_seconds now) {
    auto& r = row.registration;
    if (r.status == registration_status::unconfirmed) return seat_person(tx, desk, row, now);
    if (r.status != registration_status::expired) return;
    const auto decision = r.takes_no_seat ? domain::seat_decision{registration_status::confirmed, 0}
                                          : desk.take_seat(r.category, domain::registration_mode::open, false);
    if (decision.status == registration_status::confirmed) return seat_person(tx, desk, row, now);
    r.status = registration_status::waitlisted;
    row.queue_number = decision.queue_number;
    r.changed_at = now;
    store::save_standing(tx, row);
    desk.tell_devices(r.id);
}

registration_row row_of(const registration_command& command, domain::event_id event, domain::registration_id id) {
    registration_row row;
    auto& r = row.registration;
    const auto& asked = command.request;
    r.event = event;
    r.id = id;
    r.source = asked.source;
    r.name = asked.name;
    r.email = asked.email;
    r.phone = command.phone;
    r.phone_raw = asked.phone;
    r.organisation = asked.organisation;
    r.position = asked.position;
    r.category = asked.category;
    r.language = asked.language;
    r.created_at = r.changed_at = command.now;
    r.secret_salt = command.secret_salt;
    r.ticket.salt = command.ticket_salt; // also without a ticket: devices know the person by it
    r.ticket.generation = 1;
    row.search_key = command.search_key;
    row.email_key = command.email_key;
    row.request_key = asked.request_key;
    return row;
}

/// Visitors answer what is required; the team, files and doors may leave it open, and are asked what the door asks.
/// Whoever comes along is asked nothing: the questions are the leader's.
domain::form_reader reader_of(const registration_command& command) {
    const bool visitor = command.request.source == domain::registration_source::page;
    return {command.request.category, !visitor, visitor && !command.is_along};
}

bool is_by_staff(const registration_command& command) {
    return command.request.source != domain::registration_source::page;
}

} // namespace

struct registration_office::inside {
    store::database& database;
    ground::clock& clock;
    ground::randomness& random;
    key_office& keys;
    store::batcher<registration_command, batch_outcome<registration_outcome>> queue;

    inside(store::database& database_in, ground::clock& clock_in, ground::randomness& random_in, key_office& keys_in)
        : database(database_in), clock(clock_in), random(random_in), keys(keys_in),
          queue([this](std::span<const registration_command> commands) {
              return run_batch<registration_outcome>(commands, [this](std::span<const registration_command> some) {
                  return database.write([&](transaction& tx) { return register_all(tx, some); });
              });
          }) {}

    registration_command prepare(const domain::actor& by, domain::registration_request request);
    std::vector<registration_outcome> register_all(transaction& tx, std::span<const registration_command> commands);
    registration_outcome register_one(event_desk& desk, const registration_command& command);
    registration_outcome judge(event_desk& desk, const registration_command& command, std::optional<domain::invitation>& with,
                               std::vector<domain::form_answer>& answers);
    domain::registration write_down(event_desk& desk, const registration_command& command, std::optional<domain::invitation>& with,
                                    std::vector<domain::form_answer> answers);
    void add_to(event_desk& desk, const registration_command& command, registration_row& row);
    receipt receipt_for(const registered& done);
    domain::result<receipt> answer_for(const registration_outcome& outcome);
    registration_view view_of(transaction& tx, registration_row row);
    void sign(registration_view& view);

    using change = std::function<domain::result<void>(transaction&, event_desk&, registration_row&)>;
    static change to_cancel(ground::utc_seconds now);
    static change to_approve(ground::utc_seconds now, bool over_capacity);
    static change to_decline(ground::utc_seconds now, const std::string& reason);
    static change to_send_again(ground::utc_seconds now);
    domain::result<registration_view> change_one(const domain::actor& by, domain::event_id event,
                                                 domain::registration_id id, std::string_view what,
                                                 ground::utc_seconds now, const change& apply);
};

registration_office::registration_office(store::database& database, ground::clock& clock, ground::randomness& random,
                                         key_office& keys)
    : inside_(std::make_unique<inside>(database, clock, random, keys)) {}
registration_office::~registration_office() = default;

std::vector<registration_outcome>
registration_office::inside::register_all(transaction& tx, std::span<const registration_command> commands) {
    std::vector<registration_outcome> outcomes(commands.size(), registration_outcome(refuse(refusal_code::not_found)));
    std::map<std::int64_t, std::vector<std::size_t>> by_event; // in one order for all, so that no two batches deadlock
    for (std::size_t at = 0; at < commands.size(); ++at) by_event[commands[at].request.event.value].push_back(at);
    for (const auto& [event, places] : by_event) {
        auto desk = event_desk::open(tx, {event});
        if (!desk) continue;
        std::set<std::string> addresses;
        for (const auto at : places)
            if (!commands[at].email_key.empty()) addresses.insert(commands[at].email_key);
        desk->look_for_namesakes({addresses.begin(), addresses.end()});
        for (const auto at : places) outcomes[at] = register_one(*desk, commands[at]);
        desk->save(commands[places.front()].now);
    }
    return outcomes;
}

namespace {
/// Sessions that must not be chosen together. One session, or none, needs no look at the hours.
std::vector<domain::field_error> faults_of_first_choice(event_desk& desk, const std::vector<domain::session_id>& sessions) {
    if (sessions.size() < 2) return {};
    std::vector<domain::chosen_session> chosen;
    for (const auto session : sessions) chosen.push_back({session});
    std::vector<domain::field_error> faults;
    for (const auto& clash : domain::clashes_among(chosen, desk.hours()))
        if (clash.policy == domain::clash_policy::block) faults.push_back({"sessions", "clash", clash.one.value});
    return faults;
}

/// Whose category a visitor may name: one that guests choose, or that of the code.
domain::result<void> may_have_category(event_desk& desk, const registration_command& command,
                                       const std::optional<domain::invitation>& with) {
    const auto& asked = command.request;
    // Whoever stands inside is not refused for a category that was taken away meanwhile.
    if (!asked.category || asked.source == domain::registration_source::walk_in) return {};
    if (!desk.has_category(asked.category)) return refuse_field("category", "not_a_choice");
    if (is_by_staff(command)) return {};
    if (with && with->category == asked.category) return {};
    for (const auto& terms : desk.category_terms())
        if (terms.category == asked.category && terms.guests_choose && !terms.by_code_only)
            return domain::may_choose(terms, command.now);
    return refuse_field("category", "not_a_choice");
}

} // namespace

/// Everything that can refuse, before anything is written. A registration comes back when the person is there already.
registration_outcome registration_office::inside::judge(event_desk& desk, const registration_command& command,
                                                        std::optional<domain::invitation>& with,
                                                        std::vector<domain::form_answer>& answers) {
    const auto& asked = command.request;
    if (!asked.code.empty()) {
        const auto code = domain::read_code(asked.code);
        with = code ? store::find_invitation(desk.tx(), desk.rules().id, *code) : std::nullopt;
        if (!with) return refuse_field("code", "unknown");
        if (auto usable = domain::may_use(*with, command.now); !usable) return usable.error();
    }
    const auto allowed = domain::may_register(with ? domain::opened_by_code(desk.rules()) : desk.rules(), command.now, is_by_staff(command));
    if (!allowed) return allowed.error();
    const bool confirm = desk.rules().registration.confirm_email && !asked.email_trusted &&
                         asked.source != domain::registration_source::walk_in;
    if (confirm && asked.email.empty()) return refuse_field("email", "required");
    if (!is_by_staff(command) && !with && !domain::is_allowed_address(asked.email, desk.rules().registration.terms.email_domains))
        return refuse_field("email", "not_accepted");
    for (const auto session : asked.sessions)
        if (desk.session_pool(session) == nullptr) return refuse_field("sessions", "not_a_choice");
    if (auto faults = faults_of_first_choice(desk, asked.sessions); !faults.empty())
        return domain::refusal{refusal_code::invalid, 0, std::move(faults)};
    if (auto chosen = may_have_category(desk, command, with); !chosen) return chosen.error();
    const bool is_group = asked.represented_by && asked.represented_by->as == domain::representative::kind::contact;
    const auto most_along = static_cast<std::size_t>(desk.rules().registration.terms.companions_max);
    if (command.along.size() >= people_together_max)
        return domain::refusal{refusal_code::invalid, 0, {{"companions", "too_many", static_cast<std::int64_t>(people_together_max) - 1}}};
    if (!is_by_staff(command) && !is_group && command.along.size() > most_along)
        return domain::refusal{refusal_code::invalid, 0, {{"companions", "too_many", static_cast<std::int64_t>(most_along)}}};

    answers = asked.answers;
    if (desk.rules().registration.form_version > 0)
        if (auto wrong = domain::check_answers(desk.form(), reader_of(command), answers); !wrong.empty())
            return domain::refusal{refusal_code::invalid, 0, std::move(wrong)};

    if (!command.email_key.empty())
        for (const auto& known : desk.namesakes(command.email_key)) {
            // The name stands first in the key, but where it ends only the name itself tells: «Ли» begins «Ли Анна».
            if (!known.search_key.starts_with(command.name_key)) continue;
            auto earlier = desk.registration(known.id);
            if (name_key_of(earlier.name) != command.name_key) continue;
            if (is_by_staff(command)) return refuse(refusal_code::already_registered, known.id.value);
            return registered{std::move(earlier), true, {}};
        }

    const auto& whole = desk.whole_event();
    // Somebody who stands at the door is told now, not put on a list.
    if (asked.source == domain::registration_source::walk_in && (whole.waiting > 0 || !whole.has_free_seat()))
        return refuse(refusal_code::full, whole.limit.value_or(0));

    if (asked.table != 0)
        if (const auto table = table_to_choose(desk.tx(), desk.rules().id, asked.table, asked.category, asked.sessions); !table)
            return table.error();
    return registered{};
}

/// Nothing refuses any more: numbers, seats, rows.
domain::registration registration_office::inside::write_down(event_desk& desk, const registration_command& command,
                                                             std::optional<domain::invitation>& with,
                                                             std::vector<domain::form_answer> answers) {
    const auto& asked = command.request;
    const bool confirm = desk.rules().registration.confirm_email && !asked.email_trusted &&
                         asked.source != domain::registration_source::walk_in;
    auto row = row_of(command, desk.rules().id, desk.next_registration());
    auto& r = row.registration;
    r.answers = std::move(answers);
    if (with && with->category) r.category = with->category;
    r.leader = command.leader;
    const bool is_group = asked.represented_by && asked.represented_by->as == domain::representative::kind::contact;
    r.takes_no_seat = command.leader && !is_group && desk.rules().registration.terms.companions_outside;
    // A seat that was kept for somebody has been decided about.
    const bool opens = asked.source == domain::registration_source::walk_in ||
                       (with && (with->reserves || desk.rules().registration.mode == domain::registration_mode::invitation));
    const auto mode = opens ? domain::registration_mode::open : desk.rules().registration.mode;
    const auto pending = mode == domain::registration_mode::approval;
    domain::seat_decision decision;
    if (r.takes_no_seat)
        decision.status = pending ? registration_status::pending
                                  : confirm ? registration_status::unconfirmed : registration_status::confirmed;
    else if (with && with->reserves && !command.leader) {
        decision.status = confirm ? registration_status::unconfirmed : registration_status::confirmed; // its seat was kept
        if (auto* quota = desk.quota_of(r.category)) {
            if (!quota->has_free_seat()) quota->limit = quota->taken + 1;
            ++quota->taken;
        }
    } else
        decision = desk.take_seat(r.category, mode, confirm);
    if (with && !command.leader) ++with->used; // whoever comes along comes by the event's terms
    r.status = decision.status;
    row.queue_number = decision.queue_number;
    if (r.status == registration_status::unconfirmed) r.hold_until = command.now + domain::hold_seconds;
    if (r.status == registration_status::confirmed) r.ticket = domain::issue_ticket(command.now, command.ticket_salt, 1);
    if (r.status == registration_status::waitlisted) r.waitlist_place = desk.whole_event().waiting;
    add_to(desk, command, row);
    if (command.leader || asked.represented_by) {
        desk.write_new();
        if (command.leader) store::save_leader(desk.tx(), r.event, r.id, command.leader, r.takes_no_seat);
        if (asked.represented_by) store::save_representative(desk.tx(), r.event, r.id, *asked.represented_by);
    }
    return std::move(row.registration);
}

registration_outcome registration_office::inside::register_one(event_desk& desk, const registration_command& command) {
    const auto& asked = command.request;
    // Before any rule: what this very request has made stands, whatever has been closed since.
    if (!asked.request_key.empty())
        if (auto made = desk.made_by(asked.request_key)) {
            registered known{*std::move(made), false, {}};
            for (const auto id : store::brought_along(desk.tx(), desk.rules().id, known.registration.id))
                known.along.push_back(desk.registration(id));
            return known;
        }
    std::optional<domain::invitation> with;
    std::vector<domain::form_answer> answers;
    auto judged = judge(desk, command, with, answers);
    if (!judged) return judged;
    if (judged->repeated) {
        desk.mail(judged->registration, mail_kind::still_registered);
        return judged;
    }
    // Nobody is written before everybody has been judged.
    std::vector<std::vector<domain::form_answer>> answers_along;
    std::set<std::string> names;
    if (!command.along.empty()) names.insert(command.name_key);
    for (std::size_t at = 0; at < command.along.size(); ++at) {
        std::optional<domain::invitation> same;
        auto along = judge(desk, command.along[at], same, answers_along.emplace_back());
        const auto field = "companions[" + std::to_string(at) + "]";
        if (!names.insert(command.along[at].name_key).second) return refuse_field(field, "duplicate");
        if (along && along->repeated) return refuse_field(field, "duplicate");
        if (!along && along.error().code == refusal_code::already_registered) return refuse_field(field, "duplicate");
        if (!along) return along;
    }
    registered done{write_down(desk, command, with, std::move(answers)), false, {}};
    for (std::size_t at = 0; at < command.along.size(); ++at) {
        auto along = command.along[at];
        along.leader = done.registration.id;
        done.along.push_back(write_down(desk, along, with, std::move(answers_along[at])));
    }
    if (with) store::save_invitation(desk.tx(), desk.rules().id, *with);
    return done;
}

void registration_office::inside::add_to(event_desk& desk, const registration_command& command, registration_row& row) {
    const auto& asked = command.request;
    auto& r = row.registration;
    const auto at_tables = first_places(desk.tx(), r, asked.table, desk.seating_rounds());
    std::vector<store::session_seat> seats;
    for (const auto session : asked.sessions)
        seats.push_back({r.id, session, domain::session_choice::state::wanted, 0});
    if (domain::holds_seat(r.status)) seats = seat_in_sessions(desk, r.id, std::move(seats));
    for (const auto& seat : seats) r.sessions.push_back({seat.session, seat.standing, 0});
    desk.add(row, seats, asked,
             asked.access_needs.empty() ? std::string() : keys.seal_needs(r.event, r.id, asked.access_needs));
    if (!at_tables.empty()) {
        // The next one of this batch counts the free seats of the tables in the database.
        desk.write_new();
        for (const auto& place : at_tables) store::save_place(desk.tx(), r.event, place);
    }
    if (!command.quiet) desk.mail(r, mail_for(r.status));
    desk.tell_devices(r.id);
}

receipt registration_office::inside::receipt_for(const registered& done) {
    const auto& r = done.registration;
    receipt given;
    given.event = r.event;
    given.id = r.id;
    given.status = r.status;
    given.waitlist_place = r.waitlist_place;
    given.repeated = done.repeated;
    given.name = domain::full_name(r.name);
    if (done.repeated) return given; // whoever typed a known address twice has not proved that it is theirs
    given.table = r.tables.empty() ? 0 : r.tables.front();
    given.attendee_no = keys.attendee_number(r.event, r.id);
    given.manage_secret = keys.manage_secret(r.event, r.id, r.secret_salt);
    if (r.status == registration_status::confirmed) {
        given.ticket_text = keys.ticket_text(r);
        given.ticket_id = ticket_id_text(keys.ticket_id_of(r.event, r.id, r.ticket.salt));
    }
    for (const auto& along : done.along) given.companions.push_back(receipt_for({along, false, {}}));
    return given;
}

registration_command registration_office::inside::prepare(const domain::actor& by,
                                                          domain::registration_request request) {
    registration_command command;
    command.by = by;
    command.now = clock.now();
    command.request = std::move(request);
    if (const auto number = domain::parse_phone(command.request.phone)) command.phone = number->e164;
    domain::registration named;
    named.name = command.request.name;
    named.organisation = command.request.organisation;
    named.email = command.request.email;
    named.phone = command.phone;
    command.search_key = search_key_of(named);
    command.name_key = name_key_of(named.name);
    command.email_key = email_key_of(named.email);
    command.secret_salt = random.hex(16);
    command.ticket_salt = random.next_u32();
    // A group is asked nothing either: its contact answers for nobody's opinion.
    command.is_along = command.request.represented_by && command.request.represented_by->as == domain::representative::kind::contact;
    if (command.request.companions.empty()) return command;
    // They share contacts, organisation, sessions and the wish for a table; needs and answers are the leader's own.
    auto along = command.request;
    along.companions.clear();
    along.access_needs.clear();
    along.answers.clear();
    along.request_key.clear();
    std::erase_if(along.consents, [](const auto& given) { return given.document == "access_needs"; });
    if (along.represented_by && along.represented_by->as == domain::representative::kind::guardian) along.represented_by.reset();
    for (auto& name : command.request.companions) {
        along.name = name;
        command.along.push_back(prepare(by, along));
        command.along.back().is_along = true;
        command.along.back().quiet = true; // the leader's letter tells of all of them
    }
    return command;
}

domain::result<receipt> registration_office::register_guest(const domain::actor& by,
                                                            domain::registration_request request) {
    return inside_->answer_for(answer_of(inside_->queue.submit(inside_->prepare(by, std::move(request)))));
}

domain::result<receipt>
registration_office::inside::answer_for(const registration_outcome& outcome) {
    if (!outcome) return outcome.error();
    return receipt_for(*outcome);
}

registration_office::beginning registration_office::register_guest_later(const domain::actor& by,
                                                                         domain::registration_request request) {
    auto command = std::make_shared<registration_command>(inside_->prepare(by, std::move(request)));
    return [own = inside_.get(), command = std::move(command)](std::function<void(receipt_maker)> then) {
        own->queue.submit(std::move(*command), [own, then = std::move(then)](auto outcome_of) {
            then([own, outcome_of = std::move(outcome_of)] { return own->answer_for(answer_of(outcome_of())); });
        });
    };
}

namespace {
/// Takes the transaction of a list back; caught where the list began.
struct list_refused {
    std::vector<registration_outcome> outcomes;
};
} // namespace

std::vector<domain::result<receipt>>
registration_office::register_list(const domain::actor& by, std::vector<domain::registration_request> requests, bool quiet) {
    std::vector<registration_command> commands;
    for (auto& request : requests) {
        commands.push_back(inside_->prepare(by, std::move(request)));
        commands.back().quiet = quiet;
    }
    std::vector<registration_outcome> outcomes;
    try {
        outcomes = inside_->database.write([&](transaction& tx) {
            auto decided = inside_->register_all(tx, commands);
            const bool refused = std::any_of(decided.begin(), decided.end(), [](const auto& one) {
                return !one && one.error().code != refusal_code::already_registered;
            });
            if (refused) throw list_refused{std::move(decided)};
            const auto made = std::count_if(decided.begin(), decided.end(), [](const auto& one) { return one.has_value(); });
            if (made > 0)
                record_audit(tx, by, "import_registrations", commands.front().request.event,
                             commands.front().request.event.value, "people=" + std::to_string(made), commands.front().now);
            return decided;
        });
    } catch (list_refused& refused) {
        outcomes = std::move(refused.outcomes);
    }
    std::vector<domain::result<receipt>> answers;
    for (const auto& outcome : outcomes)
        answers.push_back(outcome ? domain::result<receipt>(inside_->receipt_for(*outcome)) : outcome.error());
    return answers;
}

std::vector<domain::registration_id>
registration_office::known_of(domain::event_id event, std::span<const domain::registration_request> requests) {
    // Everybody is folded once here; a question for each row would read the list as often as it has rows.
    std::map<std::string, domain::registration_id> by_address, by_name;
    for (const auto& person :
         inside_->database.read([&](transaction& tx) { return store::live_people(tx, event); })) {
        const auto name = name_key_of(person.name);
        if (person.email_key.empty()) by_name.emplace(name, person.id);
        else by_address.emplace(person.email_key + " " + name, person.id);
    }
    std::vector<domain::registration_id> known;
    for (const auto& asked : requests) {
        const auto name = name_key_of(asked.name);
        const auto key = email_key_of(asked.email);
        const auto& among = key.empty() ? by_name : by_address;
        const auto found = among.find(key.empty() ? name : key + " " + name);
        known.push_back(found == among.end() ? domain::registration_id{} : found->second);
    }
    return known;
}

namespace {

/// Who came when, and who is inside: from scans, by the event's doors, which are read once for a whole list.
class presence {
public:
    presence(transaction& tx, domain::event_id event)
        : tx_(tx), points_(store::admission_points(tx, event)), moves_(store::moves_between_sessions(tx, event)) {}

    template <class Line> void tell(const domain::registration& of, Line& into) const {
        std::vector<domain::scan_fact> facts;
        for (const auto& scan : store::scans_of(tx_, of.event, of.id))
            if (scan.doubt != "quarantine") facts.push_back({scan.scan_id, scan.kind, scan.refers_to, scan.scanned_ms, scan.point, scan.device});
        const auto came = domain::derive_attendance(facts);
        if (came.first_in_ms) into.first_admitted_at = *came.first_in_ms / 1000;
        into.inside = !domain::derive_whereabouts(facts, points_, moves_).empty();
    }

private:
    transaction& tx_;
    std::vector<domain::admission_point_rules> points_;
    bool moves_;
};

} // namespace

registration_view registration_office::inside::view_of(transaction& tx, registration_row row) {
    registration_view view;
    presence(tx, row.registration.event).tell(row.registration, view);
    view.consents = store::consents_of(tx, row.registration.event, row.registration.id);
    view.represented_by = store::representative_of(tx, row.registration.event, row.registration.id);
    row.registration.answers = store::answers_of(tx, row.registration.event, row.registration.id);
    view.registration = std::move(row.registration);
    return view;
}

void registration_office::inside::sign(registration_view& view) {
    const auto& r = view.registration;
    view.attendee_no = keys.attendee_number(r.event, r.id);
    view.manage_secret = keys.manage_secret(r.event, r.id, r.secret_salt);
    if (r.status != registration_status::confirmed) return;
    view.ticket_text = keys.ticket_text(r);
    view.ticket_id = ticket_id_text(keys.ticket_id_of(r.event, r.id, r.ticket.salt));
}

domain::result<registration_view>
registration_office::inside::change_one(const domain::actor& by, domain::event_id event, domain::registration_id id,
                                        std::string_view what, ground::utc_seconds now, const change& apply) {
    auto changed = database.write([&](transaction& tx) -> domain::result<registration_view> {
        auto desk = event_desk::open(tx, event);
        if (!desk) return refuse(refusal_code::not_found);
        auto row = store::find_registration(tx, event, id);
        if (!row) return refuse(refusal_code::not_found);
        const auto before = row->registration.version;
        const auto done = apply(tx, *desk, *row);
        if (!done) return done.error();
        desk->save(now);
        auto after = store::find_registration(tx, event, id);
        if (after->registration.version != before)
            record_audit(tx, by, what, event, id.value, domain::word_of(after->registration.status), now);
        return view_of(tx, std::move(*after));
    });
    if (changed) sign(*changed);
    return changed;
}

domain::result<registration_view> registration_office::confirm_email(std::string_view secret) {
    const auto found = find_by_secret(secret);
    if (!found) return refuse(refusal_code::not_found);
    const auto now = inside_->clock.now();
    const domain::actor guest{domain::actor_kind::attendee, found->registration.id.value, {}};
    return inside_->change_one(
        guest, found->registration.event, found->registration.id, "confirm_email", now,
        [&](transaction& tx, event_desk& desk, registration_row& row) -> domain::result<void> {
            auto& r = row.registration;
            if (desk.rules().state == domain::event_state::cancelled) return refuse(refusal_code::event_cancelled);
            // Whoever came along has the same address and no letter of their own.
            for (const auto id : store::brought_along(tx, r.event, r.id)) {
                auto along = store::find_registration(tx, r.event, id);
                if (along->registration.email == r.email) confirm_along(tx, desk, *along, now);
            }
            if (r.status == registration_status::unconfirmed) {
                seat_person(tx, desk, row, now);
                desk.mail(r, mail_kind::ticket);
                return {};
            }
            if (r.status == registration_status::expired) {
                const auto decision = r.takes_no_seat ? domain::seat_decision{registration_status::confirmed, 0}
                                                      : desk.take_seat(r.category, domain::registration_mode::open, false);
                if (decision.status == registration_status::confirmed) {
                    seat_person(tx, desk, row, now);
                } else {
                    r.status = registration_status::waitlisted;
                    row.queue_number = decision.queue_number;
                    r.changed_at = now;
                    store::save_standing(tx, row);
                    desk.tell_devices(r.id);
                }
                desk.mail(r, mail_for(r.status));
                return {};
            }
            if (r.status == registration_status::declined || r.status == registration_status::cancelled)
                return refuse(refusal_code::wrong_state);
            return {}; // confirmed, pending or waiting already: a second click is harmless
        });
}

std::optional<registration_view> registration_office::find_by_secret(std::string_view secret) {
    const auto pointer = inside_->keys.read_manage_secret(secret);
    if (!pointer) return std::nullopt;
    auto view = find(pointer->event, pointer->registration, true);
    if (!view || view->registration.secret_salt.empty()) return std::nullopt; // destroyed: nobody's link leads here
    if (!inside_->keys.is_manage_secret(secret, *pointer, view->registration.secret_salt)) return std::nullopt;
    return view;
}

std::optional<registration_view> registration_office::find(domain::event_id event, domain::registration_id id,
                                                           bool with_needs) {
    std::optional<std::string> sealed;
    auto view = inside_->database.read([&](transaction& tx) -> std::optional<registration_view> {
        auto row = store::find_registration(tx, event, id);
        if (!row) return std::nullopt;
        sealed = with_needs ? store::need_of(tx, event, id) : std::nullopt;
        return inside_->view_of(tx, std::move(*row));
    });
    if (!view) return view;
    inside_->sign(*view);
    if (sealed) view->access_needs = inside_->keys.open_needs(event, id, *sealed);
    return view;
}

namespace {

// The cursor is the number of the row that the next page begins after; where that stands is looked up again.
std::int64_t read_cursor(const std::string& cursor) {
    if (cursor.empty() || cursor.size() > 10 || cursor.front() == '0') return 0;
    if (!std::all_of(cursor.begin(), cursor.end(), [](char c) { return c >= '0' && c <= '9'; })) return 0;
    return std::stoll(cursor);
}

store::list_filter store_filter(const registration_filter& filter, const key_office& keys, domain::event_id event) {
    store::list_filter wanted;
    if (!filter.text.empty()) {
        wanted.keys = domain::search_variants(filter.text);
        if (const auto number = keys.find_by_attendee_number(event, filter.text)) wanted.only_id = number->value;
        if (wanted.keys.empty() && wanted.only_id == 0) wanted.keys = {"\x01"}; // nothing that can be found
    }
    wanted.people = filter.also;
    if (filter.status) wanted.people.status = filter.status;
    if (filter.session) wanted.people.session = filter.session;
    if (filter.attended) wanted.people.attended = filter.attended;
    wanted.limit = std::clamp(filter.limit, 1, 500);
    wanted.after_id = read_cursor(filter.cursor);
    return wanted;
}

/// A page and one row more if there is a next one; `total` counts all that match.
std::vector<registration_row> rows_of_page(transaction& tx, domain::event_id event, const store::list_filter& wanted,
                                           std::size_t page_size, std::int64_t& total) {
    constexpr int few = 1000;
    const bool by_text = !wanted.keys.empty() || wanted.only_id > 0;
    if (const auto found = by_text ? store::found_registrations(tx, event, wanted, few) : std::nullopt) {
        total = static_cast<std::int64_t>(found->size());
        auto from = wanted.after_id > 0 ? std::find(found->begin(), found->end(), domain::registration_id{wanted.after_id}) : found->begin();
        if (wanted.after_id > 0 && from != found->end()) ++from;
        const auto count = std::min<std::ptrdiff_t>(found->end() - from, static_cast<std::ptrdiff_t>(page_size) + 1);
        const std::span<const domain::registration_id> ids(found->data() + (from - found->begin()), static_cast<std::size_t>(count));
        auto rows = store::find_registrations(tx, event, ids);
        std::sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
            return std::find(ids.begin(), ids.end(), a.registration.id) < std::find(ids.begin(), ids.end(), b.registration.id);
        });
        return rows;
    }
    auto rows = store::list_registrations(tx, event, wanted);
    const bool more = rows.size() > page_size;
    // A first page that holds everybody has counted them.
    total = more || wanted.after_id > 0 ? store::count_registrations(tx, event, wanted) : static_cast<std::int64_t>(rows.size());
    return rows;
}

} // namespace

registration_page registration_office::list(domain::event_id event, const registration_filter& filter) {
    auto wanted = store_filter(filter, inside_->keys, event);
    const auto page_size = static_cast<std::size_t>(wanted.limit);
    ++wanted.limit; // one more tells whether there is a next page
    return inside_->database.read([&](transaction& tx) {
        registration_page page;
        auto rows = rows_of_page(tx, event, wanted, page_size, page.total);
        const bool more = rows.size() > page_size;
        if (more) rows.resize(page_size);
        if (more) page.next = std::to_string(rows.back().registration.id.value);
        const presence at_doors(tx, event);
        for (auto& row : rows) {
            registration_line line;
            line.attendee_no = inside_->keys.attendee_number(event, row.registration.id);
            at_doors.tell(row.registration, line);
            row.registration.answers = store::answers_of(tx, event, row.registration.id);
            line.registration = std::move(row.registration);
            page.items.push_back(std::move(line));
        }
        return page;
    });
}

registration_office::inside::change registration_office::inside::to_cancel(ground::utc_seconds now) {
    return [now](transaction& tx, event_desk& desk, registration_row& row) -> domain::result<void> {
        auto& r = row.registration;
        if (r.status == registration_status::cancelled) return {};
        if (!domain::is_live(r.status)) return refuse(refusal_code::wrong_state);
        release(tx, desk, row, now);
        r.status = registration_status::cancelled;
        r.hold_until = 0;
        r.changed_at = now;
        store::save_standing(tx, row);
        desk.tell_devices(r.id);
        desk.mail(r, mail_kind::cancelled);
        promote(tx, desk, now);
        return {};
    };
}

domain::result<registration_view> registration_office::cancel(const domain::actor& by, domain::event_id event,
                                                              domain::registration_id id) {
    const auto now = inside_->clock.now();
    return inside_->change_one(by, event, id, "cancel_registration", now, inside::to_cancel(now));
}

domain::result<registration_view> registration_office::cancel_all(const domain::actor& by, domain::event_id event,
                                                                  domain::registration_id id) {
    const auto now = inside_->clock.now();
    return inside_->change_one(by, event, id, "cancel_registration", now,
                               [now](transaction& tx, event_desk& desk, registration_row& row) -> domain::result<void> {
        for (const auto each : store::brought_along(tx, row.registration.event, row.registration.id)) {
            auto along = store::find_registration(tx, row.registration.event, each);
            if (!domain::is_live(along->registration.status)) continue;
            if (auto done = inside::to_cancel(now)(tx, desk, *along); !done) return done;
        }
        return inside::to_cancel(now)(tx, desk, row);
    });
}

std::vector<registration_view> registration_office::companions_of(domain::event_id event, domain::registration_id leader) {
    auto views = inside_->database.read([&](transaction& tx) {
        std::vector<registration_view> all;
        for (const auto id : store::brought_along(tx, event, leader))
            all.push_back(inside_->view_of(tx, std::move(*store::find_registration(tx, event, id))));
        return all;
    });
    for (auto& view : views) inside_->sign(view);
    return views;
}

registration_office::inside::change registration_office::inside::to_approve(ground::utc_seconds now, bool over_capacity) {
    return [now, over_capacity](transaction& tx, event_desk& desk, registration_row& row) -> domain::result<void> {
        auto& r = row.registration;
        if (desk.rules().state == domain::event_state::cancelled) return refuse(refusal_code::event_cancelled);
        if (r.status == registration_status::confirmed) return {};
        if (!domain::holds_seat(r.status) && !r.takes_no_seat) {
            domain::seat_pool* const pools[] = {&desk.whole_event(), desk.quota_of(r.category)};
            for (const auto* pool : pools)
                if (pool != nullptr && !pool->has_free_seat() && !over_capacity) return refuse(refusal_code::full, *pool->limit);
            for (auto* pool : pools) {
                if (pool == nullptr) continue;
                if (!pool->has_free_seat()) pool->limit = pool->taken + 1;
                if (r.status == registration_status::waitlisted) --pool->waiting;
                ++pool->taken;
            }
        }
        seat_person(tx, desk, row, now);
        desk.mail(r, mail_kind::ticket);
        return {};
    };
}

domain::result<registration_view> registration_office::approve(const domain::actor& by, domain::event_id event,
                                                               domain::registration_id id, bool over_capacity) {
    const auto now = inside_->clock.now();
    return inside_->change_one(by, event, id, "approve_registration", now, inside::to_approve(now, over_capacity));
}

registration_office::inside::change registration_office::inside::to_decline(ground::utc_seconds now, const std::string& reason) {
    return [now, reason](transaction& tx, event_desk& desk, registration_row& row) -> domain::result<void> {
        auto& r = row.registration;
        if (r.status == registration_status::declined) return {};
        if (!domain::is_live(r.status)) return refuse(refusal_code::wrong_state);
        release(tx, desk, row, now);
        r.status = registration_status::declined;
        r.hold_until = 0;
        r.changed_at = now;
        store::save_standing(tx, row);
        store::save_decline_reason(tx, r.event, r.id, reason);
        desk.tell_devices(r.id);
        desk.mail(r, mail_kind::declined);
        promote(tx, desk, now);
        return {};
    };
}

domain::result<registration_view> registration_office::decline(const domain::actor& by, domain::event_id event,
                                                               domain::registration_id id, const std::string& reason) {
    if (auto fault = fault_in_reason(reason)) return *std::move(fault);
    const auto now = inside_->clock.now();
    return inside_->change_one(by, event, id, "decline_registration", now, inside::to_decline(now, reason));
}

domain::result<registration_view> registration_office::reissue(const domain::actor& by, domain::event_id event,
                                                               domain::registration_id id) {
    const auto now = inside_->clock.now();
    const bool made = made_before("reissue") == id.value;
    const auto trace = trace_of_request();
    return inside_->change_one(
        by, event, id, "reissue_ticket", now,
        [&](transaction& tx, event_desk& desk, registration_row& row) -> domain::result<void> {
            auto& r = row.registration;
            if (made) return {};
            if (r.status != registration_status::confirmed) return refuse(refusal_code::wrong_state);
            if (r.ticket.generation == generation_max) return refuse(refusal_code::too_many);
            trace.leave(tx, "reissue", id.value);
            r.ticket = domain::issue_ticket(now, r.ticket.salt, static_cast<std::uint16_t>(r.ticket.generation + 1));
            r.changed_at = now;
            store::save_standing(tx, row);
            desk.tell_devices(r.id);
            desk.deny_older(r.id);
            desk.mail(r, mail_kind::ticket);
            return {};
        });
}

domain::result<registration_view> registration_office::correct(const domain::actor& by, domain::event_id event,
                                                               domain::registration_id id, const correction& what) {
    const auto now = inside_->clock.now();
    domain::registration_request checked; // only what is corrected is judged: the rest may be older than our rules
    checked.name = what.name.value_or(domain::person_name{"-", "", ""});
    checked.email = what.email.value_or("");
    checked.phone = what.phone.value_or("");
    checked.organisation = what.organisation.value_or("");
    checked.position = what.position.value_or("");
    auto errors = domain::check_registration(checked, false);
    if (what.note && what.note->size() > 4000) errors.push_back({"note", "too_long", 4000});
    if (!errors.empty()) return domain::refusal{refusal_code::invalid, 0, std::move(errors)};
    const auto number = domain::parse_phone(checked.phone);
    const auto email_key = email_key_of(checked.email);
    return inside_->change_one(
        by, event, id, "correct_registration", now,
        [&](transaction& tx, event_desk& desk, registration_row& row) -> domain::result<void> {
            auto& r = row.registration;
            if (what.if_version != 0 && what.if_version != r.version) return refuse(refusal_code::version_mismatch);
            if (what.name) r.name = checked.name;
            if (what.email) r.email = checked.email, row.email_key = email_key;
            if (what.phone) r.phone_raw = checked.phone, r.phone = number ? number->e164 : std::string();
            if (what.organisation) r.organisation = checked.organisation;
            if (what.position) r.position = checked.position;
            if (what.note) r.note = *what.note;
            if (what.category && !desk.has_category(*what.category)) return refuse_field("category", "not_a_choice");
            if (what.category && *what.category != r.category)
                if (auto moved = move_quota(desk, r, *what.category); !moved) return moved;
            if (what.category) r.category = *what.category;
            if (what.table)
                if (auto placed = place_by_staff(tx, r, *what.table, now); !placed) return placed;
            r.changed_at = now;
            row.search_key = search_key_of(r);
            store::save_person(tx, row);
            desk.tell_devices(r.id);
            if (what.category) promote(tx, desk, now); // whoever waits for the category that was left
            return {};
        });
}

domain::result<registration_view> registration_office::choose_sessions(const domain::actor& by, domain::event_id event,
                                                                       domain::registration_id id,
                                                                       std::span<const domain::chosen_session> wanted) {
    const auto now = inside_->clock.now();
    return inside_->change_one(
        by, event, id, "choose_sessions", now,
        [&](transaction& tx, event_desk& desk, registration_row& row) -> domain::result<void> {
            auto& r = row.registration;
            const auto over = domain::over_at(desk.rules().time);
            if (desk.rules().state == domain::event_state::cancelled) return refuse(refusal_code::event_cancelled);
            if (!domain::is_live(r.status)) return refuse(refusal_code::wrong_state);
            if (over && now >= *over) return refuse(refusal_code::registration_closed, *over);
            if (auto faults = faults_of_choice(wanted, r.sessions, desk.hours(), now); !faults.empty())
                return domain::refusal{refusal_code::invalid, 0, std::move(faults)};
            auto seats = desk.session_seats();
            if (!apply_choice(seats, r, wanted, now)) return {};
            r.changed_at = now;
            store::save_standing(tx, row);
            desk.tell_devices(r.id);
            promote(tx, desk, now);
            return {};
        });
}

registration_office::inside::change registration_office::inside::to_send_again(ground::utc_seconds now) {
    return [now](transaction& tx, event_desk& desk, registration_row& row) -> domain::result<void> {
        if (row.registration.email.empty()) return refuse_field("email", "required");
        const auto times =
            store::promised_times(tx, row.registration.event, row.registration.id, now - resend_span_seconds);
        if (times.size() >= resends_max)
            return refuse(refusal_code::too_many, times[times.size() - resends_max] + resend_span_seconds);
        desk.mail(row.registration, mail_for(row.registration.status));
        return {};
    };
}

domain::result<void> registration_office::send_again(const domain::actor& by, domain::event_id event,
                                                     domain::registration_id id) {
    const auto now = inside_->clock.now();
    const auto changed = inside_->change_one(by, event, id, "send_mail_again", now, inside::to_send_again(now));
    if (!changed) return changed.error();
    return {};
}

domain::result<void> registration_office::change_many(const domain::actor& by, domain::event_id event,
                                                      std::span<const domain::registration_id> ids, group_change what,
                                                      const std::string& reason) {
    if (auto fault = fault_in_reason(reason)) return *std::move(fault);
    struct undone { // thrown to take everything back
        domain::refusal why;
    };
    const auto now = inside_->clock.now();
    inside::change apply;
    std::string_view word;
    switch (what) {
    case group_change::approve: apply = inside::to_approve(now, false), word = "approve_registration"; break;
    case group_change::decline: apply = inside::to_decline(now, reason), word = "decline_registration"; break;
    case group_change::cancel: apply = inside::to_cancel(now), word = "cancel_registration"; break;
    case group_change::send_again: apply = inside::to_send_again(now), word = "send_mail_again"; break;
    }
    KRUG_CHECK(apply);
    try {
        inside_->database.write([&](transaction& tx) {
            auto desk = event_desk::open(tx, event);
            if (!desk) throw undone{refuse(refusal_code::not_found)};
            std::vector<std::pair<domain::registration_id, std::string>> changed;
            for (const auto id : ids) {
                auto row = store::find_registration(tx, event, id);
                if (!row) throw undone{refuse(refusal_code::not_found, id.value)};
                const auto before = row->registration.version;
                if (auto done = apply(tx, *desk, *row); !done) {
                    auto why = done.error();
                    why.at = id.value;
                    throw undone{std::move(why)};
                }
                const auto after = store::find_registration(tx, event, id);
                if (after->registration.version != before)
                    changed.emplace_back(id, domain::word_of(after->registration.status));
            }
            desk->save(now);
            for (const auto& [id, status] : changed) record_audit(tx, by, word, event, id.value, status, now);
        });
    } catch (const undone& stopped) {
        return stopped.why;
    }
    return {};
}

std::int64_t registration_office::expire_holds() {
    constexpr int at_once = 200;
    const auto now = inside_->clock.now();
    return inside_->database.write([&](transaction& tx) -> std::int64_t {
        std::map<std::int64_t, std::vector<domain::registration_id>> by_event;
        for (const auto& each : store::ended_holds(tx, now, at_once)) by_event[each.event.value].push_back(each.id);
        std::int64_t ended = 0;
        for (const auto& [event, ids] : by_event) {
            auto desk = event_desk::open(tx, {event});
            KRUG_CHECK(desk.has_value());
            for (const auto id : ids) {
                auto row = store::find_registration(tx, {event}, id);
                // Confirmed meanwhile by somebody who held the event's lock before us.
                if (!row || row->registration.status != registration_status::unconfirmed) continue;
                release(tx, *desk, *row, now);
                row->registration.status = registration_status::expired;
                row->registration.hold_until = 0;
                row->registration.changed_at = now;
                store::save_standing(tx, *row);
                desk->tell_devices(id);
                ++ended;
            }
            promote(tx, *desk, now);
            desk->save(now);
        }
        return ended;
    });
}

std::int64_t promote_waiting(transaction& tx, domain::event_id event, ground::utc_seconds now) {
    auto desk = event_desk::open(tx, event);
    if (!desk) return 0;
    const auto moved = promote(tx, *desk, now);
    desk->save(now);
    return moved;
}

namespace {

/// Sessions and a table that only the other registration had: taken over seat by seat, so nobody slips in between.
void take_over(transaction& tx, event_desk& desk, registration_row& kept, registration_row& given_up, ground::utc_seconds now) {
    const auto event = kept.registration.event;
    const auto own = store::session_seats(tx, event, kept.registration.id);
    for (auto seat : store::session_seats(tx, event, given_up.registration.id)) {
        const auto same = std::find_if(own.begin(), own.end(), [&](const auto& each) { return each.session == seat.session; });
        using state = domain::session_choice::state;
        // Who holds a seat in a session by either registration goes on holding one.
        const bool better = same != own.end() && seat.standing == state::seated && same->standing != state::seated;
        if (same != own.end() && !better) continue;
        if (same != own.end() && same->standing == state::waiting)
            if (auto* pool = desk.session_pool(seat.session)) --pool->waiting;
        auto left = seat;
        left.standing = state::wanted;
        left.queue_number = 0;
        left.leaves = {};
        store::save_session_seat(tx, event, left);
        seat.registration = kept.registration.id;
        if (same == own.end()) store::insert_session_seats(tx, event, std::span(&seat, 1));
        else store::save_session_seat(tx, event, seat);
    }
    if (!store::places_of(tx, event, kept.registration.id).empty()) return;
    const auto places = store::places_of(tx, event, given_up.registration.id);
    leave_tables(tx, given_up.registration, now);
    for (auto place : places) {
        place.who = kept.registration.id;
        store::save_place(tx, event, place);
    }
    if (!places.empty()) store::refresh_tables_of(tx, event, kept.registration.id, now);
}

void take_values(registration_row& kept, const registration_row& from, const merge_choice& take) {
    auto& r = kept.registration;
    const auto& other = from.registration;
    if (take.name) r.name = other.name;
    if (take.email) r.email = other.email, kept.email_key = from.email_key;
    if (take.phone) r.phone = other.phone, r.phone_raw = other.phone_raw;
    if (take.organisation) r.organisation = other.organisation;
    if (take.position) r.position = other.position;
    if (take.category) r.category = other.category;
    if (take.note) r.note = other.note;
    else if (r.note.empty()) r.note = other.note;
    kept.search_key = search_key_of(r);
}

} // namespace

domain::result<void> merge_registrations(transaction& tx, const key_office& keys, domain::event_id event,
                                         domain::registration_id kept_id, domain::registration_id given_up_id,
                                         const merge_choice& take, ground::utc_seconds now) {
    auto desk = event_desk::open(tx, event);
    if (!desk || kept_id == given_up_id) return refuse(refusal_code::not_found);
    auto kept = store::find_registration(tx, event, kept_id), given_up = store::find_registration(tx, event, given_up_id);
    if (!kept || !given_up) return refuse(refusal_code::not_found);
    if (!domain::is_live(kept->registration.status) || !domain::is_live(given_up->registration.status))
        return refuse(refusal_code::wrong_state);
    struct standing {
        std::optional<ground::utc_seconds> first_admitted_at;
        bool inside = false;
    } of_kept, of_other;
    const presence at_doors(tx, event);
    at_doors.tell(kept->registration, of_kept);
    at_doors.tell(given_up->registration, of_other);
    if (of_kept.first_admitted_at && of_other.first_admitted_at) return refuse(refusal_code::duplicate);
    if (of_other.first_admitted_at) return refuse_field("kept", "not_a_choice");
    const auto wanted_category = take.category ? given_up->registration.category : kept->registration.category;
    if (wanted_category != kept->registration.category && domain::holds_seat(kept->registration.status)) {
        // The seat that is given up there is free for the one that is kept.
        const auto* quota = desk->quota_of(wanted_category);
        const bool given_back = domain::holds_seat(given_up->registration.status) && !given_up->registration.takes_no_seat;
        if (quota != nullptr && !quota->has_free_seat() && !given_back) return refuse_field("category", "full");
    }
    // A ticket is the better standing: whoever has one by either registration goes on having one.
    const bool seat_moves = given_up->registration.status == registration_status::confirmed &&
                            kept->registration.status != registration_status::confirmed;
    take_over(tx, *desk, *kept, *given_up, now);
    release(tx, *desk, *given_up, now);
    if (wanted_category != kept->registration.category) KRUG_CHECK(move_quota(*desk, kept->registration, wanted_category));
    take_values(*kept, *given_up, take);
    kept->registration.changed_at = given_up->registration.changed_at = now;
    const auto tags = store::tags_of_people(tx, event, std::span(&given_up_id, 1));
    for (const auto& [who, tag] : tags) store::put_tag(tx, event, tag, std::span(&kept_id, 1), true);
    if (const auto sealed = store::need_of(tx, event, given_up_id); sealed && !store::need_of(tx, event, kept_id))
        store::insert_need(tx, event, kept_id, keys.seal_needs(event, kept_id, keys.open_needs(event, given_up_id, *sealed)));
    given_up->registration.status = registration_status::cancelled;
    given_up->registration.hold_until = 0;
    store::save_standing(tx, *given_up);
    store::save_person(tx, *kept);
    // Whom the one given up had brought along goes on with the one that stays.
    for (const auto id : store::brought_along(tx, event, given_up_id)) {
        const auto along = store::find_registration(tx, event, id);
        store::save_leader(tx, event, id, id == kept_id ? domain::registration_id{} : kept_id, along->registration.takes_no_seat);
    }
    if (seat_moves) {
        const auto& now_kept = kept->registration;
        for (auto* pool : {&desk->whole_event(), desk->quota_of(now_kept.category)}) {
            if (pool == nullptr) continue;
            if (now_kept.status == registration_status::waitlisted) --pool->waiting;
            if (domain::holds_seat(now_kept.status) || now_kept.takes_no_seat) continue;
            if (!pool->has_free_seat()) pool->limit = pool->taken + 1; // beyond the capacity, as the one given up was
            ++pool->taken;
        }
        seat_person(tx, *desk, *kept, now);
        desk->mail(kept->registration, mail_kind::ticket);
    }
    desk->tell_devices(given_up_id);
    desk->tell_devices(kept_id);
    promote(tx, *desk, now);
    desk->save(now);
    return {};
}

} // namespace krug::service
