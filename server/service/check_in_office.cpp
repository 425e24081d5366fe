#include "service/check_in_office.hpp"

#include "domain/admission.hpp"
#include "domain/registration.hpp"
#include "domain/round_table.hpp"
#include "gate_protocol/code_reader.hpp"
#include "ground/check.hpp"
#include "ground/clock.hpp"
#include "ground/randomness.hpp"
#include "service/batch_run.hpp"
#include "service/code_office.hpp"
#include "service/double_entries.hpp"
#include "service/key_office.hpp"
#include "service/registration_office.hpp"
#include "service/request_trace.hpp"
#include "service/staff_office.hpp"
#include "store/batcher.hpp"
#include "store/category_store.hpp"
#include "store/database.hpp"
#include "store/device_store.hpp"
#include "store/feed_store.hpp"
#include "store/listed_code_store.hpp"
#include "store/registration_store.hpp"
#include "store/scan_store.hpp"

#include <algorithm>
#include <latch>
#include <map>
#include <set>

namespace krug::service {

using domain::refusal_code;
using domain::verdict_reason;
using store::scan_row;
using store::transaction;

namespace {

constexpr std::int64_t future_ms_max = 60'000;
constexpr const char* identity_checked_word = "checked";

domain::refusal refuse(refusal_code code) { return {code, 0, {}}; }
domain::refusal refuse_field(std::string_view field, std::string_view code) {
    return {refusal_code::invalid, 0, {{std::string(field), std::string(code), 0}}};
}

bool is_scan_id(std::string_view text) {
    return text.size() == 32 && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
}

/// One question at the door, with everything that can be worked out before the transaction.
struct door_command {
    domain::actor by;
    check_in_command asked;
    domain::code_reading reading = domain::code_reading::listed;
    domain::ticket_claims claims;
    domain::ticket_id ticket;
    domain::registration_id pointed; ///< the row the code points to, 0 = none
    std::optional<std::uint32_t> salt; ///< that row must carry, for signed tickets
    std::string code_hash;
    std::string listed_hash; ///< of a short or outside code, to be looked up
    bool walk_in = false;
    std::int64_t now_ms = 0, scanned_ms = 0;
};
using door_outcome = domain::result<check_in_answer>;

domain::roster_state state_of(domain::registration_status status) {
    using enum domain::registration_status;
    switch (status) {
    case confirmed: return domain::roster_state::confirmed;
    case pending: return domain::roster_state::pending;
    case waitlisted: return domain::roster_state::waitlisted;
    case declined: return domain::roster_state::declined;
    case cancelled: return domain::roster_state::cancelled;
    case unconfirmed: return domain::roster_state::unconfirmed;
    case expired: return domain::roster_state::lapsed;
    }
    KRUG_CHECK(!"a status outside its enumeration");
    return domain::roster_state::blocked;
}

std::vector<domain::earlier_scan> earlier_of(const std::vector<scan_row>& scans,
                                             const std::vector<domain::admission_point_rules>& points) {
    std::set<std::string_view> voided;
    for (const auto& scan : scans)
        if (scan.kind == domain::scan_kind::voided && scan.doubt != "quarantine") voided.insert(scan.refers_to);
    std::vector<domain::earlier_scan> earlier;
    for (const auto& scan : scans) {
        if (scan.doubt == "quarantine") continue; // a copied or dismissed device keeps no honest guest out
        const bool out = scan.kind == domain::scan_kind::exit;
        if ((!out && !domain::lets_in(scan.kind)) || scan.kind == domain::scan_kind::shown_again) continue;
        domain::earlier_scan known;
        known.direction = out ? domain::passage::out : domain::passage::in;
        known.at = scan.scanned_ms / 1000;
        known.point = scan.point;
        known.device = scan.device;
        for (const auto& point : points)
            if (point.id == scan.point) {
                known.area = point.area;
                known.at_session = !point.sessions.empty();
            }
        known.voided = voided.contains(scan.scan_id);
        earlier.push_back(known);
    }
    return earlier;
}

/// A scan_id stands for one question about one guest. Whoever sends it with another code must not be answered with
/// that guest's green: no record would stand behind it.
bool is_answer_to(const scan_row& before, const door_command& command, const domain::registration* guest) {
    if (before.event != command.asked.event || before.kind == domain::scan_kind::voided) return false;
    if (before.doubt == "quarantine") return false;
    if (guest != nullptr) return before.registration == guest->id;
    return !before.registration && before.code_hash == command.code_hash;
}

} // namespace

domain::roster_row roster_row_of(const domain::registration& registration) {
    domain::roster_row row;
    row.generation = registration.ticket.generation;
    row.category = registration.category;
    row.state = state_of(registration.status);
    for (const auto& choice : registration.sessions)
        if (choice.standing == domain::session_choice::state::seated) row.sessions.push_back(choice.session);
    row.waitlist_place = static_cast<int>(registration.waitlist_place);
    return row;
}

std::vector<domain::earlier_scan> earlier_scans_of(transaction& tx, domain::event_id event,
                                                   domain::registration_id whose,
                                                   const std::vector<domain::admission_point_rules>& points) {
    return earlier_of(store::scans_of(tx, event, whose), points);
}

domain::event_rules event_rules_of(transaction& tx, domain::event_id event, const zone_offset& offset) {
    const auto facts = store::door_facts(tx, event);
    KRUG_CHECK(facts.has_value()); // the caller has locked the event
    domain::event_rules rules;
    rules.event = event;
    rules.title = facts->title;
    rules.starts_at = facts->starts_at.value_or(0);
    rules.ends_at = facts->ends_at.value_or(0);
    rules.identity_check = facts->age_mark == 18; // 436-FZ: in doubt, the age is looked at and not kept
    rules.utc_offset_minutes = offset(facts->timezone, rules.starts_at);
    rules.sessions = store::session_times(tx, event);
    rules.moves = store::moves_between_sessions(tx, event);
    rules.categories = store::categories_of(tx, event);
    for (const auto& point : store::admission_points(tx, event))
        if (point.home_gate) rules.gate_points.push_back(point.id);
    if (rules.gate_points.size() < 2) rules.gate_points.clear(); // one gate deals nothing
    rules.home_gates = static_cast<int>(rules.gate_points.size());
    return rules;
}

struct check_in_office::inside {
    store::database& database;
    ground::clock& clock;
    ground::randomness& random;
    key_office& keys;
    registration_office& registrations;
    zone_offset offset;
    store::batcher<door_command, batch_outcome<door_outcome>> queue;

    inside(store::database& database_in, ground::clock& clock_in, ground::randomness& random_in, key_office& keys_in,
           registration_office& registrations_in, zone_offset offset_in)
        : database(database_in), clock(clock_in), random(random_in), keys(keys_in), registrations(registrations_in),
          offset(std::move(offset_in)), queue([this](std::span<const door_command> commands) {
              return run_batch<door_outcome>(commands, [this](std::span<const door_command> some) {
                  return database.write([&](transaction& tx) { return decide_all(tx, some); });
              });
          }) {}

    /// An event's rules and rising numbers while one transaction decides at its doors, and what it gathered of those who
    /// stand there. What is decided is added to it at once, so that the next in the same transaction finds it, and
    /// written at the end.
    struct door {
        store::locked_event locked;
        domain::event_rules rules;
        std::vector<domain::admission_point_rules> points;
        std::vector<std::pair<domain::device_id, std::string>> devices;
        std::map<std::string, store::listed_code> listed; ///< by the hash of what was scanned
        std::map<std::int64_t, domain::registration> guests;
        std::map<std::int64_t, std::vector<scan_row>> scans_of;
        std::map<std::string, scan_row> scans;
        std::vector<scan_row> decided;
        std::vector<store::feed_note> told;
    };

    std::vector<door_outcome> decide_all(transaction& tx, std::span<const door_command> commands);
    door gather(transaction& tx, store::locked_event locked, std::span<const door_command> commands,
                const std::vector<std::size_t>& places);
    door_outcome decide_one(door& at, const door_command& command);
    domain::admission_question question_for(const door& at, const door_command& command,
                                            const domain::admission_point_rules& point,
                                            const domain::registration* guest, const scan_row* before);
    std::optional<domain::result<check_in_answer>> refuse_walk_in(domain::event_id event,
                                                                  domain::admission_point_id point);
    check_in_answer answer_for(const door& at, const domain::verdict& verdict, const domain::registration* guest);
    door_command understand(const domain::actor& by, check_in_command what);
    static void keep(door& at, scan_row row);
    static void save(transaction& tx, const door& at);
};

check_in_office::check_in_office(store::database& database, ground::clock& clock, ground::randomness& random,
                                 key_office& keys, registration_office& registrations, zone_offset offset)
    : inside_(std::make_unique<inside>(database, clock, random, keys, registrations, std::move(offset))) {}
check_in_office::~check_in_office() = default;

door_command check_in_office::inside::understand(const domain::actor& by, check_in_command what) {
    door_command command;
    command.by = by;
    command.now_ms = clock.now_ms();
    // A time from outside is believed for the past; the future is cut off at now.
    command.scanned_ms = what.scanned_at_ms.value_or(command.now_ms);
    if (command.scanned_ms > command.now_ms + future_ms_max) command.scanned_ms = command.now_ms;
    const auto& text = what.attendee_no.empty() ? what.code : what.attendee_no;
    const auto read = gate_protocol::understand(text, what.event);
    command.reading = read.reading;
    if (read.reading == domain::code_reading::ticket) {
        const auto& facts = read.ticket->facts;
        const auto belief = keys.judge(*read.ticket);
        auto& claims = command.claims;
        claims.id = facts.id;
        claims.generation = facts.generation;
        claims.category = facts.category;
        claims.scope = facts.scope;
        claims.test = (facts.flags & ticket::flag_test) != 0;
        claims.reentry = (facts.flags & ticket::flag_reentry) != 0;
        claims.crew = (facts.flags & ticket::flag_crew) != 0;
        claims.check_identity = (facts.flags & ticket::flag_check_identity) != 0;
        claims.event = facts.event;
        claims.not_before = facts.not_before;
        claims.not_after = facts.not_after;
        claims.issued_at = facts.issued_at;
        claims.key = belief.key;
        claims.signature_good = belief.signature_good;
        if (belief.signature_good && facts.event == what.event) {
            const auto pointer = keys.find_by_ticket_id(what.event, facts.id);
            command.pointed = pointer.registration;
            command.salt = pointer.salt;
            command.ticket = facts.id;
        }
    } else if (const auto number = keys.find_by_attendee_number(what.event, text);
               number && read.by == gate_protocol::lookup::number) {
        command.pointed = *number;
    } else if (read.reading == domain::code_reading::listed && read.by == gate_protocol::lookup::short_code) {
        command.listed_hash = read.hash;
    }
    // What answers to nobody is kept as a hash only: it may be somebody's card from elsewhere.
    command.code_hash = ticket::sha256_hex(text);
    command.asked = std::move(what);
    return command;
}

namespace {
domain::result<void> check_question(const check_in_command& what) {
    if (!is_scan_id(what.scan_id)) return refuse_field("scan_id", "malformed");
    if (what.code.empty() && what.attendee_no.empty()) return refuse_field("code", "required");
    if (what.code.size() > 4096) return refuse_field("code", "too_long");
    return {};
}
} // namespace

domain::result<check_in_answer> check_in_office::check_in(const domain::actor& by, const check_in_command& what) {
    if (const auto fit = check_question(what); !fit) return fit.error();
    return answer_of(inside_->queue.submit(inside_->understand(by, what)));
}

domain::result<check_in_office::beginning> check_in_office::check_in_later(const domain::actor& by,
                                                                           const check_in_command& what) {
    if (const auto fit = check_question(what); !fit) return fit.error();
    auto command = std::make_shared<door_command>(inside_->understand(by, what));
    return beginning([own = inside_.get(), command = std::move(command)](std::function<void(answer_maker)> then) {
        own->queue.submit(std::move(*command), [then = std::move(then)](auto outcome_of) {
            then([outcome_of = std::move(outcome_of)] { return answer_of(outcome_of()); });
        });
    });
}

std::vector<domain::result<check_in_answer>> check_in_office::check_in_all(const domain::actor& by,
                                                                           std::span<const check_in_command> questions) {
    // Shared: when giving a question away fails, those that were given away before it still call back.
    struct gathered {
        explicit gathered(std::size_t size) : makers(size), missing(static_cast<std::ptrdiff_t>(size)) {}
        std::vector<answer_maker> makers;
        std::latch missing;
    };
    const auto gathering = std::make_shared<gathered>(questions.size());
    for (std::size_t at = 0; at < questions.size(); ++at) {
        const auto begun = check_in_later(by, questions[at]);
        if (!begun) {
            gathering->makers[at] = [refusal = begun.error()] { return domain::result<check_in_answer>(refusal); };
            gathering->missing.count_down();
            continue;
        }
        (*begun)([gathering, at](answer_maker maker) {
            gathering->makers[at] = std::move(maker);
            gathering->missing.count_down();
        });
    }
    gathering->missing.wait();
    std::vector<domain::result<check_in_answer>> answers;
    answers.reserve(questions.size());
    for (const auto& maker : gathering->makers) answers.push_back(maker());
    return answers;
}

std::vector<door_outcome> check_in_office::inside::decide_all(transaction& tx,
                                                              std::span<const door_command> commands) {
    std::vector<door_outcome> outcomes(commands.size(), door_outcome(refuse(refusal_code::not_found)));
    std::map<std::int64_t, std::vector<std::size_t>> by_event; // one order for all, so that no two batches deadlock
    for (std::size_t at = 0; at < commands.size(); ++at) by_event[commands[at].asked.event.value].push_back(at);
    for (const auto& [event, places] : by_event) {
        auto locked = store::lock_event(tx, {event});
        if (!locked) continue;
        auto at = gather(tx, std::move(*locked), commands, places);
        for (const auto place : places) outcomes[place] = decide_one(at, commands[place]);
        save(tx, at);
    }
    return outcomes;
}

/// A query for everybody, not one for each.
check_in_office::inside::door check_in_office::inside::gather(transaction& tx, store::locked_event locked,
                                                              std::span<const door_command> commands,
                                                              const std::vector<std::size_t>& places) {
    const auto event = locked.rules.id;
    door at{std::move(locked), event_rules_of(tx, event, offset), store::admission_points(tx, event),
            store::device_names(tx, event), {}, {}, {}, {}, {}, {}};
    std::set<std::int64_t> pointed;
    std::set<std::string> scans;
    for (const auto place : places) {
        const auto& command = commands[place];
        scans.insert(command.asked.scan_id);
        if (command.pointed) pointed.insert(command.pointed.value);
        if (command.listed_hash.empty() || at.listed.contains(command.listed_hash)) continue;
        if (const auto listed = store::find_listed_code(tx, event, command.listed_hash)) {
            at.listed.emplace(command.listed_hash, *listed);
            pointed.insert(listed->registration.value);
        }
    }
    std::vector<domain::registration_id> guests;
    for (const auto number : pointed) guests.push_back({number});
    for (auto& row : store::find_registrations(tx, event, guests))
        at.guests.emplace(row.registration.id.value, std::move(row.registration));
    for (auto& scan : store::scans_of(tx, event, guests)) at.scans_of[scan.registration.value].push_back(std::move(scan));
    for (auto& scan : store::find_scans(tx, std::vector<std::string>(scans.begin(), scans.end())))
        at.scans.emplace(scan.scan_id, std::move(scan));
    return at;
}

check_in_answer check_in_office::inside::answer_for(const door& at, const domain::verdict& verdict,
                                                    const domain::registration* guest) {
    check_in_answer answer;
    answer.colour = verdict.colour();
    answer.reason = verdict.reason;
    answer.verdict = verdict;
    answer.rules = at.rules;
    answer.points = at.points;
    if (verdict.first) {
        answer.first_admitted_ms = verdict.first->at * 1000;
        for (const auto& point : at.points)
            if (point.id == verdict.first->point) answer.first_point = point.name;
        for (const auto& [id, name] : at.devices)
            if (id == verdict.first->device) answer.first_device = name;
    }
    for (const auto& session : at.rules.sessions)
        if (session.id == verdict.right_session) answer.named_session = session.title;
    if (guest == nullptr) return answer;
    answer.registration = guest->id;
    answer.display_name = domain::full_name(guest->name);
    answer.door_name = domain::door_name(guest->name);
    answer.attendee_no = keys.attendee_number(guest->event, guest->id);
    answer.table = domain::tables_line(guest->tables);
    for (const auto& category : at.rules.categories)
        if (category.id == guest->category) answer.category = category;
    for (const auto& choice : guest->sessions)
        for (const auto& session : at.rules.sessions)
            if (session.id == choice.session && choice.standing == domain::session_choice::state::seated)
                answer.sessions.push_back(session.title);
    if (at.rules.identity_check) answer.hints.push_back("check_identity");
    return answer;
}

void check_in_office::inside::keep(door& at, scan_row row) {
    row.number = ++at.locked.last_scan;
    const bool told = domain::lets_in(row.kind) || row.kind == domain::scan_kind::exit ||
                      row.kind == domain::scan_kind::voided;
    if (told && row.registration) {
        row.published_n = ++at.locked.last_feed;
        at.told.push_back({"admission", row.number});
    }
    at.scans.emplace(row.scan_id, row);
    if (row.registration) at.scans_of[row.registration.value].push_back(row);
    at.decided.push_back(std::move(row));
}

void check_in_office::inside::save(transaction& tx, const door& at) {
    const auto event = at.locked.rules.id;
    store::insert_feed(tx, event, at.locked.last_feed - static_cast<std::int64_t>(at.told.size()) + 1, at.told);
    store::insert_scans(tx, at.decided);
    store::save_numbers(tx, at.locked);
}

/// What the verdict depends on; for a scan that is `before` us already, what it depended on then.
domain::admission_question check_in_office::inside::question_for(const door& at, const door_command& command,
                                                                 const domain::admission_point_rules& point,
                                                                 const domain::registration* guest,
                                                                 const scan_row* before) {
    const auto& asked = command.asked;
    domain::admission_question question;
    question.reading = command.reading;
    question.ticket = command.claims;
    question.direction = asked.direction;
    question.point = point;
    question.event = at.rules;
    question.device.serves = asked.event;
    question.device.snapshot_at = command.now_ms / 1000;
    question.device.keys_at = INT64_MAX; // keys are made here: none is unknown for being new
    // Here the list is the truth itself: a signed ticket without a row is no late ticket but one that should not be.
    question.device.late_tickets_cap = 0;
    question.now = (before != nullptr ? before->scanned_ms : command.scanned_ms) / 1000;
    if (guest != nullptr) {
        question.row = roster_row_of(*guest);
        const auto known = at.scans_of.find(guest->id.value);
        auto scans = known == at.scans_of.end() ? std::vector<scan_row>() : known->second;
        if (before != nullptr) std::erase_if(scans, [&](const scan_row& scan) { return scan.number >= before->number; });
        question.earlier = earlier_of(scans, at.points);
    }
    question.identity_checked = asked.identity_checked || !asked.override_reason.empty();
    return question;
}

door_outcome check_in_office::inside::decide_one(door& at, const door_command& command) {
    const auto& asked = command.asked;
    const auto point = std::find_if(at.points.begin(), at.points.end(), [&](const auto& each) {
        return !asked.point || each.id == asked.point;
    });
    if (point == at.points.end()) return refuse(refusal_code::not_found);

    const auto listed = at.listed.find(command.listed_hash);
    const auto pointed = at.guests.find(listed == at.listed.end() ? command.pointed.value : listed->second.registration.value);
    const auto* guest = pointed == at.guests.end() ? nullptr : &pointed->second;
    // A short code goes with one generation of its ticket, as the ticket's own text does.
    if (guest != nullptr && listed != at.listed.end() && listed->second.generation > 0 &&
        listed->second.generation != guest->ticket.generation)
        guest = nullptr;
    // The salt is what makes an old backup's ticket differ from the one that got the same number after it.
    if (guest != nullptr && command.salt && (guest->ticket.salt != *command.salt || guest->ticket.issued_at == 0))
        guest = nullptr;

    const auto known = at.scans.find(asked.scan_id);
    const auto* before = known == at.scans.end() ? nullptr : &known->second;
    if (before != nullptr && !is_answer_to(*before, command, guest)) return refuse_field("scan_id", "duplicate");
    auto verdict = domain::decide_admission(question_for(at, command, *point, guest, before));
    if (before != nullptr) {
        // What was said is said again; the facts of its sentence are those of that moment, where they still hold.
        if (verdict.reason != before->reason) {
            verdict = {};
            verdict.reason = before->reason;
        }
        if (before->kind == domain::scan_kind::overridden) {
            verdict = {};
            verdict.reason = verdict_reason::admitted;
        }
        auto answer = answer_for(at, verdict, guest);
        answer.scan_id = asked.scan_id;
        answer.repeated = true;
        return answer;
    }

    scan_row scan;
    scan.event = asked.event;
    scan.scan_id = asked.scan_id;
    scan.reason = verdict.reason;
    scan.registration = guest != nullptr ? guest->id : domain::registration_id{};
    scan.ticket = command.ticket;
    scan.generation = command.claims.generation;
    scan.point = point->id;
    scan.staff = command.by.kind == domain::actor_kind::staff || command.by.kind == domain::actor_kind::token
                     ? domain::staff_id{command.by.id}
                     : domain::staff_id{};
    scan.scanned_ms = command.scanned_ms;
    scan.received_ms = command.now_ms;
    if (guest == nullptr) scan.code_hash = command.code_hash;
    const bool green = verdict.colour() == domain::verdict_colour::green;
    scan.kind = !green                                             ? domain::scan_kind::refuse
                : verdict.reason == verdict_reason::exit_recorded ? domain::scan_kind::exit
                : command.walk_in                                 ? domain::scan_kind::walk_in
                                                                   : domain::scan_kind::admit;
    // Of the document nothing is kept but that somebody looked at it.
    if (green && asked.identity_checked) scan.override_reason = identity_checked_word;
    if (!green && !asked.override_reason.empty() && guest != nullptr && domain::may_override(verdict.reason)) {
        scan.kind = domain::scan_kind::overridden;
        scan.override_reason = asked.override_reason;
        verdict = {};
        verdict.reason = verdict_reason::admitted;
    }
    keep(at, scan);
    auto answer = answer_for(at, verdict, guest);
    answer.scan_id = asked.scan_id;
    return answer;
}

domain::result<void> check_in_office::void_scan(const domain::actor& by, domain::event_id event,
                                                std::string_view scan_id) {
    const auto now_ms = inside_->clock.now_ms();
    const auto fresh = inside_->random.hex(16);
    return inside_->database.write([&](transaction& tx) -> domain::result<void> {
        auto locked = store::lock_event(tx, event);
        if (!locked) return refuse(refusal_code::not_found);
        const auto scan = store::find_scan(tx, std::string(scan_id));
        if (!scan || scan->event != event) return refuse(refusal_code::not_found);
        if (!domain::lets_in(scan->kind) && scan->kind != domain::scan_kind::exit)
            return refuse(refusal_code::wrong_state);
        for (const auto& known : store::voided_since(tx, event, scan->number))
            if (known == scan->scan_id) return {};
        scan_row undo;
        undo.event = event;
        undo.scan_id = fresh;
        undo.kind = domain::scan_kind::voided;
        undo.reason = scan->reason;
        undo.registration = scan->registration;
        undo.ticket = scan->ticket;
        undo.generation = scan->generation;
        undo.point = scan->point;
        undo.staff = {by.kind == domain::actor_kind::attendee ? 0 : by.id};
        undo.scanned_ms = undo.received_ms = now_ms;
        undo.refers_to = scan->scan_id;
        inside::door at{std::move(*locked), {}, {}, {}, {}, {}, {}, {}, {}, {}};
        inside::keep(at, undo);
        inside::save(tx, at);
        if (undo.registration)
            note_double_admissions(tx, event, undo.registration, store::admission_points(tx, event),
                                   event_rules_of(tx, event, inside_->offset).utc_offset_minutes, now_ms / 1000);
        record_audit(tx, by, "void_scan", event, scan->registration.value, "", now_ms / 1000);
        return {};
    });
}

domain::result<check_in_answer> check_in_office::admit_walk_in(const domain::actor& by,
                                                               domain::registration_request request,
                                                               domain::admission_point_id point, std::string scan_id) {
    if (!is_scan_id(scan_id)) return refuse_field("scan_id", "malformed");
    const auto event = request.event;
    const auto known = inside_->database.read([&](transaction& tx) { return store::find_scan(tx, scan_id); });
    check_in_command command;
    command.event = event;
    command.point = point;
    command.scan_id = scan_id;
    if (known) {
        if (known->event != event || !known->registration) return refuse_field("scan_id", "duplicate");
        command.attendee_no = inside_->keys.attendee_number(event, known->registration);
        return answer_of(inside_->queue.submit(inside_->understand(by, std::move(command))));
    }
    if (auto refused = inside_->refuse_walk_in(event, point)) return *std::move(refused);
    request.source = domain::registration_source::walk_in;
    request.email_trusted = true;
    // Registration and admission are two commits: after a crash between them the same scan finds its guest again.
    request.request_key = ticket::sha256_hex("walk-in " + scan_id);
    const auto receipt = inside_->registrations.register_guest(by, std::move(request));
    if (!receipt) return receipt.error();
    command.attendee_no = receipt->attendee_no;
    auto asked = inside_->understand(by, std::move(command));
    asked.walk_in = true;
    return answer_of(inside_->queue.submit(std::move(asked)));
}

/// Asked before the registration, so that no seat is spent on a no. Two desks of one point that ask in the same
/// moment may both be let through its own limit; the event's capacity is held by the registration itself.
std::optional<domain::result<check_in_answer>>
check_in_office::inside::refuse_walk_in(domain::event_id event, domain::admission_point_id point) {
    const auto now = clock.now();
    return database.read([&](transaction& tx) -> std::optional<domain::result<check_in_answer>> {
        const auto points = store::admission_points(tx, event);
        const auto here =
            std::find_if(points.begin(), points.end(), [&](const auto& each) { return !point || each.id == point; });
        if (here == points.end()) return refuse(refusal_code::not_found);
        if (!here->walk_ins) return refuse(refusal_code::not_allowed);
        const auto so_far = here->walk_in_limit > 0 ? store::count_walk_ins(tx, event, here->id) : 0;
        if (here->walk_in_limit > 0 && so_far >= here->walk_in_limit)
            return domain::refusal{refusal_code::full, here->walk_in_limit, {}};
        domain::device_state device;
        device.serves = event;
        const auto verdict = domain::decide_walk_in(*here, event_rules_of(tx, event, offset), device, so_far, now);
        if (verdict.colour() != domain::verdict_colour::green)
            return domain::refusal{refusal_code::not_allowed, verdict.at, {}};
        return std::nullopt;
    });
}

namespace {

/// What staff see of one record, but for the name and whether it was taken back.
recent_scan line_of(const scan_row& scan, const std::vector<domain::admission_point_rules>& points,
                    const std::vector<std::pair<domain::device_id, std::string>>& devices) {
    recent_scan line;
    line.scan_id = scan.scan_id;
    line.scanned_at_ms = scan.scanned_ms;
    line.kind = scan.kind;
    line.reason = scan.reason;
    line.colour = scan.kind == domain::scan_kind::overridden ? domain::verdict_colour::green
                                                             : domain::colour_of(scan.reason);
    for (const auto& point : points)
        if (point.id == scan.point) line.point = point.name;
    for (const auto& [id, name] : devices)
        if (id == scan.device) line.device = name;
    return line;
}

} // namespace

std::vector<recent_scan> check_in_office::recent(domain::event_id event, int limit) {
    return inside_->database.read([&](transaction& tx) {
        std::vector<recent_scan> lines;
        const auto scans = store::latest_scans(tx, event, std::clamp(limit, 1, 200));
        if (scans.empty()) return lines;
        const auto voided = store::voided_since(tx, event, scans.back().number);
        const auto points = store::admission_points(tx, event);
        const auto devices = store::device_names(tx, event);
        for (const auto& scan : scans) {
            auto line = line_of(scan, points, devices);
            if (scan.registration)
                if (const auto row = store::find_registration(tx, event, scan.registration))
                    line.display_name = domain::full_name(row->registration.name);
            line.voided = std::find(voided.begin(), voided.end(), scan.scan_id) != voided.end();
            lines.push_back(std::move(line));
        }
        return lines;
    });
}

std::vector<recent_scan> check_in_office::scans_of(domain::event_id event, domain::registration_id whose) {
    return inside_->database.read([&](transaction& tx) {
        std::vector<recent_scan> lines;
        const auto scans = store::scans_of(tx, event, whose);
        const auto points = store::admission_points(tx, event);
        const auto devices = store::device_names(tx, event);
        for (const auto& scan : scans) {
            lines.push_back(line_of(scan, points, devices));
            lines.back().voided = std::any_of(scans.begin(), scans.end(), [&](const scan_row& other) {
                return other.kind == domain::scan_kind::voided && other.refers_to == scan.scan_id;
            });
        }
        return lines;
    });
}

std::vector<domain::admission_point_rules> check_in_office::admission_points(domain::event_id event) {
    return inside_->database.read([&](transaction& tx) { return store::admission_points(tx, event); });
}

domain::result<domain::admission_point_id>
check_in_office::save_admission_point(const domain::actor& by, domain::event_id event,
                                      const domain::admission_point_rules& what) {
    if (what.name.empty() || what.name.size() > 200) return refuse_field("name", what.name.empty() ? "required" : "too_long");
    if (const auto made = made_before("point"); made && !what.id) return domain::admission_point_id{*made};
    const auto trace = trace_of_request();
    const auto now = inside_->clock.now();
    return inside_->database.write([&](transaction& tx) -> domain::result<domain::admission_point_id> {
        auto locked = store::lock_event(tx, event);
        if (!locked) return refuse(refusal_code::not_found);
        auto rules = what;
        const auto points = store::admission_points(tx, event);
        const auto known = std::any_of(points.begin(), points.end(), [&](const auto& each) { return each.id == what.id; });
        if (what.id && !known) return refuse(refusal_code::not_found);
        const auto categories = store::categories_of(tx, event);
        for (const auto category : what.categories)
            if (category && std::none_of(categories.begin(), categories.end(),
                                         [&](const auto& each) { return each.id == category; }))
                return refuse_field("categories", "not_a_choice");
        // Nobody could ever come in again without marked exits, and no time is counted from a start that is not known.
        if (what.entries == domain::entry_rule::after_exit && !what.exits_scanned)
            return refuse_field("exits_scanned", "required");
        if (what.sign_up_required && what.sessions.empty()) return refuse_field("sessions", "required");
        for (const auto session : what.sessions) {
            const auto times = store::session_times(tx, event);
            if (std::none_of(times.begin(), times.end(), [&](const auto& each) { return each.id == session; }))
                return refuse_field("sessions", "not_a_choice");
        }
        if (!rules.id) rules.id = store::next_admission_point(tx, event);
        store::save_admission_point(tx, event, rules);
        const std::int64_t subject = rules.id.value;
        const store::feed_note note{"rules", 0};
        store::insert_feed(tx, event, ++locked->last_feed, std::span(&note, 1));
        store::save_numbers(tx, *locked);
        record_audit(tx, by, "save_admission_point", event, subject, "", now);
        if (!what.id) trace.leave(tx, "point", subject);
        return rules.id;
    });
}

} // namespace krug::service
