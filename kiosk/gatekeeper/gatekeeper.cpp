#include "gatekeeper/gatekeeper.hpp"

#include "gate_protocol/sync.hpp"
#include "ground/check.hpp"
#include "ground/log.hpp"
#include "ticket/digest.hpp"

#include <algorithm>

namespace krug::gatekeeper {
namespace {

domain::scan_name random_name(ground::randomness& random) {
    domain::scan_name name{};
    random.fill(std::as_writable_bytes(std::span(name)));
    return name;
}

domain::scan_kind kind_of(const domain::verdict& given) {
    if (given.colour() != domain::verdict_colour::green) return domain::scan_kind::refuse;
    if (given.reason == domain::verdict_reason::exit_recorded) return domain::scan_kind::exit;
    if (given.reason == domain::verdict_reason::shown_again) return domain::scan_kind::shown_again;
    return domain::scan_kind::admit;
}

/// Roster hashes are 16 bytes; of unknown codes only the whole SHA-256 is kept.
domain::code_name name_of(const std::string& roster_hash) {
    domain::code_name name{};
    const auto raw = ticket::from_hex(roster_hash);
    KRUG_CHECK(raw && raw->size() == 16);
    std::copy(raw->begin(), raw->end(), name.begin());
    return name;
}

read_code read_presented(const presentation& shown, domain::event_id event) {
    if (shown.listed.empty()) return gate_protocol::understand(shown.code, event);
    return {domain::code_reading::listed, std::nullopt, lookup::roster_code, std::string(shown.listed)};
}

} // namespace

gatekeeper::gatekeeper(disk& disk, const ground::clock& clock, ground::randomness& random, domain::scan_name boot)
    : disk_(disk), clock_(clock), random_(random), boot_(boot) {}

void gatekeeper::reload() {
    orders_ = disk_.standing_orders();
    keys_.clear();
    for (const auto& listed : orders_.keys.keys)
        if (const auto key = ticket::public_key::from(listed.key))
            keys_.push_back({ticket::verifier(*key), listed.standing});
    for (auto& recent : recent_) recent.doubtful = true;
}

void gatekeeper::stand_at(domain::admission_point_id point) {
    wanted_point_ = point;
    recent_.clear();
}

domain::admission_point_id gatekeeper::point() const {
    const auto& allowed = orders_.terms.points;
    if (std::find(allowed.begin(), allowed.end(), wanted_point_) != allowed.end()) return wanted_point_;
    return allowed.empty() ? domain::admission_point_id{} : allowed.front();
}

device_clocks gatekeeper::clocks() const { return {clock_.now_ms(), clock_.steady_ms(), boot_}; }

clock_reading gatekeeper::clock_now() const { return read_clock(orders_.clock, clocks()); }

void gatekeeper::heard_from_server(std::int64_t steady_ms) {
    heard_ = true;
    heard_ms_ = steady_ms;
}

void gatekeeper::lost_server() { heard_ = false; }

bool gatekeeper::online() const { return heard_ && clock_.steady_ms() - heard_ms_ <= online_ms; }

std::int64_t gatekeeper::lease_age_seconds() const {
    const auto& measured = orders_.clock;
    if (!measured.taken) return INT64_MAX;
    const auto reading = clock_now();
    return (clock_.now_ms() + reading.offset_ms - (measured.wall_ms + measured.offset_ms)) / 1000;
}

std::int64_t gatekeeper::admitted_lately() const {
    const auto since = clock_.steady_ms() - lately_ms;
    return std::count_if(admitted_ms_.begin(), admitted_ms_.end(), [since](std::int64_t at) { return at > since; });
}

void gatekeeper::note_admission() {
    const auto now = clock_.steady_ms();
    while (!admitted_ms_.empty() && admitted_ms_.front() <= now - lately_ms) admitted_ms_.pop_front();
    admitted_ms_.push_back(now);
}

const domain::admission_point_rules* gatekeeper::rules_of(domain::admission_point_id wanted) const {
    for (const auto& point : orders_.rules.points)
        if (point.id == wanted) return &point;
    return nullptr;
}

domain::ticket_claims gatekeeper::claims_of(const ticket::parsed_ticket& parsed) const {
    const auto& facts = parsed.facts;
    domain::ticket_claims claims;
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
    for (const auto& key : keys_) {
        if (key.verifier.id() != facts.key_id) continue;
        claims.key = key.standing;
        claims.signature_good = ticket::verify_ticket(parsed, key.verifier);
        if (claims.signature_good) break;
    }
    return claims;
}

domain::admission_question gatekeeper::question(const read_code& code, const presentation& shown) const {
    domain::admission_question asked;
    asked.reading = code.reading;
    if (code.ticket) asked.ticket = claims_of(*code.ticket);
    asked.direction = shown.direction;
    asked.identity_checked = shown.identity_checked;
    if (const auto* rules = rules_of(point())) asked.point = *rules;
    asked.event = orders_.rules.event;
    const auto time = clock_now();
    asked.now = (clock_.now_ms() + time.offset_ms) / 1000;
    auto& device = asked.device;
    device.device = orders_.device;
    device.serves = orders_.event;
    device.online = online();
    device.revoked = orders_.revoked || orders_.quarantined;
    device.ready = orders_.list_complete && orders_.rules_known && rules_of(point()) != nullptr;
    device.test_mode = orders_.terms.test_mode;
    device.clock_sure = time.sure;
    // The terms may shorten the lease, never lengthen it.
    const auto spare = domain::lease_seconds_max - orders_.terms.lease_seconds;
    const auto age = lease_age_seconds();
    device.lease_age_seconds = age > INT64_MAX - spare ? age : age + spare;
    device.snapshot_at = device.keys_at = orders_.snapshot_at;
    device.late_tickets_used = orders_.late_tickets_used;
    device.late_tickets_cap = domain::late_ticket_cap(orders_.roster_rows);
    return asked;
}

void gatekeeper::add_history(domain::admission_question& asked, ticket_history known) const {
    if (known.listed) {
        asked.row = known.listed->row;
        asked.home_gate = domain::deal_to_gate(known.listed->code, asked.event.home_gates);
    }
    asked.min_generation = known.min_generation;
    asked.denied = known.blocked;
    asked.earlier = std::move(known.earlier);
    for (auto& scan : asked.earlier)
        if (const auto* rules = rules_of(scan.point)) {
            scan.area = rules->area;
            scan.at_session = !rules->sessions.empty();
        }
}

void gatekeeper::stamp(domain::scan& what) const {
    const auto time = clock_now();
    const auto now = clocks();
    what.wall_ms = now.wall_ms;
    what.boot_ms = now.boot_ms;
    what.boot = boot_;
    what.offset_ms = time.offset_ms;
    what.error_ms = time.error_ms;
    what.known = orders_.known;
}

domain::scan gatekeeper::record_for(const domain::admission_question& asked, const domain::verdict& given,
                                    const read_code& code, std::string_view text) {
    domain::scan what;
    what.id = random_name(random_);
    what.device = orders_.device;
    what.kind = kind_of(given);
    what.direction = asked.direction;
    what.offline = !asked.device.online;
    what.late_ticket = given.late_ticket;
    what.event = asked.device.serves;
    if (asked.row) {
        what.generation = static_cast<std::uint16_t>(asked.row->generation);
        what.category = asked.row->category;
        what.scope = asked.row->scope;
    }
    // A forgery's own words are not kept: what it claims to be is nobody's ticket.
    if (code.ticket && asked.ticket.signature_good) {
        what.ticket = asked.ticket.id;
        what.event = asked.ticket.event;
        what.generation = static_cast<std::uint16_t>(asked.ticket.generation);
        what.category = asked.ticket.category;
        what.scope = asked.ticket.scope;
        what.code = name_of(code.hash);
        what.code_known = true;
    }
    if (!what.code_known) what.code = ticket::sha256(text);
    what.point = point();
    what.reason = given.reason;
    stamp(what);
    return what;
}

void gatekeeper::describe(answer& given, const ticket_history& known) const {
    if (!known.listed) return;
    const auto reason = given.verdict.reason;
    // Names are for the guest who is let in or was already; a refusal names nobody.
    if (given.verdict.colour() == domain::verdict_colour::red || reason == domain::verdict_reason::device_revoked) return;
    given.name = known.listed->name;
    given.table = known.listed->table;
    const auto wanted = known.listed->row.scope ? known.listed->row.scope
                        : known.listed->row.sessions.empty() ? domain::session_id{}
                                                             : known.listed->row.sessions.front();
    for (const auto& session : orders_.rules.event.sessions)
        if (session.id == wanted) given.session = session.title;
}

answer gatekeeper::judge_and_store(const read_code& code, const presentation& shown) {
    auto asked = question(code, shown);
    answer given;
    given.offline = !asked.device.online;
    bool decided = false;
    try {
        disk_.begin();
        ticket_history known;
        if (!code.hash.empty()) known = disk_.history(code.by, code.hash);
        add_history(asked, known);
        given.verdict = domain::decide_admission(asked);
        decided = true;
        describe(given, known);

        auto what = record_for(asked, given.verdict, code, shown.code);
        if (known.listed && !what.code_known && code.reading == domain::code_reading::listed) {
            what.code = name_of(known.listed->code);
            what.code_known = true;
        }
        if (what.kind == domain::scan_kind::shown_again)
            for (std::size_t at = 0; at < asked.earlier.size(); ++at)
                if (!asked.earlier[at].shown) what.refers_to = known.earlier_ids[at];
        given.overridable = what.code_known && domain::may_override(given.verdict.reason);
        const bool overrides = shown.overridden && given.overridable;
        if (overrides) {
            given.overridable = false;
            // The record keeps the reason that staff decided against.
            what.kind = domain::scan_kind::overridden;
            given.verdict = {};
            given.verdict.reason = domain::verdict_reason::admitted;
        }
        write_down(what, overrides ? shown.enclose : enclosing());
        if (given.verdict.late_ticket) ++orders_.late_tickets_used;
        given.scan = what.id;
        if (domain::lets_in(what.kind)) note_admission();
        return given;
    } catch (const disk_failure& failure) {
        disk_.roll_back();
        note_trouble(failure.what());
    }
    if (!decided) return without_disk(code, shown);
    if (given.verdict.colour() == domain::verdict_colour::green) {
        given.verdict = {};
        given.verdict.reason = domain::verdict_reason::not_stored;
    }
    return given;
}

void gatekeeper::write_down(domain::scan& what, const enclosing& enclose) {
    const auto head = disk_.head();
    what.seq = head.seq + 1;
    what.incarnation = head.incarnation;
    what.previous = head.hash;
    const auto record = domain::encode_scan(what);
    disk_.insert(what, record, gate_protocol::hash_of(record));
    if (enclose) disk_.enclose(what, enclose(what.id));
    disk_.commit();
    disk_.append_flight(record);
    ++orders_.unsent;
    if (enclose) ++orders_.enclosures;
    if (!domain::lets_in(what.kind) && what.kind != domain::scan_kind::exit) return;
    undoable_.push_back(what);
    if (undoable_.size() > undoable_kept) undoable_.pop_front();
}

bool gatekeeper::may_write() { return disk_ready() && orders_.device && !orders_.revoked && !orders_.quarantined; }

answer gatekeeper::admit_walk_in(const enclosing& enclose) {
    const bool writes = may_write();
    const auto asked = question({}, {});
    const auto so_far = orders_.walk_ins.find(asked.point.id.value);
    answer given;
    given.offline = !asked.device.online;
    given.verdict = domain::decide_walk_in(asked.point, asked.event, asked.device,
                                           so_far == orders_.walk_ins.end() ? 0 : so_far->second, asked.now);
    if (given.verdict.colour() != domain::verdict_colour::green) return given;
    try {
        if (!writes) throw disk_failure("walk-in", false);
        disk_.begin();
        auto what = record_for(asked, given.verdict, {}, {});
        what.kind = domain::scan_kind::walk_in;
        what.code = ticket::sha256(what.id); // nobody's ticket; the server will know whose
        write_down(what, enclose);
        ++orders_.walk_ins[asked.point.id.value];
        note_admission();
        given.scan = what.id;
    } catch (const disk_failure& failure) {
        disk_.roll_back();
        note_trouble(failure.what());
        given.verdict = {};
        given.verdict.reason = domain::verdict_reason::not_stored;
    }
    return given;
}

bool gatekeeper::take_back(const domain::scan_name& which) {
    const auto known = std::find_if(undoable_.begin(), undoable_.end(), [&](const auto& each) { return each.id == which; });
    if (known == undoable_.end() || !may_write()) return false;
    auto what = *known; // the same guest, ticket and place
    what.id = random_name(random_);
    what.kind = domain::scan_kind::voided;
    what.refers_to = which;
    what.refers_seq = 0;
    what.late_ticket = false;
    what.offline = !online();
    stamp(what);
    try {
        disk_.begin();
        write_down(what, {});
    } catch (const disk_failure& failure) {
        disk_.roll_back();
        note_trouble(failure.what());
        return false;
    }
    if (known->kind == domain::scan_kind::walk_in) --orders_.walk_ins[known->point.value];
    undoable_.erase(known);
    recent_.clear();
    return true;
}

// Without its list the device can still say what the code alone says, and nothing more.
answer gatekeeper::without_disk(const read_code& code, const presentation& shown) const {
    auto asked = question(code, shown);
    answer given;
    given.offline = !asked.device.online;
    given.verdict = domain::decide_admission(asked);
    using enum domain::verdict_reason;
    const auto reason = given.verdict.reason;
    if (reason != forged && reason != damaged && reason != misread && reason != other_event &&
        reason != device_revoked) {
        given.verdict = {};
        given.verdict.reason = not_stored;
    }
    return given;
}

void gatekeeper::note_trouble(const std::string& what) {
    broken_ = true;
    trouble_ = what;
    ground::log_error("disk_failed", {{"step", what}});
}

bool gatekeeper::disk_ready() {
    if (!broken_) return true;
    try {
        disk_.reopen();
        reload();
        broken_ = false;
        trouble_.clear();
        ground::log_info("disk_reopened");
        return true;
    } catch (const disk_failure& failure) {
        note_trouble(failure.what());
        return false;
    }
}

answer gatekeeper::present(const presentation& shown) {
    const bool ready = disk_ready();
    const auto code = read_presented(shown, orders_.event);
    const auto now = clock_.steady_ms();
    // By the whole text, not by the ticket it claims to be: a forgery must not borrow the last guest's green.
    const auto key = ticket::sha256_hex(shown.code);
    if (auto* recent = ready && !shown.overridden ? recent_for(key, shown, now) : nullptr; recent != nullptr && still_holds(*recent, code, shown)) {
        auto again = recent->given;
        remember(key, shown, now, again); // as long as the code stays before the camera
        again.repeated = true;
        return again;
    }
    // A revoked device writes nothing more: its journal is closed until it is handed over.
    const bool writes = ready && orders_.device && !orders_.revoked && !orders_.quarantined;
    auto given = writes ? judge_and_store(code, shown) : without_disk(code, shown);
    std::erase_if(recent_, [&](const recent_answer& recent) { return recent.key == key; });
    if (given.scan) remember(key, shown, now, given);
    return given;
}

gatekeeper::recent_answer* gatekeeper::recent_for(const std::string& key, const presentation& shown, std::int64_t now) {
    // Who was let in, left and comes back asks anew: only answers to the same kind of question are repeated.
    if (recent_direction_ != shown.direction || recent_identity_ != shown.identity_checked) recent_.clear();
    std::erase_if(recent_, [now](const recent_answer& recent) { return now - recent.seen_ms > repeat_ms; });
    const auto found = std::find_if(recent_.begin(), recent_.end(), [&](const auto& recent) { return recent.key == key; });
    return found == recent_.end() ? nullptr : &*found;
}

void gatekeeper::remember(const std::string& key, const presentation& shown, std::int64_t now, const answer& given) {
    const auto before = std::find_if(recent_.begin(), recent_.end(), [&](const auto& recent) { return recent.key == key; });
    recent_answer fresh{key, now, before != recent_.end() && before->doubtful, given};
    if (before != recent_.end()) recent_.erase(before);
    if (recent_.size() == codes_in_view_max) recent_.erase(recent_.begin());
    recent_.push_back(std::move(fresh));
    recent_direction_ = shown.direction;
    recent_identity_ = shown.identity_checked;
}

// A sync in between may have brought a deny entry: then the second look is a new question, not an echo.
bool gatekeeper::still_holds(recent_answer& recent, const read_code& code, const presentation& shown) {
    if (!recent.doubtful) return true;
    auto asked = question(code, shown);
    try {
        disk_.begin();
        ticket_history known;
        if (!code.hash.empty()) known = disk_.history(code.by, code.hash);
        disk_.roll_back();
        for (std::size_t at = 0; at < known.earlier_ids.size(); ++at)
            if (known.earlier_ids[at] == recent.given.scan) known.earlier[at].voided = true;
        add_history(asked, std::move(known));
    } catch (const disk_failure& failure) {
        disk_.roll_back();
        note_trouble(failure.what());
        return false;
    }
    if (recent.given.verdict.late_ticket) --asked.device.late_tickets_used;
    recent.doubtful = domain::decide_admission(asked).reason != recent.given.verdict.reason;
    return !recent.doubtful;
}

domain::verdict_details gatekeeper::details(const answer& given, domain::language in) const {
    auto details = domain::details_of(given.verdict, orders_.rules.event, orders_.rules.points, in);
    details.guest = given.name;
    return details;
}

} // namespace krug::gatekeeper
