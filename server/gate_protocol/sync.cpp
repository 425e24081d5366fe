#include "gate_protocol/sync.hpp"

#include "gate_protocol/device_terms.hpp"
#include "gate_protocol/report_members.hpp"
#include "gate_protocol/row_members.hpp"

namespace krug::gate_protocol {
namespace json = boost::json;
namespace {

domain::feed_cursor read_cursor(members& in, const char* epoch, const char* n) {
    domain::feed_cursor cursor;
    cursor.epoch = in.number(epoch, 0, INT64_MAX);
    cursor.n = in.number(n, 0, INT64_MAX - static_cast<std::int64_t>(feed_page_items_max));
    return cursor;
}

sync_request read_request(const json::value& value) {
    members in(value, "");
    check_version(in);
    sync_request request;
    request.cursor = read_cursor(in, "epoch", "n");
    request.acked_seq = in.number("acked_seq", 0, INT64_MAX - 1);
    request.head_seq = in.number("head_seq", 0, INT64_MAX - 1);
    request.incarnation = static_cast<std::uint32_t>(in.number("incarnation", 0, UINT32_MAX));
    request.chain_head = in.bytes<32>("chain_head");
    request.rows = read_rows(in);
    if (in.has("report")) request.report = read_report({in.any("report"), "report"});
    if (in.has("feed_chain")) request.feed_chain = in.bytes<32>("feed_chain");
    in.end();
    return request;
}

json::value to_json(const feed_head& head) {
    return json::object{{"event", head.event.value},        {"epoch", head.at.epoch}, {"n", head.at.n},
                        {"chain", bytes_value(head.chain)}, {"time", head.time},      {"key", bytes_value(head.key)},
                        {"signature", bytes_value(head.signature)}};
}

feed_head read_head(members in) {
    feed_head head;
    head.event.value = in.number("event", 1, 0xFFFFFFFF);
    head.at = read_cursor(in, "epoch", "n");
    head.chain = in.bytes<32>("chain");
    head.time = in.number("time", 0, INT64_MAX / 1000);
    head.key = in.bytes<4>("key");
    head.signature = in.bytes<64>("signature");
    in.end();
    return head;
}

std::string read_item_text(const json::value& value) {
    if (!value.is_string() || value.get_string().size() > feed_item_bytes_max) throw malformed{"items"};
    return std::string(value.get_string());
}

sync_response read_response(const json::value& value) {
    members in(value, "");
    check_version(in);
    sync_response response;
    response.standing = static_cast<device_standing>(in.number("standing", 1, 3));
    response.server_time_ms = in.number("server_time_ms", 0, INT64_MAX);
    response.durable_seq = in.number("durable_seq", 0, INT64_MAX - 1);
    response.ack_seq = in.number("ack_seq", response.durable_seq, INT64_MAX - 1);
    response.from = read_cursor(in, "epoch", "from");
    for (const auto& item : in.list("items", feed_page_items_max)) response.items.push_back(read_item_text(item));
    if (in.has("head")) response.head = read_head({in.any("head"), "head"});
    response.more = in.yes_no("more");
    response.terms = read_terms({in.any("terms"), "terms"});
    if (in.has("takes_report")) response.takes_report = in.yes_no("takes_report");
    if (in.has("takes_feed_chain")) response.takes_feed_chain = in.yes_no("takes_feed_chain");
    in.end();
    return response;
}

} // namespace

json::value to_json(const device_terms& terms) {
    json::array points;
    for (const auto& point : terms.points) points.emplace_back(point.value);
    return json::object{
        {"points", std::move(points)}, {"test_mode", terms.test_mode}, {"lease_seconds", terms.lease_seconds}};
}

device_terms read_terms(members in) {
    device_terms terms;
    for (const auto& value : in.list("points", 64)) {
        if (!value.is_int64() || value.get_int64() < 1 || value.get_int64() > 0xFFFF) in.wrong("points");
        terms.points.push_back({value.get_int64()});
    }
    terms.test_mode = in.yes_no("test_mode");
    terms.lease_seconds = in.number("lease_seconds", 60, domain::lease_seconds_max);
    in.end();
    return terms;
}

std::string encode(const sync_request& request) {
    json::object out{{"version", protocol_version},
                     {"epoch", request.cursor.epoch},
                     {"n", request.cursor.n},
                     {"acked_seq", request.acked_seq},
                     {"head_seq", request.head_seq},
                     {"incarnation", request.incarnation},
                     {"chain_head", bytes_value(request.chain_head)},
                     {"rows", rows_value(request.rows)}};
    if (request.report) out["report"] = to_json(*request.report);
    if (request.feed_chain) out["feed_chain"] = bytes_value(*request.feed_chain);
    return json::serialize(out);
}

domain::result<sync_request> decode_sync_request(std::string_view body) {
    return decode_with<sync_request>(body, sync_request_bytes_max, read_request);
}

std::string encode(const sync_response& response) {
    json::array items;
    for (const auto& text : response.items) items.emplace_back(text);
    json::object out{{"version", protocol_version},
                     {"standing", static_cast<int>(response.standing)},
                     {"server_time_ms", response.server_time_ms},
                     {"durable_seq", response.durable_seq},
                     {"ack_seq", response.ack_seq},
                     {"epoch", response.from.epoch},
                     {"from", response.from.n},
                     {"items", std::move(items)}};
    if (response.head) out["head"] = to_json(*response.head);
    out["more"] = response.more;
    out["terms"] = to_json(response.terms);
    if (response.takes_report) out["takes_report"] = true;
    if (response.takes_feed_chain) out["takes_feed_chain"] = true;
    return json::serialize(out);
}

domain::result<sync_response> decode_sync_response(std::string_view body) {
    return decode_with<sync_response>(body, sync_response_bytes_max, read_response);
}

ticket::bytes signed_part(std::string_view body) {
    constexpr std::string_view label{"krug-sync/1\0", 12};
    // Joined as text: GCC 12 takes the vector's growth for an overrun and warns.
    const auto joined = std::string(label) + std::string(body);
    const auto raw = ticket::bytes_of(joined);
    return {raw.begin(), raw.end()};
}

domain::digest hash_of(const domain::scan_record& record) {
    ticket::bytes message(domain::scan_hash_label.begin(), domain::scan_hash_label.end());
    message.insert(message.end(), record.begin(), record.end());
    return ticket::sha256(message);
}

} // namespace krug::gate_protocol
