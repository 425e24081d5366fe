#include "service/registration_office.hpp"

#include "domain/email.hpp"
#include "domain/phone.hpp"
#include "domain/quota.hpp"
#include "domain/search_key.hpp"
#include "domain/text_rules.hpp"
#include "ground/check.hpp"
#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "service/batch_run.hpp"
#include "service/event_desk.hpp"
#include "service/key_office.hpp"
#include "service/outbox_office.hpp"
#include "service/presence.hpp"
#include "service/registration_changes.hpp"
#include "service/request_trace.hpp"
#include "service/session_choice.hpp"
#include "service/staff_office.hpp"
#include "service/status_steps.hpp"
#include "service/table_places.hpp"
#include "store/batcher.hpp"
#include "store/database.hpp"
#include "store/outbox_store.hpp"
#include "store/registration_store.hpp"
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

constexpr std::int64_t resend_span_seconds = 3600;
constexpr std::size_t resends_max = 3; // as many as the outbox lets through to one address in that time

domain::refusal refuse(refusal_code code, std::int64_t at = 0) { return {code, at, {}}; }
domain::refusal refuse_field(std::string_view field, std::string_view code) {
    return {refusal_code::invalid, 0, {{std::string(field), std::string(code), 0}}};
}

constexpr std::size_t people_together_max = 50;

std::string email_key_of(const std::string& email) {
    if (email.empty()) return {};
    const auto address = domain::parse_email(email);
    return ticket::sha256_hex(address ? address->key : email).substr(0, 16);
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

std::string ticket_id_text(domain::ticket_id id) {
    std::string hex;
    for (int shift = 60; shift >= 0; shift -= 4)
        hex.push_back("0123456789abcdef"[static_cast<std::uint64_t>(id.value) >> shift & 15U]);
    return hex;
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
/// Whoever comes along is asked only what is asked about each; staff and files may leave it open.
domain::form_reader reader_of(const registration_command& command) {
    const bool visitor = command.request.source == domain::registration_source::page;
    return {command.request.category, !visitor, visitor, visitor && command.is_along};
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
    static change to_cancel(ground::utc_seconds now) {
        return [now](transaction&, event_desk& desk, registration_row& row) { return cancel_in(desk, row, now); };
    }
    static change to_approve(ground::utc_seconds now, bool over_capacity) {
        return [now, over_capacity](transaction&, event_desk& desk, registration_row& row) { return approve_in(desk, row, now, over_capacity); };
    }
    static change to_decline(ground::utc_seconds now, const std::string& reason) {
        return [now, reason](transaction&, event_desk& desk, registration_row& row) { return decline_in(desk, row, now, reason); };
    }
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
        if (!along) {
            auto why = along.error();
            for (auto& each : why.fields)
                if (each.field.starts_with("answers.")) each.field = field + "." + each.field;
            return why;
        }
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
    // The contact of a group answers for all of its members, the first one too.
    command.is_along = command.request.represented_by && command.request.represented_by->as == domain::representative::kind::contact;
    if (command.request.companions.empty()) return command;
    // They share contacts, organisation, sessions and the wish for a table; needs are the leader's own, answers each one's.
    auto along = command.request;
    along.companions.clear();
    along.access_needs.clear();
    along.request_key.clear();
    std::erase_if(along.consents, [](const auto& given) { return given.document == "access_needs"; });
    if (along.represented_by && along.represented_by->as == domain::representative::kind::guardian) along.represented_by.reset();
    for (const auto& who : command.request.companions) {
        along.name = who.name;
        along.answers = who.answers;
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
    constexpr int few = 10'000; // numbers only: one reading tells both the page and the total
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

domain::result<registration_view> registration_office::approve(const domain::actor& by, domain::event_id event,
                                                               domain::registration_id id, bool over_capacity) {
    const auto now = inside_->clock.now();
    return inside_->change_one(by, event, id, "approve_registration", now, inside::to_approve(now, over_capacity));
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
            if (what.category && *what.category != r.category) settle_kept_seat(desk, r.id, now);
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

} // namespace krug::service
