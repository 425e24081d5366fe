#include "memory_server.hpp"

#include "gate_protocol/code_reader.hpp"
#include "ground/check.hpp"
#include "ticket/check_digits.hpp"
#include "ticket/short_code.hpp"

#include <algorithm>
#include <set>

namespace krug::simulation {
namespace {

constexpr std::int64_t epoch_leap_max = 1000;

ticket::key32 seed_of(std::uint64_t seed, int which) {
    ground::seeded_randomness source(seed * 1'000'003 + static_cast<std::uint64_t>(which) + 77);
    ticket::key32 raw{};
    source.fill(std::as_writable_bytes(std::span(raw)));
    return raw;
}

domain::digest raw_of(const ticket::public_key& key) {
    domain::digest raw{};
    std::copy(key.raw().begin(), key.raw().end(), raw.begin());
    return raw;
}

} // namespace

memory_server::memory_server(const world_plan& plan, const crowd& people, const true_time& now, planted bug)
    : plan_(plan), people_(people), now_(now), bug_(bug), event_(people.rules.event.event),
      root_(seed_of(plan.seed, -1)) {
    dice draw(plan.seed * 0x9e3779b97f4a7c15U + 3);
    for (std::size_t at = 0; at < people_.guests.size(); ++at) {
        const auto& who = people_.guests[at];
        ticket::ticket_facts facts;
        facts.id.value = static_cast<std::int64_t>(draw.number() | 1);
        facts.category = who.row.category;
        facts.flags = who.flags;
        facts.event = who.kind == guest_kind::other_event ? domain::event_id{event_.value % 1'000'000 + 1} : event_;
        facts.scope = who.row.scope;
        facts.not_before = static_cast<std::uint32_t>(who.not_before_s);
        facts.not_after = static_cast<std::uint32_t>(who.not_after_s);
        facts.issued_at = static_cast<std::uint32_t>(who.issued_at_s);
        const auto number = static_cast<int>(at);
        std::string digits = std::to_string(10'000'000 + number);
        digits += static_cast<char>('0' + ticket::check_11_10(digits));
        numbers_.push_back(digits);
        codes_.push_back(ticket::roster_hash(facts.event, facts.id));
        by_ticket_.emplace(facts.id.value, number);
        by_code_.emplace(codes_.back(), number);
        facts_.push_back(facts);
        state_.registrations.push_back({who.row, who.listed && who.kind != guest_kind::late, who.issued_at_s});
        if (who.kind == guest_kind::reissued) {
            issues_[{number, 2}] = {0, who.issued_at_s};
            state_.registrations.back().row.generation = 2;
        }
    }
    state_.keys.push_back({raw_of(key(0).open_part()), domain::key_standing::active});
    rebuild_feed();
}

const ticket::signing_key& memory_server::key(int number) const {
    auto& signer = signers_[number];
    if (!signer) signer = std::make_unique<ticket::signing_key>(seed_of(plan_.seed, number));
    return *signer;
}

gate_protocol::key_set memory_server::key_set() const {
    gate_protocol::key_set keys;
    keys.event = event_;
    keys.keys = state_.keys;
    keys.version = static_cast<std::int64_t>(keys.keys.size());
    keys.signature = root_.sign(gate_protocol::signed_part(keys));
    return keys;
}

ticket::ticket_facts memory_server::facts(int guest) const {
    auto facts = facts_[static_cast<std::size_t>(guest)];
    facts.generation = static_cast<std::uint16_t>(state_.registrations[static_cast<std::size_t>(guest)].row.generation);
    return facts;
}

std::string memory_server::text(int guest, int generation) const {
    const auto& who = people_.guests[static_cast<std::size_t>(guest)];
    if (who.kind == guest_kind::number_typed) return numbers_[static_cast<std::size_t>(guest)];
    auto& text = texts_[{guest, generation}];
    if (!text.empty()) return text;
    if (who.kind == guest_kind::foreign_barcode) return text = "460" + std::to_string(1'000'000'000 + guest);
    auto facts = facts_[static_cast<std::size_t>(guest)];
    facts.generation = static_cast<std::uint16_t>(generation);
    int number = who.kind == guest_kind::forged_own_key ? -7 : 0;
    if (const auto issued = issues_.find({guest, generation}); issued != issues_.end()) {
        number = issued->second.key;
        facts.issued_at = static_cast<std::uint32_t>(issued->second.at_s);
    }
    return text = ticket::write_ticket(facts, key(number));
}

enrolled_device memory_server::enrol(const ticket::signing_key& device_key, domain::admission_point_id point,
                                     bool test_mode) {
    device_row device;
    device.id = {++next_device_};
    device.token = "token" + std::to_string(device.id.value);
    device.key = raw_of(device_key.open_part());
    device.terms.points = {point};
    device.terms.test_mode = test_mode;
    state_.devices[device.id.value] = device;
    // Whatever the feed said before, it now ends with the rules and keys as they are.
    tell(note::keys, state_.active_key);
    tell(note::rules, 0);
    return {device.id, device.token, key_set(), device.terms, raw_of(root_.open_part())};
}

// --- the feed

std::string memory_server::item_for(const feed_row& row) const {
    switch (row.kind) {
    case note::keys: return gate_protocol::encode_item(key_set());
    case note::rules: return gate_protocol::encode_item(people_.rules);
    case note::roster: {
        const auto at = static_cast<std::size_t>(row.subject);
        gate_protocol::roster_put put;
        put.code = codes_[at];
        put.row = state_.registrations[at].row;
        put.number = gate_protocol::attendee_number_hash(event_, numbers_[at]);
        put.name = is(planted::names_on_the_wire) ? "guest" + std::to_string(at) + "@example.org" : "Анна П.";
        return gate_protocol::encode_item(put);
    }
    case note::deny: {
        const auto at = static_cast<std::size_t>(row.subject);
        return gate_protocol::encode_item(
            gate_protocol::deny{codes_[at], state_.registrations[at].row.generation, false});
    }
    case note::passage: break;
    }
    const auto* scan = &state_.scans[static_cast<std::size_t>(row.subject)];
    gate_protocol::admission_elsewhere item;
    item.voided = scan->what.kind == domain::scan_kind::voided && !is(planted::void_not_told);
    if (scan->what.kind == domain::scan_kind::voided) scan = &state_.scans[state_.by_id.at(scan->what.refers_to)];
    item.code = codes_[static_cast<std::size_t>(scan->guest)];
    item.scan = scan->what.id;
    item.device = scan->what.device;
    item.point = scan->what.point;
    item.direction = scan->what.kind == domain::scan_kind::exit ? domain::passage::out : domain::passage::in;
    item.at_ms = scan->what.corrected_ms();
    return gate_protocol::encode_item(item);
}

void memory_server::rebuild_feed() {
    state_.feed.clear();
    tell(note::keys, state_.active_key);
    tell(note::rules, 0);
    for (std::size_t at = 0; at < state_.registrations.size(); ++at)
        if (state_.registrations[at].known) tell(note::roster, static_cast<std::int64_t>(at));
    for (std::size_t at = 0; at < state_.registrations.size(); ++at)
        if (state_.registrations[at].known && state_.registrations[at].row.generation > 1 && !is(planted::deny_not_told))
            tell(note::deny, static_cast<std::int64_t>(at));
    for (std::size_t at = 0; at < state_.scans.size(); ++at)
        if (state_.scans[at].published_n > 0) {
            tell(note::passage, static_cast<std::int64_t>(at));
            state_.scans[at].published_n = static_cast<std::int64_t>(state_.feed.size());
        }
}

void memory_server::fill_page(const device_row& device, gate_protocol::sync_response& answer) {
    auto& feed = state_.feed;
    const auto from = static_cast<std::size_t>(answer.from.n);
    const auto to = std::min(feed.size(), from + static_cast<std::size_t>(plan_.page_items));
    domain::digest chain{};
    if (from > 0) chain = feed[from - 1].chain;
    for (auto at = from; at < to; ++at) {
        auto& row = feed[at];
        if (row.item.empty()) {
            row.item = item_for(row);
            row.chain = gate_protocol::chain_after(chain, row.item);
        }
        chain = row.chain;
        answer.items.push_back(row.item);
    }
    answer.more = to < feed.size();
    gate_protocol::feed_head head;
    head.event = event_;
    head.at = {answer.from.epoch, static_cast<std::int64_t>(to)};
    head.chain = chain;
    head.time = now_.ms / 1000 + (is(planted::head_time_ahead) ? 7'200 : 0);
    if (is(planted::feed_out_of_order) && device.id.value % 2 == 0 && answer.items.size() > 2) {
        answer.items[answer.items.size() / 2] = answer.items.back();
        head.chain = from > 0 ? feed[from - 1].chain : domain::digest{};
        for (const auto& item : answer.items) head.chain = gate_protocol::chain_after(head.chain, item);
    }
    const auto& signer = key(state_.active_key);
    head.key = signer.id();
    head.signature = signer.sign(gate_protocol::signed_part(head));
    answer.head = head;
}

// --- uploads

int memory_server::guest_of(const domain::scan& what) const {
    if (what.event != event_) return -1;
    int guest = -1;
    if (what.ticket) {
        const auto found = by_ticket_.find(what.ticket.value);
        if (found != by_ticket_.end()) guest = found->second;
    } else if (what.code_known) {
        const auto found = by_code_.find(ticket::to_hex(ticket::byte_view(what.code).first(16)));
        if (found != by_code_.end()) guest = found->second;
    }
    return guest >= 0 && state_.registrations[static_cast<std::size_t>(guest)].known ? guest : -1;
}

void memory_server::keep(device_row& device, const domain::scan& what, const domain::digest& hash,
                         domain::row_fate fate) {
    if (fate == domain::row_fate::stored || fate == domain::row_fate::stored_doubtful)
        device.chain.try_emplace(what.seq, domain::link_of(what, hash));
    scan_row row{what, hash, false, false, 0, guest_of(what), false};
    device.sent.insert(hash);
    const auto keeping =
        domain::decide_keeping(fate, what.kind, !device.revoked && !device.quarantined, row.guest >= 0);
    if (is(planted::server_drops_unknown_rows) && row.guest < 0) return;
    if (!keeping.store && !(is(planted::server_stores_twice) && fate == domain::row_fate::known)) return;
    if (state_.by_id.contains(what.id) && !is(planted::server_stores_twice)) return;
    row.evidence = keeping.evidence;
    row.doubtful = keeping.chain_doubt;
    state_.by_id[what.id] = state_.scans.size();
    if (keeping.tell) {
        tell(note::passage, static_cast<std::int64_t>(state_.scans.size()));
        row.published_n = static_cast<std::int64_t>(state_.feed.size());
    }
    state_.scans.push_back(row);
}

std::int64_t memory_server::upload(device_row& device, const gate_protocol::sync_request& request) {
    std::vector<domain::scan> rows;
    std::vector<domain::chain_link> links, stored;
    for (const auto& raw : request.rows) {
        rows.push_back(*domain::decode_scan(raw));
        links.push_back(domain::link_of(rows.back(), gate_protocol::hash_of(raw)));
    }
    domain::chain_link last;
    if (const auto above = device.chain.upper_bound(device.acked); above != device.chain.begin())
        last = std::prev(above)->second;
    last = domain::reaching(last, device.acked);
    if (!links.empty())
        for (auto at = device.chain.lower_bound(links.front().seq);
             at != device.chain.end() && at->first <= links.back().last_seq; ++at)
            stored.push_back(at->second);
    const auto decision = domain::decide_upload(last, stored, links);
    for (std::size_t at = 0; at < rows.size(); ++at) keep(device, rows[at], links[at].hash, decision.fates[at]);
    bool copied = decision.quarantine;
    if (!is(planted::head_not_compared)) {
        domain::chain_link head;
        head.incarnation = request.incarnation;
        head.seq = request.head_seq;
        head.hash = request.chain_head;
        if (const auto kept = device.chain.find(head.seq); kept != device.chain.end())
            copied |= domain::is_another_device(head, kept->second) && !device.sent.contains(head.hash);
    }
    if (copied && !device.revoked && !is(planted::clone_unnoticed)) device.quarantined = true;
    if (is(planted::server_acks_over_gap) && !links.empty())
        return std::max(device.acked, links.back().last_seq + 1);
    return std::max(decision.ack, device.acked);
}

sync::http_answer memory_server::answer(device_row& device, const gate_protocol::sync_request& request) {
    if (request.cursor.epoch > state_.epoch + epoch_leap_max) return {422, ""};
    gate_protocol::sync_response answer;
    const auto acked_before = device.acked;
    answer.durable_seq = device.acked;
    answer.ack_seq = upload(device, request);
    device.acked = answer.ack_seq;
    answer.server_time_ms = now_.ms;
    answer.standing = device.revoked       ? gate_protocol::device_standing::revoked
                      : device.quarantined ? gate_protocol::device_standing::quarantined
                                           : gate_protocol::device_standing::active;
    answer.terms = device.terms;
    if (answer.standing == gate_protocol::device_standing::quarantined && request.rows.empty() &&
        !device.sent.contains(request.chain_head))
        answer.durable_seq = answer.ack_seq = 0;
    answer.takes_feed_chain = true;
    if (answer.standing == gate_protocol::device_standing::active) {
        const auto& at = request.cursor;
        domain::server_place here{state_.epoch, acked_before, static_cast<std::int64_t>(state_.feed.size()), false};
        if (at.n > 0 && at.n <= here.last_feed) {
            const auto& row = state_.feed[static_cast<std::size_t>(at.n - 1)];
            here.told_there = !row.item.empty() && (!request.feed_chain || *request.feed_chain == row.chain);
        }
        if (domain::device_knows_more(at, request.acked_seq, here) && !is(planted::new_epoch_skipped))
            state_.epoch = at.epoch + 1;
        if (state_.built_epoch < state_.epoch) {
            rebuild_feed();
            state_.built_epoch = state_.epoch;
        }
        answer.from = at.epoch == state_.epoch ? at : domain::feed_cursor{state_.epoch, 0};
        if (is(planted::new_epoch_skipped))
            answer.from.n = std::min(answer.from.n, static_cast<std::int64_t>(state_.feed.size()));
        fill_page(device, answer);
    }
    return {200, gate_protocol::encode(answer)};
}

sync::http_answer memory_server::take(const std::string& token, std::string_view body, ticket::byte_view signature) {
    device_row* device = nullptr;
    for (auto& [id, each] : state_.devices)
        if (each.token == token) device = &each;
    if (device == nullptr) return {401, ""};
    if (!ticket::verifier(*ticket::public_key::from(device->key)).verify(gate_protocol::signed_part(body), signature))
        return {401, ""};
    const auto request = gate_protocol::decode_sync_request(body);
    if (!request) return {422, ""};
    for (const auto& raw : request->rows)
        if (domain::decode_scan(raw)->device != device->id) return {422, ""};
    const auto killed = std::exchange(kill_, kill::no);
    if (killed == kill::before) {
        if (!is(planted::server_acks_before_commit)) throw server_killed{};
        const auto before = state_;
        const auto given = answer(*device, *request);
        state_ = before;
        return given;
    }
    auto given = answer(*device, *request);
    if (killed == kill::after) throw server_killed{};
    return given;
}

// --- organiser and operator

void memory_server::change_standing(int guest, domain::roster_state state) {
    auto& who = state_.registrations[static_cast<std::size_t>(guest)];
    if (!who.known) return;
    who.row.state = state;
    tell(note::roster, guest);
}

void memory_server::reissue(int guest) {
    auto& who = state_.registrations[static_cast<std::size_t>(guest)];
    if (!who.known) return;
    ++who.row.generation;
    issues_[{guest, who.row.generation}] = {state_.active_key, now_.ms / 1000};
    texts_.erase({guest, who.row.generation}); // after a rollback a number is given again
    tell(note::roster, guest);
    if (!is(planted::deny_not_told)) tell(note::deny, guest);
}

void memory_server::add_late(int guest) {
    auto& who = state_.registrations[static_cast<std::size_t>(guest)];
    if (who.known) return;
    who.known = true;
    issues_[{guest, 1}] = {state_.active_key, now_.ms / 1000};
    texts_.erase({guest, 1});
    tell(note::roster, guest);
}

void memory_server::revoke(domain::device_id device) { state_.devices.at(device.value).revoked = true; }

void memory_server::void_last_admission(int guest) {
    for (auto at = state_.scans.size(); at-- > 0;) {
        const auto& scan = state_.scans[at];
        if (scan.guest != guest || scan.published_n == 0 || scan.what.kind != domain::scan_kind::admit) continue;
        scan_row row;
        row.what.kind = domain::scan_kind::voided;
        row.what.refers_to = scan.what.id;
        row.what.id = scan.what.id;
        row.what.id[0] ^= 0xff;
        if (state_.by_id.contains(row.what.id)) return;
        row.guest = guest;
        row.own = true;
        tell(note::passage, static_cast<std::int64_t>(state_.scans.size()));
        row.published_n = static_cast<std::int64_t>(state_.feed.size());
        state_.by_id[row.what.id] = state_.scans.size();
        state_.scans.push_back(row);
        return;
    }
}

void memory_server::change_keys(domain::key_standing old) {
    for (auto& listed : state_.keys) {
        const bool current = listed.standing == domain::key_standing::active;
        const bool all = old == domain::key_standing::roster_only && listed.standing == domain::key_standing::retired;
        if (current || all) listed.standing = old;
    }
    ++state_.active_key;
    state_.keys.insert(state_.keys.begin(), {raw_of(key(state_.active_key).open_part()), domain::key_standing::active});
    // The head of a page is signed by the newest key: whoever is behind it starts anew, with the keys first.
    ++state_.epoch;
    rebuild_feed();
    state_.built_epoch = state_.epoch;
}

void memory_server::put_back(const std::any& copy, bool by_command) {
    auto devices = state_.devices;
    state_ = std::any_cast<const database&>(copy);
    // A device that was enrolled after the backup is enrolled again by hand: its name and key stand, its rows do not.
    for (auto& [id, device] : devices)
        if (!state_.devices.contains(id)) {
            device.acked = 0;
            device.chain.clear();
            device.sent.clear();
            device.revoked = device.quarantined = false;
            state_.devices[id] = device;
        }
    if (by_command) ++state_.epoch;
}

// --- the judges

std::vector<stored_scan> memory_server::scans() {
    std::vector<stored_scan> all;
    for (const auto& row : state_.scans) {
        if (row.own) continue;
        stored_scan scan{row.what, row.hash, row.evidence, row.doubtful, {}, {}};
        if (row.published_n > 0) scan.published = {state_.epoch, row.published_n};
        if (row.guest >= 0) scan.code = codes_[static_cast<std::size_t>(row.guest)];
        all.push_back(scan);
    }
    return all;
}

gate_protocol::device_standing memory_server::standing(domain::device_id device) {
    const auto& row = state_.devices.at(device.value);
    return row.revoked       ? gate_protocol::device_standing::revoked
           : row.quarantined ? gate_protocol::device_standing::quarantined
                             : gate_protocol::device_standing::active;
}

std::vector<std::string> memory_server::told_feed() {
    std::vector<std::string> all;
    for (const auto& row : state_.feed)
        if (!row.item.empty()) all.push_back(row.item);
    return all;
}

bool memory_server::is_rebuilding() { return state_.built_epoch < state_.epoch; }

domain::feed_cursor memory_server::feed_end() {
    return {state_.built_epoch, static_cast<std::int64_t>(state_.feed.size())};
}

std::uint64_t memory_server::state_hash() {
    trace all;
    all.add(state_.epoch);
    all.add(static_cast<std::int64_t>(state_.feed.size()));
    all.add(static_cast<std::int64_t>(state_.scans.size()));
    for (const auto& [id, device] : state_.devices) {
        all.add(id);
        all.add(device.acked);
        all.add(device.quarantined ? 2 : device.revoked ? 1 : 0);
        all.add(static_cast<std::int64_t>(device.chain.size()));
    }
    return all.hash();
}

std::vector<domain::double_admission> memory_server::reports() {
    std::map<int, std::vector<domain::admission_claim>> by_guest;
    std::set<domain::scan_name> voided;
    for (const auto& row : state_.scans)
        if (row.what.kind == domain::scan_kind::voided) voided.insert(row.what.refers_to);
    for (const auto& row : state_.scans) {
        if (row.evidence || row.guest < 0 || row.what.kind != domain::scan_kind::admit) continue;
        domain::admission_claim claim;
        claim.id = row.what.id;
        claim.device = row.what.device;
        claim.seq = row.what.seq;
        claim.corrected_ms = row.what.corrected_ms();
        claim.error_ms = row.what.error_ms;
        claim.reason = row.what.reason;
        if (is(planted::reports_overrides_twice) && claim.reason == domain::verdict_reason::re_entry)
            claim.reason = domain::verdict_reason::admitted;
        claim.point = row.what.point;
        claim.area = people_.rules.points[static_cast<std::size_t>(row.what.point.value - 1)].area;
        claim.known = row.what.known;
        claim.published = {state_.epoch, row.published_n};
        claim.voided = voided.contains(row.what.id);
        by_guest[row.guest].push_back(claim);
    }
    std::vector<domain::double_admission> all;
    for (const auto& [guest, claims] : by_guest) {
        std::map<int, std::vector<domain::admission_claim>> by_area;
        for (const auto& claim : claims) by_area[claim.area].push_back(claim);
        for (auto& [area, here] : by_area) {
            const auto entries = people_.rules.points[static_cast<std::size_t>(here.front().point.value - 1)].entries;
            for (auto& found : domain::find_double_admissions(here, entries, people_.rules.event.utc_offset_minutes)) {
                if (is(planted::reports_pairs_only)) found.claims.resize(2);
                if (is(planted::winner_by_arrival)) found.claims = here;
                all.push_back(std::move(found));
            }
        }
    }
    return all;
}

std::optional<domain::verdict_reason> memory_server::ask(std::string_view code, domain::admission_point_id point) {
    const auto read = gate_protocol::understand(code, event_);
    domain::admission_question asked;
    asked.reading = read.reading;
    int guest = -1;
    if (read.ticket) {
        const auto& facts = read.ticket->facts;
        auto& claims = asked.ticket;
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
        for (const auto& listed : state_.keys) {
            const ticket::verifier verifier(*ticket::public_key::from(listed.key));
            if (verifier.id() != facts.key_id) continue;
            claims.key = listed.standing;
            claims.signature_good = ticket::verify_ticket(*read.ticket, verifier);
        }
        if (const auto found = by_ticket_.find(facts.id.value); found != by_ticket_.end()) guest = found->second;
    } else if (read.by == gate_protocol::lookup::number) {
        for (std::size_t at = 0; at < numbers_.size(); ++at)
            if (numbers_[at] == code) guest = static_cast<int>(at);
    }
    if (guest >= 0 && state_.registrations[static_cast<std::size_t>(guest)].known) {
        const auto& who = state_.registrations[static_cast<std::size_t>(guest)];
        asked.row = who.row;
        if (who.row.generation > 1) asked.min_generation = who.row.generation;
        asked.home_gate = domain::deal_to_gate(codes_[static_cast<std::size_t>(guest)], people_.rules.event.home_gates);
    } else {
        guest = -1;
    }
    std::set<domain::scan_name> voided;
    for (const auto& row : state_.scans)
        if (row.what.kind == domain::scan_kind::voided) voided.insert(row.what.refers_to);
    for (const auto& row : state_.scans) {
        if (guest < 0 || row.guest != guest || row.published_n == 0 || row.what.kind == domain::scan_kind::voided) continue;
        domain::earlier_scan scan;
        scan.direction = row.what.kind == domain::scan_kind::exit ? domain::passage::out : domain::passage::in;
        scan.at = row.what.corrected_ms() / 1000;
        scan.point = row.what.point;
        scan.device = row.what.device;
        scan.area = people_.rules.points[static_cast<std::size_t>(row.what.point.value - 1)].area;
        scan.voided = voided.contains(row.what.id);
        asked.earlier.push_back(scan);
    }
    asked.point = people_.rules.points[static_cast<std::size_t>(point.value - 1)];
    asked.event = people_.rules.event;
    asked.device.serves = event_;
    asked.device.test_mode = plan_.test_mode;
    asked.now = asked.device.snapshot_at = now_.ms / 1000;
    asked.device.keys_at = INT64_MAX;
    return domain::decide_admission(asked).reason;
}

} // namespace krug::simulation
