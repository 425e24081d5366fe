// One of every message with every member set, the same in every run.
// The gate protocol's tests only.
#pragma once

#include "cast/door_cast.hpp"
#include "gate_protocol/bell.hpp"
#include "gate_protocol/enrolment.hpp"
#include "gate_protocol/feed.hpp"
#include "gate_protocol/neighbours.hpp"
#include "gate_protocol/sync.hpp"

namespace krug::gate_protocol {

inline std::vector<std::pair<std::string, feed_item>> sample_items() {
    const cast::keyring keys;
    roster_put put = cast::guest_row(1);
    put.row.generation = 3;
    put.row.category = {2};
    put.row.state = domain::roster_state::waitlisted;
    put.row.scope = {7};
    put.row.sessions = {{7}, {8}};
    put.row.waitlist_place = 4;
    put.row.check_identity = put.row.needs_answer = put.row.reentry = put.row.crew = true;
    put.number = attendee_number_hash(cast::tyumen, "123456788");
    put.short_code = ticket::code_hash("4600051000057");
    admission_elsewhere admission;
    admission.code = put.code;
    admission.scan.fill(7);
    admission.device = {5};
    admission.point = {2};
    admission.direction = domain::passage::out;
    admission.at_ms = cast::doors_open * 1000;
    admission.voided = true;
    auto rules = cast::usual_rules();
    rules.version = 4;
    rules.event.identity_check = true;
    rules.event.home_gates = 2;
    rules.event.gate_points = {{1}, {2}};
    auto& point = rules.points.front();
    point.area = 7;
    point.sessions = {{7}};
    point.categories = {{0}, {2}};
    point.sign_up_required = point.exits_scanned = point.walk_ins = true;
    point.opens_minutes_before = 60;
    point.closes_minutes_after = -5;
    point.entries = domain::entry_rule::after_exit;
    point.walk_in_limit = 12;
    point.standby_after_minutes = 10;
    return {{"put", put},
            {"remove", roster_remove{put.code}},
            {"deny", deny{put.code, 4, true}},
            {"keys", keys.usual()},
            {"admission", admission},
            {"rules", rules},
            {"message", message{"Зал Б закрыт", "Hall B is closed"}}};
}

inline domain::scan_record sample_record(std::int64_t seq) {
    domain::scan what;
    what.id.fill(static_cast<std::uint8_t>(seq));
    what.device = {5};
    what.incarnation = 1;
    what.seq = seq;
    what.event = cast::tyumen;
    what.wall_ms = cast::doors_open * 1000;
    return domain::encode_scan(what);
}

inline enrolment_code sample_code() {
    enrolment_code code;
    code.url = "https://krug.example:8443";
    code.one_time.fill(1);
    code.server_pin.emplace().fill(2);
    code.root_fingerprint.fill(3);
    return code;
}

inline enrol_request sample_enrol_request() {
    enrol_request request;
    request.one_time.fill(1);
    request.device_key.fill(4);
    return request;
}

inline enrol_response sample_enrol_response() {
    const cast::keyring keys;
    enrol_response response;
    response.device = {5};
    response.token = ticket::to_base64url(cast::seed_of(9));
    response.event = cast::tyumen;
    response.root_key = keys.root_raw();
    response.keys = keys.usual();
    response.terms = {{{1}, {2}}, true, 3600};
    response.server_time_ms = cast::doors_open * 1000;
    return response;
}

inline sync_request sample_sync_request() {
    sync_request request;
    request.cursor = {1, 40};
    request.acked_seq = 6;
    request.head_seq = 8;
    request.incarnation = 1;
    request.chain_head.fill(5);
    request.rows = {sample_record(7), sample_record(8)};
    return request;
}

inline bell_request sample_bell_request() { return {{1, 40}, 25}; }
inline bell_response sample_bell_response() { return {true, {1, 47}}; }

inline device_report sample_report() {
    device_report report;
    report.kind = device_kind::hub;
    report.version = "0.1.0";
    report.wall_ms = cast::doors_open * 1000 + 250;
    report.error_ms = 40;
    report.admitted_5_minutes = 61;
    report.rehearsal = rehearsal_result{cast::doors_open - 600, false, {rehearsal_part::sound, rehearsal_part::sync}};
    return report;
}

/// To a server that takes reports, and its answer to a device that offered one.
inline sync_request sample_reporting_request() {
    auto request = sample_sync_request();
    request.rows.clear();
    request.report = sample_report();
    return request;
}

/// To a server that takes the chain of what was read.
inline sync_request sample_chain_telling_request() {
    auto request = sample_sync_request();
    request.rows.clear();
    request.feed_chain.emplace().fill(6);
    return request;
}

inline sync_response sample_sync_response() {
    const cast::keyring keys;
    sync_response response;
    response.server_time_ms = cast::doors_open * 1000;
    response.durable_seq = 6;
    response.ack_seq = 8;
    response.from = {1, 40};
    for (const auto& [name, item] : sample_items()) response.items.push_back(encode_item(item));
    feed_head head;
    head.event = cast::tyumen;
    head.at = {1, 47};
    for (const auto& text : response.items) head.chain = chain_after(head.chain, text);
    head.time = cast::doors_open;
    head.key = keys.event.id();
    head.signature = keys.event.sign(signed_part(head));
    response.head = head;
    response.more = true;
    response.terms = {{{1}}, false, domain::lease_seconds_max};
    return response;
}

inline sync_response sample_report_taking_response() {
    auto response = sample_sync_response();
    response.items.clear();
    response.head.reset();
    response.takes_report = true;
    return response;
}
inline sync_response sample_chain_taking_response() {
    auto response = sample_report_taking_response();
    response.takes_feed_chain = true;
    return response;
}

inline hub_code sample_hub_code() {
    hub_code code;
    code.url = "https://10.0.0.5:8443";
    code.one_time.fill(1);
    code.pin.fill(2);
    return code;
}
inline pair_request sample_pair_request() {
    pair_request request{{}, {5}, cast::tyumen, {}};
    request.one_time.fill(1);
    request.device_key.fill(4);
    return request;
}
inline ask_request sample_ask_request() { return {{5}, cast::tyumen, lookup::number, cast::guest_code(1)}; }
inline ask_response sample_ask_response() {
    return {true, {std::get<admission_elsewhere>(sample_items()[4].second)}};
}
inline tell_request sample_tell_request() { return {{5}, cast::tyumen, {7, 8, 9}, {sample_record(7), sample_record(8)}}; }
inline tell_response sample_tell_response() {
    return {8, {7, 8, 9}, {std::get<admission_elsewhere>(sample_items()[4].second)}, true};
}

} // namespace krug::gate_protocol
