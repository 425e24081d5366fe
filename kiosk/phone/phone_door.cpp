#include "phone/phone_door.hpp"

#include "gate_protocol/verdict_line.hpp"
#include "phone/question_text.hpp"
#include "sync/round.hpp"

#include <algorithm>

namespace krug::phone {
namespace json = boost::json;
namespace {

constexpr std::size_t found_max = 30;
constexpr std::size_t recent_max = 20;

std::string_view text_in(const json::object& from, std::string_view name) {
    const auto* found = from.if_contains(name);
    return found != nullptr && found->is_string() ? std::string_view(found->get_string()) : std::string_view();
}

std::int64_t number_in(const json::object& from, std::string_view name) {
    const auto* found = from.if_contains(name);
    if (found == nullptr) return 0;
    if (found->is_int64()) return found->get_int64();
    return found->is_double() ? static_cast<std::int64_t>(found->get_double()) : 0;
}

bool yes_in(const json::object& from, std::string_view name) {
    const auto* found = from.if_contains(name);
    return found != nullptr && found->is_bool() && found->get_bool();
}

template <std::size_t Bytes> bool bytes_in(std::string_view text, std::array<std::uint8_t, Bytes>& out) {
    const auto raw = ticket::from_base64url(text);
    if (!raw || raw->size() != Bytes) return false;
    std::copy(raw->begin(), raw->end(), out.begin());
    return true;
}

json::object refused(std::string_view word) { return {{"refused", word}}; }

gatekeeper::device_clocks clocks_in(const json::object& asked, std::string_view wall, std::string_view steady,
                                    const domain::scan_name& boot) {
    return {number_in(asked, wall), number_in(asked, steady), boot};
}

const char* word_of(domain::roster_state state) {
    switch (state) {
    case domain::roster_state::confirmed: return "confirmed";
    case domain::roster_state::pending: return "pending";
    case domain::roster_state::waitlisted: return "waitlisted";
    case domain::roster_state::declined: return "declined";
    case domain::roster_state::cancelled: return "cancelled";
    case domain::roster_state::unconfirmed: return "unconfirmed";
    case domain::roster_state::lapsed: return "lapsed";
    case domain::roster_state::blocked: return "blocked";
    }
    return "confirmed";
}

std::string id_text(const domain::scan_name& id) { return ticket::to_base64url(id); }

} // namespace

std::string phone_door::ask(std::string_view question) {
    boost::system::error_code failed;
    const auto read = json::parse(question, failed);
    if (failed || !read.is_object()) return json::serialize(refused("malformed"));
    const auto& asked = read.get_object();
    clock_.tell(number_in(asked, "wall"), number_in(asked, "steady"));
    auto answer = answer_to(asked);
    const auto wanted = take_wanted_signatures();
    if (!wanted.empty()) {
        json::array list;
        for (const auto& each : wanted)
            list.push_back(json::object{{"key", ticket::to_base64url(each.key)},
                                        {"message", ticket::to_base64url(each.message)},
                                        {"signature", ticket::to_base64url(each.signed_with)}});
        return json::serialize(json::object{{"wanted", std::move(list)}});
    }
    if (text_in(asked, "op") != "learn") forget_signatures();
    return json::serialize(answer);
}

json::object phone_door::answer_to(const json_object& asked) {
    const auto op = text_in(asked, "op");
    if (op == "judge") return judge(asked);
    if (op == "learn") {
        wanted_signature told;
        const auto message = ticket::from_base64url(text_in(asked, "message"));
        const auto signed_with = ticket::from_base64url(text_in(asked, "signature"));
        if (!message || !signed_with || !bytes_in(text_in(asked, "key"), told.key)) return refused("malformed");
        told.message = *message;
        told.signed_with = *signed_with;
        tell_signature(told, yes_in(asked, "holds"));
        return {};
    }
    if (op == "open") return open(asked);
    if (op == "invitation") return read_invitation(asked);
    if (op == "accept") return accept(asked);
    if (!journal_) return refused("not_open");
    if (op == "load") return load(asked);
    if (op == "ready") return ready(asked);
    if (!gate_) return refused("not_ready");
    if (op == "status") return status();
    if (op == "present") return present(asked);
    if (op == "override") return follow(asked, domain::scan_kind::overridden);
    if (op == "undo") return follow(asked, domain::scan_kind::voided);
    if (op == "request") return make_request(asked);
    if (op == "answer") return take_answer(asked);
    if (op == "export") return make_export(asked);
    if (op == "search") return search(asked);
    if (op == "recent") return recent();
    if (op == "lost") {
        gate_->lost_server();
        // Refused: perhaps an older program stands there again. The next round asks anew before it says more.
        if (yes_in(asked, "refused")) server_takes_ = {};
        return status();
    }
    if (op == "stand_at") {
        stands_at_ = {number_in(asked, "point")};
        gate_->stand_at(stands_at_);
        return status();
    }
    if (op == "wake") {
        // The steady clock may have slept with the phone: from here it counts as another start of the computer.
        domain::scan_name boot{};
        if (!bytes_in(text_in(asked, "boot"), boot)) return refused("malformed");
        place_gate(boot);
        return status();
    }
    return refused("unknown_op");
}

/// open {state, boot, shown}: begins with what the browser kept; then load {records} and load {epoch, items} in any
/// number, then ready {}.
json::object phone_door::open(const json_object& asked) {
    gate_.reset();
    journal_ = std::make_unique<memory_journal>(clock_, random_);
    if (!bytes_in(text_in(asked, "boot"), boot_) || !journal_->load_state(text_in(asked, "state"))) {
        journal_.reset();
        return refused("damaged");
    }
    shown_seq_ = number_in(asked, "shown");
    return {};
}

json::object phone_door::load(const json_object& asked) {
    if (const auto* records = asked.if_contains("records"); records != nullptr && records->is_array())
        for (const auto& each : records->get_array()) {
            domain::scan_record record{};
            if (each.is_string() && bytes_in(std::string_view(each.get_string()), record)) journal_->load_record(record);
        }
    if (const auto* items = asked.if_contains("items"); items != nullptr && items->is_array()) {
        std::vector<std::string> texts;
        for (const auto& each : items->get_array())
            if (each.is_string()) texts.emplace_back(each.get_string());
        journal_->load_page(number_in(asked, "epoch"), texts);
    }
    return {};
}

json::object phone_door::ready(const json_object&) {
    journal_->loaded(shown_seq_);
    place_gate(boot_);
    auto out = status();
    add_changes(out, true);
    return out;
}

void phone_door::place_gate(domain::scan_name boot) {
    boot_ = boot;
    gate_ = std::make_unique<gatekeeper::gatekeeper>(*journal_, clock_, random_, boot);
    gate_->stand_at(stands_at_);
    gate_->reload();
}

void phone_door::add_changes(json_object& out, bool with_state) {
    json::array records;
    for (const auto& each : journal_->take_fresh_records())
        records.push_back(json::object{{"seq", each.what.seq}, {"record", ticket::to_base64url(each.record)}});
    if (!records.empty()) out["records"] = std::move(records);
    if (auto page = journal_->take_page()) {
        json::array forget;
        for (const auto epoch : page->forget) forget.emplace_back(epoch);
        out["page"] = json::object{{"epoch", page->epoch}, {"from", page->from}, {"forget", std::move(forget)}};
    }
    if (with_state) out["state"] = journal_->state_text();
}

/// invitation {code, key}: what the pairing code says, and the body of the enrolment for this device's public key.
json::object phone_door::read_invitation(const json_object& asked) const {
    const auto code = gate_protocol::read_enrolment_code(text_in(asked, "code"));
    if (!code) return refused("no_code");
    gate_protocol::enrol_request request;
    request.one_time = code->one_time;
    if (!bytes_in(text_in(asked, "key"), request.device_key)) return refused("malformed");
    return {{"url", code->url}, {"body", gate_protocol::encode(request)}};
}

/// accept {code, body, boot, sent_wall, sent_steady}: the server's answer to the enrolment; gives the token and a state.
json::object phone_door::accept(const json_object& asked) {
    const auto code = gate_protocol::read_enrolment_code(text_in(asked, "code"));
    const auto response = gate_protocol::decode_enrol_response(text_in(asked, "body"));
    domain::scan_name boot{};
    if (!code || !response || !bytes_in(text_in(asked, "boot"), boot)) return refused("malformed");
    if (ticket::sha256(response->root_key) != code->root_fingerprint) return refused("root_key");
    if (response->keys.event != response->event || !sync::signed_by_root(response->keys, response->root_key))
        return refused("keys");
    const auto clock = gatekeeper::measure_clock(clocks_in(asked, "sent_wall", "sent_steady", boot),
                                                 clocks_in(asked, "wall", "steady", boot), response->server_time_ms);
    memory_journal fresh(clock_, random_);
    fresh.enrolled(response->device, response->event, response->root_key, response->terms, response->keys, clock);
    return {{"device", response->device.value}, {"token", response->token}, {"state", fresh.state_text()}};
}

/// present {code} or {listed}, with {out, identity}: the verdict, and the record that must be durable before it is shown.
json::object phone_door::present(const json_object& asked) {
    gatekeeper::presentation shown;
    shown.code = text_in(asked, "code");
    shown.listed = text_in(asked, "listed");
    shown.direction = yes_in(asked, "out") ? domain::passage::out : domain::passage::in;
    shown.identity_checked = yes_in(asked, "identity");
    if (shown.listed.empty()) {
        // Signatures first, before anything is written: the gatekeeper asks again and is answered from memory.
        const auto code = gate_protocol::understand(shown.code, gate_->standing().event);
        if (code.ticket) {
            bool unknown = false;
            for (const auto& listed : gate_->standing().keys.keys) {
                const auto key = ticket::public_key::from(listed.key);
                if (!key || ticket::key_id_of(*key) != code.ticket->facts.key_id) continue;
                unknown = !ticket::verify_ticket(*code.ticket, ticket::verifier(*key)) || unknown;
            }
            if (unknown && signatures_wanted()) return {};
        }
    } else if (ticket::from_hex(shown.listed).value_or(ticket::bytes{}).size() != 16) {
        return refused("malformed");
    }
    const auto given = gate_->present(shown);
    gate_protocol::verdict_line line;
    using domain::language;
    line.verdict = given.verdict;
    line.message_ru = domain::sentence_for(given.verdict, gate_->details(given, language::ru), language::ru);
    line.message_en = domain::sentence_for(given.verdict, gate_->details(given, language::en), language::en);
    line.next_step_ru = domain::next_step_for(given.verdict.reason, language::ru);
    line.next_step_en = domain::next_step_for(given.verdict.reason, language::en);
    line.display_name = given.name;
    line.table = given.table;
    line.session = given.session;
    if (given.verdict.first) {
        line.first_at = gate_protocol::rfc3339_utc(given.verdict.first->at);
        line.first_point = gate_->details(given, language::ru).first_place;
    }
    line.offline = given.offline;
    line.repeated = given.repeated;
    boost::system::error_code failed;
    json::object out{{"line", json::parse(gate_protocol::encode(line), failed)}};
    if (given.verdict.first) out["first_point_en"] = gate_->details(given, language::en).first_place;
    if (given.scan) {
        out["scan"] = id_text(*given.scan);
        out["seq"] = journal_->find_scan(*given.scan)->what.seq;
        const auto* scan = journal_->find_scan(*given.scan);
        out["may_override"] = domain::may_override(given.verdict.reason) && scan->what.code_known;
    }
    out["status"] = status();
    add_changes(out, false);
    return out;
}

/// override {scan}: staff let in whom the verdict left to them. undo {scan}: takes an admission or exit back.
json::object phone_door::follow(const json_object& asked, domain::scan_kind kind) {
    domain::scan_name id{};
    const auto* before = bytes_in(text_in(asked, "scan"), id) ? journal_->find_scan(id) : nullptr;
    const auto& orders = gate_->standing();
    if (before == nullptr || orders.revoked || orders.quarantined) return refused("not_allowed");
    const auto passed = domain::lets_in(before->what.kind) || before->what.kind == domain::scan_kind::exit;
    if (kind == domain::scan_kind::voided && (!passed || journal_->is_voided(id))) return refused("wrong_state");
    if (kind == domain::scan_kind::overridden &&
        (before->what.kind != domain::scan_kind::refuse || !before->what.code_known ||
         !domain::may_override(before->what.reason)))
        return refused("wrong_state");
    auto what = before->what;
    const auto undone = what.id;
    random_.fill(std::as_writable_bytes(std::span(what.id)));
    what.kind = kind;
    if (kind == domain::scan_kind::voided) what.refers_to = undone;
    const auto time = gate_->clock_now();
    what.offline = !gate_->online();
    what.wall_ms = clock_.now_ms();
    what.boot_ms = clock_.steady_ms();
    what.boot = boot_;
    what.offset_ms = time.offset_ms;
    what.error_ms = time.error_ms;
    what.known = orders.known;
    const auto head = journal_->head();
    what.seq = head.seq + 1;
    what.incarnation = head.incarnation;
    what.previous = head.hash;
    const auto record = domain::encode_scan(what);
    journal_->insert(what, record, gate_protocol::hash_of(record));
    journal_->commit();
    // What was just answered about this ticket is no longer so: the next look at it is a new question.
    gate_->stand_at(stands_at_);
    gate_->reload();
    json::object out{{"scan", id_text(what.id)}, {"seq", what.seq}};
    if (const auto* guest = journal_->listed(ticket::to_hex(ticket::byte_view(what.code).first(16)))) {
        out["name"] = guest->name;
        out["table"] = guest->table;
    }
    out["status"] = status();
    add_changes(out, false);
    return out;
}

/// request {version}: the next body for the server, and the bytes that the device's key signs.
json::object phone_door::make_request(const json_object& asked) {
    sent_ = journal_->next_request(gate_protocol::sync_rows_max);
    sent_->feed_chain = sync::chain_read(journal_->progress(), sent_->cursor, server_takes_);
    if (server_takes_.report) {
        auto& about = sent_->report.emplace();
        about.kind = gate_protocol::device_kind::phone;
        about.version = text_in(asked, "version");
        about.wall_ms = clock_.now_ms();
        about.error_ms = gate_->clock_now().error_ms;
        about.admitted_5_minutes = gate_->admitted_lately();
    }
    const auto body = gate_protocol::encode(*sent_);
    return {{"body", body}, {"sign", ticket::to_base64url(gate_protocol::signed_part(body))}};
}

/// export {after}: a stretch of unsent records as a request that the device's key signs, to be carried on a stick.
json::object phone_door::make_export(const json_object& asked) const {
    const auto request = journal_->request_after(std::max(number_in(asked, "after"), journal_->acked()), gate_protocol::sync_rows_max);
    if (request.rows.empty()) return {{"rows", 0}};
    const auto last = *domain::decode_scan(request.rows.back());
    const auto body = gate_protocol::encode(request);
    return {{"rows", request.rows.size()},
            {"last", last.kind == domain::scan_kind::loss ? last.refers_seq : last.seq},
            {"body", body},
            {"sign", ticket::to_base64url(gate_protocol::signed_part(body))}};
}

/// answer {body, sent_wall, sent_steady}: what the server said to the last request.
json::object phone_door::take_answer(const json_object& asked) {
    if (!sent_) return refused("not_asked");
    const auto response = gate_protocol::decode_sync_response(text_in(asked, "body"));
    if (!response) return refused("malformed");
    // Also from an answer that is not believed: the next request may then show the server where it was put back.
    server_takes_ = {response->takes_report, response->takes_feed_chain};
    const sync::known_server known{gate_->standing().event, journal_->root_key(), gate_->standing().keys, journal_->progress()};
    const auto judged = sync::judge_answer(known, *sent_, *response, clocks_in(asked, "sent_wall", "sent_steady", boot_),
                                           clocks_in(asked, "wall", "steady", boot_));
    if (const auto* fault = std::get_if<sync::answer_fault>(&judged)) {
        if (signatures_wanted()) return {};
        gate_->lost_server();
        return refused(sync::word_of(*fault));
    }
    const auto& effects = std::get<gatekeeper::round_effects>(judged);
    journal_->apply(effects);
    gate_->reload();
    gate_->heard_from_server(clock_.steady_ms());
    // Without progress there is no hurry: the same answer would come again.
    const auto reached = gatekeeper::place_reached(effects);
    const bool rows_left = reached < sent_->head_seq && reached != sent_->acked_seq;
    const bool feed_left = effects.feed && !effects.feed->complete && !effects.feed->items.empty();
    // Everything is sent once more in quarantine, and after one that the server has forgotten.
    const bool evidence_left = (effects.standing == gate_protocol::device_standing::quarantined || sent_->rows.empty()) &&
                               !journal_->next_request(1).rows.empty();
    sent_.reset();
    json::object out{{"more", rows_left || feed_left || evidence_left}, {"status", status()}};
    add_changes(out, true);
    return out;
}

json::object phone_door::status() const {
    const auto& orders = gate_->standing();
    json::array points;
    for (const auto& each : orders.rules.points)
        if (std::find(orders.terms.points.begin(), orders.terms.points.end(), each.id) != orders.terms.points.end())
            points.push_back(json::object{{"id", each.id.value},
                                          {"name", each.name},
                                          {"name_en", each.name_en.empty() ? each.name : each.name_en},
                                          {"exits", each.exits_scanned}});
    const auto reading = gate_->clock_now();
    json::object out{{"event", orders.rules.event.title},
                     {"offset_minutes", orders.rules.event.utc_offset_minutes},
                     {"identity_check", orders.rules.event.identity_check},
                     {"points", std::move(points)},
                     {"point", gate_->point().value},
                     {"standing", orders.revoked ? "revoked" : orders.quarantined ? "quarantined" : "active"},
                     {"list_complete", orders.list_complete && orders.rules_known},
                     {"roster", orders.roster_rows},
                     {"inside", journal_->guests_inside()},
                     {"expected", journal_->guests_expected()},
                     {"unsent", orders.unsent},
                     {"head", journal_->head().seq},
                     {"online", gate_->online()},
                     {"clock_sure", reading.sure},
                     {"names", journal_->shows_names()},
                     {"test_mode", orders.terms.test_mode},
                     {"lease_seconds", orders.terms.lease_seconds}};
    out["age"] = orders.clock.taken ? json::value(gate_->lease_age_seconds()) : json::value(nullptr);
    if (!orders.messages.empty())
        out["message"] = json::object{{"ru", orders.messages.back().ru}, {"en", orders.messages.back().en}};
    return out;
}

/// search {text}: guests by name; never more than the list of this event allows to see.
json::object phone_door::search(const json_object& asked) const {
    json::array found;
    for (const auto& each : journal_->search(text_in(asked, "text"), found_max))
        found.push_back(json::object{{"listed", each.code},
                                     {"name", each.name},
                                     {"table", each.table},
                                     {"state", word_of(each.state)},
                                     {"inside", each.inside}});
    return {{"found", std::move(found)}};
}

json::object phone_door::shown_scan(const kept_scan& scan) const {
    json::object out{{"scan", id_text(scan.what.id)},
                     {"at", gate_protocol::rfc3339_utc(scan.what.corrected_ms() / 1000)},
                     {"kind", domain::word_of(scan.what.kind)},
                     {"reason", domain::word_of(scan.what.reason)},
                     {"colour", domain::word_of(domain::colour_of(scan.what.reason))},
                     {"sent", scan.last() <= journal_->acked()},
                     {"undone", journal_->is_voided(scan.what.id)}};
    if (scan.what.code_known)
        if (const auto* guest = journal_->listed(ticket::to_hex(ticket::byte_view(scan.what.code).first(16)))) {
            out["name"] = guest->name;
            out["table"] = guest->table;
        }
    return out;
}

/// recent {}: the last scans of this phone, newest first.
json::object phone_door::recent() const {
    json::array list;
    const auto& all = journal_->scans();
    for (auto at = all.rbegin(); at != all.rend() && list.size() < recent_max; ++at)
        if (at->what.kind != domain::scan_kind::loss && at->what.kind != domain::scan_kind::voided) list.push_back(shown_scan(*at));
    return {{"recent", std::move(list)}};
}

/// judge {question}: the verdict function alone, so that the vectors can be put to it.
json::object phone_door::judge(const json_object& asked) const {
    const auto* question = asked.if_contains("question");
    if (question == nullptr || !question->is_object()) return refused("malformed");
    return write_verdict(domain::decide_admission(read_question(question->get_object())));
}

} // namespace krug::phone
