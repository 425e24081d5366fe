#include "gate_protocol/neighbours.hpp"

#include "gate_protocol/code_parts.hpp"
#include "gate_protocol/row_members.hpp"

namespace krug::gate_protocol {
namespace json = boost::json;
namespace {

constexpr std::string_view prefix = "HB1:";

domain::device_id read_device(members& in, const char* name) { return {in.number(name, 1, INT64_MAX)}; }
domain::event_id read_event(members& in) { return {in.number("event", 1, 0xFFFFFFFF)}; }

pair_request read_pair_request(const json::value& value) {
    members in(value, "");
    check_version(in);
    pair_request request;
    request.one_time = in.bytes<16>("code");
    request.device = read_device(in, "device");
    request.event = read_event(in);
    request.device_key = in.bytes<32>("device_key");
    in.end();
    return request;
}

pair_response read_pair_response(const json::value& value) {
    members in(value, "");
    check_version(in);
    pair_response response;
    response.hub = read_device(in, "hub");
    in.end();
    return response;
}

ask_request read_ask_request(const json::value& value) {
    members in(value, "");
    check_version(in);
    ask_request request;
    request.device = read_device(in, "device");
    request.event = read_event(in);
    request.by = static_cast<lookup>(in.number("by", 1, 3));
    request.hash = in.hex_text("hash", 16);
    in.end();
    return request;
}

/// Items as in the feed, so that a neighbour can be told nothing that a server could not tell.
std::vector<admission_elsewhere> read_admissions(members& in, const char* name) {
    std::vector<admission_elsewhere> items;
    for (const auto& value : in.list(name, told_items_max)) {
        if (!value.is_string()) in.wrong(name);
        const auto item = decode_item(std::string_view(value.get_string()));
        const auto* admission = item ? std::get_if<admission_elsewhere>(&*item) : nullptr;
        if (admission == nullptr) in.wrong(name);
        items.push_back(*admission);
    }
    return items;
}

json::array admissions_value(const std::vector<admission_elsewhere>& items) {
    json::array values;
    for (const auto& item : items) values.emplace_back(encode_item(item));
    return values;
}

ask_response read_ask_response(const json::value& value) {
    members in(value, "");
    check_version(in);
    ask_response response;
    response.held = in.yes_no("held");
    response.known = read_admissions(in, "known");
    in.end();
    return response;
}

hub_place read_place(members& in) {
    hub_place place;
    place.life = in.number("life", 0, INT64_MAX);
    place.neighbours = in.number("neighbours", 0, INT64_MAX - 1);
    place.own = in.number("own", 0, INT64_MAX - 1);
    return place;
}

tell_request read_tell_request(const json::value& value) {
    members in(value, "");
    check_version(in);
    tell_request request;
    request.device = read_device(in, "device");
    request.event = read_event(in);
    request.heard = read_place(in);
    request.rows = read_rows(in);
    in.end();
    return request;
}

tell_response read_tell_response(const json::value& value) {
    members in(value, "");
    check_version(in);
    tell_response response;
    response.durable_seq = in.number("durable_seq", 0, INT64_MAX - 1);
    response.reached = read_place(in);
    response.items = read_admissions(in, "items");
    response.more = in.yes_no("more");
    in.end();
    return response;
}

} // namespace

std::string write_hub_code(const hub_code& code) {
    return std::string(prefix) + ticket::to_base64url(code.one_time) + '.' + ticket::to_base64url(code.pin) + '.' + code.url;
}

domain::result<hub_code> read_hub_code(std::string_view text) {
    auto rest = trimmed(text);
    if (!rest.starts_with(prefix)) return wrong_part("prefix");
    rest.remove_prefix(prefix.size());
    hub_code code;
    if (!read_part(next_part(rest), code.one_time)) return wrong_part("code");
    if (!read_part(next_part(rest), code.pin)) return wrong_part("pin");
    if (!is_server_url(rest) || !rest.starts_with("https://")) return wrong_part("url");
    code.url = rest;
    while (code.url.ends_with('/')) code.url.pop_back();
    return code;
}

std::string encode(const pair_request& request) {
    return json::serialize(json::object{{"version", protocol_version},
                                        {"code", bytes_value(request.one_time)},
                                        {"device", request.device.value},
                                        {"event", request.event.value},
                                        {"device_key", bytes_value(request.device_key)}});
}
domain::result<pair_request> decode_pair_request(std::string_view body) {
    return decode_with<pair_request>(body, sync_request_bytes_max, read_pair_request);
}

std::string encode(const pair_response& response) {
    return json::serialize(json::object{{"version", protocol_version}, {"hub", response.hub.value}});
}
domain::result<pair_response> decode_pair_response(std::string_view body) {
    return decode_with<pair_response>(body, sync_response_bytes_max, read_pair_response);
}

std::string encode(const ask_request& request) {
    return json::serialize(json::object{{"version", protocol_version},
                                        {"device", request.device.value},
                                        {"event", request.event.value},
                                        {"by", static_cast<int>(request.by)},
                                        {"hash", request.hash}});
}
domain::result<ask_request> decode_ask_request(std::string_view body) {
    return decode_with<ask_request>(body, sync_request_bytes_max, read_ask_request);
}

std::string encode(const ask_response& response) {
    return json::serialize(json::object{
        {"version", protocol_version}, {"held", response.held}, {"known", admissions_value(response.known)}});
}
domain::result<ask_response> decode_ask_response(std::string_view body) {
    return decode_with<ask_response>(body, sync_response_bytes_max, read_ask_response);
}

std::string encode(const tell_request& request) {
    return json::serialize(json::object{{"version", protocol_version},
                                        {"device", request.device.value},
                                        {"event", request.event.value},
                                        {"life", request.heard.life},
                                        {"neighbours", request.heard.neighbours},
                                        {"own", request.heard.own},
                                        {"rows", rows_value(request.rows)}});
}
domain::result<tell_request> decode_tell_request(std::string_view body) {
    return decode_with<tell_request>(body, sync_request_bytes_max, read_tell_request);
}

std::string encode(const tell_response& response) {
    return json::serialize(json::object{{"version", protocol_version},
                                        {"durable_seq", response.durable_seq},
                                        {"life", response.reached.life},
                                        {"neighbours", response.reached.neighbours},
                                        {"own", response.reached.own},
                                        {"items", admissions_value(response.items)},
                                        {"more", response.more}});
}
domain::result<tell_response> decode_tell_response(std::string_view body) {
    return decode_with<tell_response>(body, sync_response_bytes_max, read_tell_response);
}

ticket::bytes signed_for_hub(std::string_view target, std::string_view body) {
    constexpr std::string_view label{"krug-hub/1\0", 11};
    auto joined = std::string(label) + std::string(target);
    joined.push_back('\0');
    joined += body;
    const auto raw = ticket::bytes_of(joined);
    return {raw.begin(), raw.end()};
}

} // namespace krug::gate_protocol
