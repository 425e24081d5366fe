#include "gate_protocol/enrolment.hpp"

#include "gate_protocol/code_parts.hpp"
#include "gate_protocol/device_terms.hpp"
#include "gate_protocol/row_members.hpp"

namespace krug::gate_protocol {
namespace json = boost::json;
namespace {

constexpr std::string_view prefix = "EN1:";
constexpr std::size_t body_bytes_max = 64 * 1024;

enrol_request read_request(const json::value& value) {
    members in(value, "");
    check_version(in);
    enrol_request request;
    request.one_time = in.bytes<16>("code");
    request.device_key = in.bytes<32>("device_key");
    in.end();
    return request;
}

enrol_response read_response(const json::value& value) {
    members in(value, "");
    check_version(in);
    enrol_response response;
    response.device.value = in.number("device", 1, INT64_MAX);
    response.token = ticket::to_base64url(in.bytes<32>("token"));
    response.event.value = in.number("event", 1, 0xFFFFFFFF);
    response.root_key = in.bytes<32>("root_key");
    response.keys = read_key_set({in.any("keys"), "keys"});
    response.terms = read_terms({in.any("terms"), "terms"});
    response.server_time_ms = in.number("server_time_ms", 0, INT64_MAX);
    in.end();
    return response;
}

} // namespace

std::string write_enrolment_code(const enrolment_code& code) {
    std::string text(prefix);
    text += ticket::to_base64url(code.one_time) + '.';
    if (code.server_pin) text += ticket::to_base64url(*code.server_pin);
    text += '.' + ticket::to_base64url(code.root_fingerprint) + '.' + code.url;
    return text;
}

domain::result<enrolment_code> read_enrolment_code(std::string_view text) {
    auto rest = trimmed(text);
    if (!rest.starts_with(prefix)) return wrong_part("prefix");
    rest.remove_prefix(prefix.size());
    enrolment_code code;
    if (!read_part(next_part(rest), code.one_time)) return wrong_part("code");
    const auto pin = next_part(rest);
    if (!pin) return wrong_part("pin");
    if (!pin->empty() && !read_part(pin, code.server_pin.emplace())) return wrong_part("pin");
    if (!read_part(next_part(rest), code.root_fingerprint)) return wrong_part("fingerprint");
    if (!is_server_url(rest)) return wrong_part("url");
    code.url = rest;
    while (code.url.ends_with('/')) code.url.pop_back();
    return code;
}

std::string encode(const enrol_request& request) {
    return json::serialize(json::object{{"version", protocol_version},
                                        {"code", bytes_value(request.one_time)},
                                        {"device_key", bytes_value(request.device_key)}});
}

domain::result<enrol_request> decode_enrol_request(std::string_view body) {
    return decode_with<enrol_request>(body, body_bytes_max, read_request);
}

std::string encode(const enrol_response& response) {
    return json::serialize(json::object{{"version", protocol_version},
                                        {"device", response.device.value},
                                        {"token", response.token},
                                        {"event", response.event.value},
                                        {"root_key", bytes_value(response.root_key)},
                                        {"keys", to_json(response.keys)},
                                        {"terms", to_json(response.terms)},
                                        {"server_time_ms", response.server_time_ms}});
}

domain::result<enrol_response> decode_enrol_response(std::string_view body) {
    return decode_with<enrol_response>(body, body_bytes_max, read_response);
}

} // namespace krug::gate_protocol
